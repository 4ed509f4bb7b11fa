"""Words of a note that nobody reads: a blank stands in their place, on every surface and in every export.

`Note.text` is what everybody reads, so that whatever shows a note, or compares it, cannot tell the words. What its author wrote
stays in the journal, and comes back when they are shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from server.room.entries import Command, Entry, Fact, fact
from server.room.notes import standing
from server.room.people import Actor
from server.room.publication import NotePublished
from server.room.refusal import Refusal
from server.room.state import Note, Room
from server.room.text import BLANK, Span, blanked, form, standing_in, words


@fact("words_masked")
class WordsMasked(Fact):
    """The words of a note that are masked from now on, by their places in what its author wrote; and those that were."""

    note: str
    masked: tuple[Span, ...]
    was: tuple[Span, ...] = ()

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        note.mask(self.masked)
        if note.published and standing_in(note.published, _forms_at(note.said, set(self.masked) - set(self.was))):
            note.published_by = 0  # worded while they showed, before an undo masked them again
        note.worded_at = entry.seq
        room.moderations += 1
        silence(room, note)

    def inverse(self) -> tuple[Fact, ...]:
        return (WordsMasked(self.note, self.was, self.masked),)

    def renamed(self, name: Callable[[str], str]) -> Fact:
        """Nobody finds the words again: a blank stands in the note itself."""
        return replace(self, masked=(), was=())

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}:masked",)

    def topics(self, room: Room) -> tuple[str, ...]:
        where = room.notes[self.note].gisement
        return (f"notes:{where}", f"themes:{where}", f"proposal:{where}", "moderation")


def silence(room: Room, note: Note) -> None:
    """The machine's names may be made of the note's words: they say a blank, until it names again what it reads."""
    forms = _unsaid(room, note.gisement)
    note.shared_words = tuple(word for word in note.shared_words if form(word) not in forms)
    for theme in (room.themes[one] for one in note.been_in):
        named = _without(theme.proposed, forms)
        if named != theme.proposed or BLANK in named:
            theme.proposed, theme.named_at = named, 0
    if proposal := room.proposals.get(note.gisement):
        proposal.names = {theme: _without(name, forms) for theme, name in proposal.names.items()}


def _unsaid(room: Room, gisement: str) -> frozenset[str]:
    """What is masked there, and what only notes put aside say."""
    here = [note for note in room.notes.values() if note.gisement == gisement]
    masked = frozenset().union(*(note.masked_forms for note in here if note.masked))
    aside = frozenset().union(*(_forms(note) for note in here if note.aside))
    return masked | (aside - frozenset().union(*(_forms(note) for note in here if note.shown)) if aside else aside)


def _forms(note: Note) -> frozenset[str]:
    return _forms_at(note.text, words(note.text))


def _forms_at(said: str, places: Collection[Span]) -> frozenset[str]:
    return frozenset(form(said[start:end]) for start, end in places)


def _without(text: str, forms: Collection[str]) -> str:
    return blanked(text, standing_in(text, forms))


def discreet(room: Room, gisement: str, text: str) -> str:
    """What the machine says of a gisement, thought of before a word was masked perhaps, without what is no longer said."""
    return _without(text, _unsaid(room, gisement))


@dataclass(frozen=True)
class MaskWords(Command):
    """Mask words of a note wherever it says them, or (`masked` false) show them again. `through`: the last entry that was read,
    for a place means nothing in other words."""

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
        return [WordsMasked(note.id, masked, note.masked), *self._unpublished(note, chosen)]

    def _unpublished(self, note: Note, chosen: set[Span]) -> list[Fact]:
        """A wording for publication that says them is dropped."""
        forms = _forms_at(note.said, chosen)
        tells = self.masked and note.published and standing_in(note.published, forms)
        return [NotePublished(note.id, "", note.published_by)] if tells else []
