"""Looking at a page of the catalogue: reached, settled, and what is wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from server import charts
from tests.browser.gallery.pages import VIEW, Size, State
from tests.browser.gallery.rooms import Host
from tests.browser.house import Room
from tests.waiting import PATIENCE

Scheme = Literal["light", "dark"]
AXE = Axe().axe_script
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
STRUCTURE = Path(__file__).with_name("structure.js").read_text("utf-8")
TARGETS = {"phone": 44}
"""The least side of what is touched, in px: 44 under a thumb; elsewhere 24 (WCAG 2.2, 2.5.8)."""
LEAST = {"paper": 8 * 4 / 3}
"""The least text, in px: 0.8 rem (docs/design-language.md), 8 points on paper; on a projector, 4 hundredths of the shorter side."""

ANOTHER_STAGE = """() => {
  localStorage.setItem(`filon:${document.body.dataset.code}:stage`, '"another"');
  document.dispatchEvent(new CustomEvent("filon:pushed"));
}"""
SETTLED = """async () => {
  const whole = new CSSStyleSheet();
  whole.replaceSync("* { content-visibility: visible !important; }"); // what is far down the page is in the picture too
  document.adoptedStyleSheets = [whole];
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const one of document.getAnimations()) one.finish();
}"""


def drawn_for(page: Page, size: Size) -> None:
    """Once the projector's charts are drawn for its shape, which it tells when it opens or changes."""
    page.wait_for_selector(f".view[data-wide='{charts.fitting(round(100 * size[0] / min(size)))}']")


def axe(page: Page) -> list[str]:
    """What axe finds, measured from the top of the page, once nothing moves."""
    page.wait_for_function(
        "document.getAnimations().length === 0"
    )  # axe measures the colours of what is still fading in
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # a target half under a sticky head is not a small one
    page.evaluate(AXE)
    found = page.evaluate("async (rules) => (await axe.run(rules)).violations", RULES)
    return [
        f"{fault['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for fault in found
        for node in fault["nodes"]
    ]


def structure(page: Page, surface: str, size: Size) -> list[str]:
    """What overflows, overlaps, is cut, too small to read or to touch."""
    least = 0.04 * min(size) if surface == "screen" else LEAST.get(surface, 12.8)
    rules = {"width": size[0], "least": least, "fixed": surface == "screen", "target": TARGETS.get(surface, 24)}
    return [str(fault) for fault in page.evaluate(STRUCTURE, rules)]


NARROW = ((320, "100%"), (390, "200%"))
"""A window and its letters, in which a page is never scrolled to the side (WCAG 1.4.10, 1.4.4)."""


def reflow(page: Page) -> list[str]:
    """What a narrow window and letters twice as large push out of the page. The page is left so."""
    found = []
    for width, letters in NARROW:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
        page.evaluate(SETTLED)
        wide = int(page.evaluate("document.documentElement.scrollWidth"))
        found += [f"sideways scroll: {wide} in {width}, letters at {letters}"] * (wide > width + 1)
    return found


NOWHERE = "/healthz"
"""Where a page waits for the next state: of the same site, so that its process stays, with what it has compiled."""


@dataclass
class Looker:
    """Opens pages of the catalogue. Who comes back keeps a browser and its one page, strangers never had one."""

    browser: Browser
    host: Host
    kept: dict[tuple[str, str, bool], BrowserContext] = field(default_factory=dict)

    @contextmanager
    def reached(self, state: State, language: str, size: Size, scheme: Scheme = "light") -> Iterator[Page]:
        """The page in that state, for who looks at it."""
        room = self.host.room(state.room)
        if state.showing:
            self.host.show(room, state.showing)
        context = self._context(state, language)
        page = context.pages[0] if context.pages else context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce", forced_colors="none")
        page.goto(room.server.url + self._path(state, room))
        page.wait_for_selector(state.ready)
        if page.locator("#live").count():
            page.wait_for_selector("body[data-link=on]")
        if state.ready == VIEW:
            drawn_for(page, size)
        for act in state.acts:
            self._act(page, *act.split(" ", 1))
        page.evaluate(SETTLED)
        yield page
        context.set_offline(False)
        page.goto(room.server.url + NOWHERE)
        if state.who == "stranger":
            context.close()
        if state.showing:
            room.lead("screen", view="auto")

    def _context(self, state: State, language: str) -> BrowserContext:
        key = (state.who, language, state.surface == "phone")
        if key in self.kept:
            return self.kept[key]
        context = self.browser.new_context(locale=language, is_mobile=key[2], has_touch=key[2])
        context.set_default_timeout(1000 * PATIENCE)
        if state.who != "stranger":
            context.add_cookies([{"name": "filon", "value": self.host.cookie(state.who), "url": self.host.server.url}])
            self.kept[key] = context
        return context

    def _path(self, state: State, room: Room) -> str:
        promise = self.host.first_promise(room) if "{promise}" in state.path else ""
        return state.path.format(code=room.code, promise=promise)

    def _act(self, page: Page, verb: str, what: str = "") -> None:
        if verb == "press":
            page.keyboard.press(what)
        elif verb == "click":
            page.locator(what).first.click()
        elif verb == "see":
            page.locator(what).first.wait_for()
        elif verb == "offline":
            page.context.set_offline(True)
            page.wait_for_selector("body[data-link=off]")
        elif verb == "another":  # this phone was last told of another stage
            page.evaluate(ANOTHER_STAGE)
        elif verb == "fill":
            selector, text = what.rsplit("] ", 1) if "] " in what else what.split(" ", 1)
            page.fill(selector + ("]" if "] " in what else ""), text)
        elif verb == "recover":
            page.fill(".recover [name=code]", self.host.room("lobby").links["recovery_code"])
            page.click(".recover .button")
