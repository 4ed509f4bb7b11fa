"""No page of the gallery has a fault that a program can measure, in whatever state, language, colours and size."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.gallery.looking import Looker, Scheme, axe, structure
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
            found += [f"{state.name} {language} {size} {scheme}: {fault}" for fault in faults]
    assert found == []


def test_pairs_meet_in_few_rows() -> None:
    rows = pairs(["a", "b"], ["c", "d"], ["e", "f"])
    met = {(x, y) for row in rows for x in row for y in row if x < y}
    assert (len(rows), len(met)) == (4, 12)
