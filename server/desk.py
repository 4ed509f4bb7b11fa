"""The one door for change.

Every waiting command of every room goes through one transaction: lock the room, read the entries it has not seen, let the
rules decide on a state that includes the commands before, append, commit; only then answer and publish. While a batch is
uncommitted its rooms are locked, so nothing rendered or read leaves the process before the commit. When a commit fails or its
outcome is unknown, the states are dropped, read again from SQL and the commands decided again: those that had been written
are recognised by their id.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from random import SystemRandom
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server.journal import journal as sql
from server.journal import leases, vectors
from server.journal.journal import Journal
from server.room.anonymity import Anonymised, closed, must_take, named, renamed
from server.room.door import must_let_in
from server.room.entries import Command, Entry, UnknownFact
from server.room.life import Erased, OpenedForReal
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.stages import StageEntered
from server.room.state import UNOPENED, Room, apply, fold
from server.wire.bus import Bus
from server.wording import Wording, hear

logger = logging.getLogger("filon.desk")

T = TypeVar("T")
MOST_WAITING = 5000
MOST_IN_A_BATCH = 500
TRIES = 3
IDLE = 15 * 60.0
POLL = 3.0


@dataclass(eq=False, slots=True)
class Held:
    """A room in this process's memory. `room` is None until it is read, or after a doubt.

    `told` is the last entry the listeners heard of (None before the first reading), `fresh` those they have yet to hear.
    """

    id: int
    code: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    room: Room | None = None
    frozen: bool = False
    fresh: list[Entry] = field(default_factory=list)
    told: int | None = None
    used: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command: the entries it made (none for a repeat) and the room's number after it."""

    seq: int
    entries: tuple[Entry, ...] = ()
    repeated: bool = False


@dataclass(eq=False, slots=True)
class Ticket:
    command: Command
    by: Actor
    answer: asyncio.Future[Outcome]
    fence: int | None = None
    outcome: Outcome | None = None
    error: Exception | None = None


Listener = Callable[[str, Room, list[Entry]], None]


class Desk:
    """Holds the rooms of this process and takes commands for them. `listeners` hear every new entry, after its commit."""

    def __init__(self, journal: Journal, bus: Bus) -> None:
        self.journal = journal
        self.listeners: list[Listener] = []
        self.watched: Callable[[], set[str]] = set
        """The rooms that somebody looks at here: these are kept, however quiet."""
        self._bus = bus
        self._rooms: dict[str, Held] = {}
        self._waiting: list[tuple[Held, Ticket]] = []
        self._wake = asyncio.Event()
        self._log_holds_words = False
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")

    # -- asking -----------------------------------------------------------------------------------------------------

    async def submit(self, code: str, command: Command, by: Actor, fence: int | None = None) -> Outcome:
        """Have a command decided, written and applied. Returns after the commit. Raises Refusal.

        `fence` is a lease's fencing number: the command is refused when another process has taken the lease since.
        """
        held = await self.hold(code)
        if len(self._waiting) >= MOST_WAITING:
            raise Refusal("overloaded")
        ticket = Ticket(command, by, asyncio.get_running_loop().create_future(), fence)
        self._waiting.append((held, ticket))
        self._wake.set()
        return await ticket.answer

    async def look(self, code: str, see: Callable[[Room], T]) -> T:
        """Read the committed state of a room, whose words are told from then on. `see` must not keep what it is given, nor wait.
        Raises Refusal."""
        held = await self.hold(code)
        async with held.lock:
            await self._load(held)
        assert held.room is not None  # noqa: S101 - just loaded, and nothing ran since
        hear(Wording(held.room.session.language, held.room.session.translations))
        return see(held.room)

    async def hold(self, code: str) -> Held:
        """The room of a code. Raises Refusal `no_such_room`."""
        held = self._rooms.get(code)
        if held is None:
            room = await asyncio.to_thread(self._find, code)
            if room is None:
                raise Refusal("no_such_room")
            held = self._rooms.setdefault(code, Held(room, code))
        held.used = time.monotonic()
        return held

    @property
    def held(self) -> int:
        """How many rooms are in memory."""
        return len(self._rooms)

    def forget(self, code: str) -> None:
        self._rooms.pop(code, None)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Something beside the journal (keys, seats…), in the writer's thread and a transaction of its own."""

        def run() -> T:
            with self.journal.writing() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writer, run)

    async def read(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self.journal.reading() as connection:
                return work(connection)

        return await asyncio.to_thread(run)

    # -- running ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._serve())
            tasks.create_task(self._bus.run(self._hear))
            tasks.create_task(self._keep_up())

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_IN_A_BATCH], self._waiting[MOST_IN_A_BATCH:]
                await self._take(batch)

    async def _take(self, batch: list[tuple[Held, Ticket]]) -> None:
        by_room: dict[Held, list[Ticket]] = defaultdict(list)
        for held, ticket in batch:
            by_room[held].append(ticket)
        rooms = sorted(by_room, key=lambda held: held.id)
        for held in rooms:
            await held.lock.acquire()
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._write_all, by_room)
        finally:
            for held in rooms:
                held.lock.release()
        for _, ticket in batch:
            _answer(ticket)
        for held in rooms:
            self._tell(held, publish=True)

    def _write_all(self, by_room: dict[Held, list[Ticket]]) -> None:
        """In the writer's thread. Never raises: every ticket gets an outcome or an error."""
        for attempt in range(TRIES):
            try:
                with self.journal.writing() as connection:
                    erased = [
                        self._write_room(connection, held, tickets)
                        for held, tickets in sorted(by_room.items(), key=lambda r: r[0].id)
                    ]
                if any(erased):
                    self._log_holds_words = not self.journal.truncate_log()
                return
            except Exception as error:
                known = isinstance(error, DBAPIError | _Poisoned)
                logger.log(logging.WARNING if known else logging.ERROR, "batch failed (try %d): %r", attempt + 1, error)
                for held in by_room:
                    held.room = None
                    held.fresh.clear()
        for tickets in by_room.values():
            for ticket in tickets:
                ticket.outcome, ticket.error = None, ticket.error or Refusal("overloaded")

    def _write_room(self, connection: Connection, held: Held, tickets: list[Ticket]) -> bool:
        if sql.lock(connection, held.id) is None:
            self.forget(held.code)
            for ticket in tickets:
                ticket.error = Refusal("no_such_room")
            return False
        try:
            room = self._catch_up(connection, held)
        except UnknownFact:
            for ticket in tickets:
                ticket.error = Refusal("room_frozen")
            return False
        written: list[Entry] = []
        for ticket in tickets:
            if not isinstance(ticket.error, _Poisoned):
                written += self._decide(connection, held, room, ticket)
        if written:
            sql.append(connection, held.id, written)
            held.fresh += written
        _follow(connection, held.id, room, written)
        erased = [seq for entry in written if isinstance(entry.fact, Erased) for seq in entry.fact.seqs]
        for entry in written:
            if isinstance(entry.fact, Erased):
                vectors.forget(connection, held.id, entry.fact.notes)
            if isinstance(entry.fact, OpenedForReal):
                vectors.forget(connection, held.id)
                erased += range(2, entry.seq)
        if erased:
            sql.erase(connection, held.id, erased)
        if forgotten := any(isinstance(entry.fact, Anonymised) for entry in written):
            entries = renamed(sql.read(connection, held.id), SystemRandom())
            sql.rewrite(connection, held.id, entries)
            held.room = fold(entries)
        return bool(erased) or forgotten

    def _decide(self, connection: Connection, held: Held, room: Room, ticket: Ticket) -> list[Entry]:
        """The entries of one command, applied to the room. A refusal or a repeat makes none."""
        command, ticket.outcome, ticket.error = ticket.command, None, None
        try:
            digest = command.digest()
            if command.id in room.commands:
                if room.commands[command.id][0] not in ("", digest):  # "": erased since, nothing left to compare with
                    raise Refusal("id_reused")
                ticket.outcome = Outcome(room.seq, repeated=True)
                return []
            if ticket.fence is not None and not leases.holds(connection, held.id, ticket.fence):
                raise Refusal("overloaded")
            now = time.time_ns() // 1_000_000
            must_take(room, ticket.by)
            must_let_in(room, ticket.by, command)
            facts = command.decide(room, ticket.by, now)
        except Refusal as refusal:
            ticket.error = refusal
            return []
        except Exception as error:
            logger.exception("a rule failed on %s", type(command).__name__)
            ticket.error = error
            return []
        by = ticket.by
        entries = [
            Entry(room.seq + n, now, named(room, by), one, by.role, by.table, command.id, digest)
            for n, one in enumerate(facts, 1)
        ]
        try:
            for entry in entries:
                apply(room, entry)
        except Exception as error:
            ticket.error = _Poisoned()
            raise ticket.error from error
        ticket.outcome = Outcome(room.seq, tuple(entries))
        return entries

    # -- keeping up with the journal ----------------------------------------------------------------------------------

    def _catch_up(self, connection: Connection, held: Held) -> Room:
        """Apply what the journal holds and this process has not seen. Raises UnknownFact."""
        room = held.room or Room(UNOPENED)
        try:
            entries = sql.read(connection, held.id, room.seq)
        except UnknownFact:
            held.frozen, held.room = True, None
            raise
        if room.seq and any(
            isinstance(entry.fact, Anonymised) for entry in entries
        ):  # what was read before is written otherwise
            room, entries = Room(UNOPENED), sql.read(connection, held.id)
        for entry in entries:
            apply(room, entry)
        if held.told is None:
            held.told = room.seq
        held.fresh += [entry for entry in entries if entry.seq > held.told]
        held.room = room
        return room

    async def _load(self, held: Held) -> None:
        if held.frozen:
            raise Refusal("room_frozen")
        if held.room is None:
            await self._read_new(held)

    async def _read_new(self, held: Held) -> None:
        def run() -> None:
            with self.journal.reading() as connection:
                self._catch_up(connection, held)

        try:
            await asyncio.to_thread(run)
        except UnknownFact:
            raise Refusal("room_frozen") from None

    def _hear(self, code: str, head: int) -> None:
        held = self._rooms.get(code)
        if held and held.told is not None and held.told < head:
            asyncio.get_running_loop().create_task(self._refresh(held))

    async def _refresh(self, held: Held) -> None:
        try:
            async with held.lock:
                await self._read_new(held)
        except Refusal:
            return
        self._tell(held, publish=False)

    async def _keep_up(self) -> None:
        """Every few seconds: read what the bus may have lost, let go of rooms that nobody uses."""
        while True:
            await asyncio.sleep(POLL)
            if self._log_holds_words:
                self._log_holds_words = not await asyncio.to_thread(self.journal.truncate_log)
            try:
                await self._check_heads({held.id: held for held in self._rooms.values() if held.told is not None})
            except DBAPIError as error:
                logger.warning("the journal does not answer: %s", type(error).__name__)

    async def _check_heads(self, rooms: dict[int, Held]) -> None:
        if rooms:
            heads = await self.read(lambda connection: sql.heads(connection, list(rooms)))
            for room, held in rooms.items():
                if room not in heads:
                    self.forget(held.code)
                elif held.told is not None and held.told < heads[room]:
                    await self._refresh(held)
                elif held.code not in self.watched() and time.monotonic() - held.used > IDLE and not held.lock.locked():
                    self.forget(held.code)

    def _tell(self, held: Held, publish: bool) -> None:
        entries, held.fresh = held.fresh, []
        if not entries or held.room is None:
            return
        held.told = entries[-1].seq
        for listener in self.listeners:
            try:
                listener(held.code, held.room, entries)
            except Exception:
                logger.exception("a listener failed: the desk goes on")
        if publish:
            self._bus.publish(held.code, entries[-1].seq)

    def _find(self, code: str) -> int | None:
        with self.journal.reading() as connection:
            return sql.find_room(connection, code)


def _follow(connection: Connection, held: int, room: Room, written: list[Entry]) -> None:
    """The dates of a room count from the last stage that it entered: the seminar ends with it. Opened for real, they count anew.
    Those of a rehearsal never move."""
    if room.rehearsal:
        return
    begins = any(isinstance(entry.fact, OpenedForReal) for entry in written)
    if begins or any(isinstance(entry.fact, StageEntered) for entry in written):
        dates = sql.Dates.after(room.stage_log[-1][1], room.session.retention)
        if closed(room):
            dates = replace(dates, forget_at=None)
        sql.count_from(connection, held, dates, begins)


class _Poisoned(Exception):
    """Applying what a command decided failed: the room is read again, and that command left out."""


def _answer(ticket: Ticket) -> None:
    if ticket.answer.done():
        return
    if ticket.outcome:
        ticket.answer.set_result(ticket.outcome)
    else:
        ticket.answer.set_exception(ticket.error or RuntimeError("a command without an answer"))
