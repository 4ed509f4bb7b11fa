"""When a room lets go: first of what leads back to people, then of the rest. The organiser brings these days nearer or puts them
back, never later than people were told."""

import datetime
from dataclasses import dataclass
from typing import Self

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.html import day
from server.i18n import gettext as _
from server.journal import journal as sql
from server.journal.journal import Dates
from server.room.definition import MOST_KEPT
from server.room.refusal import Refusal
from server.room.state import Room
from server.web.form import Sent, answer, read, wants_json
from server.web.house import house
from server.web.who import Code, Organiser

router = APIRouter()


class RetentionForm(Sent):
    """`personal`: the last day of the personal traces; without it they keep theirs, or go with the room if it goes before."""

    until: datetime.date
    personal: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days that may be chosen: from `first` to `personal` for the personal traces, to `last` for the room."""

    first: datetime.date
    personal: datetime.date
    last: datetime.date

    @classmethod
    def of(cls, room: Room, created_at: int) -> Self:
        """They count from the last stage that the room entered; for an archive opened again, from its new room."""
        tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
        end = day_of(max(room.stage_log[-1][1], created_at))
        told, most = (datetime.timedelta(days=days) for days in (room.session.retention.days, MOST_KEPT))
        return cls(tomorrow, max(tomorrow, end + told), max(tomorrow, end + most))

    def check(self, chosen: datetime.date, first: datetime.date, last: datetime.date) -> None:
        if not first <= chosen <= last:
            raise Refusal("bad_retention", first=day(first), last=day(last))


@dataclass(frozen=True, slots=True)
class Kept:
    """The last days of a room. `personal`: of what leads back to people; None once it is gone."""

    personal: datetime.date | None
    until: datetime.date

    @classmethod
    def of(cls, dates: Dates) -> Self:
        return cls(day_of(dates.forget_at) if dates.forget_at else None, day_of(dates.purge_at))


async def kept(request: Request, code: str) -> tuple[Kept, Bounds]:
    """What a room is kept for, and what may be chosen."""
    desk = house(request).desk
    held = await desk.hold(code)

    def both(connection: Connection) -> tuple[Dates, int]:
        return sql.dates(connection, held.id), sql.creation_date(connection, held.id)

    dates, created_at = await desk.read(both)
    return Kept.of(dates), await desk.look(code, lambda room: Bounds.of(room, created_at))


def day_of(at: int) -> datetime.date:
    return datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date()


def last_moment(date: datetime.date) -> int:
    """The last millisecond of a day, UTC."""
    next_day = datetime.datetime.combine(date, datetime.time(), datetime.UTC) + datetime.timedelta(days=1)
    return int(next_day.timestamp() * 1000) - 1


@router.post("/r/{code}/retention")
async def keep_until(request: Request, code: Code, by: Organiser) -> Response:
    form, desk = await read(request, RetentionForm), house(request).desk
    await desk.look(code, lambda room: room.must_be_for_real())
    chosen = _chosen(form, *await kept(request, code))
    held = await desk.hold(code)
    forget_at = last_moment(chosen.personal) if chosen.personal else None
    dates = Dates(forget_at, last_moment(chosen.until))
    await desk.write(lambda connection: sql.keep(connection, held.id, dates))
    if wants_json(request) or "hx-request" in request.headers:
        said = _("La salle sera supprimée après le {date}.").format(date=day(chosen.until))
        personal = chosen.personal and chosen.personal.isoformat()
        told = {"ok": True, "until": chosen.until.isoformat(), "personal": personal}
        return answer(request, told, "_done.html", said=said, changed=True)
    return RedirectResponse(f"/r/{code}/organise#retention", 303)


def _chosen(form: RetentionForm, now: Kept, bounds: Bounds) -> Kept:
    """Raises Refusal `bad_retention`."""
    if now.personal is None:
        bounds.check(form.until, bounds.first, bounds.last)
        return Kept(None, form.until)
    if form.personal:
        bounds.check(form.personal, bounds.first, bounds.personal)
    bounds.check(form.until, form.personal or bounds.first, bounds.last)
    return Kept(form.personal or min(now.personal, form.until), form.until)
