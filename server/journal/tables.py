"""The tables. A room's life is in `entry`; the others hold what is not part of it: keys, seats, pairings, drafts, leases."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class RoomRow(SQLModel, table=True):
    """`head` is the number of the room's last entry: the row that writers lock, the number that readers poll."""

    __tablename__ = "room"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    code: str = Field(unique=True, max_length=16)
    head: int = 0
    created_at: int = Field(sa_type=BigInteger)
    forget_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    """When its personal traces go; null once they are gone."""
    purge_at: int = Field(sa_type=BigInteger, index=True)
    dated: bool = False
    """Whether its organiser chose these two dates: they no longer follow the seminar."""


class EntryRow(SQLModel, table=True):
    """One entry. Erasing sets `text` to NULL; the end of the personal traces rewrites who did it. Nothing else is ever updated."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("room", "command", "part", name="uq_entry_command"),)
    room: int = Field(primary_key=True, foreign_key="room.id")
    seq: int = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    by: str = Field(max_length=64)
    role: str = Field(max_length=16)
    seat: int | None = None
    command: str | None = Field(default=None, max_length=64)
    part: int = 0
    digest: str | None = Field(default=None, max_length=32)
    kind: str = Field(max_length=40)
    version: int = 1
    body: str = Field(sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)


class KeyRow(SQLModel, table=True):
    """A key of a room, by its hash alone."""

    __tablename__ = "key"
    hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    room: int = Field(foreign_key="room.id", index=True)
    role: str = Field(max_length=16)
    seat: int | None = None


class SeatRow(SQLModel, table=True):
    """What a browser may do in a room. `seat` is the table of a table facilitator, else 0."""

    __tablename__ = "seat"
    browser: str = Field(primary_key=True, max_length=64)
    room: int = Field(primary_key=True, foreign_key="room.id")
    role: str = Field(primary_key=True, max_length=16)
    seat: int = Field(primary_key=True, default=0)


class PairingRow(SQLModel, table=True):
    """A projector that waits for a console to confirm the code it shows."""

    __tablename__ = "pairing"
    code: str = Field(primary_key=True, max_length=16)
    browser: str = Field(max_length=64, index=True)
    expires_at: int = Field(sa_type=BigInteger)
    room: int | None = Field(default=None, foreign_key="room.id")


class VectorRow(SQLModel, table=True):
    """What a model made of a note's words: float16, as bytes. `version` is the entry that holds the words."""

    __tablename__ = "vector"
    room: int = Field(primary_key=True, foreign_key="room.id")
    note: str = Field(primary_key=True, max_length=64)
    model: str = Field(primary_key=True, max_length=80)
    version: int
    data: bytes = Field(sa_type=LargeBinary)


class RehearsalRow(SQLModel, table=True):
    """The room `room` rehearses the room `of`: one at a time. Simulated participants play it until `until`, as long as the process
    that sent them says that they do (`beat`), both by the database's clock, in ms."""

    __tablename__ = "rehearsal"
    room: int = Field(primary_key=True, foreign_key="room.id")
    of: int = Field(foreign_key="room.id", unique=True)
    until: int = Field(default=0, sa_type=BigInteger)
    beat: int = Field(default=0, sa_type=BigInteger)


class DraftRow(SQLModel, table=True):
    """A room that several people prepare, behind a secret of which the hash is kept. `current`: the version that stands; `last`:
    the number given last; `source`: the session that it began from, in JSON; null when it began from nothing."""

    __tablename__ = "draft"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    changed_at: int = Field(sa_type=BigInteger, index=True)
    current: int
    last: int
    source: str | None = Field(default=None, sa_type=Text)


class VersionRow(SQLModel, table=True):
    """A version of a draft, written upon version `base`. `outline`: what the form said, in JSON."""

    __tablename__ = "version"
    draft: int = Field(primary_key=True, foreign_key="draft.id")
    number: int = Field(primary_key=True)
    base: int
    at: int = Field(sa_type=BigInteger)
    who: str = Field(max_length=40)
    outline: str = Field(sa_type=Text)


class LeaseRow(SQLModel, table=True):
    """Which process groups the notes of a room, until when (database's clock, ms). `token` rises with each new holder."""

    __tablename__ = "lease"
    room: int = Field(primary_key=True, foreign_key="room.id")
    holder: str = Field(max_length=40)
    token: int = 1
    until: int = Field(sa_type=BigInteger)
