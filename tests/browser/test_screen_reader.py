"""What a screen reader finds on the pages, and what it is told as the room goes on: names, headings, and few announcements."""

from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.house import People, Room, write
from tests.browser.test_phone_calm import post, reading

LISTEN = """() => {
  window.heard = [];
  const last = new Map();
  const LIVE = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"], output';
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const place = target.closest ? target : target.parentElement;
      const region = place?.closest('[role="timer"], [aria-hidden="true"]') ? null : place?.closest(LIVE);
      const words = region?.innerText.trim().replace(/\\s+/g, " ");
      if (!words || last.get(region) === words) continue;
      last.set(region, words);
      heard.push(words);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
"""Each time the words of a live region change, what they have become."""

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((one) => one.checkVisibility() && !one.closest("[inert]")).map((one) => Number(one.localName[1]))"""


def heard(page: Page) -> list[str]:
    return [str(words) for words in page.evaluate("heard")]


def test_fifty_notes_are_told_in_a_few_words(room: Room, people: People) -> None:
    phone = reading(room, people)
    console, screen = people.console(room), people.screen(room)
    for page in (phone, console, screen):
        page.evaluate(LISTEN)
    for n in range(50):
        post(room, f"Une de plus, {n} : ouvrir la cour le samedi")
    expect(phone.locator("#told")).to_have_text("50 nouvelles notes", timeout=40_000)
    told = heard(phone)
    assert (len(told) < 8, heard(console), heard(screen)) == (True, [], []), told


def test_what_becomes_of_a_note_is_said_once(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    phone.evaluate(LISTEN)
    write(phone, "Un jardin partagé")
    expect(phone.locator("#told")).to_have_text("Reçue")
    expect(phone.locator("#told")).to_be_empty()
    phone.get_by_role("button", name="Modifier : Un jardin partagé").click()
    phone.fill("#edit textarea", "Un verger partagé")
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.locator("#told")).to_have_text("Reçue, modifiée")
    phone.get_by_role("button", name="Gisement suivant").click()
    expect(phone.locator("#told")).to_have_text("Repères, services publics")
    assert heard(phone) == ["Reçue", "Reçue, modifiée", "Repères, services publics"]
    phone.context.set_offline(True)
    phone.wait_for_selector("body[data-link=off]")
    write(phone, "Des bancs")
    expect(phone.locator("#kept")).to_contain_text("1 note gardée")
    phone.context.set_offline(False)
    expect(phone.locator("#kept")).to_contain_text("1 note envoyée")
    assert [words.split(",")[0] for words in heard(phone)[3:]] == [
        "Hors ligne. Ce que vous écrivez est gardé ici.", "Hors ligne : 1 note gardée", "1 note envoyée.",
    ]  # fmt: skip


def test_pages_have_names_landmarks_and_headings_in_order(room: Room, people: People) -> None:
    phone, console, screen = people.phone(room), people.console(room), people.screen(room)
    expect(phone.locator("body")).to_match_aria_snapshot("""
      - banner:
        - paragraph: Carte blanche Argenteuil
      - main:
        - heading "Accueil" [level=1]
      - contentinfo:
        - navigation "À propos de ce site"
    """)
    for stage, panel in (
        ("gather", WRITING),
        ("vote", VOTING),
        ("results", "- heading /travailler en premier/ [level=2]"),
    ):
        room.go(stage)
        expect(phone.locator("#panel")).to_match_aria_snapshot(panel)
        if stage == "vote":
            with phone.expect_response("**/dots/**"):
                phone.get_by_role("button", name="Placer un point sur La maîtrise de la langue").click()
        for page in (phone, console):
            levels = page.evaluate(HEADINGS)
            assert (stage, levels.count(1), [b for a, b in pairwise(levels) if b > a + 1]) == (stage, 1, [])
    expect(screen.locator("body")).to_match_aria_snapshot("""
      - banner
      - main:
        - heading /travailler en premier/ [level=1]
        - img "Classement et marges"
    """)
    expect(console.locator("main")).to_match_aria_snapshot("""
      - main:
        - region "Étape en cours":
          - heading "Découvrir et discuter les résultats" [level=1]
          - button "Étape précédente"
        - region "Incivilités, espace public"
        - region "Déroulé"
        - region "Votes"
    """)


WRITING = """
  - button "Gisement précédent" [disabled]
  - group "Gisements"
  - button "Gisement suivant"
  - group "Que voulez-vous écrire ?":
    - radio "Idée" [checked]
    - radio "Ressource"
    - radio "Difficulté"
  - textbox "Que peut-on faire, ou qui le fait déjà ?"
  - button "Envoyer"
"""
VOTING = """
  - heading /travailler en premier/ [level=2]
  - status:
    - paragraph: 3 points à placer
  - list:
    - listitem:
      - button /Retirer un point de/ [disabled]
      - button /Placer un point sur/
"""
