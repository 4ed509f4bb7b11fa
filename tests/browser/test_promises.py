"""Promises in real browsers: two facilitators write in one at once, a phone joins its team and leaves it."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import READY, People, Room

CONTACT = "amina.d@exemple.fr"


def drafted(room: Room, **fields: str) -> str:
    room.go("promises")
    promise = str(room.lead("drafts")["promise"])
    for field, text in fields.items():
        room.lead(f"promises/{promise}", field=field, text=text)
    return promise


def writer(room: Room, people: People, promise: str) -> Page:
    page = people.console(room)
    page.goto(f"{room.url}/promises/{promise}")
    page.wait_for_selector(READY)
    return page


def notice(page: Page, field: str):
    return page.locator(f'form[data-field="{field}"] .elsewhere')


def state(page: Page, field: str):
    return page.locator(f'form[data-field="{field}"] .field-state')


def promise_of(room: Room) -> dict[str, str]:
    return dict(room.board()["promises"][0])


def test_two_consoles_write_in_different_fields_at_once(room: Room, people: People) -> None:
    promise = drafted(room)
    one, other, screen = writer(room, people, promise), writer(room, people, promise), people.screen(room)
    one.locator("#field-text").press_sequentially("Ouvrir un guichet le samedi")
    other.locator("#field-need").press_sequentially("Ceux qui travaillent ne peuvent pas venir")
    one.locator("#field-carrier").fill("La Ville")
    one.locator("#field-carrier").press("Enter")
    expect(other.locator("#field-text")).to_have_value("Ouvrir un guichet le samedi")
    expect(other.locator("#field-need")).to_have_value("Ceux qui travaillent ne peuvent pas venir")
    other.locator("#field-need").blur()
    expect(one.locator("#field-need")).to_have_value("Ceux qui travaillent ne peuvent pas venir")
    expect(other.locator("#field-carrier")).to_have_value("La Ville")
    expect(screen.locator(".promise-text")).to_have_text("Ouvrir un guichet le samedi")
    expect(screen.locator(".promise-need")).to_have_text("Ceux qui travaillent ne peuvent pas venir")
    told = promise_of(room)
    assert (told["text"], told["carrier"]) == ("Ouvrir un guichet le samedi", "La Ville")


def test_two_consoles_write_in_the_same_field_and_both_see_both(room: Room, people: People) -> None:
    promise = drafted(room, text="Un guichet")
    one, other = writer(room, people, promise), writer(room, people, promise)
    other.locator("#field-text").press("End")
    other.locator("#field-text").press_sequentially(" le samedi")
    room.lead(f"promises/{promise}", field="text", text="Un guichet le mercredi")
    expect(notice(other, "text")).to_contain_text("Un guichet le mercredi")
    expect(other.locator("#field-text")).to_have_value("Un guichet le samedi")
    expect(one.locator("#field-text")).to_have_value("Un guichet le mercredi")
    other.locator("#field-text").blur()
    other.reload()
    expect(notice(other, "text")).to_contain_text("Un guichet le mercredi")
    expect(other.locator("#field-text")).to_have_value("Un guichet le samedi")
    assert promise_of(room)["text"] == "Un guichet le mercredi"
    notice(other, "text").get_by_text("Garder le mien").click()
    expect(one.locator("#field-text")).to_have_value("Un guichet le samedi")
    expect(notice(other, "text")).to_be_hidden()
    assert promise_of(room)["text"] == "Un guichet le samedi"


def test_what_was_typed_and_saved_before_another_version_is_still_there_after_a_reload(
    room: Room, people: People
) -> None:
    promise = drafted(room, text="Un guichet")
    page = writer(room, people, promise)
    page.locator("#field-text").press("End")
    page.locator("#field-text").press_sequentially(" le samedi")
    expect(state(page, "text")).to_have_text("Enregistré")
    room.lead(f"promises/{promise}", field="text", text="Un guichet le mercredi")
    expect(notice(page, "text")).to_contain_text("Un guichet le mercredi")
    page.locator("#field-text").press_sequentially(" matin")
    page.reload()
    expect(notice(page, "text")).to_contain_text("Un guichet le mercredi")
    expect(page.locator("#field-text")).to_have_value("Un guichet le samedi matin")
    assert promise_of(room)["text"] == "Un guichet le mercredi"


def test_taking_the_other_version_keeps_it(room: Room, people: People) -> None:
    promise = drafted(room)
    page = writer(room, people, promise)
    page.locator("#field-need").press_sequentially("Le soir")
    room.lead(f"promises/{promise}", field="need", text="La nuit")
    notice(page, "need").get_by_text("Reprendre").click()
    expect(page.locator("#field-need")).to_have_value("La nuit")
    expect(notice(page, "need")).to_be_hidden()
    assert promise_of(room)["need"] == "La nuit"


def test_words_replaced_by_somebody_else_can_be_put_back(room: Room, people: People) -> None:
    promise = drafted(room)
    page = writer(room, people, promise)
    page.fill("#field-need", "Le soir")
    page.locator("#field-need").blur()
    expect(state(page, "need")).to_have_text("Enregistré")
    room.lead(f"promises/{promise}", field="need", text="La nuit")
    expect(page.locator("#field-need")).to_have_value("La nuit")
    expect(notice(page, "need")).to_contain_text("Le soir")
    notice(page, "need").get_by_text("Remettre le mien").click()
    expect(page.locator("#field-need")).to_have_value("Le soir")
    expect(state(page, "need")).to_have_text("Enregistré")
    assert promise_of(room)["need"] == "Le soir"


def test_what_is_written_without_network_is_kept_and_sent_later(room: Room, people: People) -> None:
    promise = drafted(room)
    page, other = writer(room, people, promise), writer(room, people, promise)
    refuse = re.compile(f"/promises/{promise}$")

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route(refuse, cut)
    page.fill("#field-money", "15 000 €")
    page.locator("#field-money").blur()
    expect(state(page, "money")).to_contain_text("Gardé ici")
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#field-money")).to_have_value("15 000 €")
    page.unroute(refuse)
    expect(other.locator("#field-money")).to_have_value("15 000 €")


def test_what_it_rests_on_is_chosen_and_its_verbatims_appear(room: Room, people: People) -> None:
    promise = drafted(room)
    room.go("gather")
    phone = people.phone(room)
    phone.fill("#text", "Des bancs à l’ombre")
    phone.click("#composer .send")
    phone.wait_for_selector("#mine li.own")
    note = room.board()["notes"][0]
    room.lead(f"notes/{note['id']}/move", label="Se poser dehors")
    page = writer(room, people, promise)
    page.locator(f"#rest-{note['gisement']} > .chip").click()
    page.locator(".rest-themes .chip", has_text="Se poser dehors").click()
    expect(page.locator(".promise-notes li")).to_contain_text("Des bancs à l’ombre")


def test_a_status_is_told_on_every_page(room: Room, people: People) -> None:
    promise = drafted(room, text="Un guichet le samedi")
    page, phone = writer(room, people, promise), people.phone(room)
    page.click("text=Noter une suite")
    page.locator(".pick-chip", has_text="Tenue").click()
    page.fill("[name=on]", "2027-06-01")
    page.fill("[name=evidence]", "Ouvert chaque samedi")
    page.click("button:text-is('Noter')")
    expect(page.locator(".statuses")).to_contain_text("Ouvert chaque samedi")
    expect(phone.locator(".promise .promise-state")).to_have_text(re.compile("Tenue.*1er juin 2027"))


def test_the_console_invites_to_three_promises(room: Room, people: People) -> None:
    room.go("promises")
    console = people.console(room)
    expect(console.locator(".promise-slot")).to_have_count(3)
    on_their_way: list[Route] = []
    console.route(re.compile(r"/js/promises\.js"), lambda route: on_their_way.append(route))
    console.click("text=Rédiger la promesse 1")
    console.fill("#field-text", "Ouvrir la maison de quartier le soir")  # before its script has come
    console.locator("#field-text").blur()
    room.server.wait_for(lambda: console.evaluate("document.readyState") == "interactive")
    for one in on_their_way:
        one.continue_()
    expect(state(console, "text")).to_have_text("Enregistré")
    console.click("text=Console")
    expect(console.locator(".promise-slot")).to_have_count(2)
    expect(console.locator(".promise-list a")).to_contain_text("Ouvrir la maison de quartier le soir")


def test_a_priority_becomes_a_promise(room: Room, people: People) -> None:
    room.go("vote")
    phone = people.phone(room)
    phone.locator(".option").nth(2).locator('[data-dot="1"]').click()
    room.server.wait_for(lambda: room.board()["ballots"][0]["voters"] == 1)
    room.go("results")
    console = people.console(room)
    label = console.locator(".promise-options li span").first.inner_text()
    console.locator(".promise-options button").first.click()
    console.wait_for_selector(f"{READY} #field-text")
    expect(console.locator("#field-text")).to_have_value(re.compile(re.escape(label).replace("’", ".")))
    expect(console.locator(".rest [aria-pressed=true]")).to_have_count(1)


def test_a_phone_joins_a_team_leaves_it_and_its_contact_is_gone(room: Room, people: People) -> None:
    drafted(room, text="Un guichet le samedi")
    phone, other, console = people.phone(room), people.phone(room), people.console(room)
    organiser = people.page(1200, 900)
    organiser.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    organiser.wait_for_selector("text=Voir les contacts")
    phone.click("[data-join]")
    phone.fill("#join [name=contact]", CONTACT)
    phone.click("#join .primary")
    expect(phone.locator("#join .error")).to_contain_text("cochez la case")
    phone.check("#join [name=consent]")
    phone.click("#join .primary")
    expect(phone.locator("#teams")).to_contain_text(CONTACT)
    expect(phone.locator("[data-join]")).to_contain_text("Vous êtes dans l’équipe")
    expect(console.locator(".promise-list")).to_contain_text("1 personne dans l’équipe")
    expect(other.locator("[data-join]")).to_contain_text("Je rejoins cette équipe")
    organiser.goto(f"{room.url}/teams")
    expect(organiser.locator(".contacts li")).to_have_text([CONTACT])
    assert CONTACT not in other.content() + console.content()
    phone.click("text=Effacer mon contact")
    expect(phone.locator("#teams")).not_to_contain_text(CONTACT)
    organiser.reload()
    expect(organiser.locator("main")).to_contain_text("1 personne sans contact")
    phone.click("text=Quitter l’équipe")
    expect(phone.locator("#teams")).to_be_hidden()
    expect(phone.locator("[data-join]")).to_contain_text("Je rejoins cette équipe")
    organiser.reload()
    expect(organiser.locator("main")).to_contain_text("Personne n’a encore rejoint")
    assert CONTACT.encode() not in b"".join(path.read_bytes() for path in room.server.data.rglob("*") if path.is_file())


def test_every_promise_page_is_accessible(room: Room, people: People) -> None:
    promise = drafted(room, text="Un guichet le samedi", carrier="La Ville")
    room.lead(f"promises/{promise}/status", state="kept", on="2027-06-01", evidence="Ouvert")
    room.lead(f"promises/{promise}/rests", gisement="g1")
    for scheme in ("light", "dark"):
        page, phone = writer(room, people, promise), people.phone(room)
        for one in (page, phone):
            one.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        phone.click("[data-join]")
        assert faults(page) + faults(phone) == []
