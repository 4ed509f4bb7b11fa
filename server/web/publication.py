"""The report as a page, where the organiser words it for publication: an introduction, and notes in other words."""

from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.reports.annexes import verbatim
from server.reports.blocks import Verbatim
from server.reports.contract import note_part
from server.room.notes import standing
from server.room.publication import IntroduceReport, PublishNote
from server.room.state import Room
from server.web.console import done
from server.web.form import Sent, answer, page, read, wants_json
from server.web.house import house
from server.web.who import Code, Facilitator, Organiser

router = APIRouter()


class WordingForm(Sent):
    """`original`: leave the note as it was written, whatever `text` says."""

    text: str = ""
    original: bool = False


class IntroductionForm(Sent):
    text: str = ""


@router.get("/r/{code}/report")
async def report(request: Request, code: Code, by: Organiser) -> Response:
    """What stands between the tags of the HTML file, where every text is escaped."""
    file = (await house(request).press.print(request, code, "html")).decode()
    body = Markup(file[file.index("<main") : file.index("</main>") + len("</main>")])  # noqa: S704

    def see(room: Room) -> dict[str, Any]:
        return {"title": room.session.title, "introduction": room.introduction}

    return page(request, "report/report.html", code=code, report=body, **await house(request).desk.look(code, see))


@router.post("/r/{code}/report")
async def introduce(request: Request, code: Code, by: Organiser) -> Response:
    form = await read(request, IntroductionForm)
    outcome = await house(request).desk.submit(code, IntroduceReport(form.command_id, form.text), by)
    if wants_json(request):
        return done(request, outcome, "Introduction enregistrée.")
    return RedirectResponse(f"/r/{code}/report", 303)


@router.get("/r/{code}/notes/{note_id}/publish")
async def wording(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    """The form by which a note is worded for publication, beside what was written."""

    def see(room: Room) -> dict[str, Any]:
        note = standing(room, note_id)
        return {"note": note.id, "original": note.text, "published": note.published}

    return page(request, "report/_wording.html", code=code, **await house(request).desk.look(code, see))


@router.post("/r/{code}/notes/{note_id}/publish")
async def publish(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    """The answer is the note as the report tells it now."""
    form = await read(request, WordingForm)
    command = PublishNote(form.command_id, note_id, "" if form.original else form.text)
    outcome = await house(request).desk.submit(code, command, by)

    def see(room: Room) -> tuple[str | None, Verbatim]:
        note = room.notes[note_id]
        kinds = {kind.id: kind.label for kind in room.session.kinds}
        return note.published, verbatim(note_part(note), 0, kinds, room.session.language)

    published, told = await house(request).desk.look(code, see)
    data = {"ok": True, "seq": outcome.seq, "changed": bool(outcome.entries), "published": published}
    return answer(request, data, "report/_told.html", it=told)
