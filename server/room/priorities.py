"""From dots to priorities: the ranking of a ballot, and what it rests on. Pure arithmetic on a closed count.

The dots alone rank (decision 0011). Beside them: how sure the ranks are (`resampling`), who supports what (`colleges`), what
another count would give (`what_if`), and all this in sentences (`reasons`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from server.room import colleges, reasons, what_if
from server.room.ballots import asked
from server.room.figures import Evidence as Evidence
from server.room.figures import Interval as Interval
from server.room.figures import Priority as Priority
from server.room.figures import Support as Support
from server.room.figures import Tally as Tally
from server.room.figures import WhatIf as WhatIf
from server.room.resampling import FEWEST, Counts, resample
from server.room.resampling import RESAMPLES as RESAMPLES
from server.room.resampling import SEED as SEED
from server.room.state import ENTERED, Ballot, Room

APART = 0.95
"""Part of the resamples in which an option stands above another from which on the votes tell them apart."""
Z = 1.959964
"""Of a 95 % interval."""
RESOURCE, OBSTACLE = "resource", "obstacle"
"""The kinds that readiness weighs."""


def evidence(room: Room, ballot: Ballot) -> Evidence:
    """Everything the room may be told of a revealed ballot. Same votes, same figures, to the digit."""
    voters = ballot.voters()
    lines, notes = colleges.breakdown(room, voters), {option.id: option.notes for option in ballot.terms.options}
    merges, withouts = what_if.merges(room, ballot), what_if.withouts(room, ballot)
    options = [
        replace(
            _with_notes(room, _with_support(ballot, one, lines), notes[one.option]),
            what_if=reasons.otherwise(one, merges, withouts),
        )
        for one in ranking(ballot)
    ]
    found = Evidence(
        ballot.id, tuple(options), len(voters), len(asked(room, ballot)), len(ballot.late & set(voters)),
        sum(ENTERED in voter for voter in voters),
    )  # fmt: skip
    why = tuple(replace(one, why=reasons.why(room, found, one)) for one in options)
    return replace(found, options=why, said=reasons.said(room, ballot, found, withouts))


def _with_support(ballot: Ballot, one: Priority, lines: Iterable[colleges.Line]) -> Priority:
    backers = {voter for voter, given in ballot.dots.items() if given.get(one.option, (0, 0))[0]}
    support = colleges.support(lines, backers)
    dissent = colleges.dissent(support)
    divided = dissent is not None and dissent > colleges.DIVIDED
    return replace(one, support=support, consensus=colleges.consensus(support), dissent=dissent, divided=divided)


def _with_notes(room: Room, one: Priority, ids: Iterable[str]) -> Priority:
    notes = [note for i in ids if (note := room.notes.get(i)) and note.shown]
    counted = Counter(note.kind for note in notes)
    by_kind = {kind.id: counted[kind.id] for kind in room.session.kinds}
    return replace(
        one, notes=by_kind, before=sum(note.before for note in notes), readiness=_readiness(by_kind) if notes else None
    )


def _readiness(notes: Mapping[str, int]) -> float | None:
    """(resources + 1) / (resources + obstacles + 2): ½ when they weigh the same, nearer to it the fewer they are (Laplace)."""
    if RESOURCE not in notes or OBSTACLE not in notes:
        return None
    return round((notes[RESOURCE] + 1) / (notes[RESOURCE] + notes[OBSTACLE] + 2), 4)


def tally(ballot: Ballot) -> list[Tally]:
    """Options from the first to the last. Equal dots share a rank, the next rank counts them all (1, 2, 2, 4)."""
    given = [
        [dots for sheet in ballot.dots.values() if (dots := sheet.get(option.id, (0, 0))[0])]
        for option in ballot.terms.options
    ]
    totals = [sum(dots) for dots in given]
    told = [
        Tally(option.id, option.label, 1 + sum(total > totals[n] for total in totals), totals[n], len(given[n]))
        for n, option in enumerate(ballot.terms.options)
    ]
    return sorted(told, key=lambda one: (one.rank, -one.voters))


def ranking(ballot: Ballot) -> list[Priority]:
    """The tally with how sure it is: the votes are drawn again, which takes a few milliseconds the first time."""
    counts = counted(ballot)
    dots, voters, everyone = counts.sum(axis=0), (counts > 0).sum(axis=0), len(counts)
    drawn = resample(counts)
    steps = _steps(dots, drawn.above)
    most = everyone * min(ballot.terms.cap, ballot.terms.budget)
    priorities = [
        Priority(
            option.id, option.label, 1 + int((dots > dots[n]).sum()), int(dots[n]), int(voters[n]),
            round(int(voters[n]) / max(1, everyone), 4), drawn.top3[n], steps[n], wilson(int(voters[n]), everyone),
            Interval(*drawn.dots[n]) if everyone >= FEWEST or not dots[n] else Interval(0, most), drawn.odds[n],
        )
        for n, option in enumerate(ballot.terms.options)
    ]  # fmt: skip
    return sorted(priorities, key=lambda priority: (priority.rank, -priority.voters))


def counted(ballot: Ballot) -> Counts:
    """Dots by voter (rows, sorted: the same sheets give the same resamples, whoever they are of) and option (columns)."""
    rows = sorted(
        [ballot.dots[voter].get(option.id, (0, 0))[0] for option in ballot.terms.options] for voter in ballot.voters()
    )
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(ballot.terms.options))


def _steps(dots: NDArray[np.int64], above: NDArray[np.float64]) -> list[int]:
    """From the top: equal dots stay together, and join the step of those above them unless all are told apart from its first.

    They are compared with the first of the step alone: a chain of near-equals could join an option to one far above it.
    Options without any dot are a step of their own.
    """
    steps, step, first = [0] * len(dots), 0, np.array([], dtype=np.intp)
    for level in sorted(set(dots.tolist()), reverse=True):
        equals = np.flatnonzero(dots == level)
        if not len(first) or not level or above[np.ix_(first, equals)].min() >= APART:
            step, first = step + 1, equals
        for n in equals:
            steps[n] = step
    return steps


def wilson(part: int, whole: int) -> Interval:
    """The 95 % score interval of a share (Wilson 1927); of nobody, from 0 to 1."""
    if not whole:
        return Interval(0, 1)
    share, weight = part / whole, Z * Z / whole
    middle, half = share + weight / 2, Z * sqrt(share * (1 - share) / whole + weight / whole / 4)
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return Interval(round(max(0.0, low), 4), round(min(1.0, high), 4))
