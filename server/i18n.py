"""The languages of the pages. French is the source: a sentence stands in French where it is said, and is looked up in the
catalogue of the language being spoken (`locale/<code>/LC_MESSAGES/filon.po`, read as it is: there is nothing to compile).

The language belongs to the context: the edge sets it for a request, the hub for a channel, and nobody passes it on. Facts are
never worded in it: what is journaled is what people wrote, or French.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Literal

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from server.config import ROOT

SOURCE = "fr"
READ = "Read by a speaker: yes"
"""What the comment at the top of a catalogue says once somebody who speaks the language has read it."""


@dataclass(frozen=True, slots=True)
class Language:
    """`name` in the language itself; `read` when a speaker has read its catalogue."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    read: bool


NAMES = {
    "fr": "Français",
    "en": "English",
    "ar": "العربية",
    "es": "Español",
    "pt": "Português",
    "tr": "Türkçe",
}

_speaking: ContextVar[str] = ContextVar("speaking", default=SOURCE)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within, sentences are told in this language (in French, if it is none of ours)."""
    token = _speaking.set(code if code in NAMES else SOURCE)
    try:
        yield
    finally:
        _speaking.reset(token)


def spoken() -> str:
    """The code of the language being spoken."""
    return _speaking.get()


@lru_cache
def language(code: str) -> Language:
    read = code == SOURCE or READ in catalogue(code).header_comment
    return Language(code, NAMES[code], "rtl" if Locale(code).text_direction == "rtl" else "ltr", read)


def languages() -> list[Language]:
    return [language(code) for code in NAMES]


@lru_cache
def catalogue(code: str) -> Catalog:
    with (ROOT / "locale" / code / "LC_MESSAGES" / "filon.po").open("rb") as file:
        return read_po(file, locale=code)


@lru_cache
def _translations(code: str) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    """The sentence in the language being spoken; as it stands where its catalogue lacks it."""
    code = _speaking.get()
    return message if code == SOURCE else _translations(code).gettext(message)


def ngettext(one: str, many: str, count: float) -> str:
    """The form that this count asks for. In French nothing is plural before two."""
    code = _speaking.get()
    if code == SOURCE:
        return one if abs(count) < 2 else many
    return _translations(code).ngettext(one, many, abs(int(count)))


def marked(message: str) -> str:
    """Marks a sentence for the catalogues where it stands as data; it is looked up when it is said."""
    return message
