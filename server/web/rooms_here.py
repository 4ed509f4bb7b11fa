"""The rooms that this browser opened or leads, as its seats tell: listed on the home page, forgotten one by one."""

import datetime
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.i18n import marked
from server.journal import access
from server.room.people import Role
from server.room.refusal import Refusal
from server.room.state import Room
from server.web import who
from server.web.form import answer, wants_json
from server.web.house import house
from server.web.who import RANKS, Code

router = APIRouter()
MOST = 20
"""Each room listed is read whole: the newest will do."""


@dataclass(frozen=True, slots=True)
class RoomHere:
    code: str
    title: str
    date: datetime.date
    state: str
    organiser: bool


async def rooms_here(request: Request) -> list[RoomHere]:
    """The newest first. A room that cannot be read (deleted meanwhile, frozen) is left out."""
    known = who.known_browser(request)
    if known is None:
        return []
    desk = house(request).desk
    led = await desk.read(lambda connection: access.rooms_led(connection, known))
    found = []
    for one in led[:MOST]:
        try:
            found.append(await desk.look(one.code, partial(_told, led=one)))
        except Refusal:
            continue
    return found


def _told(room: Room, led: access.Led) -> RoomHere:
    opened = datetime.datetime.fromtimestamp(led.created_at / 1000, datetime.UTC).date()
    strongest = max(led.roles, key=lambda role: RANKS[Role(role)])
    return RoomHere(led.code, room.session.title, room.session.date or opened, _state(room), strongest == "organiser")


def _state(room: Room) -> str:
    if room.rehearsal:
        return marked("participants simulés, effacée après un jour")
    if not room.live:
        return marked("répétition")
    return marked("close") if room.stage.kind == "close" else marked("ouverte")


@router.post("/r/{code}/forget")
async def forget(request: Request, code: Code) -> Response:
    """This browser gives up its seats: the room goes on, and its links still open it."""
    known = who.known_browser(request)
    if known is not None:
        held = await house(request).desk.hold(code)
        await house(request).desk.write(lambda connection: access.leave(connection, known, held.id))
    if wants_json(request):
        return answer(request, {"ok": True}, "_done.html")
    return RedirectResponse("/", 303)
