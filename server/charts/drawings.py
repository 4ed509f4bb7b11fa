"""What the templates of `templates/charts/` call, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.charts import WIDE, WORDS, Choice, naming
from server.charts.bands import bands
from server.charts.colleges import colleges_of, consensus_places, grid, said, shares
from server.charts.map import priority_map
from server.charts.section import BEDS, LODES, section
from server.charts.steps import outcome, steps, undecided
from server.charts.words import THIN, Words, lines


def line(text: str, x: int, y: int, wide: int = WIDE) -> Words:
    """One line of plain letters, cut at the right edge of the drawing."""
    return Words(x, y, lines(text, (wide - x) / WORDS / THIN, 1))


def named(ranking: Sequence[Choice], names: Mapping[str, str], most: int) -> dict[str, str]:
    """option -> the name a table gives it, of so many characters."""
    called = naming(ranking, names)
    return {option: name if len(name) <= most else name[: most - 1].rstrip() + "…" for option, name in called.items()}


GLOBALS: dict[str, Callable[..., Any] | int | str | tuple[str, ...]] = {
    "chart_bands": bands, "chart_map": priority_map, "chart_grid": grid, "chart_colleges": colleges_of, "chart_line": line,
    "chart_names": named, "chart_shares": shares, "consensus_said": said, "consensus_places": consensus_places,
    "chart_wide": WIDE, "chart_section": section, "chart_bed": BEDS, "chart_lode": LODES,
    "steps": steps, "outcome": outcome, "undecided": undecided,
}  # fmt: skip
