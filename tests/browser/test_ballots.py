"""Ballots as people meet them: asked, kept for some, entered by hand, nominated, in two rounds, closed in the middle of a tap."""

import re
import uuid

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.house import READY, People, Room, Server


def ask(console: Page, question: str = "Ouvrir le samedi ?", choices: str = "Oui\nNon", college: str = "") -> Locator:
    console.click("text=Poser une question tout de suite")
    form = console.locator("form:has([name=choices])")
    form.locator("[name=title]").fill(question)
    form.locator("[name=choices]").fill(choices)
    if college:
        form.locator("summary").click()
        form.get_by_label(college).check()
    form.locator("button.primary").click()
    card = console.locator(".ballot-card").first
    expect(card.locator("h3")).to_contain_text(question.split()[0])
    return card


def plus(phone: Page, option: str) -> Locator:
    return phone.locator(".option", has_text=option).locator('[data-dot="1"]')


def reveal(console: Page) -> None:
    console.once("dialog", lambda dialog: dialog.accept())
    console.locator(".ballot-card").first.locator("button", has_text="Révéler").click()


def themed(room: Room, *labels: str, gisement: str = "g1") -> None:
    """Themes of one note each, by as many people."""
    for label in labels:
        with room.writer() as person:
            person.get("")
            note = {"id": uuid.uuid4().hex, "gisement": gisement, "kind": "idea", "text": f"Pour {label}"}
            assert person.post(f"{room.url}/notes", json=note).status_code == 201
        room.lead(f"notes/{note['id']}/move", label=label)


def table(room: Room, people: People, number: int) -> Page:
    link = room.lead("keys", role="table", table=number)["url"]
    page = people.page(390, 844)
    page.goto(room.server.url + link.split(str(room.server.port), 1)[1])
    page.wait_for_selector(READY)
    return page


def name(page: Page, theme: str, named: bool = True) -> None:
    page.locator(".console-theme", has_text=theme).locator("[data-menu=theme]").click()
    button = page.locator("#theme-menu [data-post=nominate]")
    expect(button).to_have_attribute("aria-pressed", "false" if named else "true")
    button.click()


def ballots(room: Room) -> list[dict[str, object]]:
    return list(room.board()["ballots"])


def test_a_question_is_asked_answered_and_told_without_anybody_reloading(room: Room, people: People) -> None:
    room.go("gather")
    one, two, screen, console = people.phone(room), people.phone(room), people.screen(room), people.console(room)
    room.lead("screen", view="wall", gisement="g1")
    acts: list[str] = []
    console.on("request", lambda request: acts.append(request.url) if request.method == "POST" else None)
    console.locator(".showing .chip", has_text="Suivre l’étape").click()
    card = ask(console)
    expect(screen.locator(".ballot-options")).to_contain_text("Oui")
    plus(one, "Oui").click()
    expect(one.locator(".dots-left")).to_have_text("Vous avez tout placé.")
    expect(card).to_contain_text("1 votant sur 2")
    plus(two, "Oui").click()
    expect(card.locator(".signal")).to_contain_text("Tout le monde a voté")
    expect(screen.locator(".ballot-all")).to_contain_text("Tout le monde a voté")
    reveal(console)
    expect(one.locator(".results [id$='-o1']")).to_contain_text("2 points")
    expect(one.locator(".results [id$='-o1'] .mine-dots")).to_have_text("1 point à vous")
    expect(screen.locator(".view-ranking .step.first")).to_contain_text("2 points")
    assert len(acts) == 3  # the projector freed, the question asked, the totals revealed
    console.locator(".showing .chip", has_text="Mur").click()
    expect(screen.locator(".view-wall")).to_be_visible()
    expect(one.locator("#composer")).to_be_visible()


def test_a_ballot_that_opens_while_somebody_reads_further_down_shows_its_question_first(
    room: Room, people: People
) -> None:
    room.go("gather")
    themed(room, *(f"Thème {n}" for n in range(1, 9)))
    phone = people.phone(room)
    phone.click(".feeds summary")
    phone.locator(".feeds").evaluate("feeds => scrollTo(0, feeds.getBoundingClientRect().bottom)")
    assert phone.evaluate("scrollY") > 0
    choices = [f"Choix {n}" for n in range(10)]
    ballot = room.lead("ballots", on="texts", title="Ouvrir le samedi ?", options=choices)["ballot"]
    expect(phone.locator(".ballot h2")).to_be_in_viewport(ratio=1)
    plus(phone, "Choix 9").click()
    expect(phone.locator(".dots-left")).to_have_text("Vous avez tout placé.")
    room.server.wait_for(lambda: ballots(room)[0]["voters"] == 1)
    room.lead(f"ballots/{ballot}", reveal=True)
    expect(phone.locator(".results h2")).to_be_in_viewport(ratio=1)


def test_a_reveal_takes_the_projector_back_from_the_wall(room: Room, people: People) -> None:
    room.go("gather")
    themed(room, "Bancs", "Navettes")
    screen, phone, console = people.screen(room), people.phone(room), people.console(room)
    ask(console)
    plus(phone, "Oui").click()
    expect(console.locator(".ballot-card")).to_contain_text("1 votant")
    console.locator(".showing .chip", has_text="Mur").click()
    expect(screen.locator(".view-wall")).to_be_visible()
    reveal(console)
    expect(screen.locator(".view-ranking .step.first")).to_contain_text("Oui")
    expect(console.locator(".showing .chip", has_text="Suivre l’étape")).to_have_attribute("aria-pressed", "true")


def test_the_card_of_a_ballot_says_who_asked_and_why(room: Room, people: People) -> None:
    console = people.console(room)
    console.click("text=Poser une question tout de suite")
    form = console.locator("form:has([name=choices])")
    form.locator("[name=title]").fill("Ouvrir le samedi ?")
    form.locator("[name=choices]").fill("Oui\nNon")
    form.locator("summary").click()
    form.get_by_label("Demandé par").fill("Le maire")
    form.get_by_label("Pourquoi ce vote").fill("Le conseil délibère lundi.")
    form.locator("button.primary").click()
    card = console.locator(".ballot-card")
    expect(card).to_contain_text("Ouvert par l’animation")
    expect(card).to_contain_text("Demandé par : Le maire.")
    expect(card).to_contain_text("Pourquoi : Le conseil délibère lundi.")
    expect(form.locator("[name=title]")).to_have_value("")


def test_a_ballot_kept_for_a_college_opens_to_who_says_theirs(room: Room, people: People) -> None:
    room.go("gather")
    phone, other, console = people.phone(room), people.phone(room), people.console(room)
    phone.click("[data-act=skip-college]")
    ask(console, college="Usagers")
    expect(phone.locator(".not-asked")).to_contain_text("Usagers")
    expect(plus(phone, "Oui")).to_be_disabled()
    phone.locator(".college-ask .chip", has_text="Usagers").click()
    expect(phone.locator(".not-asked")).to_have_count(0)
    plus(phone, "Oui").click()
    expect(console.locator(".ballot-card")).to_contain_text("1 votant sur 1")
    other.locator(".college-ask .chip", has_text="Police").click()
    expect(other.locator(".not-asked")).to_contain_text("Le résultat s’affichera ici.")
    expect(plus(other, "Oui")).to_be_disabled()


def test_hands_and_a_paper_ballot_are_entered_corrected_and_undone(room: Room, people: People) -> None:
    console = people.console(room)
    card = ask(console)
    card.locator("button", has_text="Saisir des votes").click()
    hands, paper = console.locator("#ask form").first, console.locator("#ask form").last
    hands.get_by_label("Personnes").fill("3")
    hands.get_by_label("Oui").fill("7")
    hands.locator("button.primary").click()
    expect(console.locator("#ask-told")).to_contain_text("Plus de mains que de personnes")
    expect(hands.get_by_label("Oui")).to_have_value("7")
    hands.get_by_label("Oui").fill("-1")
    hands.locator("button.primary").click()
    expect(console.locator("#ask")).to_be_visible()
    expect(hands.get_by_label("Oui")).to_have_value("-1")
    hands.get_by_label("Oui").fill("2")
    hands.locator("button.primary").click()
    expect(console.locator("#ask")).to_be_hidden()
    expect(card).to_contain_text("2 votants saisis pour quelqu’un")

    card.locator("button", has_text="Saisir des votes").click()
    expect(hands.get_by_label("Oui")).to_have_value("2")
    paper.get_by_label("Numéro du bulletin").fill("12")
    for choice in ("Oui", "Non"):
        paper.get_by_label(choice).fill("1")
    paper.locator("button.primary").click()
    expect(console.locator("#ask-told")).to_contain_text("déjà placé tous vos points")
    expect(paper.get_by_label("Numéro du bulletin")).to_have_value("12")
    paper.get_by_label("Oui").fill("")
    paper.locator("button.primary").click()
    expect(console.locator("#ask-told")).to_contain_text("Bulletin 12 compté.")
    expect(paper.get_by_label("Numéro du bulletin")).to_have_value("")
    expect(card).to_contain_text("3 points placés")
    paper.get_by_label("Numéro du bulletin").fill("12")
    paper.locator("button.primary").click()
    expect(card).to_contain_text("2 points placés")
    console.keyboard.press("Escape")
    console.click("text=Annuler : bulletin papier compté")
    expect(card).to_contain_text("3 points placés")
    console.click("text=Annuler : bulletin papier compté")
    console.click("text=Annuler : mains levées comptées")
    expect(card).to_contain_text("0 point placé")


def test_tables_name_themes_and_the_shortlist_has_them_ticked(room: Room, people: People) -> None:
    room.go("gather")
    themed(room, "Bancs", "Navettes", "Médiation")
    console, host = people.console(room), table(room, people, 1)
    expect(console.locator("#console-shortlist button")).to_have_text("Voter sur une liste choisie")
    for theme in ("Bancs", "Médiation"):
        name(host, theme)
        expect(host.locator(".named")).to_contain_text(theme)
    expect(console.locator("#console-shortlist button")).to_contain_text("2 thèmes nommés")
    name(host, "Navettes")
    expect(host.locator(".toast-no")).to_contain_text("a déjà nommé deux thèmes")
    name(host, "Médiation", named=False)
    expect(host.locator(".named")).not_to_contain_text("Médiation")
    name(host, "Navettes")
    expect(host.locator(".named")).to_contain_text("Bancs, Navettes (2 sur 2)")

    console.locator("#console-shortlist button").click()
    ticked = console.locator("#ask .box:has(:checked)")
    expect(ticked).to_have_text([re.compile("Bancs.*table 1"), re.compile("Navettes.*table 1")])
    expect(console.get_by_label("Règle de la liste")).to_have_value(re.compile("deux thèmes"))
    for theme in ("Bancs", "Navettes"):
        console.locator("#ask .box", has_text=theme).locator("input").uncheck()
    console.locator("#ask button.primary").click()
    expect(console.locator("#ask-told")).to_contain_text("au moins deux choix")
    for theme in ("Bancs", "Navettes"):
        console.locator("#ask .box", has_text=theme).locator("input").check()
    console.locator("#ask button.primary").click()
    expect(console.locator("#ask")).to_be_hidden()
    card = console.locator(".ballot-card")
    expect(card).to_contain_text("2 choix")
    expect(card).to_contain_text("Liste : Chaque table a nommé deux thèmes.")
    assert sorted(option["label"] for option in ballots(room)[0]["options"]) == ["Bancs", "Navettes"]  # type: ignore[attr-defined]


def test_more_themes_than_a_ballot_holds_ask_for_a_shortlist(room: Room, people: People) -> None:
    room.go("gather")
    themed(room, *(f"Thème {n}" for n in range(1, 15)))
    console = people.console(room)
    expect(console.locator("#console-shortlist")).to_contain_text("14 thèmes dans la salle, 12 au plus par vote")
    console.locator("#console-shortlist button").click()
    boxes = console.locator("#ask [name='options[]']")
    for n in range(13):
        boxes.nth(n).check()
    console.locator("#ask button.primary").click()
    expect(console.locator("#ask-told")).to_contain_text("Douze choix au plus")
    expect(console.locator("#ask [name='options[]']:checked")).to_have_count(13)
    boxes.nth(0).uncheck()
    console.locator("#ask button.primary").click()
    expect(console.locator(".ballot-card")).to_contain_text("12 choix")


def test_the_next_stage_says_when_its_ballot_would_leave_themes_out(server: Server, people: People) -> None:
    kinds = ("gather", "vote", "results")
    stages = [{"kind": kind, "title": kind.capitalize(), "ballot": "quoi"} for kind in kinds]
    room = server.open_room(
        {
            "title": "Bancs et guichets",
            "gisements": [{"title": "Les bancs", "short": "Bancs"}, {"title": "Les guichets", "short": "Guichets"}],
            "stages": stages,
            "ballots": [{"id": "quoi", "title": "Par quoi commencer ?", "on": "themes"}],
        }
    )
    themed(room, *(f"Thème {n}" for n in range(1, 15)))
    console, phone = people.console(room), people.phone(room)
    expect(console.locator(".too-many")).to_contain_text("14 thèmes, 12 au plus par vote")
    console.locator(".too-many button").click()
    for theme in ("Thème 3", "Thème 14"):
        console.locator("#ask .box", has_text=re.compile(rf"{theme}\b")).locator("input").check()
    console.get_by_label("Règle de la liste").fill("Tirés au sort")
    console.locator("#ask button.primary").click()
    expect(console.locator("#console-now h1")).to_have_text("Vote")
    expect(console.locator(".ballot-card")).to_contain_text("Liste : Tirés au sort")
    expect(phone.locator(".option-label")).to_have_count(2)
    expect(console.locator(".too-many")).to_have_count(0)


def test_a_second_round_on_as_many_leaders_as_wanted(room: Room, people: People) -> None:
    phone, console = people.phone(room), people.console(room)
    ask(console, "Quel jour ?", "Lundi\nMardi\nMercredi\nJeudi")
    console.locator(".ballot-card button", has_text="Saisir des votes").click()
    hands = console.locator("#ask form").first
    for label, count in (("Personnes", "10"), ("Lundi", "4"), ("Mardi", "3"), ("Mercredi", "2"), ("Jeudi", "1")):
        hands.get_by_label(label).fill(count)
    hands.locator("button.primary").click()
    reveal(console)
    console.locator(".ballot-card button", has_text="Second tour").click()
    expect(console.locator("#ask .mini-ranking li")).to_have_count(4)
    console.get_by_label("Combien de premiers").fill("2")
    console.locator("#ask").get_by_label("Points par personne").fill("2")
    console.locator("#ask button.primary").click()
    expect(console.locator(".ballot-card h3")).to_have_text(
        [re.compile("Quel jour.*second tour.*ouvert"), re.compile("Quel jour.*révélé")]
    )
    expect(phone.locator(".option")).to_have_count(2)
    expect(phone.locator(".dots-left")).to_have_text("2 points à placer")
    assert [ballot["revealed"] for ballot in ballots(room)] == [True, False]


def test_a_dot_that_arrives_after_the_close_is_refused_in_sight(room: Room, people: People) -> None:
    room.go("vote")
    phone = people.phone(room)
    first, second = phone.locator(".option").nth(0), phone.locator(".option").nth(1)
    first.locator('[data-dot="1"]').click()
    expect(first.locator("[data-count]")).to_have_text("1")
    room.server.wait_for(lambda: ballots(room)[0]["voters"] == 1)
    held: list[Route] = []
    phone.route("**/dots/*", lambda route: held.append(route))
    label = second.locator(".option-label").inner_text()
    with phone.expect_request("**/dots/*"):
        second.locator('[data-dot="1"]').click()
    room.lead("ballots/gisements", open=False)
    expect(phone.locator("#panel")).to_contain_text("Le vote est clos.")
    expect(phone.locator("#panel")).to_contain_text("1 point à vous est compté.")
    held[0].continue_()
    expect(phone.locator("#toast")).to_contain_text("Le vote est clos.")
    expect(phone.locator("#toast")).to_contain_text(label[:12])
    assert ballots(room)[0]["voters"] == 1


def test_a_dot_acknowledged_before_the_close_is_counted_though_its_answer_was_lost(room: Room, people: People) -> None:
    room.go("vote")
    phone = people.phone(room)
    lost: list[int] = []

    def forward_then_lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            room.lead("ballots/gisements", open=False)
            route.abort()
        else:
            route.continue_()

    phone.route("**/dots/*", forward_then_lose)
    phone.locator('[data-option=g1] [data-dot="1"]').click()
    expect(phone.locator("#panel")).to_contain_text("1 point à vous est compté.")
    assert lost == [200]
    room.go("results")
    expect(phone.locator(".results [id$='-g1'] .mine-dots")).to_have_text("1 point à vous")


def test_a_dot_moved_while_the_network_is_lost_is_what_counts_in_the_end(room: Room, people: People) -> None:
    room.go("vote")
    phone = people.phone(room)
    lost: list[int] = []

    def forward_then_lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/dots/*", forward_then_lose)
    phone.locator('[data-option=g1] [data-dot="1"]').click()
    expect(phone.locator(".ballot .error")).to_contain_text("nouvel essai")
    phone.locator('[data-option=g1] [data-dot="-1"]').click()
    phone.locator('[data-option=g2] [data-dot="1"]').click()
    expect(phone.locator(".ballot .error")).to_be_hidden()
    room.server.wait_for(lambda: ballots(room)[0]["voters"] == 1)
    room.go("results")
    expect(phone.locator(".results [id$='-g2'] .mine-dots")).to_have_text("1 point à vous")
    expect(phone.locator(".results [id$='-g1'] .mine-dots")).to_have_count(0)


def test_the_order_of_a_phone_is_its_own_and_stays(room: Room, people: People) -> None:
    room.go("vote")
    phones = [people.phone(room) for _ in range(3)]
    orders = [phone.locator(".option").evaluate_all("all => all.map((one) => one.id)") for phone in phones]
    assert len({tuple(order) for order in orders}) > 1
    assert len({tuple(sorted(order)) for order in orders}) == 1
    phones[0].reload()
    phones[0].wait_for_selector(READY)
    assert phones[0].locator(".option").evaluate_all("all => all.map((one) => one.id)") == orders[0]


def test_everything_is_done_by_keyboard(room: Room, people: People) -> None:
    console = people.console(room)
    press = console.keyboard.press
    console.locator("summary", has_text="Poser une question").focus()
    press("Enter")
    press("Tab")
    console.keyboard.type("Ouvrir le samedi ?")
    press("Tab")
    console.keyboard.type("Oui")
    press("Enter")
    console.keyboard.type("Non")
    press("Tab")
    press("Tab")
    press("Enter")
    card = console.locator(".ballot-card")
    expect(card).to_contain_text("2 choix")
    opener = card.locator("button", has_text="Saisir des votes")
    opener.focus()
    press("Enter")
    expect(console.locator("#ask")).to_be_visible()
    expect(console.locator("#ask [name=people]")).to_be_focused()
    press("Escape")
    expect(console.locator("#ask")).to_be_hidden()
    expect(opener).to_be_focused()
    press("Enter")
    expect(console.locator("#ask [name=people]")).to_be_focused()
    console.keyboard.type("2")
    press("Tab")
    console.keyboard.type("1")
    press("Enter")
    expect(console.locator("#ask")).to_be_hidden()
    expect(card).to_contain_text("1 votant saisi")
    expect(opener).to_be_focused()
