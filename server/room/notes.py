"""Notes: an idea, a resource or an obstacle that somebody posts against a gisement (or a challenge, reworded)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import CARD, NOBODY, REWORDING, Note, Room
from server.room.text import Span, accept, standing_in


class _OnNote(Fact):
    """A fact about one note that already stands."""

    note: str

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"notes:{room.notes[self.note].gisement}", "moderation")


@fact("note_posted", version=4)
class NotePosted(Fact):
    """`before`: an idea that was found before the seminar. Nobody of the room is its author. `author`: for whom it was entered
    (and their `college`, when it is known); empty when who posts it wrote it. `card`: the number of the card it was written on."""

    note: str
    gisement: str
    note_kind: str
    text: str
    late: bool = False
    before: bool = False
    author: str = ""
    college: str = ""
    waiting: bool = False
    card: str = ""

    def apply(self, room: Room, entry: Entry) -> None:
        author = NOBODY if self.before else self.author or entry.by
        room.notes[self.note] = Note(
            self.note, author, self.gisement, self.note_kind, self.text, entry.at, entry.seq, entry.table, self.late,
            self.before, waiting=self.waiting, erased=not self.text, worded_at=entry.seq, written_at=entry.seq,
            text_seqs=[entry.seq], entered_by=entry.by if self.author else "", card=self.card,
        )  # fmt: skip
        if not self.before:
            room.person(author).wrote = True
        if self.college:
            room.person(author).college = self.college

    def renamed(self, name: Callable[[str], str]) -> Fact:
        card = name(f"{CARD}{self.card}").removeprefix(CARD) if self.card else ""
        return replace(self, author=name(self.author), card=card) if self.author else self

    def objects(self) -> tuple[str, ...]:
        return (f"note:{self.note}", f"gisement:{self.gisement}")

    def topics(self, room: Room) -> tuple[str, ...]:
        return (f"notes:{self.gisement}", "counts", "people")


@fact("note_edited")
class NoteEdited(_OnNote):
    note: str
    text: str
    note_kind: str
    waiting: bool = False
    """Its new words are to be read again before they show."""
    masked: tuple[Span, ...] = ()
    """The masked words that it says again."""

    def apply(self, room: Room, entry: Entry) -> None:
        note = room.notes[self.note]
        note.waiting = note.waiting or self.waiting
        note.text, note.kind, note.edited, note.written = self.text, self.note_kind, True, ""
        note.mask(self.masked)
        note.erased, note.worded_at, note.written_at = not self.text, entry.seq, entry.seq
        note.text_seqs.append(entry.seq)
        note.published_by = note.translated_by = 0  # they worded what the note says no more

    def objects(self) -> tuple[str, ...]:
        return tuple(f"note:{self.note}{what}" for what in ("", ":published", ":masked", ":translated"))


@fact("note_withdrawn")
class NoteWithdrawn(_OnNote):
    note: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.notes[self.note].withdrawn = True


@fact("note_hidden")
class NoteHidden(_OnNote):
    note: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.notes[self.note].hidden = True
        room.moderations += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (NoteRestored(self.note),)


@fact("note_restored")
class NoteRestored(_OnNote):
    note: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.notes[self.note].hidden = False
        room.moderations += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (NoteHidden(self.note),)


@dataclass(frozen=True)
class PostNote(Command):
    """`written_in` is the stage the phone showed when the text was written: it tells a late note from a refused one."""

    id: str
    gisement: str
    kind: str
    text: str
    written_in: str = ""

    def digest(self) -> str:
        """A repeat may come after the stage has moved on, so `written_in` is no part of the body."""
        return Command.digest(replace(self, written_in=""))

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        late = comes_late(room, self.gisement, self.kind, self.written_in)
        text = accept(self.text, room.session.limits.text)
        return [NotePosted(self.id, self.gisement, self.kind, text, late, waiting=_read_first(room, by))]


def comes_late(room: Room, gisement: str, kind: str, written_in: str) -> bool:
    """Whether a note comes late but is still welcome. Raises Refusal when it is not, or has nowhere to go."""
    if kind == REWORDING:
        if gisement not in {challenge.id for challenge in room.session.challenges}:
            raise Refusal("unknown_gisement")
    elif room.find_gisement(gisement) is None:
        raise Refusal("unknown_gisement")
    elif room.find_kind(kind) is None:
        raise Refusal("unknown_kind")
    if _open_to(room, kind, room.stage_id):
        return False
    if _open_to(room, kind, written_in) and not _ballot_since(room, written_in):
        return True
    raise Refusal("stage_closed")


@dataclass(frozen=True)
class BringIdea(Command):
    """Bring into the room an idea that was found before the seminar, as long as nobody has been asked to vote."""

    id: str
    gisement: str
    kind: str
    text: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.id in room.notes:
            return []
        if room.find_gisement(self.gisement) is None:
            raise Refusal("unknown_gisement")
        if room.find_kind(self.kind) is None:
            raise Refusal("unknown_kind")
        if room.ballots:
            raise Refusal("voted_already")
        text = accept(self.text, room.session.limits.text)
        return [NotePosted(self.id, self.gisement, self.kind, text, before=True)]


def brought_again(room: Room) -> list[Fact]:
    """The ideas from before, as facts of a journal that starts anew: they were no rehearsal."""
    return [
        NotePosted(note.id, note.gisement, note.kind, note.text, before=True)
        for note in room.notes.values()
        if note.before and note.shown
    ]


def _read_first(room: Room, by: Actor) -> bool:
    return (room.session.moderation.before or by.id in room.held_back) and not by.leads


def _open_to(room: Room, kind: str, stage_id: str) -> bool:
    stage = room.find_stage(stage_id)
    return stage is not None and (stage.takes_rewordings if kind == REWORDING else stage.takes_notes)


def _ballot_since(room: Room, stage_id: str) -> bool:
    """Whether a ballot opened since the room was last in this stage (or the room has never been there)."""
    entered = max((at for stage, at in room.stage_log if stage == stage_id), default=None)
    return entered is None or any(ballot.opened_at >= entered for ballot in room.ballots.values())


@dataclass(frozen=True)
class EditNote(Command):
    """A word that was masked stays so where it is said again, and what its author says now is read before it shows."""

    id: str
    note: str
    text: str
    kind: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = own(room, self.note, by)
        kind = self.kind or note.kind
        if kind != note.kind and room.find_kind(kind) is None:
            raise Refusal("unknown_kind")
        _must_be_editable(room, note)
        text = accept(self.text, room.session.limits.text)
        if (text, kind) == (note.said, note.kind):
            return []
        first = _read_first(room, by) or bool(note.masked)
        return [NoteEdited(note.id, text, kind, first, standing_in(text, note.masked_forms))]


@dataclass(frozen=True)
class WithdrawNote(Command):
    id: str
    note: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = room.notes.get(self.note)
        if note and by.id in (note.author, note.entered_by) and note.withdrawn:
            return []
        note = own(room, self.note, by)
        _must_be_editable(room, note)
        return [NoteWithdrawn(note.id)]


def _must_be_editable(room: Room, note: Note) -> None:
    """While its stage lasts, and in `sort` until a ballot is open."""
    sorting = room.stage.kind == "sort" and room.open_ballot() is None
    if not (_open_to(room, note.kind, room.stage_id) or sorting):
        raise Refusal("stage_closed")


def editable(room: Room, note: Note) -> bool:
    try:
        _must_be_editable(room, note)
    except Refusal:
        return False
    return True


@dataclass(frozen=True)
class HideNote(Command):
    """Hide a note from every surface, or bring it back."""

    id: str
    note: str
    hidden: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        note = standing(room, self.note)
        by.must_lead()
        if note.hidden == self.hidden:
            return []
        return [NoteHidden(note.id) if self.hidden else NoteRestored(note.id)]


def reread(room: Room, note: str) -> tuple[str, ...]:
    """The topics of a note whose words change under those who read them: whatever shows it, and what the machine says of it."""
    where = room.notes[note].gisement
    return (f"notes:{where}", f"themes:{where}", f"proposal:{where}", "moderation")


def standing(room: Room, note_id: str) -> Note:
    note = room.notes.get(note_id)
    if note is None or note.withdrawn or note.erased:
        raise Refusal("unknown_note")
    return note


def own(room: Room, note_id: str, by: Actor) -> Note:
    note = standing(room, note_id)
    if by.id not in (note.author, note.entered_by):
        raise Refusal("not_yours")
    return note
