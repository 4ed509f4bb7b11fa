"""How soon another process goes on when the one that groups a room dies with work in hand: 400 notes placed, then 300 more on
their way. Two desks on one database, as two processes would be; the second has its model loaded and the room in memory."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from server.desk import Desk
from server.journal.journal import Journal
from server.journal.schema import migrate
from server.live.apart import Apart
from server.live.grouping import Grouping
from server.rehearsal import read_texts
from server.room.grouping import NoteGrouped
from server.wire.bus import Hear
from tests.bench.seminar import TEXTS
from tests.desks import desk_on, post, room_on, stored
from tests.rooms import host
from tests.waiting import until

PLACED, MORE = 400, 300


def main() -> None:
    asyncio.run(_measure())


async def _measure() -> None:
    with tempfile.TemporaryDirectory(prefix="filon-bench-") as folder:
        address = f"sqlite:///{Path(folder) / 'filon.db'}"
        migrate(Journal(address))
        texts = [text.text[:280] for text in read_texts(TEXTS)[: PLACED + MORE]]
        async with AsyncExitStack() as stack:
            wires = [Wire(), Wire()]
            wires[0].other, wires[1].other = wires[1], wires[0]
            first, second = [await stack.enter_async_context(desk_on(Journal(address), wire)) for wire in wires]
            heir = await stack.enter_async_context(_grouping_on(second, "héritier"))
            async with _grouping_on(first, "premier"):
                code = await room_on(first, "gather")
                await _write(first, code, texts[:PLACED])
                await _until_placed(first, code, PLACED)
                heir.watch(code)
                await _write(first, code, texts[PLACED:])
            died = time.perf_counter()
            left = await _waiting(second, code)
            await _until_placed(second, code, PLACED + MORE)
            passed = time.perf_counter() - died
        facts = [entry.fact for entry in stored(Journal(address), code)]
    new = [fact.note for fact in facts if isinstance(fact, NoteGrouped) and fact.was is None]
    print(
        f"  {left} notes en attente à la mort du premier, toutes placées par le second {passed:.1f} s après (but ≤ 5 s)"
    )
    print(f"  {len(new)} premières places pour {len(set(new))} notes")


class Wire:
    """What Redis does between two processes, without it."""

    other: "Wire"

    def __init__(self) -> None:
        self._hear: Hear = lambda code, head: None

    def publish(self, code: str, head: int) -> None:
        self.other._hear(code, head)

    async def run(self, hear: Hear) -> None:
        self._hear = hear
        await asyncio.Event().wait()


@asynccontextmanager
async def _grouping_on(desk: Desk, process: str) -> AsyncIterator[Grouping]:
    grouping = Grouping(desk, Apart(), process)
    running = asyncio.create_task(grouping.run())
    await until(lambda: grouping.ready, "the model", 60)
    try:
        yield grouping
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _write(desk: Desk, code: str, texts: list[str]) -> None:
    await asyncio.gather(*(post(desk, code, text, host(n % 40)) for n, text in enumerate(texts)))


async def _waiting(desk: Desk, code: str) -> int:
    return await desk.look(code, lambda room: sum(note.theme is None for note in room.notes.values()))


async def _until_placed(desk: Desk, code: str, count: int) -> None:
    placed = 0
    while placed < count:
        await asyncio.sleep(0.02)
        placed = await desk.look(code, lambda room: sum(note.theme is not None for note in room.notes.values()))
