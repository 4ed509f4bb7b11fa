"""Every chart says its figures in words or in a table too: who can't see it reads them."""

import re
from xml.etree import ElementTree

import pytest

from server.config import ROOT
from server.html import number, percent
from server.reports.blocks import Facts, Figure
from server.reports.document import document
from server.room.ballots import PlaceDots
from server.room.board import grounds
from server.room.definition import Stage
from server.room.people import Tap
from server.room.priorities import Priority
from server.room.state import Room
from server.typography import typographic
from tests.exports import seminar
from tests.parts.test_chart_views import console, phone, screen, voted
from tests.parts.test_section_views import full
from tests.parts.test_section_views import screen as section
from tests.rooms import argenteuil, new_id, opened, people, play

CHARTS = {
    "charts/_ink.html": "the three charts of a ballot: bands, map, colleges",
    "phone/_results.html": "the same ranking on phones and on the page to take home",
    "screen/_ballot.html": "how many dots are placed",
    "screen/_bars.html": "a ballot whose totals show",
    "screen/_question.html": "the answers to a question",
    "screen/_section.html": "the cut of the room, told again by the replay",
}
DECORATION = {
    "_brand.html",
    "_socket.html",
    "console/room.html",
    "scribe/room.html",
    "screen/room.html",
    "souvenir/room.html",
    "report/odt.xml",
}
"""Templates that draw: a chart comes with its figures, a test of which is below; a decoration has none."""


def test_every_drawing_is_a_chart_told_below_or_a_decoration():
    templates = ROOT / "templates"
    drawing = [
        path for path in templates.rglob("*") if path.is_file() and re.search(r"<svg\b|draw:image", path.read_text())
    ]
    assert {str(path.relative_to(templates)) for path in drawing} == set(CHARTS) | DECORATION


def rows(html: str) -> list[list[str]]:
    """The table, without its head."""
    (table,) = re.findall(r"<table>.*?</table>", html, re.S)
    found = ElementTree.fromstring(table).findall("tbody/tr")  # noqa: S314 - our own
    return [["".join(cell.itertext()).strip() for cell in row] for row in found]


def drawn(html: str) -> str:
    (drawing,) = re.findall(r'<svg class="[^"]*chart.*</svg>', html, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", drawing).split())


@pytest.fixture(scope="module")
def room() -> Room:
    return voted()


@pytest.fixture(scope="module")
def ranked(room: Room) -> list[Priority]:
    return list(grounds(room, room.ballots["gisements"]).options)


def short(room: Room, one: Priority) -> str:
    gisement = room.find_gisement(one.option)
    return typographic(gisement.short if gisement else one.label)


class TestItsFiguresAreBesideIt:
    def test_bands(self, room, ranked):
        html = screen(room, "ranking")
        between = [(number(round(p.dots_between.low)), number(round(p.dots_between.high))) for p in ranked]
        margins = [f"{low} à {high}" if low != high else "–" for low, high in between]
        assert [row[2:4] for row in rows(html)] == [[number(p.dots), m] for p, m in zip(ranked, margins, strict=True)]
        assert [row[1] for row in rows(html)] == [short(room, p) for p in ranked]
        assert all(f"{number(p.dots)} points" in drawn(html) for p in ranked)

    def test_map(self, room, ranked):
        kinds = [kind.id for kind in room.session.kinds]
        counted = [[number(p.notes.get(kind, 0)) for kind in kinds] for p in ranked]
        ready = ["–" if p.readiness is None else percent(p.readiness) for p in ranked]
        assert rows(screen(room, "map")) == [
            [short(room, p), percent(p.share), *counts, r] for p, counts, r in zip(ranked, counted, ready, strict=True)
        ]

    def test_colleges(self, room):
        html = screen(room, "consensus")
        cells = [cell for row in rows(html) for cell in row[1:-1]]
        assert len(cells) > len(rows(html))
        assert [cell for cell in cells if cell not in drawn(html).split()] == []

    def test_section(self):
        html = section(full(9, 200))
        assert [[row[-3]] for row in rows(html)] == [
            [b] for b in re.findall(r'class="seam-counts"><b[^>]*>(\d+)</b>', html)
        ]

    def test_dots_placed(self):
        room = opened(stage="vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 2), people(1)[0])
        html = screen(room, "ballot")
        (said,) = re.findall(r'aria-label="Points placés[^:]*: ([^"]+)"', html)
        assert f"<b>{said}</b> des points sont placés" in html

    def test_answers(self):
        asking = Stage(id="q", kind="question", title="Météo", options=("Soleil", "Pluie"))
        session = argenteuil()
        room = opened(session.model_copy(update={"stages": (asking, *session.stages)}), "q")
        for by, choice in zip(people(3), "112", strict=True):
            play(room, Tap(new_id(), "q", choice), by)
        found = re.findall(r'class="bar-label">(.*?)<.*?<b>(\d+)</b>', screen(room), re.S)
        assert found == [("Soleil", "2"), ("Pluie", "1")]


class TestItsFiguresAreInWords:
    def test_on_a_phone_and_on_the_console(self, room, ranked):
        told, led = phone(room, "p001"), console(room, "console-ballots")
        figures = re.findall(r'<p class="hint">(\d+)\u00a0points? · (\d+)\u00a0personnes?', told)
        assert figures == [(str(p.dots), str(p.voters)) for p in ranked]
        assert [int(dots) for dots in re.findall(r"<b>(\d+)</b></p>", led)][: len(ranked)] == [p.dots for p in ranked]

    def test_in_the_report(self):
        whole = seminar()
        blocks = document(whole).blocks
        figures = [one for one in blocks if isinstance(one, Figure)]
        facts = [
            {str(term): "".join(run.text for run in found) for term, found in one.rows}
            for one in blocks
            if isinstance(one, Facts)
        ]
        facts = [one for one in facts if "Soutien" in one]
        assert (len(figures) > 0, all(figure.alt for figure in figures), len(facts)) == (
            True,
            True,
            len(whole.priorities),
        )
        told = {(one.ballot, one.rank): one for one in whole.priorities}
        ranked = [told[key] for one in whole.ballots for key in sorted(told) if key[0] == one.id]
        assert [re.split(r"\D", one["Points"], maxsplit=1)[0] for one in facts] == [number(p.dots) for p in ranked]
        assert all(percent(p.share) in one["Soutien"] for p, one in zip(ranked, facts, strict=True))
        assert all(("Maturité" in one) == (p.readiness is not None) for p, one in zip(ranked, facts, strict=True))
        assert all(
            group.label in one["Par collège"] for p, one in zip(ranked, facts, strict=True) for group in p.support
        )
