"""Words on a drawing, where nothing wraps by itself: how wide they are, and on which lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from server.charts import LEADING, WORDS

ELLIPSIS = "…"
_ADVANCES = {
    letter: advance
    for letters, advance in (
        ("ijl.,:;'’·!|() \u00a0\u202f", 0.33), ("frt-", 0.39), ("I/1", 0.44), ("cszçvxky–", 0.55), ("aehnou", 0.58),
        ("mMWœŒ%@…—", 0.97),
    )
    for letter in letters
}  # fmt: skip
"""Of Atkinson Hyperlegible Next in bold, measured, for the letters that are far from the others."""
THIN = 0.9
"""How wide letters that are not bold are, beside those."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_SPACES = re.compile(r"(?<!«) (?![»:;!?])")
"""Where French lets a line break."""


def width(text: str) -> float:
    """In ems, on the generous side."""
    return sum(map(_advance, text))


def _advance(letter: str) -> float:
    if unicodedata.combining(letter) or letter == "\u200d":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or letter > "\uffff":
        return 1.3
    return _ADVANCES.get(letter, 0.76 if letter.isupper() or letter == "w" else 0.6)


def lines(text: str, room: float, most: int = 2) -> tuple[str, ...]:
    """At most so many lines, none wider than `room` ems; what is left out is told by an ellipsis."""
    told: list[str] = []
    for word in _SPACES.split(_BLANKS.sub(" ", text).strip()):
        left = room - width(f"{told[-1]} ") if told else room
        for part in _parts(word, room, left):
            if told and width(f"{told[-1]} {part}") <= room:
                told[-1] = f"{told[-1]} {part}"
            else:
                told.append(part)
    if len(told) <= most:
        return tuple(told)
    return (*told[: most - 1], _cut(told[most - 1], room))


def balanced(text: str, room: float, most: int) -> tuple[str, ...]:
    """The same lines, as even as they may be: no word alone on the last one."""
    told = lines(text, room, most)
    while len(told) > 1 and len(closer := lines(text, room - 1, most + 1)) == len(told):
        told, room = closer, room - 1
    return told


def _parts(word: str, room: float, left: float) -> list[str]:
    """A word, in pieces where it is wider than a line: the first one fills what is left of the line before."""
    parts, most = [""], left if width(word) > room and left > 2 else room
    for letter in word:
        if parts[-1] and width(parts[-1] + letter) > most:
            parts.append("")
            most = room
        parts[-1] += letter
    return parts


def _cut(line: str, room: float) -> str:
    while line and width(line + ELLIPSIS) > room:
        line = line[:-1]
    return line.rstrip(" ,.;:«·\u00a0") + ELLIPSIS


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text: `x` of their edge or middle, `y` of the first baseline."""

    x: int
    y: int
    lines: tuple[str, ...]

    @classmethod
    def middled(
        cls, x: float, middle: float, told: tuple[str, ...], size: float = WORDS, leading: float = LEADING
    ) -> Words:
        """Centred in height on `middle`."""
        return cls(round(x), round(middle + 0.36 * size - leading * (len(told) - 1) / 2), told)
