"""Notes that a scribe enters for others: from numbered cards, or as they are told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from server.room.entries import Command, Fact
from server.room.notes import NotePosted, comes_late
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import CARD, ENTERED, Note, Room
from server.room.text import accept

TOLD = f"told{ENTERED}"


@dataclass(frozen=True)
class EnterNote(Command):
    """A note written by somebody else. `card`: the number printed on it, which makes a person of its own, unless `person` gives the
    number of another card of theirs. Notes with neither are of one person for each scribe and college, for nobody knows
    how many spoke."""

    id: str
    gisement: str
    kind: str
    text: str
    card: str = ""
    college: str = ""
    written_in: str = ""
    person: str = ""

    def digest(self) -> str:
        """As for a note that is posted: a repeat may come after the stage has moved on."""
        return Command.digest(replace(self, written_in=""))

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_help()
        if self.college and self.college not in {college.id for college in room.session.colleges}:
            raise Refusal("unknown_college")
        card, author = self._written(room, by)
        late = comes_late(room, self.gisement, self.kind, self.written_in)
        text = accept(self.text, room.session.limits.text)
        posted = NotePosted(
            self.id, self.gisement, self.kind, text, late, author=author, college=self.college, card=card
        )
        return [posted]

    def _written(self, room: Room, by: Actor) -> tuple[str, str]:
        """On which card, by whom."""
        card, person = _number(self.card), _number(self.person)
        if card and _entered(room, card):
            raise Refusal("card_entered", card=int(card))
        if not (card or person):
            return "", f"{TOLD}{by.id}{ENTERED}{self.college}"
        known = _entered(room, person) if person else None
        return card, known.author if known else f"{CARD}{person or card}"


def _number(said: str) -> str:
    if said and not re.fullmatch(r"[0-9]{1,4}", said):
        raise Refusal("bad_card")
    return said and str(int(said))


def _entered(room: Room, card: str) -> Note | None:
    return next((note for note in room.notes.values() if note.card == card and not note.withdrawn), None)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote cards: `number` is the first of theirs; `cards` counts those that stand."""

    number: str
    cards: int
    college: str


def writer_of(room: Room, note: Note) -> Writer | None:
    """Who wrote a card, or nothing for a note that came without a number."""
    if not note.author.startswith(CARD):
        return None
    cards = sum(one.author == note.author and not one.withdrawn for one in room.notes.values())
    return Writer(note.author.removeprefix(CARD), cards, room.people[note.author].college or "")


def entered_by(room: Room, scribe: str) -> list[Note]:
    """What this scribe entered and still stands, the newest first."""
    found = [
        note for note in room.notes.values() if note.entered_by == scribe and not note.withdrawn and not note.erased
    ]
    return found[::-1]
