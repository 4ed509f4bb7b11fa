"""What the machine says of a room's notes: where each goes and why, which themes part or join, and how they are called.

Its proposals are checked here against the room as it stands: people who acted meanwhile win, in `sort` only newcomers are
placed, and while a ballot is open nothing moves. Recorded, so that every process and every replay shows the same wall.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.masking import discreet, unsaid
from server.room.notes import standing
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Note, Room, Unread
from server.room.text import form
from server.room.themes import Move, NotesRegrouped, OnTheme, Reshaping, free_of_hands, living, put, voted_on


@fact("note_grouped", version=2)
class NoteGrouped(Fact):
    """The machine placed a note, or (with `was`) moved it. `text` is its reason in words of the room (shared words), erased
    with the note; `nearest` are the closest notes of its theme, `repeats` the earliest note that says nearly the same."""

    note: str
    theme: str
    confidence: float
    text: str = ""
    nearest: tuple[str, ...] = ()
    was: str | None = None
    language: str = ""
    repeats: str | None = None
    unread: Unread = ""

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        put(room, self.note, self.theme)
        note.placed_by, note.grouped_at, note.confidence = "machine", entry.seq, self.confidence
        note.nearest, note.shared_words, note.language = self.nearest, tuple(self.text.split()), self.language
        note.repeats, note.unread = self.repeats, self.unread
        note.text_seqs.append(entry.seq)

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{room.notes[self.note].gisement}",)


@dataclass(frozen=True, slots=True)
class Reason:
    """How sure the machine is, by now, of where a note stands, and by which closest notes."""

    note: str
    theme: str
    confidence: float
    nearest: tuple[str, ...]


@fact("reasons_told")
class ReasonsTold(Fact):
    """Notes that came since have made the machine surer, or less, of notes that stay where they are."""

    gisement: str
    reasons: tuple[Reason, ...]

    def apply(self, room: Room, entry: Entry) -> None:
        for reason in self.reasons:
            note = room.notes[reason.note]
            if note.theme == reason.theme:
                note.confidence, note.nearest = reason.confidence, reason.nearest

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"themes:{self.gisement}",)


@fact("theme_labelled")
class ThemeLabelled(OnTheme):
    """The machine named a theme of `size` notes, from their words; `example` is the note that stands for it best."""

    theme: str
    text: str
    example: str | None = None
    size: int = 0

    def inverse(self) -> tuple[Fact, ...]:
        """Nothing: a name goes with its notes."""
        return ()

    def apply(self, room: Room, entry: Entry) -> None:
        theme = room.themes[self.theme]
        theme.text_seqs.append(entry.seq)
        theme.proposed, theme.example, theme.named_at = self.text, self.example, self.size

    def objects(self) -> tuple[str, ...]:
        return ()


@fact("themes_alike")
class ThemesAlike(Fact):
    """Pairs of themes that say nearly the same, the surest first: together on a ballot they would share its votes."""

    pairs: tuple[tuple[str, str], ...]

    def apply(self, room: Room, entry: Entry) -> None:
        room.alike = self.pairs

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("alike", *(f"themes:{room.themes[one].gisement}" for one, _ in self.pairs))


@fact("encoder_chosen")
class EncoderChosen(Fact):
    """What compares the notes from now on: a model's name, or that of the comparison by words when no model can be read."""

    encoder: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.encoder = self.encoder

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("encoder",)


@dataclass(frozen=True)
class GroupNote(Command):
    """The machine's proposal for one note, which it knew in `was` (None: a newcomer). `seen` is the number of the last entry
    it knew: people who acted since win."""

    id: str
    note: str
    theme: str
    was: str | None
    confidence: float
    nearest: tuple[str, ...]
    words: tuple[str, ...]
    seen: int
    language: str = ""
    repeats: str | None = None
    unread: Unread = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        theme = room.themes.get(self.theme)
        free_of_hands([note])
        if room.touched.get(f"note:{note.id}", 0) > max(self.seen, note.grouped_at):
            raise Refusal("placed_by_hand")
        if note.theme != self.was:
            raise Refusal("already_placed")
        if theme and (theme.merged_into or theme.gisement != note.gisement):
            raise Refusal("unknown_theme")
        if room.touched.get(f"theme:{self.theme}", 0) > self.seen:
            raise Refusal("unknown_theme")
        if self.was == self.theme and not due(note):
            return []
        if self.was and room.themes[self.was].pinned:
            raise Refusal("placed_by_hand")
        _must_let(room, newcomer=due(note))
        return [
            NoteGrouped(
                note.id, self.theme, round(self.confidence, 3), self._said(room, note), self.nearest, self.was,
                self.language, self.repeats, self.unread,
            )
        ]  # fmt: skip

    def _said(self, room: Room, note: Note) -> str:
        forms = unsaid(room, note.gisement) if note.masked else frozenset[str]()
        return " ".join(word for word in self.words if form(word) not in forms)


@dataclass(frozen=True)
class Reshape(Command):
    """The machine's proposal to merge a theme into another, or to split one: (note, the theme it knew it in, the new one)."""

    id: str
    why: Reshaping
    moves: tuple[tuple[str, str, str], ...]
    gone: tuple[tuple[str, str], ...]
    confidence: float
    seen: int

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        _must_let(room, newcomer=False)
        notes = [standing(room, note) for note, _, _ in self.moves]
        if not notes or any(note.theme != was for note, (_, was, _) in zip(notes, self.moves, strict=True)):
            raise Refusal("already_placed")
        self._must_hold_together(room, {note.gisement for note in notes})
        moves = dict.fromkeys(self.moves)
        for theme, into in self.gone:  # with the hidden ones, that the machine does not compare
            moves |= dict.fromkeys((note, theme, into) for note in room.themes[theme].notes)
        free_of_hands([room.notes[note] for note, _, _ in moves])
        made = tuple(Move(note, theme, was, "machine", room.notes[note].placed_by) for note, was, theme in moves)
        return [NotesRegrouped(self.why, notes[0].gisement, made, self.gone, confidence=round(self.confidence, 3))]

    def _must_hold_together(self, room: Room, gisements: set[str]) -> None:
        """The themes stand on the notes' gisement, nobody touched them since, and people hold none of those that lose notes."""
        losing = {was for _, was, _ in self.moves} | {theme for theme, _ in self.gone}
        gaining = {theme for _, _, theme in self.moves if theme in room.themes} | {into for _, into in self.gone}
        for theme in (living(room, theme_id) for theme_id in sorted(losing | gaining)):
            held = theme.held and theme.id in losing
            if held or gisements != {theme.gisement} or room.touched.get(f"theme:{theme.id}", 0) > self.seen:
                raise Refusal("unknown_theme")


@dataclass(frozen=True)
class TellReasons(Command):
    id: str
    gisement: str
    reasons: tuple[Reason, ...]

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        there = {id: note for id, note in room.notes.items() if note.gisement == self.gisement and not note.held}
        standing = tuple(one for one in self.reasons if one.note in there and there[one.note].theme == one.theme)
        return [ReasonsTold(self.gisement, standing)] if standing else []


@dataclass(frozen=True)
class LabelTheme(Command):
    id: str
    theme: str
    label: str
    example: str | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        theme = living(room, self.theme)
        size, label = len(room.members(theme)), discreet(room, theme.gisement, self.label)
        if frozen(room) or (theme.proposed, theme.example, theme.named_at) == (label, self.example, size):
            return []
        return [ThemeLabelled(theme.id, label, self.example, size)]


@dataclass(frozen=True)
class TellAlike(Command):
    id: str
    pairs: tuple[tuple[str, str], ...]

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        pairs = tuple(
            pair for pair in self.pairs if all(i in room.themes and not room.themes[i].merged_into for i in pair)
        )
        return [] if pairs == room.alike else [ThemesAlike(pairs)]


@dataclass(frozen=True)
class TellEncoder(Command):
    id: str
    encoder: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        return [] if room.encoder == self.encoder else [EncoderChosen(self.encoder)]


def due(note: Note) -> bool:
    """Whether the machine has yet to say where a note goes: it is new, or was worded anew since."""
    return not note.held and (note.theme is None or note.worded_at > note.grouped_at)


def frozen(room: Room) -> bool:
    """The room's ballot freezes the shape, and so does any on themes: newcomers wait for its end."""
    return room.open_ballot() is not None or voted_on(room)


def gathering(room: Room) -> bool:
    """While notes are gathered, what stands may move, join and part; afterwards only newcomers are placed."""
    return room.stage.takes_notes


def _must_let(room: Room, newcomer: bool) -> None:
    if frozen(room):
        raise Refusal("ballot_open")
    if not newcomer and not gathering(room):
        raise Refusal("stage_closed")
