"""How many pages are connected, by surface: never journaled, summed over processes through Redis when there is one."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

FRESH = 15.0
"""Seconds after which another process's counts are no longer believed."""


class Presence:
    """Counts of connected pages by surface (`phone`, `screen`, `console`) for each room."""

    def __init__(self, url: str, process: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) if url else None
        self._process = process
        self._others: dict[str, Counter[str]] = {}

    def total(self, code: str, here: Counter[str]) -> Counter[str]:
        """This process's counts and the last ones known of the others."""
        return here + self._others.get(code, Counter())

    async def exchange(self, rooms: dict[str, Counter[str]]) -> list[str]:
        """Tell the others about this process, learn about them. The rooms whose total changed."""
        if self._redis is None:
            return []
        changed = []
        with suppress(RedisError, OSError):
            for code, counts in rooms.items():
                name = f"filon:presence:{code}"
                await self._redis.hset(name, self._process, json.dumps([time.time(), dict(counts)]))
                await self._redis.expire(name, 60)
                others = self._believed(await self._redis.hgetall(name))
                if others != self._others.get(code, Counter()):
                    self._others[code] = others
                    changed.append(code)
        return changed

    def _believed(self, reports: Mapping[bytes | str, bytes | str]) -> Counter[str]:
        total: Counter[str] = Counter()
        for process, report in reports.items():
            at, counts = json.loads(report)
            if _text(process) != self._process and time.time() - at < FRESH:
                total.update(counts)
        return total


def _text(name: bytes | str) -> str:
    return name.decode() if isinstance(name, bytes) else name
