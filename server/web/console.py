"""The console: the facilitator's page, and the short answer every act gets (what changes comes by the socket)."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.desk import Outcome
from server.i18n import gettext as _
from server.live import views
from server.live.signs import SIGNS
from server.live.views import Audience
from server.reports.contract import board as as_json
from server.room.messages import MOST, READY
from server.room.people import Role
from server.room.refusal import Refusal
from server.room.state import Room
from server.web import who
from server.web.form import answer, page
from server.web.house import house
from server.web.who import Code

router = APIRouter()


def done(request: Request, outcome: Outcome, said: str, **more: Any) -> Response:
    """`{"ok", "seq", …}`, or the sentence to show for a moment, with the way to take back what was just done by this very
    page, whoever else leads."""
    data = {"ok": True, "seq": outcome.seq, "changed": bool(outcome.entries), **more}
    back = outcome.entries[0].seq if any(entry.fact.inverse() for entry in outcome.entries) else None
    code = request.path_params["code"]
    return answer(request, data, "_done.html", said=said, changed=bool(outcome.entries), back=back, code=code)


@router.get("/r/{code}/console")
async def console(request: Request, code: Code, gisement: str | None = None, notes: int = 0) -> Response:
    staff = await who.staff(request, code)
    if staff is None or who.RANKS[staff.role] < who.RANKS[Role.TABLE]:
        return page(request, "home/key.html", code=code, where="console")
    desk, hub = house(request).desk, house(request).hub
    at_hand = [(name, sentence) for name, sentence in READY.items() if name != "unheard"]

    def see(room: Room) -> dict[str, Any]:
        focus = room.find_gisement(gisement or room.showing.gisement) or room.session.gisements[0]
        if staff.role is Role.TABLE:
            focus = room.find_gisement(room.table_gisement(staff.table or 1)) or focus
        audience = Audience(code, "console", focus=focus.id, page=max(0, notes), table=staff.table)
        return regions(room, audience, hub.outlook(code)) | {
            "focus": focus, "audience": audience, "staff": staff, "ready": at_hand, "longest": MOST,
        }  # fmt: skip

    return page(request, "console/room.html", code=code, **await desk.look(code, see))


@router.get("/r/{code}/remote")
async def remote(request: Request, code: Code) -> Response:
    """The console in three buttons, for a phone held in one hand."""
    staff = await who.staff(request, code)
    if staff is None or not staff.leads:
        return page(request, "home/key.html", code=code, where="remote")
    hub = house(request).hub

    def see(room: Room) -> dict[str, Any]:
        audience = Audience(code, "console", remote=True)
        return regions(room, audience, hub.outlook(code)) | {"audience": audience}

    return page(request, "console/remote.html", code=code, **await house(request).desk.look(code, see))


def regions(room: Room, audience: Audience, outlook: views.Outlook, shown: tuple[str, ...] = ("",)) -> dict[str, Any]:
    """A page's first rendering of its pushed regions (those whose id starts as `shown` says), and what its socket needs to
    go on from there."""
    wanted = [one for one in views.fragments(room, audience) if one.id.startswith(shown)]
    drawn = {one.id: one.render(room, audience, outlook) for one in wanted}
    return {
        "regions": drawn, "seq": room.seq, "epoch": views.epoch(room), "session": room.session, "stage": room.stage,
        "live": room.live, "join_url": outlook.join_url, "room": room, "signs": SIGNS,
    }  # fmt: skip


@router.get("/r/{code}/board.json")
async def board(request: Request, code: Code) -> Response:

    await who.at_least(request, code, Role.FACILITATOR)
    found = await house(request).desk.look(code, as_json)
    house(request).grouping.watch(code)
    return answer(request, found, "_done.html", said="")


@router.get("/r/{code}/themes")
async def theme_choices(request: Request, code: Code, gisement: str) -> Response:
    """The themes of a gisement, as choices for a dialog."""
    await who.at_least(request, code, Role.TABLE)

    def see(room: Room) -> list[tuple[str, str]]:
        if room.find_gisement(gisement) is None:
            raise Refusal("unknown_gisement")
        return [(theme.id, theme.label or _("Sans titre")) for theme in room.themes_on(gisement)]

    themes = await house(request).desk.look(code, see)
    return page(request, "console/_choices.html", themes=themes)
