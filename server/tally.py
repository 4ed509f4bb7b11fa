"""What a rehearsal saw, and its verdict: notes acknowledged, stored, shown and exported must be the same ones."""

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_NOTE = re.compile(r'(?:data-n="|<rect id="n)(\d+)"')
_GISEMENT = re.compile(r'<[^>]*\bdata-gisement="([^"]+)"[^>]*>')
_COUNT = re.compile(r'\bdata-count="(\d+)"')
_SEAM = re.compile(r'id="seam-([^"]+)"(?:(?!</foreignObject>).)*?class="seam-counts"><b[^>]*>(\d+)<', re.S)


@dataclass(slots=True)
class Acts:
    """What the phones did: notes tried; for those acknowledged, their number and when their request left (seconds)."""

    tried: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    left_at: dict[str, float] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    dots: int = 0


@dataclass(slots=True)
class Seen:
    """What the projector was sent: when each note (by its number) was first drawn, each gisement's last count."""

    drawn: dict[int, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    frames: list[tuple[int, float]] = field(default_factory=list)
    """(the room's number, when it came), rising."""

    def add(self, frame: dict[str, Any], now: float) -> None:
        content = frame.get("content", "")
        if not content:
            return
        for number in map(int, _NOTE.findall(content)):
            self.drawn.setdefault(number, now)
        if not self.frames or frame["seq"] > self.frames[-1][0]:
            self.frames.append((frame["seq"], now))
        for tag in _GISEMENT.finditer(content):
            if count := _COUNT.search(tag[0]):
                self.counts[tag[1]] = int(count[1])
        self.counts |= {gisement: int(count) for gisement, count in _SEAM.findall(content)}

    def first(self, number: int) -> float | None:
        """When a note was drawn; else when a frame came that told of a state with this note in it."""
        if number in self.drawn:
            return self.drawn[number]
        place = bisect_left(self.frames, (number, 0.0))
        return self.frames[place][1] if place < len(self.frames) else None


@dataclass(frozen=True, slots=True)
class Played:
    """How the rehearsal went, beside its notes."""

    phones: int
    seconds: float
    ballot: str | None
    sockets_lost: int
    cut_short: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The four sets of note ids. Latencies go from note to projector, in ms, sorted.

    `covered`: notes that a frame had taken in but that were never drawn one by one. `others`: notes of other people.
    """

    acknowledged: frozenset[str]
    stored: frozenset[str]
    shown: frozenset[str]
    exported: frozenset[str]
    doubled: int
    others: int
    covered: int
    latencies: tuple[float, ...]
    counts: dict[str, int]
    dots_acknowledged: int
    dots_counted: int | None
    refused: dict[str, int]
    retries: int
    played: Played

    @property
    def agree(self) -> bool:
        return self.acknowledged == self.stored == self.shown == self.exported and not self.doubled

    def latency(self, share: float) -> float | None:
        """The latency, in ms, that this share of the notes did not exceed (nearest rank)."""
        if not self.latencies:
            return None
        return self.latencies[max(0, math.ceil(share * len(self.latencies)) - 1)]

    def as_dict(self) -> dict[str, Any]:
        """Counts, and the ids that a set lacks or has in excess."""
        sets = {"stored": self.stored, "shown": self.shown, "exported": self.exported}
        return {
            "agree": self.agree, "acknowledged": len(self.acknowledged),
            **{name: len(ids) for name, ids in sets.items()},
            "missing": {name: sorted(self.acknowledged - ids) for name, ids in sets.items()},
            "unacknowledged": {name: sorted(ids - self.acknowledged) for name, ids in sets.items()},
            "doubled": self.doubled, "others": self.others, "covered": self.covered, "counts": self.counts,
            "latency_ms": {"p50": self.latency(0.5), "p95": self.latency(0.95), "max": self.latency(1)},
            "dots": {"acknowledged": self.dots_acknowledged, "counted": self.dots_counted},
            "refused": self.refused, "retries": self.retries, "sockets_lost": self.played.sockets_lost,
            "phones": self.played.phones, "seconds": round(self.played.seconds, 1), "cut_short": self.played.cut_short,
        }  # fmt: skip

    def __str__(self) -> str:
        verdict = "les quatre coïncident" if self.agree else "ELLES NE COÏNCIDENT PAS"
        early = ", arrêtés avant la fin" if self.played.cut_short else ""
        lines = [
            f"{self.played.phones} téléphones, {self.played.seconds:.0f} s{early}.",
            f"Notes : {len(self.acknowledged)} acquittées, {len(self.stored)} enregistrées, "
            f"{len(self.shown)} affichées, {len(self.exported)} exportées : {verdict}.",
        ]
        if self.latencies:
            p50, p95, most = (self.latency(share) for share in (0.5, 0.95, 1))
            lines.append(f"De la note à l'écran : médiane {p50:.0f} ms, 95 % sous {p95:.0f} ms, au pire {most:.0f} ms.")
        if self.dots_acknowledged:
            counted = "encore scellés" if self.dots_counted is None else f"{self.dots_counted} comptés"
            lines.append(f"Points : {self.dots_acknowledged} acquittés, {counted}.")
        if remarks := self._remarks():
            lines.append(f"À noter : {remarks}.")
        return "\n".join(lines)

    def _remarks(self) -> str:
        counts = {f"refus {code}": n for code, n in self.refused.items()} | {
            "renvois": self.retries,
            "comptées sans être dessinées": self.covered,
            "enregistrées deux fois": self.doubled,
            "notes d'autres personnes": self.others,
            "sockets refusées": self.played.sockets_lost,
        }
        return ", ".join(f"{what} {n}" for what, n in counts.items() if n)


def count(
    acts: Acts, seen: Seen, played: Played, before: dict[str, Any], board: dict[str, Any], export: dict[str, Any]
) -> Result:
    """Compare what phones and projector saw with the room's accounts: `board.json` (before, after), `export.json`."""
    stored = [note["id"] for note in board["notes"]]
    ours = [note for note in stored if note in acts.tried]
    first = {note: seen.first(number) for note, number in acts.numbers.items()}
    shown = frozenset(note for note, number in acts.numbers.items() if number in seen.drawn)
    return Result(
        acknowledged=frozenset(acts.numbers),
        stored=frozenset(ours),
        shown=shown,
        exported=frozenset(note["id"] for note in export["notes"] if note["id"] in acts.tried),
        doubled=len(ours) - len(set(ours)),
        others=len(set(stored) - {note["id"] for note in before["notes"]} - acts.tried),
        covered=sum(at is not None for at in first.values()) - len(shown),
        latencies=tuple(sorted(1000 * (at - acts.left_at[note]) for note, at in first.items() if at is not None)),
        counts=seen.counts,
        dots_acknowledged=acts.dots,
        dots_counted=_dots(board, played.ballot),
        refused=dict(acts.refused),
        retries=acts.retries,
        played=played,
    )


def _dots(board: dict[str, Any], ballot_id: str | None) -> int | None:
    """The dots of a ballot in the room's own count; None while it is sealed, or without a ballot."""
    options: list[dict[str, Any]] = next((b["options"] for b in board["ballots"] if b["id"] == ballot_id), [])
    if not options or any("dots" not in option for option in options):
        return None
    return sum(int(option["dots"]) for option in options)
