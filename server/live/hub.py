"""Who listens, and the sending. A dirty fragment is rendered at most once per tick and audience; a slow reader delays nobody.

Each listener has its own outbox: the latest version of each fragment it has not been sent, bounded. Beyond the bound it is
sent everything afresh, once it reads again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from server.desk import Desk
from server.html import Pages
from server.i18n import speaking
from server.live import views
from server.live.views import Audience, Outlook
from server.room.entries import Entry
from server.room.keys import KeysRevoked
from server.room.life import OpenedForReal
from server.room.refusal import Refusal
from server.room.state import Room
from server.wire.presence import Presence

logger = logging.getLogger("filon.live")

TICK = {"screen": 0.1, "console": 0.15, "phone": 0.25}
"""Seconds between two frames to a view."""
MOST_FRAGMENTS = 64
MOST_BYTES = 256 * 1024
MOST_LISTENERS = 5000
PRESENCE_EVERY = 5.0


@dataclass(eq=False, slots=True)
class Frame:
    """Fragments of one state. `text` is made once, when first sent, and shared by every listener that gets this frame."""

    seq: int
    epoch: str
    fragments: dict[str, str]
    _text: str | None = None

    def text(self) -> str:
        if self._text is None:
            self._text = envelope(self.seq, self.epoch, self.fragments)
        return self._text


def envelope(seq: int, epoch: str, fragments: dict[str, str]) -> str:
    """What goes down a socket: `now` is the server's clock in ms; without fragments it is a heartbeat."""
    message: dict[str, object] = {"seq": seq, "epoch": epoch, "now": time.time_ns() // 1_000_000}
    if fragments:
        message["swap"] = "none"
        message["content"] = "".join(
            f'<hx-partial hx-target="#{name}" hx-swap="innerMorph">{html}</hx-partial>'
            for name, html in fragments.items()
        )
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


@dataclass(eq=False, slots=True)
class Listener:
    """One socket. `take` gives what to send next; `lost` means that its outbox overflowed and it needs everything,
    `gone` that it is to be closed."""

    role: str = "participant"
    frame: Frame | None = None
    backlog: dict[str, str] = field(default_factory=dict)
    seq: int = 0
    epoch: str = ""
    lost: bool = False
    gone: bool = False
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, frame: Frame) -> None:
        if self.frame is None and not self.backlog:
            self.frame = frame
        else:
            self._pile(frame)
        self.seq, self.epoch = frame.seq, frame.epoch
        self.ready.set()

    def _pile(self, frame: Frame) -> None:
        if self.frame:
            self.backlog.update(self.frame.fragments)
            self.frame = None
        self.backlog.update(frame.fragments)
        if len(self.backlog) > MOST_FRAGMENTS or sum(len(html.encode()) for html in self.backlog.values()) > MOST_BYTES:
            self.backlog.clear()
            self.lost = True

    def take(self) -> str | None:
        self.ready.clear()
        frame, self.frame = self.frame, None
        if frame:
            return frame.text()
        if not self.backlog:
            return None
        backlog, self.backlog = self.backlog, {}
        return envelope(self.seq, self.epoch, backlog)


class Channel:
    """The listeners of one audience, and the last rendering of its fragments."""

    def __init__(self, audience: Audience, hub: Hub) -> None:
        self.audience = audience
        self.listeners: set[Listener] = set()
        self._hub = hub
        self._shown: dict[str, tuple[str, int]] = {}
        self._always: set[str] = set()
        self._failed: set[str] = set()
        self._epoch = ""
        self._seq = 0
        self._dirty: set[str] = {"everything"}
        self._wake = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def mark(self, topics: set[str]) -> None:
        self._dirty |= topics
        self._wake.set()

    def close(self) -> None:
        self._task.cancel()

    async def snapshot(self, listener: Listener, since: int, epoch: str) -> Frame:
        """What to send a listener now: what changed after number `since` (everything, if the epoch is another) and what
        is always sent."""
        self._send(await self._render())
        wanted = {
            name: html
            for name, (html, changed) in self._shown.items()
            if epoch != self._epoch or changed > since or name in self._always
        }
        listener.seq, listener.epoch = self._seq, self._epoch
        return Frame(self._seq, self._epoch, wanted)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                self._send(await self._render())
            except Refusal:
                return
            except Exception:
                logger.exception("%s could not be brought up to date", self.audience)
                self.mark({"everything"})
            await asyncio.sleep(TICK[self.audience.view] * max(1.0, len(self.listeners) / 500))

    def _send(self, frame: Frame) -> None:
        if frame.fragments:
            for listener in self.listeners:
                listener.offer(frame)

    async def _render(self) -> Frame:
        """Render what is dirty, and tell what came out different."""
        return await self._hub.desk.look(self.audience.code, self._render_room)

    def _render_room(self, room: Room) -> Frame:
        with speaking(self.audience.lang):
            return self._drawn(room)

    def _drawn(self, room: Room) -> Frame:
        dirty, self._dirty = self._dirty, set()
        outlook = self._hub.outlook(self.audience.code)
        new: dict[str, str] = {}
        for fragment in views.fragments(room, self.audience):
            if fragment.ephemeral:
                self._always.add(fragment.id)
            if fragment.id in self._shown and fragment.id not in self._failed and not fragment.concerned(dirty):
                continue
            self._failed.discard(fragment.id)
            try:
                html = fragment.render(room, self.audience, outlook)
            except Exception:
                logger.exception("%s of %s could not be rendered", fragment.id, self.audience)
                self._failed.add(fragment.id)
                continue
            if fragment.id not in self._shown or self._shown[fragment.id][0] != html:
                self._shown[fragment.id] = (html, room.seq)
                new[fragment.id] = html
        self._seq, self._epoch = room.seq, views.epoch(room)
        return Frame(self._seq, self._epoch, new)


class Hub:
    """Every socket of this process."""

    def __init__(self, desk: Desk, presence: Presence, pages: Pages, public_url: str) -> None:
        self.desk = desk
        self._presence = presence
        self._pages = pages
        self.public_url = public_url
        self._channels: dict[Audience, Channel] = {}
        desk.listeners.append(self._heard)
        desk.watched = self.rooms

    def join(self, audience: Audience, role: str = "participant") -> tuple[Channel, Listener]:
        """Subscribe, by the right of a role. Raises Refusal `overloaded` when the room has too many sockets already."""
        if sum(self.here(audience.code).values()) >= MOST_LISTENERS:
            raise Refusal("overloaded")
        channel = self._channels.get(audience)
        if channel is None:
            channel = self._channels[audience] = Channel(audience, self)
        listener = Listener(role)
        channel.listeners.add(listener)
        self._presence_changed(audience.code)
        return channel, listener

    def leave(self, channel: Channel, listener: Listener) -> None:
        channel.listeners.discard(listener)
        if not channel.listeners and self._channels.get(channel.audience) is channel:
            channel.close()
            del self._channels[channel.audience]
        self._presence_changed(channel.audience.code)

    def rooms(self) -> set[str]:
        """The rooms that have a page connected to this process."""
        return {audience.code for audience in self._channels}

    def disconnect(self, code: str, role: str) -> None:
        """Close the sockets that keys of this role opened in the room."""
        for audience, channel in self._channels.items():
            for listener in channel.listeners:
                if audience.code == code and listener.role == role:
                    listener.gone = True
                    listener.ready.set()

    def here(self, code: str) -> Counter[str]:
        """Pages connected to this process, by view."""
        counts: Counter[str] = Counter()
        for audience, channel in self._channels.items():
            if audience.code == code:
                counts[audience.view] += len(channel.listeners)
        return counts

    def sockets(self) -> Counter[str]:
        """Every socket of this process, by view (for /metrics)."""
        counts: Counter[str] = Counter()
        for audience, channel in self._channels.items():
            counts[audience.view] += len(channel.listeners)
        return counts

    def outlook(self, code: str) -> Outlook:
        return Outlook(self._presence.total(code, self.here(code)), f"{self.public_url}/r/{code}", self._pages)

    async def run(self) -> None:
        """Exchange presence with the other processes, until cancelled."""
        while True:
            await asyncio.sleep(PRESENCE_EVERY)
            rooms = {audience.code: self.here(audience.code) for audience in self._channels}
            for code in await self._presence.exchange(rooms):
                self._presence_changed(code)

    def _presence_changed(self, code: str) -> None:
        for audience, channel in self._channels.items():
            if audience.code == code and audience.view != "phone":
                channel.mark({"presence"})

    def _heard(self, code: str, room: Room, entries: list[Entry]) -> None:
        for entry in entries:
            if isinstance(entry.fact, KeysRevoked):
                self.disconnect(code, entry.fact.role)
        topics = _topics(room, entries)
        for audience, channel in self._channels.items():
            if audience.code == code:
                channel.mark(topics)


def _topics(room: Room, entries: list[Entry]) -> set[str]:
    """What these entries changed. A rehearsal wiped: everything, and what came before it names notes that are no more."""
    if any(isinstance(entry.fact, OpenedForReal) for entry in entries):
        return {"everything"}
    return {topic for entry in entries for topic in entry.fact.topics(room)}
