"""Ballots: a person's own sheet, dots, and opening, closing, revealing."""

import random
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.room.ballots import CloseBallot, PlaceDots, find
from server.room.refusal import Refusal
from server.room.state import BallotOn, Room
from server.room.terms import OpenBallot
from server.web import who
from server.web.console import done
from server.web.form import Sent, answer, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class DotsForm(Sent):
    dots: int
    rev: int | None = None


class OpenForm(Sent):
    on: BallotOn = "gisements"
    title: str = ""
    gisement: str = ""
    options: tuple[str, ...] = ()
    budget: int | None = None
    cap: int = 2
    sealed: bool = True


class ChangeForm(Sent):
    open: bool | None = None
    reveal: bool = False


@router.put("/r/{code}/ballots/{ballot_id}/dots/{option_id}")
async def place(request: Request, code: Code, ballot_id: str, option_id: str) -> Response:
    form = await read(request, DotsForm)
    by = who.participant(request, code)
    desk = house(request).desk
    await desk.submit(code, PlaceDots(form.command_id, ballot_id, option_id, form.dots, form.rev), by)
    seen = await desk.look(code, lambda room: sheet(room, ballot_id, by.id))
    mine = next(option for option in seen["options"] if option["id"] == option_id)
    data = {
        "ballot": seen["id"],
        "option": option_id,
        "dots": mine["dots"],
        "rev": mine["rev"],
        "left": seen["left"],
        "seq": seen["seq"],
    }
    return answer(request, data, "phone/_option.html", option=mine, ballot=seen, code=code)


def sheet(room: Room, ballot_id: str, me: str) -> dict[str, Any]:
    """A ballot as one person sees it: their dots, what is left, and the options in an order of their own that does not change."""
    ballot = find(room, ballot_id)
    dots = ballot.dots.get(me, {})
    options = [
        {
            "id": o.id,
            "label": o.label,
            "dots": dots.get(o.id, (0, 0))[0],
            "rev": dots.get(o.id, (0, 0))[1],
            "notes": len(o.notes),
        }
        for o in ballot.terms.options
    ]
    if ballot.terms.sealed:
        random.Random(f"{me}:{ballot.id}").shuffle(options)  # noqa: S311 - fairness, not secrecy
    spent = ballot.spent(me)
    return {
        "id": ballot.id, "title": ballot.terms.title, "budget": ballot.terms.budget, "cap": ballot.terms.cap, "open": ballot.open,
        "sealed": ballot.terms.sealed, "spent": spent, "left": ballot.terms.budget - spent, "options": options, "seq": room.seq,
    }  # fmt: skip


@router.post("/r/{code}/ballots")
async def open_ballot(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, OpenForm)
    command = OpenBallot(
        form.command_id,
        form.on,
        form.title,
        form.gisement or None,
        form.options,
        form.budget,
        form.cap,
        form.sealed,
    )
    outcome = await house(request).desk.submit(code, command, by)
    opened = await house(request).desk.look(code, lambda room: _latest(room))
    return done(request, outcome, "Le vote est ouvert.", ballot=opened)


def _latest(room: Room) -> str:
    ballot = room.latest_ballot()
    return ballot.id if ballot else ""


@router.post("/r/{code}/ballots/{ballot_id}")
async def change(request: Request, code: Code, ballot_id: str, by: Facilitator) -> Response:
    form = await read(request, ChangeForm)
    if form.open is None and not form.reveal:
        raise Refusal("bad_request")
    command = CloseBallot(form.command_id, ballot_id, bool(form.open), form.reveal)
    outcome = await house(request).desk.submit(code, command, by)
    said = "Le vote est révélé." if form.reveal else "Le vote est rouvert." if form.open else "Le vote est clos."
    return done(request, outcome, said)
