"""The domain: a room is the fold of its journal. No I/O here, no clock, no framework."""

from server.room import ballots, life, notes, people, promises, stages, themes

__all__ = ["ballots", "life", "notes", "people", "promises", "stages", "themes"]
