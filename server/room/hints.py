"""What to read twice in a text: rude words, and how to reach a person. Told to whoever leads, never acted upon."""

from __future__ import annotations

import re

from server.room.insults import is_rude
from server.room.text import Span, words

_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)(?:\+|00)?\d(?:[ .\u00a0\u202f-]?\d){8,13}(?!\w)")
"""An e-mail address, or nine digits and more: a telephone number."""


def rude(text: str) -> bool:
    return any(is_rude(text[start:end]) for start, end in words(text))


def contacts(text: str) -> tuple[Span, ...]:
    """The words of a text that tell how to reach somebody."""
    found = [one.span() for one in _CONTACT.finditer(text)]
    return (
        tuple(word for word in words(text) if any(word[0] < end and start < word[1] for start, end in found))
        if found
        else ()
    )
