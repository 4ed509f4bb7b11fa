"""Promises: drafting them, each on a page that several people may write in at once, and what becomes of them."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.live.views import Audience
from server.room.priorities import Priority, evidence
from server.room.promise import PromiseState
from server.room.promises import FIELD, DraftPromise, RestOn, SetField, TellStatus, WritePromise, find
from server.room.state import Promise, Room
from server.web.console import done, regions
from server.web.form import Sent, page, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class PromiseForm(Sent):
    promise: str = ""
    text: str = ""
    gisement: str = ""
    carrier: str = ""


class DraftForm(Sent):
    ballot: str = ""
    option: str = ""


class FieldForm(Sent):
    field: str
    text: str = ""


class RestForm(Sent):
    gisement: str = ""
    theme: str = ""
    on: bool = True


class StatusForm(Sent):
    state: PromiseState
    on: str
    evidence: str = ""
    learned: str = ""


@router.post("/r/{code}/promises")
async def write(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, PromiseForm)
    identifier = form.promise or f"p-{form.command_id}"
    command = WritePromise(form.command_id, identifier, form.text, form.gisement or None, form.carrier)
    outcome = await house(request).desk.submit(code, command, by)
    return done(request, outcome, _("Promesse écrite.") if form.text else _("Promesse retirée."), promise=identifier)


@router.post("/r/{code}/drafts")
async def draft(request: Request, code: Code, by: Facilitator) -> Response:
    """Begin a promise, from a priority or from nothing; a page is led to it."""
    form = await read(request, DraftForm)
    identifier = f"p-{form.command_id}"
    command = DraftPromise(form.command_id, identifier, form.ballot or None, form.option or None)
    outcome = await house(request).desk.submit(code, command, by)
    answer = done(request, outcome, _("Promesse commencée."), promise=identifier)
    answer.headers["HX-Redirect"] = f"/r/{code}/promises/{identifier}"
    return answer


@router.get("/r/{code}/promises/{promise_id}")
async def promise(request: Request, code: Code, promise_id: str, by: Facilitator) -> Response:
    desk, hub = house(request).desk, house(request).hub
    audience = Audience(code, "console", promise=promise_id)

    def see(room: Room) -> dict[str, Any]:
        found = find(room, promise_id)
        seen = regions(room, audience, hub.outlook(code))
        return seen | {"audience": audience, "promise": found, "priority": _priority(room, found)}

    today = datetime.now(UTC).date().isoformat()
    return page(request, "console/promise.html", code=code, fields=FIELD, today=today, **await desk.look(code, see))


def _priority(room: Room, promise: Promise) -> tuple[str, int, Priority] | None:
    """The title of the ballot it was drafted from, how many voted, and the grounds of its option."""
    ballot = room.ballots.get(promise.ballot or "")
    if ballot is None or not ballot.revealed:
        return None
    found = evidence(room, ballot)
    option = next((one for one in found.options if one.option == promise.option), None)
    return (ballot.terms.title, found.voters, option) if option else None


@router.post("/r/{code}/promises/{promise_id}")
async def set_field(request: Request, code: Code, promise_id: str, by: Facilitator) -> Response:
    """One field. The answer tells what it says now and since which entry: somebody may have written after."""
    form = await read(request, FieldForm)
    desk = house(request).desk
    outcome = await desk.submit(code, SetField(form.command_id, promise_id, form.field, form.text), by)

    def see(room: Room) -> dict[str, Any]:
        now = room.promised[promise_id]
        return {"text": now.field(form.field), "since": now.worded.get(form.field, 0)}

    return done(request, outcome, _("Enregistré."), field=form.field, **await desk.look(code, see))


@router.post("/r/{code}/promises/{promise_id}/rests")
async def rest(request: Request, code: Code, promise_id: str, by: Facilitator) -> Response:
    form = await read(request, RestForm)
    command = RestOn(form.command_id, promise_id, form.gisement or None, form.theme or None, form.on)
    return done(request, await house(request).desk.submit(code, command, by), _("Appuis modifiés."))


@router.post("/r/{code}/promises/{promise_id}/status")
async def tell(request: Request, code: Code, promise_id: str, by: Facilitator) -> Response:
    form = await read(request, StatusForm)
    command = TellStatus(form.command_id, promise_id, form.state, form.on, form.evidence, form.learned)
    return done(request, await house(request).desk.submit(code, command, by), _("Suivi enregistré."))
