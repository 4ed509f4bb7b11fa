"""Vectors of notes, by model. They are derived from people's words, so they go when the words do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from server.journal.journal import batched, lock
from server.journal.tables import EntryRow, VectorRow

_vectors = VectorRow.__table__  # type: ignore[attr-defined]
_entries = EntryRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Stored:
    """`data`: float16 values, as bytes. `version`: the entry that holds the words they were made from."""

    version: int
    data: bytes


def keep(connection: Connection, room: int, model: str, made: Mapping[str, Stored]) -> None:
    """Keep vectors, in place of older ones of the same notes; but not of words that were erased meanwhile."""
    if lock(connection, room) is None:
        return
    alive = _having_words(connection, room, [one.version for one in made.values()])
    kept = {note: one for note, one in made.items() if one.version in alive}
    if kept:
        _delete(connection, room, kept, model)
        rows = [
            {"room": room, "note": note, "model": model, "version": one.version, "data": one.data}
            for note, one in kept.items()
        ]
        connection.execute(insert(_vectors), rows)


def read(connection: Connection, room: int, model: str) -> dict[str, Stored]:
    """All that one model made of a room's notes."""
    these = select(_vectors).where(_vectors.c.room == room, _vectors.c.model == model)
    return {row.note: Stored(row.version, row.data) for row in connection.execute(these)}


def forget(connection: Connection, room: int, notes: Iterable[str] | None = None) -> None:
    """Delete the vectors of these notes, whatever made them (None: all of the room)."""
    if notes is None:
        connection.execute(delete(_vectors).where(_vectors.c.room == room))
    else:
        _delete(connection, room, notes)


def _delete(connection: Connection, room: int, notes: Iterable[str], model: str | None = None) -> None:
    for some in batched(notes):
        these = delete(_vectors).where(_vectors.c.room == room, _vectors.c.note.in_(some))
        connection.execute(these.where(_vectors.c.model == model) if model else these)


def _having_words(connection: Connection, room: int, seqs: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in batched(seqs):
        these = _entries.c.room == room, _entries.c.seq.in_(some), _entries.c.text.is_not(None)
        found |= set(connection.execute(select(_entries.c.seq).where(*these)).scalars())
    return found
