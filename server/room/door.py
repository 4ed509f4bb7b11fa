"""The door of a room: open to all, or closed to newcomers. Who came in before stays, and comes back."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.ballots import PlaceDots
from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.room.state import Room


@fact("door_set")
class DoorSet(Fact):
    closed: bool
    was: bool

    def apply(self, room: Room, entry: Entry) -> None:
        room.door_closed = self.closed

    def inverse(self) -> tuple[Fact, ...]:
        return (DoorSet(self.was, self.closed),)

    def objects(self) -> tuple[str, ...]:
        return ("door",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("door",)


@dataclass(frozen=True)
class SetDoor(Command):
    id: str
    closed: bool

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        return [] if self.closed == room.door_closed else [DoorSet(self.closed, room.door_closed)]


def shut_to(room: Room, by: Actor) -> bool:
    """Whether the door is closed to somebody: nothing says that they came in before."""
    return room.door_closed and by.role is Role.PARTICIPANT and by.newcomer and by.id not in room.people


def must_let_in(room: Room, by: Actor, command: Command) -> None:
    """A ballot left open for the absent has its own door, which its terms tell."""
    ballot = room.ballots.get(command.ballot) if isinstance(command, PlaceDots) else None
    if shut_to(room, by) and not (ballot and ballot.lasting):
        raise Refusal("door_closed")
