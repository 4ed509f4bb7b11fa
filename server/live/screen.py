"""What each view of the projector shows, by name, for its template; only what it needs is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from server.i18n import tongue
from server.live import section
from server.live.cues import (
    CHALLENGES_ON_A_SCREEN,
    CHARTS,
    PROMISES_ON_A_SCREEN,
    ROWS_ON_A_SCREEN,
    THEMES_ON_A_SCREEN,
    pages,
)
from server.room import board
from server.room import wall as walls
from server.room.state import Room, Theme
from server.room.wall import Cluster, Said
from server.themes.language import LANGUAGES

Values = dict[str, Any]
LOOSE_ON_A_SCREEN = 12


def shown(room: Room, view: str, turned: int = 0) -> Values:
    """`turned`: pages that the screen turned itself."""
    page = room.showing.page + turned
    return {"view": view, "showing": room.showing, "pages": 1, "at": 0} | VIEWS.get(view, _nothing)(room, page)


def tongues(room: Room) -> dict[str, str]:
    """The languages worth saying of a note, by their names: all but the room's."""
    return {code: tongue(code) for code in LANGUAGES if code != room.session.language}


def _nothing(room: Room, page: int) -> Values:
    return {}


def _lobby(room: Room, page: int) -> Values:
    return {"people": board.participants(room)}


def _overview(room: Room, page: int) -> Values:
    return {"unfed_gisements": _unfed(room)} | _paged("rows", board.overview(room), page, ROWS_ON_A_SCREEN)


def _section(room: Room, page: int) -> Values:
    count = section.pages(room)
    at = page % count
    return {"unfed_gisements": _unfed(room), "strata": section.strata(room, at), "pages": count, "at": at}


def _unfed(room: Room) -> set[str]:
    """The gisements that nobody has fed yet, once another has been: before, the whole page asks."""
    unfed = {gap.gisement.id for gap in walls.coverage(room) if not gap.kinds}
    return unfed if len(unfed) < len(room.session.gisements) else set()


def _wall(room: Room, page: int) -> Values:
    gisement = room.find_gisement(room.showing.gisement) or room.session.gisements[0]
    wall = walls.wall(room, gisement)
    paged = _paged("tiles", wall.themes, page, THEMES_ON_A_SCREEN)
    tiles = [Tile.of(one) for one in paged["tiles"]]
    loose = wall.loose[: LOOSE_ON_A_SCREEN if len(tiles) <= 2 else 4]
    return paged | {
        "wall": wall, "tiles": tiles, "waiting": len(walls.loose_notes(wall)),
        "loose": loose[::-1] if wall.early and not tiles else loose, "tongues": tongues(room),
    }  # fmt: skip


def _focus(room: Room, page: int) -> Values:
    subject = room.showing.subject or ""
    theme = room.themes.get(subject)
    members = room.members(theme) if theme else []
    said = _last_joined(theme, walls.said(members)) if theme else []
    counted = Counter(note.kind for note in members)
    kinds = [(kind.id, counted[kind.id]) for kind in room.session.kinds]
    return {
        "note": room.notes.get(subject), "theme": theme, "said": said, "kinds": kinds, "count": len(members),
        "before": sum(note.before for note in members), "tongues": tongues(room),
    }  # fmt: skip


def _ballot(room: Room, page: int) -> Values:
    ballot = room.open_ballot() or room.latest_ballot()
    return {"ballot": board.ballot_view(room, ballot) if ballot else None, "people": board.participants(room)}


def _chart(room: Room, page: int) -> Values:
    revealed = board.revealed(room)
    return {
        "ballot": revealed, "found": board.grounds(room, revealed) if revealed else None,
        "names": {gisement.id: gisement.short for gisement in room.session.gisements},
    }  # fmt: skip


def _challenges(room: Room, page: int) -> Values:
    return _paged("challenges", board.challenges(room), page, CHALLENGES_ON_A_SCREEN)


def _promises(room: Room, page: int) -> Values:
    return _paged("promises", list(enumerate(room.promises.values(), 1)), page, PROMISES_ON_A_SCREEN)


def _question(room: Room, page: int) -> Values:
    return {"answers": board.answers(room, room.stage)}


def _close(room: Room, page: int) -> Values:
    counts = {"notes": board.note_count(room), "before": board.before_count(room)}
    return _lobby(room, page) | _question(room, page) | counts


VIEWS: dict[str, Callable[[Room, int], Values]] = {
    "lobby": _lobby, "overview": _overview, "section": _section, "wall": _wall, "focus": _focus, "ballot": _ballot,
    **dict.fromkeys(CHARTS, _chart),
    "challenges": _challenges, "promises": _promises, "question": _question, "close": _close,
}  # fmt: skip
"""The others show what is the same for every page: the stage, its text, its timer."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A theme at its place on the screen: what stands for it best, and the other things it says, the last to join first."""

    cluster: Cluster
    example: Said | None
    latest: tuple[Said, ...]

    @classmethod
    def of(cls, cluster: Cluster) -> Tile:
        said = _last_joined(cluster.theme, cluster.said)
        example = next((one for one in said if cluster.example in (one.note, *one.again)), None)
        return cls(cluster, example, tuple(one for one in said if one is not example))


def _last_joined(theme: Theme, said: Iterable[Said]) -> list[Said]:
    """The last to have joined the theme first: what was just moved there shows."""
    joined = {note: n for n, note in enumerate(theme.notes)}
    return sorted(said, key=lambda one: -max(joined[note.id] for note in (one.note, *one.again)))


def _paged(name: str, things: Sequence[Any], page: int, most: int) -> dict[str, Any]:
    count = pages(things, most)
    at = page % count
    return {name: things[at * most :][:most], "at": at, "pages": count}
