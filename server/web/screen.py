"""The projector: its page behind a key, or opened by a pairing code that the console confirms."""

import time
from dataclasses import astuple
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.charts.section import MARKS
from server.i18n import gettext as _
from server.journal import access
from server.journal import journal as sql
from server.live import section
from server.live.views import Audience
from server.room.people import Role
from server.room.refusal import Refusal
from server.room.state import Room
from server.web import who
from server.web.console import regions
from server.web.form import Sent, answer, page, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class PairingForm(Sent):
    code: str


@router.get("/r/{code}/screen")
async def screen(request: Request, code: Code) -> Response:
    if await who.staff(request, code) is None:
        return page(request, "home/key.html", code=code, where="screen")
    desk, hub = house(request).desk, house(request).hub

    def see(room: Room) -> dict[str, Any]:
        audience = Audience(code, "screen")
        return regions(room, audience, hub.outlook(code)) | {"audience": audience}

    return page(request, "screen/room.html", code=code, **await desk.look(code, see))


@router.get("/r/{code}/replay")
async def replay(request: Request, code: Code) -> Response:
    """The day told again: the section as it is now, and what it was at each moment."""
    await who.at_least(request, code, Role.SCREEN)

    def see(room: Room) -> dict[str, Any]:
        strata = section.strata(room)
        return {
            "session": room.session, "stage": room.stage, "strata": strata, "marks": MARKS, "unfed_gisements": (),
            "pages": section.pages(room), "at": 0, "frames": [astuple(one) for one in section.film(room, strata)],
        }  # fmt: skip

    return page(request, "screen/_replay.html", code=code, **await house(request).desk.look(code, see))


@router.get("/screen")
async def pair(request: Request) -> Response:
    """A locked computer's way in: it shows a short code and waits."""
    mine, now = who.browser(request), _now()
    code = await house(request).desk.write(lambda c: access.ask_pairing(c, mine, now))
    return page(request, "screen/pairing.html", pairing=code)


@router.get("/screen/waiting")
async def waiting(request: Request) -> Response:
    """Asked every other second by the waiting page: where to go, once confirmed."""
    mine, now = who.browser(request), _now()

    def look(connection: Connection) -> str | None:
        room = access.paired_room(connection, mine, now)
        return sql.code_of(connection, room) if room else None

    code = await house(request).desk.read(look)
    if code is None:
        return Response(status_code=204)
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/r/{code}/screen", 303)
    return HTMLResponse("", headers={"HX-Redirect": f"/r/{code}/screen"})


@router.post("/r/{code}/pairing")
async def confirm(request: Request, code: Code, by: Facilitator) -> Response:
    """The console types the code that a screen shows: that screen joins this room."""
    form = await read(request, PairingForm)
    held = await house(request).desk.hold(code)
    wanted, now = "".join(form.code.split()).upper(), _now()
    if not await house(request).desk.write(lambda c: access.confirm_pairing(c, wanted, held.id, now)):
        raise Refusal("unknown_pairing")
    return answer(request, {"ok": True}, "_done.html", said=_("L'écran rejoint la salle."), changed=True)


def _now() -> int:
    return time.time_ns() // 1_000_000
