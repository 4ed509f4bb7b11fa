"""Which room rehearses which, and until when simulated participants play it: told to every process by one table."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from server.journal.journal import now_ms
from server.journal.tables import RehearsalRow, RoomRow

_rehearsals = RehearsalRow.__table__  # type: ignore[attr-defined]
_rooms = RoomRow.__table__  # type: ignore[attr-defined]

MOST = 3
"""Rehearsals played at once, all processes together."""
LASTS = 10 * 60_000
SILENCE = 15_000
"""Ms without a beat after which nobody plays any more: their process has died."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The copy of a room. `left`: ms during which it is still played; 0 when nobody plays."""

    room: int
    code: str
    left: int


def of(connection: Connection, room: int) -> Rehearsal | None:
    """What rehearses this room."""
    these = select(_rehearsals, _rooms.c.code).join(_rooms, _rooms.c.id == _rehearsals.c.room)
    found = connection.execute(these.where(_rehearsals.c.of == room)).first()
    if found is None:
        return None
    now = now_ms(connection)
    return Rehearsal(found.room, found.code, max(0, found.until - now) if found.beat > now - SILENCE else 0)


def rehearsed(connection: Connection, room: int) -> str | None:
    """The code of the room that this one rehearses."""
    these = select(_rooms.c.code).join(_rehearsals, _rehearsals.c.of == _rooms.c.id)
    return connection.execute(these.where(_rehearsals.c.room == room)).scalar_one_or_none()


def add(connection: Connection, room: int, of: int) -> None:
    connection.execute(insert(_rehearsals).values(room=room, of=of, until=0, beat=0))


def play(connection: Connection, room: int) -> int | None:
    """Have a rehearsal played, from now on, until the moment told. None while it is played, or when as many as may are."""
    now = now_ms(connection)
    rows = connection.execute(select(_rehearsals).order_by(_rehearsals.c.room).with_for_update()).all()
    played = [row.room for row in rows if row.until > now and row.beat > now - SILENCE]
    if room in played or len(played) >= MOST:
        return None
    until = now + LASTS
    connection.execute(update(_rehearsals).where(_rehearsals.c.room == room).values(until=until, beat=now))
    return until


def beat(connection: Connection, room: int, until: int) -> bool:
    """Whether to play on: it was not stopped, nor stopped then played again, nor deleted, and it is not over."""
    now = now_ms(connection)
    mine = update(_rehearsals).where(
        _rehearsals.c.room == room, _rehearsals.c.until == until, _rehearsals.c.until > now
    )
    return bool(connection.execute(mine.values(beat=now)).rowcount)


def stop(connection: Connection, room: int, until: int | None = None) -> None:
    """Whoever plays it stops; with `until`, whoever plays it until then."""
    these = update(_rehearsals).where(_rehearsals.c.room == room)
    connection.execute((these if until is None else these.where(_rehearsals.c.until == until)).values(until=0))
