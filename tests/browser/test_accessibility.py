"""No page of a seminar has an accessibility fault that axe can see (WCAG 2.2 A and AA), in light and dark."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.live.views import SCREENS
from tests.browser.house import People, Room, Server, write
from tests.browser.test_ballots import ask, plus, reveal, table, themed

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults(page: Page) -> list[str]:
    page.wait_for_function(
        "document.getAnimations().length === 0"
    )  # axe measures the colours of what is still fading in
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # a target half under a sticky head is not a small one
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
        screen.wait_for_selector(f"#screen-main .view-{SCREENS[stage]}")
        console.wait_for_selector(f'#console-now [data-stage="{stage}"]')
        if stage == "gather":
            for kind in ("idea", "resource", "obstacle"):
                write(phone, f"Une contribution de plus, {kind}", kind)
            phone.wait_for_selector("#mine li.own:nth-child(3)")
            phone.click(".feeds summary")
        if stage == "promises":
            room.lead("promises", text="Tenir ce que nous avons dit", carrier="Ville")
            for page, place in ((phone, "#promises"), (screen, "#screen-main"), (console, "#console-promises")):
                expect(page.locator(place)).to_contain_text("Tenir ce que nous avons dit")
        for name, page in (("phone", phone), ("console", console), ("screen", screen)):
            seen[f"{name} {stage}"] = faults(page)
    assert {place: found for place, found in seen.items() if found} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/aide",
        "/accessibilite",
        "/confidentialite",
        "/mentions-legales",
        "/screen",
        "/r/{code}/poster",
        "/r/ZZZZZZ",
        "/r/{code}/console",
        "/r/{code}/organise",
    ],
)
def test_pages_around_the_room(server: Server, room: Room, people: People, path: str) -> None:
    page = people.page(390, 844)
    fragment = f"#{room.links['organiser_key']}" if path.endswith("organise") else ""
    page.goto(server.url + path.format(code=room.code) + fragment)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialogs_of_ballots(room: Room, people: People, scheme: Literal["light", "dark"]) -> None:
    room.go("gather")
    themed(room, "Bancs", "Navettes")
    console, phone, host = people.console(room), people.phone(room), table(room, people, 1)
    for page in (console, phone, host):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    seen: dict[str, list[str]] = {}
    host.locator("[data-menu=theme]").first.click()
    host.locator("#theme-menu [data-post=nominate]").wait_for()
    seen["theme menu"] = faults(host)
    host.click("[data-post=nominate]")
    console.locator("#console-shortlist small").wait_for()
    console.locator("#console-shortlist button").click()
    console.locator("#ask .rules summary").click()
    console.locator("#ask [name='options[]']:checked").uncheck()
    console.locator("#ask button.primary").click()
    console.locator("#ask-told .toast-no").wait_for()
    seen["shortlist, refused"] = faults(console)
    console.keyboard.press("Escape")
    card = ask(console, college="Usagers")
    phone.locator(".not-asked").wait_for()
    seen["kept for others"] = faults(phone)
    card.locator("button", has_text="Saisir des votes").click()
    console.locator("#ask [name=people]").fill("2")
    console.locator("#ask form").first.get_by_label("Oui").fill("2")
    expect(console.locator("#ask-body h2")).to_have_text("Ouvrir le samedi\u202f?")
    seen["entering"] = faults(console)
    console.locator("#ask button.primary").first.click()
    phone.locator(".college-ask .chip", has_text="Usagers").click()
    plus(phone, "Non").click()
    expect(phone.locator(".dots-left")).to_have_text("Vous avez tout placé.")
    seen["everything placed"] = faults(phone)
    reveal(console)
    card.locator("button", has_text="Second tour").click()
    console.locator("#ask [name=leaders]").wait_for()
    seen["second round"] = faults(console)
    assert {place: found for place, found in seen.items() if found} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "report",
        "cards",
        "cards?ballot=gisements",
        "pack",
        "scribe",
        "?for=neighbour",
        "ideas",
        "teams",
        "promises/{promise}",
    ],
)
def test_pages_of_the_organiser(room: Room, people: People, path: str, scheme: Literal["light", "dark"]) -> None:
    room.go("vote")
    promise = room.lead("promises", text="Ouvrir un café des langues", carrier="Ville")["promise"]
    if "ballot" not in path:
        room.go("results")
    page = people.page(1200, 900, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    page.wait_for_selector("main h1")
    page.wait_for_load_state("networkidle")
    answer = page.goto(f"{room.url}/{path.format(promise=promise)}")
    assert answer
    assert answer.ok
    page.wait_for_load_state("domcontentloaded")
    assert faults(page) == []
