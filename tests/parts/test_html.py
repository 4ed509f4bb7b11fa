"""French typography, applied when a text is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.html import environment
from server.typography import NARROW, WIDE, ended, typographic


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Vraiment ?", "Vraiment_?"),
        ("Vraiment ?! Oui ; non !", "Vraiment_?! Oui_; non_!"),
        ("Vraiment~?", "Vraiment_?"),
        ("Un accueil : aides", "Un accueil~: aides"),
        ("Un accueil_: aides", "Un accueil~: aides"),
        ("« Le guichet »", "«~Le guichet~»"),
        ("«Le guichet»", "«~Le guichet~»"),
        ("«_Le guichet_»", "«~Le guichet~»"),
        ('Un "guichet unique", ouvert', "Un «~guichet unique~», ouvert"),
        ('«"Le guichet"»', "«~«~Le guichet~»~»"),
        ('(dit "le guichet") ?', "(dit «~le guichet~»)_?"),
        (" ; puis", "_; puis"),
        ('"Ouvert !"', "«~Ouvert_!~»"),
        ("l'école d'ici", "l’école d’ici"),
        ("12 % des votants", "12_% des votants"),
        ("3 € et 2,5 €", "3_€ et 2,5_€"),
        ("2 h par jour", "2~h par jour"),
        ("à 14 h 30", "à 14~h~30"),
        ("5 minutes, 12 notes et 1 personne", "5~minutes, 12~notes et 1~personne"),
        ("109 000 habitants", "109_000~habitants"),
        ("1 234 567,5", "1_234_567,5"),
        ("le n° 3", "le n°~3"),
    ],
)
def test_french_wants_no_break_spaces(typed, shown):
    spaced = [text.replace("_", NARROW).replace("~", WIDE) for text in (typed, shown)]
    assert typographic(spaced[0]) == spaced[1]


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.fr/a?b='c'&d=«e»",
        "www.exemple.fr/l'a",
        "bancs@exemple.fr",
        "14:30",
        "12h30",
        "Vraiment?",
        "en 2018 200 bancs",
        "2 hommes",
        "3 mètres",
        "=1+1",
        '#panic("x")',
        '=HYPERLINK("a","b")',
        '<img alt="un banc">',
        'un écran de 24" et un de 32"',
        'il a dit " rien " puis "',
        "",
    ],
)
def test_the_rest_is_left_as_it_is(text):
    assert typographic(text) == text


def test_a_colon_before_a_guillemet_keeps_its_space():
    assert typographic("1 :»") == f"1{WIDE}:{WIDE}»"


@given(st.text(alphabet=f"ab 1234h%:;!?«»'\"(°n{NARROW}{WIDE}\n"))
def test_set_twice_a_text_is_the_same(text):
    assert typographic(typographic(text)) == typographic(text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Les invités absents, une fois chacun", "Les invités absents, une fois chacun."),
        ("Le conseil délibère lundi.", "Le conseil délibère lundi."),
        ("Pourquoi pas ? ", "Pourquoi pas ?"),
        ("On dit « jamais sans nous »", "On dit « jamais sans nous »."),
        ("On dit « jamais sans nous ! »", "On dit « jamais sans nous ! »"),
        ("Tirés au sort (deux par table)", "Tirés au sort (deux par table)."),
    ],
)
def test_a_sentence_has_one_full_stop(said, told):
    assert ended(said) == told


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ plural(1200, 'note à traduire', 'notes à traduire') }}", "1_200~notes à traduire"),
        ("{{ ngettext('%(num)s note ici', '%(num)s notes ici', 2) }}", "2~notes ici"),
        ("{{ forms('{count} note ici', '{count} notes ici').other }}", "{count}~notes ici"),
    ],
)
def test_no_line_of_a_page_ends_between_a_number_and_what_it_counts(template, shown):
    assert environment().from_string(template).render() == shown.replace("_", NARROW).replace("~", WIDE)
