"""Themes in people's hands: place a note, name, pin, merge or split. What they did is never undone by the machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from server.room.entries import Command, Entry, Fact, fact
from server.room.notes import standing
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Note, PlacedBy, Room, Theme
from server.room.text import label as clean_label

Reshaping = Literal["merge", "split", "regroup"]


def put(room: Room, note_id: str, theme_id: str | None) -> None:
    """Move a note into a theme (opened if it does not exist yet), out of the one it was in."""
    note = room.notes[note_id]
    if note.theme and note.theme in room.themes:
        room.themes[note.theme].notes.pop(note_id, None)
    note.theme = theme_id
    if theme_id:
        theme = room.themes.setdefault(theme_id, Theme(theme_id, note.gisement))
        theme.notes[note_id] = None
        if len(theme.notes) > 1:
            show(room, theme_id)
        note.been_in.add(theme_id)


def show(room: Room, theme_id: str) -> None:
    """Give a theme its place on the wall, after those that have one."""
    theme = room.themes[theme_id]
    theme.since = theme.since or room.seq + 1


@fact("note_moved")
class NoteMoved(Fact):
    """A person placed a note (None: back to where the machine had not placed it yet)."""

    note: str
    theme: str | None
    was: str | None
    was_by: PlacedBy = None
    by: PlacedBy = "person"

    def apply(self, room: Room, entry: Entry) -> None:
        put(room, self.note, self.theme)
        room.notes[self.note].placed_by = self.by
        if self.theme and self.by == "person":
            show(room, self.theme)

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


class OnTheme(Fact):
    """A fact about one theme."""

    theme: str

    def objects(self) -> tuple[str, ...]:
        return (f"theme:{self.theme}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.themes[self.theme].gisement}",)


@fact("theme_renamed")
class ThemeRenamed(OnTheme):
    """A person named a theme; an empty `label` gives it back the machine's name."""

    theme: str
    label: str
    was: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.themes[self.theme].named = self.label
        if self.label:
            show(room, self.theme)

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemeRenamed(self.theme, self.was, self.label),)


@fact("theme_pinned")
class ThemePinned(OnTheme):
    theme: str
    pinned: bool

    def apply(self, room: Room, entry: Entry) -> None:
        room.themes[self.theme].pinned = self.pinned
        if self.pinned:
            show(room, self.theme)

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemePinned(self.theme, not self.pinned),)


@dataclass(frozen=True, slots=True)
class Move:
    """A note goes from theme `was` to `theme` (the same: it is only held there from now on)."""

    note: str
    theme: str
    was: str
    by: PlacedBy
    was_by: PlacedBy


@fact("notes_regrouped")
class NotesRegrouped(Fact):
    """Many notes change theme in one act: a merge, a split, or another shape that people accepted.

    `gone`: (theme, the one that took its notes). `back`: the same, taken back. A note that has moved on since stays there.
    """

    reshapes: ClassVar[bool] = True
    why: Reshaping
    gisement: str
    moves: tuple[Move, ...]
    gone: tuple[tuple[str, str], ...] = ()
    back: tuple[tuple[str, str], ...] = ()
    confidence: float | None = None

    def apply(self, room: Room, entry: Entry) -> None:
        for theme, _ in self.back:
            room.themes[theme].merged_into = None
        for move in self.moves:
            note = room.notes[move.note]
            if note.theme == move.was:
                put(room, move.note, move.theme)
                note.placed_by = move.by
                if move.by == "person":
                    show(room, move.theme)
        for theme, into in self.gone:
            room.themes[theme].merged_into = into

    def inverse(self) -> tuple[Fact, ...]:
        """Taking back what the machine did is a decision too: the notes are held where people put them back."""
        moves = tuple(
            Move(m.note, m.was, m.theme, "agreed" if m.by == "machine" else m.was_by, m.by) for m in self.moves
        )
        return (NotesRegrouped(self.why, self.gisement, moves, self.back, self.gone),)

    def check(self, room: Room) -> None:
        must_be_free(room)
        returning = {theme for theme, _ in self.back}
        for theme in {move.theme for move in self.moves} - returning:
            if room.themes[theme].merged_into:
                raise Refusal("touched_since", what="le thème de départ, réuni à un autre")
        leaving = [move for move in self.moves if move.theme != move.was]
        if leaving and all(room.notes[move.note].theme != move.was for move in leaving):
            raise Refusal("touched_since", what="ces notes, déplacées")

    def agreed(self, room: Room) -> NotesRegrouped:
        """With every other note of these themes held where it stands: what people take back, the machine does not redo."""
        told = {move.note for move in self.moves}
        themes = dict.fromkeys(theme for move in self.moves for theme in (move.theme, move.was))
        others = [room.notes[note] for theme in themes for note in room.themes[theme].notes if note not in told]
        staying = (Move(n.id, n.theme, n.theme, "agreed", n.placed_by) for n in others if n.theme and not n.held)
        return replace(self, moves=(*self.moves, *staying))

    def objects(self) -> tuple[str, ...]:
        """None for the machine's: a rename after it does not keep people from taking it back."""
        if any(move.by == "machine" for move in self.moves):
            return ()
        themes = [theme for move in self.moves for theme in (move.theme, move.was)]
        return tuple(f"theme:{theme}" for theme in dict.fromkeys(themes))

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{self.gisement}",)


@dataclass(frozen=True)
class MoveNotes(Command):
    """Place notes of one gisement by hand. Without a theme, a new one is opened, named `label` (else the machine names it)."""

    id: str
    notes: tuple[str, ...]
    theme: str | None
    label: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        notes = [standing(room, note) for note in dict.fromkeys(self.notes)]
        if not notes:
            raise Refusal("unknown_note")
        gisement = notes[0].gisement
        by.must_hold(room, gisement)
        must_be_free(room)
        if any(note.gisement != gisement for note in notes):
            raise Refusal("unknown_note")
        target = self.theme or f"t-{self.id}"
        if self.theme and living(room, self.theme).gisement != gisement:
            raise Refusal("unknown_theme")
        facts: list[Fact] = [
            NoteMoved(note.id, target, note.theme, note.placed_by)
            for note in notes
            if (note.theme, note.placed_by) != (target, "person")
        ]
        if facts and self.theme is None and self.label:
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
        moves = moved(room, [note for theme in (into, *sources) for note in theme.notes], into.id, "person")
        return [NotesRegrouped("merge", into.gisement, moves, tuple((source.id, into.id) for source in sources))]


@dataclass(frozen=True)
class SplitTheme(Command):
    """Take chosen notes out of a theme into a new one, named `label` (else the machine names it)."""

    id: str
    theme: str
    notes: tuple[str, ...]
    label: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        theme = living(room, self.theme)
        by.must_hold(room, theme.gisement)
        must_be_free(room)
        chosen = [note for note in dict.fromkeys(self.notes) if standing(room, note).theme == theme.id]
        staying = [note for note in theme.notes if note not in chosen]
        if not chosen or not any(room.notes[note].shown for note in staying):
            raise Refusal("nothing_to_split")
        target = f"t-{self.id}"
        moves = moved(room, chosen, target, "person") + moved(room, staying, theme.id, "person")
        facts: list[Fact] = [NotesRegrouped("split", theme.gisement, moves)]
        if self.label:
            facts.append(ThemeRenamed(target, clean_label(self.label), ""))
        return facts


def moved(room: Room, notes: Iterable[str], theme: str, by: PlacedBy) -> tuple[Move, ...]:
    """These notes to a theme, from wherever each stands; a note that already stands there by the same hand is left out."""
    return tuple(
        Move(note.id, theme, note.theme, by if not _stronger(note, theme, by) else note.placed_by, note.placed_by)
        for note in (room.notes[i] for i in notes)
        if note.theme and (note.theme, note.placed_by) != (theme, by)
    )


def _stronger(note: Note, theme: str, by: PlacedBy) -> bool:
    """A note that a hand placed there keeps that, when a shape that holds it there is accepted."""
    return by == "agreed" and note.placed_by == "person" and note.theme == theme


def living(room: Room, theme_id: str) -> Theme:
    theme = room.themes.get(theme_id)
    if theme is None or theme.merged_into:
        raise Refusal("unknown_theme")
    return theme


def free_of_hands(notes: Sequence[Note]) -> None:
    """Raises Refusal when people placed one of these."""
    if any(note.held for note in notes):
        raise Refusal("placed_by_hand")


def voted_on(room: Room) -> bool:
    """While a ballot on themes is open, nobody changes their shape."""
    return any(ballot.open and ballot.terms.on == "themes" for ballot in room.ballots.values())


def must_be_free(room: Room) -> None:
    if voted_on(room):
        raise Refusal("ballot_open")
