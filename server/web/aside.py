"""Notes put aside: the private list of whoever leads the room, and the way back."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.room.aside import SetAside, set_aside
from server.room.people import Role
from server.room.state import Room
from server.web.console import done
from server.web.form import Sent, answer, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class AsideForm(Sent):
    aside: bool = True
    reason: str = ""


@router.get("/r/{code}/aside")
async def listed(request: Request, code: Code, by: Facilitator) -> Response:
    def see(room: Room) -> list[dict[str, Any]]:
        return [
            {"id": note.id, "text": note.text, "translation": note.translation, "reason": note.concern}
            for note in set_aside(room)
        ]

    notes = await house(request).desk.look(code, see)
    answered = answer(
        request, {"notes": notes}, "console/_aside.html", notes=notes, code=code, erases=by.role is Role.ORGANISER
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered


@router.post("/r/{code}/notes/{note_id}/aside")
async def put(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    form = await read(request, AsideForm)
    outcome = await house(request).desk.submit(code, SetAside(form.command_id, note_id, form.aside, form.reason), by)
    return done(request, outcome, _("Note mise de côté.") if form.aside else _("Note remise à sa place."))
