"""When a room is deleted: the organiser brings the date nearer or puts it back, never beyond what people were told."""

import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.html import day
from server.i18n import gettext as _
from server.journal import journal as sql
from server.room.refusal import Refusal
from server.room.state import Room
from server.web.form import Sent, answer, read, wants_json
from server.web.house import house
from server.web.teams import day_of, until
from server.web.who import Code, Organiser

router = APIRouter()


class RetentionForm(Sent):
    until: datetime.date


def bounds(room: Room, created_at: int) -> tuple[datetime.date, datetime.date]:
    """From tomorrow to the last day that people were told. An archive opened again counts from its new room."""
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    planned = day_of(created_at) + datetime.timedelta(days=room.session.retention.days)
    return tomorrow, max(tomorrow, planned, until(room))


def last_moment(date: datetime.date) -> int:
    """The last millisecond of a day, UTC."""
    next_day = datetime.datetime.combine(date, datetime.time(), datetime.UTC) + datetime.timedelta(days=1)
    return int(next_day.timestamp() * 1000) - 1


@router.post("/r/{code}/retention")
async def keep_until(request: Request, code: Code, by: Organiser) -> Response:
    form = await read(request, RetentionForm)
    desk = house(request).desk
    held = await desk.hold(code)
    created_at = await desk.read(lambda connection: sql.creation_date(connection, held.id))
    first, last = await desk.look(code, lambda room: bounds(room, created_at))
    if not first <= form.until <= last:
        raise Refusal("bad_retention", first=day(first), last=day(last))
    await desk.write(lambda connection: sql.keep_until(connection, held.id, last_moment(form.until)))
    if wants_json(request) or "hx-request" in request.headers:
        said = _("La salle sera supprimée après le {date}.").format(date=day(form.until))
        return answer(request, {"ok": True, "until": form.until.isoformat()}, "_done.html", said=said, changed=True)
    return RedirectResponse(f"/r/{code}/organise#retention", 303)
