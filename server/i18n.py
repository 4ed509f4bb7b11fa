"""The languages of the pages. French is the source: a sentence stands in French where it is said, and is looked up in the
catalogue of the language being spoken (`locale/<code>/LC_MESSAGES/*.po`, read as they are: there is nothing to compile).

A catalogue has two parts: what everybody reads, whole in every language, and what only those who prepare and lead read, in
those that have it. The language belongs to the context: the edge sets it for a request, the hub for a channel, and nobody
passes it on. Facts are never worded in it: what is journaled is what people wrote, or French.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from server.config import ROOT
from server.typography import NARROW, WIDE

SOURCE = "fr"
Part = Literal["filon", "lead"]
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


def languages(leading: bool = False) -> list[Language]:
    """Those that pages speak; only those that the pages of leaders speak, for these."""
    return [language(code) for code in (LEADING if leading else NAMES)]


def path_of(code: str, part: Part = "filon") -> Path:
    return ROOT / "locale" / code / "LC_MESSAGES" / f"{part}.po"


def read(code: str, part: Part = "filon") -> Catalog:
    """A part of a language's catalogue, as its file holds it now."""
    with path_of(code, part).open("rb") as file:
        return read_po(file, locale=code)


LEADING = [code for code in NAMES if code == SOURCE or path_of(code, "lead").exists()]
"""The languages that the pages of those who lead speak too."""


catalogue = lru_cache(read)


@lru_cache
def _translations(code: str) -> NullTranslations:
    found = _compiled(code, "filon")
    if code in LEADING:
        found.add_fallback(_compiled(code, "lead"))
    return found


def _compiled(code: str, part: Part) -> NullTranslations:
    file = BytesIO()
    write_mo(file, catalogue(code, part))
    file.seek(0)
    return GNUTranslations(file)


FSI, PDI = "\u2068", "\u2069"
"""First strong isolate, and its end: what stands between is laid out by its own letters, and moves nothing around it (UAX #9)."""


def isolated(values: Mapping[str, object]) -> Mapping[str, object]:
    """The values of a sentence, each in its own direction: where it is read from right to left, their letters may not be."""
    if language(_speaking.get()).direction == "ltr":
        return values
    return {name: FSI + value + PDI if isinstance(value, str) and value else value for name, value in values.items()}


class Sentence(str):
    """A sentence with places for values: `format` sets each in its own direction."""

    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        return super().format(*args, **isolated(values))


def gettext(message: str) -> Sentence:
    """The sentence in the language being spoken; as it stands where its catalogue lacks it."""
    code = _speaking.get()
    return Sentence(message if code == SOURCE else _translations(code).gettext(message))


def ngettext(one: str, many: str, count: float) -> Sentence:
    """The form that this count asks for. In French nothing is plural before two."""
    code = _speaking.get()
    if code == SOURCE:
        return Sentence(one if abs(count) < 2 else many)
    return Sentence(_translations(code).ngettext(one, many, abs(int(count))))


COUNTS = (0, 1, 2, 3, 11, 100)
"""One of each of CLDR's forms of plurals, in every language of ours."""


def forms(one: str, many: str) -> dict[str, str]:
    """form -> the sentence, for scripts that count by themselves and ask `Intl.PluralRules` which form to say."""
    locale = Locale(_speaking.get())
    return {locale.plural_form(count): ngettext(one, many, count) for count in COUNTS}


def marked(message: str) -> str:
    """Marks a sentence for the catalogues where it stands as data; it is looked up when it is said."""
    return message


def number(value: float) -> str:
    """In French 1 234,5: narrow no-break spaces between thousands, one decimal at most."""
    return _number(value, _speaking.get())


@lru_cache(maxsize=4096)
def _number(value: float, code: str) -> str:
    return str(format_decimal(round(value, 1), format="#,##0.#", locale=code))


def figures(value: float) -> str:
    """The two figures that count, however small it is: « 0,42 », « 0,0031 »."""
    return _figures(value, _speaking.get())


@lru_cache(maxsize=1024)
def _figures(value: float, code: str) -> str:
    return str(format_decimal(value, format="@@", locale=code))


def percent(share: float) -> str:
    """In French « 87 % », with a narrow no-break space."""
    return _percent(round(share, 2), _speaking.get())


@lru_cache(maxsize=1024)
def _percent(share: float, code: str) -> str:
    said = str(format_percent(share, format=None, locale=code))
    return said.replace(WIDE, NARROW) if code == SOURCE else said


def tongue(code: str) -> str:
    """The name of a language, in the language being spoken: « anglais », "English"; "" for what is none."""
    return _tongue(code, _speaking.get())


@lru_cache(maxsize=512)
def _tongue(code: str, spoken: str) -> str:
    return str(Locale(spoken).languages.get(code, ""))


ORDINALS = {
    "fr": {"one": "er", "other": "e"},
    "en": {"one": "st", "two": "nd", "few": "rd", "other": "th"},
    "es": {"other": ".º"},
    "pt": {"other": ".º"},
    "tr": {"other": "."},
}
"""What follows the number of a place, by CLDR's forms of ordinals; nothing in Arabic."""


def ordinal(place: int) -> str:
    """« 1er », « 2e »; "1st", "2nd"."""
    return _ordinal(place, _speaking.get())


@lru_cache(maxsize=1024)
def _ordinal(place: int, code: str) -> str:
    endings = ORDINALS.get(code, {})
    return _number(place, code) + endings.get(Locale(code).ordinal_form(place), endings.get("other", ""))
