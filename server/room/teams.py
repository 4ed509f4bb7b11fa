"""The team of a promise: who says « I join », and how to reach them if they wish.

Members act under a pseudonym of their own, apart from the one they write and vote with: nothing in the journal tells that a
contact goes with a note or a dot. A contact is one entry's text; corrected, taken back or left, it is erased there at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from server.room.entries import Command, Entry, Fact, fact
from server.room.life import Erased
from server.room.people import Actor
from server.room.promises import find
from server.room.refusal import Refusal
from server.room.state import Member, Room
from server.room.text import clean, label

LONGEST_CONTACT = 120


class _OnTeam(Fact):
    promise: str

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("promises",)


@fact("team_joined")
class TeamJoined(_OnTeam):
    """Somebody joins the team of a promise; `text`: how to reach them, or nothing."""

    promise: str
    text: str
    confided = True

    def apply(self, room: Room, entry: Entry) -> None:
        room.teams.setdefault(self.promise, {})[entry.by] = Member(self.text, entry.seq)


@fact("team_left")
class TeamLeft(_OnTeam):
    promise: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.teams[self.promise].pop(entry.by, None)


@dataclass(frozen=True)
class JoinTeam(Command):
    """Join, or correct one's contact. Without a contact, or with one and an explicit `consent`."""

    id: str
    promise: str
    contact: str = ""
    consent: bool = False

    def digest(self) -> str:
        """A contact is no part of it: it could be guessed from a digest once erased."""
        return Command.digest(replace(self, contact=""))

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        promise, was = find(room, self.promise), _member(room, self.promise, by)
        contact = label(self.contact, LONGEST_CONTACT) if clean(self.contact).strip() else ""
        if contact and not self.consent:
            raise Refusal("consent_needed")
        if was and contact in ("", was.contact):
            return []
        return [TeamJoined(promise.id, contact), *_forgotten(was)]


@dataclass(frozen=True)
class LeaveTeam(Command):
    id: str
    promise: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        was = _member(room, self.promise, by)
        return [TeamLeft(self.promise), *_forgotten(was)] if was else []


@dataclass(frozen=True)
class EraseContact(Command):
    """Stay in the team, without a contact."""

    id: str
    promise: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        return _forgotten(_member(room, self.promise, by))


def _member(room: Room, promise: str, by: Actor) -> Member | None:
    return room.teams.get(promise, {}).get(by.id)


def _forgotten(member: Member | None) -> list[Fact]:
    return [Erased((), (member.seq,))] if member and member.contact else []


def joined(room: Room, promise: str) -> int:
    return len(room.teams.get(promise, {}))


def own(room: Room, by: Actor) -> dict[str, Member]:
    """The teams somebody is in, by promise, those of promises taken away included: a contact can be erased there too."""
    return {promise: team[by.id] for promise, team in room.teams.items() if by.id in team}
