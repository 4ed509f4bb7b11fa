"""Hands that have only a keyboard: they say what stands in their way."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

SEEN = """() => {
  const one = document.activeElement;
  const label = one.closest("label") ?? one.labels?.[0];
  const shown = one.checkVisibility({ opacityProperty: true }) || !label ? one : label;
  const [box] = shown.getClientRects(); // of a link on two lines, the first
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const at = (part) => document.elementFromPoint((left + right) / 2, top + (bottom - top) * part);
  const over = [0.1, 0.3, 0.5, 0.7, 0.9].map(at).filter((it) => it && (shown.contains(it) || it.contains(shown)));
  const ring = (it) => getComputedStyle(it).outlineStyle !== "none" && parseFloat(getComputedStyle(it).outlineWidth) >= 2;
  const wrong = [
    [one === document.body, "nowhere"], [right <= left || bottom <= top, "out of the page"],
    [![one, label, one.nextElementSibling].some((it) => it && ring(it)), "without a ring"], [over.length < 3, "covered"],
  ].find(([is]) => is)?.[1];
  const stop = window.stops?.set(one, window.stops.get(one) ?? window.stops.size).get(one);
  return { stop, name: `${one.localName}#${one.id} « ${(one.ariaLabel ?? one.innerText ?? "").trim().slice(0, 40)} »`, wrong };
}"""
"""What has the focus, and why it can't be seen: it needs a ring, and most of its height under nothing (WCAG 2.4.7, 2.4.11)."""

START = """(end) => {
  window.stops = new Map();
  const start = Object.assign(document.createElement("i"), { tabIndex: -1 });
  document.body[end](start);
  start.focus();
  dispatchEvent(new PointerEvent("pointerdown"));
  start.remove();
}"""
MISSED = """() => {
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]");
  const usable = (one) => one.tabIndex >= 0 && !one.disabled && (one.type !== "radio" || one.checked);
  const there = (one) => !one.closest("[inert], [role=status]"); // what is told for a moment comes and goes
  const seen = [...all].filter((one) => usable(one) && there(one) && one.checkVisibility({ visibilityProperty: true }));
  return seen.filter((one) => !window.stops.has(one)).map((one) => one.outerHTML.slice(0, 100));
}"""


@dataclass
class Keys:
    page: Page

    def look(self) -> dict[str, Any]:
        self.page.wait_for_load_state()  # before its sheets of style have come, a page has the browser's own rings
        found: dict[str, Any] = self.page.evaluate(SEEN)
        assert not found["wrong"], f"{found['name']}: {found['wrong']}"
        return found

    def press(self, *keys: str) -> None:
        """Each key leaves the focus somewhere that can be seen."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
            self.look()

    def to(self, wanted: Locator, key: str = "Tab") -> None:
        """Goes there as people do, one stop after the other."""
        expect(wanted).to_be_visible()
        for _ in range(150):
            if wanted.evaluate("(one) => one === document.activeElement"):
                return
            self.page.keyboard.press(key)
            if not self.page.evaluate("document.activeElement === document.body"):
                self.look()
        raise AssertionError(f"{wanted} is not reached by {key}")

    def walk(self, key: str = "Tab") -> None:
        """From one end of the page to the other: everything that can be used is met, once, and nothing holds back."""
        self.page.evaluate(START, "prepend" if key == "Tab" else "append")
        last = -1
        for _ in range(300):
            self.page.keyboard.press(key)
            if self.page.evaluate("document.activeElement === document.body"):
                break
            stop = self.look()["stop"]
            if stop == 0 and last > 0:
                break
            assert stop == last + 1, f"the focus came back to stop {stop} after {last}"
            last = stop
        else:
            raise AssertionError("the page has no end")
        missed = self.page.evaluate(MISSED)
        assert not missed, missed
