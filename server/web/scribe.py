"""Scribe mode: many notes entered for others, by keyboard alone."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.room.definition import Kind
from server.room.notes import EditNote, WithdrawNote
from server.room.people import Role
from server.room.refusal import Refusal
from server.room.scribe import EnterNote, entered_by, writer_of
from server.room.state import Note, Room
from server.room.translation import untranslated
from server.web import who
from server.web.form import CommandId, Sent, page, read
from server.web.house import house
from server.web.notes import EditForm, own, shown
from server.web.who import Code, Hand

router = APIRouter()
SHOWN = 50


class EnterForm(Sent):
    """`written_in`: the stage the page showed when the text was typed. `person`: the number of another card of theirs."""

    id: CommandId | None = None
    gisement: str = ""
    kind: str = ""
    text: str = ""
    card: str = ""
    person: str = ""
    college: str = ""
    written_in: str = ""


@router.get("/r/{code}/scribe")
async def scribe(request: Request, code: Code) -> Response:
    staff = await who.staff(request, code)
    if staff is None or who.RANKS[staff.role] < who.RANKS[Role.TABLE]:
        return page(request, "home/key.html", code=code, where="scribe")
    at = staff.table

    def see(room: Room) -> dict[str, Any]:
        entered = entered_by(room, staff.id)
        carded = next((note for note in entered if writer_of(room, note)), None)
        return {
            "session": room.session, "stage": room.stage, "initials": letters(room.session.kinds), "count": len(entered),
            "untranslated": len(untranslated(room)),
            "here": room.table_gisement(at) if at else room.session.gisements[0].id,
            "last": carded and writer_of(room, carded),
            "notes": [_told(room, note) for note in entered[:SHOWN]],
        }  # fmt: skip

    return page(request, "scribe/room.html", code=code, **await house(request).desk.look(code, see))


def letters(kinds: Iterable[Kind]) -> dict[str, str]:
    """kind -> the key that chooses it: the first letter of its name that no other has taken."""
    taken: dict[str, str] = {}
    for kind in kinds:
        plain = unicodedata.normalize("NFD", kind.label).lower()
        free = (
            one for one in (*plain, *"abcdefghijklmnopqrstuvwxyz") if "a" <= one <= "z" and one not in taken.values()
        )
        taken[kind.id] = next(free, "")
    return taken


@router.post("/r/{code}/scribe/notes")
async def enter(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, EnterForm)
    desk = house(request).desk
    note_id = form.id or form.command_id
    if not await desk.look(code, lambda room: note_id in room.commands) and house(request).limits.room.wait(code):
        raise Refusal("too_fast")
    card, person = form.card.strip(), form.person.strip()
    command = EnterNote(note_id, form.gisement, form.kind, form.text, card, form.college, form.written_in, person)
    outcome = await desk.submit(code, command, by)
    return await _shown(request, code, note_id, 200 if outcome.repeated else 201)


@router.patch("/r/{code}/scribe/notes/{note_id}")
async def correct(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    form = await read(request, EditForm)
    await house(request).desk.submit(code, EditNote(form.command_id, note_id, form.text, form.kind), by)
    return await _shown(request, code, note_id)


@router.delete("/r/{code}/scribe/notes/{note_id}")
async def withdraw(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    form = await read(request, Sent)
    await house(request).desk.submit(code, WithdrawNote(form.command_id, note_id), by)
    return await _shown(request, code, note_id)


def _told(room: Room, note: Note) -> dict[str, Any]:
    """`person`: the number of the first card of whoever wrote it; `cards`: how many of theirs are entered."""
    writer = writer_of(room, note)
    return own(room, note) | {
        "card": note.card, "entered": note.entered, "person": writer.number if writer else "",
        "cards": writer.cards if writer else 0, "college": writer.college if writer else "",
    }  # fmt: skip


async def _shown(request: Request, code: str, note_id: str, status: int = 200) -> Response:
    return await shown(request, code, note_id, status, template="scribe/_note.html", tell=_told)
