"""Opening a room: a free code, three keys and a recovery code, and a journal: entry 1 through the desk, or all that an archive
tells. Then what it begins with: the ideas from before."""

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from server.desk import Desk
from server.journal import access, archive, rehearsals
from server.journal import journal as sql
from server.journal.access import Grant
from server.room.anonymity import closed
from server.room.definition import Session
from server.room.life import OpenRoom
from server.room.notes import BringIdea
from server.room.people import MACHINE, Actor
from server.room.refusal import Refusal
from server.room.state import Room

AT_ONCE = 50
KEYED = ("facilitator", "organiser", "screen")
REHEARSAL = "Répétition"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new room's code, its keys and its recovery code, told once: only their hashes are kept."""

    code: str
    keys: dict[str, str]
    recovery: str

    def links(self, public_url: str) -> dict[str, str]:
        """The public contract's answer to `POST /api/rooms`. Keys ride in the fragment, which browsers never send."""
        room = f"{public_url}/r/{self.code}"
        return {
            "code": self.code,
            "join_url": room,
            "screen_url": f"{room}/screen#{self.keys['screen']}",
            "console_url": f"{room}/console#{self.keys['facilitator']}",
            "organiser_url": f"{room}/organise#{self.keys['organiser']}",
            "facilitator_key": self.keys["facilitator"],
            "organiser_key": self.keys["organiser"],
            "screen_key": self.keys["screen"],
            "recovery_code": self.recovery,
        }


async def open_room(desk: Desk, session: Session, live: bool) -> Opened:
    """A new room, live or a draft."""
    opened = await _draw(desk, partial(sql.Dates.after, retention=session.retention), lambda connection, room: None)
    await desk.submit(opened.code, OpenRoom(uuid.uuid4().hex, session, live), MACHINE)
    return opened


async def open_rehearsal(desk: Desk, code: str) -> Opened:
    """A copy of a room to be rehearsed: its session as it is now, none of what people wrote. It lasts a day. Raises Refusal
    `only_rehearsed` for a copy, `already_rehearsed` when the room has one."""
    held = await desk.hold(code)
    session = await desk.look(code, _rehearsed)

    def fill(connection: Connection, copy: int) -> None:
        if sql.lock(connection, held.id) is None:
            raise Refusal("no_such_room")
        if rehearsals.of(connection, held.id):
            raise Refusal("already_rehearsed")
        rehearsals.add(connection, copy, held.id)

    opened = await _draw(desk, _a_day, fill)
    await desk.submit(opened.code, OpenRoom(uuid.uuid4().hex, session, live=False, rehearsal=True), MACHINE)
    return opened


def _rehearsed(room: Room) -> Session:
    """The title says what it is wherever it is read: on posters, phones, exports."""
    room.must_be_for_real()
    return room.session.model_copy(update={"title": f"{REHEARSAL} · {room.session.title}"[:140]})


def _a_day(now: int) -> sql.Dates:
    return sql.Dates(None, now + sql.DAY)


async def reopen(desk: Desk, archived: bytes) -> Opened:
    """The room that an archive tells, under a new code and new keys, kept from now for as long as its session says.
    Nothing is written unless all of it holds. Raises Refusal `bad_archive`."""
    lines, room = await asyncio.to_thread(archive.unpack, archived)
    dates = _a_day if room.rehearsal else partial(sql.Dates.after, retention=room.session.retention)
    return await _draw(desk, dates, lambda connection, new: archive.restore(connection, new, lines), closed(room))


async def bring(desk: Desk, code: str, ideas: Sequence[BringIdea], by: Actor) -> int:
    """Bring ideas from before the seminar, a few at a time so that a room at work is not held up. Tells how many were new:
    an idea that the room has is not added again. Raises Refusal; what was brought until then stays."""
    added = 0
    for start in range(0, len(ideas), AT_ONCE):
        brought = [desk.submit(code, idea, by) for idea in ideas[start : start + AT_ONCE]]
        for outcome in await asyncio.gather(*brought, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
            added += bool(outcome.entries)
    return added


async def _draw(
    desk: Desk, dated: Callable[[int], sql.Dates], fill: Callable[[Connection, int], None], anonymous: bool = False
) -> Opened:
    """A room under a free code, filled in the same transaction."""
    now = time.time_ns() // 1_000_000
    dates = dated(now)
    dates = replace(dates, forget_at=None) if anonymous else dates

    def add(connection: Connection) -> Opened:
        code = access.new_code()
        room = sql.add_room(connection, code, now, dates)
        fill(connection, room)
        keys = {role: access.add_key(connection, room, Grant(role)) for role in KEYED}
        return Opened(code, keys, access.add_recovery(connection, room))

    for _ in range(5):
        try:
            return await desk.write(add)
        except IntegrityError:  # the code is taken: draw another
            continue
    raise RuntimeError("no free room code")
