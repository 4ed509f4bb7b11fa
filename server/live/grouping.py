"""Gives every new note its theme, after the answer to who posted it and off the event loop.

The text becomes a vector in a thread, the placer proposes, and the desk journals where the note went with its confidence and
reason: every process and every replay then shows the same wall without the model. One process at a time groups a room.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from server.desk import Desk
from server.journal import leases
from server.room.entries import Entry
from server.room.life import Erased, OpenedForReal
from server.room.people import MACHINE
from server.room.refusal import Refusal
from server.room.state import REWORDING, Room
from server.room.themes import GroupNote, LabelTheme
from server.themes import labels
from server.themes.encoder import Encoder, Vectors
from server.themes.placement import Placer

logger = logging.getLogger("filon.grouping")

BATCH = 64
CALM = 0.3
"""Seconds between two rounds on a room: a burst is encoded in batches."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one round works on: texts to place, and where every other note of these gisements stands."""

    seq: int
    notes: tuple[tuple[str, str, str], ...]
    """(note, gisement, text), not placed yet."""
    standing: tuple[tuple[str, str, str, str], ...]
    """(note, gisement, theme, text)."""
    unnamed: frozenset[str] = frozenset()
    """Gisements where a theme has lost its name (its words were erased) or never had one."""


@dataclass(eq=False, slots=True)
class Grouped:
    """A room being grouped: its vectors, and a placer for each gisement, made again from `standing` at each round."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    vectors: dict[str, tuple[str, Vectors]] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    """How many notes each theme had when it was last named."""
    task: asyncio.Task[None] | None = None


class Grouping:
    """Watches the rooms of this process and groups their notes."""

    def __init__(self, desk: Desk, load: Callable[[], Encoder], process: str) -> None:
        self._desk = desk
        self._load = load
        self._process = process
        self._encoder: Encoder | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._rooms: dict[str, Grouped] = {}
        self._loaded = asyncio.Event()
        desk.listeners.append(self._heard)

    @property
    def ready(self) -> bool:
        return self._loaded.is_set()

    async def run(self) -> None:
        """Load the encoder in the background, then serve until cancelled."""
        loop = asyncio.get_running_loop()
        self._encoder = await loop.run_in_executor(self._thread, self._load)
        logger.info("encoder %s is ready", self._encoder.name)
        self._loaded.set()
        await asyncio.Event().wait()

    def watch(self, code: str) -> None:
        """Make sure that the notes of a room are grouped (also those posted while no process was there)."""
        grouped = self._rooms.get(code)
        if grouped is None:
            grouped = self._rooms[code] = Grouped()
            grouped.task = asyncio.get_running_loop().create_task(self._serve(code, grouped))
        grouped.wake.set()

    def _heard(self, code: str, room: Room, entries: list[Entry]) -> None:
        for entry in entries:
            if isinstance(entry.fact, Erased | OpenedForReal) and code in self._rooms:
                self._rooms[code].vectors.clear()
        if any(entry.role != MACHINE.role for entry in entries):
            self.watch(code)

    async def _serve(self, code: str, grouped: Grouped) -> None:
        await self._loaded.wait()
        while True:
            try:
                await asyncio.wait_for(grouped.wake.wait(), leases.LEASE / 1000)
            except TimeoutError:
                if not await self._unfinished(code):
                    self._rooms.pop(code, None)
                    return
            grouped.wake.clear()
            try:
                await self._round(code, grouped)
            except Refusal as refusal:
                logger.info("grouping of a room stops: %s", refusal.code)
                self._rooms.pop(code, None)
                return
            except Exception:
                logger.exception("a round of grouping failed")
            await asyncio.sleep(CALM)

    async def _unfinished(self, code: str) -> bool:
        try:
            waiting = await self._desk.look(code, _waiting)
            return bool(waiting.notes or waiting.unnamed)
        except Refusal:
            return False

    async def _round(self, code: str, grouped: Grouped) -> None:
        waiting = await self._desk.look(code, _waiting)
        if not waiting.notes and not waiting.unnamed:
            return
        held = await self._desk.hold(code)
        token = await self._desk.write(lambda connection: leases.take(connection, held.id, self._process))
        if token is None:
            return
        batch = waiting.notes[:BATCH]
        if len(waiting.notes) > BATCH:
            grouped.wake.set()
        loop = asyncio.get_running_loop()
        commands = await loop.run_in_executor(self._thread, self._place, grouped, waiting, batch)
        await self._submit(code, commands, token)
        gisements = {gisement for _, gisement, _ in batch} | waiting.unnamed
        names = await self._desk.look(code, lambda room: _texts_by_theme(room, gisements))
        await self._submit(code, await loop.run_in_executor(self._thread, _label, names, grouped.named), token)

    async def _submit(self, code: str, commands: list[GroupNote] | list[LabelTheme], token: int) -> None:
        """A proposal that people made void meanwhile is refused, and that is fine."""
        sent = [self._desk.submit(code, command, MACHINE, token) for command in commands]
        for result in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(result, BaseException) and not isinstance(result, Refusal):
                raise result

    def _place(self, grouped: Grouped, waiting: Waiting, batch: tuple[tuple[str, str, str], ...]) -> list[GroupNote]:
        """In the encoder's thread: vectors, then a placement for each note of the batch, each seeing the ones before."""
        encoder = self._encoder
        assert encoder is not None  # noqa: S101 - rounds start once it is loaded
        gisements = {gisement for _, gisement, _ in batch}
        standing = [one for one in waiting.standing if one[1] in gisements]
        self._encode(grouped, encoder, [(note, text) for note, _, _, text in standing] + [(n, t) for n, _, t in batch])
        placers = {gisement: Placer(encoder.threshold) for gisement in gisements}
        texts = {note: text for note, _, _, text in standing} | {note: text for note, _, text in batch}
        members: dict[str, list[str]] = {}
        for note, gisement, theme, _ in standing:
            placers[gisement].put(note, grouped.vectors[note][1], theme)
            members.setdefault(theme, []).append(note)
        commands = []
        for note, gisement, text in batch:
            vector = grouped.vectors[note][1]
            placement = placers[gisement].place(vector)
            theme = placement.theme or f"t-{uuid.uuid4().hex[:12]}"
            peers = [texts[peer] for peer in members.get(theme, [])]
            reason = labels.shared(text, peers)
            commands.append(
                GroupNote(uuid.uuid4().hex, note, theme, placement.confidence, placement.nearest, reason, waiting.seq)
            )
            placers[gisement].put(note, vector, theme)
            members.setdefault(theme, []).append(note)
        return commands

    @staticmethod
    def _encode(grouped: Grouped, encoder: Encoder, notes: list[tuple[str, str]]) -> None:
        new = [(note, text) for note, text in notes if grouped.vectors.get(note, ("",))[0] != text]
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            for (note, text), vector in zip(part, encoder.encode([text for _, text in part]), strict=True):
                grouped.vectors[note] = (text, vector)


def _waiting(room: Room) -> Waiting:
    notes, standing = [], []
    for note in room.notes.values():
        if note.kind == REWORDING or not note.shown or room.find_gisement(note.gisement) is None:
            continue
        if note.theme:
            standing.append((note.id, note.gisement, note.theme, note.text))
        elif note.placed_by is None:
            notes.append((note.id, note.gisement, note.text))
    unnamed = frozenset(theme.gisement for theme in room.themes.values() if not theme.label and room.members(theme))
    return Waiting(room.seq, tuple(notes), tuple(standing), unnamed)


@dataclass(frozen=True, slots=True)
class Named:
    """A theme to name: its texts, the others of its gisement, the names already given there."""

    theme: str
    label: str
    by_hand: bool
    gisement: str
    texts: tuple[str, ...]


def _texts_by_theme(room: Room, gisements: set[str]) -> list[Named]:
    return [
        Named(
            theme.id, theme.label, theme.labelled_by == "person", gisement, tuple(n.text for n in room.members(theme))
        )
        for gisement in gisements
        for theme in room.themes_on(gisement)
    ]


GROWTH = 1.4
"""A theme is named again once it has grown so much: names that change at each note are no names."""


def _label(themes: list[Named], named: dict[str, int]) -> list[LabelTheme]:
    """Names for the themes that have none, or have grown a lot since they were `named` (brought up to date)."""
    commands = []
    taken: dict[str, list[str]] = {}
    due = [one for one in themes if not one.by_hand and _due(one, named)]
    for theme in themes:
        if theme not in due:
            taken.setdefault(theme.gisement, []).append(theme.label)
    for theme in due:
        named[theme.theme] = len(theme.texts)
        used = taken.setdefault(theme.gisement, [])
        outside = [
            text for other in themes if other.gisement == theme.gisement and other is not theme for text in other.texts
        ]
        name = labels.label(theme.texts, outside, used)
        used.append(name)
        if name != theme.label:
            commands.append(LabelTheme(uuid.uuid4().hex, theme.theme, name))
    return commands


def _due(theme: Named, named: dict[str, int]) -> bool:
    return not theme.label or len(theme.texts) >= GROWTH * named.get(theme.theme, 0)
