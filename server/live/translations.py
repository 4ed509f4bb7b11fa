"""The notes that wait for a line in French: listed where somebody writes them, counted on consoles."""

from __future__ import annotations

from server.i18n import tongue
from server.live.fragment import Audience, Fragment, Outlook, fitting, show
from server.room.state import Room
from server.room.translation import untranslated


def _listed(room: Room, audience: Audience, outlook: Outlook) -> str:
    waiting = untranslated(room)
    tongues = {note.language: tongue(note.language) for note in waiting if note.language != room.session.language}
    return fitting(
        show(
            "scribe/_untranslated.html",
            room,
            audience,
            outlook,
            listed=waiting[:most],
            count=len(waiting),
            tongues=tongues,
        )
        for most in (20, 10, 5, 1)
    )


def _counted(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("console/_to_translate.html", room, audience, outlook, count=len(untranslated(room)))


TOPICS = ("notes:*", "themes:*", "moderation", "session")
FRAGMENTS = [Fragment("translations", TOPICS, _listed)]
COUNT = Fragment("console-translations", TOPICS, _counted)
