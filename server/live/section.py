"""The living section of a room: its gisements as layers, their counts, and the day told again in a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.charts.section import SEAMS, Grain, Layer, heights, name_lines
from server.room import wall as walls
from server.room.definition import Gisement
from server.room.stages import MINUTE
from server.room.state import Note, Room
from server.wording import worded

FRAMES = 60
"""Of the day told again, one a second."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A gisement with what was written here: how many notes of each kind, and how many ideas come from before."""

    gisement: Gisement
    count: int
    kinds: tuple[int, ...]
    before: int
    themes: int
    tables: tuple[int, ...]
    layer: Layer


def pages(room: Room) -> int:
    return -(-len(room.session.gisements) // SEAMS)


def strata(room: Room, page: int = 0) -> list[Stratum]:
    at = page % pages(room) * SEAMS
    return [_stratum(room, gisement) for gisement in room.session.gisements[at : at + SEAMS]]


def _stratum(room: Room, gisement: Gisement) -> Stratum:
    shown = list(room.notes_on(gisement.id))
    here = Counter(note.kind for note in shown if not note.before)
    themes = tuple(cluster.theme.id for cluster in walls.wall(room, gisement).themes)
    tables = tuple(room.tables_on(gisement.id))
    return Stratum(
        gisement, here.total(), tuple(here[kind.id] for kind in room.session.kinds), len(shown) - here.total(),
        len(themes), tables,
        Layer(
            gisement.id, worded(gisement.short), tuple(_grains(room, gisement, themes)), themes,
            len(tables) if room.stage.takes_notes else 0,
        ),
    )  # fmt: skip


def _grains(room: Room, gisement: Gisement, themes: Sequence[str]) -> list[Grain]:
    """The notes people see; their rank counts the others too, so that hiding one moves none."""
    kinds = {kind.id: n for n, kind in enumerate(room.session.kinds)}
    every = (note for note in room.notes.values() if note.gisement == gisement.id)
    return [
        Grain(note.seq, kinds[note.kind], (note.theme or "") if note.theme in themes else "", rank)
        for rank, note in enumerate(every, 1)
        if note.shown and note.kind in kinds
    ]


@dataclass(frozen=True, slots=True)
class Frame:
    """The section at a moment of the day: `seq`, the last note by then; the tops of its seams, and their counts by kind."""

    at: int
    seq: int
    tops: tuple[int, ...]
    floor: int
    counts: tuple[tuple[int, ...], ...]


def film(room: Room, shown: Sequence[Stratum]) -> list[Frame]:
    """The day in `FRAMES` moments, equally far apart, from the first note to the last; empty when nobody wrote. Times are told
    to the minute."""
    notes = {note.seq: note for note in room.notes.values()}
    times = sorted(notes[grain.seq].at for one in shown for grain in one.layer.grains)
    if not times:
        return []
    first, last = times[0], times[-1]
    return [_frame(notes, shown, first + (last - first) * n // (FRAMES - 1)) for n in range(FRAMES)]


def _frame(notes: Mapping[int, Note], shown: Sequence[Stratum], at: int) -> Frame:
    there = [[grain for grain in one.layer.grains if notes[grain.seq].at <= at] for one in shown]
    tops, floor = heights([len(grains) for grains in there], [name_lines(one.layer) for one in shown])
    here = (Counter(grain.kind for grain in grains if not notes[grain.seq].before) for grains in there)
    counts = tuple(tuple(held[n] for n in range(len(one.kinds))) for held, one in zip(here, shown, strict=True))
    return Frame(
        at // MINUTE * MINUTE, max((g.seq for grains in there for g in grains), default=0), tuple(tops), floor, counts
    )
