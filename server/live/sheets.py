"""What a room asks of its grouper: the gisements with notes to place, names to give or proposals to answer. Read, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.room.grouping import due, frozen, gathering
from server.room.state import REWORDING, Note, Proposal, Room
from server.themes.questions import Called, Known, Question, Sheet

MOST_AT_ONCE = 64
"""Newcomers of one gisement in one round: people see them arrive rather than wait for all."""


Shape = dict[str, str | None]
"""note -> theme"""


@dataclass(frozen=True, slots=True)
class Asked:
    proposal: str
    question: Question
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Work:
    """`seq`: the number of the last entry that was known. `texts`: note -> the words it is compared by; `written`: those of its
    author, where a line translates them. `more`: newcomers are left for later."""

    seq: int
    sheets: tuple[Sheet, ...] = ()
    proposals: tuple[Asked, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    """By gisement."""
    encoder_news: bool = False
    more: bool = False

    @property
    def any(self) -> bool:
        return bool(self.sheets or self.proposals)


def work(room: Room, code: str, model: str, left: Mapping[str, Shape]) -> Work:
    """What is to be done. `left`: the shape in which each gisement was left; people may have changed it since."""
    if frozen(room):
        return Work(room.seq)
    notes = _by_gisement(room)
    shapes: dict[str, Shape] = {gisement: {note.id: note.theme for note in here} for gisement, here in notes.items()}
    sheets, more = [], False
    for gisement, here in notes.items():
        waiting = [note.id for note in here if _waits(room, note)]
        if waiting or shapes[gisement] != left.get(gisement) or _unnamed(room, gisement, here):
            more = more or len(waiting) > MOST_AT_ONCE
            sheets.append(_sheet(room, code, gisement, here, waiting[:MOST_AT_ONCE]))
    proposals = [
        Asked(
            one.id,
            _question(one, notes.get(one.gisement, ())),
            _sheet(room, code, one.gisement, notes.get(one.gisement, ()), []),
        )
        for one in room.proposals.values()
        if one.groups is None
    ]
    concerned = {sheet.gisement for sheet in sheets} | {asked.sheet.gisement for asked in proposals}
    texts, written = _worded(note for gisement in concerned for note in notes.get(gisement, ()))
    return Work(room.seq, tuple(sheets), tuple(proposals), texts, written, shapes, room.encoder != model, more)


def only(room: Room, code: str, gisement: str, note: str) -> Work:
    """One newcomer by itself."""
    here = _by_gisement(room).get(gisement, [])
    waiting = [one.id for one in here if one.id == note and _waits(room, one)]
    sheets = (_sheet(room, code, gisement, here, waiting),) if waiting and not frozen(room) else ()
    return Work(room.seq, sheets, (), *_worded(here))


def _worded(notes: Iterable[Note]) -> tuple[dict[str, str], dict[str, str]]:
    here = list(notes)
    return {note.id: note.compared for note in here}, {note.id: note.text for note in here if note.translation}


def _question(asked: Proposal, here: Iterable[Note]) -> Question:
    by_hand = frozenset(note.id for note in here if note.placed_by == "person")
    return Question(asked.grain, asked.finer, asked.theme, by_hand)


def _by_gisement(room: Room) -> dict[str, list[Note]]:
    """The notes to compare: shown, and of a gisement that exists."""
    gisements = {gisement.id for gisement in room.session.gisements}
    found: dict[str, list[Note]] = {}
    for note in room.notes.values():
        if note.shown and note.kind != REWORDING and note.gisement in gisements:
            found.setdefault(note.gisement, []).append(note)
    return found


def _sheet(room: Room, code: str, gisement: str, here: Iterable[Note], waiting: list[str]) -> Sheet:
    newcomers = set(waiting)
    known = tuple(
        Known(note.id, note.worded_at, note.theme, _held(room, note), note.confidence)
        for note in here
        if note.id in newcomers or (note.theme and not _waits(room, note) and note.unread != "failed")
    )
    themes = tuple(
        Called(theme.id, theme.label, bool(theme.named), theme.held, theme.named_at)
        for theme in room.themes.values()
        if theme.gisement == gisement and not theme.merged_into and theme.notes
    )
    named = room.find_gisement(gisement)
    given = (named.title, named.short, named.question) if named else ()
    first = room.session.themes.first
    return Sheet(
        code, gisement, known, tuple(waiting), themes, not gathering(room),
        room.grain(gisement), first, given,
    )  # fmt: skip


def _held(room: Room, note: Note) -> bool:
    """Where people put it, or in a theme they pinned: it stays."""
    return note.held or bool(note.theme and room.themes[note.theme].pinned)


def _waits(room: Room, note: Note) -> bool:
    """New, or worded anew; but in a theme that people pinned a note stays whatever its words."""
    return due(note) and not _held(room, note)


def _unnamed(room: Room, gisement: str, here: list[Note]) -> bool:
    """Whether a theme that is seen has lost its name, or never had one."""
    if len(here) < room.session.themes.first and gathering(room):
        return False
    return any(
        theme.gisement == gisement
        and not theme.label
        and not theme.merged_into
        and any(note.unread != "failed" for note in room.members(theme))
        for theme in room.themes.values()
    )
