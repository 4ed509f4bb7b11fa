"""The domain: a room is the fold of its journal. No I/O here, no clock, no framework."""

from server.room import ballots, former, grouping, life, notes, people, promises, proposals, stages, teams, themes

__all__ = [
    "ballots", "former", "grouping", "life", "notes", "people", "promises", "proposals", "stages", "teams", "themes",
]  # fmt: skip
