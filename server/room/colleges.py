"""A breakdown by college that gives nobody away.

Under five people nothing is told (shared method, point 4). The units are the families of colleges, and those who chose none.
A family is told college by college when each of its colleges that has anybody has five people, else as one line. A unit of
fewer than five is hidden; then the smallest units that are told are hidden too, until the hidden ones have together five people
and are not all of one size. Nothing shown then depends on which hidden unit has which size, so no size can be worked out, from
the total or from this very rule. This is why a whole family is hidden, never one of its colleges: a college told apart is known
to have five people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from math import prod
from statistics import pstdev

from server.room.definition import College
from server.room.figures import Grouping, Support
from server.room.people import seen
from server.room.state import Room

HIDDEN_UNDER = 5
NO_COLLEGE = "Sans collège"
DIVIDED = 0.3
"""Dissent above which an option is flagged for discussion (shared method, point 7)."""


@dataclass(frozen=True, slots=True)
class Line:
    """People counted together. `id`: of the college, or the family. `told` is False where even their number is hidden."""

    id: str
    label: str
    of: Grouping
    people: frozenset[str]
    told: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """What is told or hidden in one piece: as `parts`, or not at all."""

    whole: Line
    parts: tuple[Line, ...]


def breakdown(room: Room, people: Iterable[str]) -> tuple[Line, ...]:
    """These people by college, by family, or hidden; each of them is in one line. Empty when nothing may be told."""
    units = [unit for unit in _units(room, people) if unit.whole.people]
    hidden = _hidden([len(unit.whole.people) for unit in units])
    if hidden is None:
        return ()
    return tuple(
        line
        for unit in units
        for line in ((replace(unit.whole, told=False),) if len(unit.whole.people) in hidden else unit.parts)
    )


def _units(room: Room, people: Iterable[str]) -> list[Unit]:
    """Each family, in the order of the session, then the people without a college. None in a session without colleges."""
    members: dict[str | None, set[str]] = {college.id: set() for college in room.session.colleges}
    alone: set[str] = set()
    for one in people:
        person = room.people.get(one)
        members.get(person.college if person else None, alone).add(one)
    lone = Line("", NO_COLLEGE, "none", frozenset(alone))
    units = [_unit(family, colleges, members) for family, colleges in families(room).items()]
    return [*units, Unit(lone, (lone,))] if units else []


def families(room: Room) -> dict[str, list[College]]:
    found: dict[str, list[College]] = {}
    for college in room.session.colleges:
        found.setdefault(college.family, []).append(college)
    return found


def _unit(family: str, colleges: Sequence[College], members: Mapping[str | None, set[str]]) -> Unit:
    parts = tuple(Line(one.id, one.label, "college", frozenset(members[one.id])) for one in colleges if members[one.id])
    whole = Line(family, family, "family", frozenset().union(*(part.people for part in parts)))
    return Unit(whole, parts if all(len(part.people) >= HIDDEN_UNDER for part in parts) else (whole,))


def _hidden(sizes: Collection[int]) -> set[int] | None:
    """The sizes of the units to hide; None when no unit would be left."""
    hidden = {size for size in sizes if size < HIDDEN_UNDER}
    while hidden and (len(hidden) < 2 or sum(size for size in sizes if size in hidden) < HIDDEN_UNDER):
        if not (left := set(sizes) - hidden):
            break
        hidden.add(min(left))
    return None if hidden == set(sizes) else hidden


def support(lines: Iterable[Line], backers: Set[str]) -> tuple[Support, ...]:
    """What each line gave an option, `backers` being the people who placed a dot on it."""
    return tuple(
        Support(line.label, line.of, len(line.people), len(line.people & backers))
        if line.told
        else Support(line.label, line.of, None, None)
        for line in lines
    )


def compared(found: Iterable[Support]) -> list[tuple[int, int]]:
    """(given, voters) of the colleges and families that are told: what consensus and dissent are made of."""
    return [(one.given, one.voters) for one in found if one.of != "none" and one.given is not None and one.voters]


def consensus(found: Iterable[Support]) -> float | None:
    """∏ (A+1)/(S+2) over the colleges: Polis's group-informed consensus, with declared colleges instead of inferred groups
    (Small et al., « Polis: Scaling deliberation by mapping high dimensional opinion spaces », Recerca 26, 2021; shared method,
    point 7). None with fewer than two colleges told."""
    colleges = compared(found)
    return round(prod((given + 1) / (voters + 2) for given, voters in colleges), 6) if len(colleges) > 1 else None


def dissent(found: Iterable[Support]) -> float | None:
    """Standard deviation of the colleges' shares A/S, over ½, the greatest it can be. None with fewer than two colleges told."""
    shares = [given / voters for given, voters in compared(found)]
    return round(2 * pstdev(shares), 4) if len(shares) > 1 else None


@dataclass(frozen=True, slots=True)
class Presence:
    """A college (with its family), or a family told in one line: how many were invited, and seen in the room (None: hidden)."""

    label: str
    family: str | None
    invited: int | None
    present: int | None


def presence(room: Room) -> list[Presence]:
    """Invited and present by college, where the session has some, under the same rule as votes. A silent college is told as such
    (0), unless everything is hidden."""
    people = seen(room)
    lines = {(line.of, line.id): line for line in breakdown(room, people)}
    silent = 0 if lines or not people else None
    found = [row for family, colleges in families(room).items() for row in _present(family, colleges, lines, silent)]
    alone = lines.get(("none", ""))
    return [*found, Presence(NO_COLLEGE, None, None, _told(alone))] if alone else found


def _present(
    family: str, colleges: Sequence[College], lines: Mapping[tuple[Grouping, str], Line], silent: int | None
) -> list[Presence]:
    if whole := lines.get(("family", family)):
        invited = [college.invited for college in colleges if college.invited is not None]
        return [Presence(family, None, sum(invited) if len(invited) == len(colleges) else None, _told(whole))]
    told = [(college, lines.get(("college", college.id))) for college in colleges]
    return [Presence(one.label, family, one.invited, _told(line) if line else silent) for one, line in told]


def _told(line: Line) -> int | None:
    return len(line.people) if line.told else None
