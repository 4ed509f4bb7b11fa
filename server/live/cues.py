"""What the projector shows, and what comes before and after it: the next image of the stage, else the next stage."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import asdict, dataclass, replace
from typing import Literal

from server.live import section
from server.room import board
from server.room import wall as walls
from server.room.definition import Stage
from server.room.state import Room, Showing, ShownView

SCREENS: dict[str, str] = {
    "welcome": "lobby", "question": "question", "react": "challenges", "gather": "section", "sort": "wall", "vote": "ballot",
    "results": "ranking", "promises": "promises", "close": "close", "pause": "pause",
}  # fmt: skip
CHARTS = ("ranking", "map", "consensus")
"""Views of the last ballot revealed."""
THEMES_ON_A_SCREEN = 4
PROMISES_ON_A_SCREEN = 2
ROWS_ON_A_SCREEN = 10
CHALLENGES_ON_A_SCREEN = 3

Brings = Literal["", "opens", "closes", "reveals"]
"""What entering a stage does to the vote."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a tap brings: an image of this stage (`showing`), or another stage. `view` is what the projector will show."""

    view: str
    showing: Showing
    stage: Stage | None = None
    brings: Brings = ""
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Cues:
    """Around what shows now. `earlier` and `later` are the stages around this one, whatever images it has left."""

    before: Cue | None
    after: Cue | None
    earlier: Cue | None
    later: Cue | None


def by_itself(room: Room) -> str:
    """What the projector shows when nobody points it: the ballot of this stage, else what the stage calls for."""
    if asked := room.asked_here():
        return "ranking" if asked.revealed else "ballot"
    return SCREENS[room.stage.kind]


def shown_view(room: Room) -> str:
    """What the projector shows now: what the console pointed it at, else what it shows by itself."""
    return by_itself(room) if room.showing.view == "auto" else room.showing.view


def charts(room: Room) -> Iterator[ShownView]:
    """The views of a ballot revealed that say something in this room."""
    yield "ranking"
    if room.find_kind("resource") and room.find_kind("obstacle"):
        yield "map"
    if room.session.colleges:
        yield "consensus"


def behind(room: Room) -> Showing:
    """What a black screen hides, as far as it can still be shown."""
    showing = room.unveiled
    note = room.notes.get(showing.subject or "")
    gone = showing.view == "focus" and not (note and note.shown) and showing.subject not in room.themes
    return Showing(gisement=showing.gisement) if gone else showing


def as_asked(showing: Showing) -> dict[str, object]:
    """The values by which an image is asked for."""
    told = asdict(showing)
    return {name: value for name, value in told.items() if value}


def holding(room: Room) -> dict[str, object]:
    """The values by which what shows now is held as it looks, or let go."""
    return as_asked(replace(room.showing, held=not room.showing.held))


def cues(room: Room) -> Cues:
    earlier, later = stages_around(room)
    images = list(_images(room))
    now = _named(room, behind(room) if room.showing.view == "blank" else room.showing)
    place = next((n for n, one in enumerate(images) if _named(room, one.showing) == now), None)
    if place is None:
        return Cues(images[0], images[0], earlier, later)
    before = images[place - 1] if place else earlier
    after = images[place + 1] if place + 1 < len(images) else later
    return Cues(before, after, earlier, later)


def _images(room: Room) -> Iterator[Cue]:
    """What the projector may show in this stage, in the order in which one tells it."""
    view, gisement = by_itself(room), room.showing.gisement
    if view == "wall":
        fed = [one.id for one in room.session.gisements if next(room.notes_on(one.id), None)]
        for one in fed or [_wall_of(room, room.showing)]:
            yield from _pages(Showing("wall", one), "wall", _wall_pages(room, one))
    elif view == "ranking":
        yield Cue(view, Showing(gisement=gisement))
        yield from (Cue(chart, Showing(chart, gisement)) for chart in charts(room) if chart != "ranking")
    else:
        count = {
            "section": section.pages(room), "promises": pages(room.promises, PROMISES_ON_A_SCREEN),
            "challenges": pages(room.session.challenges, CHALLENGES_ON_A_SCREEN),
        }  # fmt: skip
        yield from _pages(Showing(gisement=gisement), view, count.get(view, 1))


def pages(things: Sized, most: int) -> int:
    """How many pages show them, so many a page; none is a page too."""
    return max(1, -(-len(things) // most))


def _pages(showing: Showing, view: str, count: int) -> Iterator[Cue]:
    for page in range(count):
        yield Cue(view, Showing(showing.view, showing.gisement, None, page), pages=count)


def _wall_pages(room: Room, gisement: str) -> int:
    found = room.find_gisement(gisement)
    return pages(walls.wall(room, found).themes, THEMES_ON_A_SCREEN) if found else 1


def _wall_of(room: Room, showing: Showing) -> str:
    return (room.find_gisement(showing.gisement) or room.session.gisements[0]).id


def _named(room: Room, showing: Showing) -> tuple[str, str, int]:
    """An image, however it was asked for: the wall of a stage that sorts is that wall by its own name."""
    view = by_itself(room) if showing.view == "auto" else showing.view
    return view, _wall_of(room, showing) if view == "wall" else "", showing.page


def stages_around(room: Room) -> tuple[Cue | None, Cue | None]:
    """The stage before this one and the one after."""
    plan = board.plan(room)
    earlier, later = (_entering(room, stage) if stage else None for stage in (plan.before, plan.after))
    return earlier, later


def _entering(room: Room, stage: Stage) -> Cue:
    return Cue(SCREENS[stage.kind], Showing(gisement=room.showing.gisement), stage, _brings(room, stage))


def _brings(room: Room, stage: Stage) -> Brings:
    if stage.kind == "vote":
        return "opens"
    if stage.kind == "results":
        return "reveals" if any(not ballot.revealed and not ballot.lasting for ballot in room.ballots.values()) else ""
    ballot = room.open_ballot()
    return "closes" if ballot and ballot.plan and stage.kind != "pause" else ""
