"""Pages to print for those without a phone: blank note cards, paper ballots, and the whole pack of a room."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from server.reports.cards import Printable, note_cards, paper_ballots, printable, to_print
from server.room.state import Room
from server.web.form import page
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()
COPIES, BALLOTS, MOST_COPIES = 2, 30, 20


@router.get("/r/{code}/cards")
async def cards(
    request: Request, code: Code, by: Facilitator, ballot: str = "",
    sheets: Annotated[int | None, Query(ge=1, le=300)] = None, first: Annotated[int, Query(ge=1, le=9999)] = 1,
) -> Response:  # fmt: skip
    """`sheets`: how many of each card (20 at most), or how many ballots. `first`: the number of the first."""

    def see(room: Room) -> dict[str, Any]:
        seen: dict[str, Any] = {"session": room.session, "waiting": printable(room)}
        if not ballot:
            copies = min(sheets or COPIES, MOST_COPIES)
            return seen | {"ballot": None, "sheets": copies, "cards": note_cards(room.session, copies, first)}
        asked, count = to_print(room, ballot), sheets or BALLOTS
        colleges = _colleges(room, asked)
        papers = paper_ballots(asked, count, first)
        return seen | {"ballot": asked, "sheets": count, "papers": papers, "colleges": colleges}

    seen = await house(request).desk.look(code, see)
    join_url = f"{house(request).hub.public_url}/r/{code}"
    return page(request, "report/cards.html", code=code, join_url=join_url, first=first, **seen)


@router.get("/r/{code}/pack")
async def pack(request: Request, code: Code, by: Facilitator) -> Response:
    """All that a room is prepared with, in one page: poster, tables, cards, ballots, tally sheets."""

    def see(room: Room) -> dict[str, Any]:
        asked = printable(room)
        return {
            "session": room.session, "cards": note_cards(room.session, COPIES, 1), "planned": any(one.planned for one in asked),
            "ballots": [
                {"asked": one, "papers": paper_ballots(one, BALLOTS), "colleges": _colleges(room, one)} for one in asked
            ],
        }  # fmt: skip

    seen = await house(request).desk.look(code, see)
    return page(request, "report/pack.html", code=code, join_url=f"{house(request).hub.public_url}/r/{code}", **seen)


def _colleges(room: Room, asked: Printable) -> list[str]:
    return [college.label for college in room.session.colleges if college.id in asked.terms.colleges]
