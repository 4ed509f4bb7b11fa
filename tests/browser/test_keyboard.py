"""A whole seminar without a mouse nor a finger: everything is reached and used by keys, and the focus is always in sight."""

from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room, Server
from tests.browser.keyboard import Keys


def go_on(console: Keys, stage: str) -> None:
    console.to(console.page.locator(".remote-next"))
    console.press("Enter")
    expect(console.page.locator("#console-now h1")).to_contain_text(stage)
    console.look()


def test_a_seminar_is_led_and_lived_by_keyboard(server: Server, people: People) -> None:
    leader = Keys(people.page(1440, 900))
    leader.page.goto(server.url)
    leader.walk()
    leader.to(leader.page.locator("text=Ouvrir la salle").last)
    leader.page.keyboard.press("Enter")
    leader.page.wait_for_selector("text=Votre salle est prête")
    room = Room(server, {"code": leader.page.locator("h1 .tag").inner_text()})
    leader.walk()
    leader.to(leader.page.locator("text=Ouvrir la console"))
    leader.page.keyboard.press("Enter")
    leader.page.wait_for_selector(READY)
    leader.page.on("dialog", lambda dialog: dialog.accept())
    leader.to(leader.page.locator("text=Ouvrir pour de vrai"))
    leader.page.keyboard.press("Enter")
    expect(leader.page.locator("#console-now .rehearsal")).to_have_count(0)
    leader.page.wait_for_selector(READY)
    leader.walk()

    guest = Keys(arrive(people, room))
    guest.walk()
    guest.to(guest.page.locator(".college-ask .chip", has_text="Ville"))
    guest.press("Enter")
    expect(guest.page.locator("#college b")).to_have_text("Ville")
    guest.look()

    go_on(leader, "Découvrir")
    follows(guest, ".challenge")
    go_on(leader, "Récolter")
    follows(guest, "#composer")
    writes(guest)
    go_on(leader, "Relire")
    follows(guest, ".feeds[open]")
    go_on(leader, "Choisir")
    follows(guest, ".ballot")
    votes(guest)
    go_on(leader, "Découvrir et discuter")
    expect(guest.page.locator(".ranking .first .mine-dots")).to_contain_text("2 points à vous")
    follows(guest, ".results")
    leads(leader)
    go_on(leader, "promesses")
    follows(guest, "a.keep")
    go_on(leader, "Clôture")
    follows(guest, ".taps")
    guest.to(guest.page.locator(".tap", has_text="5"))
    guest.press("Space")
    expect(guest.page.locator(".taps [role=status]")).to_contain_text("Reçu")
    guest.look()
    guest.to(guest.page.locator("a.keep"))
    guest.page.keyboard.press("Enter")
    expect(guest.page.locator("#mine-title")).to_be_visible()
    guest.walk()


def follows(guest: Keys, panel: str) -> None:
    """The phone says that the stage is new, then goes there; the focus, if it was in what has left, is not lost."""
    page, message = guest.page, guest.page.locator("#new-stage")
    expect(page.locator("#new-stage[open], #new-stage-bar button:not([hidden])").first).to_be_visible()
    for _ in range(20):  # a key pressed at once was meant for what was there before
        if message.is_visible():
            guest.press("Enter")
    expect(message).to_be_hidden()
    expect(guest.page.locator(f"#panel {panel}").first).to_be_visible()
    guest.look()
    guest.walk()


def arrive(people: People, room: Room) -> Page:
    page = people.page(390, 844, going_on=False)
    page.goto(room.url)
    page.wait_for_selector(READY)
    return page


def writes(guest: Keys) -> None:
    """Three kinds of notes, in two gisements; one is corrected."""
    page = guest.page
    guest.to(page.locator("#composer [name=kind]:checked"))
    guest.press("ArrowRight")
    guest.to(page.locator("#text"))
    page.keyboard.type("Un jardin partagé")
    guest.to(page.locator("#composer .send"))
    guest.press("Enter")
    expect(page.locator("#mine li.own")).to_have_count(1)
    guest.to(page.locator('[data-step="1"]'), "Shift+Tab")
    for _ in range(8):
        guest.press("Enter")
    guest.to(page.locator("#text"))
    page.keyboard.type("Des repas de quartier")
    guest.to(page.locator("#composer .send"))
    guest.press("Space")
    expect(page.locator("#mine li.own")).to_have_count(2)
    guest.look()
    guest.to(page.locator("#mine [data-act=edit]").first)
    guest.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(", le dimanche")
    guest.to(page.locator("#edit [value=save]"))
    guest.press("Enter")
    expect(page.locator("#mine .note-text").first).to_contain_text("le dimanche")
    guest.look()


def votes(guest: Keys) -> None:
    """Until everything is placed: what can't be pressed any more keeps the focus."""
    page = guest.page
    guest.walk("Shift+Tab")
    option = page.locator("#option-gisements-g6")
    guest.to(option.locator('[data-dot="1"]'))
    guest.press("Enter", "Space", "Enter")
    expect(page.locator(".dots-left")).to_contain_text("1 point à placer")
    guest.to(page.locator("#option-gisements-g1 [data-dot='1']"))
    guest.press("Enter")
    expect(page.locator(".dots-left")).to_have_text("Vous avez tout placé.")
    guest.to(page.locator("#option-gisements-g1 [data-dot='-1']"), "Shift+Tab")
    guest.press("Enter")
    expect(page.locator(".dots-left")).to_contain_text("1 point à placer")


def leads(leader: Keys) -> None:
    """The console's dialogs open and close by keys, and give the focus back."""
    page = leader.page
    for menu in (page.locator("[data-menu=note]").first, page.locator("#console-order [data-menu=stage]").first):
        leader.to(menu)
        leader.press("Enter")
        expect(page.locator("dialog[open]")).to_have_count(1)
        leader.press("Tab", "Tab", "Shift+Tab", "Escape")
        expect(menu).to_be_focused()
    overview = page.locator("#console-now .chip", has_text="Ensemble")
    leader.to(overview)
    leader.press("Space")
    expect(overview).to_have_attribute("aria-pressed", "true")
    expect(overview).to_be_focused()
