"""The projector is read from six times its height, whatever its shape: 16:9, 4:3, or a phone that shows it."""

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tests.browser.gallery.looking import SETTLED, drawn_for, structure
from tests.browser.gallery.rooms import Host, long
from tests.browser.house import READY, People, Room, Server

SHAPES = [(1920, 1080), (1024, 768), (844, 390), (390, 844)]
VIEWS = ("lobby", "section", "overview", "wall", "focus note", "focus theme", "blank")
CHARTS = ("ranking", "map", "consensus")
KEYS = {"q": "#join", "?": "#help", "r": "#replay"}


def images(host: Host, room: Room) -> Iterator[str]:
    """A day whose texts are all as long as they may be, and each image of it once it shows."""
    room.go("react")
    host.reword(room, 3)
    yield "challenges"
    room.go("gather")
    host.write_long(room, 50)
    host.themes(room, 5, 60)
    for view in VIEWS:
        host.show(room, view)
        yield view.partition(" ")[0]
    room.lead("screen", view="auto")
    yield from ("section", "section, q", "section, ?", "section, r", "section, t", "section, f")
    room.go("sort")
    yield "wall"
    room.go("vote")
    host.vote(room, 20)
    yield "ballot"
    room.go("results")
    for view in CHARTS:
        room.lead("screen", view=view)
        yield from (view, f"{view}, t")
    host.promise(room, 3, 280)
    room.go("promises")
    yield "promises"
    room.go("close")
    yield "close"
    host.pause(room)
    yield "pause"
    host.ask(room, 4)
    yield "question"
    host.question(room, tuple(f"{n}. {long(136)}" for n in range(12)))
    yield "ballot"


def test_every_image_is_whole_and_its_text_large_in_every_shape(
    browser: Browser, server: Server, people: People
) -> None:
    host = Host(server)
    room = host.long_room()
    screens = [opened(people, room, size) for size in SHAPES]
    found: list[str] = []
    for image in images(host, room):
        view, _, key = image.partition(", ")
        for screen, size in zip(screens, SHAPES, strict=True):
            screen.wait_for_selector(f".view-{view}")
            drawn_for(screen, size)
            if key:
                screen.keyboard.press(key)
                screen.wait_for_selector(KEYS.get(key, ".view"))
            screen.evaluate(SETTLED)
            faults = structure(screen, "screen", size)
            found += [f"{image} {size}: {fault}" for fault in faults if not (key == "t" and small(fault, size))]
            if key == "q":
                box = screen.locator("#join .qr").bounding_box()
                assert box is not None
                assert box["width"] > 0.5 * min(size)
            if key:
                screen.keyboard.press(key)
    assert found == []


def small(fault: str, size: tuple[int, int]) -> bool:
    """On a screen held upright a table has letters of 3.3 hundredths, so that all its columns show."""
    return fault.startswith("small text") and size == SHAPES[-1] and float(fault.split()[-2]) >= 0.033 * size[0]


def opened(people: People, room: Room, size: tuple[int, int]) -> Page:
    screen = people.page(*size, reduced_motion="reduce")
    screen.goto(f"{room.url}/screen#{room.links['screen_key']}")
    screen.wait_for_selector(f"{READY}.idle")
    return screen
