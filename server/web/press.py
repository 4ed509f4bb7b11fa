"""Writing files takes a processor for seconds: it is done by `filon export`, in a process of its own, at low priority.

The child reads the journal itself. It ends with its server: its standard input closes.
"""

import asyncio
import logging
import os
import sys
from contextlib import suppress

from starlette.requests import Request

from server.config import ROOT, Config
from server.room.refusal import Refusal

logger = logging.getLogger("filon.press")

AT_ONCE = 1
PATIENCE = 60.0
"""Seconds, the wait for a turn included."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Press:
    def __init__(self, config: Config) -> None:
        self._data = str(config.data.absolute())
        self._environment = os.environ | ONE_THREAD | {"DATABASE_URL": config.database_url}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def print(self, request: Request, code: str, extension: str) -> bytes:
        """The room as a file. Raises Refusal `overloaded` when it takes too long or fails; nothing goes on for who has left."""
        printing = asyncio.create_task(self._in_turn(code, extension))
        leaving = asyncio.create_task(_gone(request))
        try:
            await asyncio.wait((printing, leaving), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not printing.done():
                raise Refusal("overloaded")
            return printing.result()
        finally:
            for task in (printing, leaving):
                task.cancel()
            await asyncio.gather(printing, leaving, return_exceptions=True)

    async def _in_turn(self, code: str, extension: str) -> bytes:
        async with self._turns:
            return await self._printed(code, extension)

    async def _printed(self, code: str, extension: str) -> bytes:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.cli", "export", code, "--format", extension, "--data", self._data, "--beside",
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=self._environment,
        )  # fmt: skip
        try:
            body = await child.stdout.read() if child.stdout else b""
            if await child.wait():
                logger.error("%s could not be written: filon export ended with %s", extension, child.returncode)
                raise Refusal("overloaded")
            return body
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await asyncio.shield(child.wait())


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
