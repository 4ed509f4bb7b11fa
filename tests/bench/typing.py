"""Typing on a phone while a room writes: characters lost in a thousand pushes, in Chromium and in WebKitGTK, in the same room.

The keyboard is open all along: the sentences are typed again and again in the note, compared, wiped by the keyboard.
"""

import itertools
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import webkit
from tests.browser.house import FLAGS, READY, Room, Server, chromium
from tests.browser.pushes import COUNT_PUSHES, SENTENCES, others_writing

ENOUGH = 1000
READ = "return [document.activeElement.id, document.querySelector('#text').value, window.pushes]"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="filon-bench-") as folder:
        server = Server(Path(folder)).start()
        try:
            room = server.open_room()
            room.go("gather")
            with ThreadPoolExecutor() as threads, others_writing(room, every=0.2):
                for told in [threads.submit(engine, room) for engine in (_chromium, _webkit)]:
                    print(told.result())
        finally:
            server.kill(signal.SIGTERM)


def _typed(engine: str, key: Callable[[str], None], wipe: Callable[[], None], read: Callable[[], list[object]]) -> str:
    lost = count = 0
    for sentence in itertools.cycle(SENTENCES):
        for letter in sentence:
            key(letter)
        focus, text, pushes = read()
        count += len(sentence)
        kept = str(text) if focus == "text" else ""
        lost += sum(a != b for a, b in itertools.zip_longest(sentence, kept))
        if int(str(pushes)) >= ENOUGH:
            return f"  {engine:<10} {pushes} envois, {count} caractères tapés, {lost} perdus"
        wipe()
    raise AssertionError


def _chromium(room: Room) -> str:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(room.url)
        page.wait_for_selector(READY)
        page.evaluate(COUNT_PUSHES)
        page.focus("#text")

        def wipe() -> None:
            page.keyboard.press("Control+A")
            page.keyboard.press("Delete")

        try:
            return _typed(
                "Chromium",
                lambda letter: page.keyboard.type(letter, delay=60),
                wipe,
                lambda: list(page.evaluate(f"() => {{ {READ} }}")),
            )
        finally:
            browser.close()


def _webkit(room: Room) -> str:
    if webkit.minibrowser() is None:
        return "  WebKitGTK  absent : .ci/webkit l'installe"
    with webkit.phone() as phone:
        phone.open(room.url)
        phone.wait(f"return document.querySelector('{READY}') !== null")
        phone.run(COUNT_PUSHES)
        phone.click("#text")
        return _typed(
            "WebKitGTK",
            lambda letter: phone.type("#text", letter),
            lambda: phone.type("#text", "\ue009a\ue000\ue017"),  # Control, A, let go, Delete
            lambda: list(phone.run(READ)),
        )
