"""A room's life: opened from a session (as a draft or for real), opened for real, parts of it erased, acts undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from server.room.definition import Session
from server.room.entries import Command, Entry, Fact, decode, encode, fact
from server.room.notes import brought_again
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Act, Room, Timer
from server.room.themes import NotesRegrouped
from server.room.translation import translated_again


@fact("room_opened")
class RoomOpened(Fact):
    """Entry 1 of every journal: the whole session. A draft (`live` false) is for rehearsing. `rehearsal`: a copy of another room,
    played by simulated participants, that never opens for real."""

    session: Session
    live: bool
    rehearsal: bool = False

    def apply(self, room: Room, entry: Entry) -> None:
        _start(room, self.session, entry, self.live)
        room.rehearsal = self.rehearsal

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("everything",)


@fact("opened_for_real")
class OpenedForReal(Fact):
    """The rehearsal is wiped; the session stays as it was corrected meanwhile. The ideas from before follow, posted anew."""

    def apply(self, room: Room, entry: Entry) -> None:
        # The words of the rehearsal are erased with this entry, and with them what they could be compared by.
        commands = {command: (digest if seq == 1 else "", seq) for command, (digest, seq) in room.commands.items()}
        blank = Room(room.session, incarnation=room.incarnation + 1, commands=commands, encoder=room.encoder)
        for name in Room.__slots__:
            setattr(room, name, getattr(blank, name))
        _start(room, room.session, entry, live=True)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("everything",)


def _start(room: Room, session: Session, entry: Entry, live: bool) -> None:
    first = session.stages[0]
    room.session, room.live, room.opened_at = session, live, entry.at
    room.stage_id, room.stage_log = first.id, [(first.id, entry.at)]
    room.timer = Timer(left=first.minutes * 60_000)


@fact("erased")
class Erased(Fact):
    """Words removed for good: the notes' texts and contacts here, and in the journal the texts of the entries `seqs`."""

    notes: tuple[str, ...]
    seqs: tuple[int, ...]

    def apply(self, room: Room, entry: Entry) -> None:
        gone = set(self.seqs)
        room.commands |= {command: ("", seq) for command, (_, seq) in room.commands.items() if seq in gone}
        for note_id in self.notes:
            note = room.notes[note_id]
            note.text, note.shared_words, note.language, note.erased, note.reworded = "", (), "", True, {}
            note.written, note.masked, note.concern, note.translations, note.untold = "", (), "", {}, set()
            room.moderations += 1
            if proposal := room.proposals.get(note.gisement):
                proposal.names = {}
            for theme in note.been_in:
                room.themes[theme].proposed = ""
        for member in (member for team in room.teams.values() for member in team.values() if member.seq in gone):
            member.contact = ""
        if gone & set(room.introduction_seqs):
            room.introduction, room.introduction_seqs = "", []

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("everything",) if self.notes else ()


@fact("undone")
class Undone(Fact):
    """An act taken back. `facts` are its inverse, written down so that later code applies the same."""

    seq: int
    facts: tuple[tuple[str, int, dict[str, Any]], ...]

    def apply(self, room: Room, entry: Entry) -> None:
        for one in self._decoded():
            one.apply(room, entry)
        for act in room.acts:
            if act.seq == self.seq:
                act.undone = True
                room.touched |= act.objects  # as if it had not been: the act before can be taken back in its turn

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("moderation", *(topic for one in self._decoded() for topic in one.topics(room)))

    def renamed(self, name: Callable[[str], str]) -> Fact:
        return replace(self, facts=_written_down(one.renamed(name) for one in self._decoded()))

    def _decoded(self) -> list[Fact]:
        return [decode(kind, version, body, None) for kind, version, body in self.facts]


@dataclass(frozen=True)
class OpenRoom(Command):
    id: str
    session: Session
    live: bool = True
    rehearsal: bool = False

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        return [RoomOpened(self.session, self.live, self.rehearsal)]


@dataclass(frozen=True)
class OpenForReal(Command):
    id: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        room.must_be_for_real()
        if room.live:
            raise Refusal("already_open")
        return [OpenedForReal(), *brought_again(room), *translated_again(room)]


@dataclass(frozen=True)
class EraseNotes(Command):
    """Remove the words of notes for good: the organiser any, a participant one's own (all of them if none is named)."""

    id: str
    notes: tuple[str, ...] = ()

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        wanted = self.notes or tuple(note.id for note in room.notes.values() if note.author == by.id)
        facts_of = []
        for note_id in wanted:
            note = room.notes.get(note_id)
            if note is None:
                raise Refusal("unknown_note")
            if note.author != by.id and by.role != "organiser":
                raise Refusal("not_yours")
            if not note.erased:
                facts_of.append(note)
        if not facts_of:
            return []
        themes = {theme for note in facts_of for theme in note.been_in}
        seqs = {seq for note in facts_of for seq in note.text_seqs}
        seqs |= {seq for theme in themes for seq in room.themes[theme].text_seqs}
        seqs |= {seq for note in facts_of for seq in room.proposal_seqs.get(note.gisement, ())}
        return [Erased(tuple(note.id for note in facts_of), tuple(sorted(seqs)))]


@dataclass(frozen=True)
class Undo(Command):
    """Take back the act that wrote entry `seq`, or one's last that still stands. A table's facilitator: only their own, and
    what the machine did on the gisement of their table."""

    id: str
    seq: int | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        act = self._act(room, by)
        if act.inverse is None:
            raise Refusal("cannot_undo")
        touched = next((name for name in act.objects if room.touched.get(name, 0) > act.last), None)
        if touched:
            raise Refusal("touched_since", what=_in_words(room, touched))
        inverse = [
            one.agreed(room) if isinstance(one, NotesRegrouped) and act.role == "machine" else one
            for one in act.inverse
        ]
        for one in inverse:
            one.check(room)
        return [Undone(act.seq, _written_down(inverse))]

    def _act(self, room: Room, by: Actor) -> Act:
        if self.seq is None:
            act = room.last_act(by.table)
        else:
            act = next((act for act in room.acts if act.seq <= self.seq <= act.last), None)
            if act is None:
                raise Refusal("cannot_undo")
        if not by.leads and (by.role != "table" or (act and not _of_table(room, by, act))):
            raise Refusal("forbidden")
        if act is None or act.undone:
            raise Refusal("nothing_to_undo")
        return act


def _written_down(facts: Iterable[Fact]) -> tuple[tuple[str, int, dict[str, Any]], ...]:
    return tuple((one.kind, one.version, encode(one)[0]) for one in facts)


def _of_table(room: Room, by: Actor, act: Act) -> bool:
    if act.role == "machine":
        here = room.table_gisement(by.table or 1)
        return all(isinstance(one, NotesRegrouped) and one.gisement == here for one in act.inverse or ())
    return (act.role, act.table) == ("table", by.table)


def _in_words(room: Room, name: str) -> str:
    noun, _, identifier = name.partition(":")
    if noun == "theme" and identifier in room.themes:
        return f"thème « {room.themes[identifier].label} »"
    words = {
        "note": "une note", "stage": "l'étape", "order": "le déroulé", "ballot": "le vote", "tables": "les tables",
        "promise": "une promesse", "message": "le message",
    }  # fmt: skip
    return words.get(noun, "un gisement")
