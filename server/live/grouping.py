"""Gives every new note its theme, after the answer to who posted it and off the event loop.

A round: what the room says of a gisement goes to the grouper (a process apart), its proposals come back as commands, and the
desk journals where each note went, how sure and why: every process and every replay then shows the same wall without the model.
One process at a time groups a room, by a lease; another rebuilds from the journal and the stored vectors, and goes on.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from sqlalchemy.exc import DBAPIError

from server.desk import Desk
from server.journal import leases, vectors
from server.journal.vectors import Stored
from server.live import sheets
from server.live.apart import Apart, Died, Failed
from server.live.sheets import Work
from server.room.entries import Command, Entry
from server.room.grouping import GroupNote, LabelTheme, Reason, Reshape, TellAlike, TellEncoder, TellReasons
from server.room.life import Erased, OpenedForReal
from server.room.people import MACHINE
from server.room.proposals import MakeProposal
from server.room.refusal import Refusal
from server.room.state import Group, Room
from server.themes.encoder import Vectors
from server.themes.questions import Arrangement, Known, Place, Proposal, Sheet, Words

logger = logging.getLogger("filon.grouping")

BATCH = 64
CALM = 0.3
"""Seconds between two rounds on a room: a burst is encoded in batches."""
RETRY = 0.7
"""Seconds after which work that another process has in hand is looked at again."""
ORPHANS = 3_600_000
"""Milliseconds for which a room that lost its grouping process is looked for by the others (and at start, by its successor)."""
IDLE = 600.0
"""Seconds without anything to do after which a room's graph is let go."""


@dataclass(eq=False, slots=True)
class Grouped:
    """A room being grouped. `given`: the version of each note whose words the grouper has, in its present life."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    given: dict[str, int] = field(default_factory=dict)
    life: int = 0
    left: dict[str, sheets.Shape] = field(default_factory=dict)
    """gisement -> the shape in which it was left."""
    alike: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None


class Grouping:
    """Watches the rooms of this process and groups their notes."""

    def __init__(self, desk: Desk, grouper: Apart, process: str) -> None:
        self._desk = desk
        self._grouper = grouper
        self._process = process
        self._model = ""
        self._rooms: dict[str, Grouped] = {}
        self._loaded = asyncio.Event()
        desk.listeners.append(self._heard)

    @property
    def ready(self) -> bool:
        return self._loaded.is_set()

    async def run(self) -> None:
        """Load the encoder in the background, then serve until cancelled."""
        try:
            while not self._model:
                try:
                    self._model = await self._grouper.model()
                except (Died, Failed):
                    logger.exception("the grouping process cannot start: another try soon")
                    await asyncio.sleep(RETRY)
            logger.info("encoder %s is ready", self._model)
            self._loaded.set()
            await self._look_for_orphans()
        finally:
            for grouped in self._rooms.values():
                if grouped.task:
                    grouped.task.cancel()
            await self._grouper.stop()

    async def _look_for_orphans(self) -> None:
        """Take over from processes that died with notes still to place: their lease runs out and nobody renews it."""
        looked_at: dict[str, int] = {}
        while True:
            try:
                for code, until in await self._desk.read(lambda connection: leases.lapsed(connection, ORPHANS)):
                    if looked_at.get(code) != until:
                        looked_at[code] = until
                        self.watch(code)
            except DBAPIError as error:
                logger.warning("the journal does not answer: %s", type(error).__name__)
            await asyncio.sleep(RETRY)

    def watch(self, code: str) -> None:
        """Make sure that the notes of a room are grouped (also those posted while no process was there)."""
        grouped = self._rooms.get(code)
        if grouped is None:
            grouped = self._rooms[code] = Grouped()
            grouped.task = asyncio.get_running_loop().create_task(self._serve(code, grouped))
        grouped.wake.set()

    def _heard(self, code: str, room: Room, entries: list[Entry]) -> None:
        grouped = self._rooms.get(code)
        if grouped and any(isinstance(entry.fact, Erased | OpenedForReal) for entry in entries):
            grouped.life = 0  # the grouper forgets their words at the next round, which starts now
        if any(entry.role != MACHINE.role for entry in entries):
            self.watch(code)

    async def _serve(self, code: str, grouped: Grouped) -> None:
        await self._loaded.wait()
        unfinished = True
        try:
            while True:
                try:
                    await asyncio.wait_for(grouped.wake.wait(), RETRY if unfinished else IDLE)
                except TimeoutError:
                    if not unfinished:
                        return
                grouped.wake.clear()
                unfinished = await self._safely(code, grouped)
                if not unfinished:
                    await asyncio.sleep(CALM)
        except Refusal as refusal:
            logger.info("grouping of a room stops: %s", refusal.code)
        finally:
            self._rooms.pop(code, None)
            await self._forget(code)

    async def _safely(self, code: str, grouped: Grouped) -> bool:
        """One round; True when something is left to do. Raises Refusal when the room cannot be read."""
        try:
            return await self._round(code, grouped)
        except Refusal as refusal:
            if refusal.code in ("no_such_room", "room_frozen"):
                raise
            return True
        except (Died, Failed):
            return True
        except Exception:
            logger.exception("a round of grouping failed")
            return True

    async def _forget(self, code: str) -> None:
        try:
            await self._grouper.forget(code)
        except (Died, Failed):
            return

    # -- a round ------------------------------------------------------------------------------------------------------

    async def _round(self, code: str, grouped: Grouped) -> bool:
        if grouped.life == 0:
            await self._forget(code)
            grouped.given.clear()
            grouped.life = self._grouper.lives
        work = await self._desk.look(code, partial(sheets.work, code=code, model=self._model, left=grouped.left))
        if not work.any:
            return False
        held = await self._desk.hold(code)
        token = await self._desk.write(lambda connection: leases.take(connection, held.id, self._process))
        if token is None:
            return True
        async with self._renewing(held.id):
            await self._submit(code, [TellEncoder(_new_id(), self._model)] if work.encoder_news else [], token)
            for sheet in work.sheets:
                await self._arrange(code, grouped, held.id, sheet, work, token)
            for asked in work.proposals:
                await self._propose(code, grouped, held.id, asked, work, token)
        if work.more:
            grouped.wake.set()
        return work.more

    @asynccontextmanager
    async def _renewing(self, room: int) -> AsyncIterator[None]:
        """Keep the lease while a long question is being answered."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(leases.LEASE / 3000)
                await self._desk.write(lambda connection: leases.take(connection, room, self._process))

        renewing = asyncio.get_running_loop().create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _arrange(self, code: str, grouped: Grouped, room: int, sheet: Sheet, work: Work, token: int) -> None:
        try:
            learnt = await self._learn(grouped, room, sheet.notes, work)
            arrangement = await self._grouper.arrange(sheet, learnt)
        except (Died, Failed):
            grouped.life = 0
            if len(sheet.newcomers) > 1:
                for note in sheet.newcomers:  # one at a time, to find which cannot be read
                    await self._alone(code, grouped, room, sheet, note, token)
            else:
                await self._set_aside(code, sheet, work, token)
            return
        grouped.given |= {one.note: one.version for one in learnt}
        reasons = tuple(Reason(one.note, one.theme, one.confidence, one.nearest) for one in arrangement.reasons)
        told = [TellReasons(_new_id(), sheet.gisement, reasons)] if reasons else []
        await self._submit(code, [*_commands(arrangement, work.seq), *told], token)
        await self._submit(code, [LabelTheme(_new_id(), n.theme, n.label, n.example) for n in arrangement.names], token)
        await self._tell_alike(code, grouped, sheet.gisement, arrangement.alike, token)
        grouped.left[sheet.gisement] = {**work.shapes.get(sheet.gisement, {}), **arrangement.places()}

    async def _alone(self, code: str, grouped: Grouped, room: int, sheet: Sheet, note: str, token: int) -> None:
        await self._forget(code)
        grouped.given.clear()
        grouped.life = self._grouper.lives
        again = await self._desk.look(code, partial(sheets.only, code=code, gisement=sheet.gisement, note=note))
        if again.sheets:
            await self._arrange(code, grouped, room, again.sheets[0], again, token)

    async def _set_aside(self, code: str, sheet: Sheet, work: Work, token: int) -> None:
        """A note that the grouper fails on stands alone, says so, and holds nobody back."""
        former = {one.note: one.theme for one in sheet.notes}
        await self._submit(
            code,
            [
                GroupNote(_new_id(), note, f"t-{_new_id()}", former[note], 0.0, (), (), work.seq, unread="failed")
                for note in sheet.newcomers
            ],
            token,
        )

    async def _propose(
        self, code: str, grouped: Grouped, room: int, asked: sheets.Asked, work: Work, token: int
    ) -> None:
        try:
            learnt = await self._learn(grouped, room, asked.sheet.notes, work)
            found = await self._grouper.propose(asked.sheet, learnt, asked.question)
        except (Died, Failed):
            grouped.life, found, learnt = 0, Proposal(asked.question.grain, ()), []
        grouped.given |= {one.note: one.version for one in learnt}
        groups = tuple(Group(one.theme, one.notes) for one in found.groups)
        names = tuple(one.name for one in found.groups)
        made = MakeProposal(_new_id(), asked.proposal, asked.sheet.gisement, groups, names, found.grain)
        await self._submit(code, [made], token)

    async def _tell_alike(
        self, code: str, grouped: Grouped, gisement: str, pairs: tuple[tuple[str, str], ...], token: int
    ) -> None:
        if grouped.alike.get(gisement) == pairs:
            return
        grouped.alike[gisement] = pairs
        everywhere = tuple(pair for some in grouped.alike.values() for pair in some)
        await self._submit(code, [TellAlike(_new_id(), everywhere)], token)

    async def _submit(self, code: str, commands: Sequence[Command], token: int) -> None:
        """In order. A proposal that people made void meanwhile is refused, and that is fine."""
        sent = [self._desk.submit(code, command, MACHINE, token) for command in commands]
        for result in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(result, BaseException) and not isinstance(result, Refusal):
                raise result

    # -- words and vectors --------------------------------------------------------------------------------------------

    async def _learn(self, grouped: Grouped, room: int, notes: Sequence[Known], work: Work) -> list[Words]:
        """What the grouper lacks of these notes: vectors as they are stored, or made now, in batches, and then stored."""
        if grouped.life != self._grouper.lives:
            grouped.given.clear()
            grouped.life = self._grouper.lives
        lacking = [one for one in notes if grouped.given.get(one.note) != one.version]
        if not lacking:
            return []
        model = self._model
        stored = await self._desk.read(lambda connection: vectors.read(connection, room, model)) if lacking else {}
        known: dict[str, Vectors] = {
            one.note: np.frombuffer(stored[one.note].data, np.float16).astype(np.float32)
            for one in lacking
            if one.note in stored and stored[one.note].version == one.version
        }
        unknown = [one for one in lacking if one.note not in known]
        for start in range(0, len(unknown), BATCH):
            part = unknown[start : start + BATCH]
            found = await self._grouper.encode([work.texts[one.note] for one in part])
            known |= {one.note: vector for one, vector in zip(part, found, strict=True)}
            made = {one.note: Stored(one.version, known[one.note].astype(np.float16).tobytes()) for one in part}
            await self._desk.write(lambda connection, made=made: vectors.keep(connection, room, model, made))  # type: ignore[misc]
        return [
            Words(one.note, one.version, work.texts[one.note], known[one.note], work.written.get(one.note, ""))
            for one in lacking
        ]


def _commands(arrangement: Arrangement, seen: int) -> list[Command]:
    commands: list[Command] = []
    for one in arrangement.verdicts:
        if isinstance(one, Place):
            commands.append(
                GroupNote(
                    _new_id(), one.note, one.theme, one.was, one.confidence, one.nearest, one.words, seen, one.language,
                    one.repeats, one.unread,
                )
            )  # fmt: skip
        else:
            commands.append(
                Reshape(_new_id(), "merge" if one.gone else "split", one.moves, one.gone, one.confidence, seen)
            )
    return commands


def _new_id() -> str:
    return uuid.uuid4().hex
