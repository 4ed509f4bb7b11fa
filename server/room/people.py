"""Who acts in a room, the college and table they choose, and what they tap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.room.entries import Command, Entry, Fact, fact
from server.room.refusal import Refusal
from server.room.state import Room


class Role(StrEnum):
    PARTICIPANT = "participant"
    TABLE = "table"
    SCREEN = "screen"
    FACILITATOR = "facilitator"
    ORGANISER = "organiser"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of an act. `id` is a pseudonym made for this room alone."""

    id: str
    role: Role = Role.PARTICIPANT
    table: int | None = None
    newcomer: bool = False
    """Whether its browser brings nothing that says it came in before."""

    @property
    def leads(self) -> bool:
        return self.role in (Role.FACILITATOR, Role.ORGANISER)

    def must_lead(self) -> None:
        if not self.leads:
            raise Refusal("forbidden")

    def must_help(self) -> None:
        """Whoever leads, or a table's facilitator."""
        if not self.leads and self.role is not Role.TABLE:
            raise Refusal("forbidden")

    def must_hold(self, room: Room, gisement: str) -> None:
        """Facilitators hold every gisement; a table's facilitator, the one the table works on now."""
        if self.leads or self.role is Role.MACHINE:
            return
        if self.role is not Role.TABLE or self.table is None or room.table_gisement(self.table) != gisement:
            raise Refusal("forbidden")


MACHINE = Actor("machine", Role.MACHINE)


@fact("college_chosen")
class CollegeChosen(Fact):
    college: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.person(entry.by).college = self.college

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("people",)


@fact("tapped")
class Tapped(Fact):
    """One tap on a question or a challenge: the last one counts, an empty choice takes it back."""

    subject: str
    choice: str

    def apply(self, room: Room, entry: Entry) -> None:
        taps = room.taps.setdefault(self.subject, {})
        taps.pop(entry.by, None)
        if self.choice:
            taps[entry.by] = self.choice

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("taps",)


@dataclass(frozen=True)
class ChooseCollege(Command):
    id: str
    college: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        if self.college not in {college.id for college in room.session.colleges}:
            raise Refusal("unknown_college")
        person = room.people.get(by.id)
        return [] if person and person.college == self.college else [CollegeChosen(self.college)]


AGREE, DISAGREE = "agree", "disagree"
WORTH = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Tap(Command):
    """Answer a challenge (agree, disagree), a question stage (one of its options) or the closing 1–5."""

    id: str
    subject: str
    choice: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        if self.choice and self.choice not in self._choices(room):
            raise Refusal("unknown_choice")
        if room.taps.get(self.subject, {}).get(by.id, "") == self.choice:
            return []
        return [Tapped(self.subject, self.choice)]

    def _choices(self, room: Room) -> tuple[str, ...]:
        stage = room.stage
        if stage.kind == "react" and self.subject in {challenge.id for challenge in room.session.challenges}:
            return (AGREE, DISAGREE)
        if stage.id == self.subject and stage.kind == "question":
            return tuple(str(n) for n in range(1, len(stage.options) + 1))
        if stage.id == self.subject and stage.kind == "close":
            return WORTH
        raise Refusal("stage_closed")


def seen(room: Room) -> set[str]:
    """Those who wrote, voted or chose a college."""
    return {i for i, person in room.people.items() if person.wrote or person.voted or person.college is not None}
