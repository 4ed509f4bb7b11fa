"""Themes: rename, pin, merge; move a note from one to another."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.room.themes import ChangeTheme, MergeThemes, MoveNote
from server.web.console import done
from server.web.form import Sent, read
from server.web.house import house
from server.web.who import Code, Hand

router = APIRouter()


class ThemeForm(Sent):
    label: str | None = None
    pinned: bool | None = None


class MergeForm(Sent):
    themes: list[str]
    into: str


class MoveForm(Sent):
    """No theme: a new one is opened for the note, named `label` if it is given."""

    theme: str | None = None
    label: str = ""


@router.post("/r/{code}/themes/merge")
async def merge(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, MergeForm)
    outcome = await house(request).desk.submit(code, MergeThemes(form.command_id, tuple(form.themes), form.into), by)
    return done(request, outcome, "Thèmes réunis.")


@router.post("/r/{code}/themes/{theme_id}")
async def change(request: Request, code: Code, theme_id: str, by: Hand) -> Response:
    form = await read(request, ThemeForm)
    outcome = await house(request).desk.submit(
        code, ChangeTheme(form.command_id, theme_id, form.label, form.pinned), by
    )
    return done(request, outcome, "Thème modifié.")


@router.post("/r/{code}/notes/{note_id}/move")
async def move(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    form = await read(request, MoveForm)
    outcome = await house(request).desk.submit(
        code, MoveNote(form.command_id, note_id, form.theme or None, form.label), by
    )
    return done(request, outcome, "Note déplacée.")
