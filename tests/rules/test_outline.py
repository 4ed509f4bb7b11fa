"""A room written in a few lines: its session, what is to be corrected beside each field, and the file it makes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.definition import SessionError, load, parse
from server.room.lines import lines
from server.room.outline import STAGES, Change, Outline, changes
from server.room.session_file import written
from tests.rooms import SESSIONS

MARKET = Outline(
    "Le marché",
    "Accueillir les nouveaux\n\n  Faire vivre la place  ",
    "Ville : Institutions\nUsagers",
    {"gather": "30"},
)


class TestAnOutline:
    def test_is_a_session_with_the_usual_stages_and_one_vote(self):
        session = MARKET.session
        assert session.title == "Le marché"
        assert [(one.id, one.title) for one in session.gisements] == [
            ("g1", "Accueillir les nouveaux"),
            ("g2", "Faire vivre la place"),
        ]
        assert [(one.label, one.family) for one in session.colleges] == [
            ("Ville", "Institutions"),
            ("Usagers", "Usagers"),
        ]
        assert [(one.kind, one.minutes) for one in session.stages] == [
            ("welcome", 5), ("gather", 30), ("sort", 15), ("vote", 5), ("results", 15), ("close", 5),
        ]  # fmt: skip
        assert [(one.id, one.on) for one in session.ballots] == [("priorites", "gisements")]

    def test_of_one_gisement_votes_on_themes(self):
        assert Outline("", "Les bancs").session.ballots[0].on == "themes"

    def test_that_holds_has_no_problem(self):
        assert MARKET.problems == {}


class TestProblems:
    def test_are_told_by_field_with_their_line(self):
        long = "x" * 141
        outline = Outline(long, f"Les bancs\n{long}", "Y" * 31, {"gather": "deux", "vote": 2000})
        assert outline.problems == {
            "title": ["140 caractères au plus (reçu : 141)"],
            "gisements": ["Ligne 2 : 140 caractères au plus (reçu : 141)"],
            "colleges": ["Ligne 1 : 30 caractères au plus (reçu : 31)"],
            "minutes.gather": ["un nombre entier est attendu (reçu : 'deux')"],
            "minutes.vote": ["au plus 1440"],
        }

    def test_start_with_a_gisement_to_write(self):
        assert Outline("Le marché", " \n ").problems == {"gisements": ["Écrivez au moins un gisement, un par ligne."]}

    def test_count_gisements(self):
        assert Outline("", "\n".join("abc" for _ in range(31))).problems == {"gisements": ["30 éléments au plus"]}


words = st.text(min_size=1, max_size=40)
outlines = st.builds(
    Outline,
    title=st.text(max_size=150),
    gisements=st.lists(words, max_size=32).map("\n".join),
    colleges=st.lists(words, max_size=6).map("\n".join),
    minutes=st.dictionaries(st.sampled_from([one["kind"] for one in STAGES]), st.integers(-1, 1500)),
)


class TestTheFile:
    @given(outlines)
    def test_of_an_outline_opens_as_the_same_session(self, outline):
        if outline.problems:
            with pytest.raises(SessionError):
                _session = outline.session
            return
        assert len(outline.session.gisements) == len(lines(outline.gisements))
        assert parse(written(outline.session)) == outline.session

    @pytest.mark.parametrize("path", sorted(SESSIONS.glob("*.toml")), ids=lambda path: path.stem)
    def test_of_a_session_at_hand_opens_as_the_same_session(self, path: Path):
        assert parse(written(load(path))) == load(path)

    def test_reads_as_one_writes_it(self):
        assert written(Outline("Le marché", "Les bancs").session).startswith(
            'title = "Le marché"\n\n[[gisements]]\nid = "g1"\ntitle = "Les bancs"\nshort = "Les bancs"\n'
        )


class TestWhatChanged:
    def test_is_told_line_by_line(self):
        after = Outline("Le marché", "Faire vivre la place\nAccueillir", "", {"gather": "30", "vote": 9})
        assert changes(MARKET, after) == [
            Change("Gisements", ("Accueillir",), ("Accueillir les nouveaux",)),
            Change("Collèges", (), ("Ville : Institutions", "Usagers")),
            Change("Durées", ("Vote : 9 min",), ("Vote : 5 min",)),
        ]

    def test_is_an_order_where_no_line_came_or_went(self):
        before, after = (Outline("Le marché", text) for text in ("Un\nDeux", "Deux\nUn"))
        assert changes(before, after) == [Change("Gisements")]

    def test_is_nothing_between_blank_lines_and_a_duration_that_is_the_usual_one(self):
        assert changes(Outline("Le marché", "Un"), Outline(" Le marché ", "\nUn\n", "", {"vote": "5"})) == []
