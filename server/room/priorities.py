"""From dots to priorities: the ranking of a ballot and how sure it is. Pure arithmetic on a closed count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from server.room.state import ENTERED, Ballot, Room

RESAMPLES = 2000
SEED = 20181214
TOP = 3


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
    of: Literal["college", "family", "none"]
    voters: int | None
    given: int | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The rank an option would have had otherwise, and what is meant, in French."""

    case: Literal["merged", "late", "entered", "unseen"]
    said: str
    rank: int


@dataclass(frozen=True, slots=True)
class Priority:
    """An option with its evidence.

    `rank` counts the options with more dots (1, 2, 2, 4); `step` groups, from 1, those that the votes cannot tell apart.
    `share` is of the people who voted, between `share_between` (Wilson, 95 %). From 2,000 resamples of the voters (bootstrap,
    fixed seed): `top3`, the part in which it is among the first three; `odds`, of each rank; `dots_between`, 95 % of its dots.
    `consensus`: product over the colleges of (A+1)/(S+2), Polis's group-informed consensus; `dissent`: how far the colleges'
    shares stand apart, from 0 to 1; both None with fewer than two colleges large enough. `notes`: of the option, by kind;
    `before`: those among them that come from before the seminar. `readiness`: (resources + 1) / (resources + obstacles + 2),
    None without notes. `why`: short French sentences.
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
    reading it, in short French sentences (nobody voted, everyone did, what was entered by hand…)."""

    ballot: str
    options: tuple[Priority, ...]
    """From the first to the last."""
    voters: int
    present: int
    late: int
    entered: int
    said: tuple[str, ...] = ()


def evidence(room: Room, ballot: Ballot) -> Evidence:
    """Everything the room may be told of a revealed ballot. Same votes, same figures, to the digit."""
    voters = ballot.voters()
    return Evidence(
        ballot.id,
        tuple(ranking(ballot)),
        len(voters),
        sum(person.wrote or person.voted or person.college is not None for person in room.people.values()),
        len(ballot.late & set(voters)),
        sum(ENTERED in voter for voter in voters),
    )


def ranking(ballot: Ballot) -> list[Priority]:
    """Options from the first to the last. Equal dots share a rank, the next rank counts them all (1, 2, 2, 4)."""
    counts = _counts(ballot)
    dots, voters = counts.sum(axis=0), (counts > 0).sum(axis=0)
    top3 = _top3(counts)
    everyone = max(1, len(counts))
    priorities = [
        Priority(
            option.id, option.label, 1 + int((dots > dots[n]).sum()), int(dots[n]), int(voters[n]),
            round(int(voters[n]) / everyone, 4), top3[n],
        )
        for n, option in enumerate(ballot.terms.options)
    ]  # fmt: skip
    return sorted(priorities, key=lambda priority: (priority.rank, -priority.voters))


def _counts(ballot: Ballot) -> NDArray[np.int64]:
    """Dots by voter (rows, sorted so that the same ballot gives the same resamples) and option (columns)."""
    voters = sorted(ballot.voters())
    rows = [[ballot.dots[v].get(option.id, (0, 0))[0] for option in ballot.terms.options] for v in voters]
    return np.array(rows, dtype=np.int64).reshape(len(voters), len(ballot.terms.options))


def _top3(counts: NDArray[np.int64]) -> list[float]:
    """Share of resamples in which each option has fewer than three options strictly above it, and at least one dot."""
    voters, options = counts.shape
    if not voters:
        return [0.0] * options
    draws = np.random.default_rng(SEED).multinomial(voters, np.full(voters, 1 / voters), size=RESAMPLES)
    totals = draws @ counts
    above = (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    return [round(float(p), 4) for p in ((above < TOP) & (totals > 0)).mean(axis=0)]


@dataclass(frozen=True, slots=True)
class Merged:
    """The ranks of two options that share their support, and the rank they would have as one."""

    one: int
    other: int
    together: int


Standings = dict[str, dict[str, int]]
"""option -> voter -> dots."""


def standings(ballot: Ballot) -> Standings:
    return {
        option.id: {voter: given[option.id][0] for voter, given in ballot.dots.items() if option.id in given}
        for option in ballot.terms.options
    }


def if_merged(given: Standings, cap: int, one: str, other: str) -> Merged:
    """What one option instead of two would change: each voter's dots on both are added, up to the cap of one option."""
    totals = {option: sum(dots.values()) for option, dots in given.items()}
    first, second = given.get(one, {}), given.get(other, {})
    joined = sum(min(cap, first.get(voter, 0) + second.get(voter, 0)) for voter in first.keys() | second.keys())
    rest = [total for option, total in totals.items() if option not in (one, other)]

    def rank(total: int, against: list[int]) -> int:
        return 1 + sum(other_total > total for other_total in against)

    everyone = list(totals.values())
    return Merged(rank(totals.get(one, 0), everyone), rank(totals.get(other, 0), everyone), rank(joined, rest))
