"""Desks and journals for the tests of the parts: each desk is one process's worth."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.desk import Desk, Outcome
from server.journal import journal as sql
from server.journal.journal import Journal
from server.opening import open_room
from server.room.definition import Session
from server.room.entries import Command, Entry
from server.room.notes import PostNote
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.stages import EnterStage
from server.room.state import Room, fold
from server.wire.bus import Bus, LocalBus
from tests.rooms import AMINA, BENCHES, LEADER, argenteuil, new_id


@asynccontextmanager
async def desk_on(journal: Journal, bus: Bus | None = None) -> AsyncIterator[Desk]:
    """A desk at work. It must still be at work at the end: a desk that died serves no room any more."""
    desk = Desk(journal, bus or LocalBus())
    running = asyncio.create_task(desk.run())
    try:
        yield desk
        assert not running.done(), f"the desk died: {running.exception()!r}"
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class Ear:
    """Listens to a desk, as the hub does: the numbers heard, by room."""

    def __init__(self, desk: Desk) -> None:
        self.heard: dict[str, list[int]] = {}
        desk.listeners.append(self._hear)

    def _hear(self, code: str, room: Room, entries: list[Entry]) -> None:
        self.heard.setdefault(code, []).extend(entry.seq for entry in entries)


async def room_on(desk: Desk, stage: str = "", session: Session | None = None, live: bool = True) -> str:
    """A new room's code."""
    opened = await open_room(desk, session or argenteuil(), live)
    if stage:
        await desk.submit(opened.code, EnterStage(new_id(), stage), LEADER)
    return opened.code


async def post(desk: Desk, code: str, text: str = BENCHES, by: Actor = AMINA, gisement: str = "g1") -> str:
    note = new_id()
    await desk.submit(code, PostNote(note, gisement, "idea", text), by)
    return note


async def outcome(desk: Desk, code: str, command: Command, by: Actor = LEADER) -> Outcome | str:
    """What became of a command: its outcome, or the code of its refusal."""
    try:
        return await desk.submit(code, command, by)
    except Refusal as refused:
        return refused.code


def stored(journal: Journal, code: str) -> list[Entry]:
    """What the journal holds of a room, by a connection of its own."""
    with journal.reading() as connection:
        room = sql.find_room(connection, code)
        assert room is not None
        return sql.read(connection, room)


def refolded(journal: Journal, code: str) -> Room:
    return fold(stored(journal, code))


async def seen(desk: Desk, code: str) -> Room:
    """The room as the desk holds it (only for comparing: it must not be kept)."""
    return await desk.look(code, lambda room: room)
