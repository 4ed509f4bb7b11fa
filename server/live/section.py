"""The living section of a room: its gisements as layers, and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from server.charts.section import SEAMS, Grain, Layer
from server.room import wall as walls
from server.room.definition import Gisement
from server.room.state import Room


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
    return Stratum(
        gisement, here.total(), tuple(here[kind.id] for kind in room.session.kinds), len(shown) - here.total(),
        len(themes), tuple(room.tables_on(gisement.id)),
        Layer(gisement.id, gisement.short, tuple(_grains(room, gisement, themes)), themes),
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
