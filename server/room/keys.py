"""Keys that stop working. The keys themselves are no part of a room's life; that its pages are to close is."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.room.state import Room


@fact("keys_revoked")
class KeysRevoked(Fact):
    """Every process closes the sockets that this role opened (`live/hub.py`)."""

    role: Role

    def apply(self, room: Room, entry: Entry) -> None:
        return


@dataclass(frozen=True)
class RevokeKeys(Command):
    id: str
    role: Role

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        if by.role is not Role.ORGANISER:
            raise Refusal("forbidden")
        return [KeysRevoked(self.role)]
