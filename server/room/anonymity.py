"""What stays of a room once its personal traces are gone: the same counts, of people whom nothing leads back to (decision 0031).

The journal is written again under fresh names, drawn at random and kept nowhere else: no browser, no phone, no key finds its own
any more. A person's notes stay one person's, for « 3 personnes l'ont dit » must stay true; but each ballot's sheets and each
question's answers are dealt again among those whom the counts do not tell apart, so that nothing says who wrote and voted what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from random import Random

from server.room.ballots import DotsPlaced
from server.room.entries import Command, Entry, Fact, fact
from server.room.grouping import ThemeLabelled
from server.room.life import OpenedForReal
from server.room.notes import NoteEdited, NotePosted
from server.room.people import Actor, Role, Tapped
from server.room.proposals import ProposalMade
from server.room.publication import NotePublished
from server.room.refusal import Refusal
from server.room.state import ENTERED, Person, Room, fold
from server.room.translation import NoteTranslated


@fact("anonymised")
class Anonymised(Fact):
    """The entries before it were written again (`renamed`): who holds the room in memory reads it anew."""

    def apply(self, room: Room, entry: Entry) -> None:
        room.anonymous = True
        room.incarnation += 1

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("everything",)


@dataclass(frozen=True)
class Anonymise(Command):
    """The end of the personal traces. A draft may come to it several times: one rehearses in it as long as one likes."""

    id: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        if by.role is not Role.MACHINE:
            raise Refusal("forbidden")
        return [] if closed(room) else [Anonymised()]


def closed(room: Room) -> bool:
    """Whether nobody takes part any more: what was said here is told without anybody, and stays so."""
    return room.anonymous and room.live


def must_take(room: Room, by: Actor) -> None:
    if closed(room) and by.role is Role.PARTICIPANT:
        raise Refusal("room_archived")


def named(room: Room, by: Actor) -> str:
    """The name under which an act is written. Whoever still follows the promises does it as a role, not as somebody."""
    return str(by.role) if closed(room) else by.id


def renamed(entries: Sequence[Entry], rng: Random) -> list[Entry]:
    """A whole journal under fresh names, without the words that nobody was shown at the end. Its room has the same counts."""
    room, names, commands = fold(entries), _Names(rng), _Names(rng)
    dealt, said = _dealt(room, entries, rng), _said(room, entries)
    return [
        replace(
            entry,
            by=entry.by
            if entry.role == Role.MACHINE
            else names.of(dealt.get((_sheet(entry.fact), entry.by), entry.by)),
            fact=_worded(entry.fact.renamed(names.of), said.get(entry.seq)),
            command=entry.command and commands.of(entry.command),
            digest=None,
        )
        for entry in entries
    ]


class _Names:
    """The fresh name of each old one, drawn when first asked. What tells that somebody entered it (`card:`…) stays; a number
    printed on paper becomes another number."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._drawn: dict[str, str] = {}
        self._numbers: dict[str, list[int]] = {}

    def of(self, name: str) -> str:
        if name not in self._drawn:
            prefix, entered, rest = name.partition(ENTERED)
            fresh = self._number(prefix) if entered and rest.isdecimal() else f"{self._rng.getrandbits(96):024x}"
            self._drawn[name] = f"{prefix}{entered}{fresh}" if entered else fresh
        return self._drawn[name]

    def _number(self, prefix: str) -> str:
        """Four digits at most, each number given once, in no order."""
        if prefix not in self._numbers:
            self._numbers[prefix] = self._rng.sample(range(1, 10_000), 9_999)
        return str(self._numbers[prefix].pop())


def _sheet(fact: Fact) -> str:
    """The secret that an entry is a part of: somebody's dots on a ballot, or answer to a question."""
    match fact:
        case DotsPlaced():
            return f"ballot:{fact.ballot}"
        case Tapped():
            return f"tap:{fact.subject}"
    return ""


def _dealt(room: Room, entries: Sequence[Entry], rng: Random) -> dict[tuple[str, str], str]:
    """(sheet, whose it was) -> whose it becomes. Only among people whom the evidence does not tell apart: of one college, who
    placed a dot there or not, who did something else in the room or nothing."""
    opened = max((entry.seq for entry in entries if isinstance(entry.fact, OpenedForReal)), default=0)
    placed: dict[tuple[str, str], bool] = {}
    for entry in entries:
        if entry.seq > opened and (sheet := _sheet(entry.fact)):
            counts = not isinstance(entry.fact, DotsPlaced) or bool(entry.fact.dots)
            placed[sheet, entry.by] = placed.get((sheet, entry.by), False) or counts
    tapped = {person for taps in room.taps.values() for person in taps}
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for (sheet, name), counts in placed.items():
        person = room.people.get(name, Person())
        entered = name.partition(ENTERED)[0] if ENTERED in name else ""
        alike[sheet, counts, person.college, person.wrote or name in tapped, entered].append(name)
    dealt: dict[tuple[str, str], str] = {}
    for (sheet, *_), people in alike.items():  # type: ignore[misc]
        dealt |= {(sheet, was): now for was, now in zip(people, rng.sample(people, len(people)), strict=True)}
    return dealt


def _said(room: Room, entries: Sequence[Entry]) -> dict[int, str]:
    """entry -> the words it holds from now on, where they may differ: what everybody read at the end, and no other. Nothing of
    what was put away, worded otherwise since, or confided for the days of the room alone; a blank for a masked word."""
    said = {}
    for entry in entries:
        match entry.fact:
            case NotePosted() | NoteEdited() as fact:
                note = room.notes.get(fact.note)
                said[entry.seq] = note.text if note and note.written_at == entry.seq else ""
            case NotePublished() as fact:
                note = room.notes.get(fact.note)
                if note is None or note.published_by != entry.seq:
                    said[entry.seq] = ""
            case NoteTranslated() as fact:
                note = room.notes.get(fact.note)
                said[entry.seq] = note.translation if note and note.translated_by == entry.seq else ""
            case ThemeLabelled() as fact:
                said[entry.seq] = room.themes[fact.theme].proposed if fact.theme in room.themes else ""
            case ProposalMade():
                said[entry.seq] = ""
            case _ if entry.fact.confided:
                said[entry.seq] = ""
    apart = (note for note in room.notes.values() if not note.shown)
    masked = (note for note in room.notes.values() if note.shown and note.masked)
    said |= {seq: "" for note in apart for seq in note.text_seqs}
    said |= {seq: said.get(seq, "") for note in masked for seq in note.text_seqs if seq != note.published_by}
    return said


def _worded(fact: Fact, text: str | None) -> Fact:
    return fact if text is None else replace(fact, text=text)  # type: ignore[type-var]
