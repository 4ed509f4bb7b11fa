"""Promises: what the room commits to after the priorities, written by the facilitator in front of everyone."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Promise, Room
from server.room.text import accept, clean

MOST = 15


@fact("promise_written")
class PromiseWritten(Fact):
    """A promise as it reads from now on; an empty `text` takes it away."""

    promise: str
    text: str
    gisement: str | None
    carrier: str

    def apply(self, room: Room, entry: Entry) -> None:
        if self.text:
            room.promises[self.promise] = Promise(self.promise, self.text, self.gisement, self.carrier)
        else:
            room.promises.pop(self.promise, None)

    def objects(self) -> tuple[str, ...]:
        return (f"promise:{self.promise}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("promises",)


@dataclass(frozen=True)
class WritePromise(Command):
    """Write, correct or (with an empty text) take away a promise. `carrier`: who carries it, a body rather than a person."""

    id: str
    promise: str
    text: str
    gisement: str | None = None
    carrier: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.gisement and room.find_gisement(self.gisement) is None:
            raise Refusal("unknown_gisement")
        was = room.promises.get(self.promise)
        if not self.text:
            return [PromiseWritten(self.promise, "", None, "")] if was else []
        if was is None and len(room.promises) >= MOST:
            raise Refusal("bad_request")
        promise = Promise(self.promise, accept(self.text, 280), self.gisement, clean(self.carrier)[:80])
        if promise == was:
            return []
        return [PromiseWritten(promise.id, promise.text, promise.gisement, promise.carrier)]
