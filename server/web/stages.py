"""Stages, timer, running order, gisements, tables, the projector's view, undo: how a facilitator leads the room."""

import re
import unicodedata
from typing import Literal, TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.room.definition import Gisement, Part, Stage, StageKind, slug
from server.room.life import Undo
from server.room.refusal import Refusal
from server.room.stages import (
    CalmScreens,
    ChangeStage,
    EnterStage,
    InsertStage,
    PointScreen,
    Rotate,
    SetGisement,
    SetTimer,
)
from server.room.state import Room, Showing, ShownView
from server.web.console import done
from server.web.form import Listed, Sent, read
from server.web.house import house
from server.web.who import Code, Facilitator, Hand
from server.wording import worded

router = APIRouter()
P = TypeVar("P", bound=Part)


class StageForm(Listed):
    stage: str


class TimerForm(Sent):
    action: Literal["start", "pause", "add"]
    minutes: float = 1


class ShowForm(Sent):
    view: ShownView = "auto"
    gisement: str = ""
    subject: str = ""
    page: int = 0
    held: bool = False


class CalmForm(Sent):
    calm: bool


class UndoForm(Sent):
    seq: int | None = None


class InsertForm(Sent):
    kind: StageKind
    title: str = ""
    minutes: int = 10
    text: str = ""
    options: str | list[str] = ""
    """One answer a line, or a list."""
    after: str = ""


class OrderForm(Sent):
    minutes: int | None = None
    title: str | None = None
    move: int = 0
    skip: bool = False


class GisementForm(Sent):
    gisement: str = ""
    title: str = ""
    short: str = ""
    question: str = ""


class RotateForm(Sent):
    steps: int = 1


@router.post("/r/{code}/stage")
async def enter(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, StageForm)
    form.must_list()
    command = EnterStage(form.command_id, form.stage, form.options, form.shortlist)
    outcome = await house(request).desk.submit(code, command, by)
    title, stage = await house(request).desk.look(code, lambda room: (room.stage.title, room.stage_id))
    return done(request, outcome, _("Étape en cours : {stage}.").format(stage=worded(title)), stage=stage)


@router.post("/r/{code}/timer")
async def timer(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, TimerForm)
    outcome = await house(request).desk.submit(code, SetTimer(form.command_id, form.action, form.minutes), by)
    ends_at, left = await house(request).desk.look(code, lambda room: (room.timer.ends_at, room.timer.left))
    return done(request, outcome, _("Minuteur réglé."), ends_at=ends_at, left=left)


@router.post("/r/{code}/screen")
async def show(request: Request, code: Code, by: Facilitator) -> Response:
    """What the projector shows: `auto` follows the stage."""
    form = await read(request, ShowForm)

    def keep_gisement(room: Room) -> str | None:
        return form.gisement or room.showing.gisement

    gisement = await house(request).desk.look(code, keep_gisement)
    showing = Showing(form.view, gisement, form.subject or None, form.page, form.held)
    outcome = await house(request).desk.submit(code, PointScreen(form.command_id, showing), by)
    return done(request, outcome, _("L'image est figée.") if form.held else _("L'écran change."))


@router.post("/r/{code}/calm")
async def calm(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, CalmForm)
    outcome = await house(request).desk.submit(code, CalmScreens(form.command_id, form.calm), by)
    return done(request, outcome, _("Les écrans sont calmes.") if form.calm else _("Les écrans bougent de nouveau."))


@router.post("/r/{code}/undo")
async def undo(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, UndoForm)
    outcome = await house(request).desk.submit(code, Undo(form.command_id, form.seq), by)
    return done(request, outcome, _("C'est annulé."))


@router.post("/r/{code}/order")
async def insert(request: Request, code: Code, by: Facilitator) -> Response:
    """Put a new stage after another (or after the current one)."""
    form = await read(request, InsertForm)
    desk = house(request).desk
    after, taken = await desk.look(
        code, lambda room: (form.after or room.stage_id, {s.id for s in room.session.stages})
    )
    lines = form.options.splitlines() if isinstance(form.options, str) else form.options
    values = {
        "id": _free(form.kind, taken), "kind": form.kind, "title": form.title or TITLES[form.kind],
        "minutes": form.minutes, "text": form.text, "options": tuple(line.strip() for line in lines if line.strip()),
    }  # fmt: skip
    outcome = await desk.submit(code, InsertStage(form.command_id, _valid(Stage, values), after), by)
    return done(request, outcome, _("Étape ajoutée au déroulé."), stage=values["id"])


TITLES: dict[str, str] = {
    "welcome": "Accueil", "question": "Question", "react": "Les défis", "gather": "Contributions", "sort": "Regroupement",
    "vote": "Vote", "results": "Résultats", "promises": "Promesses", "close": "Clôture", "pause": "Pause",
}  # fmt: skip


@router.post("/r/{code}/order/{stage_id}")
async def reorder(request: Request, code: Code, stage_id: str, by: Facilitator) -> Response:
    form = await read(request, OrderForm)
    command = ChangeStage(form.command_id, stage_id, form.minutes, form.title, form.move, form.skip)
    outcome = await house(request).desk.submit(code, command, by)
    return done(request, outcome, _("Étape retirée du déroulé.") if form.skip else _("Déroulé modifié."))


@router.post("/r/{code}/gisements")
async def set_gisement(request: Request, code: Code, by: Facilitator) -> Response:
    """Correct a gisement (named by `gisement`), or add one."""
    form = await read(request, GisementForm)
    desk = house(request).desk
    was, taken = await desk.look(
        code, lambda room: (room.find_gisement(form.gisement), {g.id for g in room.session.gisements})
    )
    if form.gisement and was is None:
        raise Refusal("unknown_gisement")
    base: dict[str, object] = was.model_dump() if was else {"id": _free("g", taken, len(taken) + 1)}
    sent = {
        "title": form.title,
        "short": form.short or (was.short if was else form.title[:28]),
        "question": form.question,
    }
    gisement = _valid(Gisement, base | {name: value for name, value in sent.items() if value})
    outcome = await desk.submit(code, SetGisement(form.command_id, gisement), by)
    return done(request, outcome, _("Gisement corrigé.") if was else _("Gisement ajouté."), gisement=gisement.id)


@router.post("/r/{code}/tables/rotate")
async def rotate(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, RotateForm)
    outcome = await house(request).desk.submit(code, Rotate(form.command_id, form.steps), by)
    return done(request, outcome, _("Les tables changent de gisement."))


def _free(wanted: str, taken: set[str], first: int = 2) -> str:
    """An identifier made from a word, that nothing in the room has yet."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode()
    base = slug(plain)
    if base not in taken and not re.fullmatch("g", base):
        return base
    joint = "" if base == "g" else "-"
    return next(name for n in range(first, 1000) if (name := f"{base}{joint}{n}") not in taken)


def _valid(shape: type[P], values: dict[str, object]) -> P:
    try:
        return shape.model_validate(values)
    except ValueError:
        raise Refusal("bad_request") from None
