"""Preparing a room with others: a draft behind a link, its versions, and the room that opens from it."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StringConstraints, field_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.journal import drafts
from server.journal.drafts import Draft
from server.room.outline import STAGES, Outline
from server.room.refusal import Refusal
from server.web.form import page, read, wants_json
from server.web.house import house
from server.web.organise import RoomForm, must_wait_for_rooms, open_for, session_of, shown_once
from server.web.prepare import must_not_be_locked
from server.web.retention import day_of

router = APIRouter()
NO_INDEX = {"X-Robots-Tag": "noindex"}


class DraftForm(RoomForm):
    """`upon`: the version that stood when this one began to be written; `who`: the name of who writes it, if they wish."""

    who: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    upon: Annotated[int, Field(ge=0, lt=2**31)] = 0

    @field_validator("minutes")
    @classmethod
    def _plain(cls, minutes: dict[str, Any]) -> dict[str, Any]:
        """What is kept as it was typed is what a field can hold."""
        if any(not isinstance(one, str | int | float) for one in minutes.values()):
            raise ValueError
        return minutes


@router.post("/drafts")
async def keep(request: Request) -> Response:
    """A new draft, of what the form says, mistakes included."""
    must_not_be_locked(request)
    must_wait_for_rooms(request)
    form = await read(request, DraftForm)
    secret = await house(request).desk.write(lambda connection: drafts.add(connection, form.outline, form.who))
    if wants_json(request):
        return JSONResponse({"url": _url(request, secret), "version": 1}, 201)
    return RedirectResponse(f"/drafts/{secret}", 303)


@router.get("/drafts/{secret}")
async def look(request: Request, secret: str, version: int = 0, saved: int = 0) -> Response:
    """The form, filled with a version: the one that stands, unless another is asked."""
    draft = await _draft(request, secret)
    if wants_json(request):
        return JSONResponse(_as_json(draft), headers=NO_INDEX)
    shown = draft.version(version) or draft.version(draft.current)
    assert shown  # noqa: S101 - the version that stands is never let go
    return _page(request, secret, draft, shown.outline, shown=shown.number, saved=saved)


@router.post("/drafts/{secret}")
async def save(request: Request, secret: str) -> Response:
    """A new version. When another came to stand since this one was begun, both are kept, and whoever comes second is told."""
    must_not_be_locked(request)
    must_wait_for_rooms(request)
    form, before = await read(request, DraftForm), await _draft(request, secret)
    standing = before.version(before.current)
    if standing and form.outline.told() == standing.outline.told():
        return _saved(request, secret, before.current)
    upon = form.upon or before.current
    kept = await house(request).desk.write(
        lambda connection: drafts.save(connection, before.id, upon, form.outline, form.who)
    )
    if kept is None:
        raise Refusal("no_such_draft")
    if kept.stands:
        return _saved(request, secret, kept.number)
    if wants_json(request):
        raise Refusal("draft_changed", version=kept.number)
    after = await _draft(request, secret)
    return _page(request, secret, after, form.outline, 409, beside=kept.number, who=form.who)


@router.post("/drafts/{secret}/open")
async def open_from(request: Request, secret: str) -> Response:
    """Open a room from what the form says; the draft stays. A form is told what to correct beside each field."""
    must_not_be_locked(request)
    form, draft = await read(request, DraftForm), await _draft(request, secret)
    if not wants_json(request) and form.outline.problems:
        return _page(request, secret, draft, form.outline, 422, who=form.who, upon=form.upon or draft.current)
    return await shown_once(request, await open_for(request, session_of(request, form), live=False))


@router.post("/drafts/{secret}/delete")
async def delete(request: Request, secret: str) -> Response:
    draft = await _draft(request, secret)
    await house(request).desk.write(lambda connection: drafts.remove(connection, [draft.id]))
    if wants_json(request):
        return JSONResponse({"ok": True})
    return RedirectResponse("/rooms/new", 303)


async def _draft(request: Request, secret: str) -> Draft:
    found = await house(request).desk.read(lambda connection: drafts.find(connection, secret))
    if found is None:
        raise Refusal("no_such_draft")
    return found


def _saved(request: Request, secret: str, number: int) -> Response:
    if wants_json(request):
        return JSONResponse({"ok": True, "version": number}, headers=NO_INDEX)
    return RedirectResponse(f"/drafts/{secret}?saved={number}", 303)


def _page(request: Request, secret: str, draft: Draft, outline: Outline, status: int = 200, **values: Any) -> Response:
    """`beside`: the version that was just kept without standing; `saved`: the one that just was."""
    filled = {"beside": 0, "saved": 0, "shown": draft.current, "upon": draft.current, "who": ""} | values
    problems = outline.problems if status == 422 else {}
    answer = page(
        request, "organise/draft.html", status, draft=draft, outline=outline, problems=problems, stages=STAGES,
        path=f"/drafts/{secret}", url=_url(request, secret), until=day_of(draft.gone_at), **filled,
    )  # fmt: skip
    answer.headers.update(NO_INDEX)
    return answer


def _url(request: Request, secret: str) -> str:
    return f"{house(request).hub.public_url}/drafts/{secret}"


def _as_json(draft: Draft) -> dict[str, Any]:
    versions = [
        {
            "version": one.number, "at": one.at, "who": one.who, "title": one.outline.title, "colleges": one.outline.colleges,
            "gisements": one.outline.gisements, "minutes": dict(one.outline.minutes),
        }
        for one in draft.versions
    ]  # fmt: skip
    return {"current": draft.current, "until": day_of(draft.gone_at).isoformat(), "versions": versions}
