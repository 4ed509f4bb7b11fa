"""A room of 2,000 notes and 300 voters: seconds and memory of each file, by the server's own route; what a post waits meanwhile."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles

import httpx

from server.rehearsal import Plan, Text, rehearse
from server.reports.formats import FORMATS
from tests.bench.child import Server, cpu, peak_memory, serving
from tests.rooms import HEARD, new_id
from tests.servers import children_of

NOTES, PHONES, PACE = 2000, 300, 8.0
BETWEEN = 0.05
"""Seconds between two posts, each of another person."""
ALONE = "sans export"


def main() -> None:
    with serving() as server:
        server.seconds_until("/readyz", "grouping")
        links = server.open_room()
        texts = [
            Text(f"{one['text']} ({n})", one["gisement"], one["kind"])
            for n in range(NOTES)
            for one in (HEARD[n % len(HEARD)],)
        ]
        plan = Plan(links["code"], links["organiser_key"], texts, server.url, PHONES, PACE, "results")
        asyncio.run(rehearse(plan))
        print(f"  {NOTES} notes, {PHONES} votants")
        path, key = f"/r/{links['code']}", {"Authorization": f"Bearer {links['organiser_key']}"}
        server.ask(f"{path}/stage", "POST", json={"stage": "gather"}, headers=key)
        for extension in (ALONE, *FORMATS):
            print(f"  {asyncio.run(_measured(server, path, key, extension))}")


async def _measured(server: Server, path: str, key: dict[str, str], extension: str) -> str:
    async with httpx.AsyncClient(base_url=server.url, timeout=60, trust_env=False) as client:
        start = time.perf_counter()
        if extension == ALONE:
            asking: asyncio.Task[httpx.Response | None] = asyncio.create_task(asyncio.sleep(3, None))
        else:
            asking = asyncio.create_task(client.get(f"{path}/export.{extension}", headers=key))
        waits, memory, busy = [], 0.0, 0.0
        while not asking.done():
            waits.append(await _posted(client, path))
            memory, busy = map(max, (memory, busy), _writer(server.pid))
            await asyncio.wait((asking,), timeout=BETWEEN)
        seconds, answer = time.perf_counter() - start, asking.result()
        post = f"note postée en {median(waits):.0f} ms (p99 {quantiles(waits, n=100)[-1]:.0f})"
        if answer is None:
            return f"{extension} : {post}"
        size = len(answer.raise_for_status().content) / 1e6
        return f"{extension} : {seconds:.1f} s dont {busy:.1f} de processeur, {memory:.0f} Mo au plus, {size:.1f} Mo ; {post}"


async def _posted(client: httpx.AsyncClient, path: str) -> float:
    """Milliseconds for a note of somebody new."""
    client.cookies.clear()
    start = time.perf_counter()
    note = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": "Plus de bancs"}
    (await client.post(f"{path}/notes", json=note)).raise_for_status()
    return 1000 * (time.perf_counter() - start)


def _writer(server: int) -> tuple[float, float]:
    """Peak memory of the process that writes, in MB, and its seconds of CPU so far; zeros when there is none."""
    for child in children_of(server):
        with suppress(OSError, StopIteration):  # it may have just ended
            if b"export" in Path(f"/proc/{child}/cmdline").read_bytes():
                return peak_memory(child), cpu(child)
    return 0.0, 0.0
