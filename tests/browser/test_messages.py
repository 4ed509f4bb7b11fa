"""Messages to phones, as people see them arrive and go."""

from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room

WORDS = ".message-card .message-words"


def choose(phone: Page, college: str) -> None:
    phone.click(f'#college [value="{college}"]')
    expect(phone.locator("#college")).to_have_attribute("data-college", college)


def place(phone: Page) -> float:
    """Where the stage stands on the page, in pixels."""
    return float(phone.evaluate("document.getElementById('now').getBoundingClientRect().top + scrollY"))


def test_a_sentence_at_hand_reaches_phones_and_projector_and_is_withdrawn(room: Room, people: People) -> None:
    phone, screen, console = people.phone(room), people.screen(room), people.console(room)
    console.check(".messages-card [name=on_screen]")
    console.click(".messages-card .chip[value=five]")
    expect(phone.locator(WORDS)).to_have_text("Il reste 5 minutes.")
    expect(phone.locator(".message-card time")).not_to_be_empty()
    expect(screen.locator("#screen-message")).to_contain_text("Il reste 5 minutes.")
    console.click("text=Retirer ce message")
    expect(phone.locator(".message-card")).to_have_count(0)
    expect(screen.locator("#screen-message")).to_be_empty()
    console.click("text=Annuler : message retiré")
    expect(phone.locator(WORDS)).to_be_visible()


def test_what_is_written_is_shown_as_written(room: Room, people: People) -> None:
    phone, console = people.phone(room), people.console(room)
    hostile = '<img src=x onerror="alert(1)"> & « café »'
    console.fill(".messages-card textarea", hostile)
    console.locator(".messages-card .button.primary").click()
    expect(phone.locator(WORDS)).to_contain_text('<img src=x onerror="alert(1)"> &')
    expect(phone.locator(".message-card img")).to_have_count(0)
    expect(console.locator(".messages-card textarea")).to_have_value("")
    expect(console.locator("#console-message")).to_contain_text("<img src=x")


def test_closed_it_stays_closed_and_the_next_one_shows(room: Room, people: People) -> None:
    phone = people.phone(room)
    room.lead("messages", ready="break")
    phone.click("[data-seen]")
    expect(phone.locator(".message-card")).to_be_hidden()
    phone.reload()
    phone.wait_for_selector(READY)
    expect(phone.locator(".message-card")).to_be_hidden()
    room.lead("messages", text="Le repas est servi")
    expect(phone.locator(WORDS)).to_have_text("Le repas est servi")


def test_who_comes_late_sees_the_current_one_alone(room: Room, people: People) -> None:
    room.lead("messages", ready="break")
    room.lead("messages", text="Le repas est servi")
    phone = people.phone(room)
    expect(phone.locator(WORDS)).to_have_text("Le repas est servi")
    room.go("gather")
    expect(phone.locator(".message-card")).to_have_count(0)


def test_a_message_to_a_college_shows_on_its_phones_alone(room: Room, people: People) -> None:
    police, users, nobody = people.phone(room), people.phone(room), people.phone(room)
    choose(police, "police")
    choose(users, "usagers")
    room.lead("messages", text="Une idée à partager ?", colleges=["police"])
    expect(police.locator(WORDS)).to_be_visible()
    for other in (users, nobody):
        expect(other.locator(".message-card")).to_have_count(1)
        expect(other.locator(".message-card")).to_be_hidden()
    choose(nobody, "police")
    expect(nobody.locator(WORDS)).to_be_visible()


def test_it_is_announced_without_hurry_and_covers_nothing_once_closed(room: Room, people: People) -> None:
    phone = people.phone(room)
    expect(phone.locator("#message")).to_have_role("status")
    top = place(phone)
    room.lead("messages", ready="break")
    phone.click("[data-seen]")
    expect(phone.locator(".message-card")).to_be_hidden()
    assert place(phone) == top


def test_a_college_that_was_not_heard_is_asked_in_one_tap(room: Room, people: People) -> None:
    room.go("gather")
    police, users, console = people.phone(room), people.phone(room), people.console(room)
    choose(police, "police")
    choose(users, "usagers")
    console.locator("#voice-ville").get_by_role("button").click()
    expect(console.locator("#voice-ville")).to_contain_text("Demandé")
    expect(users.locator(".message-card")).to_be_hidden()
    console.get_by_role("button", name="Demander une idée : Police").click()
    expect(police.locator(WORDS)).to_contain_text("Une idée à partager")
    expect(users.locator(".message-card")).to_be_hidden()
    console.click("text=Annuler : message envoyé")
    expect(police.locator(".message-card")).to_be_hidden()
