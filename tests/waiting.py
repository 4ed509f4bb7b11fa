"""Waiting for something to become true, where there is no event to await."""

import asyncio
import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds: far more than anything here takes; a test that needs them has failed."""
STEP = 0.01


async def until(met: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not met():
        assert time.monotonic() < deadline, f"never came: {what or met}"
        await asyncio.sleep(STEP)


def until_now(met: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
    """The same, for tests without a loop."""
    deadline = time.monotonic() + patience
    while not met():
        assert time.monotonic() < deadline, f"never came: {what or met}"
        time.sleep(STEP)
