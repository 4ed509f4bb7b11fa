"""Lines in French beside notes: the page where a helper writes one after the other, and what says which notes want one."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.desk import Outcome
from server.i18n import gettext as _
from server.i18n import tongue
from server.live.views import Audience
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.room.state import Note, Room
from server.room.translation import AskTranslation, TranslateNote, untranslated, within_reach
from server.web import who
from server.web.console import done, regions
from server.web.form import Sent, page, read
from server.web.house import house
from server.web.notes import own
from server.web.who import Code, Hand

router = APIRouter()


class BackForm(Sent):
    """`back`: come back to the page, as a browser without script does."""

    back: bool = False


class LineForm(BackForm):
    text: str = ""


class AskForm(BackForm):
    asked: bool = True


@router.get("/r/{code}/translations")
async def translations(request: Request, code: Code, note: str = "") -> Response:
    """The note asked for, or the first that waits, and those that follow."""
    staff = await who.staff(request, code)
    if staff is None or who.RANKS[staff.role] < who.RANKS[Role.TABLE]:
        return page(request, "home/key.html", code=code, where="translations")
    hub = house(request).hub

    def see(room: Room) -> dict[str, Any]:
        audience = Audience(code, "console", translating=True)
        seen = regions(room, audience, hub.outlook(code))
        return seen | {"audience": audience, "note": _at_hand(room, note, staff), "asked": bool(note)}

    return page(request, "scribe/translations.html", code=code, **await house(request).desk.look(code, see))


def _at_hand(room: Room, wanted: str, by: Actor) -> dict[str, Any] | None:
    if wanted:
        try:
            return _told(room, within_reach(room, wanted, by))
        except Refusal:
            pass  # it has left meanwhile: the next one is as good
    waiting = untranslated(room)
    return _told(room, waiting[0]) if waiting else None


def _told(room: Room, note: Note) -> dict[str, Any]:
    told = own(room, note)
    return told | {"tongue": tongue(told["language"])}


@router.post("/r/{code}/notes/{note_id}/translation")
async def translate(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    form = await read(request, LineForm)
    outcome = await house(request).desk.submit(code, TranslateNote(form.command_id, note_id, form.text), by)
    return _answer(request, code, form, outcome, _("Ligne enregistrée.") if form.text.strip() else _("Ligne retirée."))


@router.post("/r/{code}/notes/{note_id}/to-translate")
async def ask(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    form = await read(request, AskForm)
    outcome = await house(request).desk.submit(code, AskTranslation(form.command_id, note_id, form.asked), by)
    told = _("Note à traduire.") if form.asked else _("Pas de traduction pour cette note.")
    return _answer(request, code, form, outcome, told)


def _answer(request: Request, code: str, form: BackForm, outcome: Outcome, told: str) -> Response:
    return RedirectResponse(f"/r/{code}/translations", 303) if form.back else done(request, outcome, told)
