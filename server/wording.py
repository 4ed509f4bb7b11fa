"""The words of a room (its session's texts, what its console typed) in the language being spoken: as its session file
translates them, as the catalogues do when they are Filon's own, else as they were written.

Like the language, they belong to the context: the desk sets them when a room is looked at, and nobody passes them on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from server.i18n import SOURCE, gettext, spoken

Translations = Mapping[str, Mapping[str, str]]
"""language -> a text -> the same in this language."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The language that a room's words are written in, and their translations."""

    language: str = SOURCE
    translations: Translations = field(default_factory=dict)

    def of(self, text: str) -> tuple[str, str]:
        """The text as it is said now, and in which language."""
        code = spoken()
        if not text or code == self.language:
            return text, code
        said = self.translations.get(code, {}).get(text)
        if said is None and self.language == SOURCE:
            own = gettext(text)
            said = own if own != text else None
        return (text, self.language) if said is None else (said, code)


AS_WRITTEN = Wording()
_heard: ContextVar[Wording] = ContextVar("wording", default=AS_WRITTEN)


def hear(wording: Wording) -> None:
    """From now on in this context, words are those of this room."""
    _heard.set(wording)


@contextmanager
def hearing(wording: Wording) -> Iterator[None]:
    """Within, words are those of this room."""
    token = _heard.set(wording)
    try:
        yield
    finally:
        _heard.reset(token)


def told(text: str) -> tuple[str, str]:
    """A text of the room looked at, in the language being spoken when it can be, and in which language that is."""
    return _heard.get().of(text)


def worded(text: str) -> str:
    """The same, for who cannot say in which language it is."""
    return told(text)[0]
