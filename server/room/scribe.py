"""Notes that a scribe enters for others: from numbered cards, or as they are told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from server.room.entries import Command, Fact
from server.room.notes import NotePosted, comes_late
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import ENTERED, Note, Room
from server.room.text import accept

CARD, TOLD = f"card{ENTERED}", f"told{ENTERED}"


@dataclass(frozen=True)
class EnterNote(Command):
    """A note written by somebody else. `card`: the number printed on it, which makes a person of its own; notes without one are
    of one person for each scribe and college, for nobody knows how many spoke."""

    id: str
    gisement: str
    kind: str
    text: str
    card: str = ""
    college: str = ""
    written_in: str = ""

    def digest(self) -> str:
        """As for a note that is posted: a repeat may come after the stage has moved on."""
        return Command.digest(replace(self, written_in=""))

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_help()
        if self.college and self.college not in {college.id for college in room.session.colleges}:
            raise Refusal("unknown_college")
        author = self._author(room, by)
        late = comes_late(room, self.gisement, self.kind, self.written_in)
        text = accept(self.text, room.session.limits.text)
        return [NotePosted(self.id, self.gisement, self.kind, text, late, author=author, college=self.college)]

    def _author(self, room: Room, by: Actor) -> str:
        if not self.card:
            return f"{TOLD}{by.id}{ENTERED}{self.college}"
        if not re.fullmatch(r"[0-9]{1,4}", self.card):
            raise Refusal("bad_card")
        author = f"{CARD}{int(self.card)}"
        if any(note.author == author and not note.withdrawn for note in room.notes.values()):
            raise Refusal("card_entered", card=int(self.card))
        return author


def card_of(note: Note) -> str:
    """The number of the card it was written on, or nothing."""
    return note.author.removeprefix(CARD) if note.author.startswith(CARD) else ""


def entered_by(room: Room, scribe: str) -> list[Note]:
    """What this scribe entered and still stands, the newest first."""
    found = [
        note for note in room.notes.values() if note.entered_by == scribe and not note.withdrawn and not note.erased
    ]
    return found[::-1]
