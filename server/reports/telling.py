"""What every part of a report needs to tell an export in French: numbered notes, links that lead somewhere, counts, dates."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.html import day, number, percent, plural
from server.reports.blocks import Run, Runs, line, said
from server.reports.contract import BallotPart, Between, Export, NotePart, PriorityPart
from server.typography import WIDE

MOST_NUMBERS = 24
"""Beyond as many notes their numbers are not listed: the link leads to where they stand."""
ROLES = {
    "organiser": "l'organisation",
    "facilitator": "l'animation",
    "table": "l'animation d'une table",
    "machine": "le déroulé",
}
STANDS = {"kept": "Tenue", "tested": "Testée", "changed": "Modifiée", "dropped": "Abandonnée"}


@dataclass(frozen=True, slots=True)
class Heap:
    """Notes that stand together: of a theme, or of none."""

    anchor: str
    label: str
    notes: tuple[NotePart, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A gisement with its notes, and how many are only counted."""

    anchor: str
    title: str
    question: str
    heaps: tuple[Heap, ...]
    hidden: int
    erased: int

    @property
    def notes(self) -> list[NotePart]:
        return [note for heap in self.heaps for note in heap.notes]


class Telling:
    def __init__(self, export: Export) -> None:
        self.export = export
        self.kinds = {kind.id: kind.label for kind in export.kinds}
        self.sections = [*_sections(export)]
        shown = [note for section in self.sections for note in section.notes]
        self.notes = {note.id: note for note in shown}
        self.numbers = {note.id: n for n, note in enumerate(shown, 1)}
        self.ranked: dict[str, list[PriorityPart]] = {ballot.id: [] for ballot in export.ballots}
        for one in export.priorities:
            self.ranked.setdefault(one.ballot, []).append(one)
        self.places = {heap.anchor: heap.label for section in self.sections for heap in section.heaps}
        self.places |= {section.anchor: section.title for section in self.sections}
        self.places |= {of_ballot(ballot.id): ballot.title for ballot in export.ballots}
        self.places |= {of_option(one.ballot, one.option): one.label for one in export.priorities}

    def link(self, text: str, to: str) -> Run:
        """Words that lead to a place of the report; plain words where it has no such place."""
        return Run(said(text), to if to in self.places else "")

    def place(self, anchor: str) -> Run | None:
        """A place of the report by its own name."""
        return self.link(self.places[anchor], anchor) if anchor in self.places else None

    def numbered(self, notes: Iterable[str]) -> list[Run]:
        """« n° 3, 5, 8 »: each number leads to its note; no run at all for notes that are not shown."""
        found = sorted((self.numbers[note], note) for note in notes if note in self.numbers)
        return [
            part
            for n, (at, note) in enumerate(found)
            for part in (Run(said(", " if n else f"n°{WIDE}")), Run(said(str(at)), of_note(note)))
        ]

    def notes_of(self, notes: Sequence[str], counts: dict[str, int], to: str) -> Runs:
        """« 12 idées (n° 1, 4…), 5 ressources »: counts by kind, each leading to its notes."""
        found: list[str | Run] = []
        for kind, label in self.kinds.items():
            if count := counts.get(kind, 0):
                mine = [note for note in notes if note in self.notes and self.notes[note].kind == kind]
                found += [", " if found else "", self.link(counted(count, label), to)]
                found += [" (", *self.numbered(mine), ")"] if 0 < len(mine) <= MOST_NUMBERS else []
        return line(*found)

    def home(self, ballot: BallotPart, option: str, notes: Sequence[str]) -> str:
        """Where the notes of an option stand: its gisement, its theme, or the gisement most of them belong to."""
        own = of_gisement(option) if ballot.on == "gisements" else of_theme(option)
        if own in self.places:
            return own
        found = Counter(self.notes[note].gisement for note in notes if note in self.notes)
        return of_gisement(found.most_common(1)[0][0]) if found else ""


def _sections(export: Export) -> Iterable[Section]:
    names = {one.id: (one.title, one.question) for one in export.gisements}
    elsewhere = {note.gisement: (note.gisement, "") for note in export.notes if note.gisement not in names}
    for gisement, (title, question) in (names | elsewhere).items():
        notes = [note for note in export.notes if note.gisement == gisement]
        hidden = sum(note.hidden and not note.erased for note in notes)
        yield Section(
            of_gisement(gisement), title, question, (*_heaps(export, gisement, notes),), hidden,
            sum(note.erased for note in notes),
        )  # fmt: skip


def _heaps(export: Export, gisement: str, notes: Sequence[NotePart]) -> Iterable[Heap]:
    """The largest theme first, the notes of none at the end; within a theme, kind after kind."""
    order = {kind.id: n for n, kind in enumerate(export.kinds)}
    shown = sorted((note for note in notes if note.shown), key=lambda n: order.get(n.kind, len(order)))
    themes = {theme.id: theme.label for theme in export.themes if theme.gisement == gisement}
    members: dict[str, list[NotePart]] = {theme: [] for theme in themes}
    alone: list[NotePart] = []
    for note in shown:
        members.get(note.theme or "", alone).append(note)
    for theme in sorted(themes, key=lambda one: -len(members[one])):
        if members[theme]:
            yield Heap(of_theme(theme), themes[theme], tuple(members[theme]))
    if alone:
        yield Heap(f"{of_gisement(gisement)}-alone", "Sans thème" if any(members.values()) else "", tuple(alone))


def of_note(note: str) -> str:
    return f"n-{note}"


def of_gisement(gisement: str) -> str:
    return f"g-{gisement}"


def of_theme(theme: str) -> str:
    return f"t-{theme}"


def of_ballot(ballot: str) -> str:
    return f"b-{ballot}"


def of_option(ballot: str, option: str) -> str:
    return f"o-{ballot}-{option}"


def counted(count: int, label: str) -> str:
    """« 1 ressource », « 5 ressources ». A label of several words is left in the singular, before its count."""
    if " " in label:
        return f"{label.lower()} : {number(count)}"
    word = label.lower()
    return plural(count, word, word if word[-1:] in "sxz" else f"{word}s")


def ordinal(rank: int) -> str:
    return "1er" if rank == 1 else f"{rank}e"


def between(low: str, high: str) -> str:
    return low if low == high else f"{low} à {high}"


def shares(found: Between) -> str:
    return between(percent(found.low), percent(found.high))


def decimal(value: float) -> str:
    """Two decimals and a comma."""
    return f"{value:.2f}".replace(".", ",")


def dated(iso: str) -> str:
    """« 14 décembre 2018 », « 14 décembre 2018 à 14 h 05 (heure UTC) »; what is no date is given as it is."""
    date, _, time = iso.partition("T")
    try:
        found = day(datetime.date.fromisoformat(date))
    except ValueError:
        return iso
    return f"{found} à {time[:2]} h {time[3:5]} (heure UTC)" if time else found


def standing(one: PriorityPart, ranked: Sequence[PriorityPart]) -> str:
    """« 1 », or « 2–3 » for options that the votes cannot tell apart."""
    step = [n for n, other in enumerate(ranked, 1) if other.step == one.step]
    return str(step[0]) if len(step) == 1 else f"{step[0]}–{step[-1]}"


def in_the_first(one: PriorityPart) -> str:
    """How often it is in the first three when the votes are drawn again; a dash where too few voted to say."""
    return percent(one.top3) if one.odds else "–"
