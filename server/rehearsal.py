"""Plays the participants of a room over real HTTP and real sockets, and counts what became of every note.

Acknowledged, stored, shown on the projector, exported: four sets of notes that must be one. It is a client like any
other, which knows nothing of the server but its public contract, and it only ever talks to this machine.
"""

import asyncio
import ipaddress
import itertools
import json
import math
import random
import re
import socket
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Generator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from server.config import ROOT
from server.tally import Acts, Played, Result, Seen, count

NOTES = ROOT / "sessions" / "argenteuil.notes.jsonl"
"""What was heard at Argenteuil."""
Until = Literal["gather", "vote", "results"]
ARRIVAL = 10.0
"""Seconds over which phones join, at most."""
SETTLE = 5.0
"""Seconds left to the projector to draw the last notes."""
CONNECTIONS = 100
"""HTTP connections that the phones share."""

_COLLEGE = re.compile(r'name="college" value="([^"]+)"')
_PAGES = re.compile(r'data-pages="(\d+)"')


class RehearsalError(RuntimeError):
    """A rehearsal that cannot be held: a French sentence says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody writes. Without a gisement or a kind of the room, one is drawn."""

    text: str
    gisement: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`key` is an organiser's; `pace` is the mean time, in seconds, between two notes of one phone."""

    code: str
    key: str
    texts: Sequence[Text]
    url: str = "http://127.0.0.1:8000"
    phones: int = 40
    pace: float = 10.0
    until: Until = "gather"
    seed: int = 1

    @property
    def arrival(self) -> float:
        return min(self.pace, ARRIVAL)

    @property
    def longest(self) -> float:
        """Seconds after which the rehearsal stops playing and counts."""
        return 120 + self.arrival + 1.5 * self.pace * math.ceil(len(self.texts) / self.phones)


def read_texts(path: Path) -> list[Text]:
    """One JSON object a line; keys other than `text`, `gisement` and `kind` are ignored. Raises RehearsalError."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Text(row["text"], row.get("gisement", ""), row.get("kind", "")) for row in rows]
    except OSError:
        raise RehearsalError(f"Le fichier de textes {path} est introuvable ou illisible.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RehearsalError(f"{path} : un objet JSON par ligne est attendu, avec une clé « text ».") from None


class Line:
    """HTTP to one room, for everybody: connections are shared, cookies are not (each phone carries its own)."""

    def __init__(self, plan: Plan, client: httpx.AsyncClient, acts: Acts) -> None:
        self.plan = plan
        self._client = client
        self._acts = acts

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[httpx.Response, float]:
        """Insist, with the same body, until the server answers for good. Also tells when that request first left.

        After `too_fast` the clock starts again: waiting was the sender's part.
        """
        left: float | None = None
        for attempt in itertools.count():
            left = left or time.perf_counter()
            wait = min(4.0, 0.25 * 2**attempt)
            try:
                response = await self._client.request(method, f"/r/{self.plan.code}{path}", json=body, headers=headers)
            except httpx.TransportError:
                pass
            else:
                if response.status_code < 500 and response.status_code != 429:
                    return response, left
                if response.status_code == 429:
                    left, wait = None, 1.0
            self._acts.retries += 1
            await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311
        raise AssertionError("unreachable")

    async def lead(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """An act or a look with the organiser's key. Raises RehearsalError when refused."""
        try:
            async with asyncio.timeout(20):
                response, _ = await self.send(method, path, body, Authorization=f"Bearer {self.plan.key}")
        except TimeoutError:
            raise RehearsalError(f"Aucun serveur ne répond correctement à {self.plan.url}.") from None
        answer = _json(response)
        if response.is_error:
            raise RehearsalError(f"{method} {path} : {answer.get('message', response.status_code)}")
        return answer

    async def enter(self, kind: str) -> str:
        """Lead the room to its first stage of a kind (in most sessions a stage is named by its kind)."""
        board = await self.lead("GET", "/board.json")
        stage = next((stage["id"] for stage in board.get("stages", ()) if stage["kind"] == kind), kind)
        if board["stage"] != stage:
            await self.lead("POST", "/stage", {"stage": stage})
        return str(stage)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _listen(plan: Plan, view: str, headers: dict[str, str], page: int = 0) -> connect:
    address = f"ws{plan.url.removeprefix('http')}/r/{plan.code}/live?view={view}&page={page}&lang=fr&since=0&epoch="
    return connect(
        address, additional_headers=headers, compression=None, proxy=None, max_size=2**24, close_timeout=1,
        reconnect_delays=_soon,
    )  # fmt: skip


def _soon() -> Generator[float]:
    while True:
        yield 0.5


class Projector:
    """The room's screens: one, and one more for each other page of what it shows."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.seen = Seen()
        self._news = asyncio.Event()
        self._pages = 0

    async def watch(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                self._turn(group, 1)
        except ExceptionGroup as refused:
            raise refused.exceptions[0] from None

    def _turn(self, group: asyncio.TaskGroup, pages: int) -> None:
        """A projector turns its pages in time: here each has a screen of its own, so that no note is missed."""
        while self._pages < pages:
            group.create_task(self._watch(group, self._pages))
            self._pages += 1

    async def _watch(self, group: asyncio.TaskGroup, page: int) -> None:
        async for live in _listen(self._plan, "screen", {"Authorization": f"Bearer {self._plan.key}"}, page):
            try:
                async for message in live:
                    frame = json.loads(message)
                    self.seen.add(frame, time.perf_counter())
                    if pages := _PAGES.search(frame.get("content", "")):
                        self._turn(group, int(pages[1]))
                    self._news.set()
            except ConnectionClosed:
                await asyncio.sleep(0.5)

    async def opened(self, watching: asyncio.Task[None]) -> None:
        """Wait for the first frame. Raises RehearsalError."""
        news = asyncio.create_task(self._news.wait())
        await asyncio.wait({news, watching}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        if not self.seen.frames:
            raise RehearsalError("L'écran de la salle ne s'ouvre pas : clé refusée, ou page de l'écran en panne.")

    async def settle(self, numbers: set[int]) -> None:
        """Wait until all of these are drawn, a few seconds at most."""
        try:
            async with asyncio.timeout(SETTLE):
                while not numbers <= self.seen.drawn.keys():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return


class Phone:
    """One participant: joins, listens, writes at a person's pace, votes, does what a page asks."""

    def __init__(self, line: Line, acts: Acts, name: int, share: Sequence[Text]) -> None:
        self._line = line
        self._plan = line.plan
        self._acts = acts
        self.share = share
        self.chance = random.Random(f"{line.plan.seed}:{name}")  # noqa: S311
        self._headers: dict[str, str] = {}
        self.listening: asyncio.Task[None] | None = None

    async def join(self) -> None:
        """The page, its cookie, the live socket, now and then a college."""
        await asyncio.sleep(self.chance.uniform(0, self._plan.arrival))
        page, _ = await self._line.send("GET", "", Accept="text/html")
        cookie = page.headers.get("set-cookie", "").partition(";")[0]
        if page.is_error or not cookie:
            self._acts.refused[f"page_{page.status_code}"] += 1
        self._headers = {"Cookie": cookie, "Origin": self._plan.url}
        self.listening = asyncio.create_task(self._listen())
        colleges = sorted(set(_COLLEGE.findall(page.text)))
        if colleges and self.chance.random() < 0.8:
            await self.act("/college", college=self.chance.choice(colleges))

    async def _listen(self) -> None:
        async for live in _listen(self._plan, "phone", self._headers):
            try:
                while True:
                    await live.recv(decode=False)
            except ConnectionClosed:
                await asyncio.sleep(0.5)

    async def write(self, stage: str, gisements: list[str], kinds: list[str]) -> None:
        for text in self.share:
            await self.think()
            await self.post(text, stage, gisements, kinds)

    async def think(self) -> None:
        await asyncio.sleep(self._plan.pace * self.chance.uniform(0.5, 1.5))

    async def post(self, text: Text, stage: str, gisements: list[str], kinds: list[str]) -> None:
        body = {
            "id": uuid.uuid4().hex, "text": text.text, "written_in": stage,
            "gisement": text.gisement if text.gisement in gisements else self.chance.choice(gisements),
            "kind": text.kind if text.kind in kinds else self.chance.choice(kinds),
        }  # fmt: skip
        self._acts.tried.add(body["id"])
        sending = await self._line.send("POST", "/notes", body, **self._headers)
        answer = self._judge(sending)
        if answer.get("id") == body["id"]:
            self._acts.numbers[body["id"]] = int(answer["number"])
            self._acts.left_at[body["id"]] = sending[1]

    async def panel(self) -> str:
        """What the page asks in the current stage, as HTML."""
        response, _ = await self._line.send("GET", "/panel", Accept="text/html", **self._headers)
        return response.text

    async def act(self, path: str, **body: Any) -> dict[str, Any]:
        """Send a form of the page. The answer; empty when it was refused."""
        command = {"command": uuid.uuid4().hex}
        return self._judge(await self._line.send("POST", path, body | command, **self._headers))

    async def vote(self, ballot: dict[str, Any]) -> None:
        """Spend the budget at random, never more than the cap on an option."""
        await asyncio.sleep(self.chance.uniform(0, self._plan.arrival))
        places = [option["id"] for option in ballot["options"]] * ballot["cap"]
        wished = Counter(self.chance.sample(places, min(ballot["budget"], len(places))))
        for option, dots in wished.items():
            path = f"/ballots/{ballot['id']}/dots/{option}"
            answer = self._judge(await self._line.send("PUT", path, {"dots": dots, "rev": 1}, **self._headers))
            self._acts.dots += answer.get("dots", 0)

    def _judge(self, sending: tuple[httpx.Response, float]) -> dict[str, Any]:
        """The answer to an act; empty, and counted, when it was refused."""
        response, answer = sending[0], _json(sending[0])
        if response.is_success and answer:
            return answer
        self._acts.refused[str(answer.get("error", f"http_{response.status_code}"))] += 1
        return {}


async def rehearse(plan: Plan) -> Result:
    """Play the plan and count. Raises RehearsalError when it cannot be held."""
    must_be_here(plan.url)
    acts, projector = Acts(), Projector(plan)
    ballot, cut_short, started = None, False, time.perf_counter()
    async with line_to(plan, acts) as line:
        before = await line.lead("GET", "/board.json")
        await line.lead("GET", "")
        crowd = [Phone(line, acts, n, plan.texts[n :: plan.phones]) for n in range(plan.phones)]
        watching = asyncio.create_task(projector.watch())
        try:
            await projector.opened(watching)
            async with asyncio.timeout(plan.longest):
                ballot = await _play(line, crowd, projector, acts, before)
        except TimeoutError:
            cut_short = True
        finally:
            seconds = time.perf_counter() - started
            lost = await hang_up([watching, *(phone.listening for phone in crowd if phone.listening)])
        board, export = await line.lead("GET", "/board.json"), await line.lead("GET", "/export.json")
    return count(acts, projector.seen, Played(plan.phones, seconds, ballot, lost, cut_short), before, board, export)


@asynccontextmanager
async def line_to(plan: Plan, acts: Acts) -> AsyncIterator[Line]:
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    timeout = httpx.Timeout(15, pool=None)
    async with httpx.AsyncClient(
        base_url=plan.url, cookies=no_cookies, limits=limits, timeout=timeout, trust_env=False
    ) as client:
        yield Line(plan, client, acts)


async def _play(line: Line, crowd: list[Phone], projector: Projector, acts: Acts, board: dict[str, Any]) -> str | None:
    """Lead the room through its stages while the phones write, then vote. The id of the ballot they voted on."""
    gisements, kinds = ([part["id"] for part in board[noun]] for noun in ("gisements", "kinds"))
    stage = await line.enter("gather")
    await line.lead("POST", "/screen", {"view": "auto"})

    async def take_part(phone: Phone) -> None:
        await phone.join()
        await phone.write(stage, gisements, kinds)

    await _all(take_part(phone) for phone in crowd)
    await projector.settle(set(acts.numbers.values()))
    if line.plan.until == "gather":
        return None
    await line.enter("vote")
    ballots = (await line.lead("GET", "/board.json"))["ballots"]
    ballot = next((ballot for ballot in ballots if ballot["open"]), None)
    if ballot is None:
        raise RehearsalError("L'étape de vote n'a ouvert aucun vote.")
    await _all(phone.vote(ballot) for phone in crowd)
    if line.plan.until == "results":
        await line.enter("results")
    return str(ballot["id"])


async def _all(acts: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for act in acts:
            group.create_task(act)


async def hang_up(sockets: list[asyncio.Task[None]]) -> int:
    """Close what still listens. How many had been refused by the server before that."""
    for task in sockets:
        task.cancel()
    ended = await asyncio.gather(*sockets, return_exceptions=True)
    return sum(isinstance(end, WebSocketException | OSError) for end in ended)


def must_be_here(url: str) -> None:
    """Only this machine is ever contacted: the address of another cannot be bound here. Raises RehearsalError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RehearsalError(f"{url} n'est pas une adresse web.")
    try:
        for family, kind, _, _, address in socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM):
            if not ipaddress.ip_address(address[0]).is_loopback:
                with socket.socket(family, kind) as probe:
                    probe.bind((address[0], 0))
    except OSError:
        raise RehearsalError(f"{url} n'est pas cette machine : une répétition ne va pas ailleurs.") from None
