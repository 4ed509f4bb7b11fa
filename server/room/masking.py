"""Words of a note that nobody reads: a blank stands in their place, on every surface and in every export.

`Note.text` is what everybody reads, so that whatever shows a note, or compares it, cannot tell the words. What its author wrote
stays in the journal, and comes back when they are shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from server.room.entries import Command, Entry, Fact, fact
from server.room.notes import reread, standing
from server.room.people import Actor
from server.room.publication import NotePublished
from server.room.refusal import Refusal
from server.room.state import Note, Room
from server.room.text import BLANK, Span, blanked, form, standing_in, words
from server.room.translation import NoteTranslationRestored


@fact("words_masked")
class WordsMasked(Fact):
    """The words of a note that are masked from now on, by their places in what its author wrote; and those that were. `line`:
    the entry whose line beside the note it takes away (0: none)."""

    note: str
    masked: tuple[Span, ...]
    was: tuple[Span, ...] = ()
    line: int = 0

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        note.mask(self.masked)
        if note.published and standing_in(note.published, _forms_at(note.said, set(self.masked) - set(self.was))):
            note.published_by = 0  # worded while they showed, before an undo masked them again
        if self.line:
            note.translated_by = 0
            note.untold.add(self.line)
        note.worded_at = entry.seq
        room.moderations += 1
        silence(room, note)

    def inverse(self) -> tuple[Fact, ...]:
        back = (NoteTranslationRestored(self.note, self.line),) if self.line else ()
        return (WordsMasked(self.note, self.was, self.masked), *back)

    def renamed(self, name: Callable[[str], str]) -> Fact:
        """Nobody finds the words again: a blank stands in the note itself."""
        return replace(self, masked=(), was=())

    def objects(self) -> tuple[str, ...]:
        """Its line too: one that was written meanwhile may say them."""
        return (f"note:{self.note}:masked", f"note:{self.note}:translated")

    def topics(self, room: Room) -> tuple[str, ...]:
        return reread(room, self.note)


def silence(room: Room, note: Note) -> None:
    """The machine's names may be made of the note's words: they say a blank, until it names again what it reads."""
    forms = unsaid(room, note.gisement)
    note.shared_words = tuple(word for word in note.shared_words if form(word) not in forms)
    for theme in (room.themes[one] for one in note.been_in):
        named = _without(theme.proposed, forms)
        if named != theme.proposed or BLANK in named:
            theme.proposed, theme.named_at = named, 0
    if proposal := room.proposals.get(note.gisement):
        proposal.names = {theme: _without(name, forms) for theme, name in proposal.names.items()}


def unsaid(room: Room, gisement: str) -> frozenset[str]:
    """What is masked there, and what is said only by notes put aside, or by lines that a mask took away."""
    here = [note for note in room.notes.values() if note.gisement == gisement]
    masked = frozenset().union(*(note.masked_forms for note in here if note.masked))
    gone = frozenset().union(
        *(_forms(note.text, note.translation) for note in here if note.aside),
        *(_forms(note.translations.get(line, "")) for note in here if note.masked for line in note.untold),
    )
    said = frozenset().union(*(_forms(note.text, note.translation) for note in here if note.shown)) if gone else gone
    return masked | (gone - said)


def _forms(*texts: str) -> frozenset[str]:
    return frozenset().union(*(_forms_at(text, words(text)) for text in texts))


def _forms_at(said: str, places: Collection[Span]) -> frozenset[str]:
    return frozenset(form(said[start:end]) for start, end in places)


def _without(text: str, forms: Collection[str]) -> str:
    return blanked(text, standing_in(text, forms))


def discreet(room: Room, gisement: str, text: str) -> str:
    """What the machine says of a gisement, thought of before a word was masked perhaps, without what is no longer said."""
    return _without(text, unsaid(room, gisement))


@dataclass(frozen=True)
class MaskWords(Command):
    """Mask words of a note wherever it says them, or (`masked` false) show them again. `through`: the last entry that was read,
    for a place means nothing in other words. Nobody can tell which words of its line say the same: the note waits for another."""

    id: str
    note: str
    words: tuple[Span, ...]
    through: int
    masked: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        by.must_lead()
        if note.written_at > self.through:
            raise Refusal("words_changed")
        said = note.said
        if not set(self.words) <= set(words(said)):
            raise Refusal("bad_request")
        chosen = set(standing_in(said, _forms_at(said, self.words)))
        masked = tuple(sorted(chosen | set(note.masked) if self.masked else set(note.masked) - chosen))
        if masked == note.masked:
            return []
        line = note.translated_by if self.masked and note.translation else 0
        return [WordsMasked(note.id, masked, note.masked, line), *self._unpublished(note, chosen)]

    def _unpublished(self, note: Note, chosen: set[Span]) -> list[Fact]:
        """A wording for publication that says them is dropped."""
        forms = _forms_at(note.said, chosen)
        tells = self.masked and note.published and standing_in(note.published, forms)
        return [NotePublished(note.id, "", note.published_by)] if tells else []
