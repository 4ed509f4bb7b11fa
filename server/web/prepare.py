"""Preparing a room: a format, a few lines written in a form, or a session file; and the file of what is prepared."""

import re
import unicodedata
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.room.definition import MAX_BYTES, Session, SessionError, parse
from server.room.outline import Outline
from server.room.refusal import Refusal
from server.room.session_file import written
from server.web.form import page, read, read_file, sends_file, wants_json
from server.web.house import house
from server.web.organise import RoomForm, bad, formats, open_for, session_of, shown_once
from server.web.who import Code, Organiser

router = APIRouter()
TOML = "application/toml"


@router.get("/rooms/new")
async def new(request: Request) -> Response:
    must_not_be_locked(request)
    return _form(request, Outline())


@router.post("/rooms")
async def open_by_form(request: Request) -> Response:
    """Open a draft: this browser becomes its organiser, and the links are shown once. A form is told what to correct beside
    each field."""
    must_not_be_locked(request)
    form = await read(request, RoomForm)
    if not wants_json(request) and not form.session and form.outline.problems:
        return _form(request, form.outline, 422)
    return await shown_once(request, await open_for(request, session_of(request, form), live=False))


@router.post("/rooms/file")
async def file_of_form(request: Request) -> Response:
    """What the form says, as a session file; no room opens."""
    form = await read(request, RoomForm)
    if not wants_json(request) and form.outline.problems:
        return _form(request, form.outline, 422)
    return session_file(session_of(request, form))


@router.post("/rooms/upload")
async def open_file(request: Request) -> Response:
    """Open a draft from a session file, or tell what to correct in it, as `filon check` does."""
    must_not_be_locked(request)
    try:
        session = await session_sent(request)
    except SessionError as error:
        return file_to_correct(request, error)
    return await shown_once(request, await open_for(request, session, live=False))


async def session_sent(request: Request) -> Session:
    """The session file that is sent. Raises SessionError."""
    try:
        sent, _fields = await read_file(request, MAX_BYTES)
    except Refusal as refusal:
        if refusal.code != "file_too_large" or not _by_form(request):
            raise
        raise SessionError("session", [refusal.message]) from None
    return parse(sent.decode("utf-8-sig", "replace"))


def file_to_correct(request: Request, error: SessionError) -> Response:
    """The page that the file was sent by, with what to correct in it. Raises Refusal `bad_session` for who has no page."""
    if not _by_form(request):
        raise bad(error)
    return _form(request, Outline(), 422, file_problems=error.problems)


def _by_form(request: Request) -> bool:
    return sends_file(request) and not wants_json(request)


@router.get("/r/{code}/session.toml")
async def file_of_room(request: Request, code: Code, by: Organiser) -> Response:
    """The session as the room has it now, corrections included."""
    return session_file(await house(request).desk.look(code, lambda room: room.session), f"filon-{code}")


def must_not_be_locked(request: Request) -> None:
    if house(request).config.admin_key:
        raise Refusal("forbidden")


def _form(request: Request, outline: Outline, status: int = 200, file_problems: Sequence[str] = ()) -> Response:
    """What is told to correct is of a file, or of what is written."""
    problems = outline.problems if status == 422 and not file_problems else {}
    return page(
        request, "organise/new.html", status, outline=outline, problems=problems,
        formats=formats(request), file_problems=file_problems,
    )  # fmt: skip


def session_file(session: Session, name: str = "") -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name or _name(session.title)}.toml"',
        "Cache-Control": "no-store",
    }
    return Response(written(session), media_type=TOML, headers=headers)


def _name(title: str) -> str:
    """A file's name from a title: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "seance"
