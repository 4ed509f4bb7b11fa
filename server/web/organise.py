"""Organisers: the home page, opening a room, its links and keys, its poster, opening it for real, deleting it."""

import hmac
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.html import told
from server.i18n import gettext as _
from server.journal import access, rehearsals
from server.journal import journal as sql
from server.journal.access import Grant
from server.opening import Opened, open_room
from server.reports.contract import answers, worth
from server.room import board
from server.room.definition import Session, SessionError, build, load
from server.room.keys import RevokeKeys
from server.room.life import OpenForReal
from server.room.outline import Outline
from server.room.people import Role
from server.room.refusal import Refusal
from server.room.state import Room
from server.web import passes, retention, who
from server.web.console import done
from server.web.form import Sent, answer, page, read, wants_json
from server.web.house import house
from server.web.languages import leading
from server.web.rooms_here import rooms_here
from server.web.who import Code, Facilitator, Organiser
from server.wording import Wording, hearing

router = APIRouter()


class RoomForm(Sent):
    """A format by its name (`session`), or gisements written in the form, one a line."""

    session: str | dict[str, Any] = ""
    title: str = ""
    gisements: str = ""
    colleges: str = ""
    minutes: dict[str, Any] = Field(default_factory=dict)

    @property
    def outline(self) -> Outline:
        return Outline(self.title, self.gisements, self.colleges, self.minutes)

    @property
    def chosen(self) -> bool:
        """Whether it asks for a session as it is."""
        return isinstance(self.session, dict) or bool(self.session and not self.gisements)


class KeyForm(Sent):
    role: Literal["screen", "facilitator", "table"]
    table: int = 0


class ShareForm(Sent):
    where: Literal["console", "remote"] = "console"


class RevokeForm(Sent):
    role: Literal["screen", "facilitator", "table"]


def formats(request: Request) -> list[dict[str, Any]]:
    """The session files at hand, for the home page. One that cannot be read is left out (`filon check` says why)."""
    found = []
    for path in sorted(house(request).config.sessions.glob("*.toml")):
        try:
            session = load(path)
        except SessionError:
            continue
        with hearing(Wording(session.language, session.translations)):
            found.append(
                {
                    "name": path.stem,
                    "title": told(session.title),
                    "gisements": len(session.gisements),
                    "minutes": sum(stage.minutes for stage in session.stages),
                    "stages": [told(stage.title) for stage in session.stages],
                }
            )
    return found


@router.get("/")
async def home(request: Request) -> Response:
    locked = bool(house(request).config.admin_key)
    here = await rooms_here(request)
    return page(request, "home/home.html", formats=formats(request), locked=locked, here=here)


@router.post("/api/rooms")
async def open_by_api(request: Request) -> Response:
    """Open a room for real, at once."""
    must_be_admin(request)
    form = await read(request, RoomForm)
    opened = await open_for(request, session_of(request, form), live=True)
    return answer(
        request, opened.links(house(request).hub.public_url), "_done.html", 201, said=opened.code, changed=True
    )


async def shown_once(request: Request, opened: Opened) -> Response:
    """The links of a new room, of which this browser becomes the organiser."""
    await who.exchange(request, opened.code, opened.keys["organiser"])
    links = opened.links(house(request).hub.public_url)
    if wants_json(request):
        return answer(request, links, "_done.html", 201)
    session = await house(request).desk.look(opened.code, lambda room: room.session)
    with leading(request):
        return page(request, "organise/opened.html", 201, links=links, session=session, code=opened.code)


async def open_for(request: Request, session: Session, live: bool) -> Opened:
    must_wait_for_rooms(request)
    opened = await open_room(house(request).desk, session, live)
    house(request).limits.welcome(who.address(request), opened.code)
    return opened


def must_wait_for_rooms(request: Request) -> None:
    """So many new rooms for an address, and no more. Raises Refusal."""
    if house(request).limits.rooms.wait(who.address(request)):
        raise Refusal("too_fast")


def must_be_admin(request: Request) -> None:
    """Anyone may open a room, unless FILON_ADMIN_KEY is set: then that key is asked."""
    wanted = house(request).config.admin_key
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if wanted and not hmac.compare_digest(wanted.encode(), given.encode("latin-1")):
        raise Refusal("forbidden")


def session_of(request: Request, form: RoomForm) -> Session:
    try:
        if form.chosen:
            return build(form.session) if isinstance(form.session, dict) else _format(request, form.session)
    except SessionError as error:
        raise bad(error) from None
    return session_told(form.outline)


def session_told(outline: Outline) -> Session:
    """Raises Refusal `bad_session`."""
    if not outline.gisements.strip():
        raise Refusal("bad_session", detail=_("écrivez au moins un gisement, un par ligne"))
    try:
        return outline.session
    except SessionError as error:
        raise bad(error) from None


def bad(error: SessionError) -> Refusal:
    return Refusal("bad_session", detail=" ; ".join(error.problems))


def _format(request: Request, name: str) -> Session:
    path = next((one for one in house(request).config.sessions.glob("*.toml") if one.stem == name), None)
    if path is None:
        raise Refusal("unknown_session")
    return load(path)


@router.get("/r/{code}/organise")
async def organise(request: Request, code: Code) -> Response:
    staff = await who.staff(request, code)
    if staff is None or staff.role is not Role.ORGANISER:
        return page(request, "home/key.html", code=code, where="organise")
    kept, bounds = await retention.kept(request, code)
    copy = await _copy(request, code)

    def see(room: Room) -> dict[str, Any]:
        return {
            "session": room.session, "live": room.live, "rehearsal": room.rehearsal, "notes": board.note_count(room),
            "before": board.before_count(room), "people": board.participants(room),
            "door_closed": room.door_closed, "ballots": len(room.ballots), "tables": room.session.tables.count, "stage": room.stage,
            "answers": len(answers(room)), "worth": worth(room), "teams": sum(map(len, room.teams.values())),
        }  # fmt: skip

    join_url = f"{house(request).hub.public_url}/r/{code}"
    seen = await house(request).desk.look(code, see)
    return page(request, "organise/room.html", code=code, join_url=join_url, kept=kept, bounds=bounds, **copy, **seen)


async def _copy(request: Request, code: str) -> dict[str, Any]:
    """What rehearses the room, and whether this browser may lead it; the room that this one rehearses."""
    desk, known = house(request).desk, who.known_browser(request)
    held = await desk.hold(code)

    def find(connection: Connection) -> dict[str, Any]:
        copy = rehearsals.of(connection, held.id)
        seated = bool(copy and known and access.seats(connection, known, copy.room))
        return {"copy": copy, "seated": seated, "rehearsed": rehearsals.rehearsed(connection, held.id)}

    return await desk.read(find)


@router.get("/r/{code}/poster")
async def poster(request: Request, code: Code) -> Response:
    """A page to print: the room's QR code, or one for each table."""
    session = await house(request).desk.look(code, lambda room: room.session)
    return page(
        request,
        "organise/poster.html",
        code=code,
        session=session,
        join_url=f"{house(request).hub.public_url}/r/{code}",
    )


@router.post("/r/{code}/open")
async def open_for_real(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, Sent)
    outcome = await house(request).desk.submit(code, OpenForReal(form.command_id), by)
    return done(request, outcome, _("La salle est ouverte pour de vrai : les essais sont effacés."))


@router.post("/r/{code}/keys")
async def add_key(request: Request, code: Code, by: Facilitator) -> Response:
    """A new link: screens and tables by a facilitator, facilitators by the organiser."""
    form = await read(request, KeyForm)
    if form.role == "facilitator" and by.role is not Role.ORGANISER:
        raise Refusal("forbidden")
    desk = house(request).desk
    held = await desk.hold(code)
    table = await desk.look(code, lambda room: who.at_table(room, form.table)) if form.role == "table" else 0
    if form.role == "table" and not table:
        raise Refusal("unknown_table")
    key = await desk.write(lambda connection: access.add_key(connection, held.id, Grant(form.role, table or 0)))
    where = "screen" if form.role == "screen" else "console"
    url = f"{house(request).hub.public_url}/r/{code}/{where}#{key}"
    return answer(
        request, {"url": url, "key": key, "role": form.role}, "console/_link.html", url=url, role=form.role, table=table
    )


@router.post("/r/{code}/share")
async def share(request: Request, code: Code, by: Facilitator) -> Response:
    """A pass for another phone, and its QR code: in this answer, and nowhere else."""
    form = await read(request, ShareForm)
    desk, secret = house(request).desk, house(request).config.secret
    held = await desk.hold(code)
    shown = await desk.write(lambda connection: passes.give(connection, secret, held.id))
    url = f"{house(request).hub.public_url}/r/{code}/{form.where}#{shown}"
    data = {"url": url, "seconds": passes.LIFE}
    return answer(request, data, "console/_pass.html", code=code, where=form.where, url=url, seconds=passes.LIFE)


@router.post("/r/{code}/keys/revoke")
async def revoke(request: Request, code: Code, by: Organiser) -> Response:
    """Every link of a role stops working, at once, in the browsers that used it too."""
    form = await read(request, RevokeForm)
    desk = house(request).desk
    held = await desk.hold(code)
    await desk.write(lambda connection: access.revoke_keys(connection, held.id, form.role))
    await desk.submit(code, RevokeKeys(form.command_id, Role(form.role)), by)
    return answer(
        request, {"ok": True, "role": form.role}, "_done.html", said=_("Ces liens ne marchent plus."), changed=True
    )


@router.post("/r/{code}/delete")
async def delete(request: Request, code: Code, by: Organiser) -> Response:
    """Delete the room and everything it holds, its rehearsal included, at once and for good."""
    await delete_room(request, code)
    if wants_json(request):
        return answer(request, {"ok": True}, "_done.html")
    return RedirectResponse("/", 303)


async def delete_room(request: Request, code: str) -> None:
    desk = house(request).desk
    held = await desk.hold(code)

    def remove(connection: Connection) -> list[str]:
        sql.lock(connection, held.id)
        copy = rehearsals.of(connection, held.id)
        sql.delete_rooms(connection, [held.id])
        return [code, copy.code] if copy else [code]

    for gone in await desk.write(remove):
        desk.forget(gone)
