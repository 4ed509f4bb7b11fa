"""The reveal: a moment that every surface shares, and the charts that follow it on the projector."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room

WATCH = """
  window.appeared = [];
  window.planned = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    if (this.matches("[data-reveal] :is(g, li)[data-after]"))
      window.planned.push([Number(this.dataset.after), performance.now() + options.delay]);
    return animate.call(this, frames, options);
  };
  const shown = (row) => Number(getComputedStyle(row).opacity) > 0.02;
  const look = () => {
    const rows = [...document.querySelectorAll("[data-reveal] :is(g, li)[data-after]")];
    const fresh = rows.filter((row) => shown(row) && !window.appeared.includes(row));
    window.appeared.push(...fresh.sort((one, other) => one.dataset.after - other.dataset.after));
    const all = document.querySelectorAll("[data-reveal] :is(g, li)[data-after]").length;
    document.documentElement.dataset.appeared = `${window.appeared.length} of ${all}`;
    requestAnimationFrame(look);
  };
  addEventListener("DOMContentLoaded", look);
"""
"""Notes the rows of a ranking in the order in which the page shows them (several in a frame, on a slow machine, by their moments),
and when it planned to show each."""
MOMENTS = "window.appeared.map((row) => Number(row.dataset.after))"


def vote(phone: Page, **dots: int) -> None:
    phone.wait_for_selector(".ballot")
    for option, count in dots.items():
        for _ in range(count):
            phone.locator(f"#option-gisements-{option} [data-dot='1']").click()


def surfaces(room: Room, people: People, **options: Any) -> tuple[Page, Page, Page, Page]:
    """Two phones that have voted, a projector, a console; each notes what it shows, and when."""
    pages = [people.page(*size, **options) for size in ((360, 740), (390, 844), (1920, 1080), (1440, 900))]
    for page in pages:
        page.add_init_script(WATCH)
    one, two, screen, console = pages
    for phone in (one, two):
        phone.goto(room.url)
        phone.wait_for_selector(READY)
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    console.goto(f"{room.url}/console#{room.links['facilitator_key']}")
    room.go("vote")
    vote(one, g6=2, g1=1)
    vote(two, g6=1, g4=2)
    expect(screen.locator(".ballot-part b")).to_contain_text("100")
    expect(console.locator(".ballot-card")).to_contain_text("6 points placés")
    return one, two, screen, console


def wait_for_the_end(page: Page) -> list[int]:
    expect(page.locator("html")).to_have_attribute("data-appeared", re.compile(r"^([1-9]\d*) of \1$"))
    return list(page.evaluate(MOMENTS))


def test_totals_appear_on_every_surface_from_the_last_step_to_the_first(room: Room, people: People) -> None:
    pages = surfaces(room, people)
    assert [page.locator("[data-reveal]").count() for page in pages] == [0, 0, 0, 0]
    assert [page.evaluate(MOMENTS) for page in pages] == [[], [], [], []]
    room.go("results")
    moments = [wait_for_the_end(page) for page in pages]
    assert all(told == sorted(told) for told in moments)
    assert moments[0] == moments[1] == moments[2] == moments[3]
    for page in pages:
        planned = sorted(page.evaluate("window.planned"))
        assert {after for after, _ in planned} == set(moments[0])
        assert [at for _, at in planned] == sorted(at for _, at in planned)
    one, two, screen, console = pages
    expect(one.locator("#r-gisements-g6 .mine-dots")).to_have_text("2 points à vous")
    expect(two.locator("#r-gisements-g6 .mine-dots")).to_have_text("1 point à vous")
    assert "à vous" not in screen.locator("body").inner_text() + console.locator("#console-ballots").inner_text()
    for page in pages:
        expect(page.locator("#told")).to_contain_text("Résultats révélés.")


def test_a_swap_in_the_middle_does_not_start_it_again(room: Room, people: People) -> None:
    _, _, screen, _ = surfaces(room, people)
    room.go("results")
    expect(screen.locator("html")).to_have_attribute("data-appeared", re.compile("^[1-9] of [2-9]"))
    people.phone(room)  # one page more: presence draws the projector anew
    expect(screen.locator(".bar-count")).to_contain_text("3")
    told = wait_for_the_end(screen)
    assert told == sorted(set(told))
    screen.reload()
    screen.wait_for_selector("[data-reveal]")
    assert screen.evaluate("document.querySelector('[data-reveal]').getAnimations({ subtree: true }).length") == 0
    assert screen.locator("#told").inner_text() == ""


def test_people_who_want_no_motion_see_it_whole(room: Room, people: People) -> None:
    pages = surfaces(room, people, reduced_motion="reduce")
    room.go("results")
    for page in pages:
        page.wait_for_selector("[data-reveal]")
        assert page.evaluate("document.getAnimations().length") == 0
        assert len(wait_for_the_end(page)) > 0
        expect(page.locator("#told")).to_contain_text("Résultats révélés.")


def test_the_figures_of_each_chart_are_one_key_away(room: Room, people: People) -> None:
    *_, screen, console = surfaces(room, people)
    room.go("results")
    figures = screen.locator(".charted table")
    drawing = screen.locator(".charted > .chart")
    expect(drawing).to_be_visible()
    screen.keyboard.press("t")
    expect(drawing).to_be_hidden()
    expect(figures).to_be_in_viewport()
    expect(figures.locator("tbody tr")).to_have_count(7)
    assert figures.locator("tbody tr").last.bounding_box()["y"] < 1080  # type: ignore[index]
    screen.mouse.move(9, 9)
    screen.click("#tables")
    expect(drawing).to_be_visible()
    console.locator(".showing .chip", has_text="Carte").click()
    expect(screen.locator(".view-map")).to_be_visible()
    console.locator(".showing .chip", has_text="Collèges").click()
    expect(screen.locator(".view-consensus")).to_contain_text("Pas de vue par collège")
    console.locator(".showing .chip", has_text="Classement").click()
    expect(screen.locator(".view-ranking .step").first).to_be_visible()


def test_why_an_option_stands_there_stays_unfolded_on_the_console(room: Room, people: People) -> None:
    one, _, _, console = surfaces(room, people)
    room.go("results")
    why = console.locator(".mini-ranking details").first
    why.locator("summary").click()
    expect(why.locator("p").first).to_contain_text("points")
    people.phone(room)
    expect(console.locator(".facts")).to_contain_text("3")
    expect(why).to_have_attribute("open", "")
    one.locator("#r-gisements-g6 details summary").click()
    expect(one.locator("#r-gisements-g6 details p").first).to_contain_text("points")
