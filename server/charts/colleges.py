"""The consensus by college: what part of each college gave an option a dot, figures in cells of a warmer or paler tint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.charts import HIGH, LEADING, MOST, WIDE, WORDS, Choice, Given, Names
from server.charts.words import ELLIPSIS, Words, lines, width
from server.i18n import figures, marked, ordinal
from server.i18n import gettext as _

LABEL_END, CELLS, CELLS_END, WIDEST = 590, 605, 1375, 300
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


def grid(ranking: Sequence[Choice], names: Names | None = None) -> Grid | None:
    """None without colleges."""
    drawn, colleges = ranking[:MOST], colleges_of(ranking)
    if not colleges:
        return None
    wide = min(WIDEST, (CELLS_END - CELLS) // len(colleges))
    heads = [lines(college, wide / WORDS - 0.3, 3) for college in colleges]
    cramped = any(_broken(told, college) for told, college in zip(heads, colleges, strict=True))
    keys = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26] for n in range(len(colleges))) if cramped else ()
    if keys:
        heads = [(key,) for key in keys]
    head = LEADING * max(map(len, heads)) + 14
    veil = _(HIDDEN) if width(_(HIDDEN)) * WORDS <= wide - 8 else "—"
    legend = _legend(drawn, colleges, keys, veil)
    high = max(LEAST, min(TALLEST, (HIGH - head - FOOT * len(legend)) // max(1, len(drawn))))
    places = consensus_places(ranking)
    rows = tuple(
        _row(one, colleges, wide, head + n * high, high, (names or {}).get(one.option, one.label), places[one.option])
        for n, one in enumerate(drawn)
    )
    end = head + high * len(drawn)
    return Grid(
        tuple(colleges),
        tuple(Words(CELLS + n * wide + wide // 2, head - 18 - LEADING * (len(told) - 1), told) for n, told in enumerate(heads)),
        rows, wide, high, head, end + FOOT * len(legend), veil,
        tuple(Words(0, round(end + FOOT * (n + 0.75)), (text,)) for n, text in enumerate(legend)), keys,
    )  # fmt: skip


def _broken(told: tuple[str, ...], college: str) -> bool:
    """Whether a name lost letters or was cut inside a word."""
    return told[-1].endswith(ELLIPSIS) or set(" ".join(told).split()) != set(college.split())


def _legend(drawn: Sequence[Choice], colleges: list[str], keys: tuple[str, ...], veil: str) -> list[str]:
    pairs = [f"{key} {college}".replace(" ", "\u00a0") for key, college in zip(keys, colleges, strict=False)]
    named = lines("\u00a0· ".join(pairs), WIDE / WORDS, 3) if keys else ()
    hidden = any(None in shares(one, colleges) for one in drawn)
    return [*named, _(EXPLAINED), *([_(TOO_FEW).format(veil=veil)] if hidden else [])]


def shares(one: Choice, colleges: Sequence[str]) -> list[float | None]:
    """The part of each college that gave the option a dot; None where it is hidden."""
    found = {given.label: given for given in one.support}
    return [_share(found.get(college)) for college in colleges]


def _row(one: Choice, colleges: list[str], wide: int, top: int, high: int, called: str, by_consensus: str) -> GridRow:
    told = lines(called, LABEL_END / WORDS, 2 if high >= TWO_LINES else 1)
    cells = []
    for column, part in enumerate(shares(one, colleges)):
        tint = 0 if part is None else round(part * TINTS)
        cells.append(Cell(CELLS + column * wide, top, None if part is None else str(round(100 * part)), tint))
    middle = top + high // 2
    return GridRow(one.option, Words.middled(0, middle, told), middle, tuple(cells), by_consensus, one.divided)
