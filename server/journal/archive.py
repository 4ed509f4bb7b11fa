"""A room in one file, for people and tools to read in ten years: its journal as it is stored, and nothing else.

A gzip of JSON Lines, UTF-8. The first line is `{"format": "filon-archive/1", "entries": n}`; then comes each entry in order
(see `Line`); the last line is `{"sha256": …}`, of every byte before it. Nothing says when or where the file was made: one
journal gives one text, so an archive that is imported and archived again is the same.

What was erased is not in it. `by` tells which entries are of one person, because budgets and repeated voices need it: a
pseudonym, an HMAC of the browser's id and the room's code under the server's secret (`web/who.py`). Without that secret nobody
finds the browser, and with another code the same browser has another one: in the imported room nobody owns an old note. Still,
a file that tells who wrote what is kept private. Keys, seats and pairings are not in it, nor vectors: the grouper makes them
again from the words, and leaves every note where the journal says.
"""

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, insert, select, update

from server.journal.journal import batched
from server.journal.tables import EntryRow, RoomRow
from server.room.entries import FACTS, Entry, UnknownFact, decode
from server.room.life import RoomOpened
from server.room.people import Role
from server.room.refusal import Refusal
from server.room.state import Room, fold

FORMAT = "filon-archive/1"
MOST_BYTES = 20_000_000
"""Of a file, packed."""
MOST_UNPACKED = 64_000_000
"""Of its text: a few kilobytes of gzip can hold gigabytes."""
LONGEST_LINE = 2_000_000
BIGGEST = 2**31 - 1

_rooms = RoomRow.__table__  # type: ignore[attr-defined]
_entries = EntryRow.__table__  # type: ignore[attr-defined]


class Line(BaseModel):
    """An entry as the journal stores it. `at`: ms since 1970, UTC. `text`: what a person wrote, null when there is none or it
    was erased. `digest`: tells a repeated command from another under the same id."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    seq: int
    at: int = Field(ge=0, lt=2**53)
    by: str = Field(max_length=64)
    role: Role = Field(strict=False)
    table: int | None = Field(ge=0, le=BIGGEST)
    command: str | None = Field(max_length=64)
    digest: str | None = Field(max_length=32)
    kind: str = Field(max_length=40)
    version: int = Field(ge=1, le=BIGGEST)
    body: dict[str, Any]
    text: str | None

    def entry(self) -> Entry:
        """Raises UnknownFact, or whatever a body that is not of its kind leads to."""
        fact = decode(self.kind, self.version, self.body, self.text)
        return Entry(self.seq, self.at, self.by, fact, self.role, self.table, self.command, self.digest)


# -- writing ----------------------------------------------------------------------------------------------------------


CONFIDED = frozenset(kind for kind, fact in FACTS.items() if fact.confided)


def stored(connection: Connection, room: int) -> list[Line]:
    """The whole journal of a room, read at one moment, without the contacts that people confided to this room alone."""
    rows = connection.execute(select(_entries).where(_entries.c.room == room).order_by(_entries.c.seq))
    return [
        Line(
            seq=row.seq, at=row.at, by=row.by, role=row.role, table=row.seat, command=row.command, digest=row.digest,
            kind=row.kind, version=row.version, body=json.loads(row.body), text=None if row.kind in CONFIDED else row.text,
        )
        for row in rows
    ]  # fmt: skip


def pack(lines: Sequence[Line]) -> bytes:
    """The file."""
    told = [_json({"format": FORMAT, "entries": len(lines)}), *(_json(line.model_dump(mode="json")) for line in lines)]
    text = b"".join(told)
    return gzip.compress(text + _json(_sum(text)), mtime=0)


def _json(value: Any) -> bytes:
    return _compact(value).encode() + b"\n"


def _compact(value: Any) -> str:
    """As the journal writes the body of an entry."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sum(text: bytes) -> dict[str, str]:
    return {"sha256": hashlib.sha256(text).hexdigest()}


# -- reading ----------------------------------------------------------------------------------------------------------


def unpack(data: bytes) -> tuple[list[Line], Room]:
    """The entries of a file, and the room they tell. Raises Refusal `bad_archive` unless every one of them holds."""
    text = _unpacked(data)
    head, *told, end = text.splitlines(keepends=True) if text.count(b"\n") > 2 else (b"", b"", b"")
    if _read(head).get("format") != FORMAT:
        raise _bad("ce n'est pas une archive de Filon, ou elle vient d'une version plus récente")
    if end != _json(_sum(text[: -len(end)])) or _read(head).get("entries") != len(told):
        raise _bad("elle est incomplète ou a été modifiée")
    lines = [_line(number, one) for number, one in enumerate(told, 1)]
    return lines, _room(lines)


def _bad(detail: str) -> Refusal:
    return Refusal("bad_archive", detail=detail)


def _unpacked(data: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        text = unpacking.decompress(data, MOST_UNPACKED)
    except zlib.error:
        raise _bad("ce n'est pas une archive de Filon, ou elle est abîmée") from None
    if len(data) > MOST_BYTES or unpacking.unconsumed_tail:
        raise _bad("elle est trop grande")
    if not unpacking.eof or unpacking.unused_data:
        raise _bad("elle est incomplète ou a été modifiée")
    return text


def _read(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line) if len(line) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _line(number: int, told: bytes) -> Line:
    """One line. It must be as Filon writes it: what is stored and archived again gives the same bytes."""
    try:
        line = Line.model_validate(_read(told))
        same = _json(line.model_dump(mode="json")) == told
    except (ValidationError, UnicodeEncodeError):
        raise _bad(f"l'entrée {number} ne se lit pas") from None
    if not same or "\0" in "".join(filter(None, (line.by, line.command, line.digest, line.kind, line.text))):
        raise _bad(f"l'entrée {number} ne se lit pas")
    if line.seq != number:
        raise _bad(f"l'entrée {number} manque")
    return line


def _room(lines: Iterable[Line]) -> Room:
    entries = []
    for line in lines:
        try:
            entries.append(line.entry())
        except UnknownFact:
            raise _bad(f"l'entrée {line.seq} a été écrite par une version plus récente de Filon") from None
        except (ValueError, TypeError, KeyError, RecursionError):
            raise _bad(f"l'entrée {line.seq} ne se lit pas") from None
    try:
        if not isinstance(entries[0].fact, RoomOpened):
            raise ValueError
        return fold(entries)
    except Exception:  # foreign entries: whatever applying them leads to, they do not tell a room
        raise _bad("ses entrées ne forment pas une salle") from None


def restore(connection: Connection, room: int, lines: Sequence[Line]) -> None:
    """Write the whole journal of a new room, as it was."""
    parts: Counter[str | None] = Counter()
    rows = []
    for line in lines:
        values = line.model_dump(mode="json")
        rows.append(
            {
                "room": room,
                "seat": values.pop("table"),
                "part": parts[line.command],
                **values,
                "body": _compact(line.body),
            }
        )
        parts[line.command] += 1
    for some in batched(rows):
        connection.execute(insert(_entries), some)
    connection.execute(update(_rooms).where(_rooms.c.id == room).values(head=lines[-1].seq))
