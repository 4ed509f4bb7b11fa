"""The phone page as a phone lives it: Lighthouse's marks, then what a tap costs and what moves in a room of 500 notes.

Lighthouse is fetched by npm, at a fixed version, where npm keeps what it fetches; nothing of it is in the repository.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.bench.child import Server, serving
from tests.browser.house import FLAGS, READY, Room, chromium
from tests.browser.house import Server as House
from tests.browser.pushes import others_writing
from tests.rooms import new_id

LIGHTHOUSE = "lighthouse@12.8.2"
MARKS = {"performance": "performance", "accessibility": "accessibilité", "best-practices": "bonnes pratiques"}
TIMES = 5
NOTES = 500
SLOWER = (1, 4)
SETTLED = 400
WATCH = """() => {
  const watch = (type, see) =>
    new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, durationThreshold: 16 });
  window.taps = []; window.moved = 0;
  watch("event", (one) => { if (one.interactionId) window.taps.push([one.interactionId, one.duration]); });
  watch("layout-shift", (one) => { if (!one.hadRecentInput) window.moved += one.value; });
}"""
GROW = """(most) => {
  const mine = document.getElementById("mine");
  const more = most - document.querySelectorAll(".feed:not([hidden]) .note, #mine .note").length;
  for (let n = 0; n < more; n++) mine.append(Object.assign(mine.firstElementChild.cloneNode(true), { id: `note-of-mine-${n}` }));
}"""


def main() -> None:
    with serving() as server:
        _lighthouse(server)
    with tempfile.TemporaryDirectory(prefix="filon-bench-") as folder:
        house = House(Path(folder)).start()
        try:
            _interactions(house.open_room())
        finally:
            house.kill(signal.SIGTERM)


def _lighthouse(server: Server) -> None:
    """Medians of Lighthouse's own phone: slow 4G and a processor four times slower, both simulated."""
    if shutil.which("npm") is None:
        print("  Lighthouse : npm est absent")
        return
    address = f"{server.url}/r/{server.open_room()['code']}"
    httpx.get(address, trust_env=False)  # a room is rarely met by a server that has drawn no page yet
    runs = [_audit(address) for _ in range(TIMES)]
    marks = ", ".join(
        f"{said} {median(100 * run['categories'][name]['score'] for run in runs):.0f}" for name, said in MARKS.items()
    )
    print(f"  Lighthouse, médiane de {TIMES} : {marks}")
    for name, said in (
        ("first-contentful-paint", "premier affichage"),
        ("largest-contentful-paint", "plus grand affichage"),
        ("speed-index", "indice de vitesse"),
        ("total-blocking-time", "temps bloqué"),
        ("cumulative-layout-shift", "déplacement"),
        ("server-response-time", "réponse du serveur"),
    ):
        values = [run["audits"][name]["numericValue"] for run in runs]
        print(f"    {said:<22}{median(values):10.6g}  ({min(values):.6g} à {max(values):.6g})")


def _audit(address: str) -> dict[str, Any]:
    command = [
        "npm", "exec", "--yes", f"--package={LIGHTHOUSE}", "--", "lighthouse", address, "--quiet", "--output=json",
        f"--only-categories={','.join(MARKS)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]  # fmt: skip
    env = {**os.environ} | ({"CHROME_PATH": found} if (found := chromium()) else {})
    answer = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    found_there: dict[str, Any] = json.loads(answer.stdout)
    return found_there


def _interactions(room: Room) -> None:
    room.go("gather")
    _fill(room)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
        processor = page.context.new_cdp_session(page)
        for slower in SLOWER:
            print("  processeur quatre fois plus lent :" if slower > 1 else "  processeur de cette machine :")
            processor.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            _rounds(room, page)
        browser.close()


def _rounds(room: Room, page: Page) -> None:
    """Writing, then voting, while others write: the page as a room of 500 notes has it, then grown to 500 notes of one's own."""
    room.go("gather")
    page.goto(room.url)
    page.wait_for_selector(READY)
    page.click(".feeds summary")
    page.evaluate(WATCH)
    with others_writing(room):
        _measure(page, "écrire", _write)
        page.evaluate(GROW, NOTES)
        _measure(page, "écrire", _write)
    room.go("vote")
    page.wait_for_selector("#new-stage[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-dot]")
    _measure(page, "voter", _vote)


def _measure(page: Page, said: str, use: Callable[[Page], None]) -> None:
    """Interaction to next paint: of every fifty, the slowest is left out, as browsers do."""
    page.wait_for_timeout(SETTLED)
    page.evaluate("window.taps = []; window.moved = 0")
    use(page)
    page.wait_for_timeout(SETTLED)
    read, own = page.locator(".feed:not([hidden]) .note").count(), page.locator("#mine .note").count()
    taps, moved = _by_interaction(page.evaluate("window.taps")), page.evaluate("window.moved")
    print(
        f"    {said}, {read + own} notes sur la page ({read} de la salle, {own} à soi) : de l'interaction à l'affichage"
        f" {taps[len(taps) // 50]:.0f} ms (médiane {median(taps):.0f}, sur {len(taps)}), déplacement {moved:.4f}"
    )


def _by_interaction(events: list[tuple[int, float]]) -> list[float]:
    """The duration of each interaction, of which a browser tells the events apart, the slowest first."""
    longest: dict[int, float] = {}
    for interaction, duration in events:
        longest[interaction] = max(duration, longest.get(interaction, 0.0))
    return sorted(longest.values(), reverse=True)


def _fill(room: Room) -> None:
    for n in range(NOTES):
        note = {
            "id": new_id(),
            "gisement": f"g{1 + n % 2}",
            "kind": "idea",
            "text": f"La note numéro {n} de la salle, assez longue",
        }
        while (answer := httpx.post(f"{room.url}/notes", json=note, trust_env=False)).status_code == 429:
            pass
        answer.raise_for_status()


def _touch(page: Page, selector: str) -> None:
    """A finger, without the looks that `tap` takes at the page meanwhile: they would be measured too."""
    there = page.locator(selector).first
    there.scroll_into_view_if_needed()
    box = there.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(SETTLED)


def _write(page: Page) -> None:
    for n in range(4):
        _touch(page, '[data-step="1"]')
        _touch(page, '[data-step="-1"]')
        for kind in ("obstacle", "idea"):
            _touch(page, f'.kind:has([value="{kind}"])')
        _touch(page, "#text")
        page.keyboard.type(f"Un arbre {n}", delay=80)
        _touch(page, "#composer .send")


def _vote(page: Page) -> None:
    for dot in ("1", "1", "-1", "1", "-1", "-1") * 2:
        _touch(page, f'[data-dot="{dot}"]:enabled')
