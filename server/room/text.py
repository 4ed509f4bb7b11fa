"""What people type: kept exactly as sent, less what could harm a reader, and measured as people count."""

import unicodedata

import regex

from server.room.refusal import Refusal

_HARMFUL = regex.compile(r"[\u202A-\u202E\u2066-\u2069]|(?!\n)\p{Cc}")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_MARKS = regex.compile(r"((?:\p{M}\p{Cf}*){8})(?:\p{M}\p{Cf}*)+")
WEIGHT = 12
"""Code points a grapheme may cost on average: a family emoji has 11, joiners piled up without end are no text."""
_INVISIBLE = regex.compile(r"[\s\p{Cf}\p{Cc}\u115F\u1160\u3164\uFFA0]+")


def clean(text: str) -> str:
    """Strip bidi overrides and controls (newline stays), replace lone surrogates by U+FFFD, keep 8 combining marks in a row."""
    return _MARKS.sub(r"\1", _HARMFUL.sub("", _SURROGATE.sub("\ufffd", text)))


def length(text: str) -> int:
    """In graphemes: what a person calls a character, a family emoji being one (Unicode UAX #29)."""
    return len(text) if text.isascii() else len(regex.findall(r"\X", text))


def accept(text: str, limit: int) -> str:
    """The text to store. Raises Refusal `text_empty` or `text_too_long` (limit in graphemes)."""
    cleaned = clean(text)
    if not _INVISIBLE.sub("", cleaned):
        raise Refusal("text_empty")
    if len(cleaned) > WEIGHT * limit or length(cleaned) > limit:
        raise Refusal("text_too_long", limit=limit)
    return cleaned


def label(text: str, limit: int = 60) -> str:
    """A one-line label typed by a facilitator. Raises like `accept`."""
    return accept(unicodedata.normalize("NFC", " ".join(text.split())), limit)
