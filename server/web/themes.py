"""Themes: rename, pin, merge, split; move a note from one to another; ask for another shape, accept it or drop it."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.html import percent
from server.i18n import gettext, tongue
from server.i18n import marked as _
from server.room import wall as walls
from server.room.people import Actor
from server.room.proposals import AskProposal, CloseProposal
from server.room.refusal import Refusal
from server.room.state import Note, Room
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes, SplitTheme
from server.room.thread import UNTITLED
from server.themes.labels import shared
from server.web.console import done
from server.web.form import Sent, page, read
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

    notes: tuple[str, ...] = ()
    theme: str | None = None
    label: str = ""


class SplitForm(Sent):
    """The notes that leave, for a new theme named `label` if it is given."""

    notes: list[str]
    label: str = ""


class ProposalForm(Sent):
    """`finer`: −1, 0 or 1 step. With a `theme`: this theme in parts."""

    gisement: str
    finer: int = 0
    theme: str | None = None


class AnswerForm(Sent):
    gisement: str
    accepted: bool


@router.post("/r/{code}/themes/merge")
async def merge(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, MergeForm)
    outcome = await house(request).desk.submit(code, MergeThemes(form.command_id, tuple(form.themes), form.into), by)
    return done(request, outcome, gettext("Thèmes réunis."))


@router.post("/r/{code}/themes/{theme_id}")
async def change(request: Request, code: Code, theme_id: str, by: Hand) -> Response:
    form = await read(request, ThemeForm)
    outcome = await house(request).desk.submit(
        code, ChangeTheme(form.command_id, theme_id, form.label, form.pinned), by
    )
    return done(request, outcome, gettext("Thème modifié."))


@router.post("/r/{code}/themes/{theme_id}/split")
async def split(request: Request, code: Code, theme_id: str, by: Hand) -> Response:
    form = await read(request, SplitForm)
    outcome = await house(request).desk.submit(
        code, SplitTheme(form.command_id, theme_id, tuple(form.notes), form.label), by
    )
    return done(request, outcome, gettext("Thème séparé."))


@router.post("/r/{code}/proposals")
async def ask(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, ProposalForm)
    outcome = await house(request).desk.submit(
        code, AskProposal(form.command_id, form.gisement, form.finer, form.theme or None), by
    )
    return done(request, outcome, gettext("Proposition demandée."))


@router.post("/r/{code}/proposals/{proposal_id}")
async def answer(request: Request, code: Code, proposal_id: str, by: Hand) -> Response:
    form = await read(request, AnswerForm)
    outcome = await house(request).desk.submit(
        code, CloseProposal(form.command_id, form.gisement, proposal_id, form.accepted), by
    )
    return done(
        request, outcome, gettext("Proposition appliquée.") if form.accepted else gettext("Proposition écartée.")
    )


@router.post("/r/{code}/notes/move")
async def move_all(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, MoveForm)
    return await _move(request, code, by, form.notes, form)


@router.post("/r/{code}/notes/{note_id}/move")
async def move(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    return await _move(request, code, by, (note_id,), await read(request, MoveForm))


async def _move(request: Request, code: str, by: Actor, notes: tuple[str, ...], form: MoveForm) -> Response:
    command = MoveNotes(form.command_id, notes, form.theme or None, form.label)
    outcome = await house(request).desk.submit(code, command, by)
    return done(request, outcome, gettext("Note déplacée.") if len(notes) == 1 else gettext("Notes déplacées."))


@router.get("/r/{code}/notes/{note_id}/why")
async def why(request: Request, code: Code, note_id: str, by: Hand) -> Response:
    """Why a note stands where it does, in plain sentences."""

    def see(room: Room) -> dict[str, Any]:
        note = room.notes.get(note_id)
        if note is None or note.withdrawn or note.erased:
            raise Refusal("unknown_note")
        by.must_hold(room, note.gisement)
        return reasons(room, walls.why(room, note))

    return page(request, "console/_why.html", why=await house(request).desk.look(code, see))


def reasons(room: Room, why: walls.Why) -> dict[str, Any]:
    """Plain values: what is kept after `look` must not be the room's."""
    spoken = room.session.language
    by_machine = why.note.placed_by == "machine" and not why.note.unread

    def told(notes: Iterable[Note]) -> list[tuple[dict[str, str], str]]:
        read = ({"text": note.text, "translation": note.translation} for note in notes)
        return list(zip(read, (note.language if note.language != spoken else "" for note in notes), strict=True))

    return {
        "sentence": _sentence(room, why), "words": list(_shared_words(why)) if by_machine and why.theme else [],
        "nearest": told(why.nearest[:3]) if by_machine else [], "again": told(why.again), "voices": why.voices,
        "language": tongue(why.note.language) if why.note.language != spoken else "",
    }  # fmt: skip


def _shared_words(why: walls.Why) -> tuple[str, ...]:
    """As told when it was placed; a note that stood alone then shares words with those that came since."""
    return why.note.shared_words or shared(why.note.compared, [note.compared for note in why.nearest])


SURENESS = ((0.75, _("presque sûre")), (0.5, _("assez sûre")), (walls.SURE, _("peu sûre")), (0.0, _("pas sûre")))
"""How a confidence is said, from the surest down."""


def _sentence(room: Room, why: walls.Why) -> str:
    note = why.note
    sure = gettext(next(words for least, words in SURENESS if note.confidence >= least))
    return gettext(_told(note, why)).format(
        theme=(why.theme.label or gettext(UNTITLED)) if why.theme else "", sure=sure, share=percent(note.confidence),
        first=room.session.themes.first,
    )  # fmt: skip


def _told(note: Note, why: walls.Why) -> str:
    if note.placed_by == "person":
        return _("Placée à la main dans « {theme} ».") if why.theme else _("Placée à la main.")
    if note.placed_by == "agreed":
        return (
            _("Placée dans « {theme} » par un regroupement accepté.")
            if why.theme
            else _("Placée par un regroupement accepté.")
        )
    if note.unread == "wordless":
        return _("Rien à comparer : cette note n'a pas de mot.")
    if note.unread == "language":
        return _("La machine ne lit pas sa langue : une ligne en français la rangera.")
    if note.unread == "failed":
        return _("Cette note n'a pas pu être lue par la machine.")
    if note.theme is None:
        return _("La machine ne l'a pas encore lue.")
    if why.unsure and why.theme:
        return _("La machine hésite : peut-être dans « {theme} », {sure} ({share}).")
    if why.theme:
        return _("Placée par la machine dans « {theme} », {sure} ({share}).")
    if why.early:
        return _("Lue par la machine : les thèmes apparaissent à partir de {first} notes.")
    return _("Seule pour l'instant : aucune autre note ne lui ressemble assez.")
