"""Ballots: a person's own sheet, dots, and opening, closing, revealing."""

import random
from typing import Any

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.room.ballots import CloseBallot, PlaceDots, college_labels, find
from server.room.by_hand import CountHands, CountPaper, hands_of, papers_of
from server.room.nominations import RULE, Nominate, nominees
from server.room.priorities import ranking
from server.room.refusal import Refusal
from server.room.state import Ballot, BallotOn, Option, Room
from server.room.terms import MOST_OPTIONS, OpenBallot, SecondRound
from server.web import who
from server.web.console import done
from server.web.form import Listed, Sent, answer, page, read
from server.web.house import house
from server.web.who import Code, Facilitator, Hand

router = APIRouter()


class DotsForm(Sent):
    dots: int
    rev: int | None = None


class OpenForm(Listed):
    """`choices`: written options, one a line, which makes a ballot on texts; `options`: ids, which makes a shortlist."""

    on: BallotOn = "gisements"
    title: str = ""
    gisement: str = ""
    choices: str = ""
    budget: int | None = None
    cap: int | None = None
    sealed: bool = True
    colleges: tuple[str, ...] = ()
    quorum: int = 0
    days: int = 0
    door: str = ""
    why: str = ""
    asked_by: str = ""

    def asked(self) -> OpenBallot:
        self.must_list()
        values = self.model_dump(exclude={"command", "choices", "listed"}) | {"gisement": self.gisement or None}
        if self.choices.strip():
            values |= {"on": "texts", "options": tuple(self.choices.splitlines())}
        return OpenBallot(self.command_id, **values)


class RoundForm(Sent):
    leaders: int = 3
    budget: int = 1
    cap: int = 1


class HandsForm(Sent):
    people: int
    hands: dict[str, int] = Field(default_factory=dict)


class PaperForm(Sent):
    paper: str
    dots: dict[str, int] = Field(default_factory=dict)


class NominationForm(Sent):
    theme: str
    table: int | None = None
    nominated: bool = True


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
    options = [_option(room, ballot, option, *dots.get(option.id, (0, 0))) for option in ballot.terms.options]
    random.Random(f"{me}:{ballot.id}").shuffle(options)  # noqa: S311 - fairness, not secrecy
    spent, terms, person = ballot.spent(me), ballot.terms, room.people.get(me)
    return {
        "id": ballot.id, "title": terms.title, "budget": terms.budget, "cap": terms.cap, "open": ballot.open,
        "sealed": terms.sealed, "spent": spent, "left": terms.budget - spent, "options": options, "seq": room.seq,
        "kept_for": college_labels(room, terms), "asked": not terms.colleges or bool(person and person.college in terms.colleges),
        "until": terms.until, "door": terms.door, "why": terms.why, "asked_by": terms.asked_by, "quorum": terms.quorum,
    }  # fmt: skip


def _option(room: Room, ballot: Ballot, option: Option, dots: int, rev: int) -> dict[str, Any]:
    """`place`: the gisement of a theme, where a ballot goes across several."""
    theme = room.themes.get(option.id) if ballot.terms.on == "themes" and not ballot.terms.gisement else None
    gisement = room.find_gisement(theme.gisement) if theme else None
    return {
        "id": option.id, "label": option.label, "dots": dots, "rev": rev, "notes": len(option.notes),
        "place": gisement.short if gisement else "",
    }  # fmt: skip


@router.post("/r/{code}/ballots")
async def open_ballot(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, OpenForm)
    outcome = await house(request).desk.submit(code, form.asked(), by)
    opened = await house(request).desk.look(code, lambda room: _latest(room))
    return done(request, outcome, _("Le vote est ouvert."), ballot=opened)


@router.post("/r/{code}/ballots/{ballot_id}/round")
async def second_round(request: Request, code: Code, ballot_id: str, by: Facilitator) -> Response:
    form = await read(request, RoundForm)
    command = SecondRound(form.command_id, ballot_id, form.leaders, form.budget, form.cap)
    outcome = await house(request).desk.submit(code, command, by)
    opened = await house(request).desk.look(code, lambda room: _latest(room))
    return done(request, outcome, _("Le second tour est ouvert."), ballot=opened)


@router.get("/r/{code}/ballots/{ballot_id}/round")
async def ask_round(request: Request, code: Code, ballot_id: str, by: Facilitator) -> Response:
    """The form of a second round: how many of the leaders, by which rules."""

    def see(room: Room) -> dict[str, Any]:
        ballot = find(room, ballot_id)
        if not ballot.revealed:
            raise Refusal("not_revealed")
        return {"id": ballot.id, "terms": ballot.terms, "leading": [one for one in ranking(ballot) if one.dots]}

    values = await house(request).desk.look(code, see)
    return page(request, "console/_round.html", code=code, most=MOST_OPTIONS, **values)


@router.post("/r/{code}/ballots/{ballot_id}/hands")
async def count_hands(request: Request, code: Code, ballot_id: str, by: Facilitator) -> Response:
    form = await read(request, HandsForm)
    command = CountHands(form.command_id, ballot_id, form.people, form.hands)
    outcome = await house(request).desk.submit(code, command, by)
    return done(request, outcome, _("Mains levées comptées."))


@router.post("/r/{code}/ballots/{ballot_id}/paper")
async def count_paper(request: Request, code: Code, ballot_id: str, by: Hand) -> Response:
    form = await read(request, PaperForm)
    command = CountPaper(form.command_id, ballot_id, form.paper, form.dots)
    outcome = await house(request).desk.submit(code, command, by)
    said = _("Bulletin {number} compté.") if form.dots else _("Bulletin {number} retiré.")
    return done(request, outcome, said.format(number=form.paper))


@router.get("/r/{code}/ballots/{ballot_id}/entering")
async def entering(request: Request, code: Code, ballot_id: str, by: Hand) -> Response:
    """The forms by which dots are entered for somebody."""

    def see(room: Room) -> dict[str, Any]:
        ballot = find(room, ballot_id)
        people, hands = hands_of(ballot)
        return {
            "id": ballot.id, "terms": ballot.terms, "people": people, "hands": hands, "papers": papers_of(ballot),
            "leads": by.leads,
        }  # fmt: skip

    return page(request, "console/_entering.html", code=code, **await house(request).desk.look(code, see))


@router.get("/r/{code}/shortlist")
async def shortlist(request: Request, code: Code, by: Facilitator, stage: str = "") -> Response:
    """Every theme as a box to tick, those that tables named ticked already: for a ballot now, or for that of a `stage` to enter."""

    def see(room: Room) -> dict[str, Any]:
        following = room.find_stage(stage)
        plan = room.session.ballot(following.ballot) if following else None
        tables = {theme.id: tables for theme, tables in nominees(room)}
        themes = [
            (
                gisement.short,
                [(t.id, t.label or _("Sans titre"), len(room.members(t)), tables.get(t.id, [])) for t in here],
            )
            for gisement in room.session.gisements
            if plan is None or plan.gisement in (None, gisement.id)
            if (here := room.themes_on(gisement.id))
        ]
        return {
            "session": room.session,
            "following": following if plan and plan.on == "themes" else None,
            "themes": themes,
            "named": bool(tables),
            "rule": RULE if tables else "",
            "most": MOST_OPTIONS,
        }

    return page(request, "console/_shortlist.html", code=code, **await house(request).desk.look(code, see))


@router.post("/r/{code}/nominations")
async def nominate(request: Request, code: Code, by: Hand) -> Response:
    form = await read(request, NominationForm)
    table = form.table or by.table
    if table is None:
        raise Refusal("unknown_table")
    outcome = await house(request).desk.submit(code, Nominate(form.command_id, table, form.theme, form.nominated), by)
    return done(request, outcome, _("Thème nommé pour le vote.") if form.nominated else _("Nomination retirée."))


def _latest(room: Room) -> str:
    return next(reversed(room.ballots), "")


@router.post("/r/{code}/ballots/{ballot_id}")
async def change(request: Request, code: Code, ballot_id: str, by: Facilitator) -> Response:
    form = await read(request, ChangeForm)
    if form.open is None and not form.reveal:
        raise Refusal("bad_request")
    command = CloseBallot(form.command_id, ballot_id, bool(form.open), form.reveal)
    outcome = await house(request).desk.submit(code, command, by)
    said = (
        _("Le vote est révélé.") if form.reveal else _("Le vote est rouvert.") if form.open else _("Le vote est clos.")
    )
    return done(request, outcome, said)
