"""Rehearsing a room: a copy of it that lasts a day, played by simulated participants. Nobody is simulated in the room itself."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.journal import access, rehearsals
from server.journal.access import Grant
from server.journal.rehearsals import Rehearsal
from server.network import address
from server.opening import open_rehearsal
from server.room.refusal import Refusal
from server.web import who
from server.web.form import Sent, answer, read, wants_json
from server.web.house import house
from server.web.organise import delete_room, must_wait_for_rooms
from server.web.who import Code, Organiser

router = APIRouter()


@router.post("/r/{code}/rehearsal")
async def rehearse(request: Request, code: Code, by: Organiser) -> Response:
    """Open the room's copy, or come back to it; this browser leads it. Then have it played, unless it is."""
    await read(request, Sent)
    desk = house(request).desk
    await desk.look(code, lambda room: room.must_be_for_real())
    if await _of(request, code) is None:
        must_wait_for_rooms(request)
        try:
            await open_rehearsal(desk, code)
        except Refusal as refusal:
            if refusal.code != "already_rehearsed":
                raise
    copy = await _existing(request, code)
    await _sit(request, copy)
    await _play(request, copy)
    return _told(request, code, copy)


@router.post("/r/{code}/rehearsal/stop")
async def stop(request: Request, code: Code, by: Organiser) -> Response:
    """The simulated participants leave; the copy stays."""
    await read(request, Sent)
    copy = await _existing(request, code)
    await house(request).desk.write(lambda connection: rehearsals.stop(connection, copy.room))
    return _told(request, code, copy)


@router.post("/r/{code}/rehearsal/delete")
async def delete(request: Request, code: Code, by: Organiser) -> Response:
    await read(request, Sent)
    copy = await _existing(request, code)
    await delete_room(request, copy.code)
    return _told(request, code, copy)


async def _of(request: Request, code: str) -> Rehearsal | None:
    desk = house(request).desk
    held = await desk.hold(code)
    return await desk.read(lambda connection: rehearsals.of(connection, held.id))


async def _existing(request: Request, code: str) -> Rehearsal:
    copy = await _of(request, code)
    if copy is None:
        raise Refusal("not_rehearsed")
    return copy


async def _sit(request: Request, copy: Rehearsal) -> None:
    """Who organises a room organises what rehearses it."""
    mine = who.browser(request)
    await house(request).desk.write(lambda connection: access.seat(connection, mine, copy.room, Grant("organiser")))


async def _play(request: Request, copy: Rehearsal) -> None:
    """With a key to the copy alone. Raises Refusal `rehearsals_full`."""

    def begin(connection: Connection) -> tuple[str, int] | None:
        if (until := rehearsals.play(connection, copy.room)) is None:
            return None
        return access.add_key(connection, copy.room, Grant("facilitator")), until

    if copy.left:
        return
    begun = await house(request).desk.write(begin)
    if begun is None:
        raise Refusal("rehearsals_full")
    host, port = request.scope["server"]
    house(request).robots.send(address(host, port), copy.code, begun[0], copy.room, begun[1])


def _told(request: Request, code: str, copy: Rehearsal) -> Response:
    if wants_json(request):
        return answer(request, {"ok": True, "code": copy.code}, "_done.html")
    return RedirectResponse(f"/r/{code}/organise#rehearsal", 303)
