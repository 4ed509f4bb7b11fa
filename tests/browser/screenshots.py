"""Takes the README's pictures from a real seminar: `make screenshots`. Look at every one of them before committing."""

import json
import random
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.house import FLAGS, READY, ROOT, Room, Server, chromium, go_on, write

PICTURES = ROOT / "docs" / "screenshots"
PEOPLE = 30
SETTLE = 1200
"""Milliseconds for a page to follow the room before a picture. Nothing moves: pages ask for reduced motion, reveals included."""
WITHOUT_NEWS = """() => {
  document.querySelector("#new-stage[open]")?.close();
  document.querySelector("#new-stage-bar button")?.setAttribute("hidden", "");
}"""
"""The phone itself is pictured, not what it says when the stage changes."""


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data)).start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            Album(browser, server.open_room(), folder).fill()
        finally:
            browser.close()
            server.kill(signal.SIGTERM)


class Album:
    dark = False

    def __init__(self, browser: Browser, room: Room, folder: Path) -> None:
        self.browser, self.room, self.folder = browser, room, folder
        self.people = [room.writer() for _ in range(PEOPLE)]

    def fill(self) -> None:
        room = self.room
        home = self._page(1440, 900, room.server.url)
        self._take(home, "home")
        screen = self._page(1920, 1080, f"{room.url}/screen#{room.links['screen_key']}")
        console = self._page(1440, 900, f"{room.url}/console#{room.links['facilitator_key']}")
        phone = self._page(390, 844, f"{room.url}?table=3")
        colleges = ("usagers", "associations", "ville", "education-nationale", "operateurs-sociaux")
        for n, person in enumerate(self.people):
            person.get("")
            person.post("/college", json={"college": colleges[n % len(colleges)]})
        self._take(screen, "screen-lobby")
        room.go("react")
        self._take(screen, "screen-challenges")
        self._take(phone, "phone-react")
        room.go("gather")
        phone.wait_for_selector("#composer")
        phone.locator(".college-ask .chip", has_text="Associations").click()
        self._contribute()
        write(phone, "Un repas de quartier par saison, chaque rue à son tour")
        phone.wait_for_selector("#mine li.own")
        phone.fill("#text", "Une médiation de rue le soir, avec ")
        phone.locator("#now").scroll_into_view_if_needed()
        self._take(phone, "phone-write")
        self._take(screen, "screen-overview")
        room.lead("screen", view="wall", gisement="g6")
        self._take(screen, "screen-wall")
        room.go("sort")
        self._take(console, "console")
        self._take(phone, "phone-read")
        room.go("vote")
        phone.wait_for_selector(".ballot")
        plus = phone.locator('[data-dot="1"]')
        for option in (0, 0, 2):
            plus.nth(option).click()
        self._vote()
        self._take(phone, "phone-vote")
        self._take(screen, "screen-ballot")
        room.go("results")
        self._take(screen, "screen-ranking")
        self._take(phone, "phone-results")
        for view in ("map", "consensus"):
            room.lead("screen", view=view)
            self._take(screen, f"screen-{view}")
        room.lead("screen", view="auto")
        self._ask(phone, screen)
        thumb = self._page(390, 844, f"{room.url}/console#{room.links['facilitator_key']}")
        self._take(thumb, "console-phone")
        for text in (
            "Ouvrir un café des langues dans chaque maison de quartier d'ici juin",
            "Former cinquante habitants à la médiation de rue, avec les éducateurs",
            "Rouvrir l'atelier de la gare aux associations, un soir par semaine",
        ):
            room.lead("promises", text=text, carrier="Ville et associations")
        room.go("promises")
        self._take(screen, "screen-promises")
        self._take(self._page(1200, 900, f"{room.url}/poster"), "poster")
        self._write_in_a_promise()
        organise = self._page(1200, 900, f"{room.url}/organise#{room.links['organiser_key']}")
        organise.wait_for_selector("text=Rapport")
        organise.goto(f"{room.url}/report")
        self._take(organise, "report")
        with self._dark():
            self._take(self._page(390, 844, room.url), "phone-dark")

    def _ask(self, phone: Page, screen: Page) -> None:
        """A question of the mayor's, in the middle of a discussion."""
        asked = {
            "title": "Ouvrir la mairie le samedi matin ?",
            "asked_by": "Le maire",
            "why": "Le conseil délibère lundi.",
        }
        ballot = self.room.lead("ballots", on="texts", options=["Oui", "Oui, un samedi sur deux", "Non"], **asked)[
            "ballot"
        ]
        phone.wait_for_selector(".ballot")
        phone.locator('[data-dot="1"]').nth(1).click()
        for n, person in enumerate(self.people[:18]):
            person.put(f"/ballots/{ballot}/dots/o{(1, 2, 2, 3)[n % 4]}", json={"dots": 1})
        phone.locator(".ballot").scroll_into_view_if_needed()
        self._take(phone, "phone-question")
        self._take(screen, "screen-question")
        self.room.lead(f"ballots/{ballot}", reveal=True)

    def _write_in_a_promise(self) -> None:
        room = self.room
        promise = room.board()["promises"][0]["id"]
        for field, text in (
            ("need", "Ceux qui ne parlent pas encore français n'osent pas venir au guichet."),
            ("carrier", "Ville et associations"),
            ("test", "Un premier café un mercredi, avec six habitants."),
        ):
            room.lead(f"promises/{promise}", field=field, text=text)
        page = self._page(1440, 900, f"{room.url}/console#{room.links['facilitator_key']}")
        page.wait_for_selector("#console-now h1")
        page.goto(f"{room.url}/promises/{promise}")
        page.wait_for_selector(READY)
        self._take(page, "promise")

    def _contribute(self) -> None:
        notes = [
            json.loads(line) for line in (ROOT / "sessions/argenteuil.notes.jsonl").read_text("utf-8").splitlines()
        ]
        for n, note in enumerate(notes):
            answer = self.people[n % PEOPLE].post("/notes", json={"id": uuid.uuid4().hex, **note})
            assert answer.status_code == 201, answer.text
        deadline = time.monotonic() + 60
        while any(note["theme"] is None for note in self.room.board()["notes"]) and time.monotonic() < deadline:
            time.sleep(0.2)

    def _vote(self) -> None:
        chance = random.Random(3)
        for person in self.people[:26]:
            for option in chance.sample(["g6", "g6 ", "g6  ", "g3", "g3 ", "g1", "g5", "g4"], 3):
                person.put(f"/ballots/gisements/dots/{option.strip()}", json={"dots": 1})

    def _page(self, width: int, height: int, url: str) -> Page:
        scheme: Literal["light", "dark"] = "dark" if self.dark else "light"
        page = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR", reduced_motion="reduce"
        ).new_page()
        go_on(page)
        page.goto(url)
        return page

    @contextmanager
    def _dark(self) -> Iterator[None]:
        self.dark = True
        yield
        self.dark = False

    def _take(self, page: Page, name: str) -> None:
        page.wait_for_timeout(SETTLE)
        page.evaluate(WITHOUT_NEWS)
        page.screenshot(path=self.folder / f"{name}.png")


if __name__ == "__main__":
    main()
