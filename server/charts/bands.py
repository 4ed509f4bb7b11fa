"""The ranking with its certainty: a bar for the dots of each option, a line over it where they would be with
other voters alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.charts import LEADING, MOST, WIDE, WORDS, Choice, Names, naming, tallest
from server.charts.steps import Step, steps, undecided
from server.charts.words import THIN, Words, balanced, lines, width
from server.i18n import gettext as _
from server.i18n import marked

PLACE, BRACE, LABEL, BAR, BAR_END = 56, 122, 150, 830, 1420
FOOT, TALLEST, TWO_LINES = 54, 118, 96
GAP, LEAST = 24, 5
"""Between a name and its bar; the longest bar is at least this part of what a row has."""
LEGEND = marked("Trait : où irait le total si les votants changeaient un peu (95 %).")
TOO_FEW = marked("Trop peu de votants pour être sûr. Trait : ce qu’ils pouvaient donner.")


@dataclass(frozen=True, slots=True)
class BandRow:
    option: str
    label: Words
    middle: int
    bar: int
    """How long."""
    low: int
    high: int
    """Where the band begins and ends; equal when there is none."""
    dots: int


@dataclass(frozen=True, slots=True)
class BandStep:
    """`brace`: from where to where the brace goes, in height, if several share the step."""

    place: str
    middle: int
    first: bool
    brace: tuple[int, int] | None
    rows: tuple[BandRow, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Bands:
    steps: tuple[BandStep, ...]
    foot: tuple[Words, ...]
    wide: int
    begins: int
    ends: int
    """Where bars begin, and where the longest may end."""
    height: int
    thick: int
    """Of a bar."""
    row: int
    """Height of a row."""


def bands(ranking: Sequence[Choice], names: Names | None = None, wide: int = WIDE) -> Bands:
    drawn = ranking[:MOST]
    lined = any(one.dots_between.high > one.dots_between.low for one in drawn)
    legend = LEGEND if any(one.odds for one in drawn) else TOO_FEW
    room = (wide - LABEL) / WORDS / THIN
    told = [*lines(undecided(drawn), room, 1), *(balanced(_(legend), room, 1 if wide == WIDE else 2) if lined else ())]
    row = min(TALLEST, (tallest(wide) - 4 - FOOT * len(told)) // max(1, len(drawn)))
    most = max([1.0, *(one.dots for one in drawn), *(one.dots_between.high for one in drawn)])
    ends = BAR_END - (WIDE - wide)
    called = naming(drawn, names)
    begins = _begins(called.values(), ends, row, wide)
    scale = (ends - begins) / most
    found = tuple(_step(step, row, (begins, scale), called) for step in steps(drawn))
    top = row * len(drawn)
    foot = tuple(Words(LABEL, round(top + FOOT * (n + 0.85)), (text,)) for n, text in enumerate(told))
    return Bands(
        found, foot, wide, begins, ends, top + FOOT * len(told) + 4, round(min(46, row * 0.5)), row
    )  # fmt: skip


def _begins(called: Iterable[str], ends: int, row: int, wide: int) -> int:
    """Where bars begin: after the longest name, if it leaves them room; else names are cut, or on two lines."""
    usual = BAR if wide == WIDE else ends - (ends - LABEL) // 3
    latest = usual if row >= TWO_LINES else max(usual, ends - (ends - LABEL) // LEAST)
    after = LABEL + GAP + math.ceil(WORDS * max(map(width, called), default=0))
    return after if after <= latest else usual


def _step(step: Step[Choice], row: int, bar: tuple[int, float], names: Names) -> BandStep:
    """`bar`: where bars begin, and how long a dot is."""
    top, bottom = (step.first - 1) * row, step.last * row
    rows = tuple(_row(one, top + n * row + row // 2, row, bar, names[one.option]) for n, one in enumerate(step.options))
    place = f"{step.first}–{step.last}" if step.tied else str(step.first)
    return BandStep(
        place,
        (top + bottom) // 2,
        step.first == 1,
        (top + row // 7, bottom - row // 7) if step.tied else None,
        rows,
        step.after,
    )


def _row(one: Choice, middle: int, row: int, bar: tuple[int, float], name: str) -> BandRow:
    begins, scale = bar
    told = lines(name, (begins - LABEL - GAP) / WORDS, 2 if row >= TWO_LINES else 1)
    between = one.dots_between
    return BandRow(
        one.option,
        Words.middled(LABEL, middle, told, WORDS, LEADING),
        middle,
        round(one.dots * scale),
        round(begins + between.low * scale),
        round(begins + between.high * scale),
        one.dots,
    )
