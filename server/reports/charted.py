"""The charts of a ballot, as the projector showed them, on paper: certainty bands, priority map, colleges."""

from collections.abc import Iterator, Sequence
from functools import cache

from server.charts.colleges import colleges_of
from server.html import Pages
from server.reports.blocks import Figure, said
from server.reports.contract import PriorityPart

BANDS = "Classement : la barre dit les points, le trait leur marge si d'autres personnes étaient venues."
MAP = "Carte des priorités : vers le haut, le soutien ; vers la droite, plus de ressources que de difficultés."
COLLEGES = "Soutien de chaque collège à chaque choix, en part de ses votants."


def charts(ranked: Sequence[PriorityPart], names: dict[str, str]) -> Iterator[Figure]:
    """Those that have something to show. Their figures are in the tables beside them."""
    if not any(one.dots for one in ranked):
        return
    yield Figure(_drawn("bands", ranked, names), said(BANDS))
    if any(one.readiness is not None for one in ranked):
        yield Figure(_drawn("map", ranked, names), said(MAP))
    if colleges_of(ranked):
        yield Figure(_drawn("colleges", ranked, names), said(COLLEGES))


def _drawn(chart: str, ranked: Sequence[PriorityPart], names: dict[str, str]) -> str:
    """SVG that stands alone: its colours in it, what people wrote escaped by the template."""
    return _pages().render("charts/on_paper.html", chart=chart, ranked=ranked, names=names).strip()


@cache
def _pages() -> Pages:
    return Pages()
