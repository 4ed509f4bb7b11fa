"""A gisement's notes sorted by hand: by mouse, by thumb and by keyboard, each as able as the others."""

import json
import uuid
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import READY, ROOT, People, Room

HEARD = (
    "Des médiateurs dans les bus du soir",
    "Plus de bancs devant les écoles",
    "Rouvrir la gare aux ateliers",
    "Une carte des guichets en six langues",
)


def heard() -> list[dict[str, str]]:
    """What people wrote at Argenteuil."""
    return [json.loads(line) for line in (ROOT / "sessions/argenteuil.notes.jsonl").read_text("utf-8").splitlines()]


def tell(room: Room, *texts: str, gisement: str = "g1") -> list[str]:
    """What people write, each from a phone of their own; the ids of the notes."""
    ids = []
    for n, text in enumerate(texts):
        note = uuid.uuid4().hex
        with room.writer() as phone:
            phone.get("")
            body = {"id": note, "gisement": gisement, "kind": ("idea", "resource", "obstacle")[n % 3], "text": text}
            assert phone.post("/notes", json=body).status_code == 201
        ids.append(note)
    return ids


def put(room: Room, notes: list[str], label: str) -> None:
    room.lead("notes/move", notes=notes, label=label)


def themes(room: Room) -> dict[str, set[str]]:
    """label -> the texts that people see in it."""
    board = room.board()
    texts = {note["id"]: note["text"] for note in board["notes"]}
    return {theme["label"]: {texts[note] for note in theme["notes"]} for theme in board["themes"] if theme["notes"]}


@pytest.fixture
def sorted_room(room: Room) -> Room:
    """Two themes of two notes."""
    room.go("gather")
    notes = tell(room, *HEARD)
    put(room, notes[:2], "Médiation")
    put(room, notes[2:], "Guichets")
    return room


BEFORE = {"Médiation": set(HEARD[:2]), "Guichets": set(HEARD[2:])}


def theme(console: Page, label: str) -> Locator:
    return console.locator(f'{READY} #console-wall section[data-label="{label}"]')


def note(console: Page, text: str) -> Locator:
    return console.locator(f"{READY} #console-wall .pick", has_text=text)


def in_rail(console: Page, label: str) -> Locator:
    return console.locator(f"{READY} #rail .rail-go", has_text=label)


def drag(console: Page, one: Locator, to: Locator) -> None:
    one.scroll_into_view_if_needed()
    start = one.bounding_box()
    assert start
    console.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    console.mouse.down()
    console.mouse.move(start["x"] + start["width"] / 2 + 12, start["y"] + start["height"] / 2 + 6, steps=3)
    end = to.bounding_box()
    assert end
    console.mouse.move(end["x"] + min(40, end["width"] / 2), end["y"] + 14, steps=8)
    expect(console.locator("[data-over]")).to_have_count(1)
    console.mouse.up()


def take_in_hand(console: Page, one: Locator) -> FloatRect:
    """Begin to drag; where it was."""
    start = one.bounding_box()
    assert start
    console.mouse.move(start["x"] + 20, start["y"] + 10)
    console.mouse.down()
    console.mouse.move(start["x"] + 60, start["y"] + 60, steps=4)
    return start


def said(console: Page, words: str) -> None:
    expect(console.locator("#arranged")).to_contain_text(words)


class TestByMouse:
    def test_a_note_is_dragged_to_a_theme_and_undone(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        drag(console, note(console, HEARD[2]), theme(console, "Médiation").locator("h3"))
        expect(theme(console, "Médiation").locator("[data-note]")).to_have_count(3)
        said(console, "Note déplacée vers « Médiation »")
        assert themes(sorted_room) == {"Médiation": {*HEARD[:3]}, "Guichets": {HEARD[3]}}
        console.click("#console-undo >> text=Annuler : note déplacée")
        expect(theme(console, "Médiation").locator("[data-note]")).to_have_count(2)
        assert themes(sorted_room) == BEFORE

    def test_the_chosen_notes_are_dragged_together_to_the_rail(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        note(console, HEARD[0]).click()
        note(console, HEARD[1]).click()
        expect(console.locator(".chosen-count")).to_have_text("2 notes choisies")
        drag(console, note(console, HEARD[1]), in_rail(console, "Guichets"))
        expect(theme(console, "Guichets").locator("[data-note]")).to_have_count(4)
        expect(console.locator(".chosen")).to_be_hidden()
        console.click("#console-undo >> text=Annuler : notes déplacées")
        expect(theme(console, "Médiation").locator("[data-note]")).to_have_count(2)
        assert themes(sorted_room) == BEFORE

    def test_a_theme_dropped_on_another_is_poured_into_it(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        drag(console, theme(console, "Guichets").locator("h3 .theme-name"), theme(console, "Médiation").locator("h3"))
        expect(theme(console, "Médiation").locator("[data-note]")).to_have_count(4)
        assert themes(sorted_room) == {"Médiation": set(HEARD)}
        console.click("#console-undo >> text=Annuler : thèmes réunis")
        expect(theme(console, "Guichets").locator("[data-note]")).to_have_count(2)
        assert themes(sorted_room) == BEFORE

    def test_a_note_dropped_on_nouveau_theme_opens_one(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        drag(console, note(console, HEARD[3]), console.locator(".rail-new"))
        console.fill("#new-theme [name=label]", "Langues")
        console.keyboard.press("Enter")
        expect(theme(console, "Langues").locator("[data-note]")).to_have_count(1)
        assert themes(sorted_room) == {**BEFORE, "Guichets": {HEARD[2]}, "Langues": {HEARD[3]}}
        console.click("#console-undo >> text=Annuler : thème séparé")
        expect(theme(console, "Langues")).to_have_count(0)
        assert themes(sorted_room) == BEFORE

    def test_escape_lets_go_of_what_is_in_hand(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        take_in_hand(console, note(console, HEARD[0]))
        expect(console.locator(".ghost")).to_be_visible()
        console.keyboard.press("Escape")
        expect(console.locator(".ghost")).to_have_count(0)
        console.mouse.up()
        assert themes(sorted_room) == BEFORE

    def test_what_arrives_while_a_note_is_in_hand_waits(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        start = take_in_hand(console, note(console, HEARD[0]))
        console.evaluate(
            "document.addEventListener('htmx:ws:before:message:incoming',"
            " (event) => event.detail.message.data.includes('pendant') && console.log('arrivée'))"
        )
        with console.expect_console_message(lambda message: message.text == "arrivée"):
            tell(sorted_room, "Écrite pendant ce temps")
        assert note(console, "Écrite pendant").count() == 0
        console.mouse.move(start["x"] + 20, start["y"] + 10, steps=3)
        console.mouse.up()
        expect(note(console, "Écrite pendant")).to_have_count(1)
        assert themes(sorted_room).items() >= BEFORE.items()


class TestByKeyboard:
    def test_notes_are_chosen_and_moved(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        note(console, HEARD[3]).focus()
        console.keyboard.press("Space")
        console.keyboard.press("ArrowRight")
        expect(note(console, HEARD[2])).to_be_focused()
        console.keyboard.press("Space")
        said(console, "2 notes choisies")
        console.keyboard.press("m")
        said(console, "Déplacer 2 notes vers")
        expect(in_rail(console, "Médiation")).to_be_focused()
        console.keyboard.press("ArrowDown")
        expect(in_rail(console, "Guichets")).to_be_focused()
        console.keyboard.press("ArrowUp")
        console.keyboard.press("Enter")
        expect(theme(console, "Médiation").locator("[data-note]")).to_have_count(4)
        said(console, "2 notes déplacées vers « Médiation »")
        assert themes(sorted_room) == {"Médiation": set(HEARD)}

    def test_a_note_leaves_for_a_new_theme(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        note(console, HEARD[0]).focus()
        console.keyboard.press("m")
        console.keyboard.press("End")
        expect(console.locator(".rail-new")).to_be_focused()
        console.keyboard.press("Enter")
        expect(console.locator("#new-theme input")).to_be_focused()
        console.keyboard.type("Bus du soir")
        console.keyboard.press("Enter")
        expect(theme(console, "Bus du soir").locator("[data-note]")).to_have_count(1)
        expect(note(console, HEARD[1])).to_be_focused()
        assert themes(sorted_room) == {**BEFORE, "Médiation": {HEARD[1]}, "Bus du soir": {HEARD[0]}}

    def test_escape_gives_up_step_by_step(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        note(console, HEARD[0]).focus()
        console.keyboard.press("m")
        console.keyboard.press("Escape")
        expect(note(console, HEARD[0])).to_be_focused()
        expect(console.locator(".chosen-count")).to_have_text("1 note choisie")
        console.keyboard.press("Escape")
        expect(console.locator(".chosen")).to_be_hidden()
        assert themes(sorted_room) == BEFORE

    def test_themes_are_joined_by_their_menu(self, sorted_room: Room, people: People) -> None:
        console = people.console(sorted_room)
        theme(console, "Guichets").locator("[data-menu=theme]").focus()
        console.keyboard.press("Enter")
        expect(console.locator("#theme-menu [name=into] option")).to_have_count(1)
        console.locator("#theme-menu button", has_text="Verser ses notes").press("Enter")
        expect(theme(console, "Médiation").locator("[data-note]")).to_have_count(4)


class TestByThumb:
    @pytest.fixture
    def thumb(self, sorted_room: Room, people: People) -> Page:
        page = people.page(360, 740, has_touch=True, is_mobile=True)
        page.goto(f"{sorted_room.url}/console#{sorted_room.links['facilitator_key']}")
        page.wait_for_selector(f"{READY} #console-wall [data-note]")
        return page

    def test_notes_are_tapped_then_sent(self, sorted_room: Room, thumb: Page) -> None:
        note(thumb, HEARD[2]).tap()
        note(thumb, HEARD[3]).tap()
        thumb.locator("[data-act=pick]").tap()
        in_rail(thumb, "Médiation").tap()
        expect(theme(thumb, "Médiation").locator("[data-note]")).to_have_count(4)
        expect(thumb.locator(".chosen")).to_be_hidden()
        assert themes(sorted_room) == {"Médiation": set(HEARD)}

    def test_a_long_press_drags(self, sorted_room: Room, thumb: Page) -> None:
        note(thumb, HEARD[0]).scroll_into_view_if_needed()
        start = note(thumb, HEARD[0]).bounding_box()
        assert start
        touch = thumb.context.new_cdp_session(thumb)

        def finger(kind: str, *points: dict[str, float]) -> None:
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        at = {"x": start["x"] + 60, "y": start["y"] + 20}
        finger("touchStart", at)
        expect(thumb.locator(".ghost")).to_be_visible()
        finger("touchMove", {"x": at["x"], "y": at["y"] + 10})
        end = in_rail(thumb, "Guichets").bounding_box()
        assert end
        finger("touchMove", {"x": min(end["x"] + 30, 350), "y": end["y"] + 20})
        expect(in_rail(thumb, "Guichets")).to_have_attribute("data-over", "")
        finger("touchEnd")
        expect(theme(thumb, "Guichets").locator("[data-note]")).to_have_count(3)

    def test_nothing_is_wider_than_the_screen(self, sorted_room: Room, thumb: Page) -> None:
        tell(sorted_room, "Incivilités" * 12)
        expect(note(thumb, "Incivilités")).to_have_count(1)
        note(thumb, "Incivilités").tap()
        assert thumb.evaluate("document.documentElement.scrollWidth") == 360


def test_a_choice_outlives_what_is_pushed(sorted_room: Room, people: People) -> None:
    console = people.console(sorted_room)
    note(console, HEARD[0]).click()
    tell(sorted_room, "Une note de plus")
    expect(note(console, "Une note de plus")).to_have_count(1)
    expect(note(console, HEARD[0])).to_have_attribute("aria-pressed", "true")
    expect(note(console, HEARD[1])).to_have_attribute("aria-pressed", "false")
    console.reload()
    expect(note(console, HEARD[0])).to_have_attribute("aria-pressed", "true")


def test_what_people_look_at_keeps_its_place(sorted_room: Room, people: People) -> None:
    tell(sorted_room, *TOPICS[0])
    page = people.page(390, 844)
    page.goto(f"{sorted_room.url}/console#{sorted_room.links['facilitator_key']}")
    expect(note(page, TOPICS[0][-1])).to_have_count(1)
    note(page, HEARD[2]).scroll_into_view_if_needed()
    note(page, HEARD[2]).click()
    before = note(page, HEARD[2]).bounding_box()
    tell(sorted_room, "Une note qui arrive au-dessus")
    expect(note(page, "Une note qui arrive")).to_have_count(1)
    after = note(page, HEARD[2]).bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 2


def test_a_hidden_note_is_chosen_no_more(sorted_room: Room, people: People) -> None:
    console = people.console(sorted_room)
    note(console, HEARD[0]).click()
    note(console, HEARD[1]).click()
    hidden = next(one["id"] for one in sorted_room.board()["notes"] if one["text"] == HEARD[0])
    sorted_room.lead(f"notes/{hidden}/hide", hidden=True)
    expect(console.locator(".chosen-count")).to_have_text("1 note choisie")


def test_a_label_is_renamed_in_one_tap(sorted_room: Room, people: People) -> None:
    console = people.console(sorted_room)
    theme(console, "Médiation").locator(".theme-name").click()
    console.keyboard.type("Présence humaine")
    console.keyboard.press("Enter")
    expect(theme(console, "Présence humaine")).to_have_count(1)
    console.click("#console-undo >> text=Annuler : thème renommé")
    expect(theme(console, "Médiation")).to_have_count(1)


def test_two_tables_sort_at_once_and_take_back_their_own(room: Room, people: People) -> None:
    room.go("gather")
    for gisement in ("g1", "g2"):
        notes = tell(room, *HEARD, gisement=gisement)
        put(room, notes[:2], f"Un {gisement}")
        put(room, notes[2:], f"Deux {gisement}")
    tables = []
    for table in (1, 2):
        link = room.lead("keys", role="table", table=table)["url"]
        page = people.page(390, 844)
        page.goto(room.server.url + link.split(str(room.server.port), 1)[1])
        page.wait_for_selector(f"{READY} #console-wall [data-note]")
        tables.append(page)
    one, two = tables
    for page in tables:
        note(page, HEARD[3]).click()
    for page, gisement in ((one, "g1"), (two, "g2")):
        page.click("[data-act=pick]")
        in_rail(page, f"Un {gisement}").click()
        expect(theme(page, f"Un {gisement}").locator("[data-note]")).to_have_count(3)
    one.click("#console-undo >> text=Annuler : note déplacée")
    expect(theme(one, "Un g1").locator("[data-note]")).to_have_count(2)
    expect(one.locator("#console-undo button")).to_have_count(0)
    expect(two.locator("#console-undo button")).to_contain_text("note déplacée")
    assert len(themes(room)["Un g2"]) == 3


def test_a_note_says_why_it_is_there(sorted_room: Room, people: People) -> None:
    console = people.console(sorted_room)
    theme(console, "Médiation").locator("[data-menu=note]").first.click()
    expect(console.locator("#note-why")).to_contain_text("Placée à la main dans « Médiation ».")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
def test_the_wall_has_no_fault_that_axe_can_see(
    sorted_room: Room, people: People, scheme: Any, size: tuple[int, int]
) -> None:
    tell(sorted_room, "Une note à trier", "Une note à trier")
    page = people.page(*size, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{sorted_room.url}/console#{sorted_room.links['facilitator_key']}")
    page.wait_for_selector(f"{READY} #console-wall [data-note]")
    note(page, HEARD[0]).click()
    page.click("[data-act=pick]")
    picking = faults(page)
    page.keyboard.press("Escape")
    theme(page, "Médiation").locator("[data-menu=note]").first.click()
    expect(page.locator("#note-why p").first).to_be_visible()
    assert (picking, faults(page)) == ([], [])


TOPICS = (
    ("Des bus le soir", "Une navette de nuit", "Un bus le dimanche soir", "Une navette du soir vers la gare",
     "Plus de bus la nuit", "Un bus de nuit pour les jeunes", "Des bus gratuits le soir"),
    ("Nettoyer la place le samedi", "Des poubelles plus grandes", "Ramasser les ordures du marché",
     "Nettoyer les rues avec les habitants", "Une brigade de propreté", "Des poubelles de tri", "Moins d'ordures par terre"),
    ("Des cours de français le matin", "Apprendre le français à la bibliothèque", "Des ateliers de français gratuits",
     "Parler français avec les voisins", "Un café des langues", "Des cours de langue pour les parents",
     "Du français pour les nouveaux arrivants"),
)  # fmt: skip


class TestAProposal:
    @pytest.fixture
    def grouped(self, room: Room, people: People) -> tuple[Room, Page]:
        """What the machine grouped, on a console."""
        room.go("gather")
        tell(room, *(text for texts in zip(*TOPICS, strict=True) for text in texts))
        console = people.console(room)
        room.server.wait_for(lambda: all(note["theme"] for note in room.board()["notes"]), 60)
        room.server.wait_for(lambda: all(theme["label"] != "Sans titre" for theme in room.board()["themes"]))
        console.wait_for_selector("#console-wall section[data-drop] h3")
        return room, console

    def finer(self, console: Page) -> None:
        console.locator(".regroup button", has_text="Plus fin").click()
        expect(console.locator(".proposal button", has_text="Accepter")).to_be_visible(timeout=30_000)
        expect(console.locator(".proposal h3")).to_contain_text("→")

    def test_is_offered_once_there_are_notes_to_group(self, room: Room, people: People) -> None:
        room.go("gather")
        console = people.console(room)
        expect(console.locator("#console-state")).to_contain_text("0 note.")
        expect(console.locator(".regroup")).to_be_hidden()
        tell(room, *TOPICS[0], *TOPICS[1])
        expect(console.locator(".regroup")).to_be_visible()

    def test_is_looked_at_accepted_and_taken_back(self, grouped: tuple[Room, Page]) -> None:
        room, console = grouped
        self.finer(console)
        before = themes(room)
        assert console.locator(".suggested > li").count() > 1
        console.locator(".proposal button", has_text="Accepter").click()
        expect(console.locator(".proposal")).to_have_count(0)
        expect(console.locator("#console-undo button")).to_contain_text("proposition acceptée")
        assert set(map(frozenset, themes(room).values())) != set(map(frozenset, before.values()))
        console.locator("#console-undo button").click()
        expect(console.locator("#console-undo button")).to_have_count(0)
        assert set(map(frozenset, themes(room).values())) == set(map(frozenset, before.values()))

    def test_is_dropped_and_nothing_moved(self, grouped: tuple[Room, Page]) -> None:
        room, console = grouped
        self.finer(console)
        before = themes(room)
        console.locator(".proposal button", has_text="Écarter").click()
        expect(console.locator(".proposal")).to_have_count(0)
        assert themes(room) == before

    def test_of_a_theme_is_asked_from_its_menu(self, grouped: tuple[Room, Page]) -> None:
        _, console = grouped
        console.locator("#console-wall [data-menu=theme]").first.click()
        console.locator("#theme-menu button", has_text="Proposer une séparation").click()
        expect(console.locator(".proposal b, .proposal h3").first).to_contain_text("Séparer «")
        console.locator(".proposal button").last.click()
        expect(console.locator(".proposal")).to_have_count(0)


class TestWhatTheMachineSays:
    def test_twins_are_joined_in_one_tap(self, room: Room, people: People) -> None:
        room.go("gather")
        notes = tell(
            room,
            "Une navette de nuit",
            "Des bus le soir",
            "Une navette la nuit",
            "Un bus le soir",
            *TOPICS[1],
            *TOPICS[2],
        )
        room.server.wait_for(lambda: all(note["theme"] for note in room.board()["notes"]), 60)
        put(room, notes[:2], "Navettes")
        put(room, notes[2:4], "Bus tardifs")
        console = people.console(room)
        expect(console.locator("#console-twins")).to_contain_text("se ressemblent", timeout=60_000)
        console.locator("#console-twins button", has_text="Réunir").first.click()
        expect(console.locator("#console-undo button")).to_contain_text("thèmes réunis")
        assert set(notes[:4]) in [set(theme["notes"]) for theme in room.board()["themes"]]

    def test_what_several_people_said_is_handled_as_one(self, room: Room, people: People) -> None:
        room.go("gather")
        tell(room, *["Plus de bancs devant les écoles"] * 3, *TOPICS[0], *TOPICS[2])
        console = people.console(room)
        told = console.locator("#console-wall .slip:has(> .again)", has_text="Plus de bancs")
        expect(told.locator("summary")).to_contain_text("3 personnes", timeout=60_000)
        told.locator("> .pick").click()
        expect(console.locator(".chosen-count")).to_have_text("3 notes choisies")
        told.locator("summary").click()
        tell(room, "Une note de plus")
        expect(note(console, "Une note de plus")).to_have_count(1)
        expect(told.locator("details")).to_have_attribute("open", "")
        told.locator("details .pick").first.click()
        expect(console.locator(".chosen-count")).to_have_text("2 notes choisies")

    def test_a_note_says_its_words_and_its_neighbours(self, room: Room, people: People) -> None:
        room.go("gather")
        tell(room, *TOPICS[0], *TOPICS[2])
        console = people.console(room)
        grouped = console.locator("#console-wall section[data-drop] [data-menu=note]").first
        grouped.click(timeout=60_000)
        why = console.locator("#note-why")
        expect(why).to_contain_text("Placée par la machine dans «")
        expect(why).to_contain_text("sûre (")
        expect(why).to_contain_text("proche")
        assert why.locator(".nearest li").count() >= 1


def test_a_long_wall_is_sorted_page_after_page(room: Room, people: People) -> None:
    room.go("gather")
    texts = [one["text"] for one in heard()]
    notes = tell(room, *texts)
    put(room, notes[:50], "Le début")
    put(room, notes[50:-4], "La suite")
    put(room, notes[-4:], "La fin")
    console = people.console(room)
    expect(console.locator("nav[aria-label=Pages]")).to_contain_text("Page 1 sur 2")
    in_rail(console, "La fin").click()
    expect(theme(console, "La fin").locator("[data-note]")).to_have_count(4)
    expect(console.locator("nav[aria-label=Pages]")).to_contain_text("Page 2 sur 2")
    theme(console, "La fin").locator(".pick").first.click()
    in_rail(console, "Le début").click()
    expect(theme(console, "La fin").locator("[data-note]")).to_have_count(3)
    assert len(themes(room)["Le début"]) == 51
