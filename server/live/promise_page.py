"""A promise as its page shows it to whoever writes in it: what each field says now, what it rests on, its verbatims, its statuses.

Each field is a region of its own, hidden beside its input: the page compares, and overwrites nothing that is being typed.
"""

from __future__ import annotations

from server.live.fragment import Audience, Fragment, Outlook, fitting, show
from server.room import teams
from server.room.promises import FIELDS, verbatims
from server.room.promises import grounds as living_grounds
from server.room.state import Promise, Room

QUOTED = ((60, 240), (30, 240), (20, 160), (10, 80), (4, 40))
"""How many verbatims are shown and how much of each, in characters, down to what the longest leave room for."""
MOST_THEMES = 24


def fragments(room: Room, promise_id: str) -> list[Fragment]:
    values = [_value(field.id) for field in FIELDS]
    rests = [_rest(gisement.id) for gisement in room.session.gisements]
    return [HEAD, *values, *rests, NOTES, STATUSES]


def _here(room: Room, audience: Audience) -> Promise | None:
    return room.promises.get(audience.promise or "")


def _head(room: Room, audience: Audience, outlook: Outlook) -> str:
    number = [*room.promises, audience.promise].index(audience.promise) + 1
    return show(
        "console/_promise_head.html", room, audience, outlook, promise=_here(room, audience), number=number,
        joined=teams.joined(room, audience.promise or ""),
    )  # fmt: skip


def _value(field: str) -> Fragment:
    def render(room: Room, audience: Audience, outlook: Outlook) -> str:
        return show("console/_promise_value.html", room, audience, outlook, promise=_here(room, audience), field=field)

    return Fragment(f"value-{field}", ("promises",), render)


def _rest(gisement_id: str) -> Fragment:
    def render(room: Room, audience: Audience, outlook: Outlook) -> str:
        promise, gisement = _here(room, audience), room.find_gisement(gisement_id)
        if promise is None or gisement is None:
            return ""
        chosen = [theme.id for theme in living_grounds(room, promise)]
        themes = sorted(room.themes_on(gisement_id), key=lambda theme: theme.id not in chosen)[:MOST_THEMES]
        return show(
            "console/_promise_rest.html", room, audience, outlook, promise=promise, gisement=gisement, chosen=chosen,
            themes=themes if gisement_id in promise.gisements else [],
        )  # fmt: skip

    topics = (f"notes:{gisement_id}", f"themes:{gisement_id}", "promises", "session")
    return Fragment(f"rest-{gisement_id}", topics, render)


def _notes(room: Room, audience: Audience, outlook: Outlook) -> str:
    promise = _here(room, audience)
    notes = verbatims(room, promise) if promise else []
    return fitting(
        show("console/_promise_notes.html", room, audience, outlook, notes=notes[:most], count=len(notes), cut=cut)
        for most, cut in QUOTED
    )


def _statuses(room: Room, audience: Audience, outlook: Outlook) -> str:
    promise = _here(room, audience)
    told = sorted(promise.statuses, key=lambda status: status.on)[::-1] if promise else []
    return fitting(
        show("console/_promise_statuses.html", room, audience, outlook, statuses=told[:most], rest=len(told[most:]))
        for most in (12, 6, 3, 1)
    )


HEAD = Fragment("promise-head", ("promises", "stage", "session"), _head)
NOTES = Fragment("promise-notes", ("promises", "notes:*", "themes:*", "moderation"), _notes)
STATUSES = Fragment("promise-statuses", ("promises",), _statuses)
