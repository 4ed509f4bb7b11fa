"""Filon seen from outside: phones with a cookie and an Origin, tools with a key, live sockets."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.rooms import BENCHES, new_id
from tests.waiting import PATIENCE

_hosts = itertools.count(1)


def new_address() -> str:
    """A loopback address of its own: what is counted by address is counted apart for each client."""
    n = next(_hosts)
    return f"127.1.{n // 250}.{n % 250 + 1}"


@dataclass(frozen=True)
class Doors:
    """A room and the keys to it."""

    code: str
    keys: dict[str, str]
    links: dict[str, str]

    @property
    def path(self) -> str:
        return f"/r/{self.code}"


class Site:
    """A running Filon."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self, address: str = "", **options: Any) -> httpx.Client:
        transport = httpx.HTTPTransport(
            local_address=address or new_address(), verify=False
        )  # no TLS here: no certificates to load
        return httpx.Client(base_url=self.url, transport=transport, timeout=PATIENCE, trust_env=False, **options)

    def phone(self, address: str = "") -> httpx.Client:
        """A browser: a cookie jar, and the Origin of our own pages."""
        return self.client(address, headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"})

    def tool(self, key: str = "") -> httpx.Client:
        """A program: no cookie is kept, a key perhaps."""
        client = self.client(headers={"Authorization": f"Bearer {key}"} if key else {})
        client.event_hooks["response"].append(lambda _: client.cookies.clear())
        return client

    def answers(self) -> bool:
        """Whether it is ready; while it starts, or when a worker was just killed, nobody may answer."""
        try:
            with self.tool() as tool:
                return tool.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def open_room(self, session: Any = "argenteuil", stage: str = "") -> Doors:
        """A live room, led to a stage."""
        with self.tool() as tool:
            answer = tool.post("/api/rooms", json={"session": session})
            assert answer.status_code == 201, answer.text
        links = answer.json()
        keys = {role: links[f"{role}_key"] for role in ("screen", "facilitator", "organiser")}
        doors = Doors(links["code"], keys, links)
        if stage:
            self.enter(doors, stage)
        return doors

    def staff(self, doors: Doors, role: str = "facilitator") -> httpx.Client:
        return self.tool(doors.keys[role])

    def enter(self, doors: Doors, stage: str) -> None:
        with self.staff(doors) as staff:
            answer = staff.post(f"{doors.path}/stage", json={"stage": stage})
            assert answer.status_code == 200, answer.text

    def board(self, doors: Doors) -> dict[str, Any]:
        with self.staff(doors) as staff:
            answer = staff.get(f"{doors.path}/board.json")
            assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    @contextmanager
    def socket(
        self,
        doors: Doors,
        view: str = "phone",
        origin: str | None = "",
        headers: dict[str, str] | None = None,
        **asked: Any,
    ) -> Iterator[ClientConnection]:
        """A live socket. `origin`: our own when empty, none at all when None."""
        query = "&".join(f"{name}={value}" for name, value in {"view": view, **asked}.items())
        address = f"{self.url.replace('http', 'ws', 1)}{doors.path}/live?{query}"
        with connect(
            address, origin=self.url if origin == "" else origin, additional_headers=headers or {}, open_timeout=PATIENCE,  # type: ignore[arg-type]
            compression=None, proxy=None,
        ) as socket:  # fmt: skip
            yield socket


def post(phone: httpx.Client, doors: Doors, text: str = BENCHES, **values: Any) -> dict[str, Any]:
    """Post a note; what the answer says of it."""
    body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": text} | values
    answer = phone.post(f"{doors.path}/notes", json=body)
    assert answer.status_code == 201, answer.text
    note: dict[str, Any] = answer.json()
    return note


def until_closed(socket: ClientConnection, patience: float = 5.0) -> ConnectionClosed:
    """Read until the server closes. Raises TimeoutError when it does not."""
    try:
        while True:
            socket.recv(timeout=patience)
    except ConnectionClosed as closed:
        return closed


def frame(socket: ClientConnection) -> dict[str, Any]:
    """The next message that came down."""
    message: dict[str, Any] = json.loads(socket.recv(timeout=PATIENCE))
    return message


def frame_with(socket: ClientConnection, words: str) -> dict[str, Any]:
    """The first message to come whose fragments hold these words."""
    while True:
        message = frame(socket)
        if words in message.get("content", ""):
            return message
