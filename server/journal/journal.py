"""Append and read entries. Every write goes through `writing()`, one transaction at a time in one thread (see desk.py)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Update,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.pool import StaticPool

from server.journal.tables import EntryRow, KeyRow, LeaseRow, PairingRow, RehearsalRow, RoomRow, SeatRow, VectorRow
from server.room.definition import Retention
from server.room.entries import Entry, UnknownFact, decode, encode

T = TypeVar("T")
DAY = 24 * 3600 * 1000

_rooms = RoomRow.__table__  # type: ignore[attr-defined]
_entries = EntryRow.__table__  # type: ignore[attr-defined]
_seats = SeatRow.__table__  # type: ignore[attr-defined]
_pairings = PairingRow.__table__  # type: ignore[attr-defined]
_rehearsals = RehearsalRow.__table__  # type: ignore[attr-defined]

_INSERT = insert(_entries)
_HEAD = select(_rooms.c.head).where(_rooms.c.id == bindparam("room"))
_LOCK = _HEAD.with_for_update()
_SET_HEAD = update(_rooms).where(_rooms.c.id == bindparam("room")).values(head=bindparam("new_head"))
REWRITTEN = ("by", "command", "digest", "version", "body", "text")
_REWRITE = (
    update(_entries)
    .where(_entries.c.room == bindparam("new_room"), _entries.c.seq == bindparam("new_seq"))
    .values({name: bindparam(f"new_{name}") for name in REWRITTEN})
)
_AFTER = (
    select(_entries)
    .where(_entries.c.room == bindparam("room"), _entries.c.seq > bindparam("after"))
    .order_by(_entries.c.seq)
)

PURGED_WITH_ROOM = (EntryRow, KeyRow, SeatRow, PairingRow, RehearsalRow, LeaseRow, VectorRow)


class Journal:
    """The journal of every room, on one database. Blocking: call it from a thread."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.embedded = url.startswith("sqlite")
        if self.embedded:
            self._writer = _sqlite(url, "BEGIN IMMEDIATE", poolclass=StaticPool)
            self._reader = _sqlite(url, "BEGIN", pool_size=4)
        else:
            options: dict[str, Any] = {
                "pool_pre_ping": True,
                "connect_args": {
                    "connect_timeout": 5,
                    "options": "-c statement_timeout=15000 -c lock_timeout=6000 -c idle_in_transaction_session_timeout=5000",
                },
            }
            self._writer = create_engine(url, pool_size=2, **options)
            self._reader = create_engine(url, pool_size=4, max_overflow=8, **options)

    @property
    def engine(self) -> Engine:
        return self._writer

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed on leaving. On any error the connection is thrown away: its state is unknown."""
        with self._writer.connect() as connection:
            try:
                with connection.begin():
                    yield connection
            except Exception:
                connection.invalidate()
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._reader.connect() as connection, connection.begin():
            yield connection

    def truncate_log(self) -> bool:
        """After an erasure, leave no trace of the words in SQLite's write-ahead log. False while a reader (a backup) still
        holds it: to be tried again. Never waits."""
        if not self.embedded:
            return True
        with self._reader.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
            connection.exec_driver_sql("PRAGMA busy_timeout=15000")
        return busy is not None and not busy[0]

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def _sqlite(url: str, begin: str, **options: Any) -> Engine:
    """An engine whose transactions start with `begin`. WAL and synchronous=FULL: an acknowledged commit survives a kill."""
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 15}, **options
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=15000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def last_written(connection: Connection) -> int | None:
    """When the last entry of all rooms was written, in ms; None while there is none, or no schema yet."""
    if not inspect(connection).has_table(EntryRow.__tablename__):
        return None
    found: int | None = connection.execute(select(func.max(_entries.c.at))).scalar_one_or_none()
    return found


def sound(connection: Connection) -> str:
    """What is damaged in the embedded database, or nothing. A server looks after its own."""
    if connection.dialect.name != "sqlite":
        return ""
    found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    return "" if found == "ok" else found.partition("\n")[0]


def now_ms(connection: Connection) -> int:
    """The database's clock, in ms since 1970: the one clock that all processes share."""
    if connection.dialect.name == "sqlite":
        return int(
            connection.exec_driver_sql("SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)").scalar_one()
        )
    return int(connection.execute(text("SELECT (extract(epoch from clock_timestamp()) * 1000)::bigint")).scalar_one())


def lock(connection: Connection, room: int) -> int | None:
    """Take the room's row (SQLite: the transaction already owns the database) and tell the number of its last entry;
    None when the room has been deleted."""
    return connection.execute(_LOCK, {"room": room}).scalar_one_or_none()


def read(connection: Connection, room: int, after: int = 0) -> list[Entry]:
    """The entries after a number, in order. Raises UnknownFact when one cannot be read (a newer Filon wrote it)."""
    return [_entry(row) for row in connection.execute(_AFTER, {"room": room, "after": after})]


def append(connection: Connection, room: int, entries: Sequence[Entry]) -> None:
    """Write entries, already numbered from the head on. UNIQUE(room, seq) is the backstop against two writers."""
    parts: dict[str | None, int] = {}
    rows = []
    for entry in entries:
        parts[entry.command] = part = parts.get(entry.command, -1) + 1
        rows.append(_row(room, entry, part))
    connection.execute(_INSERT, rows)
    connection.execute(_SET_HEAD, {"room": room, "new_head": entries[-1].seq})


def erase(connection: Connection, room: int, seqs: Iterable[int]) -> None:
    """Forget the words that these entries hold, and the digests by which they could be guessed."""
    for some in batched(seqs):
        these = update(_entries).where(_entries.c.room == room, _entries.c.seq.in_(some))
        connection.execute(these.values(text=None, digest=None))


def batched(values: Iterable[T], size: int = 1000) -> Iterator[list[T]]:
    """Lists of at most `size`: databases bound the parameters of a statement."""
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some


def heads(connection: Connection, rooms: Sequence[int]) -> dict[int, int]:
    """The number of the last entry of each of these rooms."""
    found = connection.execute(select(_rooms.c.id, _rooms.c.head).where(_rooms.c.id.in_(rooms)))
    return {row.id: row.head for row in found}


def find_room(connection: Connection, code: str) -> int | None:
    return connection.execute(select(_rooms.c.id).where(_rooms.c.code == code)).scalar_one_or_none()


def code_of(connection: Connection, room: int) -> str | None:
    return connection.execute(select(_rooms.c.code).where(_rooms.c.id == room)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Dates:
    """In ms since 1970. `forget_at`: when what leads back to people goes; None once it is gone. `purge_at`: when the rest does."""

    forget_at: int | None
    purge_at: int

    @classmethod
    def after(cls, end: int, retention: Retention) -> Self:
        return cls(end + retention.days * DAY, end + retention.archive * DAY)


def dates(connection: Connection, room: int) -> Dates:
    row = connection.execute(select(_rooms.c.forget_at, _rooms.c.purge_at).where(_rooms.c.id == room)).one()
    return Dates(row.forget_at, row.purge_at)


def creation_date(connection: Connection, room: int) -> int:
    return int(connection.execute(select(_rooms.c.created_at).where(_rooms.c.id == room)).scalar_one())


def keep(connection: Connection, room: int, dates: Dates) -> None:
    """As its organiser chose."""
    connection.execute(_set_dates(room, dates, dated=True))


def count_from(connection: Connection, room: int, dates: Dates, anew: bool) -> None:
    """The seminar goes on, and its dates with it unless its organiser chose others; `anew`: it only begins, whatever was chosen."""
    following = _set_dates(room, dates, dated=False)
    connection.execute(following if anew else following.where(_rooms.c.dated.is_(False)))


def _set_dates(room: int, dates: Dates, dated: bool) -> Update:
    chosen = {"forget_at": dates.forget_at, "purge_at": dates.purge_at, "dated": dated}
    return update(_rooms).where(_rooms.c.id == room).values(chosen)


def add_room(connection: Connection, code: str, now: int, dates: Dates) -> int:
    """A new room with an empty journal. Raises IntegrityError when the code is taken."""
    added = insert(_rooms).values(code=code, head=0, created_at=now, forget_at=dates.forget_at, purge_at=dates.purge_at)
    return int(connection.execute(added).inserted_primary_key.id)  # type: ignore[union-attr]


def to_forget(connection: Connection, now: int) -> list[str]:
    """The codes of the rooms whose personal traces have had their time."""
    return list(connection.execute(select(_rooms.c.code).where(_rooms.c.forget_at <= now)).scalars())


def rewrite(connection: Connection, room: int, entries: Sequence[Entry]) -> None:
    """Write again who did what and the words of these entries, and let go of the browsers that had a place in the room, but its
    organiser's."""
    rows = [_row(room, entry, 0) for entry in entries]
    connection.execute(_REWRITE, [{f"new_{name}": row[name] for name in (*REWRITTEN, "room", "seq")} for row in rows])
    connection.execute(delete(_seats).where(_seats.c.room == room, _seats.c.role != "organiser"))
    connection.execute(delete(_pairings).where(_pairings.c.room == room))
    connection.execute(update(_rooms).where(_rooms.c.id == room).values(forget_at=None))


def purge(connection: Connection, now: int) -> int:
    """Delete the rooms whose retention is over, with everything that belongs to them. Tells how many."""
    ids = list(connection.execute(select(_rooms.c.id).where(_rooms.c.purge_at <= now)).scalars())
    delete_rooms(connection, ids)
    return len(ids)


def delete_rooms(connection: Connection, ids: Sequence[int]) -> None:
    """Delete rooms with everything that belongs to them, what rehearses them included."""
    ids = [*ids, *connection.execute(select(_rehearsals.c.room).where(_rehearsals.c.of.in_(ids))).scalars()]
    for model in PURGED_WITH_ROOM:
        table = model.__table__  # type: ignore[union-attr]
        connection.execute(delete(table).where(table.c.room.in_(ids)))
    connection.execute(delete(_rooms).where(_rooms.c.id.in_(ids)))


def count_rooms(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(_rooms)).scalar_one())


def _row(room: int, entry: Entry, part: int) -> dict[str, Any]:
    body, words = encode(entry.fact)
    return {
        "room": room, "seq": entry.seq, "at": entry.at, "by": entry.by, "role": str(entry.role), "seat": entry.table,
        "command": entry.command, "part": part, "digest": entry.digest, "kind": entry.fact.kind,
        "version": entry.fact.version, "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")), "text": words,
    }  # fmt: skip


def _entry(row: Row[Any]) -> Entry:
    try:
        fact = decode(row.kind, row.version, json.loads(row.body), row.text)
    except (ValueError, TypeError, KeyError) as error:
        raise UnknownFact(f"{row.kind} v{row.version}, entry {row.seq}: {error}") from error
    return Entry(row.seq, row.at, row.by, fact, row.role, row.seat, row.command, row.digest)
