"""Rooms that several people prepare before they open: whoever has the secret of a draft reads its versions and adds one.

A version written upon one that no longer stands does not take its place: it is kept beside.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from server.journal.access import hashed, new_key
from server.journal.journal import DAY, now_ms
from server.journal.tables import DraftRow, VersionRow
from server.room.lines import Values
from server.room.outline import USUAL, Change, Outline, changes

_drafts = DraftRow.__table__  # type: ignore[attr-defined]
_versions = VersionRow.__table__  # type: ignore[attr-defined]

KEPT = 30 * DAY
"""After the last change."""
MOST = 40
"""Versions kept: the newest."""


@dataclass(frozen=True, slots=True)
class Version:
    """`changes`: since the version that it was written upon, when that one is kept."""

    number: int
    at: int
    who: str
    outline: Outline
    changes: Sequence[Change] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """`base`: the values of the session that every version is laid over; `versions`: the newest first."""

    id: int
    base: Values
    current: int
    gone_at: int
    versions: Sequence[Version]

    def version(self, number: int) -> Version | None:
        return next((one for one in self.versions if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Saved:
    """The number of a new version. `stands`: it took the place of the one it was written upon."""

    number: int
    stands: bool


def add(connection: Connection, outline: Outline, who: str) -> str:
    """A new draft, with its first version. Its secret, told once: 192 bits, of which the hash is kept."""
    secret, now = new_key(), now_ms(connection)
    source = None if outline.base is USUAL else json.dumps(outline.base, ensure_ascii=False)
    added = insert(_drafts).values(hash=hashed(secret), source=source, changed_at=now, current=1, last=1)
    draft = int(connection.execute(added).inserted_primary_key.id)  # type: ignore[union-attr]
    _write(connection, draft, 1, 0, now, who, outline)
    return secret


def find(connection: Connection, secret: str) -> Draft | None:
    row = connection.execute(select(_drafts).where(_drafts.c.hash == hashed(secret))).first()
    if row is None:
        return None
    these = select(_versions).where(_versions.c.draft == row.id).order_by(_versions.c.number)
    base = json.loads(row.source) if row.source else USUAL
    known: dict[int, Outline] = {}
    versions = []
    for one in connection.execute(these):
        known[one.number] = outline = Outline(**json.loads(one.outline), base=base)
        since = changes(known[one.base], outline) if one.base in known else ()
        versions.append(Version(one.number, one.at, one.who, outline, since))
    return Draft(row.id, base, row.current, row.changed_at + KEPT, versions[::-1])


def save(connection: Connection, draft: int, base: int, outline: Outline, who: str) -> Saved | None:
    """A new version, written upon `base`: it stands, unless another came to stand meanwhile. None when the draft is gone."""
    row = connection.execute(select(_drafts).where(_drafts.c.id == draft).with_for_update()).first()
    if row is None:
        return None
    saved, now = Saved(row.last + 1, base == row.current), now_ms(connection)
    _write(connection, draft, saved.number, base, now, who, outline)
    current = saved.number if saved.stands else row.current
    mine = update(_drafts).where(_drafts.c.id == draft)
    connection.execute(mine.values(changed_at=now, current=current, last=saved.number))
    old = (_versions.c.draft == draft, _versions.c.number <= saved.number - MOST, _versions.c.number != current)
    connection.execute(delete(_versions).where(*old))
    return saved


def remove(connection: Connection, drafts: Sequence[int]) -> None:
    connection.execute(delete(_versions).where(_versions.c.draft.in_(drafts)))
    connection.execute(delete(_drafts).where(_drafts.c.id.in_(drafts)))


def purge(connection: Connection, now: int) -> int:
    """Delete the drafts that nobody has changed for long. Tells how many."""
    old = list(connection.execute(select(_drafts.c.id).where(_drafts.c.changed_at <= now - KEPT)).scalars())
    remove(connection, old)
    return len(old)


def _write(connection: Connection, draft: int, number: int, base: int, at: int, who: str, outline: Outline) -> None:
    written = json.dumps(outline.typed(), ensure_ascii=False)
    values = {"draft": draft, "number": number, "base": base, "at": at, "who": who, "outline": written}
    connection.execute(insert(_versions).values(values))
