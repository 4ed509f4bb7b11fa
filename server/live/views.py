"""Which fragments each audience has, what makes them dirty, and how they are rendered.

A fragment is a whole state, keyed by its element id, never a delta and never personal: the same bytes go to a whole audience.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from server.config import ROOT
from server.html import Pages
from server.room import board
from server.room.ballots import ON_GISEMENTS, sheet_now
from server.room.definition import Stage
from server.room.state import Room

View = Literal["phone", "screen", "console"]
NEWEST_ON_A_PHONE = 20
THEMES_ON_A_SCREEN = 6
ROOM_FOR_NOTES = 11_000
"""Bytes of a fragment that notes may fill: a fragment stays under 16 KB whatever people write."""
NOTE_FRAME = {"phone": 230, "console": 380}
"""Bytes of markup around each note."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is sent the same bytes: a view of a room, on a table (phones), in a language.

    `focus` is the gisement a console works on; `page` the page of its notes.
    """

    code: str
    view: View
    table: int | None = None
    focus: str | None = None
    page: int = 0
    lang: str = "fr"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a fragment may show beside the room: who is connected, and the addresses of the room."""

    presence: Counter[str]
    join_url: str
    pages: Pages


@dataclass(frozen=True, slots=True)
class Fragment:
    """A region of a page. It is rendered again when an entry changes one of its `topics` (a prefix ending in `:` or whole)."""

    id: str
    topics: tuple[str, ...]
    render: Callable[[Room, Audience, Outlook], str]
    ephemeral: bool = False

    def concerned(self, changed: Iterable[str]) -> bool:
        return any(
            topic == "everything" or topic in self.topics or f"{topic.partition(':')[0]}:*" in self.topics
            for topic in changed
        )


def fragments(room: Room, audience: Audience) -> list[Fragment]:
    """The fragments of an audience, in the order of its page."""
    if audience.view == "screen":
        return SCREEN
    if audience.view == "phone":
        return [
            PHONE_NOW,
            *(_feed(gisement.id) for gisement in room.session.gisements),
            PHONE_REACTIONS,
            PHONE_PROMISES,
        ]
    wall = (f"notes:{audience.focus}", f"themes:{audience.focus}", "session", "ballot", "showing")
    mine = [CONSOLE_HERE] if audience.table else CONSOLE
    return [*mine, Fragment("console-wall", wall, _console_wall)]


def _show(template: str, room: Room, audience: Audience, outlook: Outlook, **values: Any) -> str:
    return outlook.pages.render(
        template, room=room, session=room.session, stage=room.stage, plan=board.plan(room), code=audience.code,
        audience=audience, presence=outlook.presence, join_url=outlook.join_url, **values,
    )  # fmt: skip


def _now(room: Room, audience: Audience, outlook: Outlook) -> str:
    gisement = room.find_gisement(room.table_gisement(audience.table)) if audience.table else None
    return _show("phone/_now.html", room, audience, outlook, gisement=gisement)


def _feed(gisement_id: str) -> Fragment:
    def render(room: Room, audience: Audience, outlook: Outlook) -> str:
        gisement = room.find_gisement(gisement_id)
        if gisement is None:
            return ""
        wall = board.wall(room, gisement)
        newest = sorted(room.notes_on(gisement_id), key=lambda note: -note.seq)[:NEWEST_ON_A_PHONE]
        newest = next(board.sheets(newest, ROOM_FOR_NOTES, NOTE_FRAME["phone"]), [])
        return _show("phone/_feed.html", room, audience, outlook, gisement=gisement, wall=wall, newest=newest)

    return Fragment(f"feed-{gisement_id}", (f"notes:{gisement_id}", f"themes:{gisement_id}", "session"), render)


def _reactions(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _show("phone/_reactions.html", room, audience, outlook, challenges=board.challenges(room))


def _promises(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _show("phone/_promises.html", room, audience, outlook)


SCREENS: dict[str, str] = {
    "welcome": "lobby", "question": "question", "react": "challenges", "gather": "overview", "sort": "wall", "vote": "ballot",
    "results": "ranking", "promises": "promises", "close": "close", "pause": "pause",
}  # fmt: skip


def shown_view(room: Room) -> str:
    """What the projector shows now: what the console pointed it at, else what the stage calls for."""
    view = room.showing.view
    return SCREENS[room.stage.kind] if view == "auto" else view


def _screen_main(room: Room, audience: Audience, outlook: Outlook) -> str:
    values = screen_values(room, shown_view(room))
    return _show("screen/_main.html", room, audience, outlook, **values)


def screen_values(room: Room, view: str) -> dict[str, Any]:
    """What a projector view needs, by name; only what it needs is computed."""
    values: dict[str, Any] = {"view": view, "showing": room.showing}
    if view == "overview":
        values["rows"] = board.overview(room)
    if view in ("lobby", "close"):
        values["people"] = board.participants(room)
    if view == "close":
        values["notes"] = board.note_count(room)
    if view == "wall":
        gisement = room.find_gisement(room.showing.gisement) or room.session.gisements[0]
        values["wall"] = board.wall(room, gisement)
        values["per_page"] = THEMES_ON_A_SCREEN
    if view in ("ballot", "ranking"):
        ballot = room.open_ballot() if view == "ballot" else None
        ballot = ballot or room.latest_ballot()
        values["ballot"] = board.ballot_view(ballot) if ballot else None
        values["people"] = board.participants(room)
    if view == "challenges":
        values["challenges"] = board.challenges(room)
    if view in ("question", "close"):
        values["answers"] = board.answers(room, room.stage)
    if view == "focus":
        subject = room.showing.subject or ""
        theme = room.themes.get(subject)
        values |= {"note": room.notes.get(subject), "theme": theme, "members": room.members(theme) if theme else []}
    return values


def _screen_bar(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _show("screen/_bar.html", room, audience, outlook, people=board.participants(room))


ACTS: dict[str, str] = {
    "note_hidden": "note masquée", "note_restored": "note rétablie", "note_moved": "note déplacée",
    "theme_renamed": "thème renommé", "theme_pinned": "thème épinglé", "themes_merged": "thèmes réunis",
    "stage_entered": "changement d'étape",
    "order_changed": "déroulé modifié", "gisement_set": "gisement modifié", "tables_rotated": "rotation des tables",
    "ballot_opened": "vote ouvert", "ballot_closed": "vote clos", "ballot_reopened": "vote rouvert",
}  # fmt: skip
"""The last act in words, on the button that takes it back."""


def _console_now(room: Room, audience: Audience, outlook: Outlook) -> str:
    following, act = board.plan(room).after, room.last_act()
    undoable = act if act and act.inverse is not None else None
    preview = SCREENS[following.kind] if following else None
    return _show(
        "console/_now.html", room, audience, outlook, shown=shown_view(room), preview=preview, last_act=undoable,
        act_names=ACTS, next_ballot=_next_ballot(room, following),
    )  # fmt: skip


def _next_ballot(room: Room, following: Stage | None) -> tuple[int, int] | None:
    """How many options and dots the next stage's ballot would have, if it opened now."""
    if following is None or following.kind != "vote":
        return None
    options, budget = sheet_now(room, room.session.ballot(following.ballot) or ON_GISEMENTS)
    return len(options), budget


def _console_order(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _show("console/_order.html", room, audience, outlook)


def _console_ballots(room: Room, audience: Audience, outlook: Outlook) -> str:
    ballots = [board.ballot_view(ballot) for ballot in reversed(room.ballots.values())]
    return _show("console/_ballots.html", room, audience, outlook, ballots=ballots, people=board.participants(room))


def _console_counts(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _show(
        "console/_counts.html", room, audience, outlook, rows=board.overview(room), people=board.participants(room)
    )


def _console_wall(room: Room, audience: Audience, outlook: Outlook) -> str:
    gisement = room.find_gisement(audience.focus) or room.session.gisements[0]
    wall = board.wall(room, gisement)
    ordered = [note for cluster in wall.themes for note in cluster.notes] + list(wall.loose)
    pages = list(board.sheets(ordered, ROOM_FOR_NOTES, NOTE_FRAME["console"])) or [[]]
    at = min(audience.page, len(pages) - 1)
    hidden = [
        n for n in room.notes.values() if n.gisement == gisement.id and n.hidden and not n.withdrawn and not n.erased
    ]
    return _show(
        "console/_wall.html", room, audience, outlook, wall=wall, hidden=hidden[-4:][::-1], gisement=gisement, at=at,
        pages=len(pages), sections=board.sections(wall, pages[at]),
    )  # fmt: skip


def _console_here(room: Room, audience: Audience, outlook: Outlook) -> str:
    """Where a table's facilitator is at work now: the page follows its table."""
    gisement = room.find_gisement(room.table_gisement(audience.table or 1))
    return _show("console/_here.html", room, audience, outlook, gisement=gisement)


def _console_promises(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _show("console/_promises.html", room, audience, outlook)


@lru_cache(maxsize=1)
def code_epoch() -> str:
    """A hash of the code and templates: a page made by another version reads everything again."""
    digest = hashlib.blake2b(digest_size=6)
    for folder, pattern in (
        ("server", "*.py"),
        ("templates", "*.html"),
        ("static/css", "*.css"),
        ("static/js", "*.js"),
    ):
        for path in sorted((ROOT / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def epoch(room: Room) -> str:
    return f"{room.incarnation}-{code_epoch()}"


# Which topics (see `Fact.topics`) each fragment shows. `ephemeral`: sent to whoever connects, whatever it has seen.
PHONE_NOW = Fragment("now", ("stage", "timer", "shape", "session", "tables", "moderation"), _now, ephemeral=True)
PHONE_REACTIONS = Fragment("reactions", ("taps", "notes:*", "moderation"), _reactions)
PHONE_PROMISES = Fragment("promises", ("promises",), _promises)
ON_SCREEN = (
    "stage", "timer", "notes:*", "themes:*", "ballot", "dots", "people", "tables", "showing", "session", "taps",
    "promises", "presence",
)  # fmt: skip
IN_BAR = ("stage", "timer", "session", "counts", "presence", "people", "moderation")
SCREEN = [
    Fragment("screen-main", ON_SCREEN, _screen_main, ephemeral=True),
    Fragment("screen-bar", IN_BAR, _screen_bar, ephemeral=True),
]
NOW = ("stage", "timer", "order", "session", "tables", "showing", "shape", "moderation", "themes:*")
CONSOLE_HERE = Fragment("console-here", ("stage", "timer", "tables", "session"), _console_here, ephemeral=True)
CONSOLE = [
    Fragment("console-now", NOW, _console_now, ephemeral=True),
    Fragment("console-order", ("stage", "order"), _console_order),
    Fragment(
        "console-ballots", ("ballot", "dots", "stage", "presence", "people", "counts", "session"), _console_ballots
    ),
    Fragment(
        "console-counts",
        ("counts", "notes:*", "tables", "session", "people", "presence"),
        _console_counts,
        ephemeral=True,
    ),
    Fragment("console-promises", ("promises", "session"), _console_promises),
]
