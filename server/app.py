"""Builds everything, once, and starts and stops it with the server."""

import asyncio
import gc
import logging
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.types import ASGIApp

from server import __version__
from server.config import ROOT, Config
from server.desk import Desk
from server.html import Pages
from server.journal import drafts as kept_drafts
from server.journal import journal as sql
from server.journal.journal import Journal
from server.journal.schema import migrate
from server.live.apart import BEST, BY_WORDS, Apart
from server.live.counting import Counting
from server.live.grouping import Grouping
from server.live.hub import Hub
from server.room.anonymity import Anonymise
from server.room.people import MACHINE
from server.room.refusal import Refusal
from server.web import (
    about,
    archives,
    aside,
    ballots,
    cards,
    console,
    door,
    drafts,
    errors,
    exports,
    health,
    ideas,
    join,
    languages,
    masking,
    messages,
    moderation,
    notes,
    organise,
    prepare,
    promises,
    publication,
    recovery,
    rehearsals,
    retention,
    rooms_here,
    screen,
    scribe,
    sockets,
    souvenir,
    stages,
    teams,
    themes,
    translations,
    who,
)
from server.web.assets import Assets
from server.web.house import House
from server.web.limits import Limits
from server.web.press import Press
from server.web.robots import Robots
from server.web.shield import Shield
from server.wire import bus
from server.wire.presence import Presence

logger = logging.getLogger("filon")

PURGE_EVERY = 3600.0


def build(config: Config) -> ASGIApp:
    """The ASGI application for these settings. The database is opened when the server starts."""
    config = config.with_secret()
    assets = Assets(ROOT / "static")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        journal = Journal(config.database)
        await asyncio.to_thread(migrate, journal)
        process = uuid.uuid4().hex
        desk = Desk(journal, bus.connect(config.redis_url))
        pages = Pages(asset=assets.address, version=__version__)
        hub = Hub(
            desk, Presence(config.redis_url, process), pages, config.public_url or f"http://127.0.0.1:{config.port}"
        )
        grouping = Grouping(desk, Apart(BY_WORDS if config.encoder == "words" else BEST), process)
        robots = Robots(desk)
        signer = who.signer(config.secret)
        app.state.house = House(config, desk, hub, grouping, pages, signer, Limits(), Press(config), robots)
        Counting(desk)
        tasks = [asyncio.create_task(work) for work in (desk.run(), hub.run(), grouping.run(), _purge(desk))]
        gc.freeze()  # what a process starts with stays: looking it through stopped everything for 120 ms, every 7 s under load
        try:
            yield
        finally:
            await robots.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            journal.close()

    app = FastAPI(
        title="Filon", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    errors.install(app)
    for noun in (
        organise,
        prepare,
        drafts,
        recovery,
        about,
        ideas,
        join,
        languages,
        aside,
        masking,
        messages,
        moderation,
        door,
        notes,
        ballots,
        themes,
        stages,
        promises,
        teams,
        souvenir,
        screen,
        console,
        exports,
        publication,
        scribe,
        translations,
        rehearsals,
        retention,
        rooms_here,
        cards,
        archives,
        sockets,
        health,
    ):
        app.include_router(noun.router)
    app.mount("/static", assets)
    return Shield(app, config.public_url)


async def _purge(desk: Desk) -> None:
    """Now and then every hour: delete the rooms whose retention is over, then what leads back to people in those that stay."""
    while True:
        with suppress(Exception):
            await let_go(desk, time.time_ns() // 1_000_000)
        await asyncio.sleep(PURGE_EVERY)


async def let_go(desk: Desk, now: int) -> None:
    """What has had its time, of every room and draft. Done twice, or after a crash, it is done once."""
    if gone := await desk.write(lambda connection: sql.purge(connection, now)):
        logger.info("%d rooms reached the end of their retention and were deleted", gone)
    await desk.write(lambda connection: kept_drafts.purge(connection, now))
    for code in await desk.read(lambda connection: sql.to_forget(connection, now)):
        try:
            await desk.submit(code, Anonymise(uuid.uuid4().hex), MACHINE)
        except Refusal as refusal:
            logger.warning("the personal traces of a room are overdue: %s", refusal.code)


def application() -> ASGIApp:
    """For a process started by `filon serve --workers`: settings come from the environment."""
    return build(Config.from_environment())
