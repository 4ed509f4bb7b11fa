"""What people type, cleaned and measured."""

import pytest

from server.room.refusal import Refusal
from server.room.text import accept, clean, label, length
from tests.rooms import BENCHES, HEARD

FAMILY = "👩‍👩‍👧‍👦"
CONTROLS = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) != "\n"]
OVERRIDES = [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


def code_of(text: str, limit: int = 280) -> str:
    with pytest.raises(Refusal) as caught:
        accept(text, limit)
    return caught.value.code


def test_real_sentences_are_stored_exactly_as_sent():
    assert [accept(one["text"], 280) for one in HEARD] == [one["text"] for one in HEARD]


@pytest.mark.parametrize(
    "text",
    [
        "<b>Plus de bancs</b> & <script>alert(1)</script>",
        "=SOMME(A1:A9)",
        "«Guichet»: ouvert le soir !",
        "  retrait\n\n- bancs  ",
    ],
)
def test_markup_formulas_and_typography_are_text_like_any_other(text):
    assert accept(text, 280) == text


@pytest.mark.parametrize("sign", OVERRIDES, ids=ascii)
def test_bidirectional_overrides_are_stripped(sign):
    assert clean(f"Réserver{sign} le gymnase{sign}") == "Réserver le gymnase"


@pytest.mark.parametrize("sign", CONTROLS, ids=ascii)
def test_controls_are_stripped(sign):
    assert clean(f"Plus{sign} de bancs") == BENCHES


def test_new_lines_stay_and_carriage_returns_go():
    assert clean("Plus de bancs\r\net d'arbres") == "Plus de bancs\net d'arbres"


def test_marks_of_right_to_left_languages_stay():
    assert clean("مقاعد\u200f 3\u200e") == "مقاعد\u200f 3\u200e"


@pytest.mark.parametrize("half", [0xD83D, 0xDC4D], ids=hex)
def test_lone_surrogates_become_replacement_characters(half):
    assert accept(f"Bravo {chr(half)} !", 280) == "Bravo \ufffd !"


def test_combining_marks_are_capped_at_eight():
    assert clean("e" + "\u0301" * 30 + "t") == "e" + "\u0301" * 8 + "t"


def test_the_cap_on_marks_holds_when_stripped_signs_stand_between_them():
    assert clean("e" + ("\u0301" * 8 + "\u202e") * 4) == "e" + "\u0301" * 8


def test_the_cap_on_marks_holds_when_joiners_stand_between_them():
    assert clean("e" + ("\u0301" * 8 + "\u200d") * 50).count("\u0301") == 8


def test_ordinary_accents_written_with_marks_stay():
    assert clean("e\u0301cole, Tie\u0302\u0301ng Vie\u0323\u0302t") == "e\u0301cole, Tie\u0302\u0301ng Vie\u0323\u0302t"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\u202e\u202d", "\x00\x07\x1b", "\u200b\u200d\ufeff", "\u3164\u115f", "\u00a0\u202f"],
    ids=ascii,
)
def test_nothing_left_is_refused(text):
    assert code_of(text) == "text_empty"


@pytest.mark.parametrize(
    ("text", "graphemes"),
    [
        (BENCHES, 13), ("école", 5), ("e\u0301cole", 5), (FAMILY, 1), ("🇫🇷", 1), ("👍🏽", 1), ("1️⃣", 1),
        ("नमस्ते", 3), (f"{FAMILY} au parc", 9), ("", 0), ("deux\nlignes", 11),
    ],
)  # fmt: skip
def test_length_is_what_people_count(text, graphemes):
    assert length(text) == graphemes


@pytest.mark.parametrize("one", ["a", "é", "e\u0301", FAMILY, "🇫🇷"])
def test_the_limit_counts_graphemes(one):
    assert accept(one * 280, 280) == one * 280
    assert code_of(one * 281) == "text_too_long"


def test_a_session_may_allow_more():
    assert accept("a" * 500, 500) == "a" * 500
    assert code_of("a" * 501, 500) == "text_too_long"


def test_what_is_stripped_does_not_count():
    assert accept("a" * 280 + "\u202e" * 50, 280) == "a" * 280


def test_the_refusal_tells_the_limit():
    assert Refusal("text_too_long", limit=280).message == "Votre texte est trop long : 280 caractères au plus."


def test_a_label_is_one_line_in_composed_form():
    assert label("  Me\u0301diation\n de   rue ") == "Médiation de rue"


def test_a_label_has_a_limit_and_cannot_be_empty():
    assert label("a" * 60) == "a" * 60
    with pytest.raises(Refusal, match="text_too_long"):
        label("a" * 61)
    with pytest.raises(Refusal, match="text_empty"):
        label(" \n ")
