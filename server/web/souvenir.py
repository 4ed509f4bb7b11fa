"""What people take home: the room in figures, its results and promises; one's own notes, each with its thread; one's own dots;
and the ballots that stay open for those who were away. No socket: the page is whole as it is read, and can be printed."""

import time
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import ngettext
from server.live.views import Audience
from server.room import board
from server.room.state import Ballot, Room
from server.room.thread import sheets, thread
from server.room.wall import wall
from server.web import retention, teams, who
from server.web.ballots import sheet
from server.web.console import regions
from server.web.form import page
from server.web.house import house
from server.web.notes import own
from server.web.who import Code

router = APIRouter()


@router.get("/r/{code}/souvenir")
async def souvenir(request: Request, code: Code) -> Response:
    """The page to take home, drawn for whoever asks: the cookie says whose notes and dots are shown."""
    me, by = who.me(request, code), teams.member(request, code)
    desk, hub, now = house(request).desk, house(request).hub, time.time_ns() // 1_000_000
    kept, _ = await retention.kept(request, code)

    def see(room: Room) -> dict[str, Any]:
        drawn = regions(room, Audience(code, "phone"), hub.outlook(code), ("promises",))
        return drawn | _of_the_room(room) | _of(room, me) | _lasting(room, me, now) | teams.own(room, by)

    return page(request, "souvenir/room.html", code=code, kept=kept, **await desk.look(code, see))


def _of_the_room(room: Room) -> dict[str, Any]:
    people, notes, before = board.participants(room), board.note_count(room), board.before_count(room)
    themes = sum(len(wall(room, gisement).themes) for gisement in room.session.gisements)
    votes = sum(ballot.revealed for ballot in room.ballots.values())
    promises = sum(promise.begun for promise in room.promises.values())
    figures = [
        (people, ngettext("participant", "participants", people)),
        (notes, ngettext("note", "notes", notes)),
        (before, ngettext("idée d’avant", "idées d’avant", before)),
        (themes, ngettext("thème", "thèmes", themes)),
        (votes, ngettext("vote", "votes", votes)),
        (promises, ngettext("promesse", "promesses", promises)),
    ]
    return {"figures": [one for one in figures if one[0]], "promises": promises}


def _of(room: Room, me: str) -> dict[str, Any]:
    """What is one person's own, and the results with their dots in them."""
    person = room.people.get(me)
    mine = [note for note in room.notes.values() if note.author == me]
    revealed = sorted((b for b in room.ballots.values() if b.revealed), key=lambda ballot: -(ballot.revealed_at or 0))
    return {
        "mine": [(own(room, note), note.erased, thread(room, note)) for note in mine],
        "sheets": sheets(room, me),
        "college": person.college if person else None,
        "results": [_result(room, ballot, me) for ballot in revealed],
    }


def _result(room: Room, ballot: Ballot, me: str) -> dict[str, Any]:
    return {
        "found": board.grounds(room, ballot),
        "revealed": {"title": ballot.terms.title, "at": ballot.revealed_at},
        "my_dots": {option: dots for option, (dots, _) in ballot.dots.get(me, {}).items() if dots},
    }


def _lasting(room: Room, me: str, now: int) -> dict[str, Any]:
    """The ballots for those who were away: the sheets of those that take dots, and the others as long as they are not told."""
    lasting = [ballot for ballot in room.ballots.values() if ballot.lasting and not ballot.revealed]
    taking = [ballot for ballot in lasting if ballot.open and now <= (ballot.terms.until or 0)]
    over = [{"title": ballot.terms.title, "until": ballot.terms.until} for ballot in lasting if ballot not in taking]
    return {"ballots": [sheet(room, ballot.id, me) for ballot in taking], "over": over}
