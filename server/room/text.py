"""What people type: kept exactly as sent, less what could harm a reader, and measured as people count."""

import unicodedata
from collections.abc import Collection

import regex

from server.room.refusal import Refusal
from server.typography import BLANK as BLANK

_HARMFUL = regex.compile(r"[\u202A-\u202E\u2066-\u2069]|(?!\n)\p{Cc}")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_MARKS = regex.compile(r"((?:\p{M}\p{Cf}*){8})(?:\p{M}\p{Cf}*)+")
WEIGHT = 12
"""Code points a grapheme may cost on average: a family emoji has 11, joiners piled up without end are no text."""
_INVISIBLE = regex.compile(r"[\s\p{Cf}\p{Cc}\u115F\u1160\u3164\uFFA0]+")


_WORD = regex.compile(
    r"[\p{L}\p{M}\p{N}\p{Cf}]+(?:[.@+_·-][\p{L}\p{M}\p{N}\p{Cf}]+)*"
    r"|\p{Extended_Pictographic}[\p{Emoji_Modifier}\p{Extended_Pictographic}\uFE0F\u200D]*"
)
Span = tuple[int, int]
"""Where a word begins and ends, in code points."""


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


def words(text: str) -> list[Span]:
    """The words of a text, as one may point at them: an address is one, so is an emoji."""
    return [found.span() for found in _WORD.finditer(text)]


def words_in(text: str, places: Collection[Span]) -> tuple[Span, ...]:
    """The words of a text that stand in one of these places, were it in part."""
    return (
        tuple(word for word in words(text) if any(word[0] < end and start < word[1] for start, end in places))
        if places
        else ()
    )


def form(word: str) -> str:
    """What a word is compared by: case, accents, the dot of a Turkish « ı » and what nobody sees do not count."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c) not in ("Mn", "Cf"))
    return plain.casefold().replace("ı", "i")


def standing_in(text: str, forms: Collection[str]) -> tuple[Span, ...]:
    """Where these words stand in a text, each as often as it is said."""
    return tuple((start, end) for start, end in words(text) if form(text[start:end]) in forms) if forms else ()


def blanked(text: str, spans: Collection[Span]) -> str:
    """The text with a blank in place of each of these words; one that was erased has none."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + BLANK + text[end:] if end <= len(text) else text
    return text
