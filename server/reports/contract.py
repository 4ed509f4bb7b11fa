"""The room as JSON: `board.json` for the facilitator, `export.json` for the organiser. No participant id, times to the minute."""

from datetime import UTC, datetime
from typing import Any

from server.room.board import ballot_view, challenges, participants
from server.room.priorities import ranking
from server.room.state import REWORDING, Ballot, Note, Room


def board(room: Room) -> dict[str, Any]:
    """Everything but who said it. A sealed ballot that is not revealed has no totals, for the organiser neither."""
    notes = [note for note in room.notes.values() if not note.withdrawn]
    session = room.session
    return {
        "seq": room.seq,
        "title": session.title,
        "territory": session.territory,
        "language": session.language,
        "live": room.live,
        "stage": room.stage_id,
        "stages": [{"id": one.id, "kind": one.kind, "title": one.title} for one in session.stages],
        "participants": participants(room),
        "kinds": [{"id": kind.id, "label": kind.label} for kind in session.kinds],
        "gisements": [
            {"id": g.id, "title": g.title, "short": g.short, "question": g.question, "challenge": g.challenge}
            for g in session.gisements
        ],
        "challenges": [
            {"id": c.id, "title": c.title, "agree": c.agree, "disagree": c.disagree, "rewordings": [n.text for n in c.rewordings]}
            for c in challenges(room)
        ],
        "notes": [_note(note) for note in notes if note.kind != REWORDING],
        "themes": _themes(room),
        "ballots": [_ballot(ballot) for ballot in room.ballots.values()],
        "priorities": _priorities(room),
        "promises": [
            {"id": p.id, "text": p.text, "gisement": p.gisement, "carrier": p.carrier} for p in room.promises.values()
        ],
    }  # fmt: skip


def coarse(at: int) -> str:
    """A time to the minute, UTC."""
    return datetime.fromtimestamp(at // 60_000 * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": note.id, "gisement": note.gisement, "kind": note.kind, "text": note.text, "theme": note.theme,
        "at": coarse(note.at), "hidden": note.hidden, "late": note.late, "table": note.table, "erased": note.erased,
        "language": note.language, "repeats": note.repeats, "placed_by": note.placed_by,
        "confidence": None if note.held else note.confidence, "shared_words": list(note.shared_words),
        "nearest": list(note.nearest),
    }  # fmt: skip


def _themes(room: Room) -> list[dict[str, Any]]:
    return [
        {"id": t.id, "gisement": t.gisement, "label": t.label or "Sans titre", "labelled_by": t.labelled_by,
         "pinned": t.pinned, "example": t.example,
         "notes": [n for n in t.notes if not room.notes[n].withdrawn]}
        for t in room.themes.values()
        if not t.merged_into and any(not room.notes[n].withdrawn for n in t.notes)
    ]  # fmt: skip


def _ballot(ballot: Ballot) -> dict[str, Any]:
    view = ballot_view(ballot)
    totals = {p.option: {"dots": p.dots, "voters": p.voters, "rank": p.rank, "top3": p.top3} for p in view.ranking}
    return {
        "id": ballot.id, "title": ballot.title, "on": ballot.on, "gisement": ballot.gisement, "budget": ballot.budget,
        "cap": ballot.cap, "sealed": ballot.sealed, "open": ballot.open, "revealed": ballot.revealed,
        "voters": view.voters,
        "options": [{"id": o.id, "label": o.label, **totals.get(o.id, {})} for o in ballot.options],
    }  # fmt: skip


def _priorities(room: Room) -> list[dict[str, Any]]:
    """The ranking of each revealed ballot, the latest first."""
    return [
        {"ballot": ballot.id, "option": p.option, "label": p.label, "rank": p.rank, "dots": p.dots, "voters": p.voters,
         "share": p.share, "top3": p.top3}
        for ballot in reversed(room.ballots.values())
        if ballot.revealed
        for p in ranking(ballot)
    ]  # fmt: skip
