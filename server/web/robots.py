"""The simulated participants of rehearsals: for each room played, a process apart (`server/crowd.py`), which knows that room alone.

What every process knows of it is in the journal's table: a rehearsal is stopped, or deleted, from any of them.
"""

import asyncio
import json
import logging
import sys
from contextlib import suppress

from sqlalchemy import Connection

from server.config import ROOT
from server.desk import Desk
from server.journal import rehearsals

logger = logging.getLogger("filon.robots")

PHONES = 12
PACE = 12.0
"""Mean seconds between two notes of one of them: one a second in the room."""
BEAT = 1.0
"""Seconds after which who was told to stop has stopped, at most."""


class Robots:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._played: set[asyncio.Task[None]] = set()

    def send(self, url: str, code: str, key: str, room: int, until: int) -> None:
        """Have a rehearsal played until the moment that `rehearsals.play` gave."""
        lasts = rehearsals.LASTS / 1000
        plan = {"code": code, "key": key, "url": url, "phones": PHONES, "pace": PACE, "lasts": lasts}
        playing = asyncio.create_task(self._play(json.dumps(plan), room, until))
        self._played.add(playing)
        playing.add_done_callback(self._played.discard)

    async def close(self) -> None:
        for playing in self._played:
            playing.cancel()
        await asyncio.gather(*self._played, return_exceptions=True)

    async def _play(self, plan: str, room: int, until: int) -> None:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.crowd", cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )  # fmt: skip
        try:
            assert child.stdin is not None  # noqa: S101 - it was asked for
            child.stdin.write(f"{plan}\n".encode())
            await self._until_over(child, room, until)
            await self._desk.write(lambda connection: rehearsals.stop(connection, room, until))
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await asyncio.shield(child.wait())
        if (child.returncode or 0) > 0:
            logger.warning("the participants of a rehearsal ended with %s", child.returncode)

    async def _until_over(self, child: asyncio.subprocess.Process, room: int, until: int) -> None:
        def beat(connection: Connection) -> bool:
            return rehearsals.beat(connection, room, until)

        ending = asyncio.create_task(child.wait())
        try:
            while not ending.done() and await self._desk.write(beat):
                await asyncio.wait({ending}, timeout=BEAT)
        finally:
            ending.cancel()
