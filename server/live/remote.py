"""The remote: a console in three buttons. Each says what a tap brings and carries where it leads, so that two remotes tapped
together go one step, not two."""

from __future__ import annotations

from server.live.cues import Cue, as_asked, behind, by_itself, cues, shown_view
from server.live.fragment import Audience, Fragment, Outlook, show
from server.room.state import Room

UNDO_FOR = 10_000
"""How long a remote offers to take a change of stage back, in ms."""


def _remote(room: Room, audience: Audience, outlook: Outlook) -> str:
    black, hidden = room.showing.view == "blank", behind(room)
    act = room.last_act()
    undoable = act if act and act.kind == "stage_entered" and act.inverse is not None else None
    return show(
        "console/_remote.html", room, audience, outlook, cues=cues(room), path=path, shown=shown_view(room), black=black,
        hidden=hidden, hidden_view=by_itself(room) if hidden.view == "auto" else hidden.view,
        veil=as_asked(hidden) if black else {"view": "blank"}, undoable=undoable,
        entered_at=room.stage_log[-1][1] if room.stage_log else 0, undo_for=UNDO_FOR,
    )  # fmt: skip


def path(cue: Cue) -> tuple[str, dict[str, object]]:
    """Where a cue is asked for, and with which values."""
    return ("stage", {"stage": cue.stage.id}) if cue.stage else ("screen", as_asked(cue.showing))


TOPICS = (
    "stage", "timer", "order", "session", "tables", "showing", "shape", "moderation", "notes:*", "themes:*", "ballot",
    "acts", "promises", "message",
)  # fmt: skip
FRAGMENTS = [Fragment("remote", TOPICS, _remote, ephemeral=True)]
