"""A note in French too: a line that a person wrote beside what its author wrote, shown with it, and compared in its place.

Who helps writes it: whoever leads the room, or a table's facilitator, on any gisement, for few read Tamil. A word masked in the
note takes the line away, since nobody can tell which words of it say the same; it comes back by undo, or is written again.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.notes import reread, standing
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Note, Room
from server.room.text import accept, clean


class _OnTranslation(Fact):
    note: str

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}:translated",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return reread(room, self.note)


@fact("note_translated")
class NoteTranslated(_OnTranslation):
    """A note's line from now on (an empty text: none). `was`: the entry that wrote the one before (0: none)."""

    note: str
    text: str
    was: int = 0

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        note.translations[entry.seq] = self.text
        note.text_seqs.append(entry.seq)
        _read_as(room, note, entry.seq, entry)

    def inverse(self) -> tuple[Fact, ...]:
        return (NoteTranslationRestored(self.note, self.was),)


@fact("note_translation_restored")
class NoteTranslationRestored(_OnTranslation):
    """The line of a note is again the one that the entry `seq` wrote (0: none)."""

    note: str
    seq: int

    def apply(self, room: Room, entry: Entry) -> None:
        _read_as(room, room.notes[self.note], self.seq, entry)


def _read_as(room: Room, note: Note, line: int, entry: Entry) -> None:
    """Its words count as worded anew: the machine compares it again, and its author's phone reads it again."""
    note.translated_by = line
    note.untold.discard(line)
    note.worded_at = entry.seq
    room.moderations += 1


@fact("translation_asked")
class TranslationAsked(_OnTranslation):
    """A person says that a note is to be translated, or that it needs no line. `asked` None: its language tells."""

    note: str
    asked: bool | None
    was: bool | None = None

    def apply(self, room: Room, entry: Entry) -> None:
        room.notes[self.note].to_translate = self.asked

    def inverse(self) -> tuple[Fact, ...]:
        return (TranslationAsked(self.note, self.was, self.asked),)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"notes:{room.notes[self.note].gisement}", "acts")


def translated_again(room: Room) -> list[Fact]:
    """The lines of the ideas from before, as facts of a journal that starts anew."""
    before = (note for note in room.notes.values() if note.before and note.shown and note.translation)
    return [NoteTranslated(note.id, note.translation) for note in before]


def untranslated(room: Room) -> list[Note]:
    """The notes that wait for a line: first those that the machine cannot compare, each in order of arrival."""
    waiting = [note for note in room.notes.values() if note.shown and not note.translation and _wanted(room, note)]
    return sorted(waiting, key=lambda note: (note.unread != "language", note.seq))


def _wanted(room: Room, note: Note) -> bool:
    if note.to_translate is not None:
        return note.to_translate
    return note.language not in ("", room.session.language)


@dataclass(frozen=True)
class TranslateNote(Command):
    """Write a note's line, write it otherwise, or (with an empty text) take it away."""

    id: str
    note: str
    text: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = within_reach(room, self.note, by)
        text = self.text.strip()
        text = accept(text, room.session.limits.text) if clean(text).strip() else ""
        if text == note.translations.get(note.translated_by, ""):
            return []
        return [NoteTranslated(note.id, text, note.translated_by)]


@dataclass(frozen=True)
class AskTranslation(Command):
    """Put a note among those to translate, or out of them, whatever language it is thought to be in."""

    id: str
    note: str
    asked: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = within_reach(room, self.note, by)
        if note.to_translate == self.asked:
            return []
        return [TranslationAsked(note.id, self.asked, note.to_translate)]


def within_reach(room: Room, note_id: str, by: Actor) -> Note:
    """A note whose line this person may write. Raises Refusal `forbidden` or `unknown_note`."""
    by.must_help()
    note = standing(room, note_id)
    if not (by.leads or note.shown):
        raise Refusal("unknown_note")
    return note
