"""The domain: a room is the fold of its journal. No I/O here, no clock, no framework."""

from server.room import (
    anonymity,
    aside,
    ballots,
    by_hand,
    door,
    former,
    grouping,
    keys,
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
    translation,
)  # fmt: skip

__all__ = [
    "anonymity", "aside", "ballots", "by_hand", "door", "former", "grouping", "keys", "life", "masking", "messages", "moderation",
    "nominations", "notes", "people", "promises", "proposals", "publication", "scribe", "stages", "teams", "themes",
    "translation",
]  # fmt: skip
