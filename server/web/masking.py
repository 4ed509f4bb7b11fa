"""A note's words, for whoever leads the room to mask one, or to show it again."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.room.masking import MaskWords
from server.room.notes import standing
from server.room.state import Room
from server.room.text import Span, words
from server.web.console import done
from server.web.form import Sent, answer, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()

Place = Annotated[str, StringConstraints(pattern=r"^\d{1,4}-\d{1,4}$")]
"""Where a word stands: « 4-9 »."""


class MaskForm(Sent):
    """`through`: the last entry that was read."""

    words: tuple[Place, ...] = ()
    through: int
    masked: bool = True


@router.get("/r/{code}/notes/{note_id}/words")
async def choose(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    def see(room: Room) -> dict[str, Any]:
        note = standing(room, note_id)
        personal = note.personal
        told = [{"at": f"{start}-{end}", "word": note.said[start:end], "masked": (start, end) in note.masked,
                 "personal": (start, end) in personal} for start, end in words(note.said)]  # fmt: skip
        return {"note": note.id, "text": note.text, "words": told, "through": room.seq}

    seen = await house(request).desk.look(code, see)
    return answer(request, seen, "console/_words.html", **seen)


@router.post("/r/{code}/notes/{note_id}/mask")
async def mask(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    form = await read(request, MaskForm)
    command = MaskWords(form.command_id, note_id, tuple(map(_span, form.words)), form.through, form.masked)
    outcome = await house(request).desk.submit(code, command, by)
    return done(request, outcome, _("Mot masqué.") if form.masked else _("Mot rétabli."))


def _span(place: str) -> Span:
    start, _dash, end = place.partition("-")
    return int(start), int(end)
