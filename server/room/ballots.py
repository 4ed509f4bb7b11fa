"""Ballots: dots on options that were fixed when the ballot opened. Budget and cap are decided here, in the fold, nowhere else.

What a ballot asks, and by which rules, is in `terms.py`; dots that a helper enters for somebody, in `by_hand.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor, seen
from server.room.refusal import Refusal
from server.room.state import Ballot, Room, Showing, Terms


class _OnBallot(Fact):
    ballot: str

    def objects(self) -> tuple[str, ...]:
        return (f"ballot:{self.ballot}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("ballot", "shape")


@fact("ballot_opened", version=2)
class BallotOpened(_OnBallot):
    ballot: str
    plan: str
    terms: Terms

    def apply(self, room: Room, entry: Entry) -> None:
        room.ballots[self.ballot] = Ballot(self.ballot, self.plan, self.terms, entry.at, str(entry.role), room.stage_id)
        room.shape_changes += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (BallotDropped(self.ballot),)

    def objects(self) -> tuple[str, ...]:
        return (f"ballot:{self.ballot}", f"entered:{self.ballot}")


@fact("ballot_dropped")
class BallotDropped(_OnBallot):
    """An opening taken back before any dot was placed."""

    ballot: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.ballots.pop(self.ballot, None)
        room.shape_changes += 1


@fact("ballot_closed")
class BallotClosed(_OnBallot):
    ballot: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.ballots[self.ballot].open = False
        room.shape_changes += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (BallotReopened(self.ballot),)


@fact("ballot_reopened")
class BallotReopened(_OnBallot):
    ballot: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.ballots[self.ballot].open = True
        room.shape_changes += 1

    def check(self, room: Room) -> None:
        must_be_alone(room, room.ballots[self.ballot].terms)

    def inverse(self) -> tuple[Fact, ...]:
        return (BallotClosed(self.ballot),)


@fact("ballot_revealed")
class BallotRevealed(_OnBallot):
    ballot: str

    def apply(self, room: Room, entry: Entry) -> None:
        ballot = room.ballots[self.ballot]
        ballot.revealed, ballot.revealed_at = True, entry.at
        room.shape_changes += 1
        if (
            not ballot.lasting
        ):  # a moment that the whole room shares: wherever it has gone, whatever its projector is pointed at
            ballot.stage = room.stage_id
            room.showing = Showing(gisement=room.showing.gisement)

    def topics(self, room: Room) -> tuple[str, ...]:
        return (*super().topics(room), "showing")


@fact("dots_placed")
class DotsPlaced(Fact):
    """How many dots a voter has on an option from now on. `rev` rises with each tap on a phone."""

    ballot: str
    option: str
    dots: int
    rev: int

    def apply(self, room: Room, entry: Entry) -> None:
        ballot = room.ballots[self.ballot]
        ballot.dots.setdefault(entry.by, {})[self.option] = (self.dots, self.rev)
        if _is_late(room, ballot, entry.at):
            ballot.late.add(entry.by)
        if self.dots:
            room.person(entry.by).voted = True

    def objects(self) -> tuple[str, ...]:
        return (f"ballot:{self.ballot}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("dots", "people")


@dataclass(frozen=True)
class PlaceDots(Command):
    id: str
    ballot: str
    option: str
    dots: int
    rev: int | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        ballot = find(room, self.ballot)
        if ballot.option(self.option) is None:
            raise Refusal("unknown_option")
        if not ballot.open or (ballot.terms.until and now > ballot.terms.until):
            raise Refusal("ballot_closed")
        must_be_asked(room, ballot, by)
        placed, rev = ballot.dots.get(by.id, {}).get(self.option, (0, 0))
        if self.dots == placed if self.rev is None else self.rev <= rev:
            return []
        if self.dots < 0:
            raise Refusal("bad_request")
        if self.dots > ballot.terms.cap:
            raise Refusal("cap_reached")
        if ballot.spent(by.id) - placed + self.dots > ballot.terms.budget:
            raise Refusal("dots_spent")
        return [DotsPlaced(ballot.id, self.option, self.dots, rev + 1 if self.rev is None else self.rev)]


def _is_late(room: Room, ballot: Ballot, at: int) -> bool:
    """Placed after the timer ran out, or, on a ballot that lasts, after the room has moved on."""
    ended = room.timer.ends_at is not None and ballot.opened_at < room.timer.ends_at < at
    return ended or (ballot.lasting and room.stage_id != ballot.stage)


def must_be_asked(room: Room, ballot: Ballot, by: Actor) -> None:
    """Raises Refusal when the ballot is kept for colleges, and this person chose none of them."""
    person = room.people.get(by.id)
    if ballot.terms.colleges and (person is None or person.college not in ballot.terms.colleges):
        raise Refusal("not_your_ballot", colleges=", ".join(college_labels(room, ballot.terms)))


def asked(room: Room, ballot: Ballot) -> set[str]:
    """Those who could have voted: the people seen in the room, of the colleges it is kept for, and whoever voted."""
    colleges = ballot.terms.colleges
    return {i for i in seen(room) if not colleges or room.people[i].college in colleges} | set(ballot.voters())


def college_labels(room: Room, terms: Terms) -> list[str]:
    return [college.label for college in room.session.colleges if college.id in terms.colleges]


@dataclass(frozen=True)
class CloseBallot(Command):
    """Close a ballot, open it again (until revealed), or reveal it (which closes it)."""

    id: str
    ballot: str
    open: bool = False
    reveal: bool = False

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        ballot = find(room, self.ballot)
        if self.reveal:
            return reveal_facts(ballot)
        if ballot.open == self.open:
            return []
        if self.open and ballot.revealed:
            raise Refusal("ballot_revealed")
        if self.open:
            must_be_alone(room, ballot.terms)
        return [BallotReopened(ballot.id) if self.open else BallotClosed(ballot.id)]


def find(room: Room, ballot_id: str) -> Ballot:
    """A ballot by its id, or by the id of its plan in the session (then the latest)."""
    for ballot in reversed(room.ballots.values()):
        if ballot_id in (ballot.id, ballot.plan):
            return ballot
    raise Refusal("unknown_ballot")


def must_be_alone(room: Room, terms: Terms) -> None:
    """The room votes on one ballot at a time; those for the absent stay open beside it."""
    if terms.until is None and room.open_ballot():
        raise Refusal("ballot_open")


def reveal_facts(ballot: Ballot) -> list[Fact]:
    if ballot.revealed:
        return []
    revealed: list[Fact] = [BallotRevealed(ballot.id)]
    return [BallotClosed(ballot.id), *revealed] if ballot.open else revealed
