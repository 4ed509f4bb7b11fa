"""A gisement's wall as people see it: its themes, what several people said, what waits to be sorted, what nobody has fed yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from server.room.definition import Gisement, Kind
from server.room.proposals import held_shape
from server.room.state import Ballot, Note, Proposal, Room, Theme
from server.room.themes import NotesRegrouped, Reshaping
from server.room.what_if import Merged, if_merged, standings

SURE = 0.2
"""Confidence below which a note the machine placed waits in the tray « à trier » rather than in its theme."""


@dataclass(frozen=True, slots=True)
class Said:
    """A thing said once or more: its first note, and how many people of the room said nearly the same in this theme."""

    note: Note
    voices: int
    again: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A theme on the wall: its notes and the things they say (newest first), how many of each kind, and its example."""

    theme: Theme
    notes: tuple[Note, ...]
    said: tuple[Said, ...]
    kinds: tuple[tuple[str, int], ...]
    example: Note | None

    @property
    def before(self) -> int:
        """How many of its notes come from before the seminar."""
        return sum(note.before for note in self.notes)


@dataclass(frozen=True, slots=True)
class Wall:
    """A gisement's notes: in `themes` (in the order they appeared, which never changes), and `loose` (newest first) those
    that stand alone, that the machine is not sure of, or that come too early for themes."""

    gisement: Gisement
    themes: tuple[Cluster, ...]
    loose: tuple[Said, ...]
    count: int
    before: int
    """How many of `count` come from before the seminar."""
    early: bool
    """Too few notes yet for the machine's themes to be shown."""

    def toward(self, note: Note) -> Theme | None:
        """The theme on the wall that the machine would put a loose note in."""
        return next((cluster.theme for cluster in self.themes if cluster.theme.id == note.theme), None)


def wall(room: Room, gisement: Gisement) -> Wall:
    notes, early = list(room.notes_on(gisement.id)), too_early(room, gisement.id)
    clusters = []
    here = (theme for theme in room.themes.values() if theme.gisement == gisement.id)
    for theme in sorted(here, key=lambda one: one.since):
        if placed := gathered(room, theme, early):
            clusters.append(_cluster(room, theme, placed))
    home = {note.id for cluster in clusters for note in cluster.notes}
    loose = said([note for note in notes if note.id not in home])
    return Wall(gisement, tuple(clusters), loose, len(notes), sum(note.before for note in notes), early)


def too_early(room: Room, gisement: str) -> bool:
    """Whether a gisement has too few notes yet, while they are gathered, for the machine's themes to be shown."""
    first = room.session.themes.first
    return room.stage.takes_notes and sum(1 for _ in islice(room.notes_on(gisement), first)) < first


def gathered(room: Room, theme: Theme, early: bool) -> list[Note]:
    """The notes that a theme shows on the wall, in order of arrival: none, of a theme that does not show."""
    members = sorted(room.members(theme), key=lambda one: one.seq)
    by_hand = theme.held or any(note.placed_by == "person" for note in members)
    agreed = any(note.held for note in members)
    placed = [note for note in members if note.held or theme.held or note.confidence >= SURE]
    return placed if by_hand or (len(placed) > 1 and (agreed or not early)) else []


def _cluster(room: Room, theme: Theme, notes: Sequence[Note]) -> Cluster:
    kinds = Counter(note.kind for note in notes)
    example = next((note for note in notes if note.id == theme.example), None)
    counted = tuple((kind.id, kinds[kind.id]) for kind in room.session.kinds)
    return Cluster(theme, tuple(reversed(notes)), said(notes), counted, example)


def said(notes: Iterable[Note]) -> tuple[Said, ...]:
    """Notes that repeat one another told once, each with the number of people behind it; the newest first."""
    heaps = sorted(_heaps(notes), key=lambda heap: -heap[0].seq)
    return tuple(Said(heap[0], _voices(heap), tuple(heap[1:])) for heap in heaps)


def _voices(heap: Iterable[Note]) -> int:
    return len({note.author for note in heap if not note.before})


def _heaps(notes: Iterable[Note]) -> list[list[Note]]:
    """Notes by what they say. One worded anew since it was compared, or whose first was, no longer repeats it."""
    standing = {note.id: note for note in sorted(notes, key=lambda one: one.seq)}
    heaps: dict[tuple[str, bool], list[Note]] = {}
    for note in standing.values():
        first = standing.get(note.repeats or "")
        changed = first is not None and first.worded_at > note.grouped_at
        what = (note.repeats, changed) if note.repeats and note.worded_at <= note.grouped_at else (note.id, False)
        heaps.setdefault(what, []).append(note)
    return list(heaps.values())


def loose_notes(wall: Wall) -> list[Note]:
    return [note for said in wall.loose for note in (said.note, *said.again)]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gisement that lacks notes: of every kind (`kinds` empty), or of these."""

    gisement: Gisement
    kinds: tuple[Kind, ...] = ()


def coverage(room: Room) -> list[Gap]:
    """The gisements, and their kinds, that nobody here has fed yet: ideas from before do not speak for the room."""
    gaps = []
    for gisement in room.session.gisements:
        fed = {note.kind for note in room.notes_on(gisement.id) if not note.before}
        missing = tuple(kind for kind in room.session.kinds if kind.id not in fed)
        if missing:
            gaps.append(Gap(gisement, missing if fed else ()))
    return gaps


@dataclass(frozen=True, slots=True)
class Twins:
    """Two themes that say nearly the same, and what joining them would change. `by_dots`: told by a vote, else by voices."""

    one: Theme
    other: Theme
    ranks: Merged
    by_dots: bool


def twins(room: Room, gisement: str | None = None) -> list[Twins]:
    """The pairs of themes that would share a ballot's votes, in the whole room or on one gisement."""
    found = []
    for first, second in room.alike:
        one, other = room.themes[first], room.themes[second]
        if one.merged_into or other.merged_into or gisement not in (None, one.gisement):
            continue
        if not room.members(one) or not room.members(other):
            continue
        ballot = _told(room, first, second)
        if ballot:
            found.append(Twins(one, other, if_merged(standings(ballot), ballot.terms.cap, first, second), by_dots=True))
        else:
            found.append(Twins(one, other, if_merged(_speakers(room), 1, first, second), by_dots=False))
    return found


def _told(room: Room, *options: str) -> Ballot | None:
    """The last ballot that holds these options and whose totals may be told."""
    return next(
        (
            ballot
            for ballot in reversed(room.ballots.values())
            if (ballot.revealed or not ballot.terms.sealed) and ballot.placed() and all(map(ballot.option, options))
        ),
        None,
    )


def _speakers(room: Room) -> dict[str, dict[str, int]]:
    """theme -> the people who said something in it, each counted once: what stands for votes before there are any."""
    themes = (theme for theme in room.themes.values() if not theme.merged_into)
    counted = {theme.id: {n.author: 1 for n in room.members(theme) if not n.before} for theme in themes}
    return {theme: authors for theme, authors in counted.items() if authors}


@dataclass(frozen=True, slots=True)
class Reshaped:
    """Something the machine did that people may take back by its `seq`: `notes` of them went from a theme into another."""

    seq: int
    why: Reshaping
    theme: Theme
    into: Theme
    notes: int


def reshaped(room: Room, gisement: str, most: int = 3) -> list[Reshaped]:
    """The machine's last merges and splits on a gisement that still stand, the newest first."""
    found: list[Reshaped] = []
    for act in reversed(room.acts):
        for one in act.inverse or ():
            if (
                act.role == "machine"
                and not act.undone
                and isinstance(one, NotesRegrouped)
                and one.gisement == gisement
            ):
                ways = Counter((move.theme, move.was) for move in one.moves if move.theme != move.was)
                for (theme, into), notes in ways.most_common(1):
                    found.append(Reshaped(act.seq, one.why, room.themes[theme], room.themes[into], notes))
        if len(found) >= most:
            break
    return found[:most]


@dataclass(frozen=True, slots=True)
class Resulting:
    """A theme as a proposal would leave it, `was` notes large now. `coming`: its notes from elsewhere, with where from."""

    id: str
    theme: Theme | None
    was: int
    notes: tuple[Note, ...]
    coming: tuple[tuple[Note, Theme], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a proposal would change. Themes are counted from two notes on, or held by people; `alone` are the notes
    that would stand alone and do not yet, `ending` the themes that would have no note left, `steady` how many would not change."""

    before: int
    after: int
    moving: int
    changed: tuple[Resulting, ...]
    alone: int
    ending: tuple[Theme, ...]
    steady: int


def preview(room: Room, proposal: Proposal) -> Preview:
    moves = held_shape(room, proposal)
    moving = {move.note: move.was for move in moves if move.theme != move.was and room.notes[move.note].shown}
    now = {note.id: note.theme for note in room.notes_on(proposal.gisement) if note.theme}
    if proposal.theme:
        touched = {proposal.theme, *(move.theme for move in moves)}
        now = {note: theme for note, theme in now.items() if theme in touched}
    then = now | {move.note: move.theme for move in moves if move.note in now}
    before, after = _filled(now), _filled(then)
    shown = {theme: notes for theme, notes in after.items() if _counts(room, theme, notes)}
    order = [group.theme for group in proposal.groups or ()]
    changed = [theme for theme in order if theme in shown and set(shown[theme]) != set(before.get(theme, ()))]
    changed += [theme for theme in shown if theme not in order and set(shown[theme]) != set(before.get(theme, ()))]
    alone = {note for theme, notes in after.items() if theme not in shown for note in notes}
    alone_now = {note for theme, notes in before.items() if not _counts(room, theme, notes) for note in notes}
    return Preview(
        before=sum(_counts(room, theme, notes) for theme, notes in before.items()),
        after=len(shown),
        moving=len(moving),
        changed=tuple(_resulting(room, theme, shown[theme], before, moving) for theme in changed),
        alone=len(alone - alone_now),
        ending=tuple(room.themes[i] for i, notes in before.items() if i not in after and _counts(room, i, notes)),
        steady=len(shown) - len(changed),
    )


def _filled(places: dict[str, str]) -> dict[str, list[str]]:
    filled: dict[str, list[str]] = {}
    for note, theme in places.items():
        filled.setdefault(theme, []).append(note)
    return filled


def _counts(room: Room, theme: str, notes: Sequence[str]) -> bool:
    return len(notes) > 1 or (theme in room.themes and room.themes[theme].held)


def _resulting(
    room: Room, theme: str, notes: Sequence[str], before: dict[str, list[str]], moving: dict[str, str]
) -> Resulting:
    members = tuple(room.notes[note] for note in notes)
    coming = tuple((note, room.themes[moving[note.id]]) for note in members if note.id in moving)
    return Resulting(theme, room.themes.get(theme), len(before.get(theme, ())), members, coming)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a note is where it is: the `theme` people see it in, or toward which the machine leans (`unsure`), what it shares with
    the notes nearest to it, and the other notes that say nearly the same, by `voices` people in all."""

    note: Note
    theme: Theme | None
    unsure: bool
    early: bool
    nearest: tuple[Note, ...]
    again: tuple[Note, ...]
    voices: int


def why(room: Room, note: Note) -> Why:
    gisement = room.find_gisement(note.gisement)
    seen = wall(room, gisement) if gisement else None
    clusters = seen.themes if seen else ()
    home = next((cluster.theme for cluster in clusters if note in cluster.notes), None)
    toward = seen.toward(note) if seen and not home else None
    heap = next((heap for heap in _heaps(room.notes_on(note.gisement)) if any(one is note for one in heap)), [])
    again = tuple(one for one in heap if one is not note)
    near = tuple(room.notes[i] for i in note.nearest if i in room.notes and room.notes[i].shown)
    voices = _voices((note, *again))
    return Why(note, home or toward, toward is not None, bool(seen and seen.early), near, again, voices)
