"""What people wait for while the machine thinks: another request's latency, with a room of a thousand notes at rest, then while
it is being regrouped without a pause, in the same run."""

import asyncio
import gc
import time
from dataclasses import replace
from statistics import median
from typing import Any

import httpx

from server.rehearsal import Plan, read_texts, rehearse
from tests.bench.child import Server, serving
from tests.bench.seminar import LONGEST_TEXT, TEXTS, placed

PHONES = 300
ASKED = 400
PAUSE = 0.7
"""Seconds between two questions to the machine: less than it takes to answer one."""


def main() -> None:
    with serving() as server:
        server.seconds_until("/readyz", "grouping")
        links = server.open_room(_one_gisement())
        texts = [replace(text, gisement="g1") for text in read_texts(TEXTS)]
        asyncio.run(rehearse(Plan(links["code"], links["organiser_key"], texts, server.url, PHONES, 40.0)))
        print(f"  {placed(server, links)[0]} notes placées sur un seul gisement")
        asyncio.run(_measure(server, links))


async def _measure(server: Server, links: dict[str, str]) -> None:
    key = {"Authorization": f"Bearer {links['facilitator_key']}"}
    async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False, headers=key) as client:
        await _times(client, "/healthz", 50)
        calm = await _times(client, "/healthz", ASKED)
        thinking = asyncio.create_task(_keep_regrouping(client, links["code"]))
        busy = await _times(client, "/healthz", ASKED)
        thinking.cancel()
        rounds = (await asyncio.gather(thinking, return_exceptions=True))[0]
    for name, times in (("au repos", calm), ("pendant les regroupements", busy)):
        print(f"  {name:<26} médiane {median(times):5.1f} ms, p99 {_p99(times):5.1f} ms, au pire {max(times):5.1f} ms")
    print(
        f"  p99 × {_p99(busy) / _p99(calm):.2f} ({rounds} regroupements de toute la salle demandés pendant la mesure)"
    )


async def _times(client: httpx.AsyncClient, path: str, count: int) -> list[float]:
    """Milliseconds of so many requests, one after the other, 10 ms apart."""
    found = []
    gc.disable()  # ours, or its 120 ms would be told as the server's
    for _ in range(count):
        started = time.perf_counter()
        (await client.get(path)).raise_for_status()
        found.append(1000 * (time.perf_counter() - started))
        await asyncio.sleep(0.01)
    gc.enable()
    return found


async def _keep_regrouping(client: httpx.AsyncClient, code: str) -> int:
    asked = 0
    try:
        while True:
            question = {"gisement": "g1", "finer": (-1, 0, 1)[asked % 3]}
            (await client.post(f"/r/{code}/proposals", json=question)).raise_for_status()
            asked += 1
            await asyncio.sleep(PAUSE)
    except asyncio.CancelledError:
        return asked


def _p99(times: list[float]) -> float:
    return sorted(times)[int(0.99 * len(times)) - 1]


def _one_gisement() -> dict[str, Any]:
    return {
        "title": "Un seul gisement", "gisements": [{"title": "Tout ce qui se dit", "short": "Tout"}],
        "stages": [{"kind": "gather", "title": "Contribuer"}], "limits": {"text": LONGEST_TEXT},
    }  # fmt: skip
