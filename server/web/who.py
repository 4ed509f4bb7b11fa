"""Cookies and keys. Loading the room through the person IS the permission: a route asks for who it needs, or is refused.

One signed cookie names a browser. What it may do is in rows (browser, room, role); a participant needs none: its pseudonym is
drawn from the browser and the room, so that two rooms cannot be joined by it.
"""

import hashlib
import hmac
import secrets
from typing import Annotated, TypeVar

from fastapi import Depends
from itsdangerous import BadSignature, Signer
from sqlalchemy import Connection
from starlette.requests import HTTPConnection, Request

from server.journal import access
from server.journal.access import ALPHABET, Grant
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.room.state import ENTERED, Room
from server.web import passes
from server.web.house import house

T = TypeVar("T")
COOKIE, COOKIE_TLS = "filon", "__Host-filon"
RANKS = {Role.ORGANISER: 4, Role.FACILITATOR: 3, Role.TABLE: 2, Role.SCREEN: 1}


def signer(secret: str) -> Signer:
    return Signer(secret, salt="filon.browser", digest_method=hashlib.sha256)


def known_browser(connection: HTTPConnection) -> str | None:
    """The id in the browser's cookie, if it is one of ours."""
    state = connection.scope.setdefault("state", {})
    if "browser" not in state:
        cookie = connection.cookies.get(COOKIE_TLS) or connection.cookies.get(COOKIE) or ""
        try:
            state["browser"] = house(connection).signer.unsign(cookie).decode()
        except BadSignature:
            state["browser"] = None
    browser: str | None = state["browser"]
    return browser


def browser(request: Request) -> str:
    """The browser's id; one is made, and its cookie set on the answer, when it has none."""
    known = known_browser(request)
    if known is None:
        known = request.scope["state"]["browser"] = secrets.token_hex(16)
        request.scope["state"]["new_browser"] = house(request).signer.sign(known).decode()
    return known


def pseudonym(connection: HTTPConnection, browser_id: str, code: str, prefix: str) -> str:
    secret = house(connection).config.secret.encode()
    return prefix + hmac.new(secret, f"{browser_id}:{code}:{prefix}".encode(), hashlib.sha256).hexdigest()[:24]


def address(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else "?"


async def room_code(connection: HTTPConnection, code: str) -> str:
    """The code of a room that exists. Raises Refusal; who guesses codes is slowed down, who has joined a room is not."""
    limits, where = house(connection).limits, address(connection)
    wanted = code.strip().upper()
    known = (where, wanted) in limits.joined
    if not known and limits.wrong_codes.spent(where):
        raise Refusal("too_fast")
    try:
        if len(wanted) > 16 or set(wanted) - set(ALPHABET):
            raise Refusal("no_such_room")
        await house(connection).desk.hold(wanted)
    except Refusal:
        limits.wrong_codes.wait(where)
        raise
    limits.welcome(where, wanted)
    return wanted


Code = Annotated[str, Depends(room_code)]


NEIGHBOUR = "neighbour"


def for_neighbour(request: Request) -> bool:
    """Whether a phone acts for the person beside it. Each request says so: what waits under one name never leaves as another's."""
    return NEIGHBOUR in (request.headers.get("x-filon-for"), request.query_params.get("for"))


def participant(request: Request, code: str, table: int | None = None) -> Actor:
    """Who acts from this browser: its owner, or a neighbour without a phone (one for each browser)."""
    prefix = f"{NEIGHBOUR}{ENTERED}" if for_neighbour(request) else "p"
    return Actor(pseudonym(request, browser(request), code, prefix), Role.PARTICIPANT, table)


def me(request: Request, code: str) -> str:
    """The participant's pseudonym in this room, whatever they do."""
    return participant(request, code).id


def at_table(room: Room, table: int | None) -> int | None:
    """A table that the room has (None where it works in plenary). Raises Refusal."""
    if table is None or room.session.tables.count == 1:
        return None
    if not 1 <= table <= room.session.tables.count:
        raise Refusal("unknown_table")
    return table


async def staff(connection: HTTPConnection, code: str) -> Actor | None:
    """The strongest role this browser or key has in the room, participants apart."""
    desk = house(connection).desk
    held = await desk.hold(code)
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key:
        grant = await desk.read(lambda c: access.check_key(c, held.id, key.strip()))
        return _actor("k" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:24], grant)
    known = known_browser(connection)
    if known is None:
        return None
    grants = await desk.read(lambda c: access.seats(c, known, held.id))
    best = max(grants, key=lambda grant: RANKS[Role(grant.role)], default=None)
    return _actor(pseudonym(connection, known, code, "f"), best)


def _actor(name: str, grant: Grant | None) -> Actor | None:
    return Actor(name, Role(grant.role), grant.seat or None) if grant else None


async def at_least(connection: HTTPConnection, code: str, role: Role) -> Actor:
    """Raises Refusal `forbidden`, without saying which key was missing."""
    actor = await staff(connection, code)
    if actor is None or RANKS[actor.role] < RANKS[role]:
        raise Refusal("forbidden")
    return actor


async def _organiser(request: Request, code: Code) -> Actor:
    return await at_least(request, code, Role.ORGANISER)


async def _facilitator(request: Request, code: Code) -> Actor:
    return await at_least(request, code, Role.FACILITATOR)


async def _hand(request: Request, code: Code) -> Actor:
    return await at_least(request, code, Role.TABLE)


Organiser = Annotated[Actor, Depends(_organiser)]
Facilitator = Annotated[Actor, Depends(_facilitator)]
Hand = Annotated[Actor, Depends(_hand)]
"""A facilitator, or the facilitator of a table: the rules tell which gisement they may touch."""


async def exchange(request: Request, code: str, key: str) -> Grant:
    """A key, or a pass, for a seat: what the page does with the fragment of its address. Raises Refusal `forbidden`."""
    held = await house(request).desk.hold(code)
    mine, secret = browser(request), house(request).config.secret

    def sit(connection: Connection) -> Grant | None:
        grant = access.check_key(connection, held.id, key) or passes.accept(connection, secret, held.id, key)
        if grant:
            access.seat(connection, mine, held.id, grant)
        return grant

    grant = await house(request).desk.write(sit)
    if grant is None:
        raise Refusal("forbidden")
    return grant
