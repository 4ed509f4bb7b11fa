"""Keys and seats: who may do what in a room. Keys are kept hashed; a browser is known by its signed cookie's id."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from server.journal.tables import KeyRow, PairingRow, RoomRow, SeatRow

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters that nobody mistakes for one another (no 0/O, 1/I/L)."""
CODE_LENGTH = 6
RECOVERY = "recovery"
"""The role of the code on paper: it opens no page, and is exchanged for an organiser's key."""
GROUPS, GROUP = 5, 4
"""Twenty characters, 99 bits, in groups that can be read aloud."""

_rooms = RoomRow.__table__  # type: ignore[attr-defined]
_keys = KeyRow.__table__  # type: ignore[attr-defined]
_seats = SeatRow.__table__  # type: ignore[attr-defined]
_rooms = RoomRow.__table__  # type: ignore[attr-defined]
_pairings = PairingRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a room; `seat` is the table of a table facilitator, else 0."""

    role: str
    seat: int = 0


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_key() -> str:
    """192 bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def add_key(connection: Connection, room: int, grant: Grant) -> str:
    """A new key for a role, told once and kept hashed."""
    key = new_key()
    connection.execute(insert(_keys).values(hash=hashed(key), room=room, role=grant.role, seat=grant.seat))
    return key


def check_key(connection: Connection, room: int, key: str) -> Grant | None:
    found = connection.execute(
        select(_keys.c.role, _keys.c.seat).where(
            _keys.c.hash == hashed(key), _keys.c.room == room, _keys.c.role != RECOVERY
        )
    ).first()
    return Grant(found.role, found.seat or 0) if found else None


def hashes(connection: Connection, room: int, role: str) -> list[bytes]:
    """The keys of a role that the room has now, hashed, always in the same order."""
    found = select(_keys.c.hash).where(_keys.c.room == room, _keys.c.role == role).order_by(_keys.c.hash)
    return [bytes(row.hash) for row in connection.execute(found)]


@dataclass(frozen=True, slots=True)
class Recovered:
    """The room that a recovery code belongs to."""

    room: int
    code: str


def add_recovery(connection: Connection, room: int) -> str:
    """A room's recovery code, told once and kept hashed; the one before stops working."""
    revoke_keys(connection, room, RECOVERY)
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    connection.execute(insert(_keys).values(hash=hashed(_bare(code)), room=room, role=RECOVERY, seat=0))
    return code


def recover(connection: Connection, typed: str) -> Recovered | None:
    """The room whose recovery code this is, however it was typed."""
    found = connection.execute(
        select(_rooms.c.id, _rooms.c.code)
        .join(_keys, _keys.c.room == _rooms.c.id)
        .where(_keys.c.hash == hashed(_bare(typed)), _keys.c.role == RECOVERY)
    ).first()
    return Recovered(found.id, found.code) if found else None


def _bare(typed: str) -> str:
    return "".join(one for one in typed.upper() if one in ALPHABET)


def revoke_keys(connection: Connection, room: int, role: str) -> None:
    """The keys of a role stop working, and the browsers that used them lose their seats."""
    connection.execute(delete(_keys).where(_keys.c.room == room, _keys.c.role == role))
    connection.execute(delete(_seats).where(_seats.c.room == room, _seats.c.role == role))


def seat(connection: Connection, browser: str, room: int, grant: Grant) -> None:
    """Give a browser a role in a room; giving it twice is giving it once."""
    mine = (
        _seats.c.browser == browser,
        _seats.c.room == room,
        _seats.c.role == grant.role,
        _seats.c.seat == grant.seat,
    )
    if connection.execute(select(_seats.c.room).where(*mine)).first() is None:
        connection.execute(insert(_seats).values(browser=browser, room=room, role=grant.role, seat=grant.seat))


def seats(connection: Connection, browser: str, room: int) -> list[Grant]:
    found = connection.execute(
        select(_seats.c.role, _seats.c.seat).where(_seats.c.browser == browser, _seats.c.room == room)
    )
    return [Grant(row.role, row.seat) for row in found]


def leave(connection: Connection, browser: str, room: int) -> None:
    """A browser gives up whatever it may do in a room."""
    connection.execute(delete(_seats).where(_seats.c.browser == browser, _seats.c.room == room))


@dataclass(frozen=True, slots=True)
class Led:
    """A room that a browser leads, at a table at least."""

    code: str
    created_at: int
    roles: tuple[str, ...]


def rooms_led(connection: Connection, browser: str) -> list[Led]:
    """The rooms where a browser does more than show a screen, the newest first."""
    found = connection.execute(
        select(_rooms.c.id, _rooms.c.code, _rooms.c.created_at, _seats.c.role)
        .join(_rooms, _rooms.c.id == _seats.c.room)
        .where(_seats.c.browser == browser, _seats.c.role != "screen")
        .order_by(_rooms.c.created_at.desc(), _rooms.c.id.desc(), _seats.c.role)
        .distinct()
    )
    roles: dict[tuple[str, int], list[str]] = {}
    for row in found:
        roles.setdefault((row.code, row.created_at), []).append(row.role)
    return [Led(code, created_at, tuple(held)) for (code, created_at), held in roles.items()]


PAIRING_LIFE = 10 * 60_000


def ask_pairing(connection: Connection, browser: str, now: int) -> str:
    """The code this browser shows while it waits; the same one as long as it lives and is not confirmed."""
    done = and_(_pairings.c.browser == browser, _pairings.c.room.is_not(None))
    connection.execute(delete(_pairings).where(or_(_pairings.c.expires_at < now, done)))
    mine = select(_pairings.c.code).where(_pairings.c.browser == browser, _pairings.c.room.is_(None))
    if (code := connection.execute(mine).scalar_one_or_none()) is not None:
        return str(code)
    code = new_code()
    connection.execute(insert(_pairings).values(code=code, browser=browser, expires_at=now + PAIRING_LIFE))
    return code


def confirm_pairing(connection: Connection, code: str, room: int, now: int) -> bool:
    """Seat the browser that shows this code as a screen of the room. False when no browser shows it (any more)."""
    waiting = and_(
        _pairings.c.code == code,
        _pairings.c.expires_at >= now,
        or_(_pairings.c.room.is_(None), _pairings.c.room == room),
    )
    browser = connection.execute(select(_pairings.c.browser).where(waiting)).scalar_one_or_none()
    if browser is None:
        return False
    connection.execute(update(_pairings).where(_pairings.c.code == code).values(room=room))
    seat(connection, str(browser), room, Grant("screen"))
    return True


def paired_room(connection: Connection, browser: str, now: int) -> int | None:
    """The room that a console has just confirmed for this browser."""
    mine = (_pairings.c.browser == browser, _pairings.c.expires_at >= now, _pairings.c.room.is_not(None))
    found = connection.execute(select(_pairings.c.room).where(*mine)).first()
    return int(found.room) if found else None
