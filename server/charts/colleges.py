"""The consensus by college: what part of each college gave an option a dot, figures in cells of a warmer or paler tint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from server.charts import LEADING, MOST, WIDE, WORDS, Choice, Given, Names, naming, tallest
from server.charts.words import ELLIPSIS, THIN, Words, balanced, lines, width
from server.i18n import figures, marked, ordinal
from server.i18n import gettext as _
from server.wording import worded

CELLS, CELLS_END, WIDEST, LEAST_WIDE, BESIDE = 605, 1375, 300, 78, 15
LEAST, TALLEST, TWO_LINES, FOOT, TINTS = 46, 104, 2 * LEADING, 52, 5
HIDDEN = marked("masqué")
EXPLAINED = marked("Cases : sur 100 votants du collège, combien ont donné un point ou plus.")
TOO_FEW = marked("{veil} : moins de 5 votants, ou de quoi les deviner.")


@dataclass(frozen=True, slots=True)
class Cell:
    """`said`: the figure; None where it is hidden. `tint`: from 0 to `TINTS`."""

    x: int
    y: int
    said: str | None
    tint: int


@dataclass(frozen=True, slots=True)
class GridRow:
    option: str
    label: Words
    middle: int
    cells: tuple[Cell, ...]
    consensus: str
    """Its place when options are put in order of consensus, for the score itself is tiny with many colleges."""
    divided: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """`keys`: the letters that stand for colleges whose names are too long for their columns."""

    colleges: tuple[str, ...]
    heads: tuple[Words, ...]
    rows: tuple[GridRow, ...]
    across: int
    """How wide the drawing is."""
    consensus: int
    """Where that column begins."""
    wide: int
    """Of a cell."""
    high: int
    """Of a row."""
    head: int
    height: int
    veil: str
    """What a hidden cell says: « masqué », or a dash where that is too wide."""
    foot: tuple[Words, ...]
    keys: tuple[str, ...]


def said(consensus: float | None) -> str:
    """« 0,42 », « 0,0031 », or a dash: two figures that count, for a product over many colleges is small."""
    if not consensus:
        return "–" if consensus is None else "0"
    return figures(consensus)


def consensus_places(ranking: Sequence[Choice]) -> dict[str, str]:
    """option -> « 1er », « 2e »… in order of consensus, equal scores alike; a dash without a score."""
    scores = [one.consensus for one in ranking if one.consensus is not None]
    return {
        one.option: "–" if one.consensus is None else ordinal(1 + sum(score > one.consensus for score in scores))
        for one in ranking
    }


def colleges_of(ranking: Sequence[Choice]) -> list[str]:
    """What is told apart, in order: colleges, families of them, those who chose none; nothing when there are only these."""
    told = {one.label: one.of for choice in ranking for one in choice.support}
    return list(told) if set(told.values()) - {"none"} else []


def _share(given: Given | None) -> float | None:
    if given is None or given.voters is None or given.given is None:
        return None
    return given.given / given.voters if given.voters else 0.0


def grid(ranking: Sequence[Choice], names: Names | None = None, across: int = WIDE) -> Grid | None:
    """None without colleges."""
    drawn, colleges = ranking[:MOST], colleges_of(ranking)
    if not colleges:
        return None
    named = naming(drawn, names)
    begins, ends = _cells(drawn, across)
    wide = min(WIDEST, (ends - begins) // len(colleges))
    called = [worded(college) for college in colleges]
    heads = [lines(college, wide / WORDS - 0.3, 3) for college in called]
    cramped = any(_broken(told, college) for told, college in zip(heads, called, strict=True))
    keys = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26] for n in range(len(colleges))) if cramped else ()
    names_end = BESIDE + math.ceil(WORDS * max(map(width, named.values()), default=0))
    if keys:
        heads = [(key,) for key in keys]
        if across < WIDE:
            wide = max(LEAST_WIDE, min(wide, (ends - names_end) // len(colleges)))
            begins = ends - wide * len(colleges)
    begins = max(begins, min(names_end, ends - wide * len(colleges)))
    head = LEADING * max(map(len, heads)) + 14
    veil = _(HIDDEN) if width(_(HIDDEN)) * WORDS <= wide - 8 else "—"
    legend = _legend(drawn, colleges, keys, veil, across)
    high = max(LEAST, min(TALLEST, (tallest(across) - head - FOOT * len(legend)) // max(1, len(drawn))))
    places = consensus_places(ranking)
    rows = tuple(
        _row(
            one,
            colleges,
            (begins, wide),
            (head + n * high, high),
            named[one.option],
            places[one.option],
        )
        for n, one in enumerate(drawn)
    )
    end = head + high * len(drawn)
    return Grid(
        tuple(colleges),
        tuple(Words(begins + n * wide + wide // 2, head - 18 - LEADING * (len(told) - 1), told) for n, told in enumerate(heads)),
        rows, across, ends + 20, wide, high, head, end + FOOT * len(legend), veil,
        tuple(Words(0, round(end + FOOT * (n + 0.75)), (text,)) for n, text in enumerate(legend)), keys,
    )  # fmt: skip


def _cells(drawn: Sequence[Choice], across: int) -> tuple[int, int]:
    """Where cells begin and end: on a narrower drawing names and cells give way, and consensus where none is to be discussed."""
    if across == WIDE:
        return CELLS, CELLS_END
    less = WIDE - across
    return CELLS - less // 2, CELLS_END - less + (0 if any(one.divided for one in drawn) else 70)


def _broken(told: tuple[str, ...], college: str) -> bool:
    """Whether a name lost letters or was cut inside a word."""
    return told[-1].endswith(ELLIPSIS) or set(" ".join(told).split()) != set(college.split())


def _legend(drawn: Sequence[Choice], colleges: list[str], keys: tuple[str, ...], veil: str, across: int) -> list[str]:
    pairs = [f"{key} {worded(college)}".replace(" ", "\u00a0") for key, college in zip(keys, colleges, strict=False)]
    named = balanced("\u00a0· ".join(pairs), across / WORDS / THIN, 3) if keys else ()
    hidden = any(None in shares(one, colleges) for one in drawn)
    return [
        *named,
        *balanced(_(EXPLAINED), across / WORDS / THIN, 1 if across == WIDE else 3),
        *([_(TOO_FEW).format(veil=veil)] if hidden else []),
    ]


def shares(one: Choice, colleges: Sequence[str]) -> list[float | None]:
    """The part of each college that gave the option a dot; None where it is hidden."""
    found = {given.label: given for given in one.support}
    return [_share(found.get(college)) for college in colleges]


def _row(
    one: Choice, colleges: list[str], cells_at: tuple[int, int], row: tuple[int, int], called: str, by_consensus: str
) -> GridRow:  # fmt: skip
    """`cells_at`: where cells begin, and how wide each is; `row`: its top and its height."""
    (begins, wide), (top, high) = cells_at, row
    told = lines(called, (begins - BESIDE) / WORDS, 2 if high >= TWO_LINES else 1)
    cells = []
    for column, part in enumerate(shares(one, colleges)):
        tint = 0 if part is None else round(part * TINTS)
        cells.append(Cell(begins + column * wide, top, None if part is None else str(round(100 * part)), tint))
    middle = top + high // 2
    return GridRow(one.option, Words.middled(0, middle, told), middle, tuple(cells), by_consensus, one.divided)
