"""One process at a time groups a room's notes: a lease by the database's clock, with a fencing number."""

from sqlalchemy import Connection, insert, select, update

from server.journal.journal import now_ms
from server.journal.tables import LeaseRow, RoomRow

_leases = LeaseRow.__table__  # type: ignore[attr-defined]
_rooms = RoomRow.__table__  # type: ignore[attr-defined]

LEASE = 2_000
"""How long a lease lasts, in ms; its holder renews it at each round. When it dies, another takes over within 5 s."""


def take(connection: Connection, room: int, holder: str) -> int | None:
    """Take or renew the lease of a room. The fencing number, or None while another process holds it."""
    now = now_ms(connection)
    held = connection.execute(select(_leases).where(_leases.c.room == room).with_for_update()).first()
    if held is None:
        connection.execute(insert(_leases).values(room=room, holder=holder, token=1, until=now + LEASE))
        return 1
    if held.holder != holder and held.until > now:
        return None
    token = held.token + (held.holder != holder)
    connection.execute(
        update(_leases).where(_leases.c.room == room).values(holder=holder, token=token, until=now + LEASE)
    )
    return int(token)


def holds(connection: Connection, room: int, token: int) -> bool:
    """Whether this fencing number is still the last one given: asked in the transaction that appends."""
    return connection.execute(select(_leases.c.token).where(_leases.c.room == room)).scalar_one_or_none() == token


def lapsed(connection: Connection, within: int) -> list[tuple[str, int]]:
    """(code of a room, number of its lease) for leases that ran out less than `within` ms ago: nobody is at work there, or who
    was has died."""
    now = now_ms(connection)
    these = select(_rooms.c.code, _leases.c.until).join(_rooms, _rooms.c.id == _leases.c.room)
    found = connection.execute(these.where(_leases.c.until < now, _leases.c.until >= now - within))
    return [(row.code, int(row.until)) for row in found]
