"""The phone: joining, the page, the panel of the current stage, one's college, one's taps."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.i18n import gettext as _
from server.live.on_screen import on_screen
from server.live.views import Audience
from server.room import board
from server.room.door import shut_to
from server.room.people import ChooseCollege, Tap
from server.room.refusal import Refusal
from server.room.state import REWORDING, Room
from server.web import teams, who
from server.web.ballots import sheet
from server.web.console import regions
from server.web.form import Sent, answer, page, read
from server.web.house import house
from server.web.notes import own
from server.web.who import Code

router = APIRouter()


class CollegeForm(Sent):
    college: str


class TapForm(Sent):
    subject: str
    choice: str = ""


class KeyForm(Sent):
    key: str


@router.get("/join")
async def join(request: Request, code: str = "") -> Response:
    """The home page's « enter a code » form."""
    wanted = "".join(code.split()).upper()
    await who.room_code(request, wanted)
    return RedirectResponse(f"/r/{wanted}", 303)


@router.get("/r/{code}")
async def phone(request: Request, code: Code, table: int | None = None) -> Response:
    desk, hub, person = house(request).desk, house(request).hub, who.participant(request, code)
    if await desk.look(code, lambda room: shut_to(room, person)):
        return page(request, "phone/closed.html", 403, code=code)
    who.give_ticket(request, code)
    me, by = person.id, teams.member(request, code)

    def see(room: Room) -> dict[str, Any]:
        at = who.at_table(room, table)
        audience = Audience(code, "phone", table=at)
        values = panel_values(room, me, at)
        shown = ("now", "message", *REGIONS.get(values["panel"], ()))
        seen = regions(room, audience, hub.outlook(code), shown) | {"audience": audience, "me": me}
        story = {"story": board.story(room), "late": len(room.stage_log) > 1, "neighbour": who.for_neighbour(request)}
        return seen | values | teams.own(room, by) | story

    return page(request, "phone/room.html", code=code, **await desk.look(code, see))


@router.get("/r/{code}/panel")
async def panel(request: Request, code: Code, table: int | None = None) -> Response:
    """What this person can do in the current stage: read again whenever the stage's shape changes."""
    person, by = who.participant(request, code), teams.member(request, code)
    desk, hub, me = house(request).desk, house(request).hub, person.id

    def see(room: Room) -> dict[str, Any]:
        if shut_to(room, person):
            raise Refusal("door_closed")
        at = who.at_table(room, table)
        audience = Audience(code, "phone", table=at)
        values = panel_values(room, me, at)
        shown = REGIONS.get(values["panel"], ())
        return regions(room, audience, hub.outlook(code), shown) | {"audience": audience} | values | teams.own(room, by)

    return page(request, "phone/_panel.html", code=code, **await desk.look(code, see))


@router.get("/r/{code}/on-screen")
async def shown(request: Request, code: Code) -> Response:
    """What the projector shows now, in words."""
    return page(request, "phone/_on_screen.html", code=code, **await house(request).desk.look(code, on_screen))


REGIONS: dict[str, tuple[str, ...]] = {
    "write": ("feed-",), "read": ("feed-",), "react": ("reactions",), "promises": ("promises",), "close": ("promises",),
}  # fmt: skip
"""The pushed regions that a panel holds: the others are not drawn for it, for three hundred phones at a change of stage."""


def panel_values(room: Room, me: str, table: int | None) -> dict[str, Any]:
    """The panel, as plain values of this moment."""
    ballot = room.open_ballot()
    revealed = board.revealed(room)
    asked = room.asked_here()
    just_revealed = revealed is not None and revealed is asked
    person = room.people.get(me)
    notes = [n for n in room.notes.values() if n.author == me and not n.withdrawn and not n.erased]
    return {
        "panel": "ballot" if ballot else "results" if just_revealed and room.stage.kind == "vote" else _panel_kind(room),
        "ballot": sheet(room, ballot.id, me) if ballot else None,
        "counted": asked.spent(me) if asked and not asked.open and not asked.revealed else None,
        "found": board.grounds(room, revealed) if revealed else None,
        "my_dots": {o: d for o, (d, _) in revealed.dots.get(me, {}).items() if d} if revealed else {},
        "revealed": {"title": revealed.terms.title, "at": revealed.revealed_at} if revealed else None,
        "just_revealed": just_revealed,
        "college": person.college if person else None,
        "here": room.table_gisement(table) if table else None,
        "mine": [own(room, note) for note in reversed(notes)],
        "taps": {subject: taps[me] for subject, taps in room.taps.items() if me in taps},
        "reworded": {n.gisement: n.text for n in notes if n.kind == REWORDING},
        "answers": board.answers(room, room.stage) if room.stage.kind in ("question", "close") else [],
        "challenges": board.challenges(room),
        "shape": room.shape_changes,
    }  # fmt: skip


def _panel_kind(room: Room) -> str:
    return {"gather": "write", "sort": "read", "vote": "wait"}.get(room.stage.kind, room.stage.kind)


@router.post("/r/{code}/college")
async def college(request: Request, code: Code) -> Response:
    form = await read(request, CollegeForm)
    by = who.participant(request, code)
    outcome = await house(request).desk.submit(code, ChooseCollege(form.command_id, form.college), by)
    data = {"ok": True, "seq": outcome.seq, "college": form.college}
    session = await house(request).desk.look(code, lambda room: room.session)
    return answer(request, data, "phone/_college.html", code=code, session=session, college=form.college)


@router.post("/r/{code}/taps")
async def tap(request: Request, code: Code) -> Response:
    form = await read(request, TapForm)
    by = who.participant(request, code)
    desk = house(request).desk
    outcome = await desk.submit(code, Tap(form.command_id, form.subject, form.choice), by)

    def see(room: Room) -> dict[str, Any]:
        return panel_values(room, by.id, None) | {"session": room.session, "stage": room.stage}

    data = {"ok": True, "seq": outcome.seq, "subject": form.subject, "choice": form.choice}
    return answer(request, data, "phone/_taps.html", code=code, subject=form.subject, **await desk.look(code, see))


@router.post("/r/{code}/key")
async def key(request: Request, code: Code) -> Response:
    """Exchange a key (from the fragment of an address) for a seat in this browser."""
    form = await read(request, KeyForm)
    grant = await who.exchange(request, code, form.key)
    return answer(request, {"ok": True, "role": grant.role}, "_done.html", said=_("Bienvenue."), changed=True)
