"""The teams of promises: joining, leaving, one's contact; and the organiser's list of them, on no other page.

A phone acts here under another pseudonym than the one it writes and votes with.
"""

from datetime import date, timedelta
from typing import Any, Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.reports.tables import csv_bytes
from server.room import teams
from server.room.entries import Command
from server.room.people import Actor
from server.room.state import Room
from server.room.teams import EraseContact, JoinTeam, LeaveTeam
from server.web import retention, who
from server.web.form import Sent, answer, page, read
from server.web.house import house
from server.web.who import Code, Organiser

router = APIRouter()


class TeamForm(Sent):
    promise: str


class JoinForm(TeamForm):
    contact: str = ""
    consent: bool = False


def member(request: Request, code: str) -> Actor:
    return Actor(who.pseudonym(request, who.browser(request), code, "t"), newcomer=not who.came_in(request, code))


def own(room: Room, by: Actor) -> dict[str, Any]:
    """The teams of one person, and until when their contacts are kept."""
    mine = [
        {"promise": promise, "text": room.promised[promise].text, "contact": one.contact}
        for promise, one in teams.own(room, by).items()
    ]
    return {"teams": mine, "until": until(room)}


def until(room: Room) -> date:
    """The day by which contacts are deleted, UTC, if the seminar ends with the stage the room is in."""
    return retention.day_of(room.stage_log[-1][1]) + timedelta(days=room.session.retention.days)


@router.post("/r/{code}/teams")
async def join(request: Request, code: Code) -> Response:
    form = await read(request, JoinForm)
    return await _acted(request, code, JoinTeam(form.command_id, form.promise, form.contact, form.consent))


@router.post("/r/{code}/teams/leave")
async def leave(request: Request, code: Code) -> Response:
    form = await read(request, TeamForm)
    return await _acted(request, code, LeaveTeam(form.command_id, form.promise))


@router.post("/r/{code}/teams/erase")
async def erase(request: Request, code: Code) -> Response:
    form = await read(request, TeamForm)
    return await _acted(request, code, EraseContact(form.command_id, form.promise))


async def _acted(request: Request, code: str, command: Command) -> Response:
    by, desk = member(request, code), house(request).desk
    outcome = await desk.submit(code, command, by)
    mine = await desk.look(code, lambda room: own(room, by))
    data = {"ok": True, "seq": outcome.seq, "teams": mine["teams"]}
    return answer(request, data, "phone/_teams.html", code=code, **mine)


@router.get("/r/{code}/teams")
async def teams_page(request: Request, code: Code, by: Organiser) -> Response:
    kept, _ = await retention.kept(request, code)

    def see(room: Room) -> dict[str, Any]:
        return {"session": room.session, "teams": _contacts(room), "until": kept.personal}

    return page(request, "organise/teams.html", code=code, **await house(request).desk.look(code, see))


@router.get("/r/{code}/teams.csv")
async def as_csv(request: Request, code: Code, by: Organiser, dialect: Literal["fr", "open"] = "fr") -> Response:
    found = await house(request).desk.look(code, _contacts)
    rows = [(text, contact) for text, contacts, _ in found for contact in contacts]
    headers = {"Content-Disposition": f'attachment; filename="filon-{code}-equipes.csv"'}
    body = csv_bytes(("promesse", "contact"), rows, dialect)
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _contacts(room: Room) -> list[tuple[str, list[str], int]]:
    """For each promise: its wording, the contacts of its team, and how many joined without one."""
    found = []
    for promise, team in room.teams.items():
        contacts = [one.contact for one in team.values() if one.contact]
        if team:
            found.append((room.promised[promise].text, contacts, len(team) - len(contacts)))
    return found
