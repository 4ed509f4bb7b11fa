"""The demonstration: a room beside a server that has just started, where a few simulated participants write for a minute."""

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import httpx

from server.config import Config
from server.rehearsal import NOTES, Plan, RehearsalError, read_texts, rehearse

LASTS = 60.0
Tell = Callable[[dict[str, str], str], None]
"""Shows links, and the address of the phone page on this very machine."""


def start(config: Config, url: str, phones: int, tell: Tell) -> None:
    """Open the room and have it played, in a thread of its own. `url`: the server, from this machine."""
    threading.Thread(target=_beside, args=(_demonstrate(config, url, phones, tell),), daemon=True).start()


def _beside(work: Coroutine[Any, Any, None]) -> None:
    """In a thread beside the server's."""
    try:
        asyncio.run(work)
    except (RehearsalError, httpx.HTTPError) as error:
        print(f"La démonstration s'arrête, le serveur continue : {error}", file=sys.stderr)


async def _demonstrate(config: Config, url: str, phones: int, tell: Tell) -> None:
    links = await _open_demo(config, url)
    near = f"{url}/r/{links['code']}"
    shown = {name: link.replace(config.public_url, url, 1) for name, link in links.items()}
    print(f"\nFilon : salle de démonstration {links['code']}\n")
    tell(shown | {"join_url": links["join_url"]}, near)
    texts = read_texts(NOTES)
    print(f"{phones} participants simulés écrivent pendant une minute. Rejoignez-les !\n")
    pace = LASTS / (1 + len(texts) / phones)
    print(await rehearse(Plan(links["code"], links["organiser_key"], texts, url, phones, pace)))
    print("\nLa salle reste ouverte : à vous de jouer. Ctrl-C pour arrêter.")


async def _open_demo(config: Config, url: str) -> dict[str, str]:
    """Wait for the server, then open a room by its API, as anyone would."""
    admin = {"Authorization": f"Bearer {config.admin_key}"} if config.admin_key else {}
    async with httpx.AsyncClient(base_url=url, headers=admin, timeout=20, trust_env=False) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).is_success:
                    break
            await asyncio.sleep(0.1)
        answer = await client.post("/api/rooms", json={"session": "argenteuil"})
        links: dict[str, str] = answer.raise_for_status().json()
        return links
