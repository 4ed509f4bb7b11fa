"""What Filon 0.1 wrote and no longer writes, still read: a kind is never removed from the journal's vocabulary."""

from __future__ import annotations

from typing import Any

from server.room.entries import UPCASTERS, Entry, Fact, fact
from server.room.state import Promise, Room
from server.room.themes import must_be_free, put


class _Merge(Fact):
    into: str
    sources: tuple[tuple[str, tuple[str, ...]], ...]

    def objects(self) -> tuple[str, ...]:
        return (f"theme:{self.into}", *(f"theme:{source}" for source, _ in self.sources))

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.themes[self.into].gisement}",)


@fact("themes_merged")
class ThemesMerged(_Merge):
    """`sources` tells which notes each theme brought, so that the merge can be taken back."""

    into: str
    sources: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, room: Room, entry: Entry) -> None:
        for source, notes in self.sources:
            for note in notes:
                put(room, note, self.into)
            room.themes[source].merged_into = self.into

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemesParted(self.into, self.sources),)


@fact("themes_parted")
class ThemesParted(_Merge):
    """A merge taken back: each theme gets its notes again, but those that have moved on since."""

    into: str
    sources: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, room: Room, entry: Entry) -> None:
        for source, notes in self.sources:
            room.themes[source].merged_into = None
            for note in notes:
                if room.notes[note].theme == self.into:
                    put(room, note, source)

    def check(self, room: Room) -> None:
        must_be_free(room)


@fact("promise_written")
class PromiseWritten(Fact):
    """A promise as it reads from now on; an empty `text` takes it away."""

    promise: str
    text: str
    gisement: str | None
    carrier: str

    def apply(self, room: Room, entry: Entry) -> None:
        if not self.text:
            room.promised.pop(self.promise, None)
            return
        promise = room.promised.setdefault(self.promise, Promise(self.promise))
        promise.gisements = (self.gisement,) if self.gisement else ()
        promise.word("text", self.text, entry.seq)
        promise.word("carrier", self.carrier, entry.seq)

    def objects(self) -> tuple[str, ...]:
        return (f"promise:{self.promise}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("promises",)


def _one_nearest(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 named one closest note at most."""
    return body | {"nearest": [body["nearest"]] if body.get("nearest") else []}


UPCASTERS["note_grouped", 1] = _one_nearest
