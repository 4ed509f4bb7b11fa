"""Which fragments each audience has, what makes them dirty, and how they are rendered.

A fragment is a whole state, keyed by its element id, never a delta and never personal: the same bytes go to a whole audience.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from server.config import ROOT
from server.i18n import tongue
from server.live import arranging, console_wall, messages, promise_page, remote, section, thumb, translations
from server.live.cues import (
    CHALLENGES_ON_A_SCREEN,
    CHARTS,
    PROMISES_ON_A_SCREEN,
    ROWS_ON_A_SCREEN,
    THEMES_ON_A_SCREEN,
    holding,
)  # fmt: skip
from server.live.cues import SCREENS as SCREENS
from server.live.cues import shown_view as shown_view
from server.live.fragment import Audience as Audience
from server.live.fragment import Fragment, fitting, show
from server.live.fragment import Outlook as Outlook
from server.live.fragment import View as View
from server.room import board, moderation, nominations, teams
from server.room import wall as walls
from server.room.aside import set_aside
from server.room.definition import Stage
from server.room.promises import INVITED, priorities
from server.room.promises import MOST as MOST_PROMISES
from server.room.state import Room, Theme
from server.room.terms import MOST_OPTIONS, ON_GISEMENTS, left_out, terms_now
from server.room.themes import voted_on
from server.room.wall import Cluster, Said
from server.themes.language import LANGUAGES

NEWEST_ON_A_PHONE = 20
LOOSE_ON_A_SCREEN = 12
ON_A_PHONE = ((NEWEST_ON_A_PHONE, 12), (12, 12), (6, 12), (3, 8), (1, 6))
"""How many notes and how many themes a phone is told, from the usual down to what the longest texts leave room for."""
ON_A_SCREEN = ((240, 3, 180), (160, 2, 130), (80, 2, 80), (40, 1, 40), (16, 1, 0))
"""How much of a note a screen is told, in characters (more than its lines can show), how many of each theme, and how many marks
its section has."""
ON_A_CONSOLE = ((12, 140, 60), (1, 140, 60), (1, 140, 4), (1, 60, 2), (0, 60, 1), (0, 24, 1), (0, 24, 0))
"""Of how many ballots a console is told why their options stand where they do, how much of an option's name, and how many
ballots are told whole."""
BALLOTS_ON_A_CONSOLE = 20


PROMISE_CUTS = (280, 140, 70, 30, 10)
"""How much of a promise's fields is told in a list of them, in characters."""


def fragments(room: Room, audience: Audience) -> list[Fragment]:
    """The fragments of an audience, in the order of its page."""
    if audience.view == "screen":
        return SCREEN
    if audience.view == "phone":
        return [
            PHONE_NOW,
            messages.PHONE_MESSAGE,
            *(_feed(gisement.id) for gisement in room.session.gisements),
            PHONE_REACTIONS,
            PHONE_PROMISES,
        ]
    if audience.remote:
        return remote.FRAGMENTS
    if audience.translating:
        return translations.FRAGMENTS
    if audience.promise:
        return promise_page.fragments(room, audience.promise)
    first = [CONSOLE_HERE] if audience.table else CONSOLE
    return [*first, translations.COUNT, *console_wall.fragments(room, audience.focus or "")]


def _now(room: Room, audience: Audience, outlook: Outlook) -> str:
    gisement = room.find_gisement(room.table_gisement(audience.table)) if audience.table else None
    return show("phone/_now.html", room, audience, outlook, gisement=gisement)


def _feed(gisement_id: str) -> Fragment:
    def render(room: Room, audience: Audience, outlook: Outlook) -> str:
        gisement = room.find_gisement(gisement_id)
        if gisement is None:
            return ""
        wall, newest = walls.wall(room, gisement), walls.said(room.notes_on(gisement_id))
        return fitting(
            show(
                "phone/_feed.html", room, audience, outlook, gisement=gisement, wall=wall, newest=newest[:notes],
                themes=wall.themes[:themes], tongues=_tongues(room),
            )
            for notes, themes in ON_A_PHONE
        )  # fmt: skip

    topics = (f"notes:{gisement_id}", f"themes:{gisement_id}", "session", "stage")
    return Fragment(f"feed-{gisement_id}", topics, render)


def _tongues(room: Room) -> dict[str, str]:
    """The languages worth saying of a note, by their names: all but the room's."""
    return {code: tongue(code) for code in LANGUAGES if code != room.session.language}


def _reactions(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("phone/_reactions.html", room, audience, outlook, challenges=board.challenges(room))


def _promises(room: Room, audience: Audience, outlook: Outlook) -> str:
    counts = {promise: teams.joined(room, promise) for promise in room.promises}
    return fitting(
        show("phone/_promises.html", room, audience, outlook, counts=counts, cut=cut) for cut in PROMISE_CUTS
    )


def _screen_main(room: Room, audience: Audience, outlook: Outlook) -> str:
    values = screen_values(room, shown_view(room), audience.page)
    return fitting(
        show("screen/_main.html", room, audience, outlook, **values, cut=cut, deep=deep, marks=marks)
        for cut, deep, marks in ON_A_SCREEN
    )


def screen_values(room: Room, view: str, turned: int = 0) -> dict[str, Any]:
    """What a projector view needs, by name; only what it needs is computed. `turned`: pages that the screen turned itself."""
    page = room.showing.page + turned
    values: dict[str, Any] = {"view": view, "showing": room.showing, "pages": 1, "at": 0}
    if view in ("overview", "section"):
        values["unfed_gisements"] = _unfed(room)
    if view == "overview":
        values |= _paged("rows", board.overview(room), page, ROWS_ON_A_SCREEN)
    if view == "section":
        pages = section.pages(room)
        at = page % pages
        values |= {"strata": section.strata(room, at), "pages": pages, "at": at}
    if view in ("lobby", "close"):
        values["people"] = board.participants(room)
    if view == "close":
        values |= {"notes": board.note_count(room), "before": board.before_count(room)}
    if view == "wall":
        values |= _wall_values(room, page)
    if view == "ballot":
        ballot = room.open_ballot() or room.latest_ballot()
        values["ballot"] = board.ballot_view(room, ballot) if ballot else None
        values["people"] = board.participants(room)
    if view in CHARTS:
        revealed = board.revealed(room)
        values |= {
            "ballot": revealed, "found": board.grounds(room, revealed) if revealed else None,
            "names": {gisement.id: gisement.short for gisement in room.session.gisements},
        }  # fmt: skip
    if view == "challenges":
        values |= _paged("challenges", board.challenges(room), page, CHALLENGES_ON_A_SCREEN)
    if view == "promises":
        values |= _paged("promises", list(enumerate(room.promises.values(), 1)), page, PROMISES_ON_A_SCREEN)
    if view in ("question", "close"):
        values["answers"] = board.answers(room, room.stage)
    if view == "focus":
        subject = room.showing.subject or ""
        theme = room.themes.get(subject)
        members = room.members(theme) if theme else []
        said = _last_joined(theme, walls.said(members)) if theme else []
        counted = Counter(note.kind for note in members)
        kinds = [(kind.id, counted[kind.id]) for kind in room.session.kinds]
        values |= {
            "note": room.notes.get(subject), "theme": theme, "said": said, "kinds": kinds, "count": len(members),
            "before": sum(note.before for note in members), "tongues": _tongues(room),
        }  # fmt: skip
    return values


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


def _unfed(room: Room) -> set[str]:
    """The gisements that nobody has fed yet, once another has been: before, the whole page asks."""
    unfed = {gap.gisement.id for gap in walls.coverage(room) if not gap.kinds}
    return unfed if len(unfed) < len(room.session.gisements) else set()


def _wall_values(room: Room, page: int) -> dict[str, Any]:
    gisement = room.find_gisement(room.showing.gisement) or room.session.gisements[0]
    wall = walls.wall(room, gisement)
    paged = _paged("tiles", wall.themes, page, THEMES_ON_A_SCREEN)
    tiles = [Tile.of(one) for one in paged["tiles"]]
    loose = wall.loose[: LOOSE_ON_A_SCREEN if len(tiles) <= 2 else 4]
    return paged | {
        "wall": wall, "tiles": tiles, "waiting": len(walls.loose_notes(wall)),
        "loose": loose[::-1] if wall.early and not tiles else loose, "tongues": _tongues(room),
    }  # fmt: skip


def _paged(name: str, things: Sequence[Any], page: int, most: int) -> dict[str, Any]:
    pages = max(1, -(-len(things) // most))
    at = page % pages
    return {name: things[at * most :][:most], "at": at, "pages": pages}


def _screen_bar(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("screen/_bar.html", room, audience, outlook, people=board.participants(room))


def _screen_held(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("screen/_held.html", room, audience, outlook)


def _console_now(room: Room, audience: Audience, outlook: Outlook) -> str:
    following, act = board.plan(room).after, room.last_act()
    undoable = act if act and act.inverse is not None else None
    preview = SCREENS[following.kind] if following else None
    return show(
        "console/_now.html", room, audience, outlook, shown=shown_view(room), preview=preview, last_act=undoable,
        revealed=board.revealed(room) is not None, hold=holding(room),
        act_name=arranging.in_words(undoable) if undoable else "", next_ballot=_next_ballot(room, following),
    )  # fmt: skip


def _next_ballot(room: Room, following: Stage | None) -> tuple[int, int, int] | None:
    """How many options and dots the next stage's ballot would have if it opened now, and how many themes it would leave out."""
    if following is None or following.kind != "vote":
        return None
    plan = room.session.ballot(following.ballot) or ON_GISEMENTS
    waiting = next((one.terms for one in room.ballots.values() if one.plan == plan.id and not one.revealed), None)
    terms = waiting or terms_now(room, plan)
    return len(terms.options), terms.budget, 0 if waiting else left_out(room, plan)


def _console_queue(room: Room, audience: Audience, outlook: Outlook) -> str:
    """What is to be read before it shows, the oldest first, each note whole: nobody accepts what they have not read."""
    queue = moderation.queue(room)
    return fitting(
        show("console/_queue.html", room, audience, outlook, listed=queue[:most], count=len(queue))
        for most in (20, 10, 5, 1)
    )


def _console_moderation(room: Room, audience: Audience, outlook: Outlook) -> str:
    before = room.session.moderation.before
    freed, held, aside = len(moderation.freed(room)), moderation.held_back(room), len(set_aside(room))
    return fitting(
        show(
            "console/_moderation.html",
            room,
            audience,
            outlook,
            before=before,
            count=freed,
            held=held,
            most=most,
            aside=aside,
        )
        for most in (20, 5, 1)
    )


def _console_door(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("console/_door.html", room, audience, outlook, closed=room.door_closed)


def _console_order(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show("console/_order.html", room, audience, outlook)


def _console_ballots(room: Room, audience: Audience, outlook: Outlook) -> str:
    """The latest first; its grounds are told as far as they fit."""
    ballots = [
        (board.ballot_view(room, ballot), board.grounds(room, ballot) if ballot.revealed else None, ballot.revealed_at)
        for ballot in reversed(room.ballots.values())
    ]
    people = board.participants(room)
    return fitting(
        show(
            "console/_ballots.html", room, audience, outlook, ballots=ballots, people=people, reasons=reasons, cut=cut,
            whole=whole, listed=BALLOTS_ON_A_CONSOLE,
        )
        for reasons, cut, whole in ON_A_CONSOLE
    )  # fmt: skip


def _console_shortlist(room: Room, audience: Audience, outlook: Outlook) -> str:
    """The way to a ballot on chosen themes: how many there are, how many of them tables named."""
    themes = sum(len(room.themes_on(gisement.id)) for gisement in room.session.gisements)
    named = len(nominations.nominees(room))
    return show("console/_to_shortlist.html", room, audience, outlook, themes=themes, named=named, most=MOST_OPTIONS)


def _console_counts(room: Room, audience: Audience, outlook: Outlook) -> str:
    gaps = walls.coverage(room)
    missing = [(kind, [gap.gisement for gap in gaps if kind in gap.kinds]) for kind in room.session.kinds]
    return show(
        "console/_counts.html", room, audience, outlook, rows=board.overview(room), people=board.participants(room),
        before=board.before_count(room),
        unfed=[gap.gisement for gap in gaps if not gap.kinds], missing=[(kind, on) for kind, on in missing if on],
    )  # fmt: skip


def _console_alike(room: Room, audience: Audience, outlook: Outlook) -> str:
    """Themes that would share a ballot's votes, in the whole room; told loud when the next vote, or the last, is on themes."""
    following, last = board.plan(room).after, room.latest_ballot()
    plan = room.session.ballot(following.ballot) if following and following.kind == "vote" else None
    loud = bool(plan and plan.on == "themes") or bool(last and last.terms.on == "themes")
    twins = walls.twins(room)[: console_wall.MOST_TWINS]
    return show("console/_alike.html", room, audience, outlook, twins=twins, loud=loud, frozen=voted_on(room))


def _console_here(room: Room, audience: Audience, outlook: Outlook) -> str:
    """Where a table's facilitator is at work now: the page follows its table."""
    table = audience.table or 1
    named = nominations.standing(room, room.nominations.get(table, ()))
    return show(
        "console/_here.html", room, audience, outlook, gisement=room.find_gisement(room.table_gisement(table)),
        named=list({theme.id: theme for theme in named}.values()), each=nominations.EACH,
    )  # fmt: skip


def _console_promises(room: Room, audience: Audience, outlook: Outlook) -> str:
    ballot, options = priorities(room)
    counts = {promise: teams.joined(room, promise) for promise in room.promises}
    return fitting(
        show(
            "console/_promises.html", room, audience, outlook, ballot=ballot, options=options[:MOST_OPTIONS], counts=counts,
            invited=INVITED, most=MOST_PROMISES, cut=cut,
        )
        for cut in PROMISE_CUTS
    )  # fmt: skip


@lru_cache(maxsize=1)
def code_epoch() -> str:
    """A hash of the code, templates and catalogues: a page made by another version reads everything again."""
    digest = hashlib.blake2b(digest_size=6)
    for folder, pattern in (
        ("server", "*.py"),
        ("templates", "*.html"),
        ("static/css", "*.css"),
        ("static/js", "*.js"),
        ("locale", "*.po"),
    ):
        for path in sorted((ROOT / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def epoch(room: Room) -> str:
    return f"{room.incarnation}-{code_epoch()}"


# Which topics (see `Fact.topics`) each fragment shows. `ephemeral`: sent to whoever connects, whatever it has seen.
PHONE_NOW = Fragment("now", ("stage", "timer", "shape", "session", "tables", "moderation"), _now, ephemeral=True)
PHONE_REACTIONS = Fragment("reactions", ("taps", "notes:*", "moderation"), _reactions)
PHONE_PROMISES = Fragment("promises", ("promises",), _promises)
ON_SCREEN = (
    "stage", "timer", "notes:*", "themes:*", "ballot", "dots", "people", "tables", "showing", "session", "taps",
    "promises", "presence",
)  # fmt: skip
IN_BAR = ("stage", "timer", "session", "counts", "presence", "people", "moderation")
SCREEN = [
    Fragment("screen-main", ON_SCREEN, _screen_main, ephemeral=True),
    Fragment("screen-bar", IN_BAR, _screen_bar, ephemeral=True),
    messages.SCREEN_MESSAGE,
    Fragment("screen-held", ("stage", "showing"), _screen_held, ephemeral=True),
]
NOW = (
    "stage", "timer", "order", "session", "tables", "showing", "shape", "moderation", "themes:*", "proposal",
    "ballot", "acts", "promises", "message",
)  # fmt: skip
HERE = ("stage", "timer", "tables", "session", "nominations", "themes:*", "notes:*")
CONSOLE_HERE = Fragment("console-here", HERE, _console_here, ephemeral=True)
CONSOLE = [
    Fragment("console-now", NOW, _console_now, ephemeral=True),
    Fragment("console-queue", ("notes:*", "moderation", "session"), _console_queue),
    Fragment("console-door", ("door",), _console_door),
    Fragment("console-moderation", ("notes:*", "moderation", "session"), _console_moderation),
    messages.CONSOLE_MESSAGE,
    messages.CONSOLE_VOICES,
    Fragment("console-order", ("stage", "order"), _console_order),
    Fragment(
        "console-ballots",
        ("ballot", "dots", "stage", "presence", "people", "counts", "session", "notes:*"),
        _console_ballots,
    ),
    Fragment("console-shortlist", ("nominations", "themes:*", "notes:*", "session"), _console_shortlist),
    Fragment(
        "console-counts",
        ("counts", "notes:*", "tables", "session", "people", "presence"),
        _console_counts,
        ephemeral=True,
    ),
    Fragment("console-alike", ("alike", "themes:*", "notes:*", "ballot", "dots", "stage", "order"), _console_alike),
    Fragment("console-promises", ("promises", "ballot", "session"), _console_promises),
    *thumb.FRAGMENTS,
]
