"""The priorities on one page to pin up: A3 portrait, SVG, in millimetres. It stands alone: no script, no address, no font."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from html import escape

from server.html import day, percent, plural
from server.reports.contract import BallotPart, Export, PriorityPart, PromisePart
from server.reports.sheet import legible
from server.typography import typographic

WIDTH, HEIGHT, MARGIN = 297, 420, 18
INK, SOFT, ROCK, VEIN, BAND, LINE, TRACK, PAPER = (
    "#17242d",
    "#4a5862",
    "#17313e",
    "#c98a12",
    "#f5d894",
    "#d8d1c2",
    "#efe9dc",
    "#fdfbf5",
)
FONTS = "'Atkinson Hyperlegible Next', 'Atkinson Hyperlegible', Verdana, 'DejaVu Sans', sans-serif"
MOST_OPTIONS, MOST_PROMISES, CROWDED = 12, 5, 8
"""From more than 8 options on, three promises only: the ranking needs the room."""


@dataclass
class _Page:
    """What is drawn so far."""

    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, size: float, colour: str = INK, bold: bool = False, end: bool = False
    ) -> None:
        weight, anchor = ' font-weight="700"' if bold else "", ' text-anchor="end"' if end else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}"{weight}{anchor}>{escape(words)}</text>'
        )

    def lines(self, x: float, y: float, lines: list[str], size: float, colour: str = INK, bold: bool = False) -> float:
        """Lines one under the other, the first on the baseline `y`; the baseline after the last."""
        for n, line in enumerate(lines):
            self.text(x, y + n * size * 1.3, line, size, colour, bold)
        return y + len(lines) * size * 1.3

    def box(self, x: float, y: float, width: float, height: float, colour: str, round: float = 0) -> None:
        self.parts.append(
            f'<rect x="{x:.6g}" y="{y:.6g}" width="{max(0, width):.6g}" height="{height:.6g}" rx="{round:g}" fill="{colour}"/>'
        )


def poster(found: Export) -> bytes:
    """The latest revealed ballot's ranking, the promises, and how to read them."""
    page = _Page()
    page.box(0, 0, WIDTH, HEIGHT, PAPER)
    top = _heading(page, found)
    shown = [p for p in found.priorities if p.ballot == found.priorities[0].ballot] if found.priorities else []
    ballot = next((b for b in found.ballots if shown and b.id == shown[0].ballot), None)
    foot = HEIGHT - MARGIN - 12
    promises = found.promises[: MOST_PROMISES if len(shown) <= CROWDED else 3]
    promised = _promises_height(promises)
    _ranking(page, shown, ballot, top, foot - promised - 6)
    if promises:
        _promises(page, promises, len(found.promises) - len(promises), foot - promised)
    _foot(page, found, ballot, foot)
    title = escape(legible(f"{found.title} : nos priorités"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONTS}" role="img" lang="{escape(found.language)}">'
        f"<title>{title}</title>{''.join(page.parts)}</svg>\n"
    ).encode()


def _heading(page: _Page, found: Export) -> float:
    page.box(0, 0, WIDTH, 5, ROCK)
    page.box(0, 5, WIDTH, 1.2, VEIN)
    title, size = _largest(found.title, WIDTH - 2 * MARGIN, (13, 10, 8.2), 3)
    below = page.lines(MARGIN, 16 + size, title, size, bold=True)
    where = " · ".join(part for part in (found.territory, _date(found.date)) if part)
    page.lines(MARGIN, below - 2, wrapped(where, WIDTH - 2 * MARGIN, 6, 1), 6, SOFT)
    return below + 7


def _date(told: str | None) -> str:
    return day(date.fromisoformat(told)) if told else ""


def _ranking(page: _Page, shown: list[PriorityPart], ballot: BallotPart | None, top: float, bottom: float) -> None:
    said = "Nos priorités" if ballot is None else ballot.title
    y = page.lines(MARGIN, top + 8, wrapped(said, WIDTH - 2 * MARGIN, 8.5, 2, bold=True), 8.5, ROCK, bold=True)
    if ballot is None or not ballot.voters:
        why = (
            "Aucun vote n’a encore été révélé." if ballot is None else "Personne n’a voté : il n’y a pas de classement."
        )
        page.text(MARGIN, y + 4, why, 7, SOFT)
        return
    each = f"{plural(ballot.budget, 'point', 'points')} chacun, {ballot.cap} au plus par option"
    rules = f"{plural(ballot.voters, 'votant', 'votants')}, {each}"
    page.text(MARGIN, y - 3, rules, 5, SOFT)
    options = shown[:MOST_OPTIONS]
    most = max(1.0, *(max(p.dots, p.dots_between.high) for p in options))
    y += 2
    row = min(30.0, (bottom - y) / len(options))
    for n, priority in enumerate(options):
        _option(page, priority, _places(priority, shown), y + n * row, row, most)
        if n and priority.step != options[n - 1].step:
            page.box(MARGIN, y + n * row + row * 0.03, WIDTH - 2 * MARGIN, 0.3, LINE)
    if len(shown) > len(options):
        page.text(
            WIDTH - MARGIN,
            bottom + 4,
            f"et {plural(len(shown) - len(options), 'autre option', 'autres options')}",
            4.5,
            SOFT,
            end=True,
        )


def _places(priority: PriorityPart, shown: list[PriorityPart]) -> str:
    """« 1 », or « 2–3 » for options that the votes cannot tell apart."""
    together = [n for n, other in enumerate(shown, 1) if other.step == priority.step]
    return f"{together[0]}–{together[-1]}" if len(together) > 1 else str(together[0])


def _option(page: _Page, priority: PriorityPart, places: str, y: float, height: float, most: float) -> None:
    """A row: the label on two lines at most, then the bar with its band, and the figures at its end."""
    left, right, size = MARGIN + 26, WIDTH - MARGIN, min(6.2, height / 4.2)
    page.text(MARGIN, y + size * 1.7, places, size * 1.4, VEIN, bold=True)
    label, smaller = _largest(priority.label, right - left, (size, size * 0.85, size * 0.75), 2)
    page.lines(left, y + size * 1.4, label, smaller, bold=True)
    figures = f"{plural(priority.dots, 'point', 'points')} · {percent(priority.share)} des votants"
    small = min(4.6, size * 0.8)
    bar, at, end = size * 0.55, y + height - size * 0.95, right - measured("9 999 points · 100 % des votants", small)
    page.text(right, at + bar, figures, small, SOFT, end=True)
    scale = (end - left) / most
    page.box(left, at, end - left, bar, TRACK, bar / 2)
    low, high = priority.dots_between.low, priority.dots_between.high
    if high > low:
        page.box(left + low * scale, at - bar * 0.4, (high - low) * scale, bar * 1.8, BAND, bar * 0.4)
    page.box(left, at, priority.dots * scale, bar, ROCK, bar / 2)


def _promised(promise: PromisePart) -> tuple[list[str], float, list[str]]:
    """A promise's lines with their size, and what is said under them."""
    width = WIDTH - 2 * MARGIN - 12
    told = " · ".join(
        said.format(what)
        for said, what in (
            ("portée par {}", promise.carrier),
            ("premier test : {}", promise.test),
            ("le {}", _when(promise.test_on)),
        )
        if what
    )
    return *_largest(promise.text, width, (5.6, 4.8), 3), wrapped(told, width, 4.6, 1)


def _when(told: str) -> str:
    try:
        return day(date.fromisoformat(told)) if told else ""
    except ValueError:
        return told


def _promises_height(promises: list[PromisePart]) -> float:
    if not promises:
        return 0
    shown = [_promised(promise) for promise in promises]
    return 20 + sum(len(text) * size * 1.3 + len(about) * 6 + 3 for text, size, about in shown)


def _promises(page: _Page, promises: list[PromisePart], others: int, y: float) -> None:
    page.box(MARGIN, y, WIDTH - 2 * MARGIN, 0.5, VEIN)
    title = "Nos promesses" if len(promises) > 1 else "Notre promesse"
    page.text(MARGIN, y + 11, title, 8.5, ROCK, bold=True)
    if others:
        page.text(WIDTH - MARGIN, y + 11, f"et {plural(others, 'autre', 'autres')}", 4.5, SOFT, end=True)
    y += 20
    for n, promise in enumerate(promises, 1):
        text, size, about = _promised(promise)
        page.text(MARGIN, y, str(n), size, VEIN, bold=True)
        y = page.lines(MARGIN + 12, y, text, size, bold=True)
        y = page.lines(MARGIN + 12, y - 0.6, about, 4.6, SOFT) + 3


def _foot(page: _Page, found: Export, ballot: BallotPart | None, y: float) -> None:
    page.box(MARGIN, y, WIDTH - 2 * MARGIN, 0.3, LINE)
    how = (
        "Comment lire : la barre dit les points placés ; la bande claire, où le total tomberait 95 fois sur 100 avec d’autres "
        "votants semblables. Deux rangs joints, « 2–3 » : les votes ne départagent pas."
    )
    figures = ", ".join(
        [
            plural(found.participants, "participant", "participants"),
            plural(sum(note.shown for note in found.notes), "note", "notes"),
            plural(len(found.themes), "thème", "thèmes"),
        ]
    )
    width = WIDTH - 2 * MARGIN
    below = page.lines(MARGIN, y + 6, wrapped(how, width, 3.9, 2), 3.9, SOFT) if ballot and ballot.voters else y + 6
    page.text(MARGIN, below + 0.6, typographic(f"{figures}. Méthode {found.method.version}, Filon."), 3.9, SOFT)


def _largest(words: str, width: float, sizes: tuple[float, ...], most: int) -> tuple[list[str], float]:
    """Bold lines at the first of these sizes that holds every word, or cut at the last."""
    lines: list[str] = []
    for size in sizes:
        lines = wrapped(words, width, size, most, bold=True)
        if not lines or not lines[-1].endswith("…"):
            return lines, size
    return lines, sizes[-1]


def wrapped(words: str, width: float, size: float, most: int, bold: bool = False) -> list[str]:
    """Lines no wider than `width`, `most` of them; what does not fit is cut after a word, or within one that is too long."""
    left = " ".join(typographic(legible(words)).split())
    lines: list[str] = []
    while left and len(lines) < most:
        fits = _fitting(left, width, size, bold)
        if fits < len(left):
            if len(lines) == most - 1:
                fits = _fitting(left, width - measured("…", size, bold), size, bold)
                return [*lines, left[: _at_word(left, fits)].rstrip(" ,;:.") + "…"]
            fits = _at_word(left, fits)
        lines.append(left[:fits].rstrip())
        left = left[fits:].lstrip()
    return lines


def _fitting(words: str, width: float, size: float, bold: bool) -> int:
    """How many characters fit; one at least."""
    taken = 0.0
    for n, character in enumerate(words):
        taken += measured(character, size, bold)
        if taken > width:
            return max(1, n)
    return len(words)


def _at_word(words: str, fits: int) -> int:
    """The end of the last whole word, unless that wastes more than half of the line; never within a grapheme's marks."""
    space = words.rfind(" ", 0, fits + 1)
    if space > fits / 2:
        return space
    while fits > 1 and (
        unicodedata.combining(words[fits]) or words[fits] in "\u200d\ufe0f" or words[fits - 1] == "\u200d"
    ):
        fits -= 1
    return fits


NARROW, BROAD = frozenset("iljtfrI.,;:'’!|()[] \u202f\u00a0-"), frozenset("mwMWQ@%&OGDHNUœŒæÆ…—")


def measured(words: str, size: float, bold: bool = False) -> float:
    """About how wide, rather too wide than too narrow: by class of characters, as broad as Verdana."""
    return sum(_em(character) for character in words) * size * (1.1 if bold else 1)


def _em(character: str) -> float:
    if character in NARROW:
        return 0.42
    if character in BROAD:
        return 1.0
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.3
    return 0.75 if character.isupper() else 0.65
