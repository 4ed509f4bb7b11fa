"""The living section: the room as a geological cut, a seam for each gisement, in thousandths of the drawing's width and height.

A seam thickens with its notes. A note keeps its place in its seam for ever: it is found from its rank of arrival alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import modf

from server.charts.words import width

WHOLE = 1000
SEAMS = 9
"""Seams on one image, each with room for a name of two lines; the others are on the next pages."""
LEFT, RIGHT = 30, 970
"""Where marks lie, between the names and the counts."""
ONE_LINE, TWO_LINES, NAME, BESIDE, TAG = 78, 111, 13.2, 15.6, 1.9
"""The least height of a seam whose name is told on one line or on two, how wide a line is, in ems, and where tables are named
after it (`TAG` each), which only wider screens do."""
FILLS = 14
"""Notes a gisement, on average, from which the cut is full: before, there is bedrock under it."""
MARKS = 180
"""Notes drawn one by one; the earlier ones are pressed together."""
VEINS, FEW, CROWDED = 4, 2, 8
"""Themes drawn in a seam (the largest), and how many where there are more seams than that."""
PERIOD, SWING, SPREAD = 315, 90, 260
"""A vein's length of wave, its height, and how far from the middle of its seam notes without a theme lie."""
GOLDEN, PLASTIC = 0.6180339887, 0.5698402910
"""Multiples of these spread points evenly, whatever their number."""
BEDS = tuple(f"M-9 0Q125 {-bend} 250 0T500 0T750 0T1009 0V1100H-9Z" for bend in (9, -11))
"""The top of a seam, one way or the other, and all that is under it: the next seam covers it."""
BENDS = (-SWING, SWING)
LODES = tuple(f"M{LEFT} 0q{PERIOD / 2} {bend} {PERIOD} 0t{PERIOD} 0t{PERIOD} 0" for bend in BENDS)
"""The path of a vein, one way or the other."""


@dataclass(frozen=True, slots=True)
class Grain:
    """A note: its entry, its kind (its place among them), its theme, its rank of arrival in its gisement."""

    seq: int
    kind: int
    theme: str
    rank: int


@dataclass(frozen=True, slots=True)
class Layer:
    """What a gisement brings: its name, its notes in order of arrival, and its themes in the order of the wall."""

    id: str
    name: str
    grains: tuple[Grain, ...]
    themes: tuple[str, ...] = ()
    tags: int = 0
    """What is said after its name: the tables at work on it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A note in its seam, or (`seq` 0) the `count` earlier ones of a kind."""

    seq: int
    kind: int
    x: int
    y: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Vein:
    theme: str
    y: int
    thick: int
    """From 1 to 4."""


@dataclass(frozen=True, slots=True)
class Seam:
    id: str
    top: int
    thick: int
    lines: int
    """Of its name."""
    marks: tuple[Mark, ...]
    veins: tuple[Vein, ...]


@dataclass(frozen=True, slots=True)
class Section:
    seams: tuple[Seam, ...]
    floor: int
    """Where the bedrock begins."""
    pressed: int
    """Notes that are not drawn one by one."""


def section(layers: Sequence[Layer], most: int = MARKS) -> Section:
    counts = [len(layer.grains) for layer in layers]
    lines = [name_lines(layer) for layer in layers]
    tops, floor = heights(counts, lines)
    each = most // max(1, len(layers))
    seams = tuple(
        _seam(layer, place, (top, bottom - top), lines[place], (each, FEW if len(layers) > CROWDED else VEINS))
        for place, (layer, top, bottom) in enumerate(zip(layers, tops, [*tops[1:], floor], strict=True))
    )
    drawn = sum(mark.seq > 0 for seam in seams for mark in seam.marks)
    return Section(seams, floor, sum(counts) - drawn)


def name_lines(layer: Layer) -> int:
    wide = width(layer.name)
    return 2 if wide > NAME or (layer.tags and wide + TAG * layer.tags > BESIDE) else 1


def heights(counts: Sequence[int], lines: Sequence[int]) -> tuple[list[int], int]:
    """Where each seam begins, and where the last one ends."""
    least = [ONE_LINE if one == 1 else TWO_LINES for one in lines]
    if sum(least) > WHOLE:
        least = [WHOLE // len(least)] * len(least)
    spare, notes = WHOLE - sum(least), max(sum(counts), FILLS * len(counts))
    tops, at = [], 0.0
    for count, low in zip(counts, least, strict=True):
        tops.append(round(at))
        at += low + spare * count / max(1, notes)
    return tops, round(at)


def _seam(layer: Layer, place: int, box: tuple[int, int], lines: int, most: tuple[int, int]) -> Seam:
    """`place`: of the seam among the others; `box`: its top and its height; `most`: marks and veins."""
    veins = _veins(layer, most[1])
    at = {vein.theme: vein.y for vein in veins}
    early = max(0, len(layer.grains) - most[0])
    pressed = Counter(grain.kind for grain in layer.grains[:early])
    heaps = (Mark(0, kind, 80 + 120 * kind, 500, count) for kind, count in sorted(pressed.items()))
    marks = (_mark(grain, at, place) for grain in layer.grains[early:])
    return Seam(layer.id, *box, lines, (*heaps, *marks), veins)


def _veins(layer: Layer, most: int) -> tuple[Vein, ...]:
    held = Counter(grain.theme for grain in layer.grains)
    largest = sorted(layer.themes, key=lambda theme: -held[theme])[:most]
    drawn = [theme for theme in layer.themes if theme in largest]
    step = WHOLE / (len(drawn) + 1)
    return tuple(Vein(theme, round(step * n), _thick(held[theme])) for n, theme in enumerate(drawn, 1))


def _thick(notes: int) -> int:
    return 1 + (notes > 3) + (notes > 7) + (notes > 15)


def _mark(grain: Grain, veins: dict[str, int], place: int) -> Mark:
    x = LEFT + (RIGHT - LEFT) * modf(grain.rank * GOLDEN + place * PLASTIC)[0]
    if grain.theme in veins:
        y = veins[grain.theme] + wave(x, place)
    else:
        y = WHOLE / 2 + SPREAD * (2 * modf(grain.rank * PLASTIC)[0] - 1)
    return Mark(grain.seq, grain.kind, round(x), round(y))


def wave(x: float, place: int) -> float:
    """How far a vein is from its middle: parabolas, as its path draws them."""
    turns, part = divmod((x - LEFT) / PERIOD, 1)
    return BENDS[(place + int(turns)) % 2] * 2 * part * (1 - part)
