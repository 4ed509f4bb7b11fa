"""What a ballot is: its terms, fixed when it opens, and who placed which dots. Plain values; `ballots.py` has the facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BallotOn = Literal["gisements", "themes", "texts"]
"""`texts`: options written by the facilitator."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a ballot, as it stood when the ballot opened."""

    id: str
    label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a ballot asks, of whom, and by which rules: fixed when it opens, told to people, reported."""

    title: str
    on: BallotOn
    options: tuple[Option, ...]
    budget: int
    cap: int
    sealed: bool = True
    gisement: str | None = None
    colleges: tuple[str, ...] = ()
    """Who may vote; empty: everyone."""
    quorum: int = 0
    """How many voters it takes to count, as the facilitator said; 0: no quorum."""
    until: int | None = None
    """A ballot that outlives the stage, for those who were away: dots are taken until then (ms)."""
    door: str = ""
    """Who may vote by the take-home link, in the facilitator's words."""
    why: str = ""
    asked_by: str = ""
    """Whose question it is: a body or a function, never a person's name."""
    shortlist: str = ""
    """The rule by which its options were chosen, in the facilitator's words."""
    follows: str | None = None
    """The ballot whose leaders it takes: a second round."""


ENTERED = ":"
"""In the id of who votes or writes: somebody entered it for them, by show of hands (`hands:3`), from paper (`paper:12`), from a
card (`card:12`)…"""
CARD = f"card{ENTERED}"
"""Who wrote on a card, named after its number; on several, after the first that was entered."""


@dataclass(slots=True)
class Ballot:
    """`plan`: its id in the session file, or empty. `opened_by`: a role."""

    id: str
    plan: str
    terms: Terms
    opened_at: int
    opened_by: str = ""
    stage: str = ""
    """The stage in which it opened, then that in which it was revealed to the room."""
    open: bool = True
    revealed: bool = False
    revealed_at: int | None = None
    dots: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    """voter -> option -> (dots, revision)"""
    late: set[str] = field(default_factory=set)
    """Voters who placed a dot after the stage it opened in, or after the timer ran out."""

    @property
    def lasting(self) -> bool:
        return self.terms.until is not None

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.terms.options if option.id == option_id), None)

    def spent(self, voter: str) -> int:
        return sum(dots for dots, _ in self.dots.get(voter, {}).values())

    def voters(self) -> list[str]:
        return [voter for voter in self.dots if self.spent(voter)]

    def placed(self) -> int:
        return sum(self.spent(voter) for voter in self.dots)
