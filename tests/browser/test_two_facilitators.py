"""Two people lead one room: the console is handed over by a QR code, and they act at the same moment."""

from playwright.sync_api import Page, Route, expect

from tests.browser.house import READY, People, Room, write


def second(room: Room, people: People, console: Page) -> Page:
    """Another facilitator's phone, let in by what the first console shows."""
    console.locator("button", has_text="Mener à plusieurs").click()
    expect(console.locator("#share .pass-warn")).to_contain_text("Qui le scanne mène la salle")
    expect(console.locator("#share .qr")).to_be_visible()
    address = console.locator("#share [data-copy]").get_attribute("data-copy")
    assert address
    console.locator("#share button", has_text="Fermer").click()
    expect(console.locator("#share .pass")).to_have_count(0)
    page = people.page(390, 844, has_touch=True, is_mobile=True)
    page.goto(room.server.url + address.split(str(room.server.port), 1)[1])
    page.wait_for_selector("#console-now h1")
    page.wait_for_selector(READY)
    assert "#" not in page.url
    return page


def test_each_sees_what_the_other_does_and_takes_back_their_own(room: Room, people: People) -> None:
    room.go("gather")
    phone, one = people.phone(room), people.console(room)
    two = second(room, people, one)
    write(phone, "Une note à masquer")
    one.click("#console-wall [data-menu=note]")
    expect(one.locator("#note-menu")).to_be_visible()
    # At the same moment: the first hides a note, the second lets the tables turn.
    one.evaluate("document.querySelector('#note-menu [data-post=hide]').click()")
    two.evaluate("document.querySelector('[data-hx-post$=\"/tables/rotate\"]').click()")
    expect(phone.locator("#mine .note-state")).to_contain_text("Masquée")
    for page in (one, two):
        expect(page.locator("#console-wall [data-menu=note]")).to_have_count(0)
    expect(two.locator(".toast")).to_contain_text("Les tables changent de gisement")
    one.locator(".toast-undo").click()
    expect(phone.locator("#mine .note-state")).to_contain_text("Reçue")
    for page in (one, two):
        expect(page.locator("#console-wall [data-menu=note]")).to_have_count(1)
        expect(page.locator("#console-now")).to_contain_text("Annuler : rotation des tables")
    two.locator(".toast-undo").click()
    for page in (one, two):
        expect(page.locator("#console-now")).to_contain_text("Annuler : changement d’étape")


def test_the_same_tap_twice_is_one(room: Room, people: People) -> None:
    one = people.console(room)
    two = second(room, people, one)
    taps: list[Route] = []
    for page in (one, two):
        page.route("**/stage", lambda route: taps.append(route))
        with page.expect_request("**/stage"):
            page.click("#console-now .remote-next")
    for tap in taps:  # neither had heard of the other
        with tap.request.frame.page.expect_response("**/stage"):
            tap.continue_()
    for page in (one, two):
        expect(page.locator("#console-now h1")).to_contain_text("Découvrir les défis")
    assert room.board()["stage"] == "react"


def test_the_remote_hands_itself_over_too(room: Room, people: People) -> None:
    page = people.page(360, 740, has_touch=True, is_mobile=True)
    page.goto(f"{room.url}/remote#{room.links['facilitator_key']}")
    page.wait_for_selector(READY)
    page.get_by_role("button", name="Mener à plusieurs").click()
    address = page.locator("#share [data-copy]").get_attribute("data-copy") or ""
    other = people.page(360, 740, has_touch=True, is_mobile=True)
    other.goto(room.server.url + address.split(str(room.server.port), 1)[1])
    expect(other.locator("#cue-after")).to_be_visible()
    page.locator("#share button", has_text="Plutôt la console").click()
    expect(page.locator("#share button", has_text="Plutôt la télécommande")).to_be_visible()
    assert "/console#" in (page.locator("#share [data-copy]").get_attribute("data-copy") or "")
