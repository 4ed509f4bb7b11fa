"""Encoders that fail, for the grouper of the tests (`module:name`, see `server/live/apart.py`)."""

from collections.abc import Sequence

from server.themes.encoder import LexicalEncoder, Vectors


class Blind(LexicalEncoder):
    """Reads nothing: who uses it has only what is stored."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise OSError("no model any more")


class Touchy(LexicalEncoder):
    """Fails on a text, and on every batch that holds it."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if any("fâcheux" in text for text in texts):
            raise ValueError("unreadable")
        return super().encode(texts)
