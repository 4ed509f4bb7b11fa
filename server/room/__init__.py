"""The domain: a room is the fold of its journal. No I/O here, no clock, no framework."""

from server.room import (
    anonymity,
    ballots,
    by_hand,
    door,
    former,
    grouping,
    keys,
    life,
    moderation,
    nominations,
    notes,
    people,
    promises,
    proposals,
    publication,
    scribe,
    stages,
    teams,
    themes,
)  # fmt: skip

__all__ = [
    "anonymity", "ballots", "by_hand", "door", "former", "grouping", "keys", "life", "moderation", "nominations", "notes",
    "people", "promises", "proposals", "publication", "scribe", "stages", "teams", "themes",
]  # fmt: skip
