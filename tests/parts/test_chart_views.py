"""Charts on the projector, and the ranking on phones and consoles: whole, small, and telling nothing that must stay hidden."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from server.html import environment
from server.live import views
from server.live.views import Audience, Outlook
from server.reports.contract import export
from server.room.ballots import CloseBallot, PlaceDots
from server.room.board import grounds
from server.room.definition import College, Gisement, Session
from server.room.people import ChooseCollege
from server.room.state import Room, Showing, ShownView
from server.room.terms import OpenBallot
from server.web.join import panel_values
from tests.hubs import HERE, PAGES
from tests.rooms import AMINA, BENCHES, BRUNO, argenteuil, enter, new_id, opened, people, play, post, small

CODE = "ABCDEF"
OUTLOOK = Outlook(Counter(phone=40, screen=1), f"{HERE}/r/{CODE}", PAGES)
CHARTS: tuple[ShownView, ...] = ("ranking", "map", "consensus")
LIMIT = 16 * 1024


def screen(room: Room, view: ShownView = "auto") -> str:
    room.showing = Showing(view)
    return views.SCREEN[0].render(room, Audience(CODE, "screen"), OUTLOOK)


def console(room: Room, fragment: str) -> str:
    audience = Audience(CODE, "console", focus="g1")
    found = next(one for one in views.fragments(room, audience) if one.id == fragment)
    return found.render(room, audience, OUTLOOK)


def phone(room: Room, me: str) -> str:
    values = panel_values(room, me, None)
    audience = Audience(CODE, "phone")
    return PAGES.render(
        "phone/_panel.html", code=CODE, audience=audience, session=room.session, stage=room.stage, room=room, seq=room.seq,
        regions={}, **values,
    )  # fmt: skip


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def voted(session: Session | None = None, voters: int = 40, colleges: int = 8, notes: int = 60) -> Room:
    """People of each college in turn place their three dots, the first options being the most wanted."""
    room = opened(session, "gather")
    everyone = people(voters)
    options = len(room.session.gisements)
    for n, by in enumerate(everyone):
        if colleges:
            play(room, ChooseCollege(new_id(), room.session.colleges[n % colleges].id), by)
    for n in range(notes):
        post(
            room, f"{BENCHES} {n}", everyone[n % voters], f"g{n % options + 1}", ("idea", "resource", "obstacle")[n % 3]
        )
    enter(room, "vote")
    for n, by in enumerate(everyone):
        for option in {1, 2 + n % 3, 1 + n % options}:
            play(room, PlaceDots(new_id(), "gisements", f"g{option}", 1), by)
    enter(room, "results")
    return room


def crowded(label: str, short: str) -> Session:
    """Twelve options and ten colleges with the longest names."""
    kept = argenteuil()
    gisements = tuple(Gisement(id=f"g{n}", title=label, short=short) for n in range(1, 13))
    colleges = tuple(College(id=f"c{n}", label=f"{n} {short}"[:30], family="Familles") for n in range(10))
    return kept.model_copy(update={"gisements": gisements, "colleges": colleges})


NAMES = {
    "french": ("Une médiation de rue le soir, portée par les habitants et les associations " * 2, "Médiation de rue"),
    "escaped": ("&" * 140, "&" * 28),
    "emoji": ("👨‍👩‍👧‍👦" * 20, "👨‍👩‍👧‍👦" * 4),
}  # fmt: skip


class TestACrowdedChart:
    @pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
    def test_holds_in_a_fragment_with_its_table(self, names):
        label, short = names
        room = voted(crowded(label[:140].strip(), short), voters=80, colleges=10, notes=120)
        sizes: dict[str, int] = {view: len(screen(room, view).encode()) for view in CHARTS}
        sizes["console"] = len(console(room, "console-ballots").encode())
        assert {name: size for name, size in sizes.items() if size > LIMIT} == {}

    def test_is_well_formed_and_has_a_row_for_each_option(self):
        room = voted(crowded(NAMES["french"][0][:140].strip(), NAMES["french"][1]), voters=80, colleges=10, notes=120)
        for view in CHARTS:
            html = screen(room, view)
            (table,) = re.findall(r"<table>.*?</table>", html, re.S)
            (drawing,) = re.findall(r'<svg class="chart.*?</svg>', html, re.S)
            assert (view, len(ElementTree.fromstring(table).findall("tbody/tr"))) == (view, 12)  # noqa: S314 - our own
            assert ElementTree.fromstring(drawing).get("role") == "img"  # noqa: S314


class TestAnEmptyChart:
    @pytest.mark.parametrize("view", CHARTS)
    def test_waits_for_a_reveal(self, view):
        room = opened(stage="vote")
        assert words(screen(room, view)) == "Résultats du vote Les résultats s’afficheront ici au dévoilement."

    @pytest.mark.parametrize("view", CHARTS)
    def test_says_that_nobody_voted(self, view):
        room = opened(stage="vote")
        enter(room, "results")
        assert "Personne n’a placé de point" in screen(room, view)
        assert "<svg" not in screen(room, view)

    @pytest.mark.parametrize(("voters", "colleges"), [(12, 0), (8, 4)])
    def test_says_that_colleges_are_unknown_or_too_small(self, voters, colleges):
        """Nobody said theirs; or four colleges of two."""
        room = voted(voters=voters, colleges=colleges)
        assert "trop peu de votants dans chacun" in screen(room, "consensus")
        assert "<svg" not in screen(room, "consensus")

    def test_says_that_the_session_asks_for_no_college(self):
        room = voted(argenteuil().model_copy(update={"colleges": ()}), colleges=0, voters=12)
        assert "cette séance n’en demande pas" in screen(room, "consensus")
        assert (
            "Carte" in console(room, "console-now"), "Collèges" in console(room, "console-now")
        ) == (True, False)  # fmt: skip

    def test_says_that_the_session_gathers_nothing_to_make_a_map_of(self):
        session = argenteuil()
        only = session.model_copy(update={"kinds": tuple(kind for kind in session.kinds if kind.id == "idea")})
        room = voted(only, voters=12, notes=0)
        assert "ne recueille pas ressources et difficultés" in screen(room, "map")
        assert (
            "Carte" in console(room, "console-now"), "Collèges" in console(room, "console-now")
        ) == (False, True)  # fmt: skip

    def test_says_that_no_note_tells_of_readiness(self):
        assert "aucune ressource ni difficulté" in screen(voted(notes=0, voters=12), "map")


class TestACountOfAFew:
    @pytest.mark.parametrize("voters", [1, 4])
    def test_claims_no_certainty(self, voters):
        """Everybody agrees: drawing them again would be sure of everything."""
        room = opened(stage="vote")
        for by in people(voters):
            play(room, PlaceDots(new_id(), "gisements", "g1", 2), by)
            play(room, PlaceDots(new_id(), "gisements", "g2", 1), by)
        enter(room, "results")
        drawing, table = screen(room, "ranking").split('<div class="chart-table">')
        assert "Trop peu de votants pour être sûr." in words(drawing)
        assert "95" not in words(drawing)
        assert [
            cells[-1] for row in re.findall(r"<tr><td>.*?</tr>", table) if (cells := re.findall(r"<td>(.*?)</td>", row))
        ] == ["–"] * 7
        assert "Trop peu de votants pour dire si l’ordre est sûr." in words(phone(room, "p001"))
        assert "Trop peu de votants pour dire si l’ordre est sûr." in words(console(room, "console-ballots"))


class TestAMap:
    def test_writes_its_formula_and_names_its_quadrants(self):
        told = words(screen(voted(), "map"))
        assert "maturité = (ressources + 1) / (ressources + difficultés + 2)" in told
        assert all(name in told for name in ("Lever les freins", "Lancer", "Laisser mûrir", "À portée de main"))

    def test_draws_no_line_over_a_number(self):
        """Twelve options of the same readiness crowd one place: badges move aside, each tied to its point by a line."""
        label, short = NAMES["french"]
        drawn = screen(voted(crowded(label[:140].strip(), short), voters=80, colleges=10, notes=120), "map")
        assert 0 < drawn.rindex('class="lead"') < drawn.index('class="on-dot"')


class TestASmallCollege:
    def test_is_told_in_no_view_with_a_figure(self):
        """Three people of one family, all for g7, and nobody else: their share would be 100 %."""
        room = opened(stage="gather")
        everyone = people(39)
        for n, by in enumerate(everyone):
            play(room, ChooseCollege(new_id(), ("ville", "etat", "associations")[n % 3] if n < 36 else "police"), by)
        enter(room, "vote")
        for n, by in enumerate(everyone):
            play(room, PlaceDots(new_id(), "gisements", "g1" if n < 36 else "g7", 1), by)
        enter(room, "results")
        table = screen(room, "consensus").split("<tbody>")[1]
        row = next(row for row in table.split("<tr>") if "Patrimoine et lieux" in row)
        told = grounds(room, room.ballots["gisements"]).options[0].support
        assert [one.label for one in told if one.given is None]
        assert row.count("masqué") == sum(one.given is None for one in told)
        assert "100" not in row


class TestTheReveal:
    def test_tells_every_surface_the_same_moments_from_the_last_step_to_the_first(self):
        room = voted()
        ballot = room.ballots["gisements"]
        surfaces = [screen(room), console(room, "console-ballots"), phone(room, "p001")]
        moments = [list(dict.fromkeys(re.findall(r'<(?:g|li)[^>]*data-after="(\d+)"', html))) for html in surfaces]
        assert moments[0] == moments[1] == moments[2]
        assert [int(one) for one in moments[0]] == sorted(map(int, moments[0]), reverse=True)
        assert all(f'data-reveal="{ballot.revealed_at}"' in html for html in surfaces)

    def test_shows_on_each_phone_where_its_own_dots_landed(self):
        room = voted(voters=12)
        assert phone(room, "p001").count("point à vous") == 2
        assert "point à vous" not in phone(room, "someone")
        assert "point à vous" not in screen(room) + console(room, "console-ballots")

    def test_reaches_phone_and_projector_while_the_vote_stage_goes_on(self):
        room = opened(stage="vote")
        play(room, PlaceDots(new_id(), "gisements", "g4", 2), AMINA)
        assert views.shown_view(room) == "ballot"
        play(room, CloseBallot(new_id(), "gisements", reveal=True))
        assert (views.shown_view(room), panel_values(room, "amina", None)["panel"]) == ("ranking", "results")

    def test_of_a_ballot_opened_while_people_write_stands_above_the_form(self):
        room = opened(small(), "gather")
        play(room, OpenBallot(new_id(), "gisements", "Que faire ?"))
        ballot = next(iter(room.ballots))
        assert views.shown_view(room) == "ballot"
        play(room, PlaceDots(new_id(), ballot, "g1", 1), BRUNO)
        play(room, CloseBallot(new_id(), ballot, reveal=True))
        told = panel_values(room, "bruno", None)
        assert (views.shown_view(room), told["panel"], told["just_revealed"]) == ("ranking", "write", True)

    def test_is_on_the_projector_even_when_it_was_pointed_elsewhere(self):
        room = voted(voters=12)
        play(room, OpenBallot(new_id(), "texts", "Ouvrir le samedi ?", options=("Oui", "Non")))
        question = next(reversed(room.ballots))
        play(room, PlaceDots(new_id(), question, "o1", 1), AMINA)
        room.showing = Showing("wall", gisement="g2")
        play(room, CloseBallot(new_id(), question, open=False))
        assert views.shown_view(room) == "wall"
        play(room, CloseBallot(new_id(), question, reveal=True))
        assert (views.shown_view(room), room.showing.gisement) == ("ranking", "g2")

    def test_reaches_everybody_when_the_room_went_on_to_another_stage_meanwhile(self):
        room = opened(small(), "gather")
        play(room, OpenBallot(new_id(), "gisements", "Que faire ?"))
        ballot = next(iter(room.ballots))
        play(room, PlaceDots(new_id(), ballot, "g1", 1), BRUNO)
        enter(room, "sort")
        play(room, CloseBallot(new_id(), ballot, reveal=True))
        told = panel_values(room, "bruno", None)
        assert (views.shown_view(room), told["panel"], told["just_revealed"]) == ("ranking", "read", True)
        enter(room, "gather")
        assert (views.shown_view(room), panel_values(room, "bruno", None)["just_revealed"]) == ("section", False)

    def test_of_the_older_of_two_questions_is_what_everybody_looks_at(self):
        room = opened(small(), "gather")
        asked = []
        for title in ("Le samedi ?", "Le dimanche ?"):
            play(room, OpenBallot(new_id(), "texts", title, options=("Oui", "Non")))
            asked.append(next(reversed(room.ballots)))
            play(room, PlaceDots(new_id(), asked[-1], "o1", 1), BRUNO)
            play(room, CloseBallot(new_id(), asked[-1]))
        for question in reversed(asked):
            play(room, CloseBallot(new_id(), question, reveal=True))
            assert panel_values(room, "bruno", None)["just_revealed"]
            assert room.ballots[question].terms.title in panel_values(room, "bruno", None)["revealed"]["title"]

    def test_of_a_ballot_for_the_absent_moves_nobody(self):
        room = opened(small(), "gather")
        play(room, OpenBallot(new_id(), "gisements", "Pour les absents", days=2))
        ballot = next(iter(room.ballots))
        play(room, PlaceDots(new_id(), ballot, "g1", 1), BRUNO)
        room.showing = Showing("wall", gisement="g1")
        play(room, CloseBallot(new_id(), ballot, reveal=True))
        assert (views.shown_view(room), panel_values(room, "bruno", None)["just_revealed"]) == ("wall", False)

    def test_of_an_earlier_ballot_stays_on_the_charts_while_another_is_open(self):
        room = voted()
        play(room, OpenBallot(new_id(), "gisements", "Second tour"))
        assert views.shown_view(room) == "ballot"
        assert "data-reveal" in screen(room, "ranking")

    def test_offers_the_charts_to_the_console_once_it_is_done(self):
        room = opened(stage="vote")
        assert "Classement" not in console(room, "console-now")
        enter(room, "results")
        assert all(name in console(room, "console-now") for name in ("Classement", "Carte", "Collèges"))


class TestTheGrounds:
    def test_are_computed_once_for_all_phones_and_anew_when_the_room_moves(self):
        room = voted(voters=12)
        ballot = room.ballots["gisements"]
        first = grounds(room, ballot)
        assert grounds(room, ballot) is first
        post(room, gisement="g1", kind="resource") if room.stage.takes_notes else enter(room, "gather")
        assert grounds(room, ballot) is not first


class TestOnPaper:
    @pytest.mark.parametrize("chart", ["bands", "map", "colleges"])
    def test_a_chart_is_a_file_of_its_own_drawn_alike_from_the_room_and_from_its_report(self, chart):
        room = voted(crowded("<b>&\"'</b> ]]> " * 8, "<i>&\"'"), voters=80, colleges=10)
        draw = getattr(environment().get_template(f"charts/{chart}.html").module, chart)
        files = [
            str(draw(options, paper=True)).strip()
            for options in (grounds(room, room.ballots["gisements"]).options, export(room).priorities)
        ]
        assert files[0] == files[1]
        drawing = ElementTree.fromstring(files[0])  # noqa: S314 - our own
        assert (drawing.tag, drawing.get("width")) == ("{http://www.w3.org/2000/svg}svg", "1680")
        assert {one.tag.rpartition("}")[2] for one in drawing.iter()} <= {
            "svg", "g", "text", "tspan", "rect", "path", "circle",
        }  # fmt: skip
