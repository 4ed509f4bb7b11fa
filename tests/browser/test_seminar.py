"""A whole seminar as people live it: home page, phones, projector paired by a code, console, export."""

import json
import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room, Server, write


def test_a_seminar_goes_from_the_home_page_to_the_export(server: Server, people: People) -> None:
    console = people.page(1440, 900)
    console.goto(server.url)
    console.click("text=Ouvrir la salle")
    console.wait_for_selector("text=Votre salle est prête")
    code = console.locator("h1 .tag").inner_text()
    organiser_url = console.locator(".links a", has_text="/organise#").inner_text()
    console.click("text=Ouvrir la console")
    console.wait_for_selector("#console-now .rehearsal")

    screen = people.page(1920, 1080)
    screen.goto(f"{server.url}/screen")
    pairing = screen.locator("#pairing-code").inner_text()
    console.fill("#pairing", pairing)
    console.click("text=Confirmer")
    expect(screen.locator(".lobby-code")).to_have_text(code)

    room = Room(server, {"code": code})
    one, two = people.phone(room), people.phone(room)
    expect(screen.locator(".lobby-people b")).to_have_text("2")
    one.click(".college-ask .chip >> text=Ville")
    expect(one.locator("#college b")).to_have_text("Ville")

    go(console, "Récolter")
    write(one, "Un essai pendant la répétition")
    expect(one.locator("#mine li")).to_have_count(1)
    console.on("dialog", lambda dialog: dialog.accept())
    console.click("text=Ouvrir pour de vrai")
    expect(one.locator("#mine li")).to_have_count(0)
    expect(console.locator("#console-now .rehearsal")).to_have_count(0)
    for phone in (one, two):
        expect(phone.locator("#composer")).to_have_count(0)  # that of the rehearsal

    go(console, "Récolter")
    write(one, "Une médiation de rue le soir")
    write(two, "Les éducateurs du quartier", "resource")
    write(two, "Personne n'ose parler aux jeunes", "obstacle")
    expect(one.locator("#mine li.own")).to_have_count(1)
    expect(two.locator("#mine li.own")).to_have_count(2)
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("3")

    go(console, "Relire")
    expect(screen.locator(".view-wall")).to_contain_text("médiation de rue")
    go(console, "Choisir")
    for phone in (one, two):
        phone.wait_for_selector(".ballot")
        option = phone.locator("#option-gisements-g6")
        option.locator('[data-dot="1"]').click()
        option.locator('[data-dot="1"]').click()
        expect(phone.locator(".dots-left")).to_contain_text("1 point à placer")
        expect(option.locator('[data-dot="1"]')).to_be_disabled()
    expect(screen.locator(".ballot-part b")).to_contain_text("67")
    expect(console.locator(".ballot-card")).to_contain_text("4 points placés")
    expect(screen.locator("body")).not_to_contain_text("4 points")

    go(console, "Découvrir et discuter")
    expect(screen.locator(".view-ranking .step.first")).to_contain_text("Maîtrise de la langue")
    expect(screen.locator(".view-ranking .step.first")).to_contain_text("4 points")
    expect(one.locator(".ranking .first .mine-dots")).to_contain_text("2 points à vous")

    organiser = people.page(1200, 900)
    organiser.goto(server.url + urlsplit(organiser_url).path + "#" + urlsplit(organiser_url).fragment)
    with organiser.expect_download() as download:
        organiser.click("text=JSON")
    board = json.loads(download.value.path().read_text())
    assert sorted(note["text"] for note in board["notes"]) == [
        "Les éducateurs du quartier",
        "Personne n'ose parler aux jeunes",
        "Une médiation de rue le soir",
    ]
    assert (board["priorities"][0]["option"], board["priorities"][0]["dots"]) == ("g6", 4)


def go(console: Page, stage: str) -> None:
    console.locator(".order-go", has_text=re.compile(stage)).click()
    expect(console.locator("#console-now h1")).to_contain_text(re.compile(stage))


def test_no_page_asks_anything_of_another_host(room: Room, people: People) -> None:
    asked: set[str] = set()
    for page in (people.phone(room), people.console(room), people.screen(room)):
        page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
        page.reload()
        page.wait_for_selector(READY)
    assert asked == {"127.0.0.1"}


def test_who_arrives_late_reads_what_happened(room: Room, people: People) -> None:
    room.go("gather")
    early = people.phone(room)
    write(early, "Un café des parents à l'école")
    expect(early.locator("#mine li.own")).to_contain_text("Reçue")
    late = people.phone(room)
    story = late.locator(".story", has_text="Vous arrivez en route ?")  # what the screen shows may be told above it
    story.locator("summary").click()
    expect(story.locator("p").nth(1)).to_contain_text("1 personne a déjà écrit 1 note")
    expect(late.locator("#composer")).to_be_visible()
