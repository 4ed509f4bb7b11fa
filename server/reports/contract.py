"""The room as plain values: what `board.json` and `export.json` say, and the one source of every report.

The models below are the contract: their JSON Schema is published, and each writer of this folder reads an `Export`, nothing
else. No participant's id, times to the minute, no votes of a person; a sealed ballot has no totals before its reveal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.i18n import SOURCE, speaking
from server.room import board as seen
from server.room.colleges import HIDDEN_UNDER, presence
from server.room.people import WORTH
from server.room.priorities import RESAMPLES, SEED, evidence, ranking
from server.room.promises import FIELDS, grounds, verbatims
from server.room.state import REWORDING, Ballot, Note, Promise, Room
from server.room.teams import joined

METHOD = "2"
"""The version of how evidence is counted: it changes with any formula, threshold or seed of `room/priorities.py`."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Method(Part):
    """How the figures were made."""

    version: str = METHOD
    resamples: int = RESAMPLES
    seed: int = SEED
    hidden_under: int = HIDDEN_UNDER


class Named(Part):
    id: str
    label: str


class StagePart(Part):
    id: str
    kind: str
    title: str


class GisementPart(Part):
    id: str
    title: str
    short: str
    question: str = ""
    challenge: str | None = None


class ChallengePart(Part):
    id: str
    title: str
    agree: int
    disagree: int
    rewordings: list[str]


class Presence(Part):
    """A college: how many were invited (if the session says so) and seen in the room (None: too few to be told)."""

    label: str
    family: str | None = None
    invited: int | None = None
    present: int | None


class NotePart(Part):
    """`text` as it was written; `translation`, the line in French that a person wrote beside it; `published`, its wording for
    publication where somebody changed it."""

    id: str
    gisement: str
    kind: str
    text: str
    translation: str | None = None
    published: str | None = None
    theme: str | None
    at: str
    hidden: bool
    waiting: bool = False
    """Nobody has read it yet, in a room whose notes are read before they show."""
    late: bool
    before: bool = False
    """It comes from before the seminar (exploration)."""
    entered: bool = False
    """Somebody entered it for its author: a scribe, or a neighbour."""
    table: int | None
    erased: bool
    language: str
    repeats: str | None
    placed_by: str | None
    confidence: float | None
    shared_words: list[str]
    nearest: list[str]

    @property
    def shown(self) -> bool:
        return not (self.hidden or self.waiting or self.erased)


class ThemePart(Part):
    id: str
    gisement: str
    label: str
    labelled_by: Literal["machine", "person"]
    pinned: bool
    example: str | None
    notes: list[str]


class OptionPart(Part):
    """Without `dots`, `voters`, `rank` and `top3` as long as totals may not be told."""

    id: str
    label: str
    notes: list[str] = Field(default_factory=list)
    dots: int | None = None
    voters: int | None = None
    rank: int | None = None
    top3: float | None = None


class BallotPart(Part):
    """A ballot with its rules. `opened_by`: a role; `present`: who could have voted, as far as the room knows."""

    id: str
    title: str
    on: Literal["gisements", "themes", "texts"]
    gisement: str | None
    budget: int
    cap: int
    sealed: bool
    open: bool
    revealed: bool
    voters: int
    present: int = 0
    late: int = 0
    entered: int = 0
    quorum: int = 0
    colleges: list[str] = Field(default_factory=list)
    until: str | None = None
    door: str = ""
    why: str = ""
    asked_by: str = ""
    opened_by: str = ""
    opened_at: str = ""
    shortlist: str = ""
    follows: str | None = None
    said: list[str] = Field(default_factory=list)
    options: list[OptionPart]


class Between(Part):
    low: float
    high: float


class SupportPart(Part):
    label: str
    of: Literal["college", "family", "none"]
    voters: int | None
    given: int | None


class WhatIfPart(Part):
    case: Literal["merged", "late", "entered", "unseen"]
    said: str
    rank: int


class PriorityPart(Part):
    """An option of a revealed ballot with its evidence (see `server/room/priorities.py` for each figure)."""

    ballot: str
    option: str
    label: str
    rank: int
    step: int
    dots: int
    voters: int
    share: float
    share_between: Between
    dots_between: Between
    top3: float
    odds: list[float]
    support: list[SupportPart]
    consensus: float | None
    dissent: float | None
    divided: bool
    notes: dict[str, int]
    before: int
    readiness: float | None
    what_if: list[WhatIfPart]
    why: list[str]


class StatusPart(Part):
    """What became of a promise, on a day."""

    state: Literal["kept", "tested", "changed", "dropped"]
    on: str
    evidence: str = ""
    learned: str = ""


class PromisePart(Part):
    """A promise. `gisement` is the first of `gisements`; `joined`: how many people asked to be in its team."""

    id: str
    text: str
    gisement: str | None
    carrier: str
    need: str = ""
    gisements: list[str] = Field(default_factory=list)
    themes: list[str] = Field(default_factory=list)
    verbatims: list[str] = Field(default_factory=list)
    """Notes of its themes."""
    ballot: str | None = None
    option: str | None = None
    """The priority it was drafted from."""
    users: str = ""
    agents: str = ""
    leaders: str = ""
    test: str = ""
    test_on: str = ""
    people: str = ""
    technical: str = ""
    money: str = ""
    resources: str = ""
    obstacles: str = ""
    derogation: str = ""
    joined: int = 0
    statuses: list[StatusPart] = Field(default_factory=list)


class Export(Part):
    """A room, whole, without who said what."""

    format: Literal["filon-export/1"] = "filon-export/1"
    method: Method = Method()
    seq: int
    title: str
    territory: str
    date: str | None = None
    language: str
    live: bool
    stage: str
    stages: list[StagePart]
    participants: int
    presence: list[Presence] = Field(default_factory=list)
    introduction: str = ""
    """What the organiser says at the head of the report."""
    worth: dict[str, int] = Field(default_factory=dict)
    """The closing vote, « worth my time », from 1 to 5: how many gave each answer, if five people at least gave one."""
    kinds: list[Named]
    gisements: list[GisementPart]
    challenges: list[ChallengePart]
    notes: list[NotePart]
    themes: list[ThemePart]
    ballots: list[BallotPart]
    priorities: list[PriorityPart]
    """Of each revealed ballot, the latest first; within it, from the first to the last."""
    promises: list[PromisePart]


def board(room: Room) -> dict[str, Any]:
    """The export as JSON-ready values; keys without a total are left out."""
    return as_json(export(room))


def as_json(found: Export) -> dict[str, Any]:
    values = found.model_dump(mode="json")
    for ballot in values["ballots"]:
        ballot["options"] = [{name: v for name, v in one.items() if v is not None} for one in ballot["options"]]
    return values


def export(room: Room) -> Export:
    """Everything but who said it, as the room stands now. Its sentences are French, whoever asks for it."""
    with speaking(SOURCE):
        return _export(room)


def _export(room: Room) -> Export:
    notes = [note for note in room.notes.values() if note.exported]
    session = room.session
    return Export(
        seq=room.seq,
        title=session.title,
        territory=session.territory,
        date=session.date.isoformat() if session.date else None,
        language=session.language,
        live=room.live,
        stage=room.stage_id,
        stages=[StagePart(id=one.id, kind=one.kind, title=one.title) for one in session.stages],
        participants=seen.participants(room),
        presence=[Presence(**asdict(one)) for one in presence(room)],
        introduction=room.introduction,
        worth=worth(room),
        kinds=[Named(id=kind.id, label=kind.label) for kind in session.kinds],
        gisements=[
            GisementPart(id=g.id, title=g.title, short=g.short, question=g.question, challenge=g.challenge)
            for g in session.gisements
        ],
        challenges=[
            ChallengePart(id=c.id, title=c.title, agree=c.agree, disagree=c.disagree, rewordings=[n.text for n in c.rewordings])
            for c in seen.challenges(room)
        ],
        notes=[note_part(note) for note in notes if note.kind != REWORDING],
        themes=_themes(room),
        ballots=[_ballot(room, ballot) for ballot in room.ballots.values()],
        priorities=_priorities(room),
        promises=[_promise(room, promise) for promise in room.promises.values() if promise.begun],
    )  # fmt: skip


def coarse(at: int) -> str:
    """A time to the minute, UTC."""
    return datetime.fromtimestamp(at // 60_000 * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")


def worth(room: Room) -> dict[str, int]:
    """The closing answers, from 1 to 5; nothing when fewer than five people gave one."""
    given = Counter(answers(room))
    return {choice: given[choice] for choice in WORTH} if given.total() >= HIDDEN_UNDER else {}


def answers(room: Room) -> list[str]:
    """What each person answered at the end, in no order that tells who."""
    closing = {stage.id for stage in room.session.stages if stage.kind == "close"}
    return sorted(choice for stage in closing for choice in room.taps.get(stage, {}).values())


def note_part(note: Note) -> NotePart:
    return NotePart(
        id=note.id, gisement=note.gisement, kind=note.kind, text=note.text, translation=note.translation or None,
        published=note.published, theme=note.theme, at=coarse(note.at), hidden=note.hidden,
        waiting=note.waiting, late=note.late, before=note.before, entered=note.entered,
        table=note.table, erased=note.erased, language=note.language, repeats=note.repeats, placed_by=note.placed_by,
        confidence=None if note.held else note.confidence, shared_words=list(note.shared_words), nearest=list(note.nearest),
    )  # fmt: skip


def _themes(room: Room) -> list[ThemePart]:
    return [
        ThemePart(
            id=t.id, gisement=t.gisement, label=t.label or "Sans titre", labelled_by=t.labelled_by, pinned=t.pinned,
            example=t.example, notes=[n for n in t.notes if room.notes[n].exported],
        )
        for t in room.themes.values()
        if not t.merged_into and any(room.notes[n].exported for n in t.notes)
    ]  # fmt: skip


def _ballot(room: Room, ballot: Ballot) -> BallotPart:
    view, terms = seen.ballot_view(room, ballot), ballot.terms
    totals: dict[str, dict[str, Any]] = {
        p.option: {"dots": p.dots, "voters": p.voters, "rank": p.rank, "top3": p.top3}
        for p in (ranking(ballot) if view.tells else ())
    }
    found = evidence(room, ballot) if ballot.revealed else None
    return BallotPart(
        id=ballot.id, title=terms.title, on=terms.on, gisement=terms.gisement, budget=terms.budget, cap=terms.cap,
        sealed=terms.sealed, open=ballot.open, revealed=ballot.revealed, voters=view.voters,
        present=found.present if found else 0, late=found.late if found else 0, entered=found.entered if found else 0,
        quorum=terms.quorum, colleges=list(terms.colleges), until=coarse(terms.until) if terms.until else None,
        door=terms.door, why=terms.why, asked_by=terms.asked_by, opened_by=ballot.opened_by,
        opened_at=coarse(ballot.opened_at), shortlist=terms.shortlist, follows=terms.follows,
        said=list(found.said) if found else [],
        options=[
            OptionPart(id=o.id, label=o.label, notes=_told(room, o.notes), **totals.get(o.id, {})) for o in terms.options
        ],
    )  # fmt: skip


def _told(room: Room, notes: tuple[str, ...]) -> list[str]:
    return [note for note in notes if room.notes[note].exported]


def _priorities(room: Room) -> list[PriorityPart]:
    """The evidence of each revealed ballot, the latest first."""
    return [
        PriorityPart(ballot=ballot.id, **asdict(p))
        for ballot in reversed(room.ballots.values())
        if ballot.revealed
        for p in evidence(room, ballot).options
    ]


def _promise(room: Room, promise: Promise) -> PromisePart:
    return PromisePart(
        id=promise.id, gisement=promise.gisement, gisements=list(promise.gisements),
        themes=[theme.id for theme in grounds(room, promise)],
        verbatims=[note.id for note in verbatims(room, promise)], ballot=promise.ballot, option=promise.option,
        joined=joined(room, promise.id),
        statuses=[StatusPart(**asdict(one)) for one in sorted(promise.statuses, key=lambda one: one.on)],
        **{field.id: promise.field(field.id) for field in FIELDS},
    )  # fmt: skip
