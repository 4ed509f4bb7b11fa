"""What is printed for those without a phone: note cards, paper ballots, the poster of the priorities."""

import re

import lxml.etree
import lxml.html
import pytest

from server.reports.cards import note_cards, paper_ballots, printable, to_print
from server.reports.contract import Between, Export, PriorityPart, PromisePart, export
from server.reports.poster import measured, poster, wrapped
from server.room.ballots import CloseBallot
from server.room.refusal import Refusal
from server.room.terms import OpenBallot
from tests.rooms import LEADER, a_day, argenteuil, new_id, opened, play, small

SVG = "{http://www.w3.org/2000/svg}"


class TestNoteCards:
    def test_are_for_each_gisement_and_kind_with_numbers_that_follow(self):
        session = argenteuil()
        cards = note_cards(session, 2, first=101)
        assert [card.number for card in cards] == list(range(101, 101 + 7 * 3 * 2))
        assert [(c.gisement.id, c.kind.id) for c in cards[:6]] == [
            ("g1", "idea"), ("g1", "idea"), ("g1", "resource"), ("g1", "resource"), ("g1", "obstacle"), ("g1", "obstacle"),
        ]  # fmt: skip


class TestPaperBallots:
    def test_have_the_same_order_each_time_a_number_is_printed(self):
        ballot = to_print(opened(), "gisements")
        first, again = paper_ballots(ballot, 30), paper_ballots(ballot, 10, first=21)
        assert first[20:] == again
        assert [paper.number for paper in first] == list(range(1, 31))

    def test_have_each_option_once_in_orders_that_favour_none(self):
        ballot = to_print(opened(), "gisements")
        papers = paper_ballots(ballot, 300)
        ids = {option.id for option in ballot.terms.options}
        assert all({option.id for option in paper.options} == ids and len(paper.options) == 7 for paper in papers)
        on_top = [paper.options[0].id for paper in papers]
        assert min(on_top.count(id) for id in ids) > 300 / 7 / 2

    def test_are_printed_from_the_plan_then_from_the_ballot_until_its_reveal(self):
        room = opened(stage="gather")
        assert [(one.id, one.planned) for one in printable(room)] == [("gisements", True)]
        play(room, OpenBallot("un", "gisements", "Que faire ?", budget=4))
        ballot = room.latest_ballot()
        assert ballot
        assert to_print(room, ballot.id).terms == ballot.terms
        play(room, CloseBallot(new_id(), ballot.id, reveal=True), LEADER)
        with pytest.raises(Refusal, match="ballot_revealed"):
            to_print(room, ballot.id)
        with pytest.raises(Refusal, match="unknown_ballot"):
            to_print(room, "autre")

    def test_wait_for_two_options(self):
        room = opened(small(gisements=[{"title": "Seul", "short": "Seul"}]))
        assert printable(room) == []


class TestThePage:
    def page(self, site, doors, query: str) -> lxml.html.HtmlElement:
        with site.staff(doors) as staff:
            answer = staff.get(f"{doors.path}/cards{query}", headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        assert not re.findall(r"<script|<style|\sstyle=|\son\w+=", answer.text)
        return lxml.html.fromstring(answer.text)

    def test_of_cards_has_the_code_the_qr_and_a_number_on_each(self, site):
        doors = site.open_room()
        tree = self.page(site, doors, "?sheets=1&first=40")
        cards = tree.find_class("note-card")
        assert [card.find_class("number")[0].text_content().split() for card in cards] == [
            ["Carte", str(n)] for n in range(40, 61)
        ]
        assert all(doors.code in card.text_content() for card in cards)
        assert len(tree.find_class("qr")) == 1

    def test_of_ballots_says_the_rule_and_has_a_ring_for_each_point(self, site):
        tree = self.page(site, site.open_room(), "?ballot=gisements&sheets=3")
        papers = [one for one in tree.find_class("ballot") if one.tag == "article"]
        assert len(papers) == 3
        assert "Vous avez 3 points : 2 points au plus par option." in " ".join(tree.text_content().split())
        assert [len(list(paper.iter("li"))) for paper in papers] == [7, 7, 7]
        assert [len(row.xpath(".//i")) for row in papers[0].iter("li")] == [2] * 7

    def test_of_the_pack_has_all_that_a_room_is_prepared_with(self, site):
        doors = site.open_room()
        with site.staff(doors) as staff:
            answer = staff.get(f"{doors.path}/pack", headers={"Accept": "text/html"})
        tree, tables = lxml.html.fromstring(answer.text), argenteuil().tables.count
        counted = {name: len(tree.find_class(name)) for name in ("poster-sheet", "note-card", "ballot", "tally")}
        assert counted == {"poster-sheet": tables + 1, "note-card": 42, "ballot": 30, "tally": 1}
        numbers = [paper.find_class("number")[0].text_content().split()[1] for paper in tree.find_class("ballot")]
        assert numbers == [str(n) for n in range(1, 31)]

    @pytest.mark.parametrize(
        ("query", "status", "code"),
        [
            ("?ballot=autre", 422, "unknown_ballot"),
            ("?sheets=0", 400, "bad_request"),
            ("?sheets=301", 400, "bad_request"),
            ("?first=x", 400, "bad_request"),
        ],
    )
    def test_refuses_what_it_cannot_print(self, site, query, status, code):
        doors = site.open_room()
        with site.staff(doors) as staff:
            answer = staff.get(f"{doors.path}/cards{query}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_the_schema_is_served(site):
    with site.tool() as tool:
        answer = tool.get("/schema/export.json")
    assert (answer.status_code, answer.json()["$id"]) == (200, "urn:filon:export:1")


def test_a_sheet_is_served_as_csv(site):
    doors = site.open_room(stage="gather")
    with site.staff(doors, "organiser") as staff:
        answer = staff.get(f"{doors.path}/export.csv?table=gisements&dialect=open")
        unknown = staff.get(f"{doors.path}/export.csv?table=autre", headers={"Accept": "application/json"})
    assert answer.text.splitlines()[0].startswith("id,titre,titre court,")
    assert f"filon-{doors.code}-gisements.csv" in answer.headers["content-disposition"]
    assert unknown.json()["error"] == "bad_request"


def texts(body: bytes) -> list[str]:
    return ["".join(text.itertext()) for text in lxml.etree.fromstring(body).iter(f"{SVG}text")]


def told(*labels: str, steps: tuple[int, ...] = ()) -> Export:
    """A day whose ballot gave these options, from the first to the last."""
    day = export(a_day()[0])
    one = day.priorities[0]
    update = [
        {"label": label, "option": f"o{n}", "rank": n + 1, "step": steps[n] if steps else n + 1, "dots": 40 - n,
         "dots_between": Between(low=35 - n, high=44 - n)}
        for n, label in enumerate(labels)
    ]  # fmt: skip
    priorities: list[PriorityPart] = [one.model_copy(update=each) for each in update]
    return day.model_copy(update={"priorities": priorities})


LONG = (
    "Réconcilier le système scolaire avec son environnement, en ouvrant les cours d’école le samedi et les soirs d’été"
)


class TestThePoster:
    def test_ranks_and_joins_what_the_votes_cannot_tell_apart(self):
        said = texts(poster(told("Bancs", "Guichets", "Gardiens", steps=(1, 2, 2))))
        assert [text for text in said if re.fullmatch(r"\d(–\d)?", text)][:3] == ["1", "2–3", "2–3"]
        assert {"Bancs", "Guichets", "Gardiens"} <= set(said)
        assert any(text.startswith("Comment lire") for text in said)

    def test_holds_twelve_long_options_and_promises_within_its_page(self):
        found = told(*[f"{LONG}, {n}" for n in range(12)])
        promises = [
            PromisePart(id=f"p{n}", text=f"{LONG} : {LONG}", gisement="g1", carrier="La Ville") for n in range(9)
        ]
        tree = lxml.etree.fromstring(
            poster(found.model_copy(update={"promises": promises, "title": f"{LONG} {LONG}"[:140]}))
        )
        for text in tree.iter(f"{SVG}text"):
            size, x, y = float(text.get("font-size")), float(text.get("x")), float(text.get("y"))
            bold = text.get("font-weight") is not None
            width = measured("".join(text.itertext()), size, bold)
            left = x - width if text.get("text-anchor") == "end" else x
            assert left >= 17.9
            assert left + width <= 279.1, "".join(text.itertext())
            assert size <= y <= 410
        said = [*("".join(text.itertext()) for text in tree.iter(f"{SVG}text"))]
        assert sum("points ·" in text for text in said) == 12
        assert "et 6 autres" in [" ".join(text.split()) for text in said]

    def test_shows_its_certainty_bands(self):
        body = poster(told("Bancs")).decode()
        assert body.count('fill="#f5d894"') == 1

    def test_says_so_when_nothing_was_revealed_or_nobody_voted(self):
        assert "Aucun vote n’a encore été révélé." in texts(poster(export(opened())))
        room = opened(stage="vote")
        ballot = room.latest_ballot()
        assert ballot
        play(room, CloseBallot(new_id(), ballot.id, reveal=True))
        said = texts(poster(export(room)))
        assert "Personne n’a voté : il n’y a pas de classement." in said
        assert not [text for text in said if "%" in text]

    def test_has_promises_of_its_own_as_many_as_it_can_show(self):
        found = told("Bancs")
        assert "Nos promesses" in texts(poster(found))
        assert "Ouvrir un guichet le samedi matin" in texts(poster(found))

    def test_stands_alone(self):
        body = poster(told("Bancs <b>&</b> guichets", "]]>", "\x00\x1b")).decode()
        assert not re.findall(r"<script|<image|href|url\(|@import|<foreignObject", body)
        assert "Bancs &lt;b&gt;&amp;&lt;/b&gt; guichets" in body


class TestLines:
    def test_never_exceed_their_width_nor_lose_a_word_that_fits(self):
        lines = wrapped(LONG, 100, 5, 9)
        assert " ".join(lines) == LONG
        assert max(measured(line, 5) for line in lines) <= 100

    def test_are_cut_after_a_word_with_an_ellipsis(self):
        lines = wrapped(LONG, 100, 5, 2)
        assert lines[1].endswith("…")
        assert LONG.startswith(" ".join(lines)[:-1])
        assert max(measured(line, 5) for line in lines) <= 100

    def test_cut_a_word_that_is_too_long_but_no_family(self):
        assert "".join(wrapped("x" * 60, 100, 5, 9)) == "x" * 60
        family = "👨‍👩‍👧‍👦"
        assert all(line == family * line.count(family) for line in wrapped(family * 20, 100, 5, 99))
