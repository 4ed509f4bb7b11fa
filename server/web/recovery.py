"""A lost link is not a lost room: the recovery code on paper is exchanged for a new organiser's link."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from server.journal import access
from server.journal.access import Grant
from server.room.refusal import Refusal
from server.web import who
from server.web.errors import refuse
from server.web.form import Sent, answer, page, read, wants_json
from server.web.house import house
from server.web.languages import leading
from server.web.who import Code, Organiser

router = APIRouter()


class RecoveryForm(Sent):
    code: Annotated[str, StringConstraints(max_length=200)] = ""


@router.post("/recover")
async def recover(request: Request) -> Response:
    """A new organiser's key, told once; this browser becomes the room's organiser. The code stays good: it is on paper."""
    form = await read(request, RecoveryForm)
    try:
        code, key = await _exchange(request, form.code)
    except Refusal as refusal:
        return refuse(request, refusal, whole=True)
    await who.exchange(request, code, key)
    url = f"{house(request).hub.public_url}/r/{code}/organise#{key}"
    if wants_json(request):
        return answer(request, {"code": code, "organiser_url": url, "organiser_key": key}, "_done.html", 201)
    with leading(request):
        return page(request, "organise/recovered.html", 201, code=code, url=url)


@router.post("/r/{code}/recovery")
async def renew(request: Request, code: Code, by: Organiser) -> Response:
    """A new recovery code, told once: the paper was lost, or the room is older than such codes. The one before stops working."""
    await read(request, Sent)
    desk = house(request).desk
    held = await desk.hold(code)
    recovery = await desk.write(lambda connection: access.add_recovery(connection, held.id))
    address = house(request).hub.public_url
    return answer(request, {"recovery_code": recovery}, "organise/_recovery.html", recovery=recovery, address=address)


async def _exchange(request: Request, typed: str) -> tuple[str, str]:
    """Raises Refusal: who guesses is slowed down, as with the codes of rooms."""
    limits, where = house(request).limits, who.address(request)
    if limits.wrong_codes.spent(where):
        raise Refusal("too_fast")

    def renew(connection: Connection) -> tuple[str, str] | None:
        found = access.recover(connection, typed)
        return (found.code, access.add_key(connection, found.room, Grant("organiser"))) if found else None

    exchanged = await house(request).desk.write(renew)
    if exchanged is None:
        limits.wrong_codes.wait(where)
        raise Refusal("unknown_recovery")
    return exchanged
