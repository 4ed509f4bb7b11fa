"""What drawing a page's pushed regions costs the event loop: each surface, on a gisement of 60, 250 and 800 notes."""

import time
from collections import Counter
from statistics import median

from server.live.fragment import Audience, Outlook, View
from server.live.views import fragments
from server.room.grouping import GroupNote
from server.room.people import MACHINE
from server.room.stages import PointScreen
from server.room.state import Room, Showing
from tests.hubs import HERE, PAGES
from tests.rooms import HEARD, name, new_id, opened, people, play, post

CODE = "ABC234"
SIZES = (60, 250, 800)
TIMES = 9
SURFACES: dict[View, str] = {"phone": "téléphone", "screen": "projecteur", "console": "console"}


def main() -> None:
    for size in SIZES:
        room = _room(size)
        drawn = [
            f"{label} {median(_draw(room, view) for _ in range(TIMES)):.1f} ms" for view, label in SURFACES.items()
        ]
        print(f"  {size} notes sur un gisement : {', '.join(drawn)}")


def _room(size: int) -> Room:
    """As many notes in themes of about fifteen, the projector on their wall."""
    room = opened(stage="gather")
    authors = people(40)
    themes = max(4, size // 15)
    for n in range(size):
        note = post(room, f"{HEARD[n % len(HEARD)]['text']} ({n})", by=authors[n % len(authors)])
        play(room, GroupNote(new_id(), note, f"t{n % themes}", None, 0.6, (), ("mot",), room.seq, "fr"), MACHINE)
    for n in range(themes):
        name(room, f"t{n}", f"Thème {n}")
    play(room, PointScreen(new_id(), Showing("wall", "g1")))
    return room


def _draw(room: Room, view: View) -> float:
    """Milliseconds to draw all that a page of this surface is sent at once."""
    audience, outlook = Audience(CODE, view, focus="g1" if view == "console" else None), Outlook(Counter(), HERE, PAGES)
    start = time.perf_counter()
    for fragment in fragments(room, audience):
        fragment.render(room, audience, outlook)
    return 1000 * (time.perf_counter() - start)
