"""A fragment: a region of a page, drawn again when what it shows changes, and the same bytes for a whole audience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from server.charts import WIDE
from server.html import Pages
from server.i18n import spoken
from server.live.signs import SIGNS
from server.room import board
from server.room.state import Room

View = Literal["phone", "screen", "console"]
MOST_BYTES = 16 * 1024
"""Of a fragment, whatever people write."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is sent the same bytes: a view of a room, on a table (phones), in a language.

    `focus` is the gisement a console works on; `page` the page of its notes, or how many pages a screen
    turned; `promise` the one that a console writes in; `remote` a console of three buttons; `translating` where lines are
    written beside notes; `wide` how wide a screen's charts are.
    """

    code: str
    view: View
    table: int | None = None
    focus: str | None = None
    page: int = 0
    lang: str = field(default_factory=spoken)
    promise: str | None = None
    remote: bool = False
    translating: bool = False
    wide: int = WIDE


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


def show(template: str, room: Room, audience: Audience, outlook: Outlook, **values: Any) -> str:
    return outlook.pages.render(
        template, room=room, session=room.session, stage=room.stage, plan=board.plan(room), code=audience.code,
        audience=audience, presence=outlook.presence, join_url=outlook.join_url, signs=SIGNS, **values,
    )  # fmt: skip


def fitting(drawings: Iterator[str]) -> str:
    """The first of these drawings, each smaller than the one before, that a fragment may hold; else the last."""
    drawing = ""
    for drawing in drawings:
        if len(drawing.encode()) <= MOST_BYTES:
            break
    return drawing
