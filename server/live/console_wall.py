"""The console's wall in fragments: what the machine did or proposes, a rail of themes, a tray, sheets of notes, the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache, partial

from server.live import arranging
from server.live.arranging import Layout
from server.live.fragment import Audience, Fragment, Outlook, fitting, show
from server.room import wall as walls
from server.room.state import Room
from server.room.themes import voted_on

MOST_TWINS = 4
LaidOut = Callable[[], Layout]
ANY_ACT = (
    "stage",
    "acts",
    "order",
    "session",
    "tables",
    "shape",
    "moderation",
    "ballot",
    "proposal",
    "promises",
    "themes:*",
    "notes:*",
)


def fragments(room: Room, focus: str) -> list[Fragment]:
    """Where the notes of a gisement are sorted. For one drawing of the room as it stands: they share its layout."""
    gisement = room.find_gisement(focus) or room.session.gisements[0]
    laid_out = cache(lambda: arranging.layout(room, gisement))
    wall = (f"notes:{focus}", f"themes:{focus}", "session", "stage")
    sheets = [Fragment(f"console-wall-{n}", wall, partial(_sheet, laid_out, n)) for n in range(arranging.SHEETS)]
    return [
        Fragment("console-state", (*wall, "encoder", "ballot"), partial(_state, laid_out)),
        Fragment("console-proposal", (*wall, f"proposal:{focus}", "ballot"), partial(_proposal, gisement.id)),
        Fragment(
            "console-twins", ("alike", "themes:*", "notes:*", "ballot", "dots", "session"), partial(_twins, gisement.id)
        ),
        Fragment("console-rail", wall, partial(_rail, laid_out)),
        Fragment("console-tray", wall, partial(_tray, laid_out)),
        *sheets,
        Fragment("console-end", wall, partial(_end, laid_out)),
        Fragment("console-undo", ANY_ACT, _undo),
    ]


def _state(laid_out: LaidOut, room: Room, audience: Audience, outlook: Outlook) -> str:
    wall = laid_out().wall
    unread = Counter("" if note.translation else note.unread for note in room.notes_on(wall.gisement.id))
    return show(
        "console/_state.html", room, audience, outlook, wall=wall, failed=unread["failed"],
        wordless=unread["wordless"], foreign=unread["language"],
        reshaped=walls.reshaped(room, wall.gisement.id), frozen=voted_on(room),
    )  # fmt: skip


def _twins(gisement: str, room: Room, audience: Audience, outlook: Outlook) -> str:
    twins = walls.twins(room, gisement)[: MOST_TWINS // 2]
    return show("console/_twins.html", room, audience, outlook, twins=twins, frozen=voted_on(room))


def _proposal(gisement: str, room: Room, audience: Audience, outlook: Outlook) -> str:
    proposal = room.proposals.get(gisement)
    if proposal is None:
        return ""
    if proposal.groups is None:
        return show("console/_proposal.html", room, audience, outlook, proposal=proposal, preview=None, groups=())
    preview = walls.preview(room, proposal)
    return fitting(
        show(
            "console/_proposal.html", room, audience, outlook, proposal=proposal, preview=preview,
            groups=arranging.suggested(proposal, preview, notes, cut),
        )
        for notes, cut in ((3, 140), (2, 60), (1, 20))
    )  # fmt: skip


def _rail(laid_out: LaidOut, room: Room, audience: Audience, outlook: Outlook) -> str:
    layout = laid_out()
    entries = layout.wall.themes
    return fitting(
        show(
            "console/_rail.html",
            room,
            audience,
            outlook,
            layout=layout,
            entries=entries[:most],
            more=len(entries[most:]),
        )
        for most in range(len(entries), -1, -8)
    )


def _tray(laid_out: LaidOut, room: Room, audience: Audience, outlook: Outlook) -> str:
    layout = laid_out()
    return show("console/_tray.html", room, audience, outlook, layout=layout, said=layout.loose(audience.page))


def _sheet(laid_out: LaidOut, place: int, room: Room, audience: Audience, outlook: Outlook) -> str:
    sections = laid_out().sheet(audience.page, place)
    return show("console/_wall.html", room, audience, outlook, sections=sections)


def _end(laid_out: LaidOut, room: Room, audience: Audience, outlook: Outlook) -> str:
    layout = laid_out()
    gisement = layout.wall.gisement
    notes = (note for note in room.notes.values() if note.gisement == gisement.id and note.hidden)
    hidden = [note for note in notes if not (note.withdrawn or note.aside or note.erased)]
    return show(
        "console/_end.html", room, audience, outlook, layout=layout, at=layout.at(audience.page), gisement=gisement,
        hidden=hidden[-4:][::-1],
    )  # fmt: skip


def _undo(room: Room, audience: Audience, outlook: Outlook) -> str:
    act = room.last_act(audience.table)
    sorted_here = act if act and act.inverse is not None and act.kind in arranging.SORTING else None
    name = arranging.in_words(sorted_here) if sorted_here else ""
    return show("console/_undo.html", room, audience, outlook, act=sorted_here, act_name=name)
