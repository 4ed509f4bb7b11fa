"""Ideas from before the seminar: a CSV file is read, looked at, then brought into the room."""

import asyncio
from collections import Counter
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.opening import bring
from server.room import board, brought
from server.room.refusal import Refusal
from server.room.state import Room
from server.web.form import answer, page, read_file, wants_json
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


@router.get("/r/{code}/ideas")
async def look(request: Request, code: Code, by: Facilitator) -> Response:
    return page(request, "organise/ideas.html", code=code, found=None, **await house(request).desk.look(code, _room))


@router.post("/r/{code}/ideas")
async def bring_ideas(request: Request, code: Code, by: Facilitator, accept: bool = False) -> Response:
    """A file, or its text as the page that showed it sends it back. Its ideas are told; with `accept` they are brought."""
    file, fields = await read_file(request, 2 * brought.MOST_BYTES)
    if len(file) > brought.MOST_BYTES:
        raise Refusal("file_too_large", most=brought.MOST)
    text = brought.decoded(file) or fields.get("csv", "")
    accept = accept or "accept" in fields
    desk = house(request).desk
    before = await desk.look(code, _room)
    if before["closed"]:
        raise Refusal("voted_already")
    found = await asyncio.to_thread(brought.read, text, before["session"])
    known = await desk.look(code, lambda room: {idea.id for idea in found.ideas if idea.id in room.commands})
    fresh = [idea for idea in found.ideas if idea.id not in known]
    added = await bring(desk, code, fresh, by) if accept else 0
    if wants_json(request):
        wrong = [{"line": one.line, "why": one.why} for one in found.wrong]
        told = {"ok": True, "ideas": len(found.ideas), "known": len(known), "added": added, "wrong": wrong}
        return answer(request, told, "_done.html")
    return page(
        request, "organise/ideas.html", code=code, found=found, fresh=fresh, known=len(known), accepted=accept, added=added,
        csv=text, on=Counter(idea.gisement for idea in fresh), **await desk.look(code, _room),
    )  # fmt: skip


def _room(room: Room) -> dict[str, Any]:
    return {"session": room.session, "closed": bool(room.ballots), "before": board.before_count(room)}
