"""A hub for the tests: the real one, with the real templates, on a desk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server import __version__
from server.config import ROOT
from server.desk import Desk
from server.html import Pages
from server.live.hub import Hub
from server.web.assets import Assets
from server.wire.presence import Presence

PAGES = Pages(asset=Assets(ROOT / "static").address, version=__version__)
HERE = "http://127.0.0.1:8000"


@asynccontextmanager
async def hub_on(desk: Desk, presence: Presence | None = None) -> AsyncIterator[Hub]:
    hub = Hub(desk, presence or Presence("", "essai"), PAGES, HERE)
    running = asyncio.create_task(hub.run())
    try:
        yield hub
        assert not running.done(), f"the hub died: {running.exception()!r}"
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
