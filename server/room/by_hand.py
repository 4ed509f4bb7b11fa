"""Dots that a helper enters for somebody: hands that were raised, and paper ballots. In the same journal, told as such.

Each becomes voters of the ballot, whose ids hold `ENTERED`: totals, budgets and evidence need to know nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from server.room.ballots import find
from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import ENTERED, Ballot, Room

HANDS, PAPER = f"hands{ENTERED}", f"paper{ENTERED}"
MOST_PEOPLE = 2000


class _Entered(Fact):
    ballot: str

    def objects(self) -> tuple[str, ...]:
        return (f"entered:{self.ballot}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("dots", "acts")

    def check(self, room: Room) -> None:
        if room.ballots[self.ballot].revealed:
            raise Refusal("ballot_revealed")


@fact("hands_counted")
class HandsCounted(_Entered):
    """How many of `people` raised their hand for each option, from now on: the whole count, not an addition."""

    ballot: str
    people: int
    hands: dict[str, int]
    was_people: int
    was: dict[str, int]

    def apply(self, room: Room, entry: Entry) -> None:
        ballot = room.ballots[self.ballot]
        kept = {voter: dots for voter, dots in ballot.dots.items() if not voter.startswith(HANDS)}
        ballot.dots = kept | _dealt(self.people, self.hands)

    def inverse(self) -> tuple[Fact, ...]:
        return (HandsCounted(self.ballot, self.was_people, self.was, self.people, self.hands),)


def _dealt(people: int, hands: dict[str, int]) -> dict[str, dict[str, tuple[int, int]]]:
    """Voters who would have raised these hands: dealt round, so that nobody raises two for one option. Who raised which together
    was not seen, so this says nothing of how options go together."""
    raised = [option for option, count in sorted(hands.items()) for _ in range(count)]
    dealt: dict[str, dict[str, tuple[int, int]]] = {}
    for n, option in enumerate(raised):
        dealt.setdefault(f"{HANDS}{n % people + 1}", {})[option] = (1, 1)
    return dealt


@fact("paper_counted")
class PaperCounted(_Entered):
    """What a numbered paper ballot says from now on; no dots takes it out."""

    ballot: str
    paper: str
    dots: dict[str, int]
    was: dict[str, int]

    def apply(self, room: Room, entry: Entry) -> None:
        ballot = room.ballots[self.ballot]
        ballot.dots.pop(PAPER + self.paper, None)
        if self.dots:
            ballot.dots[PAPER + self.paper] = {option: (count, 1) for option, count in self.dots.items()}

    def renamed(self, name: Callable[[str], str]) -> Fact:
        return replace(self, paper=name(PAPER + self.paper).removeprefix(PAPER))

    def inverse(self) -> tuple[Fact, ...]:
        return (PaperCounted(self.ballot, self.paper, self.was, self.dots),)


@dataclass(frozen=True)
class CountHands(Command):
    """The hands raised for each option, out of `people`: counted until the reveal, closed or not."""

    id: str
    ballot: str
    people: int
    hands: dict[str, int]

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        ballot = _countable(room, self.ballot, self.hands)
        hands = {option: count for option, count in self.hands.items() if count}
        if not 0 <= self.people <= MOST_PEOPLE:
            raise Refusal("bad_request")
        raised = sum(hands.values())
        if any(count > self.people for count in hands.values()) or raised > self.people * ballot.terms.budget:
            raise Refusal("too_many_hands")
        people = min(self.people, raised)
        was_people, was = hands_of(ballot)
        if (was_people, was) == (people, hands):
            return []
        return [HandsCounted(ballot.id, people, hands, was_people, was)]


@dataclass(frozen=True)
class CountPaper(Command):
    """The dots of a paper ballot, by its printed number: again to correct it, with none to take it out."""

    id: str
    ballot: str
    paper: str
    dots: dict[str, int]

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_help()
        ballot = _countable(room, self.ballot, self.dots)
        if not re.fullmatch(r"[0-9]{1,4}", self.paper):
            raise Refusal("bad_request")
        dots = {option: count for option, count in self.dots.items() if count}
        if any(count > ballot.terms.cap for count in dots.values()):
            raise Refusal("cap_reached")
        if sum(dots.values()) > ballot.terms.budget:
            raise Refusal("dots_spent")
        number = str(int(self.paper))
        was = {option: count for option, (count, _) in ballot.dots.get(PAPER + number, {}).items()}
        return [] if was == dots else [PaperCounted(ballot.id, number, dots, was)]


def _countable(room: Room, ballot_id: str, counts: dict[str, int]) -> Ballot:
    ballot = find(room, ballot_id)
    if ballot.revealed:
        raise Refusal("ballot_revealed")
    if any(ballot.option(option) is None for option in counts):
        raise Refusal("unknown_option")
    if any(count < 0 for count in counts.values()):
        raise Refusal("bad_request")
    return ballot


def papers_of(ballot: Ballot) -> list[int]:
    """The numbers of the paper ballots counted so far."""
    return sorted(int(voter.removeprefix(PAPER)) for voter in ballot.dots if voter.startswith(PAPER))


def hands_of(ballot: Ballot) -> tuple[int, dict[str, int]]:
    """The hands counted so far, by option, and how many people raised one at least."""
    voters = [voter for voter in ballot.dots if voter.startswith(HANDS)]
    counts: dict[str, int] = {}
    for voter in voters:
        for option in ballot.dots[voter]:
            counts[option] = counts.get(option, 0) + 1
    return len(voters), counts
