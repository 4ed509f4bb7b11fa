"""Tells other processes that a room's journal has grown. Messages are (code, number); readers re-read the journal."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger("filon.wire")

Hear = Callable[[str, int], None]
CHANNEL = "filon:heads"


class Bus(Protocol):
    def publish(self, code: str, head: int) -> None:
        """Never waits and never fails: the journal already holds the truth."""

    async def run(self, hear: Hear) -> None:
        """Hear what the other processes publish, until cancelled."""


class LocalBus:
    """A single process has nobody else to tell."""

    def publish(self, code: str, head: int) -> None:
        return

    async def run(self, hear: Hear) -> None:
        await asyncio.Event().wait()


class RedisBus:
    """Redis pub/sub. While Redis is away rooms go on; each process also looks at the journal every few seconds."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2, health_check_interval=10)
        self._pending: dict[str, int] = {}
        self._wake = asyncio.Event()

    def publish(self, code: str, head: int) -> None:
        self._pending[code] = head
        self._wake.set()

    async def run(self, hear: Hear) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send())
            tasks.create_task(self._listen(hear))

    async def _send(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            pending, self._pending = self._pending, {}
            with suppress(RedisError, OSError):
                for code, head in pending.items():
                    await self._redis.publish(CHANNEL, f"{code} {head}")

    async def _listen(self, hear: Hear) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=5)
                        if message:
                            code, _, head = message["data"].decode().partition(" ")
                            hear(code, int(head))
            except (RedisError, OSError, ValueError) as error:
                logger.warning("Redis is away (%s): rooms go on by reading the journal", type(error).__name__)
                await asyncio.sleep(1)


def connect(url: str) -> Bus:
    return RedisBus(url) if url else LocalBus()
