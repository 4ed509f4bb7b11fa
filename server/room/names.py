"""Names of people in a text, as far as their shape tells: a civility, a role or a frequent first name, then a word with a capital.
Only a hint to whoever reads, as rude words are: it misses many names, and leaves out those that streets and schools bear.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from server.room.lexicon import BORNE, FIRST_NAMES, OTHERS, PARTICLES, PLACES
from server.room.text import Span, form, words, words_in

_GAP = r"[ \u00a0\u202f]+"
_NAME = r"(?!(?:[CJLMNST]|Qu)[’']|(?:[IVX]+|Ier)\b)\p{Lu}[\p{L}\p{M}’'-]+"
_PARTICLE = rf"(?:(?:de{_GAP}[Ll]a|de|du|des|da|dos|el|al|ben|van|von|L[ea]){_GAP}|d[’'])?"
_FAMILY = rf"{_PARTICLE}{_NAME}"
_CIVIL = "(?i:monsieur|madame|mademoiselle|mmes?|mlle|mrs?|señora?|sayın)|Ms|Sra?|Senhora?|Dona|Doña"
_ROLES = (
    "adjointe?|agente?|animateur|animatrice|collègue|concierge|conseill[eè]re?|copain|copine|directeur|directrice|éducateur|éducatrice|"
    "élue?|gardien|gardienne|infirmière?|maire|ma[iî]tre|ma[iî]tresse|médecin|policier|policière|prof|professeure?|secrétaire|voisine?"
)
_SHAPES = (
    regex.compile(
        rf"(?<![\w-])(?:(?:{_CIVIL})\.?{_GAP}|(?<!\d[ \u00a0\u202f])MM?\.(?:{_GAP})?)((?:{_NAME}{_GAP})?{_FAMILY})"
    ),
    regex.compile(rf"(?<![\w-])(?i:{_ROLES}){_GAP}(?=\p{{Lu}}\p{{Ll}})({_NAME}(?:{_GAP}{_FAMILY})?)"),
    regex.compile(rf"(?<![\w-])({_NAME}){_GAP}(?:Bey|Hanım)(?!\w)"),
)
_DOCTOR = regex.compile(rf"(?<![\w-])(?i:docteur|dr)\.?{_GAP}({_FAMILY})")
_PAIR = regex.compile(rf"(?<![\w-])(?=({_NAME}){_GAP}({_FAMILY}))")
_NOBODY = OTHERS | PARTICLES
BEFORE, NEAR = 4, 80
"""How many words, and characters at most, before a name may say that it is a place's."""
_STOPS = regex.compile(r"[.!?;:(«\n]")


def names(text: str) -> tuple[Span, ...]:
    """The words of a text that may be somebody's name."""
    found = [] if _shouted(text) else list(_found(text))
    return tuple(word for word in words_in(text, found) if _own(text[slice(*word)]))


def _found(text: str) -> Iterator[Span]:
    for shape in _SHAPES:
        yield from (one.span(1) for one in shape.finditer(text) if _somebody(one[1]))
    for one in _DOCTOR.finditer(text):
        if _somebody(one[1]) and not _of_a_place(text, one.start()):
            yield one.span(1)
    for one in _PAIR.finditer(text):
        if _first_and_last(one[1], one[2]) and not _of_a_place(text, one.start()):
            yield one.start(1), one.end(2)


def _shouted(text: str) -> bool:
    """Capitals tell nothing where all is in capitals."""
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))


def _first_and_last(first: str, last: str) -> bool:
    return (
        not (first.isupper() and last.isupper())
        and FIRST_NAMES.issuperset(form(first).split("-"))
        and form(f"{first} {last}").replace("'", "’") not in BORNE
        and _somebody(last)
    )


def _somebody(said: str) -> bool:
    """Whether it begins, particles aside, as a name may."""
    forms = (form(said[start:end]) for start, end in words(said))
    return next((one not in OTHERS for one in forms if one not in PARTICLES), False)


def _of_a_place(text: str, start: int) -> bool:
    """What is said just before, in the same sentence, tells a place."""
    before = _STOPS.split(text[max(0, start - NEAR) : start])[-1]
    said = [form(before[a:b]) for a, b in words(before)[-BEFORE:]]
    return any(one in PLACES or one.removesuffix("s") in PLACES for one in said)


def _own(word: str) -> bool:
    """What is nobody's own is left alone: a word is masked wherever the note says it."""
    return len(word) > 1 and word[0].isupper() and form(word) not in _NOBODY
