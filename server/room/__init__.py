"""The domain: a room is the fold of its journal. No I/O here, no clock, no framework."""

from server.room import (
    aside,
    ballots,
    by_hand,
    former,
    grouping,
    life,
    masking,
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
    "aside", "ballots", "by_hand", "former", "grouping", "life", "masking", "messages", "moderation", "nominations", "notes",
    "people", "promises", "proposals", "publication", "scribe", "stages", "teams", "themes",
]  # fmt: skip
