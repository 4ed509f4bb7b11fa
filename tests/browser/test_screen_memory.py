"""A projector stays open all day: what it is pushed replaces what it showed, and nothing piles up."""

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.house import READY, People, Room
from tests.browser.test_section import write

FEW, MANY = 200, 2_000
SPARE = {"Nodes": 400, "JSEventListeners": 20, "JSHeapUsedSize": 1_500_000}
"""What may be there more than after the first pushes, for what waits to be collected."""

KEEP = """() => {
  window.images = [];
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      window.live = this;
      this.addEventListener("message", ({ data }) => data.includes("view-section") && window.images.push(data));
    }
  };
}"""
"""What the server pushes is kept, to be pushed again faster than a room does."""

PUSH = """async (count) => {
  const images = window.images.slice(0, 6);
  for (let n = 0; n < count; n++) {
    const pushed = new Promise((done) => document.addEventListener("filon:pushed", done, { once: true }));
    window.live.dispatchEvent(new MessageEvent("message", { data: images[n % images.length] }));
    await pushed;
  }
  window.images.length = 6;
  return new Set(images).size;
}"""


def test_two_thousand_pushes_leave_no_more_behind_than_two_hundred(room: Room, people: People) -> None:
    room.go("gather")
    screen = people.page(1920, 1080)
    screen.add_init_script(f"({KEEP})()")
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    screen.wait_for_selector(f"{READY}.idle")
    for count in range(1, 8):
        write(room, 1)
        told = f"Coupe de la salle : {count} note{'s' * (count > 1)} sur 7 gisements"
        expect(screen.get_by_role("img", name=told)).to_be_visible()
    few, many = after(screen, FEW), after(screen, MANY - FEW)
    grown = {name: many[name] - few[name] for name, spare in SPARE.items() if many[name] > few[name] + spare}
    assert grown == {}


def after(screen: Page, pushes: int) -> dict[str, float]:
    """What the page holds after so many pushes more, each of another image."""
    assert screen.evaluate(PUSH, pushes) == 6
    tools: CDPSession = screen.context.new_cdp_session(screen)
    tools.send("Performance.enable")
    tools.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    tools.detach()
    return found
