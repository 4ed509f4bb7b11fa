"""Everything the machine works out about a room's notes, in one object without I/O: vectors, places, reasons, names, proposals.

It is asked with a whole `Sheet` (where every note of a gisement stands) and keeps a graph between two questions, brought up to
date by what the sheet says: whatever people or another process did meanwhile is taken as it is. Run apart by `live/apart.py`.
"""

import math
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

import numpy as np

from server.themes import labels
from server.themes.encoder import Encoder, Vectors
from server.themes.graph import Graph, Merged, Moved, Parted, Placed, Standing, Step
from server.themes.language import language
from server.themes.questions import (
    Arrangement,
    Called,
    Known,
    Name,
    Place,
    Proposal,
    Proposed,
    Question,
    Reason,
    Shape,
    Sheet,
    Words,
)

GRAIN_STEP = 1.5
"""One step finer or coarser multiplies γ, or divides it, by so much."""
FARTHEST = 5
"""Steps that a proposal may go before it gives up finding more themes, or fewer."""
RENAMED_AT = 1.4
"""A theme is named again once it has grown, or shrunk, by so much: names that change at each note are no names."""
ALIKE = 0.75
"""Cosine of two themes' centres above which they would share the votes of a ballot."""
MOST_ALIKE = 6
RETOLD = 0.1
"""Change of a note's confidence from which it is told again."""
PEERS = 20
"""Notes of a theme, beside the closest, among which shared words are looked for."""
REBUILT_FROM = 32
"""Unknown notes beyond which a graph is built anew rather than brought up to date."""


@dataclass(slots=True)
class Kept:
    """A gisement between two questions."""

    graph: Graph
    grain: int
    words: dict[str, Words] = field(default_factory=dict)
    stands: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """note -> (theme, held), as the graph has it."""

    def places(self) -> dict[str, str]:
        return {note: theme for note, (theme, _) in self.stands.items()}


def new_theme() -> str:
    return f"t-{uuid.uuid4().hex}"


def _gathered(places: dict[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for note, theme in places.items():
        groups.setdefault(theme, []).append(note)
    return groups


def _several(groups: dict[str, list[str]]) -> int:
    """How many themes hold several notes: those that people see."""
    return sum(len(notes) > 1 for notes in groups.values())


class Grouper:
    """Not safe for threads: one question at a time."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._encoder = load()
        self._kept: dict[tuple[str, str], Kept] = {}

    @property
    def model(self) -> str:
        """The name and version of what makes the vectors: they are comparable only with their own."""
        return f"{self._encoder.name} {self._encoder.version}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors at the precision they are stored with (float16), so that a graph made again is the same. A text in a language
        that the encoder does not read has zeros: it would be put anywhere."""
        return (
            self._encoder.encode([text if self._reads(text) else "" for text in texts])
            .astype(np.float16)
            .astype(np.float32)
        )

    def forget(self, room: str) -> None:
        """Keep nothing of a room: neither words nor vectors."""
        language.cache_clear()
        for key in [key for key in self._kept if key[0] == room]:
            del self._kept[key]

    def arrange(self, sheet: Sheet, learnt: Sequence[Words]) -> Arrangement:
        """Place the newcomers, with what follows. `learnt`: the notes not given before, or in other words now.

        Raises KeyError for a note that was never given.
        """
        kept = self._up_to_date(sheet, learnt)
        verdicts: list[Place | Shape] = []
        former = {one.note: one.theme for one in sheet.notes}
        for note in sheet.newcomers:
            for step in kept.graph.arrive(note, kept.words[note].vector, sheet.calm):
                verdicts += self._told(kept, step, former)
        alike = [(pair.one, pair.other) for pair in kept.graph.alike(ALIKE)]
        return Arrangement(
            tuple(verdicts), tuple(self._reasons(kept, sheet, verdicts)), tuple(self._names(kept, sheet)),
            tuple(self._worth_telling(kept, alike)),
        )  # fmt: skip

    def propose(self, sheet: Sheet, learnt: Sequence[Words], question: Question) -> Proposal:
        """Another shape, or a theme in parts. No group: nothing better was found. The sheet's own shape stays."""
        kept = self._up_to_date(sheet, learnt)
        graph = Graph(new_theme, self._grain(question.grain), sheet.first)
        known = [self._standing(kept, one, one.note in question.by_hand) for one in sheet.notes]
        graph.load([one for one in known if one])
        graph.hold([one.theme for one in sheet.themes if one.held])
        if question.theme:
            parts = graph.part(question.theme)
            groups = {question.theme if n == 0 else new_theme(): part for n, part in enumerate(parts)}
            return Proposal(question.grain, self._under_names(kept, sheet, groups))
        now = _several(graph.themes())
        for step in range(FARTHEST if question.finer else 1):
            grain = question.grain + step * question.finer
            groups = _gathered(graph.regroup(self._grain(grain)))
            if not question.finer or (_several(groups) - now) * question.finer > 0:
                return Proposal(grain, self._under_names(kept, sheet, groups))
        return Proposal(question.grain, ())

    def _under_names(self, kept: Kept, sheet: Sheet, groups: dict[str, list[str]]) -> tuple[Proposed, ...]:
        """A theme that stands keeps its name, a new one has the name it would get."""
        called = {one.theme: one.label for one in sheet.themes if one.label}
        taken = [*called.values()]
        proposed = []
        for theme, notes in groups.items():
            name = called.get(theme) or self._named(kept, sheet, notes, taken).label
            taken.append(name)
            proposed.append(Proposed(theme, tuple(notes), name))
        return tuple(proposed)

    # What the room says, taken as it is

    def _up_to_date(self, sheet: Sheet, learnt: Sequence[Words]) -> Kept:
        key = (sheet.room, sheet.gisement)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = Kept(Graph(new_theme, self._grain(sheet.grain), sheet.first), sheet.grain)
        fresh = {one.note for one in learnt}
        kept.words |= {one.note: one for one in learnt}
        here = {one.note: one for one in sheet.notes}
        for note in [note for note in kept.words if note not in here]:
            kept.graph.drop(note)
            kept.stands.pop(note, None)
            del kept.words[note]
        newcomers = set(sheet.newcomers)
        standing = [one for one in sheet.notes if one.note not in newcomers]
        unknown = [one for one in standing if one.note not in kept.stands or one.note in fresh]
        if len(unknown) > REBUILT_FROM or kept.grain != sheet.grain:
            self._rebuild(kept, sheet, standing)
        else:
            self._follow(kept, standing, {one.note for one in unknown})
        for note in newcomers & kept.stands.keys():
            kept.graph.drop(note)
            del kept.stands[note]
        kept.graph.hold([one.theme for one in sheet.themes if one.held])
        return kept

    def _rebuild(self, kept: Kept, sheet: Sheet, standing: Sequence[Known]) -> None:
        kept.graph, kept.grain = Graph(new_theme, self._grain(sheet.grain), sheet.first), sheet.grain
        kept.graph.load([one for note in standing if (one := self._standing(kept, note, note.held))])
        kept.stands = {one.note: (one.theme, one.held) for one in standing if one.theme}

    def _follow(self, kept: Kept, standing: Sequence[Known], unknown: set[str]) -> None:
        for one in standing:
            if not one.theme:
                continue
            if one.note in unknown:
                kept.graph.arrive(one.note, kept.words[one.note].vector, calm=True)
            if one.note in unknown or kept.stands[one.note] != (one.theme, one.held):
                kept.graph.put(one.note, one.theme, one.held)
                kept.stands[one.note] = (one.theme, one.held)

    @staticmethod
    def _standing(kept: Kept, one: Known, held: bool) -> Standing | None:
        return Standing(one.note, kept.words[one.note].vector, one.theme, held) if one.theme else None

    @staticmethod
    def _grain(steps: int) -> float:
        return float(GRAIN_STEP**steps)

    # What the graph says, told with its reasons

    def _told(self, kept: Kept, step: Step, former: dict[str, str | None]) -> list[Place | Shape]:
        match step:
            case Placed(note, theme, _):
                kept.stands[note] = (theme, False)
                return [self._place(kept, note, theme, former.get(note))]
            case Moved(note, theme, was, _):
                kept.stands[note] = (theme, kept.stands[note][1])
                return [self._place(kept, note, theme, was)]
            case Merged(theme, into, notes, confidence):
                kept.stands |= {note: (into, kept.stands[note][1]) for note in notes}
                return [Shape(tuple((note, theme, into) for note in notes), ((theme, into),), confidence)]
            case Parted(theme, parts, confidence):
                moves = tuple((note, theme, new) for new, notes in parts for note in notes)
                kept.stands |= {note: (new, kept.stands[note][1]) for note, _, new in moves}
                return [Shape(moves, (), confidence)]

    def _place(self, kept: Kept, note: str, theme: str, was: str | None) -> Place:
        words, why = kept.words[note], kept.graph.why(note)
        near = tuple(one for one, _ in why.nearest)
        others = (other for other, (where, _) in kept.stands.items() if where == theme and other not in (note, *near))
        peers = [kept.words[other].text for other in (*near, *islice(others, PEERS))]
        spoken = language(words.written or words.text)
        return Place(
            note, theme, was, why.confidence, near, labels.shared(words.text, peers),
            spoken, self._first_said(kept, note), self._unread(words),
        )  # fmt: skip

    def _unread(self, words: Words) -> Literal["", "wordless", "language"]:
        if np.any(words.vector):
            return ""
        return "wordless" if self._reads(words.text) else "language"

    def _reads(self, text: str) -> bool:
        """Whether the encoder knows the language of a text, or nobody can tell which it is."""
        known = self._encoder.languages
        return known is None or language(text) in ("", *known)

    @staticmethod
    def _first_said(kept: Kept, note: str) -> str | None:
        """The first of those that say nearly the same: an echo of an echo repeats what that one repeats."""

        def foreign(other: str) -> bool:
            return language(kept.words[other].text) != language(kept.words[one].text)

        one = note
        while echo := kept.graph.echo(one, foreign):  # always an earlier one
            one = echo.note
        return one if one != note else None

    @staticmethod
    def _reasons(kept: Kept, sheet: Sheet, verdicts: Sequence[Place | Shape]) -> list[Reason]:
        """What is to be told again in the themes that changed: the first note of a theme stood alone when it was placed."""
        told = {one.note: one.confidence for one in sheet.notes}
        told |= {verdict.note: verdict.confidence for verdict in verdicts if isinstance(verdict, Place)}
        moved = (note for one in verdicts if isinstance(one, Shape) for note, _, _ in one.moves)
        changed = {kept.stands[note][0] for note in (*sheet.newcomers, *moved)}
        reasons = []
        for note, (theme, held) in kept.stands.items():
            if theme in changed and not held:
                why = kept.graph.why(note)
                if abs(why.confidence - told[note]) >= RETOLD:
                    reasons.append(Reason(note, theme, why.confidence, tuple(near for near, _ in why.nearest)))
        return reasons

    # Names

    def _names(self, kept: Kept, sheet: Sheet) -> list[Name]:
        members = _gathered(kept.places())
        if len(kept.stands) < sheet.first and not sheet.calm:
            return []
        called = {one.theme: one for one in sheet.themes}
        due = [theme for theme, notes in members.items() if self._due(called.get(theme), len(notes))]
        taken = [one.label for one in sheet.themes if one.theme in members and one.theme not in due and one.label]
        names = []
        for theme in sorted(due, key=lambda one: -len(members[one])):
            name = self._named(kept, sheet, members[theme], taken)
            taken.append(name.label)
            names.append(replace(name, theme=theme))
        return names

    @staticmethod
    def _named(kept: Kept, sheet: Sheet, notes: Sequence[str], taken: Sequence[str]) -> Name:
        """A name for these notes among all of the gisement, and the one that says it best."""
        chosen = set(notes)
        inside = [kept.words[note] for note in notes]
        outside = [kept.words[note].text for note in kept.stands if note not in chosen]
        texts, vectors = [one.text for one in inside], np.array([one.vector for one in inside], np.float32)
        label = labels.label(texts, outside, taken, given=sheet.given, vectors=vectors)
        return Name("", label, inside[labels.representative(texts, vectors)].note)

    @staticmethod
    def _due(called: Called | None, size: int) -> bool:
        if called is None or not (called.label or called.named_at):
            return True
        if called.by_hand:
            return False
        return not called.label or abs(math.log(size / max(called.named_at, 1))) >= math.log(RENAMED_AT)

    @staticmethod
    def _worth_telling(kept: Kept, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Pairs of themes that hold several notes each: lone notes make no rival options."""
        sizes = Counter(kept.places().values())
        return [pair for pair in pairs if all(sizes[theme] > 1 for theme in pair)][:MOST_ALIKE]
