"""A form laid over a session: what it writes, and all the rest as it was."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.definition import Gisement, Session, build, load, parse
from server.room.outline import Outline
from server.room.session_file import written
from tests.rooms import SESSIONS

FORMATS = sorted(SESSIONS.glob("*.toml"))
CAFE: dict[str, Any] = {
    "title": "Le café",
    "welcome": "Bienvenue !",
    "challenges": [{"id": "g3", "title": "Vivre ensemble"}],
    "gisements": [
        {"id": "rues", "title": "Des rues plus calmes", "short": "Rues", "question": "Comment ?", "challenge": "g3"},
        {"id": "ecole", "title": "L'école et son quartier", "short": "L'école et son quartier", "icon": "school"},
    ],
    "kinds": [{"id": "fact", "label": "Constat", "plural": "Constats"}],
    "colleges": [{"id": "ville", "label": "Ville", "family": "Institutions", "invited": 12},
                 {"id": "usagers", "label": "Usagers", "family": "Usagers"}],
    "tables": {"count": 2, "rotation": [["rues", "ecole"], ["ecole", "rues"]]},
    "stages": [{"kind": "gather", "title": "Premier tour", "id": "un", "minutes": 12},
               {"kind": "gather", "title": "Second tour", "id": "deux", "minutes": 8},
               {"kind": "vote", "title": "Vote", "ballot": "choix"}],
    "ballots": [{"id": "choix", "title": "Que choisir ?", "colleges": ["usagers"]},
                {"id": "ecole", "title": "Et à l'école ?", "on": "themes", "gisement": "ecole"}],
    "translations": {"en": {"Des rues plus calmes": "Calmer streets", "Premier tour": "First round", "Comment ?": "How?"}},
}  # fmt: skip
SESSION = build(CAFE)
FORM = Outline.of(SESSION)


def form(**typed: Any) -> Session:
    """The session once these fields of the form are written otherwise."""
    return Outline(**{**FORM.typed(), **typed}, base=FORM.base).session


def changed(**values: Any) -> Session:
    return build(CAFE | values)


class TestAFormLaidOverASession:
    def test_says_what_it_says(self):
        assert FORM.typed() == {
            "title": "Le café",
            "gisements": "Des rues plus calmes\nL'école et son quartier",
            "colleges": "Ville : Institutions\nUsagers",
            "minutes": {},
        }

    @pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.stem)
    def test_changes_nothing_until_it_is_written_in(self, path: Path):
        assert Outline.of(load(path)).session == load(path)
        assert Outline.of(load(path)).problems == {}

    def test_changes_the_title_and_the_durations_alone(self):
        stages = [CAFE["stages"][0], CAFE["stages"][1] | {"minutes": 25}, CAFE["stages"][2]]
        assert form(title="La place", minutes={"deux": "25"}) == changed(title="La place", stages=stages)

    def test_moves_gisements_with_all_that_is_theirs(self):
        assert form(gisements="L'école et son quartier\nDes rues plus calmes") == changed(
            gisements=CAFE["gisements"][::-1]
        )

    def test_keeps_what_a_corrected_line_does_not_say(self):
        session = form(gisements="Des rues bien plus calmes\nL'école et ses quartiers")
        assert session.gisements == (
            Gisement(id="rues", title="Des rues bien plus calmes", short="Rues", question="Comment ?", challenge="g3"),
            Gisement(id="ecole", title="L'école et ses quartiers", short="L'école et ses quartiers", icon="school"),
        )
        assert session.tables == SESSION.tables

    def test_gives_another_line_the_place_of_the_one_that_went(self):
        session = form(gisements="Accueillir les nouveaux\nL'école et son quartier")
        new = Gisement(id="rues", title="Accueillir les nouveaux", short="Accueillir les nouveaux")
        assert session.gisements == (new, SESSION.gisements[1])
        assert (session.tables, session.ballots) == (SESSION.tables, SESSION.ballots)

    def test_gives_new_lines_names_that_nothing_has(self):
        session = form(gisements=f"{FORM.gisements}\nUn\nDeux\nTrois")
        assert [one.id for one in session.gisements] == ["rues", "ecole", "g1", "g2", "g4"]

    def test_lets_tables_go_round_by_themselves_when_gisements_come_or_go(self):
        assert form(gisements=f"{FORM.gisements}\nUn").tables == SESSION.tables.model_copy(update={"rotation": ()})
        assert form(gisements="L'école et son quartier").tables.rotation == ()

    def test_frees_ballots_of_what_is_no_more(self):
        session = form(gisements="Des rues plus calmes", colleges="Ville : Institutions")
        assert [(one.id, one.on, one.gisement, one.colleges) for one in session.ballots] == [
            ("choix", "themes", None, ()),
            ("ecole", "themes", None, ()),
        ]

    def test_keeps_a_college_whose_family_alone_is_another(self):
        (ville, usagers, police) = form(colleges="Ville : Mairie\nUsagers\nPolice").colleges
        assert ville == SESSION.colleges[0].model_copy(update={"family": "Mairie"})
        assert usagers == SESSION.colleges[1]
        assert (police.id, police.label, police.family) == ("college-1", "Police", "Police")

    def test_lets_go_of_translations_of_what_is_no_more(self):
        assert form(gisements="Un\nDeux", minutes={"un": 5}).translations == {"en": {"Premier tour": "First round"}}
        kept = {"en": {"Premier tour": "First round", "Comment ?": "How?"}}
        assert form(gisements="Des rues bien plus calmes\nDeux").translations == kept

    def test_lets_go_of_a_translation_longer_than_its_text_may_be_now(self):
        base = build(CAFE | {"translations": {"en": {"Bienvenue !": "x" * 200}}})
        assert form_of(base, title="Bienvenue !").translations == {}
        assert form_of(base, title="Bonjour").translations == base.translations

    def test_tells_what_is_wrong_by_stage(self):
        wrong = Outline(**{**FORM.typed(), "minutes": {"deux": "long"}}, base=FORM.base)
        assert wrong.problems == {"minutes.deux": ["un nombre entier est attendu (reçu : 'long')"]}

    def test_tells_durations_by_the_names_of_its_stages(self):
        assert FORM.told()["Durées"] == ["Premier tour : 12 min", "Second tour : 8 min", "Vote : 10 min"]


def form_of(session: Session, **typed: Any) -> Session:
    begun = Outline.of(session)
    return Outline(**{**begun.typed(), **typed}, base=begun.base).session


lines = st.lists(
    st.sampled_from([one["title"] for one in CAFE["gisements"]]) | st.text(min_size=1, max_size=40),
    max_size=32,
)


@given(lines, lines, st.sampled_from(FORMATS))
def test_the_file_of_any_form_over_any_format_opens_as_the_same_session(gisements, colleges, path):
    begun = Outline.of(load(path))
    outline = Outline(begun.title, "\n".join(gisements), "\n".join(colleges), {}, begun.base)
    if not outline.problems:
        assert parse(written(outline.session)) == outline.session
