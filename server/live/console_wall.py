"""The console's wall in fragments: what the machine did or proposes, a rail of themes, a tray, sheets of notes, the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from server.live import arranging
from server.live.fragment import Audience, Fragment, Outlook, fitting, show
from server.room import wall as walls
from server.room.definition import Gisement
from server.room.state import Room

MOST_TWINS = 4
ANY_ACT = ("stage", "order", "session", "tables", "shape", "moderation", "ballot", "proposal", "themes:*", "notes:*")


def fragments(focus: str) -> list[Fragment]:
    """Where the notes of a gisement are sorted."""
    wall = (f"notes:{focus}", f"themes:{focus}", "session", "stage")
    sheets = [Fragment(f"console-wall-{n}", wall, _sheet(n)) for n in range(arranging.SHEETS)]
    return [
        Fragment("console-state", (*wall, "encoder", "ballot"), _state),
        Fragment("console-proposal", (*wall, f"proposal:{focus}", "ballot"), _proposal),
        Fragment("console-twins", ("alike", "themes:*", "notes:*", "ballot", "dots", "session"), _twins),
        Fragment("console-rail", wall, _rail),
        Fragment("console-tray", wall, _tray),
        *sheets,
        Fragment("console-end", wall, _end),
        Fragment("console-undo", ANY_ACT, _undo),
    ]


def _focus(room: Room, audience: Audience) -> Gisement:
    return room.find_gisement(audience.focus) or room.session.gisements[0]


def frozen(room: Room) -> bool:
    """While a ballot on themes is open, nobody changes their shape."""
    ballot = room.open_ballot()
    return bool(ballot and ballot.on == "themes")


def _state(room: Room, audience: Audience, outlook: Outlook) -> str:
    gisement = _focus(room, audience)
    unread = Counter(note.unread for note in room.notes_on(gisement.id))
    return show(
        "console/_state.html", room, audience, outlook, wall=walls.wall(room, gisement), failed=unread["failed"],
        wordless=unread["wordless"],
        reshaped=walls.reshaped(room, gisement.id), frozen=frozen(room),
    )  # fmt: skip


def _twins(room: Room, audience: Audience, outlook: Outlook) -> str:
    twins = walls.twins(room, _focus(room, audience).id)[: MOST_TWINS // 2]
    return show("console/_twins.html", room, audience, outlook, twins=twins, frozen=frozen(room))


def _proposal(room: Room, audience: Audience, outlook: Outlook) -> str:
    proposal = room.proposals.get(_focus(room, audience).id)
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


def _rail(room: Room, audience: Audience, outlook: Outlook) -> str:
    layout = arranging.layout(room, _focus(room, audience))
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


def _tray(room: Room, audience: Audience, outlook: Outlook) -> str:
    layout = arranging.layout(room, _focus(room, audience))
    return show("console/_tray.html", room, audience, outlook, layout=layout, said=layout.loose(audience.page))


def _sheet(place: int) -> Callable[[Room, Audience, Outlook], str]:
    def render(room: Room, audience: Audience, outlook: Outlook) -> str:
        layout = arranging.layout(room, _focus(room, audience))
        return show("console/_wall.html", room, audience, outlook, sections=layout.sheet(audience.page, place))

    return render


def _end(room: Room, audience: Audience, outlook: Outlook) -> str:
    gisement = _focus(room, audience)
    layout = arranging.layout(room, gisement)
    notes = (note for note in room.notes.values() if note.gisement == gisement.id and note.hidden)
    hidden = [note for note in notes if not note.withdrawn and not note.erased]
    return show(
        "console/_end.html", room, audience, outlook, layout=layout, at=layout.at(audience.page), gisement=gisement,
        hidden=hidden[-4:][::-1],
    )  # fmt: skip


def _undo(room: Room, audience: Audience, outlook: Outlook) -> str:
    act = room.last_act(audience.table)
    sorted_here = act if act and act.inverse is not None and act.kind in arranging.SORTING else None
    name = arranging.in_words(sorted_here) if sorted_here else ""
    return show("console/_undo.html", room, audience, outlook, act=sorted_here, act_name=name)
