"""Who is near whom: a graph where each vector is linked to its closest by cosine, kept up one arrival at a time.

Vectors take slots 0, 1, 2… in the order of their coming, for good. A slot is linked or not: one that was cleared, or that only
repeats another, has a number and nothing else. All weights are floats in Python dicts; cosines are one product of matrices.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from server.themes.encoder import Vectors

CLOSEST = 12
"""Neighbours kept per vector: fewer tear large themes, more blur small ones."""
SHARPNESS = 1.5
"""Power of the cosine that weighs a link: below, weak likenesses add up to more than strong ones."""
UNLIKE = 0.22
"""Cosine up to which two notes have nothing in common: in a room of forty, the twelfth neighbour is no neighbour."""
ITSELF = 0.7
"""What each slot weighs by itself, as if so strongly linked to itself. One good link (.7 ** 1.5, both ways) outweighs it; the few
weak ones of a note among forty strangers do not, and it stands alone. With the dozen links of a large room it is hardly felt."""
COMPARABLE = 0.5
"""A neighbour counts if it is at least so near, relative to the nearest: the list stops where the likeness falls off."""
COPY, BESIDE_A_COPY = 0.58, 0.7
"""From this cosine a nearest neighbour is nearly a copy (a translation): between two slots that both have one, only what is at
this share of both counts. A slot always keeps its own nearest, and all its links if it has no near copy itself."""
BLOCK = 512
"""Rows of one product when many are looked up: 20,000 × 512 cosines take 40 MB."""
ROOM_FOR_ALL, NEVER = -9.0, 9.0
"""Bars below and above any cosine."""


class Neighbours:
    """`links[a][b]` is how strongly two slots hold together: the weight of b among a's closest plus of a among b's."""

    def __init__(self) -> None:
        self.links: list[dict[int, float]] = []
        self.degrees: list[float] = []
        self.mass = 0.0
        self._closest: list[dict[int, float]] = []
        self._chosen_by: list[set[int]] = []
        self._nearest: list[float] = []
        self._vectors: Vectors = np.zeros((0, 0), np.float32)
        self._bars: Vectors = np.zeros(0, np.float32)

    def __len__(self) -> int:
        return len(self.links)

    @property
    def vectors(self) -> Vectors:
        """All slots' vectors, shape (slots, dimensions); zeros where there is none."""
        return self._vectors[: len(self)]

    def append(self, vectors: Sequence[Vectors]) -> range:
        """Give each vector a slot, without a link."""
        start, stop = len(self), len(self) + len(vectors)
        if stop > len(self._vectors):
            room = max(256, stop, 2 * len(self._vectors))
            grown = np.zeros((room, len(vectors[0])), np.float32)
            bars = np.full(room, NEVER, np.float32)
            if start:
                grown[:start], bars[:start] = self._vectors[:start], self._bars[:start]
            self._vectors, self._bars = grown, bars
        for n, vector in enumerate(vectors):
            length = float(np.linalg.norm(np.asarray(vector, np.float32)))
            self._vectors[start + n] = np.asarray(vector, np.float32) / length if length > 1e-6 else 0.0
            self.links.append({})
            self.degrees.append(0.0)
            self._closest.append({})
            self._chosen_by.append(set())
            self._nearest.append(0.0)
        return range(start, stop)

    def cosines(self, slot: int) -> Vectors:
        """To every slot, shape (slots,): 0 for those without a vector, and for itself."""
        found: Vectors = self.vectors @ self._vectors[slot]
        found[slot] = 0
        return found

    def first_like(self, slot: int, bar: float) -> int | None:
        """The first of the earlier slots at this cosine or above."""
        return next(iter(self.all_like(slot, bar)), None)

    def all_like(self, slot: int, bar: float) -> list[int]:
        """The earlier slots at this cosine or above, earliest first."""
        found: list[int] = np.flatnonzero(self._vectors[:slot] @ self._vectors[slot] >= bar).tolist()
        return found

    def repeats(self, slots: range, bar: float) -> dict[int, int]:
        """`first_like` for those of a run of slots that have one."""
        found: dict[int, int] = {}
        for start in range(slots.start, slots.stop, BLOCK):
            stop = min(start + BLOCK, slots.stop)
            like = self._vectors[start:stop] @ self._vectors[:stop].T >= bar
            for row in np.flatnonzero(like.sum(1) > 1).tolist():
                if (first := int(like[row].argmax())) < start + row:
                    found[start + row] = first
        return found

    def link(self, slot: int) -> dict[int, float]:
        """Link a slot to its closest, and those it is now closest to; the change of degree of each slot concerned."""
        changed: dict[int, float] = {}
        self._count(slot, changed)
        cosines = self.cosines(slot)
        entered = np.flatnonzero(cosines > np.maximum(self._bars[: len(self)], UNLIKE)).tolist()
        self._choose(slot, cosines)
        for other in entered:
            mine = self._closest[other]
            mine[slot] = float(cosines[other])
            self._chosen_by[slot].add(other)
            if len(mine) > CLOSEST:
                farthest = min(mine, key=mine.__getitem__)
                del mine[farthest]
                self._chosen_by[farthest].discard(other)
                self._weigh(other, farthest, changed)
            if self._measure(other):
                self._weigh_all(other, changed)
        self._weigh_all(slot, changed)
        return changed

    def link_all(self, slots: Sequence[int]) -> None:
        """`link` for many at once: the same graph, in products of large matrices."""
        everybody = np.array(slots, np.intp)
        for start in range(0, len(slots), BLOCK):
            rows = everybody[start : start + BLOCK]
            cosines = self._vectors[rows] @ self._vectors[everybody].T
            cosines[np.arange(len(rows)), np.arange(start, start + len(rows))] = 0
            found = _greatest(cosines)
            values = np.take_along_axis(cosines, found, 1)
            for slot, others, near in zip(rows.tolist(), everybody[found].tolist(), values.tolist(), strict=True):
                self._closest[slot] = {other: one for other, one in zip(others, near, strict=True) if one > UNLIKE}
        for slot in slots:
            self._count(slot, {})
            self._measure(slot)
            for other in self._closest[slot]:
                self._chosen_by[other].add(slot)
        for slot in slots:
            for other in self._closest[slot]:
                self._weigh(slot, other, {})

    def clear(self, slot: int) -> dict[int, float]:
        """Take a slot out of the graph, vector and all; those that lose a neighbour choose another."""
        changed: dict[int, float] = {}
        self._vectors[slot], self._bars[slot] = 0, NEVER
        bereft = sorted(self._chosen_by[slot])
        for other in self._closest[slot]:
            self._chosen_by[other].discard(slot)
        self._closest[slot], self._chosen_by[slot] = {}, set()
        for other in bereft:
            del self._closest[other][slot]
        for other in list(self.links[slot]):
            self._weigh(slot, other, changed)
        for other, cosines in zip(bereft, self._vectors[bereft] @ self.vectors.T, strict=True):
            cosines[other] = 0
            self._choose(other, cosines)
            self._weigh_all(other, changed)
        self.mass -= self.degrees[slot]
        self.degrees[slot], self._nearest[slot] = 0.0, 0.0
        changed.pop(slot, None)
        return changed

    def _count(self, slot: int, changed: dict[int, float]) -> None:
        """Let a slot weigh by itself."""
        self.degrees[slot] += ITSELF
        self.mass += ITSELF
        changed[slot] = changed.get(slot, 0.0) + ITSELF

    def _choose(self, slot: int, cosines: Vectors) -> None:
        """Complete a slot's closest."""
        mine = self._closest[slot]
        able = np.where(self._bars[: len(self)] < NEVER, cosines, 0)
        for other in _greatest(able[None, :])[0].tolist():
            if able[other] > UNLIKE and other not in mine and len(mine) < CLOSEST:
                mine[other] = float(able[other])
                self._chosen_by[other].add(slot)
        self._measure(slot)

    def _measure(self, slot: int) -> bool:
        """Note how near its closest are; True if the nearest changed, and with it what counts beside it."""
        near = self._closest[slot].values()
        self._bars[slot] = min(near) if len(near) == CLOSEST else ROOM_FOR_ALL
        before, self._nearest[slot] = self._nearest[slot], max(near, default=0.0)
        return self._nearest[slot] != before

    def _weigh_all(self, slot: int, changed: dict[int, float]) -> None:
        for other in (*self._closest[slot], *sorted(self._chosen_by[slot])):
            self._weigh(slot, other, changed)

    def _weigh(self, one: int, other: int, changed: dict[int, float]) -> None:
        """Bring a link up to date."""
        weight = self._half(one, other) + self._half(other, one)
        by = weight - self.links[one].get(other, 0.0)
        if by == 0:
            return
        for a, b in ((one, other), (other, one)):
            if weight > 0:
                self.links[a][b] = weight
            else:
                del self.links[a][b]
            self.degrees[a] += by
            changed[a] = changed.get(a, 0.0) + by
        self.mass += 2 * by

    def _half(self, one: int, other: int) -> float:
        """What a slot's choice of another weighs."""
        cosine = self._closest[one].get(other, 0.0)
        if cosine < COMPARABLE * self._nearest[one]:
            return 0.0
        nearest = self._nearest[one], self._nearest[other]
        between_copies = min(nearest) >= COPY and cosine < BESIDE_A_COPY * max(nearest)
        return 0.0 if between_copies and cosine < nearest[0] else cosine**SHARPNESS


def _greatest(rows: Vectors) -> NDArray[np.intp]:
    """The places of each row's greatest values, best first, ties to the earliest."""
    kept = min(CLOSEST, rows.shape[1])
    places = np.sort(np.argpartition(-rows, kept - 1, axis=1)[:, :kept], axis=1)
    order = np.argsort(-np.take_along_axis(rows, places, 1), axis=1, kind="stable")
    return np.take_along_axis(places, order, 1)
