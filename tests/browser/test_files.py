"""Files and plain forms, as people send them: ideas from before, archives, opening and deleting a room."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Room, write

CSV = """gisement;type;note
1;;Un composteur par résidence
1;difficulté;Les encombrants restent trois semaines
99;;Une ligne à corriger
"""


def test_ideas_are_looked_at_then_join_the_wall_with_their_mark(room: Room, people: People, tmp_path: Path) -> None:
    file = tmp_path / "idées.csv"
    file.write_text(CSV, encoding="utf-8-sig")
    room.go("gather")
    room.lead("screen", view="overview")
    phone, screen = people.phone(room), people.screen(room)
    write(phone, "Des bennes le samedi")
    console = people.console(room)
    console.click("text=Apporter les idées d’avant")
    console.set_input_files("input[type=file]", file)
    console.click("text=Lire le fichier")
    expect(console.locator("#found h2")).to_have_text("2 idées prêtes")
    expect(console.locator(".wrong-lines")).to_contain_text("Ligne 4 : gisement inconnu")
    expect(console.locator(".ideas tbody tr")).to_have_count(2)
    assert len(room.texts()) == 1
    assert faults(console) == []
    console.click("text=Ajouter 2 idées")
    expect(console.locator("#found h2")).to_have_text("2 idées ajoutées")
    expect(screen.locator("#row-g1 small")).to_have_text(["+ 1 avant", "+ 1 avant"])
    phone.click(".feeds summary")
    expect(phone.locator("#feed-g1 .tag.before")).to_have_count(2)
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("1 note + 2 d’avant")
    console.click("text=Voir le mur")
    expect(console.locator("#console-wall .tag.before")).to_have_count(2)
    expect(console.locator("#console-state")).to_contain_text("1 note + 2 d’avant")
    for page in (phone, screen, console):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert faults(page) == []


def test_the_same_file_twice_adds_nothing(room: Room, people: People, tmp_path: Path) -> None:
    file = tmp_path / "idées.csv"
    file.write_text(CSV, encoding="cp1252")
    console = people.console(room)
    for ready in ("2 idées prêtes", "Aucune idée nouvelle"):
        console.goto(f"{room.url}/ideas")
        console.set_input_files("input[type=file]", file)
        console.click("text=Lire le fichier")
        expect(console.locator("#found h2")).to_have_text(ready)
        if ready.startswith("2"):
            console.click("text=Ajouter 2 idées")
            expect(console.locator("#found h2")).to_have_text("2 idées ajoutées")
    assert len(room.texts()) == 2


def test_an_archive_is_taken_and_opened_again_from_the_home_page(room: Room, people: People, tmp_path: Path) -> None:
    room.go("gather")
    write(people.phone(room), "Des bennes le samedi")
    page = people.page(1440, 900)
    page.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    with page.expect_download() as taken:
        page.click("text=Télécharger l’archive")
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert file.name == f"filon-{room.code}.filon"
    page.goto(room.server.url)
    page.click("text=Rouvrir une archive")
    page.set_input_files("input[type=file]", file)
    page.click("button:has-text('Rouvrir l’archive')")
    expect(page.locator("h1")).to_contain_text("Votre salle est prête")
    page.click("text=Ouvrir la console")
    expect(page.locator("#console-wall")).to_contain_text("Des bennes le samedi")
    page.goto(room.server.url)
    page.click("text=Rouvrir une archive")
    wrong = tmp_path / "faux.filon"
    wrong.write_text("Bonjour")
    page.set_input_files("input[type=file]", wrong)
    page.click("button:has-text('Rouvrir l’archive')")
    expect(page.locator("h1")).to_contain_text("Cette archive ne peut pas être rouverte")


def test_a_browser_known_already_opens_a_room_by_the_form_and_deletes_it(room: Room, people: People) -> None:
    page = people.page(1440, 900)
    page.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    page.wait_for_selector("text=Conservation")
    page.goto(room.server.url)
    page.click("text=Ouvrir la salle")
    expect(page.locator("h1")).to_contain_text("Votre salle est prête")
    code = page.locator("h1 .tag").inner_text()
    page.goto(f"{room.server.url}/r/{code}/organise")
    page.click("text=Supprimer maintenant")
    page.click(f"text=Supprimer la salle {code}")
    page.wait_for_url(f"{room.server.url}/")
