"""The console's bar within reach of a thumb: what its sheets hold."""

from __future__ import annotations

from itertools import islice

from server.live.cues import charts, holding, stages_around
from server.live.fragment import Audience, Fragment, Outlook, show
from server.room import board
from server.room.state import REWORDING, Note, Room

LATEST = 3
"""Notes at hand to be hidden."""


def _next(room: Room, audience: Audience, outlook: Outlook) -> str:
    earlier, later = stages_around(room)
    return show("console/_thumb_next.html", room, audience, outlook, earlier=earlier, later=later)


def _notes(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("console/_thumb_notes.html", room, audience, outlook, latest=latest(room))


def latest(room: Room) -> list[Note]:
    """The last notes that show, the newest first."""
    written = (
        note for note in reversed(room.notes.values()) if note.shown and not note.before and note.kind != REWORDING
    )
    return list(islice(written, LATEST))


def _screen(room: Room, audience: Audience, outlook: Outlook) -> str:
    told = list(charts(room)) if board.revealed(room) else []
    return show("console/_thumb_screen.html", room, audience, outlook, charts=told, hold=holding(room))


FRAGMENTS = [
    Fragment("thumb-next", ("stage", "order", "session", "ballot", "showing"), _next),
    Fragment("thumb-notes", ("notes:*", "moderation", "session"), _notes),
    Fragment("thumb-screen", ("stage", "showing", "session", "ballot"), _screen),
]
