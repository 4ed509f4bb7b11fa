"""What people may see of a room: projections handed to pages and exports. A sealed ballot leaves here without its totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.i18n import gettext as _
from server.i18n import ngettext, number, spoken
from server.room.ballots import asked, college_labels
from server.room.definition import Gisement, Stage
from server.room.people import seen
from server.room.priorities import Evidence, Priority, Tally, evidence, tally
from server.room.stages import MINUTE
from server.room.state import ENTERED, REWORDING, Ballot, Note, Room, Terms
from server.room.wall import wall
from server.wording import worded

MOST_DRAWN = 60
"""Cells of an overview beyond which notes are only counted."""


@dataclass(frozen=True, slots=True)
class Heap:
    """The notes of one kind on one gisement: how many were written here and the newest of them, how many come from before."""

    kind: str
    count: int
    newest: tuple[Note, ...]
    before: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    gisement: Gisement
    heaps: tuple[Heap, ...]
    count: int
    """Of the notes written here."""
    tables: tuple[tuple[int, int], ...]
    """The tables that work on it now, each with the notes it has given here."""


def overview(room: Room, most: int = 200) -> list[Row]:
    """Gisements × kinds. `most` bounds how many notes are drawn in all, two fewer where ideas from before are told; counts are
    always whole."""
    cells = max(1, len(room.session.gisements) * len(room.session.kinds))
    told = len({(note.gisement, note.kind) for note in room.notes.values() if note.before and note.shown})
    newest = max(0, most - 2 * told) // cells if cells <= MOST_DRAWN else 0
    rows = []
    for gisement in room.session.gisements:
        every = list(room.notes_on(gisement.id))
        notes = [note for note in every if not note.before]
        brought = Counter(note.kind for note in every if note.before)
        heaps = []
        for kind in room.session.kinds:
            mine = [note for note in notes if note.kind == kind.id]
            heaps.append(Heap(kind.id, len(mine), tuple(mine[-newest:] if newest else ()), brought[kind.id]))
        rows.append(Row(gisement, tuple(heaps), len(notes), _progress(room, gisement, notes)))
    return rows


def _progress(room: Room, gisement: Gisement, notes: Sequence[Note]) -> tuple[tuple[int, int], ...]:
    given = Counter(note.table for note in notes)
    return tuple((table, given[table]) for table in room.tables_on(gisement.id))


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot as anyone may see it. `ranking` is empty until totals may be told."""

    id: str
    terms: Terms
    open: bool
    revealed: bool
    ranking: tuple[Tally, ...]
    voters: int
    placed: int
    done: int
    """How many have placed all their dots."""
    entered: int
    """Voters that a helper entered."""
    expected: int
    """How many could have voted, as far as the room knows."""
    colleges: tuple[str, ...]
    """The labels of those it is kept for."""
    opened_at: int
    opened_by: str
    """A role."""

    @property
    def everyone(self) -> bool:
        return 0 < self.expected <= self.voters

    @property
    def tells(self) -> bool:
        return self.revealed or not self.terms.sealed


def ballot_view(room: Room, ballot: Ballot, shown: bool | None = None) -> BallotView:
    """`shown` overrides whether totals may be told: nobody passes True for a sealed ballot before its reveal."""
    tells = (ballot.revealed or not ballot.terms.sealed) if shown is None else shown
    voters = ballot.voters()
    return BallotView(
        ballot.id, ballot.terms, ballot.open, ballot.revealed, tuple(tally(ballot)) if tells else (), len(voters),
        ballot.placed(), sum(ballot.spent(voter) >= ballot.terms.budget for voter in ballot.dots),
        sum(ENTERED in voter for voter in voters), len(asked(room, ballot)), tuple(college_labels(room, ballot.terms)),
        ballot.opened_at, ballot.opened_by,
    )  # fmt: skip


def revealed(room: Room) -> Ballot | None:
    """The last ballot whose totals were told."""
    return max((b for b in room.ballots.values() if b.revealed), key=lambda b: b.revealed_at or 0, default=None)


def grounds(room: Room, ballot: Ballot) -> Evidence:
    """The evidence of a revealed ballot, computed once for what the room is now: a whole room of phones reads it at once. It is
    kept by language, for it holds sentences."""
    kept = (ballot.id, spoken())
    seq, found = room.grounds.get(kept, (0, None))
    if seq != room.seq or not isinstance(found, Evidence):
        found = evidence(room, ballot)
        room.grounds[kept] = (room.seq, found)
    return found


def places(room: Room, ballot: Ballot) -> Sequence[Priority]:
    """The ranking of a revealed ballot. Its dots move no more: whatever evidence was kept tells it, however old."""
    found = room.grounds.get((ballot.id, spoken()), (0, None))[1]
    return (found if isinstance(found, Evidence) else grounds(room, ballot)).options


@dataclass(frozen=True, slots=True)
class ChallengeView:
    id: str
    title: str
    agree: int
    disagree: int
    rewordings: tuple[Note, ...]


def challenges(room: Room) -> list[ChallengeView]:
    views = []
    for challenge in room.session.challenges:
        taps = Counter(room.taps.get(challenge.id, {}).values())
        rewordings = tuple(n for n in room.notes_on(challenge.id) if n.kind == REWORDING)
        views.append(ChallengeView(challenge.id, challenge.title, taps["agree"], taps["disagree"], rewordings[::-1]))
    return views


def answers(room: Room, stage: Stage) -> list[tuple[str, int]]:
    """A question's options with how many chose each."""
    taps = Counter(room.taps.get(stage.id, {}).values())
    options: Sequence[str] = stage.options if stage.kind == "question" else ("1", "2", "3", "4", "5")
    return [(option, taps[str(n)]) for n, option in enumerate(options, 1)]


def participants(room: Room) -> int:
    """People who wrote, voted or chose a college."""
    return len(seen(room))


def note_count(room: Room) -> int:
    """The notes written here."""
    return sum(note.shown and not note.before and note.kind != REWORDING for note in room.notes.values())


def before_count(room: Room) -> int:
    """The ideas from before the seminar."""
    return sum(note.shown and note.before for note in room.notes.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the room stands against its running order: `drift` minutes late (negative: early) when the stage was entered;
    `due` is when the stage should end, in ms, if its own minutes are kept from its entry on."""

    place: int
    before: Stage | None
    after: Stage | None
    drift: int
    entered_at: int
    due: int


def plan(room: Room) -> Plan:
    stages = room.session.stages
    place = next((n for n, stage in enumerate(stages) if stage.id == room.stage_id), 0)
    entered = room.stage_log[-1][1] if room.stage_log else room.opened_at
    began = next((at for stage, at in room.stage_log if stage != stages[0].id), entered)
    planned = sum(stage.minutes for stage in stages[1:place]) if place else 0
    drift = round((entered - began) / MINUTE - planned) if place else 0
    before = stages[place - 1] if place else None
    after = stages[place + 1] if place + 1 < len(stages) else None
    return Plan(place, before, after, drift, entered, entered + room.stage.minutes * MINUTE)


def story(room: Room) -> list[str]:
    """What happened so far, in three sentences at most, for who arrives late."""
    told = [_("Étape en cours : {stage}.").format(stage=worded(room.stage.title)), *_written(room)]
    ballot = room.latest_ballot()
    if ballot and ballot.revealed and ballot.placed():
        told.append(
            _("Le vote est révélé : « {option} » arrive en tête.").format(option=worded(tally(ballot)[0].label))
        )
    elif ballot and ballot.open:
        told.append(_open(ballot.terms.budget))
    elif room.themes:
        count = sum(len(wall(room, g).themes) for g in room.session.gisements)
        themes = ngettext("{count} thème se dessine.", "{count} thèmes se dessinent.", count)
        told += [themes.format(count=number(count))] if count else []
    return told[:3]


def _open(budget: int) -> str:
    return ngettext(
        "Un vote est ouvert : vous avez {count} point à placer.",
        "Un vote est ouvert : vous avez {count} points à placer.",
        budget,
    ).format(count=number(budget))


def _written(room: Room) -> Iterator[str]:
    """How many have written how many notes, on what most of all."""
    notes, people, before = note_count(room), participants(room), before_count(room)
    if notes:
        busiest = max(overview(room), key=lambda row: row.count).gisement.short
        told = _with_ideas(people, notes) if before else _without_ideas(people, notes)
        ideas = ngettext("{count} idée vient d’avant", "{count} idées viennent d’avant", before)
        yield told.format(
            people=number(people),
            notes=number(notes),
            busiest=worded(busiest),
            ideas=ideas.format(count=number(before)),
        )


def _without_ideas(people: int, notes: int) -> str:
    if people < 2:
        return ngettext(
            "{people} personne a déjà écrit {notes} note, surtout sur « {busiest} ».",
            "{people} personne a déjà écrit {notes} notes, surtout sur « {busiest} ».",
            notes,
        )
    return ngettext(
        "{people} personnes ont déjà écrit {notes} note, surtout sur « {busiest} ».",
        "{people} personnes ont déjà écrit {notes} notes, surtout sur « {busiest} ».",
        notes,
    )


def _with_ideas(people: int, notes: int) -> str:
    """`ideas`: from before the seminar, told between brackets."""
    if people < 2:
        return ngettext(
            "{people} personne a déjà écrit {notes} note, surtout sur « {busiest} » ({ideas}).",
            "{people} personne a déjà écrit {notes} notes, surtout sur « {busiest} » ({ideas}).",
            notes,
        )
    return ngettext(
        "{people} personnes ont déjà écrit {notes} note, surtout sur « {busiest} » ({ideas}).",
        "{people} personnes ont déjà écrit {notes} notes, surtout sur « {busiest} » ({ideas}).",
        notes,
    )
