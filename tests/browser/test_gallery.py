"""No page of the gallery has a fault that a program can measure, in whatever state, language, colours and size."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gallery.looking import SETTLED, Looker, Scheme, axe, reflow, structure
from tests.browser.gallery.pages import SIZES, STATES, Size, State
from tests.browser.gallery.pairs import pairs
from tests.browser.gallery.rooms import Host
from tests.browser.house import Server


def looks() -> Iterator[tuple[State, str, Size, Scheme]]:
    """Every state once. Among the states of a surface, each size meets each scheme and each language, pairwise."""
    for surface, sizes in SIZES.items():
        states = [state for state in STATES if state.surface == surface]
        rows = pairs(sizes, ["light", "dark"], [0, 1])
        for n, state in enumerate(states):
            size, scheme, place = rows[n % len(rows)]
            yield state, state.languages[place % len(state.languages)], size, scheme


REFLOWING = ("phone", "lead", "around")
"""A projector has its own shape, and paper its own size."""


@pytest.fixture(scope="module")
def looker(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looker]:
    server = Server(tmp_path_factory.mktemp("gallery")).start()
    yield Looker(browser, Host(server))
    server.kill()


@pytest.mark.parametrize("surface", SIZES)
def test_no_page_has_a_fault_in_any_state(looker: Looker, surface: str) -> None:
    found: list[str] = []
    for state, language, size, scheme in looks():
        if state.surface == surface:
            with looker.reached(state, language, size, scheme) as page:
                faults = [*structure(page, surface, size), *axe(page)]
                faults += reflow(page) if surface in REFLOWING else []
            found += [f"{state.name} {language} {size} {scheme}: {fault}" for fault in faults]
    assert found == []


def test_pairs_meet_in_few_rows() -> None:
    rows = pairs(["a", "b"], ["c", "d"], ["e", "f"])
    met = {(x, y) for row in rows for x in row for y in row if x < y}
    assert (len(rows), len(met)) == (4, 12)


LONGEST = [state for state in STATES if state.surface in REFLOWING and not state.acts]
LONGEST = [state for state in LONGEST if state.room.endswith("-full") or state.surface == "around"]
NARROW = (320, 640)


def test_where_texts_are_longest_nothing_is_lost(looker: Looker) -> None:
    """Narrow, in forced colours, with letters twice as large (WCAG 1.4.4, 1.4.10): one visit of each page."""
    found: list[str] = []
    for state in LONGEST:
        with looker.reached(state, "fr", NARROW) as page:
            faults = [*whole(page, state), *in_forced_colours(page, state), *in_large_letters(page, state)]
        found += [f"{state.name} {fault}" for fault in faults]
    assert found == []


def whole(page: Page, state: State, what: str = "narrow") -> list[str]:
    width = page.viewport_size["width"] if page.viewport_size else 0
    found = structure(page, state.surface, (width, 640))
    return [f"{what}: {fault}" for fault in found if fault.startswith(("sideways", "cut", "out of", "over"))]


def in_forced_colours(page: Page, state: State) -> list[str]:
    """And without motion."""
    width, height = state.sizes[0]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.evaluate(SETTLED)
    moving = page.evaluate("document.getAnimations().length")
    found = structure(page, state.surface, state.sizes[0]) + [f"{moving} animations"] * bool(moving)
    page.emulate_media(forced_colors="none")
    return [f"forced colours: {fault}" for fault in found]


def in_large_letters(page: Page, state: State) -> list[str]:
    """A console of twice as large letters only has to need no scrolling to the side, which every state is asked above: its
    columns follow the size of letters that the browser was set to, not this one."""
    if state.name.startswith("console"):
        return []
    found = []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(SETTLED)
        found += whole(page, state, f"200 %, {width}")
    return found
