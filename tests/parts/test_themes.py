"""Text to vectors, to themes, to names."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.themes import labels
from server.themes.encoder import Encoder, LexicalEncoder, SentenceEncoder, load
from server.themes.placement import Placement, Placer
from server.themes.words import meaningful, stems, words
from tests.rooms import BENCHES, CARETAKERS, COUNTER, HEARD

TEXTS = [one["text"] for one in HEARD]
WORDLESS = ["", "👍", "🗑️🌳", "!!! … ?", "👩‍👩‍👧‍👦"]


@pytest.fixture(scope="module", params=[LexicalEncoder, SentenceEncoder], ids=lambda made: made.name)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    made: Encoder = request.param()
    return made


class TestEncoders:
    def test_give_one_unit_vector_a_text(self, encoder):
        vectors = encoder.encode(TEXTS)
        assert (vectors.shape[0], vectors.dtype) == (len(TEXTS), np.float32)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)

    def test_give_nothing_for_no_text(self, encoder):
        assert encoder.encode([]).shape[0] == 0
        assert encoder.encode([]).shape[1] == encoder.encode(["a"]).shape[1]

    def test_give_zeros_to_texts_without_a_word(self, encoder):
        vectors = encoder.encode([*WORDLESS, BENCHES])
        assert [bool(vector.any()) for vector in vectors] == [False] * len(WORDLESS) + [True]

    def test_give_the_same_vector_alone_or_in_a_batch(self, encoder):
        together = encoder.encode(TEXTS[:20])
        alone = np.vstack([encoder.encode([text]) for text in TEXTS[:20]])
        assert alone == pytest.approx(together, abs=1e-4)

    def test_bear_any_text(self, encoder):
        strange = [
            "\ufffd",
            "a" * 500,
            "e" + "\u0301" * 8,
            "مقاعد",
            "长椅",
            "=1+1",
            "\u200b",
            "<b>",
            "l'",
            "-",
            "é" * 280,
        ]
        vectors = encoder.encode(strange)
        assert np.isfinite(vectors).all()

    def test_put_what_says_the_same_nearer(self, encoder):
        bench, benches, counter = encoder.encode(["Plus de bancs dans la rue", "Des bancs dans les rues", COUNTER])
        assert float(bench @ benches) > float(bench @ counter)


def test_the_loader_gives_the_sentence_encoder():
    assert load().name == "use-multilingual-v3"


class TestWords:
    def test_are_told_without_what_an_apostrophe_elides(self):
        assert words("L'école, et l’accueil d'Argenteuil : c'est quoi ?") == [
            "école",
            "et",
            "accueil",
            "argenteuil",
            "est",
            "quoi",
        ]

    def test_that_say_nothing_are_left_out(self):
        assert meaningful("Il faut que nous ayons des bancs pour les gens") == ["ayons", "bancs"]

    def test_of_one_family_share_a_stem(self):
        assert len(set(stems("bancs banc"))) == 1


def random_vectors(count: int, dimensions: int = 16) -> np.ndarray:
    vectors = np.random.default_rng(1).normal(size=(count, dimensions)).astype(np.float32)
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


class TestPlacing:
    def test_the_first_note_opens_a_theme(self):
        assert Placer(0.3).place(random_vectors(1)[0]).theme is None

    def test_a_note_joins_the_nearest_theme_and_tells_the_closest_note(self):
        placer = Placer(0.3)
        axes = np.eye(3, dtype=np.float32)
        placer.put("n1", axes[0], "t1")
        placer.put("n2", axes[1], "t2")
        near = np.array([0.9, 0.43589, 0], np.float32)
        placed = placer.place(near)
        assert (placed.theme, placed.nearest) == ("t1", "n1")
        assert 0.4 < placed.confidence <= 1

    def test_a_note_near_nothing_opens_a_theme(self):
        placer = Placer(0.3)
        axes = np.eye(3, dtype=np.float32)
        placer.put("n1", axes[0], "t1")
        assert placer.place(axes[2]).theme is None

    def test_a_note_between_two_themes_is_less_sure(self):
        placer = Placer(0.3)
        axes = np.eye(3, dtype=np.float32)
        placer.put("n1", axes[0], "t1")
        placer.put("n2", axes[1], "t2")
        clear = placer.place(np.array([0.45, 0.05, 0.89163], np.float32))
        torn = placer.place(np.array([0.45, 0.44, 0.77711], np.float32))
        assert torn.confidence < clear.confidence

    def test_a_note_put_again_has_moved(self):
        placer = Placer(0.3)
        axes = np.eye(3, dtype=np.float32)
        placer.put("n1", axes[0], "t1")
        placer.put("n1", axes[0], "t2")
        assert placer.place(axes[0]).theme == "t2"

    def test_a_text_without_words_is_near_nothing_and_draws_nothing(self):
        placer = Placer(0.3)
        nothing = np.zeros(3, np.float32)
        placer.put("emoji", nothing, "t1")
        placer.put("n1", np.eye(3, dtype=np.float32)[0], "t2")
        assert placer.place(nothing) == Placement(None, 1.0, None)
        assert placer.place(np.eye(3, dtype=np.float32)[1]).theme is None

    def test_is_the_same_every_time(self, encoder):
        vectors = encoder.encode(TEXTS)
        assert run(vectors, encoder.threshold) == run(vectors, encoder.threshold)

    def test_says_how_sure_it_is_between_0_and_1(self, encoder):
        placed = run(encoder.encode(TEXTS), encoder.threshold)
        assert all(0 <= placement.confidence <= 1 for placement in placed)
        assert {placement.theme is None for placement in placed} == {True, False}


def run(vectors: np.ndarray, threshold: float) -> list[Placement]:
    placer = Placer(threshold)
    placed = []
    for n, vector in enumerate(vectors):
        placement = placer.place(vector)
        placer.put(f"n{n}", vector, placement.theme or f"t{n}")
        placed.append(placement)
    return placed


def grouped_by_gisement() -> dict[str, list[list[str]]]:
    """Real sentences cut into small themes, by gisement, in a way that owes nothing to any encoder."""
    groups: dict[str, dict[int, list[str]]] = {}
    for one in HEARD:
        groups.setdefault(one["gisement"], {}).setdefault(zlib.crc32(one["text"].encode()) % 5, []).append(one["text"])
    return {gisement: list(themes.values()) for gisement, themes in groups.items()}


class TestNames:
    @pytest.mark.parametrize("gisement", sorted({one["gisement"] for one in HEARD}))
    def test_of_real_themes_are_never_empty_nor_twice_the_same(self, gisement):
        themes = grouped_by_gisement()[gisement]
        taken: list[str] = []
        for theme in themes:
            taken.append(labels.label(theme, [text for other in themes if other is not theme for text in other], taken))
        assert all(name.strip() for name in taken)
        assert len({name.casefold() for name in taken}) == len(taken)
        assert max(len(name) for name in taken) <= labels.LONGEST + 1

    @given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=4), min_size=1, max_size=8))
    def test_of_any_themes_are_never_empty_nor_twice_the_same(self, themes):
        taken: list[str] = []
        for theme in themes:
            taken.append(labels.label(theme, [text for other in themes if other is not theme for text in other], taken))
        assert all(name.strip() for name in taken)
        assert len({name.casefold() for name in taken}) == len(taken)

    @given(
        st.lists(st.sampled_from(["👍", "", "Plus de bancs", "bancs", "Bancs !"]), min_size=1, max_size=3),
        st.integers(1, 30),
    )
    def test_of_twins_are_told_apart(self, theme, count):
        taken: list[str] = []
        for _ in range(count):
            taken.append(labels.label(theme, theme * 3, taken))
        assert len({name.casefold() for name in taken}) == count

    def test_say_what_the_notes_say_more_than_the_others(self):
        inside = ["Plus de bancs à l'ombre", "Des bancs pour se poser", "Réparer les bancs"]
        assert "banc" in labels.label(inside, [COUNTER, CARETAKERS]).lower()

    @pytest.mark.parametrize("inside", [["👍"], [""], ["…"], ["a"], ["de la"], []])
    def test_of_notes_without_words_fall_back(self, inside):
        assert labels.label(inside, [BENCHES]).strip()

    def test_do_not_depend_on_the_order_of_the_others(self):
        inside, outside = TEXTS[:5], TEXTS[5:30]
        assert labels.label(inside, outside) == labels.label(inside, outside[::-1])


class TestReasons:
    def test_are_the_words_shared_with_the_theme(self):
        assert labels.shared("Des bancs à l'ombre des arbres", ["Plus de bancs", "Un banc sous les arbres"]) == (
            "bancs",
            "arbres",
        )

    def test_are_three_at_most_the_most_shared_first(self):
        text = "bancs arbres fontaine marché école"
        others = ["école", "école marché", "école marché fontaine"]
        assert labels.shared(text, others) == ("école", "marché", "fontaine")

    def test_are_none_when_nothing_is_shared(self):
        assert labels.shared(BENCHES, [COUNTER]) == ()
        assert labels.shared("👍", [COUNTER]) == ()
