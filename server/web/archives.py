"""A room in one file: the organiser takes it away, and anyone who may open a room opens it again."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from server.journal import archive
from server.opening import Opened, reopen
from server.room.refusal import Refusal
from server.web import who
from server.web.form import answer, read_file
from server.web.house import house
from server.web.organise import must_be_admin, must_wait_for_rooms, shown_once
from server.web.who import Code, Organiser

router = APIRouter()

GZIP = "application/gzip"


@router.get("/r/{code}/archive")
async def take(request: Request, code: Code, by: Organiser) -> Response:
    """The whole journal, who wrote what included."""
    desk = house(request).desk
    held = await desk.hold(code)

    def packed(connection: Connection) -> bytes:
        return archive.pack(archive.stored(connection, held.id))

    headers = {"Content-Disposition": f'attachment; filename="filon-{code}.filon"', "Cache-Control": "no-store"}
    return Response(await desk.read(packed), media_type=GZIP, headers=headers)


@router.post("/api/rooms/import")
async def reopen_by_api(request: Request) -> Response:
    must_be_admin(request)
    opened = await _reopened(request)
    links = opened.links(house(request).hub.public_url)
    return answer(request, links, "_done.html", 201, said=opened.code, changed=True)


@router.post("/rooms/import")
async def reopen_by_form(request: Request) -> Response:
    """From the home page: this browser becomes the organiser of the new room, and the links are shown once."""
    if house(request).config.admin_key:
        raise Refusal("forbidden")
    return await shown_once(request, await _reopened(request))


async def _reopened(request: Request) -> Opened:
    must_wait_for_rooms(request)
    data, _ = await read_file(request, archive.MOST_BYTES)
    opened = await reopen(house(request).desk, data)
    house(request).limits.welcome(who.address(request), opened.code)
    house(request).grouping.watch(opened.code)  # what it held still to place
    return opened
