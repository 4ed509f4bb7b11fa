"""The figures of a ballot: what is known of each option and of the whole, as plain values that pages and reports draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Grouping = Literal["college", "family", "none"]
Case = Literal["merged", "late", "entered", "unseen"]


@dataclass(frozen=True, slots=True)
class Tally:
    """An option's dots, as anyone can add them up."""

    option: str
    label: str
    rank: int
    dots: int
    voters: int


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Support:
    """What a college gave an option: `given` of its `voters` placed a dot on it; both None where they are hidden.

    `of`: a college, a family of colleges where one of them has too few voters to be told, or those who chose none.
    """

    label: str
    of: Grouping
    voters: int | None
    given: int | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The rank an option would have had otherwise, and what is meant, in a sentence.

    `merged`: joined with a theme that says nearly the same. Without the voters who were `late`, whose dots a helper `entered`,
    or who were `unseen`: they wrote nothing, tapped nothing, chose no college, so each may be somebody's second browser.
    """

    case: Case
    said: str
    rank: int


@dataclass(frozen=True, slots=True)
class Priority:
    """An option with its evidence.

    `rank` counts the options with more dots (1, 2, 2, 4); `step` groups, from 1, those that the votes cannot tell apart.
    `share` is of the people who voted, between `share_between` (Wilson, 95 %). From 2,000 resamples of the voters (bootstrap,
    fixed seed): `top3`, the part in which it is among the first three with at least one dot; `odds`, of each rank (empty with
    fewer than 5 voters); `dots_between`, 95 % of its dots (with fewer than 5 voters, all that they could have given).
    `consensus`: product over the colleges of (A+1)/(S+2), Polis's group-informed consensus; `dissent`: how far the colleges'
    shares stand apart, from 0 to 1; both None with fewer than two colleges large enough. `notes`: of the option, by kind;
    `before`: those among them that come from before the seminar. `readiness`: (resources + 1) / (resources + obstacles + 2),
    None without notes. `why`: short sentences, in the language being spoken.
    """

    option: str
    label: str
    rank: int
    dots: int
    voters: int
    share: float
    top3: float
    step: int = 1
    share_between: Interval = Interval(0, 0)
    dots_between: Interval = Interval(0, 0)
    odds: tuple[float, ...] = ()
    support: tuple[Support, ...] = ()
    consensus: float | None = None
    dissent: float | None = None
    divided: bool = False
    notes: dict[str, int] = field(default_factory=dict)
    before: int = 0
    readiness: float | None = None
    what_if: tuple[WhatIf, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A closed count and its grounds. `present`: who could have voted, as far as the room knows; `said`: what to know before
    reading it, in short sentences (nobody voted, everyone did, what was entered by hand…)."""

    ballot: str
    options: tuple[Priority, ...]
    """From the first to the last."""
    voters: int
    present: int
    late: int
    entered: int
    said: tuple[str, ...] = ()
