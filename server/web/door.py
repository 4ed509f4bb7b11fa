"""The door: closed and opened by whoever leads; asked about by those who wait before it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.i18n import gettext as _
from server.room.door import SetDoor, shut_to
from server.web import who
from server.web.console import done
from server.web.form import Sent, read, wants_json
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class DoorForm(Sent):
    closed: bool


@router.post("/r/{code}/door")
async def set_door(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, DoorForm)
    outcome = await house(request).desk.submit(code, SetDoor(form.command_id, form.closed), by)
    if not wants_json(request) and "hx-request" not in request.headers:
        return RedirectResponse(f"/r/{code}/organise#door", 303)
    return done(request, outcome, _("La porte est fermée.") if form.closed else _("La porte est ouverte."))


@router.get("/r/{code}/door")
async def door(request: Request, code: Code) -> Response:
    """Whether this phone may come in."""
    by = who.participant(request, code)
    return JSONResponse({"open": not await house(request).desk.look(code, lambda room: shut_to(room, by))})
