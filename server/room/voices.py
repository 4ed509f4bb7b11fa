"""Whose voice was heard: by college, the part of the notes beside the part of the people, under the rule that hides small numbers
(`colleges.py`). Parts are rounded, so that a note which arrives is not told apart by the figure that moves with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from server.room.colleges import Line, breakdown, families
from server.room.definition import College
from server.room.people import seen
from server.room.state import REWORDING, Room

ROUNDED_TO = 5
"""Parts are told to the nearest five per cent."""
ENOUGH = 10
"""Notes from which parts mean something."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A college, or a family told or hidden in one line. `colleges` are those to ask. None: hidden, or not yet worth telling.
    Parts are in per cent."""

    label: str
    colleges: tuple[str, ...]
    invited: int | None
    present: int | None
    of_people: int | None = None
    of_notes: int | None = None

    @property
    def quiet(self) -> bool:
        """It gave less than half of its part."""
        return self.of_people is not None and self.of_notes is not None and 2 * self.of_notes < self.of_people


def voices(room: Room) -> list[Voice]:
    """Every college of the session, in its order; none in a session without colleges."""
    people = seen(room)
    lines = {(line.of, line.id): line for line in breakdown(room, people)}
    given = Counter(
        note.author for note in room.notes.values() if note.shown and not note.before and note.kind != REWORDING
    )
    counted = _Counted(given, len(people), given.total())
    silent = 0 if lines or not people else None
    found: list[Voice] = []
    for family, colleges in families(room).items():
        if whole := lines.get(("family", family)):
            found.append(counted.voice(family, colleges, whole))
            continue
        for one in colleges:
            line = lines.get(("college", one.id))
            found.append(
                counted.voice(one.label, [one], line) if line else Voice(one.label, (one.id,), one.invited, silent)
            )
    return found


@dataclass(frozen=True, slots=True)
class _Counted:
    given: Counter[str]
    people: int
    notes: int

    def voice(self, label: str, colleges: Sequence[College], line: Line) -> Voice:
        ids = tuple(college.id for college in colleges)
        asked = [college.invited for college in colleges if college.invited is not None]
        invited = sum(asked) if len(asked) == len(colleges) else None
        if not line.told:
            return Voice(label, ids, invited, None)
        present = len(line.people)
        if self.notes < ENOUGH:
            return Voice(label, ids, invited, present)
        notes = sum(self.given[one] for one in line.people)
        return Voice(label, ids, invited, present, _part(present, self.people), _part(notes, self.notes))


def _part(some: int, of: int) -> int:
    return ROUNDED_TO * round(100 * some / of / ROUNDED_TO)
