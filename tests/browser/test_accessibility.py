"""No page of a seminar has an accessibility fault that axe can see (WCAG 2.2 A and AA), in light and dark."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.house import People, Room, Server, write

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)  # motions: axe measures the colours of what is still fading in
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for fault in found
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stage_on_every_surface(room: Room, people: People, scheme: Literal["light", "dark"]) -> None:
    phone, console, screen = people.phone(room), people.console(room), people.screen(room)
    for page in (phone, console, screen):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    seen: dict[str, list[str]] = {}
    for stage in ("welcome", "react", "gather", "sort", "vote", "results", "promises", "close"):
        room.go(stage)
        phone.wait_for_selector(f'#now [data-stage="{stage}"]')
        screen.wait_for_selector("#screen-main .view")
        if stage == "gather":
            for kind in ("idea", "resource", "obstacle"):
                write(phone, f"Une contribution de plus, {kind}", kind)
            phone.wait_for_selector("#mine li.own:nth-child(3)")
            phone.click(".feeds summary")
        if stage == "promises":
            room.lead("promises", text="Tenir ce que nous avons dit", carrier="Ville")
        for name, page in (("phone", phone), ("console", console), ("screen", screen)):
            seen[f"{name} {stage}"] = faults(page)
    assert {place: found for place, found in seen.items() if found} == {}


@pytest.mark.parametrize(
    "path", ["/", "/screen", "/r/{code}/poster", "/r/ZZZZZZ", "/r/{code}/console", "/r/{code}/organise"]
)
def test_pages_around_the_room(server: Server, room: Room, people: People, path: str) -> None:
    page = people.page(390, 844)
    fragment = f"#{room.links['organiser_key']}" if path.endswith("organise") else ""
    page.goto(server.url + path.format(code=room.code) + fragment)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
