"""How fast anyone may go: notes per participant, wrong codes per address. In memory, per process, bounded."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

MOST_KEPT = 50_000


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: float


@dataclass(slots=True)
class Rate:
    """A token bucket for each key: `burst` at once, then `per_second`. The least recently used keys are let go."""

    per_second: float
    burst: float
    _buckets: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)

    def wait(self, key: str) -> float:
        """Take a token: 0, or the seconds to wait for one."""
        bucket = self._filled(key)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self.per_second

    def spent(self, key: str) -> bool:
        """Whether no token is left, without taking one."""
        return self._filled(key).tokens < 1

    def _filled(self, key: str) -> Bucket:
        now = time.monotonic()
        bucket = self._buckets.setdefault(key, Bucket(self.burst, now))
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.at) * self.per_second)
        bucket.at = now
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        return bucket


@dataclass(slots=True)
class Limits:
    """1 note a second with a burst of 5 per participant; 200 a second per room; 20 wrong codes (of rooms or recovery) a minute
    and 300 new rooms (then 1 a second) per address. Keys need no limit: 192 bits are not guessed."""

    notes: Rate = field(default_factory=lambda: Rate(1, 5))
    room: Rate = field(default_factory=lambda: Rate(200, 400))
    wrong_codes: Rate = field(default_factory=lambda: Rate(20 / 60, 20))
    rooms: Rate = field(default_factory=lambda: Rate(1, 300))
    joined: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)
    """(address, room) that have met: one prankster behind a town hall's address does not shut its rooms."""

    def welcome(self, address: str, code: str) -> None:
        self.joined[address, code] = None
        if len(self.joined) > MOST_KEPT:
            self.joined.popitem(last=False)
