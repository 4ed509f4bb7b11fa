"""Where a new note goes: the nearest theme above a threshold, else a new one. Themes that stand do not move.

A first, honest method: the note is compared with each theme by the mean of its cosines to the theme's centre and to its two
closest notes. The placement says how sure it is and which note was closest.
"""

from dataclasses import dataclass, field

import numpy as np

from server.themes.encoder import Vectors


@dataclass(frozen=True, slots=True)
class Placement:
    """`theme` None: open a new one. `confidence` in 0–1. `nearest`: the closest note, if any is close at all."""

    theme: str | None
    confidence: float
    nearest: str | None


@dataclass(slots=True)
class Cluster:
    notes: list[str] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)


class Placer:
    """The vectors of one gisement's notes, by theme."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._clusters: dict[str, Cluster] = {}

    def put(self, note: str, vector: Vectors, theme: str) -> None:
        """Take into account that a note stands in a theme, whoever placed it."""
        for cluster in self._clusters.values():
            if note in cluster.notes:
                place = cluster.notes.index(note)
                del cluster.notes[place], cluster.vectors[place]
        if vector.any():
            cluster = self._clusters.setdefault(theme, Cluster())
            cluster.notes.append(note)
            cluster.vectors.append(vector)

    def place(self, vector: Vectors) -> Placement:
        """Where a note with this vector (a unit vector, or zeros for a text without words) belongs."""
        best: tuple[float, str | None] = (0.0, None)
        second, nearest = 0.0, None
        if vector.any():
            for theme, cluster in self._clusters.items():
                if not cluster.notes:
                    continue
                cosines = np.stack(cluster.vectors) @ vector
                score = self._score(cluster, cosines, vector)
                if score > best[0]:
                    second, best, nearest = best[0], (score, theme), cluster.notes[int(cosines.argmax())]
                else:
                    second = max(second, score)
        score, found = best
        if found is None or score < self._threshold:
            return Placement(None, round(max(0.0, 1 - score / self._threshold), 3), nearest)
        sure = min(1.0, 0.4 + (score - self._threshold) / (1 - self._threshold) + 2 * (score - second))
        return Placement(found, round(sure, 3), nearest)

    @staticmethod
    def _score(cluster: Cluster, cosines: Vectors, vector: Vectors) -> float:
        centre = np.mean(cluster.vectors, axis=0)
        to_centre = float(centre @ vector / max(float(np.linalg.norm(centre)), 1e-9))
        closest = float(np.sort(cosines)[-2:].mean())
        return (to_centre + closest) / 2
