"""Ballots: dots on options that were fixed when the ballot opened. Budget and cap are decided here, in the fold, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.definition import BallotPlan
from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Ballot, BallotOn, Option, Room, Terms
from server.room.text import label as clean_label

MOST_OPTIONS = 12
"""Beyond this people stop comparing (shared method, point 2)."""


ON_GISEMENTS = BallotPlan(id="gisements", title="Vos priorités")
"""The ballot of a `vote` stage that names none."""


def default_budget(options: int) -> int:
    """Dots a person has: clamp(round(options / 4), 3, 10)."""
    return max(3, min(10, round(options / 4)))


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
        if room.open_ballot():
            raise Refusal("ballot_open")

    def inverse(self) -> tuple[Fact, ...]:
        return (BallotClosed(self.ballot),)


@fact("ballot_revealed")
class BallotRevealed(_OnBallot):
    ballot: str

    def apply(self, room: Room, entry: Entry) -> None:
        ballot = room.ballots[self.ballot]
        ballot.revealed, ballot.revealed_at = True, entry.at
        room.shape_changes += 1


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
        if room.stage_id != ballot.stage or (room.timer.ends_at is not None and entry.at > room.timer.ends_at):
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
        if not ballot.open:
            raise Refusal("ballot_closed")
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


@dataclass(frozen=True)
class OpenBallot(Command):
    """Open a ballot from the console: on the gisements, on the themes of one, on all themes, or on a shortlist of them."""

    id: str
    on: BallotOn = "gisements"
    title: str = ""
    gisement: str | None = None
    options: tuple[str, ...] = ()
    budget: int | None = None
    cap: int = 2
    sealed: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.on not in ("gisements", "themes") or not 1 <= self.cap <= 50 or not 1 <= (self.budget or 1) <= 50:
            raise Refusal("bad_request")
        if self.gisement and room.find_gisement(self.gisement) is None:
            raise Refusal("unknown_gisement")
        title = clean_label(self.title, 80) if self.title else "Vos priorités"
        return open_facts(room, f"b-{self.id}", "", title, self)


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
        if self.open and room.open_ballot():
            raise Refusal("ballot_open")
        return [BallotReopened(ballot.id) if self.open else BallotClosed(ballot.id)]


def find(room: Room, ballot_id: str) -> Ballot:
    """A ballot by its id, or by the id of its plan in the session (then the latest)."""
    for ballot in reversed(room.ballots.values()):
        if ballot_id in (ballot.id, ballot.plan):
            return ballot
    raise Refusal("unknown_ballot")


def open_facts(room: Room, ballot_id: str, plan_id: str, title: str, plan: BallotPlan | OpenBallot) -> list[Fact]:
    if room.open_ballot():
        raise Refusal("ballot_open")
    options, budget = sheet_now(room, plan)
    if len(options) < 2:
        raise Refusal("too_few_options")
    terms = Terms(title, plan.on, tuple(options), budget, plan.cap, plan.sealed, plan.gisement)
    return [BallotOpened(ballot_id, plan_id, terms)]


def sheet_now(room: Room, plan: BallotPlan | OpenBallot) -> tuple[list[Option], int]:
    """The options and the budget of a ballot that would open now. Raises Refusal `unknown_option`."""
    options = _options_now(room, plan.on, plan.gisement)
    if isinstance(plan, OpenBallot) and plan.options:
        if set(plan.options) - {option.id for option in options}:
            raise Refusal("unknown_option")
        options = [option for option in options if option.id in plan.options]
    options = options[:MOST_OPTIONS] if plan.on == "themes" else options
    return options, plan.budget or default_budget(len(options))


def _options_now(room: Room, on: str, gisement: str | None) -> list[Option]:
    """What could be voted on now. Themes come with the most supported by notes first."""
    if on == "gisements":
        return [Option(g.id, g.title, tuple(n.id for n in room.notes_on(g.id))) for g in room.session.gisements]
    wanted = [gisement] if gisement else [g.id for g in room.session.gisements]
    themes = sorted((t for g in wanted for t in room.themes_on(g)), key=lambda theme: -len(room.members(theme)))
    return [Option(t.id, t.label or "Sans titre", tuple(n.id for n in room.members(t))) for t in themes]


def enter_facts(room: Room, plan: BallotPlan | None) -> list[Fact]:
    """Entering `vote`: reopen the plan's ballot until it is revealed, then a new one. Without a plan: on the gisements."""
    plan = plan or ON_GISEMENTS
    runs = [ballot for ballot in room.ballots.values() if ballot.plan == plan.id]
    if runs and runs[-1].open:
        return []
    if runs and not runs[-1].revealed and room.open_ballot():
        raise Refusal("ballot_open")
    if runs and not runs[-1].revealed:
        return [BallotReopened(runs[-1].id)]
    ballot_id = plan.id if not runs else f"{plan.id}-{len(runs) + 1}"
    return open_facts(room, ballot_id, plan.id, plan.title, plan)


def reveal_facts(ballot: Ballot) -> list[Fact]:
    if ballot.revealed:
        return []
    revealed: list[Fact] = [BallotRevealed(ballot.id)]
    return [BallotClosed(ballot.id), *revealed] if ballot.open else revealed
