"""Preparing a room in a browser: what to correct beside the fields, the file, and links that are copied."""

from pathlib import Path

from playwright.sync_api import Page, expect

from server.room.definition import Gisement, load, parse
from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Server
from tests.rooms import SESSIONS


def prepared(server: Server, people: People) -> Page:
    page = people.page(390, 844, reduced_motion="reduce")
    page.goto(server.url)
    page.get_by_role("link", name="Ou écrire vos propres gisements").click()
    return page


def test_a_room_is_written_corrected_then_opened(server: Server, people: People, tmp_path: Path) -> None:
    page = prepared(server, people)
    page.get_by_label("Titre de la rencontre").fill("Le marché")
    page.get_by_role("button", name="Ouvrir la salle").first.click()
    expect(page.locator("#wrong-gisements")).to_have_text("Écrivez au moins un gisement, un par ligne.")
    assert faults(page) == []
    expect(page.get_by_label("Titre de la rencontre")).to_have_value("Le marché")
    page.get_by_label("Gisements ou questions").fill("Les bancs\nLes étals")
    page.get_by_label("Contributions").fill("30")
    expect(page.locator("#outline-told")).to_have_text("2 sur 30 au plus · 75 min en tout")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le fichier").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert (file.name, [one.title for one in parse(file.read_text("utf-8")).gisements]) == (
        "le-marche.toml",
        ["Les bancs", "Les étals"],
    )
    page.locator("#outline").get_by_role("button", name="Ouvrir la salle").click()
    expect(page.locator("h1")).to_contain_text("Votre salle est prête")

    other = prepared(server, people)
    other.set_input_files("input[type=file]", file)
    other.locator("#upload").get_by_role("button", name="Ouvrir la salle").click()
    expect(other.locator(".lead")).to_contain_text("Le marché")


def test_every_link_is_copied_and_said_where_there_is_no_clipboard(server: Server, people: People) -> None:
    page = people.page(390, 844, reduced_motion="reduce")
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.addEventListener('copy', () => { window.copied = getSelection().toString(); });"
    )
    page.goto(server.url)
    page.click(".open-room button.primary")
    expect(page.locator("h1")).to_contain_text("Votre salle est prête")
    shown = page.locator(".links .break a").all_inner_texts()
    copied = []
    for button in page.locator(".links [data-copy]").all():
        button.click()
        expect(button).to_have_text("Copié")
        expect(page.locator("body > p[role=status]")).to_have_text("Copié")
        expect(button).to_be_focused()
        copied.append(page.evaluate("window.copied"))
        expect(button).to_have_text("Copier")
    assert len(shown) == 4
    assert copied == shown


def test_a_new_link_is_given_on_the_organiser_s_page(server: Server, people: People) -> None:
    page = people.page(390, 844, reduced_motion="reduce")
    page.goto(server.url)
    page.click(".open-room button.primary")
    page.get_by_role("link", name="Ouvrir la console").wait_for()
    code = page.locator("h1 .tag").inner_text()
    page.goto(f"{server.url}/r/{code}/organise")
    page.get_by_role("button", name="Nouveau lien d’écran").click()
    expect(page.locator("#new-link a")).to_contain_text(f"/r/{code}/screen#")
    expect(page.locator("#new-link [data-copy]")).to_have_text("Copier")


def send(page: Page, file: Path) -> None:
    page.set_input_files("#upload input", file)
    page.locator("#upload").get_by_role("button", name="Préparer à plusieurs").click()


def test_colleagues_prepare_a_room_of_a_file_in_versions(server: Server, people: People, tmp_path: Path) -> None:
    mine, team = prepared(server, people), SESSIONS / "retrospective.toml"
    wrong = tmp_path / "equipe.toml"
    wrong.write_text(team.read_text("utf-8").replace("minutes = 12", "minutes = douze"), "utf-8")
    send(mine, wrong)
    expect(mine.get_by_role("alert")).to_contain_text("ce n’est pas du TOML lisible")
    assert faults(mine) == []
    send(mine, team)
    expect(mine.locator("h1")).to_contain_text("Rétrospective de l’équipe")
    mine.get_by_text("Durées, en minutes").click()
    expect(mine.get_by_label("Météo de l’équipe")).to_have_value("5")
    address = mine.locator(".break a").inner_text()
    assert faults(mine) == []

    theirs = people.page(1440, 900)
    theirs.goto(address)
    theirs.get_by_label("Gisements ou questions").fill("Les bancs")
    theirs.get_by_label("Votre prénom").fill("Léa")
    theirs.get_by_role("button", name="Enregistrer une version").click()
    expect(theirs.locator("[role=status]").first).to_have_text("Version 2 enregistrée.")

    mine.get_by_label("Gisements ou questions").fill("Les étals")
    mine.get_by_role("button", name="Enregistrer une version").click()
    expect(mine.get_by_role("alert")).to_contain_text("la vôtre est gardée à part, version 3")
    expect(mine.get_by_label("Gisements ou questions")).to_have_value("Les étals")
    expect(mine.locator(".versions h3")).to_have_text(["Version 3 à part", "Version 2 actuelle", "Version 1"])
    gone = "Retiré : Nos trois derniers mois de travail"
    expect(mine.locator(".versions li li li")).to_have_text([gone, "Ajouté : Les étals", gone, "Ajouté : Les bancs"])
    with mine.expect_download() as download:
        mine.get_by_role("button", name="Télécharger le fichier").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    stalls = Gisement(id="g1", title="Les étals", short="Les étals")
    assert parse(file.read_text("utf-8")) == load(team).model_copy(update={"gisements": (stalls,)})
    assert faults(mine) == []
    mine.get_by_role("link", name="Rouvrir la version 2").click()
    expect(mine.get_by_label("Gisements ou questions")).to_have_value("Les bancs")
    mine.get_by_role("button", name="Ouvrir la salle").click()
    expect(mine.locator("h1")).to_contain_text("Votre salle est prête")

    theirs.get_by_text("Supprimer maintenant").click()
    theirs.get_by_role("button", name="Supprimer le brouillon").click()
    expect(theirs.locator("h1")).to_have_text("Préparer une salle")
    theirs.goto(address)
    expect(theirs.locator("main")).to_contain_text("Ce brouillon n’existe pas, ou a été supprimé.")


def test_a_room_is_rehearsed_in_a_copy_then_the_copy_goes(server: Server, people: People) -> None:
    page = prepared(server, people)
    page.get_by_label("Gisements ou questions").fill("Les bancs\nLes étals")
    page.locator("#outline").get_by_role("button", name="Ouvrir la salle").click()
    expect(page.locator("h1")).to_contain_text("Votre salle est prête")
    code = page.locator("h1 .tag").inner_text()
    page.goto(f"{server.url}/r/{code}/organise")
    page.get_by_role("button", name="Répéter").click()
    expect(page.locator("#rehearsal")).to_contain_text("Des participants simulés jouent encore 10 minutes au plus.")
    assert faults(page) == []

    screen = page.context.new_page()
    screen.goto(server.url + (page.get_by_role("link", name="Écran de la répétition").get_attribute("href") or ""))
    expect(screen.locator(".bar-title .tag")).to_have_text("Répétition")
    expect(screen.locator(".bar-count")).to_have_text("12", timeout=60_000)

    page.get_by_role("link", name="Console de la répétition").click()
    expect(page.locator("#console-now .rehearsal")).to_contain_text("avec des participants simulés")
    expect(page.get_by_role("button", name="Ouvrir pour de vrai")).to_have_count(0)
    page.goto(f"{server.url}/r/{code}/organise")
    page.get_by_role("button", name="Arrêter les participants").click()
    expect(page.get_by_role("button", name="Faire jouer encore")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("0 note · 0 participant")
    page.get_by_role("button", name="Supprimer la répétition").click()
    expect(page.get_by_role("button", name="Répéter")).to_be_visible()
