"""Filon at the end of a weak network, for the races of browser tests: scripts, answers and pushes are late, each by its own chance.

`make test ARGS=tests/browser WEAK=1` serves every page so: what a test, or a person, did before the page was ready is lost then.
"""

import asyncio
import random
import sys

from starlette.types import ASGIApp, Message, Receive, Scope, Send

import server.app
from server.cli import main

SCRIPT, ANSWER, PUSH = 1.2, 0.4, 0.15
"""Seconds at most."""


class Weak:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def late(message: Message) -> None:
            if message["type"] == "websocket.send":
                await _wait(PUSH)
            await send(message)

        if scope["type"] == "http":
            await _wait(SCRIPT if scope["path"].endswith(".js") else ANSWER)
        await self.app(scope, receive, late)


async def _wait(most: float) -> None:
    await asyncio.sleep(random.uniform(0, most))


if __name__ == "__main__":
    strong = server.app.build
    server.app.build = lambda config: Weak(strong(config))
    sys.exit(main())
