"""Themes: the machine proposes, people dispose. What a person placed, named, merged or pinned is never undone by the machine."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.notes import standing
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import PlacedBy, Room, Theme
from server.room.text import label as clean_label


def _put(room: Room, note_id: str, theme_id: str | None) -> None:
    """Move a note into a theme (opened if it does not exist yet), out of the one it was in."""
    note = room.notes[note_id]
    if note.theme and note.theme in room.themes:
        room.themes[note.theme].notes.pop(note_id, None)
    note.theme = theme_id
    if theme_id:
        theme = room.themes.setdefault(theme_id, Theme(theme_id, note.gisement))
        theme.notes[note_id] = None
        note.been_in.add(theme_id)


@fact("note_grouped")
class NoteGrouped(Fact):
    """The machine placed a note. `text` is its reason in words of the room (shared words), erased with the note."""

    note: str
    theme: str
    confidence: float
    text: str = ""
    nearest: str | None = None

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        _put(room, self.note, self.theme)
        note.placed_by, note.confidence, note.nearest = "machine", self.confidence, self.nearest
        note.shared_words = tuple(self.text.split())
        note.text_seqs.append(entry.seq)

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.notes[self.note].gisement}",)


@fact("note_moved")
class NoteMoved(Fact):
    """A person placed a note (None: out of every theme)."""

    note: str
    theme: str | None
    was: str | None
    was_by: PlacedBy = None
    by: PlacedBy = "person"

    def apply(self, room: Room, entry: Entry) -> None:
        _put(room, self.note, self.theme)
        room.notes[self.note].placed_by = self.by

    def inverse(self) -> tuple[Fact, ...]:
        return (NoteMoved(self.note, self.was, self.theme, self.by, self.was_by),)

    def check(self, room: Room) -> None:
        must_be_free(room)
        theme = room.themes.get(self.theme or "")
        if theme and theme.merged_into:
            raise Refusal("touched_since", what="le thème de départ, réuni à un autre")

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.notes[self.note].gisement}",)


class _OnTheme(Fact):
    theme: str

    def objects(self) -> tuple[str, ...]:
        return (f"theme:{self.theme}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.themes[self.theme].gisement}",)


@fact("theme_labelled")
class ThemeLabelled(_OnTheme):
    """The machine named a theme, from the words of its notes."""

    theme: str
    text: str

    def apply(self, room: Room, entry: Entry) -> None:
        theme = room.themes[self.theme]
        theme.text_seqs.append(entry.seq)
        theme.proposed = self.text

    def objects(self) -> tuple[str, ...]:
        return ()


@fact("theme_renamed")
class ThemeRenamed(_OnTheme):
    """A person named a theme; an empty `label` gives it back the machine's name."""

    theme: str
    label: str
    was: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.themes[self.theme].named = self.label

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemeRenamed(self.theme, self.was, self.label),)


@fact("theme_pinned")
class ThemePinned(_OnTheme):
    theme: str
    pinned: bool

    def apply(self, room: Room, entry: Entry) -> None:
        room.themes[self.theme].pinned = self.pinned

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemePinned(self.theme, not self.pinned),)


@fact("themes_merged")
class ThemesMerged(Fact):
    """`sources` tells which notes each theme brought, so that the merge can be taken back."""

    into: str
    sources: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, room: Room, entry: Entry) -> None:
        for source, notes in self.sources:
            for note in notes:
                _put(room, note, self.into)
            room.themes[source].merged_into = self.into

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemesParted(self.into, self.sources),)

    def objects(self) -> tuple[str, ...]:
        return (f"theme:{self.into}", *(f"theme:{source}" for source, _ in self.sources))

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.themes[self.into].gisement}",)


@fact("themes_parted")
class ThemesParted(Fact):
    """A merge taken back: each theme gets its notes again, but those that have moved on since."""

    into: str
    sources: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, room: Room, entry: Entry) -> None:
        for source, notes in self.sources:
            room.themes[source].merged_into = None
            for note in notes:
                if room.notes[note].theme == self.into:
                    _put(room, note, source)

    def check(self, room: Room) -> None:
        must_be_free(room)

    def objects(self) -> tuple[str, ...]:
        return (f"theme:{self.into}", *(f"theme:{source}" for source, _ in self.sources))

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.themes[self.into].gisement}",)


@dataclass(frozen=True)
class GroupNote(Command):
    """The machine's proposal for one note. `seen` is the number of the last entry it knew: people who acted since win."""

    id: str
    note: str
    theme: str
    confidence: float
    nearest: str | None
    words: tuple[str, ...]
    seen: int

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        theme = room.themes.get(self.theme)
        if note.placed_by == "person" or room.touched.get(f"note:{note.id}", 0) > self.seen:
            raise Refusal("placed_by_hand")
        if note.theme:
            raise Refusal("already_placed")
        if theme and (theme.merged_into or theme.gisement != note.gisement):
            raise Refusal("unknown_theme")
        if room.touched.get(f"theme:{self.theme}", 0) > self.seen:
            raise Refusal("unknown_theme")
        return [NoteGrouped(note.id, self.theme, round(self.confidence, 3), " ".join(self.words), self.nearest)]


@dataclass(frozen=True)
class LabelTheme(Command):
    id: str
    theme: str
    label: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        theme = living(room, self.theme)
        if theme.labelled_by == "person" or theme.label == self.label or room.open_ballot():
            return []
        return [ThemeLabelled(theme.id, self.label)]


@dataclass(frozen=True)
class MoveNote(Command):
    """Place a note by hand. A theme that does not exist yet is opened, named `label` (else the machine names it)."""

    id: str
    note: str
    theme: str | None
    label: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        by.must_hold(room, note.gisement)
        must_be_free(room)
        target = self.theme or f"t-{self.id}"
        if self.theme and living(room, self.theme).gisement != note.gisement:
            raise Refusal("unknown_theme")
        if note.theme == target and note.placed_by == "person":
            return []
        facts: list[Fact] = [NoteMoved(note.id, target, note.theme, note.placed_by)]
        if self.theme is None and self.label:
            facts.append(ThemeRenamed(target, clean_label(self.label), ""))
        return facts


@dataclass(frozen=True)
class ChangeTheme(Command):
    """Rename a theme, pin it or unpin it."""

    id: str
    theme: str
    label: str | None = None
    pinned: bool | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        theme = living(room, self.theme)
        by.must_hold(room, theme.gisement)
        facts: list[Fact] = []
        if self.label is not None and (label := clean_label(self.label)) != theme.named:
            facts.append(ThemeRenamed(theme.id, label, theme.named))
        if self.pinned is not None and self.pinned != theme.pinned:
            facts.append(ThemePinned(theme.id, self.pinned))
        return facts


@dataclass(frozen=True)
class MergeThemes(Command):
    """Pour themes into one of the same gisement, which keeps its id and its label."""

    id: str
    themes: tuple[str, ...]
    into: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        into = living(room, self.into)
        by.must_hold(room, into.gisement)
        must_be_free(room)
        sources = [living(room, theme) for theme in dict.fromkeys(self.themes) if theme != self.into]
        if any(source.gisement != into.gisement for source in sources):
            raise Refusal("unknown_theme")
        if not sources:
            return []
        return [ThemesMerged(into.id, tuple((source.id, tuple(source.notes)) for source in sources))]


def living(room: Room, theme_id: str) -> Theme:
    theme = room.themes.get(theme_id)
    if theme is None or theme.merged_into:
        raise Refusal("unknown_theme")
    return theme


def must_be_free(room: Room) -> None:
    """While a ballot on themes is open, their shape does not change."""
    ballot = room.open_ballot()
    if ballot and ballot.on == "themes":
        raise Refusal("ballot_open")
