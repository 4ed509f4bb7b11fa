"""Preparing a room with others: a draft behind a link, its versions, the room that opens from it and its file."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StringConstraints, field_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.journal import drafts
from server.journal.drafts import Draft
from server.room.definition import SessionError
from server.room.outline import USUAL, Outline
from server.room.refusal import Refusal
from server.web.form import page, read, wants_json
from server.web.house import house
from server.web.organise import RoomForm, must_wait_for_rooms, open_for, session_of, session_told, shown_once
from server.web.prepare import file_to_correct, must_not_be_locked, session_file, session_sent
from server.web.retention import day_of
from server.wording import hear

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
    """A new draft, of a session or of what the form says, mistakes included."""
    must_not_be_locked(request)
    form = await read(request, DraftForm)
    outline = Outline.of(session_of(request, form)) if form.chosen else form.outline
    return await _begun(request, outline, form.who)


@router.post("/drafts/upload")
async def keep_file(request: Request) -> Response:
    """A new draft of a session file, or what to correct in it, as `filon check` tells it."""
    must_not_be_locked(request)
    try:
        session = await session_sent(request)
    except SessionError as error:
        return file_to_correct(request, error)
    return await _begun(request, Outline.of(session))


async def _begun(request: Request, outline: Outline, who: str = "") -> Response:
    must_wait_for_rooms(request)
    secret = await house(request).desk.write(lambda connection: drafts.add(connection, outline, who))
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
    form, before, outline = await _read(request, secret)
    standing = before.version(before.current)
    if standing and outline.told() == standing.outline.told():
        return _saved(request, secret, before.current)
    upon = form.upon or before.current
    kept = await house(request).desk.write(
        lambda connection: drafts.save(connection, before.id, upon, outline, form.who)
    )
    if kept is None:
        raise Refusal("no_such_draft")
    if kept.stands:
        return _saved(request, secret, kept.number)
    if wants_json(request):
        raise Refusal("draft_changed", version=kept.number)
    after = await _draft(request, secret)
    return _page(request, secret, after, outline, 409, beside=kept.number, who=form.who)


@router.post("/drafts/{secret}/open")
async def open_from(request: Request, secret: str) -> Response:
    """Open a room from what the form says; the draft stays. A form is told what to correct beside each field."""
    must_not_be_locked(request)
    form, draft, outline = await _read(request, secret)
    if not wants_json(request) and outline.problems:
        return _to_correct(request, secret, form, draft, outline)
    return await shown_once(request, await open_for(request, session_told(outline), live=False))


@router.post("/drafts/{secret}/file")
async def file_of_draft(request: Request, secret: str) -> Response:
    """What the form says, as a session file; no version is kept."""
    form, draft, outline = await _read(request, secret)
    if not wants_json(request) and outline.problems:
        return _to_correct(request, secret, form, draft, outline)
    return session_file(session_told(outline))


@router.post("/drafts/{secret}/delete")
async def delete(request: Request, secret: str) -> Response:
    draft = await _draft(request, secret)
    await house(request).desk.write(lambda connection: drafts.remove(connection, [draft.id]))
    if wants_json(request):
        return JSONResponse({"ok": True})
    return RedirectResponse("/rooms/new", 303)


async def _read(request: Request, secret: str) -> tuple[DraftForm, Draft, Outline]:
    """What is sent, the draft it is sent to, and what the room would be."""
    form, draft = await read(request, DraftForm), await _draft(request, secret)
    return form, draft, replace(form.outline, base=draft.base)


async def _draft(request: Request, secret: str) -> Draft:
    found = await house(request).desk.read(lambda connection: drafts.find(connection, secret))
    if found is None:
        raise Refusal("no_such_draft")
    return found


def _saved(request: Request, secret: str, number: int) -> Response:
    if wants_json(request):
        return JSONResponse({"ok": True, "version": number}, headers=NO_INDEX)
    return RedirectResponse(f"/drafts/{secret}?saved={number}", 303)


def _to_correct(request: Request, secret: str, form: DraftForm, draft: Draft, outline: Outline) -> Response:
    return _page(request, secret, draft, outline, 422, who=form.who, upon=form.upon or draft.current)


def _page(request: Request, secret: str, draft: Draft, outline: Outline, status: int = 200, **values: Any) -> Response:
    """`beside`: the version that was just kept without standing; `saved`: the one that just was."""
    filled = {"beside": 0, "saved": 0, "shown": draft.current, "upon": draft.current, "who": ""} | values
    problems = outline.problems if status == 422 else {}
    hear(outline.wording)
    answer = page(
        request, "organise/draft.html", status, draft=draft, outline=outline, problems=problems, begun=draft.base is not USUAL,
        path=f"/drafts/{secret}", url=_url(request, secret), until=day_of(draft.gone_at), **filled,
    )  # fmt: skip
    answer.headers.update(NO_INDEX)
    return answer


def _url(request: Request, secret: str) -> str:
    return f"{house(request).hub.public_url}/drafts/{secret}"


def _as_json(draft: Draft) -> dict[str, Any]:
    versions = [{"version": one.number, "at": one.at, "who": one.who, **one.outline.typed()} for one in draft.versions]
    session = None if draft.base is USUAL else draft.base
    return {
        "current": draft.current,
        "until": day_of(draft.gone_at).isoformat(),
        "session": session,
        "versions": versions,
    }
