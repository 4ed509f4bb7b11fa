"""What is typed on a phone is never lost, never doubled, never overwritten."""

import re

from playwright.sync_api import Route, expect

from tests.browser.house import READY, People, Room, Server, write
from tests.browser.pushes import COUNT_PUSHES, SENTENCES, others_writing


def test_a_note_written_offline_survives_a_reload_and_is_posted_once(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.route("**/notes", lambda route: route.abort())
    write(phone, "Des bancs devant la mairie")
    expect(phone.locator("#waiting li")).to_have_count(1)
    phone.reload()
    expect(phone.locator("#waiting li .note-text")).to_have_text("Des bancs devant la mairie")
    phone.unroute("**/notes")
    expect(phone.locator("#mine li.own")).to_have_count(1)
    expect(phone.locator("#waiting li")).to_have_count(0)
    assert room.texts() == ["Des bancs devant la mairie"]


def test_offline_then_online_again(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.context.set_offline(True)
    write(phone, "Un marché de nuit")
    expect(phone.locator("#waiting .note-state")).to_contain_text("Gardée sur ce téléphone")
    phone.context.set_offline(False)
    expect(phone.locator("#mine li.own .note-text")).to_have_text("Un marché de nuit")
    assert room.texts() == ["Un marché de nuit"]


def test_what_the_network_lost_of_the_page_comes_when_it_is_back(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.page(390, 844)
    phone.route(re.compile(r"/(calm|kept)\.js"), lambda route: route.abort())
    with (
        phone.expect_event("requestfailed", lambda one: "kept" in one.url),
        phone.expect_event("requestfailed", lambda one: "calm" in one.url),
    ):
        phone.goto(room.url)
    phone.context.set_offline(True)
    phone.unroute_all()
    phone.context.set_offline(False)
    phone.wait_for_selector(READY)


def test_a_tap_before_the_scripts_have_come_is_done_once_they_are_here(room: Room, people: People) -> None:
    room.lead("ballots", on="texts", title="Quel soir ?", choices="Vendredi\nSamedi", sealed=False)
    phone = people.page(390, 844, has_touch=True, is_mobile=True)
    on_their_way: list[Route] = []
    phone.route(re.compile(r"/js/dots\.js"), lambda route: on_their_way.append(route))
    phone.goto(room.url, wait_until="commit")
    friday = phone.locator(".option", has_text="Vendredi")
    friday.locator('[data-dot="1"]').click()
    expect(friday.locator('[data-dot="1"]')).to_have_attribute("aria-busy", "true")
    phone.locator(".chip", has_text="Police").click()
    for one in on_their_way:
        one.continue_()
    expect(friday.locator("[data-count]")).to_have_text("1")
    expect(phone.locator("#college.chosen")).to_contain_text("Police")
    room.server.wait_for(lambda: room.board()["ballots"][0]["voters"] == 1)


def test_what_was_typed_before_the_scripts_had_come_is_sent_once_they_are_here(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    write(phone, "Un jardin partagé")  # its kind and its gisement are those of next time
    phone.get_by_role("button", name="Gisement suivant").click()
    phone.wait_for_function("document.querySelector('#composer [name=gisement]').value === 'g2'")
    phone.fill("#text", "Un arrêt de bus")
    on_their_way: list[Route] = []
    phone.route(re.compile(r"/js/phone\.js"), lambda route: on_their_way.append(route))
    phone.reload(wait_until="commit")
    write(phone, "Des bancs devant la mairie", "resource")
    expect(phone.locator("#composer .send")).to_have_attribute("aria-busy", "true")
    for one in on_their_way:
        one.continue_()
    expect(phone.locator("#mine li.own .note-text")).to_have_text(["Des bancs devant la mairie", "Un jardin partagé"])
    notes = [(note["text"], note["kind"], note["gisement"]) for note in room.board()["notes"]]
    assert notes == [("Un jardin partagé", "idea", "g1"), ("Des bancs devant la mairie", "resource", "g1")]
    phone.wait_for_selector(READY)
    phone.get_by_role("button", name="Gisement suivant").click()
    expect(phone.locator("#text")).to_have_value("Un arrêt de bus")


def test_a_lost_reply_does_not_double_the_note(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    lost: list[int] = []

    def forward_then_lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/notes", forward_then_lose)
    write(phone, "Prêter le gymnase le dimanche")
    expect(phone.locator("#mine li.own")).to_have_count(1)
    assert lost == [201]
    assert room.texts() == ["Prêter le gymnase le dimanche"]


def test_a_captive_portal_is_not_an_acknowledgement(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    answered: list[str] = []

    def portal(route: Route) -> None:
        if len(answered) < 2:
            answered.append(route.request.method)
            route.fulfill(status=200, content_type="text/html", body="<h1>Bienvenue sur le Wi-Fi de la mairie</h1>")
        else:
            route.continue_()

    phone.route("**/notes", portal)
    write(phone, "Ouvrir la médiathèque le soir")
    expect(phone.locator("#mine li.own .note-text")).to_have_text("Ouvrir la médiathèque le soir")
    assert answered == ["POST", "POST"]


def test_the_server_may_be_killed_and_come_back(own_server: Server, people: People) -> None:
    room = own_server.open_room()
    room.go("gather")
    phone = people.phone(room)
    write(phone, "Avant la panne")
    expect(phone.locator("#mine li.own")).to_have_count(1)
    own_server.kill()
    write(phone, "Pendant la panne")
    expect(phone.locator("#waiting li")).to_have_count(1)
    own_server.start()
    expect(phone.locator("#mine li.own")).to_have_count(2)
    assert room.texts() == ["Avant la panne", "Pendant la panne"]


def test_a_draft_survives_pushes_a_change_of_stage_and_a_reload(room: Room, people: People) -> None:
    room.go("gather")
    phone, other = people.phone(room), people.phone(room)
    phone.fill("#text", "Une phrase pas encore finie")
    phone.focus("#text")
    write(other, "Une autre note arrive")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("1 note")
    expect(phone.locator("#text")).to_have_value("Une phrase pas encore finie")
    room.go("sort")
    expect(phone.locator("#composer")).to_have_count(0)
    room.go("gather")
    expect(phone.locator("#text")).to_have_value("Une phrase pas encore finie")
    phone.reload()
    expect(phone.locator("#text")).to_have_value("Une phrase pas encore finie")


def test_each_gisement_keeps_its_own_draft(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.fill("#text", "Pour le premier")
    phone.click('[data-step="1"]')
    expect(phone.locator("#text")).to_have_value("")
    phone.fill("#text", "Pour le deuxième")
    phone.click("#composer .send")
    expect(phone.locator("#mine li.own")).to_have_attribute("data-gisement", "g2")
    phone.click('[data-step="-1"]')
    expect(phone.locator("#text")).to_have_value("Pour le premier")


def test_a_note_can_be_corrected_and_withdrawn(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    write(phone, "Une faute d'ortografe")
    phone.click("#mine [data-act=edit]")
    phone.fill("#edit textarea", "Une faute d'orthographe")
    phone.click("#edit [value=save]")
    expect(phone.locator("#mine .note-text")).to_have_text("Une faute d’orthographe")
    phone.click("#mine [data-act=edit]")
    phone.click("#edit [value=withdraw]")
    expect(phone.locator("#mine .note-state")).to_contain_text("retirée")
    assert room.texts() == []


def test_a_note_too_late_stays_on_the_phone_with_a_way_to_copy_it(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.route("**/notes", lambda route: route.abort())
    write(phone, "Écrite avant le vote")
    expect(phone.locator("#waiting li")).to_have_count(1)
    room.go("vote")
    phone.unroute("**/notes")
    expect(phone.locator("#waiting li.refused .note-state")).to_contain_text("n’est pas ouverte")
    expect(phone.locator("#waiting [data-act=copy]")).to_be_visible()
    phone.click("#waiting [data-act=drop]")
    expect(phone.locator("#waiting li")).to_have_count(0)


def test_an_empty_note_is_not_sent_and_the_counter_stops_a_long_one(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.fill("#text", "   ")
    phone.click("#composer .send")
    expect(phone.locator("#composer-error")).to_contain_text("Écrivez quelques mots")
    phone.fill("#text", "é" * 281)
    expect(phone.locator("#count")).to_have_text("-1")
    expect(phone.locator("#composer .send")).to_be_disabled()
    expect(phone.locator("#text")).to_have_value("é" * 281)


def test_hostile_text_is_shown_as_text(room: Room, people: People) -> None:
    room.go("gather")
    phone, screen = people.phone(room), people.screen(room)
    hostile = """<img src=x onerror="document.title='percé'"> </hx-partial> "'&amp; {{ 7*7 }} 🙂"""
    write(phone, hostile)
    expect(phone.locator("#mine .note-text")).to_have_text(hostile.replace(" {{", " {{"))
    room.lead("screen", view="wall", gisement="g1")
    expect(screen.locator(".slip")).to_contain_text("<img src=x")
    assert screen.title().startswith("Écran")
    assert room.texts() == [hostile]


def test_a_rotation_takes_the_phones_of_every_table_along(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room, table=2)
    before = phone.locator("#composer").get_attribute("data-here")
    expect(phone.locator("#composer [name=gisement]")).to_have_value(before or "")
    write(phone, "Écrite à la table deux")
    expect(phone.locator("#mine li.own")).to_have_count(1)
    room.lead("tables/rotate")
    expect(phone.locator("#composer")).not_to_have_attribute("data-here", before or "")
    after = phone.locator("#composer").get_attribute("data-here")
    expect(phone.locator("#composer [name=gisement]")).to_have_value(after or "")
    assert [note["table"] for note in room.board()["notes"]] == [2]


def test_challenges_are_agreed_to_and_reworded(room: Room, people: People) -> None:
    room.go("react")
    phone, screen = people.phone(room), people.screen(room)
    phone.locator("#taps-c1 .tap", has_text="D’accord").click()
    expect(phone.locator("#taps-c1 .tap").first).to_have_attribute("aria-pressed", "true")
    phone.locator(".reword").nth(1).locator("summary").click()
    phone.fill("#reword-c2", "Prendre soin de tous les enfants")
    phone.locator(".reword").nth(1).locator("button").click()
    expect(screen.locator("#c-c2")).to_contain_text("Prendre soin de tous les enfants")
    expect(screen.locator("#c-c1 .challenge-taps")).to_contain_text("1")
    challenges = room.board()["challenges"]
    assert (challenges[0]["agree"], challenges[1]["rewordings"]) == (1, ["Prendre soin de tous les enfants"])


def test_ones_notes_are_erased_for_good(room: Room, people: People) -> None:
    room.go("gather")
    phone, screen = people.phone(room), people.screen(room)
    write(phone, "Ce que je regrette d'avoir écrit")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("1")
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.click(".erase summary")
    phone.click(".erase .danger")
    expect(phone.locator("#mine li")).to_have_count(0)
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("0")
    assert room.texts() == [""]


def test_a_journey_that_ends_late_does_not_bring_the_note_back_where_one_was(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    goes_to = phone.evaluate("""() => {
        document.querySelector('[data-step="1"]').click();
        document.querySelector("[data-seams]").dispatchEvent(new Event("scrollend"));
        return document.querySelector("#composer [name=gisement]").value;
    }""")
    assert goes_to == "g2"


def test_without_a_network_the_phone_counts_what_it_keeps_then_what_has_left(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    bar = phone.locator("#kept p")
    expect(bar).to_be_hidden()
    phone.context.set_offline(True)
    expect(bar).to_have_text("Hors ligne. Ce que vous écrivez est gardé ici.")
    write(phone, "Un marché de nuit")
    expect(bar).to_have_text("Hors ligne : 1 note gardée, envoyée dès le retour du réseau.")
    write(phone, "Des bancs à l'ombre")
    expect(bar).to_have_text("Hors ligne : 2 notes gardées, envoyées dès le retour du réseau.")
    phone.context.set_offline(False)
    expect(bar).to_have_text("2 notes envoyées.")
    expect(phone.locator("#mine li.own")).to_have_count(2)
    expect(bar).to_be_hidden()


def test_a_note_says_where_it_is_until_it_has_arrived(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    held: list[Route] = []
    phone.route("**/notes", lambda route: held.append(route))
    write(phone, "La première")
    write(phone, "La deuxième")
    expect(phone.locator("#waiting .note-state")).to_have_text(["Envoi en cours…", "En attente d’envoi…"])
    expect(phone.locator("#waiting .note-state svg:visible")).to_have_count(2)
    held[0].continue_()
    phone.unroute("**/notes")
    expect(phone.locator("#mine .note-state")).to_contain_text(["Reçue", "Reçue"])


def test_no_character_is_lost_while_the_room_writes(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.evaluate(COUNT_PUSHES)
    phone.focus("#text")
    with others_writing(room):
        phone.keyboard.type("".join(SENTENCES), delay=30)
        phone.wait_for_function("() => window.pushes >= 20")
    assert phone.evaluate("[document.activeElement.id, document.querySelector('#text').value]") == [
        "text",
        "".join(SENTENCES),
    ]
