"""Notes that worry whoever leads the room, about a person often: put aside, they alone read them."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.masking import silence
from server.room.notes import standing
from server.room.people import Actor
from server.room.state import Note, Room
from server.room.text import accept, clean

LONGEST_CONCERN = 140
"""In graphemes."""


class _OnAside(Fact):
    note: str

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}:aside",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("everything",)

    def _put(self, room: Room, aside: bool) -> None:
        room.notes[self.note].aside = aside
        room.moderations += 1
        silence(room, room.notes[self.note])


@fact("note_set_aside")
class NoteSetAside(_OnAside):
    """It leaves every display, export and report. `text`: why, if somebody said so, erased with the note."""

    note: str
    text: str = ""

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        note.concern = self.text or note.concern
        note.text_seqs.append(entry.seq)
        self._put(room, True)

    def inverse(self) -> tuple[Fact, ...]:
        return (NotePutBack(self.note),)


@fact("note_put_back")
class NotePutBack(_OnAside):
    note: str

    def apply(self, room: Room, entry: Entry) -> None:
        self._put(room, False)

    def inverse(self) -> tuple[Fact, ...]:
        return (NoteSetAside(self.note),)


def set_aside(room: Room) -> list[Note]:
    """The notes put aside that can still be read, the latest first."""
    return [note for note in reversed(room.notes.values()) if note.aside and not note.withdrawn and not note.erased]


@dataclass(frozen=True)
class SetAside(Command):
    """Put a note aside, or back where it was."""

    id: str
    note: str
    aside: bool = True
    reason: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        by.must_lead()
        if note.aside == self.aside:
            return []
        if not self.aside:
            return [NotePutBack(note.id)]
        reason = self.reason.strip()
        return [NoteSetAside(note.id, accept(reason, LONGEST_CONCERN) if clean(reason).strip() else "")]
