"""Notes: post, edit, withdraw, read one's own; hide and erase."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.i18n import marked
from server.room.life import EraseNotes
from server.room.notes import EditNote, HideNote, PostNote, WithdrawNote, editable
from server.room.refusal import Refusal
from server.room.state import Note, Room
from server.room.thread import line
from server.web import who
from server.web.console import done
from server.web.form import CommandId, Sent, answer, page, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()
TOLD = ("id", "gisement", "kind", "text", "theme", "hidden", "late", "withdrawn", "card", "person", "cards", "entered")


class NoteForm(Sent):
    """`written_in`: the stage the phone showed when the text was typed; it lets a late note in."""

    id: CommandId | None = None
    gisement: str = ""
    kind: str = ""
    text: str = ""
    written_in: str = ""
    table: int | None = None


class EditForm(Sent):
    text: str = ""
    kind: str = ""


class HideForm(Sent):
    hidden: bool = True


@router.post("/r/{code}/notes")
async def post(request: Request, code: Code) -> Response:
    form = await read(request, NoteForm)
    desk = house(request).desk
    note_id = form.id or form.command_id
    table, known = await desk.look(code, lambda room: (who.at_table(room, form.table), note_id in room.commands))
    by = who.participant(request, code, table)
    if not known:
        _slow_down(request, code, by.id)
    outcome = await desk.submit(code, PostNote(note_id, form.gisement, form.kind, form.text, form.written_in), by)
    return await shown(request, code, note_id, 200 if outcome.repeated else 201)


def _slow_down(request: Request, code: str, who_id: str) -> None:
    limits = house(request).limits
    if limits.notes.wait(who_id) or limits.room.wait(code):
        raise Refusal("too_fast")


@router.patch("/r/{code}/notes/{note_id}")
async def edit(request: Request, code: Code, note_id: str) -> Response:
    form = await read(request, EditForm)
    by = who.participant(request, code)
    await house(request).desk.submit(code, EditNote(form.command_id, note_id, form.text, form.kind), by)
    return await shown(request, code, note_id)


@router.delete("/r/{code}/notes/{note_id}")
async def withdraw(request: Request, code: Code, note_id: str) -> Response:
    by = who.participant(request, code)
    form = await read(request, Sent)
    await house(request).desk.submit(code, WithdrawNote(form.command_id, note_id), by)
    return await shown(request, code, note_id)


@router.post("/r/{code}/notes/{note_id}/hide")
async def hide(request: Request, code: Code, note_id: str, by: Facilitator) -> Response:
    form = await read(request, HideForm)
    outcome = await house(request).desk.submit(code, HideNote(form.command_id, note_id, form.hidden), by)
    return done(request, outcome, _("Note masquée.") if form.hidden else _("Note rétablie."))


@router.post("/r/{code}/notes/{note_id}/erase")
async def erase(request: Request, code: Code, note_id: str) -> Response:
    """Remove a note's words for good: its author, or the organiser."""
    form = await read(request, Sent)
    staff = await who.staff(request, code)
    by = staff if staff and staff.role == "organiser" else who.participant(request, code)
    outcome = await house(request).desk.submit(code, EraseNotes(form.command_id, (note_id,)), by)
    return done(request, outcome, _("Le texte est effacé."))


@router.post("/r/{code}/mine/erase")
async def erase_mine(request: Request, code: Code) -> Response:
    """Remove the words of all one's own notes for good."""
    form = await read(request, Sent)
    await house(request).desk.submit(code, EraseNotes(form.command_id), who.participant(request, code))
    return answer(request, {"ok": True}, "phone/_mine.html", notes=[], code=code)


@router.get("/r/{code}/mine")
async def mine(request: Request, code: Code) -> Response:
    """One's own notes, the newest first."""
    me = who.me(request, code)

    def see(room: Room) -> dict[str, Any]:
        notes = [note for note in room.notes.values() if note.author == me and not note.withdrawn and not note.erased]
        return {"notes": [own(room, note) for note in reversed(notes)], "session": room.session}

    seen = await house(request).desk.look(code, see)
    return page(request, "phone/_mine.html", code=code, **seen)


def own(room: Room, note: Note) -> dict[str, Any]:
    """A note as its author sees it, as plain values: what is kept after `look` must not be the room's."""
    kind = room.find_kind(note.kind)
    gisement = room.find_gisement(note.gisement)
    return {
        "id": note.id, "gisement": note.gisement, "kind": note.kind, "text": note.text, "said": note.said,
        "masked": len(note.masked), "theme": note.theme, "at": note.at,
        "translation": note.translation, "language": note.language if note.language != room.session.language else "",
        "hidden": note.hidden, "aside": note.aside, "waiting": note.waiting, "late": note.late, "edited": note.edited,
        "withdrawn": note.withdrawn,
        "editable": editable(room, note) and not (note.hidden or note.aside),
        "label": kind.label if kind else marked("Reformulation"),
        "icon": kind.icon if kind else "pencil", "colour": kind.colour if kind else "slate",
        "place": gisement.short if gisement else "", "thread": line(room, note), "seq": note.seq,
    }  # fmt: skip


async def shown(
    request: Request, code: str, note_id: str, status: int = 200, *,
    template: str = "phone/_note.html", tell: Callable[[Room, Note], dict[str, Any]] = own,
) -> Response:  # fmt: skip
    """Today's answer about a note: the same for the first sending and for a repeat."""

    def see(room: Room) -> tuple[dict[str, Any] | None, int]:
        note = room.notes.get(note_id)
        return (tell(room, note) if note else None), room.seq

    note, seq = await house(request).desk.look(code, see)
    if note is None:
        raise Refusal("id_reused")
    data = {name: note[name] for name in TOLD if name in note}
    data |= {"state": _state(note), "number": note["seq"], "seq": seq}
    return answer(request, data, template, status, note=note, code=code)


def _state(note: dict[str, Any]) -> str:
    return "aside" if note["aside"] else "hidden" if note["hidden"] else "waiting" if note["waiting"] else "received"
