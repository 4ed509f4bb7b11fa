"""Takes the whole gallery: `make gallery`. Every state, size, scheme and language; one page shows them, faults first."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Error, Page, sync_playwright

from tests.browser.gallery.looking import SETTLED, Looker, Scheme, axe, drawn_for, structure
from tests.browser.gallery.pages import STATES, STILL, VIEW, Size, State, slug
from tests.browser.gallery.rooms import Host
from tests.browser.house import FLAGS, ROOT, Server, chromium

GALLERY = ROOT / "test-results" / "gallery"
HERE = Path(__file__).parent
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TALLEST = 3000
"""What a picture shows of a long page, in px."""


@dataclass(frozen=True)
class Picture:
    state: State
    language: str
    size: Size
    scheme: Scheme
    faults: list[str]

    @property
    def file(self) -> str:
        width, height = self.size
        return f"{slug(self.state)}.{self.language}.{width}x{height}.{self.scheme}.jpg"


def main() -> None:
    wanted = sys.argv[1:]
    states = [state for state in STATES if not wanted or any(word in state.name for word in wanted)]
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data)).start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            pictures = list(taken(Looker(browser, Host(server)), states))
        finally:
            browser.close()
            server.kill(signal.SIGTERM)
    hang(pictures)
    faulty = [picture for picture in pictures if picture.faults]
    for picture in faulty:
        print(picture.file, *picture.faults, sep="\n  ")
    print(f"{len(pictures)} pictures, {len(faulty)} with faults: {GALLERY / 'index.html'}")
    sys.exit(bool(faulty))


def taken(looker: Looker, states: list[State]) -> Iterator[Picture]:
    """A state is reached once in each language; its page then changes size and colours in place."""
    for n, state in enumerate(states, 1):
        print(f"{n}/{len(states)} {state.name}", flush=True)
        for language in state.languages:
            try:
                with looker.reached(state, language, state.sizes[0]) as page:
                    for size, scheme in product(state.sizes, SCHEMES):
                        yield take(page, state, language, size, scheme)
            except Error as error:
                yield Picture(state, language, state.sizes[0], "light", [f"not reached: {error.message[:300]}"])


def take(page: Page, state: State, language: str, size: Size, scheme: Scheme) -> Picture:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if state.ready == VIEW and not STILL & set(state.acts):
        drawn_for(page, size)
    page.evaluate(SETTLED)
    picture = Picture(state, language, size, scheme, [*structure(page, state.surface, size), *axe(page)])
    high = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": size[0], "height": max(size[1], high)}
    page.screenshot(path=GALLERY / picture.file, type="jpeg", quality=70, full_page=True, clip=clip)  # type: ignore[arg-type]
    return picture


def hang(pictures: list[Picture]) -> None:
    """One static page, without a script: filters are radio buttons."""
    template = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template("gallery.html")
    ordered = sorted(pictures, key=lambda picture: not picture.faults)
    filters = {
        "surface": sorted({picture.state.surface for picture in pictures}),
        "scheme": list(SCHEMES),
        "language": sorted({picture.language for picture in pictures}),
    }
    (GALLERY / "index.html").write_text(template.render(pictures=ordered, filters=filters), "utf-8")


if __name__ == "__main__":
    main()
