"""What the projector shows, told in words to who cannot see it: the same values as its view, as lists of words and counts."""

from typing import Any

from server.html import plural
from server.i18n import gettext
from server.live.cues import shown_view
from server.live.views import screen_values
from server.room.state import Room

Rows = list[tuple[str, str]]
"""Words, and the count that goes with them, if any."""
MOST = 10


def on_screen(room: Room) -> dict[str, Any]:
    """The values of `phone/_on_screen.html`."""
    view = shown_view(room)
    values = screen_values(room, view) | {"stage": room.stage}
    told = _TOLD.get(view)
    return values | (told(room, values) if told else {})


def _gisements(room: Room, values: dict[str, Any]) -> dict[str, Rows]:
    counts = [(one.short, sum(note.shown for note in room.notes_on(one.id))) for one in room.session.gisements]
    return {"counts": [(short, _notes(count)) for short, count in counts]}


def _themes(room: Room, values: dict[str, Any]) -> dict[str, Rows]:
    themes = values["wall"].themes[:MOST]
    return {"themes": [(one.theme.label, _notes(len(one.notes))) for one in themes if one.theme.label]}


def _results(room: Room, values: dict[str, Any]) -> dict[str, Any]:
    found = values["found"]
    options = [(one.label, plural(one.dots, "point", "points")) for one in found.options[:MOST]] if found else []
    return {"options": options, "revealed": values["ballot"]}


def _challenges(room: Room, values: dict[str, Any]) -> dict[str, Rows]:
    return {"challenges": [(one.title, "") for one in values["challenges"][:MOST]]}


def _answers(room: Room, values: dict[str, Any]) -> dict[str, Rows]:
    return {"answers": [(label, str(count)) for label, count in values["answers"]]}


def _promises(room: Room, values: dict[str, Any]) -> dict[str, Rows]:
    return {"promises": [(one.text, "") for _, one in values["promises"] if one.text]}


def _focus(room: Room, values: dict[str, Any]) -> dict[str, Any]:
    note, theme = values["note"], values["theme"]
    if note is not None and note.shown:
        line = [(note.translation, gettext("traduit par une personne"))] if note.translation else []
        return {"focus": [(note.text, ""), *line]}
    return {"note": None, "focus": [(theme.label, _notes(values["count"]))] if theme and theme.label else []}


def _notes(count: int) -> str:
    return plural(count, "note", "notes")


_TOLD = {
    "section": _gisements,
    "overview": _gisements,
    "wall": _themes,
    "ranking": _results,
    "map": _results,
    "consensus": _results,
    "challenges": _challenges,
    "question": _answers,
    "promises": _promises,
    "focus": _focus,
}
