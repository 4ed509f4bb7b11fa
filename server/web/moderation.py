"""Moderation before display: the switch, what is accepted of the queue, and whose next notes join it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.html import plural
from server.i18n import gettext as _
from server.room.moderation import AcceptNotes, HoldNext, NotesAccepted, SetModeration
from server.web.console import done
from server.web.form import Sent, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class ModerationForm(Sent):
    before: bool


class AcceptForm(Sent):
    """`through`: the last entry that was read."""

    through: int
    note: str = ""


class NextForm(Sent):
    held: bool = True


@router.post("/r/{code}/moderation")
async def switch(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, ModerationForm)
    outcome = await house(request).desk.submit(code, SetModeration(form.command_id, form.before), by)
    return done(
        request, outcome, _("Les notes attendent votre relecture.") if form.before else _("Les notes s'affichent.")
    )


@router.post("/r/{code}/moderation/accept")
async def accept(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, AcceptForm)
    outcome = await house(request).desk.submit(code, AcceptNotes(form.command_id, form.through, form.note), by)
    accepted = sum(len(one.fact.notes) for one in outcome.entries if isinstance(one.fact, NotesAccepted))
    return done(request, outcome, _said(accepted), accepted=accepted)


@router.post("/r/{code}/notes/{note_id}/next")
async def hold_next(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    """What the author of this note writes next."""
    form = await read(request, NextForm)
    outcome = await house(request).desk.submit(code, HoldNext(form.command_id, note_id, form.held), by)
    kept, freed = _("Ses prochaines notes attendront votre relecture."), _("Ses prochaines notes s’afficheront.")
    return done(request, outcome, kept if form.held else freed)


def _said(accepted: int) -> str:
    return plural(accepted, "note acceptée.", "notes acceptées.") if accepted else _("Rien à accepter : relisez.")
