"""The priority map: support against readiness, every option named beside its point, or by a number where that is too tight."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.charts import HIGH, LEADING, MOST, UPRIGHT, WIDE, WORDS, Choice, Names, naming
from server.charts.words import Words, balanced, lines, width
from server.i18n import gettext as _
from server.i18n import marked

LEFT, TOP, BOTTOM = 170, 8, 574
EDGE, LEGEND = 8, 680
"""What is right of the map: alone, or with a legend beside it on the widest drawing."""
UNDER = 690
"""Where a legend begins that has no place beside the map."""
DOT, BADGE, GAP = 15, 30, 10
MARGIN = BADGE + 4
"""Between the map's edge and what stands on it."""
QUADRANTS = (marked("Lever les freins"), marked("Lancer"), marked("Laisser mûrir"), marked("À portée de main"))
"""Top left, top right, bottom left, bottom right."""


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, right, bottom."""

    x1: float
    y1: float
    x2: float
    y2: float

    def meets(self, other: Box) -> bool:
        return self.x1 < other.x2 and other.x1 < self.x2 and self.y1 < other.y2 and other.y1 < self.y2

    def within(self, other: Box) -> bool:
        return self.x1 >= other.x1 and self.y1 >= other.y1 and self.x2 <= other.x2 and self.y2 <= other.y2

    def gap(self, point: Point) -> float:
        """How far a point is from it."""
        x, y = point
        return math.hypot(max(self.x1 - x, 0, x - self.x2), max(self.y1 - y, 0, y - self.y2))

    @classmethod
    def around(cls, x: float, y: float, radius: float) -> Box:
        return cls(x - radius, y - radius, x + radius, y + radius)


def beside(
    points: Sequence[Point],
    sizes: Sequence[Point],
    field: Box,
    avoid: Sequence[Box] = (),
    rather_not: Sequence[Box] = (),
) -> list[Box] | None:
    """A place for a label of each size beside its point, that meets no other label, no point and nothing to avoid, and is
    clearly nearer to it than to any other; or None when one of them has no such place."""
    dots = [Box.around(x, y, DOT + 2) for x, y in points]
    if any(a.meets(b) for n, a in enumerate(dots) for b in dots[:n]):
        return None
    taken = [*dots, *avoid]
    found: list[Box] = []
    for point, size in zip(points, sizes, strict=True):
        others = [one for one in points if one != point]
        free = [
            box
            for box in _sides(point, size)
            if box.within(field)
            and not any(box.meets(one) for one in taken)
            and all(box.gap(one) > box.gap(point) + GAP for one in others)
        ]
        place = min(free, key=lambda box: sum(box.meets(one) for one in rather_not), default=None)
        if place is None:
            return None
        found.append(place)
        taken.append(place)
    return found


def _sides(point: Point, size: Point) -> Iterator[Box]:
    """Right, left, above, below, then the corners."""
    (x, y), (wide, high), away = point, size, DOT + GAP
    for left, top in (
        (x + away, y - high / 2), (x - away - wide, y - high / 2), (x - wide / 2, y - away - high), (x - wide / 2, y + away),
        (x + away, y - high), (x + away, y), (x - away - wide, y - high), (x - away - wide, y),
        (x, y - away - high), (x, y + away), (x - wide, y - away - high), (x - wide, y + away),
    ):  # fmt: skip
        yield Box(left, top, left + wide, top + high)


def spread(points: Sequence[Point], radius: float, field: Box, avoid: Sequence[Box] = ()) -> list[Point]:
    """A place for a disc for each point, the nearest that meets neither the discs before it nor what is to avoid."""
    found: list[Point] = []
    for point in points:
        free = (
            place
            for place in _rings(point, radius)
            if Box.around(*place, radius).within(field)
            and all(math.dist(place, one) >= 2 * radius + 2 for one in found)
            and not any(Box.around(*place, radius).meets(box) for box in avoid)
        )
        found.append(next(free))
    return found


def _rings(point: Point, radius: float) -> Iterator[Point]:
    yield point
    for ring in range(1, 400):
        away, count = ring * radius / 4, 8 + 2 * ring
        for n in range(count):
            angle = 2 * math.pi * n / count
            yield point[0] + away * math.cos(angle), point[1] + away * math.sin(angle)


@dataclass(frozen=True, slots=True)
class Spot:
    """An option on the map: `x`, `y` where it stands; its label beside, or its number at `badge`."""

    option: str
    number: int
    x: int
    y: int
    label: Words
    anchor: str
    badge: tuple[int, int] | None
    moved: bool
    """Its badge had to be put away from its point."""


@dataclass(frozen=True, slots=True)
class Map:
    spots: tuple[Spot, ...]
    wide: int
    height: int
    right: int
    """Where the map ends."""
    stacked: bool
    """What is said under the map does not hold on one line."""
    split: tuple[int, int]
    """Where the quadrants meet."""
    quadrants: tuple[tuple[str, int, int, str], ...]
    """Name, x, y, anchor."""
    top: float
    """The share at the top of the map."""
    mean: float
    absent: tuple[str, ...]
    """Options that no note tells anything of: they have no place on the map."""


def priority_map(ranking: Sequence[Choice], names: Names | None = None, wide: int = WIDE) -> Map:
    shown = [(one, one.readiness) for one in ranking[:MOST] if one.readiness is not None]
    absent = [one for one in ranking if one.readiness is None]
    called = naming(ranking, names)
    top = min(1.0, max(0.1, math.ceil(10 * max((one.share for one, _ in shown), default=1)) / 10))
    mean = sum(one.share for one, _ in shown) / max(1, len(shown))
    options = [one for one, _ in shown]

    def at(right: int) -> list[Point]:
        across, high = right - LEFT - 2 * MARGIN, BOTTOM - TOP - 2 * MARGIN
        return [(LEFT + MARGIN + r * across, BOTTOM - MARGIN - one.share / top * high) for one, r in shown]

    meet = round(BOTTOM - MARGIN - mean / top * (BOTTOM - TOP - 2 * MARGIN))
    named = [lines(called[one.option], 12, 2) for one in options]
    right = wide - EDGE
    spots = _labelled(options, at(right), named, (right, meet))
    if spots is None:
        right = right if wide == UPRIGHT else wide - LEGEND * wide // WIDE
        spots = _numbered(options, at(right), called, (right, wide))
    height = max(HIGH, max((spot.label.y for spot in spots), default=0) + 2 * LEADING)
    split = (LEFT + right) // 2, meet
    missing = tuple(called[one.option] for one in absent)
    return Map(tuple(spots), wide, height, right, right < 1000, split, _corners(right), top, mean, missing)


def _labelled(
    options: list[Choice], points: list[Point], named: list[tuple[str, ...]], at: tuple[int, int]
) -> list[Spot] | None:
    """`at`: where the map ends on the right, and where the level of mean support is."""
    right, meet = at
    sizes = [(max(map(width, told), default=0) * WORDS, LEADING * len(told)) for told in named]
    field = Box(LEFT + 4, TOP + 4, right - 4, BOTTOM - 4)
    middle = (LEFT + right) // 2
    cross = (Box(middle - 4, TOP, middle + 4, BOTTOM), Box(LEFT, meet - 4, right, meet + 4))
    places = beside(points, sizes, field, _corner_boxes(right), cross)
    if places is None:
        return None
    return [_beside(n, *each) for n, each in enumerate(zip(options, points, places, named, strict=True), 1)]


def _beside(n: int, one: Choice, point: Point, box: Box, told: tuple[str, ...]) -> Spot:
    x, y = point
    anchor, edge = (
        ("start", box.x1) if box.x1 > x else ("end", box.x2) if box.x2 < x else ("middle", (box.x1 + box.x2) / 2)
    )
    label = Words(round(edge), round(box.y1 + 0.82 * WORDS), told)
    return Spot(one.option, n, round(x), round(y), label, anchor, None, False)


def _numbered(options: list[Choice], points: list[Point], called: dict[str, str], at: tuple[int, int]) -> list[Spot]:
    """Numbers on the map, names in a legend on its right: `at`, from where the map ends to where the drawing does."""
    right, wide = at
    field = Box(LEFT + 2, TOP + 2, right - 2, BOTTOM - 2)
    places = spread(points, BADGE, field, _corner_boxes(right))
    edge, top = (right + 110, TOP) if wide > UPRIGHT else (110, UNDER)
    row = min(100, (BOTTOM - TOP) // len(options)) if wide > UPRIGHT else 2 * LEADING + 4
    told = [balanced(called[one.option], (wide - edge) / WORDS, 2 if row >= 2 * LEADING else 1) for one in options]
    spots = []
    for n, (one, (x, y), (bx, by)) in enumerate(zip(options, points, places, strict=True), 1):
        label = Words.middled(edge, top + row * (n - 0.5), told[n - 1])
        moved = math.dist((x, y), (bx, by)) > BADGE
        spots.append(Spot(one.option, n, round(x), round(y), label, "start", (round(bx), round(by)), moved))
    return spots


def _corners(right: int) -> tuple[tuple[str, int, int, str], ...]:
    low, high, near, far = TOP + 46, BOTTOM - 18, LEFT + 18, right - 18
    over = high - LEADING if (width(_(QUADRANTS[2])) + width(_(QUADRANTS[3])) + 1) * WORDS > far - near else high
    ends = ((near, low, "start"), (far, low, "end"), (near, high, "start"), (far, over, "end"))
    return tuple((_(name), *end) for name, end in zip(QUADRANTS, ends, strict=True))


def _corner_boxes(right: int) -> list[Box]:
    """What the names of the quadrants cover."""
    boxes = []
    for name, x, y, anchor in _corners(right):
        wide = width(name) * WORDS
        left = x if anchor == "start" else x - wide
        boxes.append(Box(left, y - 34, left + wide, y + 8))
    return boxes
