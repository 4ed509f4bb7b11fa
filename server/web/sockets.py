"""The live socket: downstream only. What a page sends up is read and ignored; people act by HTTP."""

import asyncio
from typing import Literal

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from server import charts
from server.i18n import NAMES, speaking, spoken
from server.live.hub import Channel, Listener, envelope
from server.live.views import Audience
from server.room.door import shut_to
from server.room.people import Actor, Role
from server.room.promises import find
from server.room.refusal import Refusal
from server.room.state import Room
from server.web import who
from server.web.house import house

router = APIRouter()

HEARTBEAT = 15.0
MOST_PAGES = 99
REFUSED, BUSY = 1008, 1013


@router.websocket("/r/{code}/live")
async def live(
    socket: WebSocket, code: str, view: Literal["phone", "screen", "console"] = "phone", lang: str = "", since: int = 0,
    epoch: str = "", table: int | None = None, gisement: str | None = None, notes: int = 0, promise: str | None = None,
    page: int = 0, remote: bool = False, translating: bool = False, across: int = 178,
) -> None:  # fmt: skip
    try:
        with speaking(lang if lang in NAMES else spoken()):
            audience, role = await _audience(
                socket,
                code,
                view,
                table,
                gisement,
                page if view == "screen" else notes,
                promise,
                remote,
                translating,
                across,
            )
        channel, listener = house(socket).hub.join(audience, role)
    except Refusal as refusal:
        await socket.close(BUSY if refusal.code in ("overloaded", "too_fast") else REFUSED)
        return
    house(socket).grouping.watch(audience.code)
    try:
        await socket.accept()
        await socket.send_text((await channel.snapshot(listener, since, epoch)).text())
        await _relay(socket, channel, listener)
    except (WebSocketDisconnect, RuntimeError, Refusal):
        return
    finally:
        house(socket).hub.leave(channel, listener)


async def _audience(
    socket: WebSocket, code: str, view: Literal["phone", "screen", "console"], table: int | None, gisement: str | None,
    page: int, promise: str | None, remote: bool, translating: bool, across: int,
) -> tuple[Audience, Role]:  # fmt: skip
    """Who is to be sent the same as whom, and by the right of which role.

    A phone needs the room's code alone; screens and consoles their key's cookie."""
    known = await who.room_code(socket, code)
    desk = house(socket).desk
    if view == "phone":
        person = who.participant(socket, known)
        at = await desk.look(known, lambda room: _table_inside(room, person, table))
        return Audience(known, "phone", table=at), Role.PARTICIPANT
    if promise:
        staff = await who.at_least(socket, known, Role.FACILITATOR)
        await desk.look(known, lambda room: find(room, promise))
        return Audience(known, "console", promise=promise), staff.role
    if remote:
        staff = await who.at_least(socket, known, Role.FACILITATOR)
        return Audience(known, "console", remote=True), staff.role
    staff = await who.at_least(socket, known, Role.SCREEN if view == "screen" else Role.TABLE)
    if translating:
        return Audience(known, "console", translating=True), staff.role
    if view == "screen":
        return Audience(known, "screen", page=min(max(0, page), MOST_PAGES), wide=charts.fitting(across)), staff.role
    focus = await desk.look(known, lambda room: (room.find_gisement(gisement) or room.session.gisements[0]).id)
    return Audience(known, "console", table=staff.table, focus=focus, page=max(0, page)), staff.role


def _table_inside(room: Room, person: Actor, table: int | None) -> int | None:
    if shut_to(room, person):
        raise Refusal("door_closed")
    return who.at_table(room, table)


async def _relay(socket: WebSocket, channel: Channel, listener: Listener) -> None:
    """Send what comes, until the page goes away."""
    reading = asyncio.create_task(_ignore(socket))
    sending = asyncio.create_task(_send(socket, channel, listener))
    done, pending = await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


async def _ignore(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _send(socket: WebSocket, channel: Channel, listener: Listener) -> None:
    while True:
        try:
            await asyncio.wait_for(listener.ready.wait(), HEARTBEAT)
        except TimeoutError:
            await socket.send_text(envelope(listener.seq, listener.epoch, {}))
            continue
        if listener.gone:
            await socket.close(REFUSED)
            return
        if listener.lost:
            listener.lost = False
            listener.take()
            await socket.send_text((await channel.snapshot(listener, 0, "")).text())
        elif (text := listener.take()) is not None:
            await socket.send_text(text)
