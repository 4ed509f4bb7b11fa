"""The projector's wall is calm: themes keep their places, a note that changes place flies there alone, nothing overflows."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room, Server
from tests.rooms import HEARD, argenteuil

LONG = "Un très long récit de ce qui se passe le soir devant la gare, quand les guichets ferment, " * 3
THEMES = ("Bancs", "Gardiens", "Éclairage des rues", "Nettoyage du samedi matin avec les habitants du quartier")


class Wall:
    """A room whose wall is on screen. A ballot on gisements is open: the machine waits, people alone place notes."""

    def __init__(self, server: Server, people: People, **session: Any) -> None:
        self.room = server.open_room(argenteuil().model_copy(update=session).model_dump(mode="json", exclude_none=True))
        self.people = people
        self.room.go("gather")
        self.room.lead("ballots", on="gisements", title="Plus tard")
        self.room.lead("screen", view="wall", gisement="g1")
        self.writers = [self.room.writer() for _ in range(6)]
        self.written = 0

    def write(self, text: str, kind: str = "idea") -> str:
        self.written += 1
        note = uuid.uuid4().hex
        body = {"id": note, "gisement": "g1", "kind": kind, "text": text}
        answer = self.writers[self.written % 6].post("/notes", json=body)
        assert answer.status_code == 201, answer.text
        return note

    def move(self, note: str, theme: str = "", label: str = "") -> str:
        """Place a note by hand; the theme it stands in now."""
        self.room.lead(f"notes/{note}/move", **({"theme": theme} if theme else {"label": label}))
        return next(str(n["theme"]) for n in self.room.board()["notes"] if n["id"] == note)

    def fill(self, themes: int, notes: int, text: str = "") -> list[str]:
        """Themes by hand, each with its notes, the first being named by their order."""
        made = []
        for n in range(themes):
            first = self.write(text or HEARD[n]["text"], HEARD[n]["kind"])
            made.append(self.move(first, label=THEMES[n % 4]))
            for m in range(1, notes):
                one = HEARD[(n * 7 + m * 5) % len(HEARD)]
                self.move(self.write(text or one["text"], one["kind"]), made[-1])
        return made

    def screen(self, width: int = 1920, height: int = 1080, **options: Any) -> Page:
        page = self.people.page(width, height, **options)
        page.goto(f"{self.room.url}/screen#{self.room.links['screen_key']}")
        page.wait_for_selector(f"{READY} .view-wall .places")
        page.wait_for_selector(".sky", state="attached")
        page.evaluate("document.fonts.ready")
        return page

    def close(self) -> None:
        for writer in self.writers:
            writer.close()


@pytest.fixture
def wall(server: Server, people: People) -> Iterator[Wall]:
    wall = Wall(server, people)
    yield wall
    wall.close()


def watch_the_sky(screen: Page) -> None:
    """Keep what flies from now on."""
    screen.evaluate(
        """() => {
          window.flown = [];
          const keep = (changes) => {
            for (const one of changes) for (const node of one.addedNodes) window.flown.push(node.innerText.trim());
          };
          new MutationObserver(keep).observe(document.querySelector(".sky"), { childList: true });
        }"""
    )


def flown(screen: Page) -> list[str]:
    expect(screen.locator(".sky .slip")).to_have_count(0)
    return list(screen.evaluate("window.flown"))


def at_rest(screen: Page) -> None:
    """After the next frame, in which the page fits what it shows to a new size, and once nothing moves."""
    screen.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    screen.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")


BOXES = """() => Object.fromEntries(
  [...document.querySelectorAll(".theme, .theme h2, .tray, .slip:not([hidden])")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [one.id || one.closest(".theme").id + " h2", [x, y, width, height].map(Math.round)];
  }))"""


def boxes(screen: Page) -> dict[str, list[int]]:
    at_rest(screen)
    return dict(screen.evaluate(BOXES))


def place(screen: Page, text: str) -> str:
    return str(screen.locator(".slip:visible", has_text=text).get_attribute("id"))


def test_a_note_placed_in_a_theme_flies_there_alone(wall: Wall) -> None:
    themes = wall.fill(4, 2)
    loose = [wall.write(text) for text in ("À trier un", "À trier deux", "À trier trois")]
    screen = wall.screen()
    expect(screen.locator(".tray .slip")).to_have_count(3)
    before, moving = boxes(screen), place(screen, "À trier deux")
    watch_the_sky(screen)
    wall.move(loose[1], themes[2])
    expect(screen.locator(f"#t-{themes[2]} #{moving}")).to_be_visible()
    assert flown(screen) == ["À trier deux"]
    after = boxes(screen)
    left = {one for one in before if one not in after}
    assert {one: box for one, box in before.items() if one != moving and one not in left} == {
        one: box for one, box in after.items() if one != moving
    }
    assert (len(left) <= 1, {one[:2] for one in left} <= {"w-"}) == (True, True)
    assert after[moving][1] < before[moving][1]


def test_a_note_moved_from_theme_to_theme_flies_alone_and_shows_in_its_new_theme(wall: Wall) -> None:
    themes = wall.fill(4, 3)
    first = next(note["id"] for note in wall.room.board()["notes"] if note["theme"] == themes[0])
    screen = wall.screen()
    text = next(note["text"] for note in wall.room.board()["notes"] if note["id"] == first)
    wall.move(first, themes[1])
    expect(screen.locator(f"#t-{themes[1]} .slip:visible", has_text=text)).to_be_visible()
    before, moving = boxes(screen), place(screen, text)
    watch_the_sky(screen)
    wall.move(first, themes[3])
    expect(screen.locator(f"#t-{themes[3]} #{moving}")).to_be_visible()
    assert flown(screen) == [text]
    after = boxes(screen)
    stayed = before.keys() & after.keys() - {moving}
    assert {one: before[one] for one in stayed} == {one: after[one] for one in stayed}
    assert {one for one in stayed if not one.startswith("w-")} >= {f"t-{theme}" for theme in themes}


def test_a_new_note_waits_in_the_tray_where_it_pushes_nothing(wall: Wall) -> None:
    wall.fill(4, 2)
    for n in range(4):
        wall.write(f"Arrivée {n}")
    screen = wall.screen()
    expect(screen.locator(".tray h2")).to_have_text("À trier 4")
    before = boxes(screen)
    watch_the_sky(screen)
    wall.write("La toute dernière")
    expect(screen.locator(".tray h2")).to_have_text("À trier 5")
    expect(screen.locator(".tray .slip:visible")).to_have_count(3)
    expect(screen.locator(".tray .slip:visible", has_text="La toute dernière")).to_have_count(1)
    after = boxes(screen)
    stayed = before.keys() & after.keys()
    assert {one: before[one] for one in stayed} == {one: after[one] for one in stayed}
    assert (len(before), len(after), len(stayed), flown(screen)) == (len(after), len(before), len(before) - 1, [])


def test_a_theme_that_is_renamed_or_grows_keeps_its_place(wall: Wall) -> None:
    themes = wall.fill(4, 1)
    screen = wall.screen()
    before = boxes(screen)
    for n in range(5):
        wall.move(wall.write(f"Encore une {n}"), themes[0])
    wall.room.lead(f"themes/{themes[0]}", label="Un autre nom")
    expect(screen.locator(f"#t-{themes[0]} h2")).to_have_text("Un autre nom")
    expect(screen.locator(f"#t-{themes[0]} .theme-tallies")).to_contain_text("6 notes")
    after = boxes(screen)
    still = {one for one in before if not one.startswith("w-")}
    assert {one: before[one] for one in still} == {one: after[one] for one in still}


def test_themes_that_stay_keep_their_places_when_one_is_merged_away(wall: Wall) -> None:
    themes = wall.fill(4, 2)
    screen = wall.screen()
    before = boxes(screen)
    wall.room.lead("themes/merge", themes=[themes[1]], into=themes[3])
    expect(screen.locator(".theme")).to_have_count(3)
    after = boxes(screen)
    stayed = [one for one in before if one.startswith("t-") and one.split()[0] != f"t-{themes[1]}"]
    assert {one: before[one] for one in stayed} == {one: after[one] for one in stayed}
    wall.move(wall.write("Un thème de plus"), label="Dans la place libre")
    expect(screen.locator(".theme")).to_have_count(4)
    newcomer = screen.locator(".theme", has_text="Dans la place libre").get_attribute("id")
    assert boxes(screen)[newcomer or ""] == before[f"t-{themes[1]}"]


def test_nothing_flies_for_who_asked_for_less_motion(wall: Wall) -> None:
    themes = wall.fill(4, 1)
    note = wall.write("Sans bouger")
    screen = wall.screen(reduced_motion="reduce")
    watch_the_sky(screen)
    wall.move(note, themes[0])
    expect(screen.locator(f"#t-{themes[0]} .slip", has_text="Sans bouger")).to_be_visible()
    assert (flown(screen), screen.evaluate("document.getAnimations().length")) == ([], 0)


def test_first_notes_stand_in_order_of_arrival(wall: Wall) -> None:
    for n in range(5):
        wall.write(f"Note {n}")
    screen = wall.screen()
    expect(screen.locator(".tray .slip")).to_have_text([f"Note {n}" for n in range(5)])
    before = boxes(screen)
    wall.write("Note 5")
    expect(screen.locator(".tray .slip")).to_have_text([f"Note {n}" for n in range(6)])
    expect(screen.locator(".tray-early")).to_have_text("Les thèmes apparaîtront vers 12 notes.")
    after = boxes(screen)
    assert {one: after[one] for one in before} == before
    tops = [(box[1], box[0]) for one, box in after.items() if one.startswith("w-")]
    assert tops == sorted(tops)


SIZES = [(1920, 1080), (1280, 800), (1024, 768), (1600, 1200), (3840, 2160)]

OVERFLOWING = """() => {
  const faults = [];
  const all = (which, from = document) => [...from.querySelectorAll(which)];
  const inside = (one, outer, name = one.className || one.tagName) => {
    const [own, box] = [one.getBoundingClientRect(), outer.getBoundingClientRect()];
    const out = [box.left - own.left, box.top - own.top, own.right - box.right, own.bottom - box.bottom];
    if (Math.max(...out) > 1) faults.push(`${name} ${out.map(Math.round)}`);
  };
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) faults.push("page");
  const slips = ".slip:not([hidden])";
  for (const one of all(`.wall-head > *, .theme, .tray, .tray > *, ${slips}`)) inside(one, document.getElementById("screen-main"));
  for (const tile of all(".theme")) for (const one of all(`h2, .theme-tallies > *, .tally, ${slips}`, tile)) inside(one, tile);
  for (const list of all("ul[data-places], ol[data-places]")) for (const one of all(slips, list)) inside(one, list, "note in list");
  for (const text of all(`${slips} .slip-words, .theme h2`)) {
    const style = getComputedStyle(text);
    const lines = (text.clientHeight - parseFloat(style.paddingTop)) / parseFloat(style.lineHeight);
    if (Math.abs(lines - Math.round(lines)) > .1) faults.push(`${lines} lines: ${text.innerText.slice(0, 20)}`);
    if (text.closest(".slip")) inside(text, text.closest(".slip"));
  }
  return faults;
}"""

LETTERS = """() => [".theme h2", ".slip", ".theme-tallies"].map((which) => Math.min(
  ...[...document.querySelectorAll(which)].map((one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight * 100)))"""
"""The smallest theme's name, note and count, in hundredths of the image's height."""


@pytest.mark.parametrize(
    "text", ["", LONG[:280], "x" * 280, "مقاعد أمام البلدية " * 14], ids=["heard", "long", "unbroken", "arabic"]
)
def test_nothing_overflows_and_all_is_legible_at_any_size(server: Server, people: People, text: str) -> None:
    wall = Wall(server, people)
    wall.fill(7, 3, text)
    for _ in range(5):
        wall.write(text or HEARD[20]["text"])
    screen = wall.screen()
    found = {}
    for page in (0, 1):
        wall.room.lead("screen", view="wall", gisement="g1", page=page)
        expect(screen.locator(".wall-page")).to_have_text(f"page {page + 1} sur 2")
        for width, height in SIZES:
            screen.set_viewport_size({"width": width, "height": height})
            at_rest(screen)
            found[page, width, height] = screen.evaluate(OVERFLOWING)
            names, notes, tallies = screen.evaluate(LETTERS)
            if min(names, notes, tallies) < 4:
                found[page, width, height].append(f"too small: {names} {notes} {tallies}")
    wall.close()
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_the_wall_says_languages_and_how_many_said_a_thing(server: Server, people: People) -> None:
    room: Room = server.open_room()
    room.go("gather")
    room.lead("screen", view="wall", gisement="g1")
    screen = people.screen(room)
    phone = people.page(360, 740)
    phone.goto(room.url)
    phone.wait_for_selector(READY)
    for n, text in enumerate(
        (
            "Plus de bancs sur la place",
            "نريد مقاعد أمام البلدية",
            "Plus de bancs sur la place !",
            "plus de bancs, sur la place",
        )
    ):
        with room.writer() as writer:
            body = {"id": uuid.uuid4().hex, "gisement": "g1", "kind": ("idea", "resource")[n % 2], "text": text}
            assert writer.post("/notes", json=body).status_code == 201
    for page, slip, voices in ((screen, ".slip", ".voices .sr"), (phone, "#feed-g1 .note", ".voices")):
        expect(page.locator(slip, has_text="البلدية").locator(".tongue")).to_have_text("arabe", timeout=30_000)
        expect(page.locator(slip, has_text="البلدية").locator("[lang=ar]")).to_have_text("نريد مقاعد أمام البلدية")
        expect(page.locator(slip, has_text="bancs")).to_have_count(1, timeout=30_000)
        expect(page.locator(slip, has_text="bancs").locator(voices)).to_have_text("3 personnes l’ont dit")
        direction = (
            page.locator(slip, has_text="البلدية")
            .locator("[dir=auto]")
            .evaluate("(one) => getComputedStyle(one).direction")
        )
        assert direction == "rtl"
    phone.click(".feeds summary")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
