"""The ranking with its certainty: a bar for the dots of each option, a line over it where they would be with
other voters alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.charts import HIGH, LEADING, MOST, WIDE, WORDS, Choice, Names
from server.charts.steps import Step, steps, undecided
from server.charts.words import Words, lines
from server.i18n import gettext as _
from server.i18n import marked
from server.wording import worded

PLACE, BRACE, LABEL, BAR, BAR_END = 56, 122, 150, 830, 1420
FOOT, TALLEST, TWO_LINES = 54, 118, 96
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
    height: int
    thick: int
    """Of a bar."""
    row: int
    """Height of a row."""


def bands(ranking: Sequence[Choice], names: Names | None = None) -> Bands:
    drawn = ranking[:MOST]
    lined = any(one.dots_between.high > one.dots_between.low for one in drawn)
    legend = LEGEND if any(one.odds for one in drawn) else TOO_FEW
    told = [text for text in (undecided(drawn), _(legend) if lined else "") if text]
    row = min(TALLEST, (HIGH - 4 - FOOT * len(told)) // max(1, len(drawn)))
    most = max([1.0, *(one.dots for one in drawn), *(one.dots_between.high for one in drawn)])
    scale = (BAR_END - BAR) / most
    found = tuple(_step(step, row, scale, names or {}) for step in steps(drawn))
    top = row * len(drawn)
    foot = tuple(
        Words(LABEL, round(top + FOOT * (n + 0.85)), lines(text, (WIDE - LABEL) / WORDS, 1))
        for n, text in enumerate(told)
    )
    return Bands(found, foot, top + FOOT * len(told) + 4, round(min(46, row * 0.5)), row)


def _step(step: Step[Choice], row: int, scale: float, names: Names) -> BandStep:
    top, bottom = (step.first - 1) * row, step.last * row
    rows = tuple(
        _row(one, top + n * row + row // 2, row, scale, worded(names.get(one.option, one.label)))
        for n, one in enumerate(step.options)
    )
    place = f"{step.first}–{step.last}" if step.tied else str(step.first)
    return BandStep(
        place,
        (top + bottom) // 2,
        step.first == 1,
        (top + row // 7, bottom - row // 7) if step.tied else None,
        rows,
        step.after,
    )


def _row(one: Choice, middle: int, row: int, scale: float, name: str) -> BandRow:
    told = lines(name, (BAR - LABEL - 24) / WORDS, 2 if row >= TWO_LINES else 1)
    between = one.dots_between
    return BandRow(
        one.option,
        Words.middled(LABEL, middle, told, WORDS, LEADING),
        middle,
        round(one.dots * scale),
        round(BAR + between.low * scale),
        round(BAR + between.high * scale),
        one.dots,
    )
