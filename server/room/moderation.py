"""Moderation before display: new notes wait until somebody who leads the room has read them, everybody's or some people's."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.definition import Moderation
from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Note, Room


@fact("moderation_set")
class ModerationSet(Fact):
    before: bool
    was: bool

    def apply(self, room: Room, entry: Entry) -> None:
        room.session = room.session.model_copy(update={"moderation": Moderation(before=self.before)})

    def inverse(self) -> tuple[Fact, ...]:
        return (ModerationSet(self.was, self.before),)

    def objects(self) -> tuple[str, ...]:
        return ("moderation",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("moderation", "session")


class _OnNotes(Fact):
    notes: tuple[str, ...]

    def objects(self) -> tuple[str, ...]:
        return tuple(f"note:{note}" for note in self.notes)

    def topics(self, room: Room) -> tuple[str, ...]:
        places = dict.fromkeys(f"notes:{room.notes[note].gisement}" for note in self.notes)
        return (*places, "counts", "moderation")

    def _wait(self, room: Room, waiting: bool) -> None:
        for note in self.notes:
            room.notes[note].waiting = waiting
        room.moderations += 1


@fact("notes_accepted")
class NotesAccepted(_OnNotes):
    notes: tuple[str, ...]

    def apply(self, room: Room, entry: Entry) -> None:
        self._wait(room, False)

    def inverse(self) -> tuple[Fact, ...]:
        return (NotesHeld(self.notes),)


@fact("notes_held")
class NotesHeld(_OnNotes):
    """They wait again: an acceptance taken back."""

    notes: tuple[str, ...]

    def apply(self, room: Room, entry: Entry) -> None:
        self._wait(room, True)

    def inverse(self) -> tuple[Fact, ...]:
        return (NotesAccepted(self.notes),)


@fact("next_notes_held")
class NextNotesHeld(Fact):
    """What the author of a note writes next is read before it shows (or, with `held` false, no more). A note names them: nobody
    who leads a room has to know who they are."""

    note: str
    held: bool

    def apply(self, room: Room, entry: Entry) -> None:
        author = room.notes[self.note].author
        room.held_back.pop(author, None)
        if self.held:
            room.held_back[author] = self.note

    def inverse(self) -> tuple[Fact, ...]:
        return (NextNotesHeld(self.note, not self.held),)

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}:next",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("moderation",)


def queue(room: Room) -> list[Note]:
    """The notes to read before they show, the oldest words first."""
    waiting = [note for note in room.notes.values() if note.waiting and not _apart(note)]
    return sorted(waiting, key=lambda note: note.worded_at)


def freed(room: Room) -> list[Note]:
    """What waits for no other reason than that every note does."""
    return [note for note in room.notes.values() if note.waiting and note.author not in room.held_back]


def held_back(room: Room) -> list[Note]:
    """One note of each person whose next notes are read first, the latest choice first."""
    return [room.notes[note] for note in reversed(room.held_back.values())]


def _apart(note: Note) -> bool:
    return note.hidden or note.withdrawn or note.aside or note.erased


@dataclass(frozen=True)
class SetModeration(Command):
    """Read notes before they show, or not; switched off, it accepts what waits."""

    id: str
    before: bool

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        was = room.session.moderation.before
        if self.before == was:
            return []
        waiting = () if self.before else tuple(note.id for note in freed(room))
        return [ModerationSet(self.before, was), *([NotesAccepted(waiting)] if waiting else [])]


@dataclass(frozen=True)
class AcceptNotes(Command):
    """Show a note that waits (all of them if none is named), in the words it had at entry `through`: a note that its author
    has changed since was not read, and waits on."""

    id: str
    through: int
    note: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        read = [note for note in queue(room) if note.worded_at <= self.through]
        accepted = tuple(note.id for note in read if self.note in ("", note.id))
        return [NotesAccepted(accepted)] if accepted else []


@dataclass(frozen=True)
class HoldNext(Command):
    """Have what the author of a note writes next read before it shows, or show it at once again."""

    id: str
    note: str
    held: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        note = room.notes.get(self.note)
        if note is None:
            raise Refusal("unknown_note")
        if note.before or note.entered_by:
            raise Refusal("no_author_here")
        if (note.author in room.held_back) == self.held:
            return []
        return [NextNotesHeld(room.held_back.get(note.author, note.id), self.held)]
