"""A small phone, large letters, an open keyboard: everything stays readable and within reach."""

import pytest
from playwright.sync_api import Page, expect

from server.i18n import gettext, speaking
from tests.browser.house import READY, People, Room, write

STAGES = ("welcome", "react", "gather", "sort", "vote", "results", "promises", "close")


def overflowing(page: Page) -> list[str]:
    """What sticks out of the page sideways."""
    found: list[str] = page.evaluate("""() => {
        const wide = document.documentElement.clientWidth;
        return [...document.body.querySelectorAll("*")].filter((one) => {
            const apart = ".seams, .sr, .sprite, dialog, details:not([open]) > :not(summary)";
            if (one.closest(apart) || !one.getClientRects().length) return false;
            const { left, right, width } = one.getBoundingClientRect();
            return width && (left < -1 || right > wide + 1);
        }).map((one) => `${one.tagName}.${one.getAttribute("class")}`);
    }""")
    return found


@pytest.mark.parametrize("lang", ["fr-FR", "ar"])
def test_nothing_sticks_out_at_320_pixels_in_letters_twice_as_large(room: Room, people: People, lang: str) -> None:
    page = people.page(320, 640, locale=lang)
    page.goto(room.url)
    page.wait_for_selector(READY)
    expect(page.locator("html")).to_have_attribute("lang", lang[:2])
    found = {}
    for stage in STAGES:
        room.go(stage)
        page.wait_for_selector(f'#now [data-stage="{stage}"]')
        if stage == "gather":
            write(page, "Un repas de quartier par saison, chaque rue à son tour, anticonstitutionnellement")
            expect(page.locator("#mine li.own")).to_have_count(1)
            page.click(".feeds summary")
        page.wait_for_selector("#panel[data-ready]")
        for size in ("100%", "200%"):
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            if problems := overflowing(page):
                found[f"{stage} {size}"] = problems
    assert found == {}


def test_scripts_isolate_the_words_they_put_in_an_arabic_sentence_as_pages_do(room: Room, people: People) -> None:
    page = people.page(390, 844, locale="ar")
    page.goto(f"{room.url}/souvenir")
    values = {"sentence": "Trop tard.", "choice": "1. La Poste", "counted": 2}
    said = page.evaluate("async (values) => (await import('/static/js/words.js')).word('refused', values)", values)
    with speaking("ar"):
        assert said == gettext("{sentence} « {choice} » : {counted}.").format(**values)


def test_letters_are_enlarged_without_a_script_and_stay_so(room: Room, people: People) -> None:
    page = people.page(360, 740, java_script_enabled=False)
    page.goto(room.url)
    html = page.locator("html")
    height = "one => one.getBoundingClientRect().height"
    before = page.locator("h1").evaluate(height)
    page.click(".letters summary")
    page.locator(".letters [value=larger]").click()
    expect(html).to_have_attribute("data-letters", "larger")
    page.goto(room.url)
    expect(html).to_have_attribute("data-letters", "larger")
    assert page.locator("h1").evaluate(height) > before
    page.click(".letters summary")
    page.locator(".letters [value=normal]").click()
    expect(html).not_to_have_attribute("data-letters", "larger")


@pytest.mark.parametrize("size", [(360, 380), (740, 300)], ids=["portrait", "landscape"])
def test_with_the_keyboard_open_one_sees_what_one_writes_and_can_send_it(
    room: Room, people: People, size: tuple[int, int]
) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.focus("#text")
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    phone.keyboard.type("Des bancs à l'ombre")
    expect(phone.locator("#text")).to_be_in_viewport(ratio=1)
    expect(phone.locator("#composer .send")).to_be_in_viewport(ratio=1)
    phone.click("#composer .send")
    expect(phone.locator("#mine li.own")).to_have_count(1)


def test_from_the_scanned_code_to_the_first_note_in_three_taps(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.evaluate("() => { window.taps = 0; addEventListener('click', () => (taps += 1), true); }")
    phone.locator(".college-ask .chip", has_text="Associations").click()
    expect(phone.locator("#college")).to_contain_text("Associations")
    phone.click("#text")
    phone.keyboard.type("Des bancs à l'ombre")
    phone.click("#composer .send")
    expect(phone.locator("#mine li.own")).to_have_count(1)
    assert phone.evaluate("taps") == 3


HEARD = """
  window.said = [];
  Object.defineProperty(window, "speechSynthesis", {
    value: { speak: (one) => window.said.push([one.lang, one.text]), cancel: () => window.said.push("hush") },
  });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A voice that writes down what it is given: the browsers of tests have none."""


def test_what_the_page_asks_is_read_aloud_until_a_second_tap(room: Room, people: People) -> None:
    room.go("gather")
    page = people.page(360, 740, has_touch=True, is_mobile=True)
    page.add_init_script(HEARD)
    page.goto(room.url)
    listen = page.get_by_role("button", name="Écouter")
    listen.tap()
    stop = page.get_by_role("button", name="Arrêter")
    expect(stop).to_have_attribute("aria-pressed", "true")
    said = page.evaluate("window.said")
    assert {lang for lang, _ in said} == {"fr"}
    assert [text.split()[0] for _, text in said] == ["Récolter", "Écrivez", "Incivilités,", "Comment"]
    stop.tap()
    expect(listen).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.said.at(-1)") == "hush"


def test_what_the_screen_shows_is_told_in_words_as_it_goes_on(room: Room, people: People) -> None:
    page = people.phone(room)
    page.click("text=Ce que montre l’écran")
    told = page.locator("#on-screen")
    expect(told).to_contain_text("Le QR code et le code de la salle")
    room.lead("screen", view="blank")
    expect(told).to_contain_text("l’image est cachée", timeout=25_000)
