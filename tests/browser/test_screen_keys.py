"""The projector's keys, its pages that turn alone, and what it says when it is no longer up to date."""

import re
import signal

from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room, Server
from tests.browser.test_section import write

PROMISES = 7


def gathering(room: Room, people: People) -> Page:
    room.go("gather")
    return ready(people.screen(room))


def ready(screen: Page) -> Page:
    screen.wait_for_selector(f"{READY}.idle")
    return screen


def test_b_makes_the_screen_black_and_back(room: Room, people: People) -> None:
    screen = gathering(room, people)
    screen.keyboard.press("b")
    expect(screen.locator("#black")).to_be_visible()
    screen.keyboard.press("b")
    expect(screen.locator("#black")).to_be_hidden()


def test_f_freezes_the_image_and_what_came_meanwhile_shows_after(room: Room, people: People) -> None:
    screen = gathering(room, people)
    count = screen.locator("#seam-g1 .seam-counts b")
    screen.keyboard.press("f")
    expect(screen.locator("#frozen")).to_have_text("Image figée")
    witness = people.screen(room)
    write(room, 3, "g1")
    expect(witness.locator("#seam-g1 .seam-counts b")).to_have_text("3")
    expect(count).to_have_text("0")
    screen.keyboard.press("f")
    expect(count).to_have_text("3")
    expect(screen.locator("#frozen")).to_be_hidden()
    write(room, 1, "g1")
    expect(count).to_have_text("4")


def test_q_shows_the_way_in_and_a_question_mark_the_keys(room: Room, people: People) -> None:
    screen = gathering(room, people)
    screen.keyboard.press("q")
    expect(screen.locator("#join")).to_be_visible()
    expect(screen.locator("#join .join-code")).to_have_text(room.code)
    box = screen.locator("#join .qr").bounding_box()
    assert box is not None
    assert box["height"] >= 0.6 * 1080
    screen.keyboard.press("?")
    expect(screen.locator("#join")).to_be_hidden()
    expect(screen.locator("#help dt")).to_have_text(
        ["B", "F", "C", "Q", "T", "→ ↓ Page", "← ↑ Page", "R", "P", "? ou H"]
    )
    screen.keyboard.press("Escape")
    expect(screen.locator("#help")).to_be_hidden()


def test_c_calms_the_image_which_is_then_drawn_every_thirty_seconds(room: Room, people: People) -> None:
    room.go("gather")
    screen = people.page(1920, 1080)
    screen.clock.install()
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    count = ready(screen).locator("#seam-g1 .seam-counts b")
    screen.keyboard.press("c")
    expect(screen.locator("#calm")).to_have_text("Calme")
    witness = people.screen(room)
    write(room, 3, "g1")
    expect(witness.locator("#seam-g1 .seam-counts b")).to_have_text("3")
    expect(count).to_have_text("0")
    screen.clock.run_for(32_000)
    expect(count).to_have_text("3")
    assert screen.evaluate("document.getAnimations().length") == 0
    write(room, 1, "g1")
    expect(witness.locator("#seam-g1 .seam-counts b")).to_have_text("4")
    expect(count).to_have_text("3")
    screen.keyboard.press("c")
    expect(count).to_have_text("4")
    expect(screen.locator("#calm")).to_be_hidden()


def test_a_calm_image_follows_the_stages_and_keeps_its_page(room: Room, people: People) -> None:
    promising(room)
    screen = people.page(1920, 1080)
    screen.clock.install()
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    mark = ready(screen).locator(".promises-page")
    screen.keyboard.press("c")
    screen.clock.run_for(45_000)
    expect(mark).to_have_text("1/4")
    screen.keyboard.press("PageDown")
    expect(mark).to_have_text("2/4")
    room.go("gather")
    expect(screen.locator(".view-section")).to_be_visible()


def promising(room: Room) -> None:
    for n in range(PROMISES):
        room.lead("promises", text=f"Promesse {n + 1}", carrier="La ville")
    room.go("promises")


def test_a_clicker_turns_the_pages_of_this_screen_alone(room: Room, people: People) -> None:
    promising(room)
    screen, other = ready(people.screen(room)), people.screen(room)
    mark = screen.locator(".promises-page")
    for key, page in (
        ("PageDown", 2),
        ("PageUp", 1),
        ("PageUp", 4),
        ("PageDown", 1),
        ("ArrowLeft", 4),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
    ):
        screen.keyboard.press(key)
        expect(mark).to_have_text(f"{page}/4")
    expect(screen.locator(".promises li")).to_contain_text(["Promesse 3", "Promesse 4"])
    expect(other.locator(".promises-page")).to_have_text("1/4")
    room.lead("promises", text="Promesse 8", carrier="La ville")
    expect(mark).to_have_text("2/4")
    room.go("gather")
    expect(screen.locator(".view-section")).to_be_visible()
    room.go("promises")
    expect(mark).to_have_text("1/4")


def test_pages_turn_by_themselves_unless_the_image_is_frozen(room: Room, people: People) -> None:
    promising(room)
    screen = people.page(1920, 1080)
    screen.clock.install()
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    mark = ready(screen).locator(".promises-page")
    expect(mark).to_have_text("1/4")
    screen.clock.fast_forward(21_000)
    expect(mark).to_have_text("2/4")
    screen.keyboard.press("f")
    screen.clock.fast_forward(41_000)
    expect(screen.locator("#frozen")).to_be_visible()
    expect(mark).to_have_text("2/4")
    screen.keyboard.press("f")
    screen.clock.fast_forward(21_000)
    expect(mark).to_have_text("3/4")


def test_a_lost_server_is_told_in_words_and_found_again_alone(own_server: Server, people: People) -> None:
    room = own_server.open_room()
    screen = gathering(room, people)
    write(room, 2, "g1")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("2")
    expect(screen.locator("#link")).to_be_hidden()
    own_server.kill(signal.SIGKILL)
    expect(screen.locator("#link")).to_be_visible()
    expect(screen.locator("#stale")).to_have_text(
        re.compile(r"^L’écran n’est plus à jour depuis \d\d?\sh\s\d\d\. Reconnexion…$")
    )
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("2")
    own_server.start()
    write(room, 3, "g1")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("5", timeout=30_000)
    expect(screen.locator("#link")).to_be_hidden()


def test_r_tells_the_day_again_and_goes_away(room: Room, people: People) -> None:
    room.go("gather")
    write(room, 4, "g1")
    room.go("close")
    screen = people.page(1920, 1080)
    screen.clock.install()
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    ready(screen)
    screen.keyboard.press("r")
    count = screen.locator("#replay .seam-counts b").first
    expect(count).to_have_text("1")
    expect(screen.locator("#replay-hour")).to_have_text(re.compile(r"^\d\d?\sh\s\d\d$"))
    screen.clock.run_for(61_000)
    expect(count).to_have_text("4")
    expect(screen.locator("#replay .to-come")).to_have_count(0)
    screen.keyboard.press("r")
    expect(screen.locator("#replay")).to_be_hidden()


def test_the_day_stands_still_for_who_wants_no_motion(room: Room, people: People) -> None:
    room.go("gather")
    write(room, 4, "g1")
    screen = people.page(1920, 1080, reduced_motion="reduce")
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    ready(screen).keyboard.press("r")
    expect(screen.locator("#replay .seam-counts b").first).to_have_text("4")
    assert screen.evaluate("document.getAnimations().length") == 0


def test_an_empty_day_is_told_in_words(room: Room, people: People) -> None:
    screen = gathering(room, people)
    screen.keyboard.press("r")
    expect(screen.locator("#replay")).to_contain_text("Rien à revoir")


def test_the_console_calms_every_screen_whatever_is_shown_and_a_key_lifts_it_on_one(room: Room, people: People) -> None:
    screen, console = gathering(room, people), people.console(room)
    chip = console.locator("#console-now .chip", has_text="Image calme")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(screen.locator("#calm")).to_have_text("Calme")
    late = ready(people.screen(room))
    expect(late.locator("#calm")).to_have_text("Calme")
    write(room, 3, "g1")
    expect(console.locator("#console-counts tbody td").first).to_have_text("3")
    late.keyboard.press("c")
    expect(late.locator("#seam-g1 .seam-counts b")).to_have_text("3")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("0")
    room.go("sort")
    expect(screen.locator(".view-wall")).to_be_visible()
    expect(screen.locator("#calm")).to_have_text("Calme")
    chip.click()
    expect(screen.locator("#calm")).to_be_hidden()
    room.go("gather")
    for one in (screen, late):
        expect(one.locator("#seam-g1 .seam-counts b")).to_have_text("3")


def test_the_console_holds_the_image_of_every_screen_until_it_shows_something_else(room: Room, people: People) -> None:
    screen, console = gathering(room, people), people.console(room)
    write(room, 2, "g1")
    count = screen.locator("#seam-g1 .seam-counts b")
    expect(count).to_have_text("2")
    console.locator("#console-now .chip", has_text="Figer").click()
    expect(screen.locator("#frozen")).to_have_text("Image figée")
    late = people.screen(room)
    expect(late.locator("#frozen")).to_have_text("Image figée")
    write(room, 1, "g1")
    expect(console.locator("#console-counts tbody td").first).to_have_text("3")
    expect(count).to_have_text("2")
    console.locator("#console-now .chip", has_text="figée").click()
    for one in (screen, late):
        expect(one.locator("#frozen")).to_be_hidden()
        expect(one.locator("#seam-g1 .seam-counts b")).to_have_text("3")
    console.locator("#console-now .chip", has_text="Figer").click()
    expect(screen.locator("#frozen")).to_have_text("Image figée")
    console.locator("#console-now .chip", has_text="Noir").click()
    expect(screen.locator(".view-blank")).to_be_visible()
