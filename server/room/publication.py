"""What a report says in other words than the room's: notes reworded for publication, and an introduction by the organiser.

Nothing that people wrote is changed: phones, walls and projector keep it, and so do the data.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.life import Erased
from server.room.notes import standing
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.room.state import REWORDING, Room
from server.room.text import accept, clean

LONGEST_INTRODUCTION = 2000
"""In graphemes."""


class _OnWording(Fact):
    note: str

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}:published",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("acts",)


@fact("note_published")
class NotePublished(_OnWording):
    """How a report words a note from now on (an empty text: as it was written). `was`: the entry that worded it (0: none)."""

    note: str
    text: str
    was: int = 0

    def apply(self, room: Room, entry: Entry) -> None:
        room.notes[self.note].reword(self.text, entry.seq)

    def inverse(self) -> tuple[Fact, ...]:
        return (NotePublicationRestored(self.note, self.was),)


@fact("note_publication_restored")
class NotePublicationRestored(_OnWording):
    """A report words a note again as the entry `seq` had (0: as it was written)."""

    note: str
    seq: int

    def apply(self, room: Room, entry: Entry) -> None:
        room.notes[self.note].published_by = self.seq


@fact("report_introduced")
class ReportIntroduced(Fact):
    """What the organiser says at the head of the report. Written apart from the seminar, it is no act to take back."""

    text: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.introduction = self.text
        room.introduction_seqs.append(entry.seq)


@dataclass(frozen=True)
class PublishNote(Command):
    """Word a note for publication, or (with an empty text, or its own) leave it as it was written."""

    id: str
    note: str
    text: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        by.must_lead()
        if note.kind == REWORDING:
            raise Refusal("unknown_note")
        text = _accepted(self.text, room.session.limits.text)
        text = "" if text == note.text else text
        return [] if text == (note.published or "") else [NotePublished(note.id, text, note.published_by)]


@dataclass(frozen=True)
class IntroduceReport(Command):
    """Introduce the report, or (with an empty text) erase every introduction it had."""

    id: str
    text: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        if by.role is not Role.ORGANISER:
            raise Refusal("forbidden")
        text = _accepted(self.text, LONGEST_INTRODUCTION)
        if text == room.introduction:
            return []
        return [ReportIntroduced(text) if text else Erased((), tuple(room.introduction_seqs))]


def _accepted(text: str, limit: int) -> str:
    """What is kept of a text, empty if nothing shows. Raises Refusal `text_too_long`."""
    return accept(text.strip(), limit) if clean(text).strip() else ""
