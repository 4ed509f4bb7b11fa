"""The facilitator's acts, by the console's own buttons, seen where people look."""

import re

from playwright.sync_api import Dialog, expect

from tests.browser.house import People, Room, write


def test_hiding_a_note_takes_it_off_every_surface_and_undo_brings_it_back(room: Room, people: People) -> None:
    room.go("gather")
    phone, console, screen = people.phone(room), people.console(room), people.screen(room)
    write(phone, "Une note à masquer")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("1")
    console.click("#console-wall [data-menu=note]")
    console.click("#note-menu [data-post=hide]")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("0")
    expect(phone.locator("#mine .note-state")).to_contain_text("Masquée")
    console.click("text=Annuler : note masquée")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("1")
    expect(phone.locator("#mine .note-state")).to_contain_text("Reçue")


def test_a_note_is_moved_into_a_new_theme_which_is_renamed_and_pinned(room: Room, people: People) -> None:
    room.go("gather")
    phone, console = people.phone(room), people.console(room)
    write(phone, "Des médiateurs dans les bus")
    console.click("#console-wall [data-menu=note]")
    console.fill("#note-menu [name=label]", "Médiation")
    console.locator("#note-menu button", has_text="Déplacer").click()
    expect(console.locator(".console-theme h3").first).to_contain_text("Médiation")
    console.click("[data-menu=theme]")
    console.fill("#theme-menu [name=label]", "Médiation de rue")
    console.locator("#theme-menu button", has_text="Renommer").click()
    expect(console.locator(".console-theme h3").first).to_contain_text("Médiation de rue")
    console.click("[data-menu=theme]")
    console.click("#theme-menu [data-post=pin]")
    expect(console.locator(".console-theme h3").first.locator("[aria-label=épinglé]")).to_be_visible()
    theme = next(t for t in room.board()["themes"] if t["label"] == "Médiation de rue")
    assert (theme["pinned"], len(theme["notes"])) == (True, 1)


def test_two_themes_are_merged_and_parted_again(room: Room, people: People) -> None:
    room.go("gather")
    phone, console = people.phone(room), people.console(room)
    for n, text in enumerate(("Des bus le soir", "Une navette de nuit")):
        write(phone, text)
        expect(phone.locator("#mine li.own")).to_have_count(n + 1)
        note = next(note for note in room.board()["notes"] if note["text"] == text)
        room.lead(f"notes/{note['id']}/move", label=text)
    expect(console.locator(".console-theme h3")).to_have_count(2)
    console.locator("[data-menu=theme]").first.click()
    expect(console.locator("#theme-menu [name=into] option")).to_have_count(1)
    console.click("text=Verser ses notes")
    expect(console.locator(".console-theme h3")).to_have_count(1)
    console.click("text=Annuler : thèmes réunis")
    expect(console.locator(".console-theme h3")).to_have_count(2)


def test_the_timer_runs_pauses_and_gets_a_minute_more(room: Room, people: People) -> None:
    console, screen = people.console(room), people.screen(room)
    expect(console.locator("#console-now .timer")).to_have_text("30:00")
    console.locator(".timer-row button", has_text="+1 min").click()
    expect(console.locator("#console-now .timer")).to_have_text("31:00")
    console.click("text=Lancer")
    expect(screen.locator("#screen-bar .timer")).to_have_attribute("data-ends-at", re.compile(r"\d+"))
    console.locator(".timer-row button", has_text="Suspendre").click()
    expect(screen.locator("#screen-bar .timer")).to_have_attribute("data-left", re.compile(r"\d+"))


def test_the_running_order_changes_while_the_room_runs(room: Room, people: People) -> None:
    console, phone = people.console(room), people.phone(room)
    console.click("text=Ajouter une étape")
    console.select_option("[name=kind]", "question")
    console.fill(".order-card [name=title]", "Brise-glace")
    console.fill(".order-card [name=text]", "Comment êtes-vous venus ?")
    console.fill(".order-card [name=options]", "À pied\nEn bus\nEn voiture")
    console.locator(".order-card form button").click()
    expect(console.locator(".order li").nth(1)).to_contain_text("Brise-glace")
    console.locator(".order-go", has_text="Brise-glace").click()
    phone.locator(".tap", has_text="En bus").click()
    expect(phone.locator(".tap[aria-pressed=true]")).to_have_text("En bus")
    console.locator(".order li", has_text="Récolter").locator("[data-menu=stage]").click()
    console.fill("#stage-menu [name=minutes]", "45")
    console.locator("#stage-menu button", has_text="Enregistrer").click()
    expect(console.locator(".order li", has_text="Récolter")).to_contain_text("45 min")
    console.locator(".order li", has_text="promesses").locator("[data-menu=stage]").click()
    console.click("#stage-menu [data-post=skip]")
    expect(console.locator(".order li", has_text="promesses")).to_have_count(0)
    console.click("text=Annuler : déroulé modifié")
    expect(console.locator(".order li", has_text="promesses")).to_have_count(1)


def test_a_gisement_is_corrected_on_the_phones_too(room: Room, people: People) -> None:
    room.go("gather")
    console, phone = people.console(room), people.phone(room)
    console.click("text=Corriger ou ajouter un gisement")
    form = console.locator("form[data-hx-post$=gisements]")
    form.locator("select").select_option("g1")
    form.locator("[name=short]").fill("La rue à tous")
    form.locator("button").click()
    expect(phone.locator(".seam-title").first).to_have_text("La rue à tous")


def test_a_ballot_on_themes_opened_from_the_console_reaches_the_phones(room: Room, people: People) -> None:
    room.go("gather")
    phone, console = people.phone(room), people.console(room)
    for n, text in enumerate(("Des bancs", "Un marché")):
        write(phone, text)
        expect(phone.locator("#mine li.own")).to_have_count(n + 1)
        note = next(note for note in room.board()["notes"] if note["text"] == text)
        room.lead(f"notes/{note['id']}/move", label=text)
    console.click("text=Ouvrir un vote")
    form = console.locator("form:has([name=on])")
    form.locator("[name=title]").fill("Par quoi commencer ?")
    form.locator("[name=on]").select_option("themes")
    form.locator("button").click()
    phone.locator(".option", has_text="Un marché").locator('[data-dot="1"]').click()
    expect(console.locator(".ballot-card")).to_contain_text("1 point placé")
    console.on("dialog", lambda dialog: dialog.accept())
    console.locator(".ballot-card button", has_text="Révéler").click()
    expect(console.locator(".mini-ranking li").first).to_contain_text("Un marché")


def test_a_note_and_a_promise_are_put_on_the_screen(room: Room, people: People) -> None:
    room.go("gather")
    phone, console, screen = people.phone(room), people.console(room), people.screen(room)
    write(phone, "À lire ensemble")
    console.click("#console-wall [data-menu=note]")
    console.click("#note-menu [data-post=focus]")
    expect(screen.locator(".focus blockquote")).to_have_text("À lire ensemble")
    room.go("promises")
    room.lead("promises", text="Ouvrir la maison de quartier le soir")
    expect(console.locator(".promise-list a")).to_contain_text("Ouvrir la maison de quartier le soir")
    expect(screen.locator(".promises li")).to_contain_text("Ouvrir la maison de quartier le soir")
    expect(phone.locator(".promises li")).to_contain_text("Ouvrir la maison de quartier le soir")


def test_a_table_facilitator_sees_only_the_wall_of_the_table(room: Room, people: People) -> None:
    link = room.lead("keys", role="table", table=2)["url"]
    console = people.page(390, 844)
    console.goto(room.server.url + link.split(str(room.server.port), 1)[1])
    console.wait_for_selector("#console-wall")
    expect(console.locator("#console-now")).to_have_count(0)
    expect(console.locator("#wall-title")).to_contain_text("Repères")
    room.lead("tables/rotate")
    expect(console.locator("#wall-title")).not_to_contain_text("Repères")
    expect(console.locator("#console-here")).to_contain_text("Table 2")


def test_a_wrong_key_says_so_without_saying_which(room: Room, people: People) -> None:
    page = people.page(390, 844)
    page.goto(f"{room.url}/console#perdue")
    expect(page.locator("[data-when=refused]")).to_be_visible()


def test_revoked_links_stop_working(room: Room, people: People) -> None:
    organiser, console = people.page(1200, 900), people.console(room)
    organiser.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    organiser.on("dialog", lambda dialog: dialog.accept())
    organiser.click("text=Révoquer les liens d’animation")
    expect(organiser.locator(".toast")).to_contain_text("ne marchent plus")
    console.locator(".order-go", has_text="Récolter").click()
    expect(console.locator(".toast-no")).to_contain_text("pas accès")
    assert room.board()["stage"] == "welcome"


def test_the_machine_groups_and_names_what_people_wrote(room: Room, people: People) -> None:
    room.go("gather")
    console = people.console(room)
    writers = [people.phone(room) for _ in range(3)]
    texts = [
        "Une brigade verte le samedi",
        "Nettoyer le quartier le samedi matin",
        "Le samedi, nettoyage avec les habitants",
    ] * 4
    for n, text in enumerate(texts):
        write(writers[n % 3], f"{text} ({n})")
        expect(writers[n % 3].locator("#mine li.own")).to_have_count(n // 3 + 1)
    theme = console.locator('.console-theme[id^="ct-t-"]').first
    expect(theme.locator("h3")).to_contain_text(re.compile("samedi|nettoy|brigade", re.IGNORECASE), timeout=30_000)
    theme.locator("[data-menu=note]").first.click()
    expect(console.locator("#note-why")).to_contain_text("Placée par la machine")


def test_a_note_that_waits_shows_nowhere_until_the_console_accepts_it(room: Room, people: People) -> None:
    room.go("gather")
    room.lead("screen", view="overview")
    phone, console, screen = people.phone(room), people.console(room), people.screen(room)
    console.click("#console-moderation button")
    expect(console.locator("#console-moderation button")).to_have_attribute("aria-pressed", "true")
    write(phone, "Une note à relire")
    expect(phone.locator("#mine .note-state")).to_contain_text("Reçue, en attente de relecture")
    expect(console.locator("#console-queue .queued")).to_contain_text("Une note à relire")
    expect(screen.locator('[data-gisement="g1"][data-count]')).to_have_attribute("data-count", "0")
    console.click("#console-queue .queued button:has-text('Accepter')")
    expect(screen.locator('[data-gisement="g1"][data-count]')).to_have_attribute("data-count", "1")
    expect(phone.locator("#mine .note-state")).not_to_contain_text("attente")
    expect(console.locator("#console-queue")).to_be_hidden()


def test_the_switch_asks_before_it_shows_what_waits(room: Room, people: People) -> None:
    room.go("gather")
    room.lead("screen", view="overview")
    room.lead("moderation", before=True)
    phone, console, screen = people.phone(room), people.console(room), people.screen(room)
    write(phone, "Une note qui attend")
    expect(console.locator("#console-queue .queued")).to_have_count(1)
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    console.on("dialog", agree)
    console.click("#console-moderation button")
    expect(screen.locator('[data-gisement="g1"][data-count]')).to_have_attribute("data-count", "1")
    assert len(asked) == 1
