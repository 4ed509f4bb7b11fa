"""What is printed, as Chromium prints it: how many pages, of which size, none blank, no text cut, no control, the QR codes."""

import io
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.house import People, Room, Server

SIZES = {"A4": (210, 297), "A3": (297, 420)}
LONG = {
    "title": "Une rencontre au titre très long pour les habitants, les associations et les services de tout le territoire du nord",
    "territory": "Communauté de communes de la vallée du nord et du plateau central",
    "audience": "Vos notes s'affichent sans votre nom sur l'écran de la salle, puis dans le rapport que la ville publiera, "
    "avec tout ce que la salle aura écrit ce jour-là, pour que chacun puisse le lire.",
    "tables": {"count": 2},
    "gisements": [
        {"title": f"Gisement {n}, au titre assez long pour passer deux fois à la ligne sur un bulletin imprimé par la mairie",
         "short": f"Gisement {n} un peu long"} for n in range(1, 15)
    ],
    "stages": [{"kind": "gather", "title": "Écrire"}, {"kind": "vote", "title": "Vote", "ballot": "b"}],
    "ballots": [{"id": "b", "title": "Nos priorités pour les trois années qui viennent, à voter ensemble ce jour"}],
}  # fmt: skip
CUT = """() => [...document.querySelectorAll('main *, section *')].filter((one) => {
  const { overflow, display } = getComputedStyle(one);
  return display !== 'inline' && overflow === 'hidden' && one.clientHeight
    && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
}).map((one) => one.className || one.tagName)"""
QR = """() => [...document.querySelectorAll('.poster-qr .qr')]
  .map((qr) => Math.min(qr.getBoundingClientRect().height, qr.getBoundingClientRect().width) / innerHeight)"""
BEYOND = """() => [...document.querySelectorAll('.poster-sheet, .note-card, .ballot')].filter((sheet) => {
  const edge = sheet.getBoundingClientRect();
  return [...sheet.children].some((one) => one.getBoundingClientRect().bottom > edge.bottom + 1);
}).length"""


@pytest.fixture
def long_room(server: Server) -> Room:
    return server.open_room(LONG)


def led(people: People, room: Room) -> Page:
    page = people.page(1280, 900)
    page.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    page.locator(".home-main h1").wait_for()
    return page


def printed(page: Page, address: str, size: str = "A4") -> list[Any]:
    """The pages of an address on paper. None is blank, none has another size, and nothing is there to be pressed."""
    page.goto(address)
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready")
    page.emulate_media(media="null")
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(format=size, print_background=True))).pages
    assert {tuple(round(float(side) * 25.4 / 72) for side in one.mediabox[2:]) for one in pages} == {SIZES[size]}
    assert [n for n, one in enumerate(pages, 1) if not one.extract_text().strip()] == []
    page.emulate_media(media="print")
    pressed = page.locator("button:visible, summary:visible, input:visible, select:visible, .foot-links:visible")
    assert pressed.all_inner_texts() == []
    page.emulate_media(media="null")
    return list(pages)


def on_paper(page: Page, size: str, ask: str) -> Any:
    """What a page answers when it is laid out as a sheet of paper."""
    width, height = (round(side * 96 / 25.4) for side in SIZES[size])
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print")
    answer = page.evaluate(ask)
    page.emulate_media(media="null")
    return answer


@pytest.mark.parametrize("size", SIZES)
def test_a_poster_is_one_page_that_it_fills(people: People, room: Room, long_room: Room, size: str) -> None:
    page = led(people, room)
    for one, sheets in ((room, 7), (long_room, 3)):
        pages = printed(page, f"{one.url}/poster", size)
        assert len(pages) == sheets
        assert all(one.code in sheet.extract_text() for sheet in pages)
        assert on_paper(page, size, BEYOND) == 0
        assert all(part > 0.2 for part in on_paper(page, size, QR))
        filled = "() => document.querySelector('.poster-sheet').getBoundingClientRect().height / innerHeight"
        assert 0.98 < on_paper(page, size, filled) <= 1


def test_the_pack_has_every_sheet_and_no_other(people: People, room: Room, long_room: Room) -> None:
    """Poster and tables, the page of who copies and the cards, the page of who copies and the ballots, the count."""
    for one, sheets in ((room, 7 + 1 + 6 + 1 + 15 + 1), (long_room, 3 + 1 + 11 + 1 + 30 + 2)):
        page = led(people, one)
        pages = printed(page, f"{one.url}/pack")
        assert len(pages) == sheets
        assert on_paper(page, "A4", BEYOND) == 0
        assert on_paper(page, "A4", CUT) == []
        assert len(printed(page, f"{one.url}/cards")) == (7 if one is room else 12)
        assert page.locator(".scribe-qr .qr").count() == 1


def test_what_is_taken_home_and_the_report_print_without_what_is_pressed(people: People, room: Room) -> None:
    phone = people.phone(room)
    room.go("gather")
    phone.locator("#composer").wait_for()
    phone.fill("#text", "Plus de bancs à l'ombre")
    phone.click("#composer .send")
    phone.locator("#mine .note").wait_for()
    souvenir = printed(phone, f"{room.url}/souvenir")
    assert len(souvenir) == 1
    assert "Plus de bancs à l’ombre" in souvenir[0].extract_text()
    report = printed(led(people, room), f"{room.url}/report")
    assert any("Plus de bancs à l’ombre" in one.extract_text() for one in report)
