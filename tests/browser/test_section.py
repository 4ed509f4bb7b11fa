"""The living section on a real screen: it grows without a jump, is read from the back row, and has its figures on a key."""

import uuid

from playwright.sync_api import Page, expect

from tests.browser.house import People, Room, Server
from tests.rooms import HEARD

SIZES = [(1920, 1080), (1024, 768), (3840, 2160)]

FAULTS = """() => {
  const faults = [], [page, cut] = [document.documentElement, document.querySelector(".section")];
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) faults.push("page");
  for (const one of document.querySelectorAll(".seam-name > span, .seam-counts > *, .cut-legend li")) {
    const size = parseFloat(getComputedStyle(one).fontSize) / innerHeight * 100;
    if (size < 4) faults.push(`${size} ${one.innerText}`);
    const [own, outer] = [one, one.closest(".seam") ?? cut].map((each) => each.getBoundingClientRect());
    const out = [outer.left - own.left, outer.top - own.top, own.right - outer.right, own.bottom - outer.bottom];
    if (Math.max(...out) > 1) faults.push(`${out.map(Math.round)} ${one.innerText}`);
    if (one.scrollHeight > 1.5 * one.clientHeight) faults.push(`cut: ${one.innerText}`);
  }
  return faults;
}"""

BOXES = """() => {
  document.getAnimations().forEach((one) => one.finish());
  return Object.fromEntries([...document.querySelectorAll(".seam-notes rect[id]")].map((one) => {
    const { left, width } = one.getBoundingClientRect();
    return [one.id, Math.round(left + width / 2)];
  }));
}"""


def write(room: Room, count: int, gisement: str = "") -> None:
    writers = [room.writer() for _ in range(count // 3 + 1)]
    for n in range(count):
        one = HEARD[n % len(HEARD)]
        body = {
            "id": uuid.uuid4().hex,
            "gisement": gisement or one["gisement"],
            "kind": one["kind"],
            "text": one["text"],
        }
        assert writers[n % len(writers)].post("/notes", json=body).status_code == 201
    for writer in writers:
        writer.close()


def thickness(screen: Page, gisement: str) -> float:
    return float(screen.locator(f"#seam-{gisement}").get_attribute("height").rstrip("%"))  # type: ignore[union-attr]


def test_a_seam_thickens_with_its_notes_and_nothing_jumps(room: Room, people: People) -> None:
    room.go("gather")
    write(room, 6, "g1")
    screen = people.screen(room)
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("6")
    expect(screen.locator("#seam-g2 .seam-counts")).to_contain_text("Qui commence")
    thick, before = thickness(screen, "g1"), screen.evaluate(BOXES)
    write(room, 6, "g1")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("12")
    after = screen.evaluate(BOXES)
    assert (len(before), len(after)) == (6, 12)
    assert {one: after[one] for one in before} == before
    assert thickness(screen, "g1") > thick


def test_the_section_is_legible_and_whole_at_any_size(room: Room, people: People) -> None:
    room.go("gather")
    write(room, 60)
    screen = people.screen(room)
    expect(screen.locator(".cut-pressed")).to_have_text("Une forme, une note")
    screen.evaluate("document.fonts.ready")
    faults = {}
    for width, height in SIZES:
        screen.set_viewport_size({"width": width, "height": height})
        screen.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        screen.evaluate("() => document.getAnimations().forEach((one) => one.finish())")
        faults[width, height] = screen.evaluate(FAULTS)
    assert faults == {size: [] for size in SIZES}


def test_the_kinds_have_shapes_of_their_own_and_a_key_tells_the_figures(room: Room, people: People) -> None:
    room.go("gather")
    write(room, 3, "g1")
    screen = people.screen(room)
    expect(screen.locator(".cut-legend li use")).to_have_count(3)
    expect(screen.get_by_role("img", name="Coupe de la salle : 3 notes sur 7 gisements")).to_be_visible()
    screen.keyboard.press("t")
    expect(screen.locator(".chart-table tbody tr").first).to_have_text("Incivilités, espace public300300")
    expect(screen.locator(".cut")).to_be_hidden()
    screen.keyboard.press("t")
    expect(screen.locator(".cut")).to_be_visible()


def test_nothing_moves_for_who_wants_no_motion(server: Server, people: People) -> None:
    room = server.open_room()
    room.go("gather")
    screen = people.page(1920, 1080, reduced_motion="reduce")
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    expect(screen.locator("#cut-ask")).to_have_text("Votre première note ouvre une veine.")
    write(room, 4, "g1")
    expect(screen.locator("#seam-g1 .seam-counts b")).to_have_text("4")
    assert screen.evaluate("document.getAnimations().length") == 0
