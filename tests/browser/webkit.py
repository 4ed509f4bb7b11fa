"""A WebKitGTK browser, driven by the standard WebDriver protocol (W3C) over loopback: the engine nearest to an iPhone's on Linux.

Thirty lines of the protocol are enough for a phone's journey; Selenium, its usual client, weighs 9 MB and fetches drivers.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.servers import free_port

DRIVER = "WebKitWebDriver"
BROWSERS = ("/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/lib/*/webkit2gtk-4.0/MiniBrowser")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element in the protocol's JSON."""
PATIENCE = 20.0


def minibrowser() -> str | None:
    found = (str(path) for name in BROWSERS for path in sorted(Path("/").glob(name.lstrip("/"))))
    return next(found, None) if shutil.which(DRIVER) and shutil.which("Xvfb") else None


@dataclass
class Phone:
    """A session: one window, its own cookies."""

    driver: httpx.Client

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = self.driver.request(method, path, json=body if method == "POST" else None)
        assert answer.is_success, answer.text
        return answer.json()["value"]

    def open(self, url: str) -> None:
        self.ask("POST", "url", url=url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.ask("POST", "execute/sync", script=script, args=list(arguments))

    def find(self, selector: str) -> str:
        return str(self.ask("POST", "element", using="css selector", value=selector)[ELEMENT])

    def click(self, selector: str) -> None:
        """Once nothing passes over it: a message that is about to leave, say."""
        centre = "const box = one.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2"
        self.wait(
            f"const one = document.querySelector(arguments[0]); one?.scrollIntoView({{block: 'center'}});"
            f"if (!one) return false; {centre}; return one.contains(document.elementFromPoint(x, y))",
            selector,
        )
        self.ask("POST", f"element/{self.find(selector)}/click")

    def type(self, selector: str, text: str) -> None:
        self.ask("POST", f"element/{self.find(selector)}/value", text=text)

    def wait(self, script: str, *arguments: Any) -> Any:
        """The first true value that this script returns."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.run(script, *arguments)):
            assert time.monotonic() < deadline, f"never true: {script} {arguments}"
            time.sleep(0.05)
        return found


@contextmanager
def phone(width: int = 390, height: int = 844) -> Iterator[Phone]:
    """A window of this size on a screen of its own; everything is stopped on leaving."""
    with ExitStack() as stack:
        display = stack.enter_context(_display(width, height))
        port = free_port()
        env = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
        driver = subprocess.Popen([DRIVER, f"--port={port}"], env=env, stderr=subprocess.DEVNULL)
        stack.callback(_stop, driver)
        options = {"binary": minibrowser(), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        root = f"http://127.0.0.1:{port}"
        answer = _once_up(lambda: httpx.post(f"{root}/session", json=wanted, timeout=60, trust_env=False))
        session = answer.json()["value"]["sessionId"]
        client = stack.enter_context(httpx.Client(base_url=f"{root}/session/{session}/", timeout=60, trust_env=False))
        stack.callback(client.delete, f"{root}/session/{session}")
        found = Phone(client)
        found.ask("POST", "window/rect", x=0, y=0, width=width, height=height)
        yield found


@contextmanager
def _display(width: int, height: int) -> Iterator[str]:
    """A screen in memory; its number is of its own choosing."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as number:
            yield f":{number.readline().strip()}"
    finally:
        _stop(server)


def _once_up(ask: Any) -> httpx.Response:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            answer: httpx.Response = ask()
            assert answer.is_success, answer.text
            return answer
        except httpx.ConnectError:
            assert time.monotonic() < deadline, f"{DRIVER} does not answer"
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(15)
