"""A real server in a process of its own, and the people of a seminar: browsers with a cookie jar each."""

import os
import shutil
import signal
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers import free_port, serve_command
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
READY = "body[data-ready][data-link=on]"
"""A live page whose scripts have all run, the later ones too, and whose socket is open: nothing done on it is lost."""
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""No TLS here: no certificates to load, which would be most of a request's work."""
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",  # two pages of the browser's own behind each of ours: a quarter of all the work
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""What Chromium does without, as it knows it: the last list given is the only one it hears, so Playwright's own is in this one."""
FLAGS = [
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@dataclass
class Server:
    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        command = serve_command(self.port, self.data)
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=env)
        self.wait_for(lambda: self.ask("GET", "/healthz", timeout=1).is_success)
        return self

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return httpx.request(method, self.url + path, verify=PLAIN, **{"timeout": PATIENCE, **options})

    def wait_for(self, true: Any, seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                if true():
                    return
            except httpx.HTTPError:
                pass
            assert time.monotonic() < deadline, "the server did not come to the expected state"
            time.sleep(0.05)

    def kill(self, sign: int = signal.SIGKILL) -> None:
        assert self.process
        self.process.send_signal(sign)
        self.process.wait(15)

    def open_room(self, session: Any = "argenteuil") -> "Room":
        answer = self.ask("POST", "/api/rooms", json={"session": session})
        assert answer.status_code == 201, answer.text
        return Room(self, answer.json())


@dataclass
class Room:
    server: Server
    links: dict[str, str]

    @property
    def code(self) -> str:
        return self.links["code"]

    @property
    def url(self) -> str:
        return f"{self.server.url}/r/{self.code}"

    def lead(self, path: str, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.links['facilitator_key']}"}
        answer = self.server.ask("POST", f"/r/{self.code}/{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def writer(self) -> httpx.Client:
        """A person who writes by hand what a phone would send."""
        return httpx.Client(base_url=self.url, headers={"Origin": self.server.url}, timeout=PATIENCE, verify=PLAIN)

    def go(self, stage: str) -> None:
        self.lead("stage", stage=stage)

    def board(self) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.links['organiser_key']}"}
        return dict(self.server.ask("GET", f"/r/{self.code}/export.json", headers=headers).json())

    def texts(self) -> list[str]:
        return [note["text"] for note in self.board()["notes"]]


@dataclass
class People:
    """Opens pages, and keeps what went wrong on them: a test ends with nothing there."""

    browser: Browser
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int, height: int, going_on: bool = True, **options: Any) -> Page:
        """`going_on`: a phone's message of a new stage is dismissed as soon as it is in the way."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, **{"locale": "fr-FR", **options}
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        if going_on:
            go_on(page)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda message: self._heard(message.text) if message.type == "error" else None)
        return page

    def _heard(self, text: str) -> None:
        expected = (
            "ERR_INTERNET_DISCONNECTED",
            "ERR_CONNECTION",
            "ERR_FAILED",
            "status of 4",
            "status of 503",
            "WebSocket connection",
            "Cross-Origin-Opener-Policy header has been ignored",  # plain HTTP
            "htmx:ws:error",
        )
        if not any(word in text for word in expected):
            self.troubles.append(text)

    def phone(self, room: Room, table: int | None = None, going_on: bool = True) -> Page:
        page = self.page(390, 844, going_on, has_touch=True, is_mobile=True)
        page.goto(room.url + (f"?table={table}" if table else ""))
        page.wait_for_selector(READY)
        return page

    def console(self, room: Room) -> Page:
        page = self.page(1440, 900)
        page.goto(f"{room.url}/console#{room.links['facilitator_key']}")
        page.wait_for_selector("#console-now h1")
        page.wait_for_selector(READY)
        return page

    def screen(self, room: Room) -> Page:
        page = self.page(1920, 1080)
        page.goto(f"{room.url}/screen#{room.links['screen_key']}")
        page.wait_for_selector(f"{READY}.idle #screen-main .view")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def go_on(phone: Page) -> None:
    """Whoever holds this phone dismisses the message of a new stage as soon as it is in the way."""
    message = phone.locator("#new-stage[open]")  # the next one may come while this one goes: it is not waited for
    phone.add_locator_handler(message, lambda: phone.keyboard.press("Escape"), no_wait_after=True)


def write(phone: Page, text: str, kind: str = "idea") -> None:
    phone.click(f'#composer label:has([name=kind][value="{kind}"])')
    phone.fill("#text", text)
    phone.click("#composer .send")
