"""What to read twice in a text: rude words, who somebody is and how to reach them. Told to whoever leads, never acted upon."""

from __future__ import annotations

import re
from functools import lru_cache

from server.room.insults import is_rude
from server.room.names import names
from server.room.text import Span, words, words_in

_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)(?:\+|00)?\d(?:[ .\u00a0\u202f-]?\d){8,13}(?!\w)")
"""An e-mail address, or nine digits and more: a telephone number."""
KEPT = 8192
"""Texts whose hints are remembered: a wall is drawn again far more often than a note is worded."""


@lru_cache(maxsize=KEPT)
def rude(text: str) -> bool:
    return any(is_rude(text[start:end]) for start, end in words(text))


@lru_cache(maxsize=KEPT)
def personal(text: str) -> tuple[Span, ...]:
    """The words of a text that may name somebody, or that tell how to reach them."""
    contacts = words_in(text, [one.span() for one in _CONTACT.finditer(text)])
    return tuple(sorted({*names(text), *contacts}))
