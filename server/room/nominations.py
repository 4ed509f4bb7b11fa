"""Nominations: each table names two themes for the next ballot, and the facilitator makes the shortlist of them."""

from __future__ import annotations

from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Room, Theme
from server.room.themes import living

EACH = 2
RULE = "Chaque table a nommé deux thèmes. L'animation a arrêté la liste."
"""What a shortlist made of nominations is said to come from, unless the facilitator says it otherwise."""


@fact("themes_nominated")
class ThemesNominated(Fact):
    """What a table wants on the next ballot, from now on."""

    table: int
    themes: tuple[str, ...]
    was: tuple[str, ...]

    def apply(self, room: Room, entry: Entry) -> None:
        room.nominations[self.table] = self.themes

    def inverse(self) -> tuple[Fact, ...]:
        return (ThemesNominated(self.table, self.was, self.themes),)

    def objects(self) -> tuple[str, ...]:
        return (f"nominations:{self.table}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("acts", "nominations")


@dataclass(frozen=True)
class Nominate(Command):
    """A table's facilitator (or the room's, for a table) names a theme, or takes it back."""

    id: str
    table: int
    theme: str
    nominated: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_help()
        if by.table is not None and by.table != self.table:
            raise Refusal("forbidden")
        if not 1 <= self.table <= room.session.tables.count:
            raise Refusal("unknown_table")
        theme = living(room, self.theme).id
        was = room.nominations.get(self.table, ())
        mine = tuple(dict.fromkeys(one.id for one in standing(room, was)))
        if (theme in mine) == self.nominated:
            return []
        if self.nominated and len(mine) >= EACH:
            raise Refusal("nominees_spent")
        themes = (*mine, theme) if self.nominated else tuple(one for one in mine if one != theme)
        return [ThemesNominated(self.table, themes, was)]


def standing(room: Room, themes: tuple[str, ...]) -> list[Theme]:
    """Those that still hold notes; a theme that was merged stands in the one that took its notes."""
    found = []
    for theme_id in themes:
        theme = room.themes[theme_id]
        while theme.merged_into:
            theme = room.themes[theme.merged_into]
        if room.members(theme):
            found.append(theme)
    return found


def nominees(room: Room) -> list[tuple[Theme, list[int]]]:
    """Each theme named, with the tables that name it: the most named first."""
    named: dict[str, list[int]] = {}
    for table, themes in sorted(room.nominations.items()):
        for theme in dict.fromkeys(one.id for one in standing(room, themes)):
            named.setdefault(theme, []).append(table)
    return sorted(((room.themes[t], tables) for t, tables in named.items()), key=lambda one: -len(one[1]))
