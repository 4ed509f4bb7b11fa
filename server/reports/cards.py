"""What is printed for those without a phone: blank note cards and paper ballots, each with a number that is easy to say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from server.room.ballots import find
from server.room.definition import Gisement, Kind, Session
from server.room.refusal import Refusal
from server.room.state import Option, Room, Terms
from server.room.terms import ON_GISEMENTS, terms_now


@dataclass(frozen=True, slots=True)
class NoteCard:
    number: int
    gisement: Gisement
    kind: Kind


@dataclass(frozen=True, slots=True)
class PaperBallot:
    number: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Printable:
    """A ballot that can be printed; `planned`: it has not opened yet, its options are those of now."""

    id: str
    terms: Terms
    planned: bool


def note_cards(session: Session, copies: int, first: int = 1) -> list[NoteCard]:
    """`copies` of each gisement and kind, numbered on from `first`, those of a gisement together."""
    wanted = [(gisement, kind) for gisement in session.gisements for kind in session.kinds for _ in range(copies)]
    return [NoteCard(first + n, gisement, kind) for n, (gisement, kind) in enumerate(wanted)]


def paper_ballots(ballot: Printable, count: int, first: int = 1) -> list[PaperBallot]:
    """Each number has its own order of the options, the same whenever it is printed."""
    return [
        PaperBallot(number, tuple(sorted(ballot.terms.options, key=_order(f"{ballot.id}:{number}"))))
        for number in range(first, first + count)
    ]


def _order(seed: str) -> Callable[[Option], str]:
    return lambda option: hashlib.sha256(f"{seed}:{option.id}".encode()).hexdigest()


def printable(room: Room) -> list[Printable]:
    """The ballots that wait for votes: opened and not revealed, then planned and not opened yet."""
    waiting = [Printable(b.id, b.terms, False) for b in room.ballots.values() if not b.revealed]
    opened = {ballot.plan for ballot in room.ballots.values()}
    plans = room.session.ballots or (ON_GISEMENTS,)
    for plan in plans:
        terms = terms_now(room, plan)
        if plan.id not in opened and len(terms.options) > 1:
            waiting.append(Printable(plan.id, terms, True))
    return waiting


def to_print(room: Room, ballot_id: str) -> Printable:
    """Raises Refusal `unknown_ballot`, or `ballot_revealed`."""
    found = next((ballot for ballot in printable(room) if ballot.id == ballot_id), None)
    if found is None and find(room, ballot_id).revealed:
        raise Refusal("ballot_revealed")
    if found is None:
        raise Refusal("unknown_ballot")
    return found
