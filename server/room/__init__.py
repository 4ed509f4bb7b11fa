"""The domain: a room is the fold of its journal. No I/O here, no clock, no framework."""

from server.room import (
    ballots,
    by_hand,
    former,
    grouping,
    life,
    messages,
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
    "ballots", "by_hand", "former", "grouping", "life", "messages", "moderation", "nominations", "notes", "people", "promises",
    "proposals", "publication", "scribe", "stages", "teams", "themes",
]  # fmt: skip
