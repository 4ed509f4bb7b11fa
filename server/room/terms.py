"""The terms of a ballot: what it is on, its options as they stand when it opens, its rules; and opening one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from server.room.ballots import BallotOpened, BallotReopened, find, must_be_alone
from server.room.definition import BallotPlan
from server.room.entries import Command, Fact
from server.room.people import Actor
from server.room.priorities import tally
from server.room.refusal import Refusal
from server.room.state import BallotOn, Option, Room, Terms
from server.room.text import label as clean_label

MOST_OPTIONS = 12
"""Beyond this people stop comparing (shared method, point 2)."""
CAP = 2
"""Dots on one option, unless said otherwise (same)."""


DAY = 24 * 3600 * 1000
MOST_DAYS = 30
ON_GISEMENTS = BallotPlan(id="gisements", title="Vos priorités")
"""The ballot of a `vote` stage that names none."""


def default_budget(options: int) -> int:
    """Dots a person has: clamp(round(options / 4), 3, 10)."""
    return max(3, min(10, round(options / 4)))


@dataclass(frozen=True)
class OpenBallot(Command):
    """Open a ballot from the console: on the gisements, on the themes of one, on all themes, on a shortlist of either (`options`:
    ids), or on choices written now (`on="texts"`; `options`: their words). `days`: how long it stays open for the absent."""

    id: str
    on: BallotOn = "gisements"
    title: str = ""
    gisement: str | None = None
    options: tuple[str, ...] = ()
    budget: int | None = None
    cap: int | None = None
    sealed: bool = True
    colleges: tuple[str, ...] = ()
    quorum: int = 0
    days: int = 0
    door: str = ""
    why: str = ""
    asked_by: str = ""
    shortlist: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        _must_be_sensible(room, self)
        terms = replace(
            terms_now(room, self),
            colleges=self.colleges,
            until=now + self.days * DAY if self.days else None,
            door=_said(self.door),
            asked_by=_said(self.asked_by, 80),
            shortlist=_said(self.shortlist),
        )
        return open_facts(room, f"b-{self.id}", "", terms)


def _must_be_sensible(room: Room, asked: OpenBallot) -> None:
    numbers = [number for number in (asked.budget, asked.cap) if number is not None]
    if asked.on not in get_args(BallotOn) or not all(1 <= number <= 50 for number in numbers):
        raise Refusal("bad_request")
    if not 0 <= asked.quorum <= 10_000 or not 0 <= asked.days <= min(MOST_DAYS, room.session.retention.days):
        raise Refusal("bad_request")
    if asked.gisement and room.find_gisement(asked.gisement) is None:
        raise Refusal("unknown_gisement")
    if set(asked.colleges) - {college.id for college in room.session.colleges}:
        raise Refusal("unknown_college")


def _said(text: str, limit: int = 200) -> str:
    return clean_label(text, limit) if text.strip() else ""


@dataclass(frozen=True)
class SecondRound(Command):
    """A ballot on the leaders of a revealed one: its `leaders` first ranks (ties come along), one voice each unless said."""

    id: str
    ballot: str
    leaders: int = 3
    budget: int = 1
    cap: int = 1

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        first = room.ballots.get(self.ballot) or find(room, self.ballot)
        if not first.revealed:
            raise Refusal("not_revealed")
        if not 2 <= self.leaders <= MOST_OPTIONS or not 1 <= self.cap <= self.budget <= 50:
            raise Refusal("bad_request")
        kept = {one.option for one in tally(first) if one.rank <= self.leaders and one.dots}
        terms = replace(
            first.terms,
            title=_said(f"{first.terms.title[:64]} (second tour)", 80),
            options=tuple(option for option in first.terms.options if option.id in kept),
            budget=self.budget, cap=self.cap, sealed=True, until=None, shortlist="", follows=first.id,
        )  # fmt: skip
        return open_facts(room, f"b-{self.id}", "", terms)


def open_facts(room: Room, ballot_id: str, plan_id: str, terms: Terms) -> list[Fact]:
    must_be_alone(room, terms)
    if len(terms.options) < 2:
        raise Refusal("too_few_options")
    if len(terms.options) > MOST_OPTIONS and terms.on != "gisements":
        raise Refusal("too_many_options")
    return [BallotOpened(ballot_id, plan_id, terms)]


def terms_now(room: Room, asked: BallotPlan | OpenBallot) -> Terms:
    """The terms of a ballot that would open now: themes come with the most supported by notes first, twelve unless they were
    chosen. A question on written choices gives one voice each. Raises Refusal `unknown_option`."""
    if asked.on == "texts":
        options = _written(asked.options)
    elif asked.options:
        options = _chosen(_options_now(room, asked.on, asked.gisement), asked.options)
    else:
        options = _options_now(room, asked.on, asked.gisement)
        options = options[:MOST_OPTIONS] if asked.on == "themes" else options
    one_voice = asked.on == "texts" and not asked.budget
    budget = 1 if one_voice else asked.budget or default_budget(len(options))
    title = clean_label(asked.title, 80) if asked.title else "Vos priorités"
    return Terms(
        title, asked.on, tuple(options), budget, min(asked.cap or CAP, budget), asked.sealed, asked.gisement,
        quorum=asked.quorum, why=_said(asked.why),
    )  # fmt: skip


def _written(words: Sequence[str]) -> list[Option]:
    labels = dict.fromkeys(clean_label(one, 140) for one in words if one.strip())
    return [Option(f"o{n}", label) for n, label in enumerate(labels, 1)]


def _chosen(options: list[Option], wanted: Sequence[str]) -> list[Option]:
    if set(wanted) - {option.id for option in options}:
        raise Refusal("unknown_option")
    return [option for option in options if option.id in wanted]


def _options_now(room: Room, on: str, gisement: str | None) -> list[Option]:
    if on == "gisements":
        return [Option(g.id, g.title, tuple(n.id for n in room.notes_on(g.id))) for g in room.session.gisements]
    wanted = [gisement] if gisement else [g.id for g in room.session.gisements]
    themes = sorted((t for g in wanted for t in room.themes_on(g)), key=lambda theme: -len(room.members(theme)))
    return [Option(t.id, t.label or "Sans titre", tuple(n.id for n in room.members(t))) for t in themes]


def left_out(room: Room, plan: BallotPlan) -> int:
    """How many themes a ballot of this plan would leave out if it opened now."""
    return max(0, len(_options_now(room, plan.on, plan.gisement)) - MOST_OPTIONS) if plan.on == "themes" else 0


def enter_facts(room: Room, plan: BallotPlan | None, chosen: tuple[str, ...] = (), rule: str = "") -> list[Fact]:
    """Entering `vote`: reopen the plan's ballot until it is revealed, then a new one. Without a plan: on the gisements. With a
    shortlist (`chosen`: ids, by this `rule`): always a new one, on it alone."""
    plan = plan or ON_GISEMENTS
    runs = [ballot for ballot in room.ballots.values() if ballot.plan == plan.id]
    if runs and not chosen:
        if runs[-1].open:
            return []
        if not runs[-1].revealed and room.open_ballot():
            raise Refusal("ballot_open")
        if not runs[-1].revealed:
            return [BallotReopened(runs[-1].id)]
    if chosen and plan.on == "texts":
        raise Refusal("bad_request")
    taken = {*room.ballots, *(other.id for other in room.session.ballots if other.id != plan.id)}
    names = (plan.id, *(f"{plan.id}-{n}" for n in range(2, len(taken) + 3)))
    ballot_id = next(name for name in names if name not in taken)
    terms = terms_now(room, plan.model_copy(update={"options": chosen}) if chosen else plan)
    return open_facts(room, ballot_id, plan.id, replace(terms, colleges=plan.colleges, shortlist=_said(rule)))
