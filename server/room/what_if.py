"""What another count would have given: near-duplicates joined, or some of the voters left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.room.figures import Case
from server.room.state import ENTERED, Ballot, Room

Standings = dict[str, dict[str, int]]
"""option -> voter -> dots."""


def standings(ballot: Ballot) -> Standings:
    return {
        option.id: {voter: given[option.id][0] for voter, given in ballot.dots.items() if option.id in given}
        for option in ballot.terms.options
    }


@dataclass(frozen=True, slots=True)
class Merged:
    """The ranks of two options that share their support, and the rank they would have as one."""

    one: int
    other: int
    together: int


def if_merged(given: Standings, cap: int, one: str, other: str) -> Merged:
    """What one option instead of two would change: each voter's dots on both are added, up to the cap of one option."""
    totals = {option: sum(dots.values()) for option, dots in given.items()}
    first, second = given.get(one, {}), given.get(other, {})
    joined = sum(min(cap, first.get(voter, 0) + second.get(voter, 0)) for voter in first.keys() | second.keys())
    rest = [total for option, total in totals.items() if option not in (one, other)]
    everyone = list(totals.values())
    return Merged(
        _rank(totals.get(one, 0), everyone), _rank(totals.get(other, 0), everyone), _rank(joined, rest)
    )  # fmt: skip


def _rank(total: int, against: list[int]) -> int:
    return 1 + sum(other > total for other in against)


@dataclass(frozen=True, slots=True)
class Merge:
    """The rank that `option` would have, joined with `other` (a label)."""

    option: str
    other: str
    rank: int


def merges(room: Room, ballot: Ballot) -> list[Merge]:
    """For each two options that say nearly the same, those whose rank would change."""
    given, cap, found = standings(ballot), ballot.terms.cap, []
    for first, second in room.alike:
        one, other = ballot.option(first), ballot.option(second)
        if not one or not other:
            continue
        ranks = if_merged(given, cap, first, second)
        if ranks.one != ranks.together:
            found.append(Merge(first, other.label, ranks.together))
        if ranks.other != ranks.together:
            found.append(Merge(second, one.label, ranks.together))
    return found


@dataclass(frozen=True, slots=True)
class Without:
    """The count without `voters` of them: option -> rank. No ranks when nobody would be left."""

    case: Case
    voters: int
    ranks: Mapping[str, int]


def withouts(room: Room, ballot: Ballot) -> list[Without]:
    """One for each sort of voters that this ballot has."""
    voters = set(ballot.voters())
    left_out: dict[Case, set[str]] = {
        "late": voters & ballot.late,
        "entered": {voter for voter in voters if ENTERED in voter},
        "unseen": _unseen(room, voters),
    }
    return [Without(case, len(some), _ranks(ballot, voters - some)) for case, some in left_out.items() if some]


def _unseen(room: Room, voters: set[str]) -> set[str]:
    """Voters who did nothing else. In a room where most people only vote it says nothing of them: then nobody."""
    tapped = {person for taps in room.taps.values() for person in taps}
    active = tapped | {i for i, person in room.people.items() if person.wrote or person.college is not None}
    unseen = {voter for voter in voters - active if ENTERED not in voter}
    return set() if 2 * len(unseen) > len(voters) else unseen


def _ranks(ballot: Ballot, voters: set[str]) -> dict[str, int]:
    if not voters:
        return {}
    totals = {
        option: sum(dots for voter, dots in given.items() if voter in voters)
        for option, given in standings(ballot).items()
    }
    return {option: _rank(total, list(totals.values())) for option, total in totals.items()}
