"""What the ids of an export stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from server.reports.contract import Export
from server.reports.sheet import Cell, Field, T


class Names:
    def __init__(self, found: Export) -> None:
        self.gisements = {g.id: g.short for g in found.gisements}
        self.kinds = {kind.id: kind.label for kind in found.kinds}
        self.themes = {theme.id: theme.label for theme in found.themes}
        self.ballots = {ballot.id: ballot.title for ballot in found.ballots}
        self.notes = {note.id: note for note in found.notes}

    def by_kind(self, count: Callable[[T, str], int]) -> list[Field[T]]:
        """A column for each kind of notes. `count`: how many notes of this kind an item has."""

        def of(kind: str) -> Callable[[T], Cell]:
            return lambda one: count(one, kind)

        return [(label, "integer", 12, of(kind)) for kind, label in self.kinds.items()]

    def of_kind(self, notes: Iterable[str], kind: str) -> int:
        return sum(self.notes[id].kind == kind for id in notes if id in self.notes)
