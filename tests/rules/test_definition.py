"""Session files: those at hand load, and each mistake is told with the file, the key and what was expected."""

import datetime

import pytest

from server.room.definition import BallotPlan, SessionError, build, load, parse, slug
from tests.rooms import SESSIONS, argenteuil

FILE = """\
title = "Bancs"
[[challenges]]
id = "c1"
title = "Se parler"
[[gisements]]
id = "g1"
title = "Les bancs"
short = "Bancs"
challenge = "c1"
[[gisements]]
id = "g2"
title = "Les guichets"
short = "Guichets"
[[kinds]]
id = "idea"
label = "Idée"
plural = "Idées"
[[colleges]]
id = "ville"
label = "Ville"
family = "Institutions"
[tables]
count = 2
rotation = [["g1", "g2"], ["g2", "g1"]]
[[stages]]
id = "gather"
kind = "gather"
title = "Écrire"
[[stages]]
id = "meteo"
kind = "question"
title = "Météo"
options = ["Soleil", "Pluie"]
[[stages]]
id = "vote"
kind = "vote"
title = "Voter"
ballot = "b1"
[[ballots]]
id = "b1"
title = "Vos choix"
gisement = "g1"
"""

LONG = "a" * 300


@pytest.mark.parametrize("path", sorted(SESSIONS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_session_at_hand_loads(path):
    session = load(path)
    assert session.gisements
    assert [stage.id for stage in session.stages] == list(dict.fromkeys(stage.id for stage in session.stages))


def test_argenteuil_is_as_the_contract_says():
    session = argenteuil()
    assert [g.id for g in session.gisements] == ["g1", "g2", "g3", "g4", "g5", "g6", "g7"]
    assert [kind.id for kind in session.kinds] == ["idea", "resource", "obstacle"]
    assert [stage.id for stage in session.stages] == [
        "welcome", "react", "gather", "sort", "vote", "results", "promises", "close",
    ]  # fmt: skip
    assert session.ballots == (
        BallotPlan(id="gisements", title="Quels gisements travailler en premier ?", budget=3, cap=2, sealed=True),
    )
    assert session.date == datetime.date(2018, 12, 14)


def test_the_smallest_session_is_filled_in():
    session = parse("""
        title = "Bancs"
        gisements = [{title = "Les bancs", short = "Bancs"}, {title = "Les guichets", short = "Guichets"}]
        stages = [{kind = "gather", title = "Écrire"}, {kind = "vote", title = "Voter"}]
    """)
    assert [g.id for g in session.gisements] == ["g1", "g2"]
    assert [stage.id for stage in session.stages] == ["gather", "vote"]
    assert [kind.id for kind in session.kinds] == ["idea", "resource", "obstacle"]
    assert (session.limits.text, session.retention.days, session.tables.count) == (280, 30, 1)
    assert (session.themes.first, session.themes.grain) == (12, 0)


def test_the_file_of_these_tests_is_right():
    assert parse(FILE, "bancs.toml").title == "Bancs"


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ('title = "Bancs"\n', "", "title: cette clé est obligatoire"),
        ('title = "Bancs"', 'titel = "Bancs"', "titel: cette clé n'existe pas (faute de frappe ?)"),
        ('title = "Bancs"', "title = 12", "title: un texte entre guillemets est attendu"),
        ('title = "Bancs"', 'title = "  "', "title: ce texte ne peut pas être vide"),
        ('title = "Bancs"', f'title = "{LONG}"', "title: 140 caractères au plus (reçu : 300)"),
        ('title = "Bancs"', 'title = "Bancs"\nlanguage = "de"', "language: une de ces valeurs est attendue : 'fr' (reçu : 'de')"),
        ('title = "Bancs"', 'title = "Bancs"\ndate = "demain"', "date: une date est attendue, comme 2026-12-14"),
        ('title = "Bancs"', 'title = "Bancs"\ndate = 2026-12-14T09:30:00',
         "date: une date sans heure est attendue, comme 2026-12-14"),
        ('short = "Bancs"', 'short = "Des bancs, des arbres et des fontaines"',
         "gisements[1].short: 28 caractères au plus (reçu : 38)"),
        ('short = "Guichets"\n', "", "gisements[2].short: cette clé est obligatoire"),
        ('id = "g2"', 'id = "Le 2"', "gisements[2].id: des minuscules sans accent, des chiffres et des tirets sont attendus"),
        ('id = "g2"', 'id = "g1"', "gisements: l'identifiant « g1 » sert deux fois"),
        ('id = "g1"', 'id = "c1"', "gisements: « c1 » est aussi l'identifiant d'un défi"),
        ('challenge = "c1"', 'challenge = "c9"', "gisements.g1.challenge: le défi « c9 » n'existe pas"),
        ('plural = "Idées"', 'plural = "Idées"\ncolour = "rouge"',
         "kinds[1].colour: une de ces valeurs est attendue : 'ochre', 'teal', 'plum', 'moss', 'sky', 'brick', 'slate' or "
         "'rose' (reçu : 'rouge')"),
        ('label = "Ville"', "", "colleges[1].label: cette clé est obligatoire"),
        ("count = 2", "count = 0", "tables.count: au moins 1"),
        ("count = 2", "count = 41", "tables.count: au plus 40"),
        ("count = 2", 'count = "deux"', "tables.count: un nombre entier est attendu (reçu : 'deux')"),
        ("count = 2", "count = 2.5", "tables.count: un nombre entier est attendu"),
        ("count = 2", "count = 3", "tables.rotation: 3 listes attendues, une par table"),
        ('["g2", "g1"]]', '["g2", "g9"]]', "tables.rotation: le gisement « g9 » n'existe pas"),
        ('rotation = [["g1", "g2"], ["g2", "g1"]]', 'rotation = "g1"', "tables.rotation: une liste est attendue"),
        ('kind = "gather"', 'kind = "récolte"',
         "stages[1].kind: une de ces valeurs est attendue : 'welcome', 'question', 'react', 'gather', 'sort', 'vote', 'results', "
         "'promises', 'close' or 'pause' (reçu : 'récolte')"),
        ('id = "meteo"', 'id = "gather"', "stages: l'identifiant « gather » sert deux fois"),
        ('"Soleil", "Pluie"', '"Soleil"', "stages.meteo.options: une question attend de 2 à 8 réponses"),
        ('"Soleil", "Pluie"', '"1", "2", "3", "4", "5", "6", "7", "8", "9"', "stages[2].options: 8 éléments au plus"),
        ('ballot = "b1"', 'ballot = "b9"', "stages.vote.ballot: le vote « b9 » n'existe pas"),
        ('gisement = "g1"', 'gisement = "g9"', "ballots.b1.gisement: le gisement « g9 » n'existe pas"),
        ('gisement = "g1"', 'sealed = "non merci"', "ballots[1].sealed: true ou false est attendu"),
        ('gisement = "g1"', "[limits]\ntext = 501", "limits.text: au plus 500"),
        ('gisement = "g1"', "[themes]\nfirst = 0", "themes.first: au moins 1"),
        ('gisement = "g1"', "[themes]\ngrain = 3", "themes.grain: au plus 2"),
        ('gisement = "g1"', "[themes]\ngrain = -3", "themes.grain: au moins -2"),
        ('gisement = "g1"', "[retention]\ndays = 0", "retention.days: au moins 1"),
        ('gisement = "g1"', "retention = 30", "ballots[1].retention: cette clé n'existe pas (faute de frappe ?)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_the_file_the_key_and_what_was_expected(written, instead, problem):
    assert written in FILE
    with pytest.raises(SessionError) as caught:
        parse(FILE.replace(written, instead, 1), "bancs.toml")
    assert f"bancs.toml: {problem}" in str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('title = "Bancs', "ce n'est pas du TOML lisible"),
        ("", "gisements: au moins 1 élément attendu"),
        (
            'title = "B"\nstages = "gather"\n[[gisements]]\ntitle = "x"\nshort = "x"',
            "stages[1]: une table est attendue",
        ),
        ('title = "B"\nlimits = 3', "limits: une table est attendue"),
        ("x = " + "[" * 50_000, "ce n'est pas du TOML lisible"),
        ("# " + "a" * 256 * 1024, "le fichier dépasse 256 Ko"),
    ],
    ids=["unfinished", "empty", "not tables", "not a table", "too deep", "too big"],
)
def test_what_is_not_a_session_is_refused_by_name(source, problem):
    with pytest.raises(SessionError) as caught:
        parse(source, "bancs.toml")
    assert any(line.startswith(f"bancs.toml: {problem}") for line in str(caught.value).splitlines())


def test_a_missing_file_and_one_in_another_encoding_are_named(tmp_path):
    with pytest.raises(SessionError, match=r"^absente.toml: fichier introuvable ou illisible$"):
        load(tmp_path / "absente.toml")
    (tmp_path / "latin.toml").write_bytes('title = "Défis"'.encode("latin-1"))
    with pytest.raises(SessionError, match=r"^latin.toml: le fichier n'est pas en UTF-8$"):
        load(tmp_path / "latin.toml")


def test_every_mistake_of_a_file_is_told_at_once():
    broken = FILE.replace('title = "Bancs"', "title = 12", 1).replace("count = 2", "count = 0", 1)
    with pytest.raises(SessionError) as caught:
        parse(broken, "bancs.toml")
    assert caught.value.problems == ["title: un texte entre guillemets est attendu", "tables.count: au moins 1"]


def test_a_kind_may_not_take_the_name_of_rewordings():
    """A note of that kind would be read as the rewording of a challenge."""
    with pytest.raises(SessionError):
        parse(FILE.replace('id = "idea"', 'id = "rewording"', 1))


def test_a_question_may_not_take_the_name_of_a_challenge():
    """Taps are kept by subject: the answers of one would count for the other."""
    with pytest.raises(SessionError):
        parse(FILE.replace('id = "meteo"', 'id = "c1"', 1))


def test_plain_values_build_the_same_session():
    assert build(
        {"title": "B", "gisements": [{"title": "x", "short": "x"}], "stages": [{"kind": "gather", "title": "y"}]}
    ) == parse('title = "B"\n[[gisements]]\ntitle = "x"\nshort = "x"\n[[stages]]\nkind = "gather"\ntitle = "y"')


@pytest.mark.parametrize(("label", "made"), [("Pause café", "pause-caf"), ("  !! ", "x"), ("a" * 40, "a" * 24)])
def test_a_label_gives_an_identifier(label, made):
    assert slug(label) == made
