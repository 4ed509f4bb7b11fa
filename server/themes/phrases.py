"""What may become a name: runs of one to three weighty words as people wrote them, with what links them.

A note is cut into words, each with what it is to a name (its stem, what joins it to what comes before, what leads it), and into
the phrases that these words make: « médiation de rue », « rénover l'école », but not « habitants un samedi ».
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from server.themes.words import (
    BEFORE_NOUNS,
    ELIDED,
    LETTERS,
    LINKS,
    VAGUE,
    adverb_or_verb,
    conjugated,
    core,
    infinitive,
    prose,
    stem,
    weighty,
)  # fmt: skip

_PIECES = regex.compile(r"\p{L}[\p{L}\p{M}\u200c\u200d]*(?:['’-]\p{L}[\p{L}\p{M}]*)*|\d+\w*|[^\s\w]|_")
_AND = regex.compile(r"\b(et|ou) (?:(?:le|la|les|des|un|une|du) |[ld]['’])", regex.IGNORECASE)
_ARTICLES = frozenset({"le", "la", "les", "l'", "un", "une"})
_STREETS = frozenset({"avenue", "boulevard", "impasse", "place", "quai", "quartier", "rue", "square"})


class Word(NamedTuple):
    """A word of a note; `written` is "" where the sentence is cut."""

    written: str
    stem: str
    """"" for a word that tells no subject."""
    link: str
    """What joins it to what comes before, inside a name: itself for « de », the « l' » of « l'école », else ""."""
    led: str
    """"article" after one, so a noun; "proper" with a capital; "opening" at the start of a sentence, so hardly a verb; else ""."""


class Phrase(NamedTuple):
    """What may become a name: the stems of its one to three weighty words, and how it was written."""

    stems: tuple[str, ...]
    written: str
    led: str
    """As its first word is, or "infinitive" if that is what it is."""
    start: float
    """Where it stands in its note, 0 to 1."""


def words_of(text: str) -> list[Word]:
    """The words of a note, in order, with what each is to a name."""
    said = prose(text)
    shouted = said.isupper()
    found: list[Word] = []
    led = "opening"
    for piece in _PIECES.findall(said):
        if not LETTERS.match(piece):
            found.append(Word("", "", "", ""))
            led = led or "opening"
            continue
        bare, elided = core(piece), ELIDED.match(piece)
        before = elided.group().lower().replace("’", "'") if elided else ""
        told = stem(bare) if weighty(bare) else ""
        link = before if told else "" if elided else bare
        own = "article" if before == "l'" else "proper" if not led and not shouted and piece[0].isupper() else led
        found.append(Word(piece.lower() if shouted else piece, told, link, own))
        led = "article" if bare in BEFORE_NOUNS else ""
    return found


def phrases_of(text: str) -> Iterator[Phrase]:
    """Runs of one to three weighty words with what links them, none across a stop, a pronoun or a small verb."""
    said = words_of(text)
    for first, word in enumerate(said):
        head = core(word.written)
        if not word.stem or conjugated(head):
            continue
        led = "infinitive" if infinitive(head) else word.led
        for last, kept in _runs(said, first, led == "infinitive"):
            written = _spelled([one.written for one in said[first : last + 1]], first == 0)
            yield Phrase(kept, written, led, first / len(said))


def _runs(said: Sequence[Word], first: int, after_infinitive: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where the names that start at `first` may end, with their stems."""
    kept: list[str] = []
    links: list[str] = []
    for last in range(first, len(said)):
        one = said[last]
        if not one.stem:
            links.append(one.link)
            if one.link not in LINKS or len(links) > 2:
                return
            continue
        linked = [*links, one.link] if one.link else links
        if one.stem in kept or (kept and not _joined(linked, after_infinitive and len(kept) == 1)):
            return
        kept.append(one.stem)
        links = []
        if len(kept) == 1 or _ends_a_name(core(one.written), bool(linked)):
            yield last, tuple(kept)
        if len(kept) == 3:
            return


def _joined(links: Sequence[str], after_infinitive: bool) -> bool:
    """« rénover | l' | école », « médiation | de | rue », « vélos | et des | piétons », but not « habitants | un | samedi »."""
    if not links:
        return True
    if links[0] in ("et", "ou"):
        return all(link in BEFORE_NOUNS or link in ("l'", "d'") for link in links[1:])
    return links[0] not in _ARTICLES or after_infinitive


def _ends_a_name(bare: str, linked: bool) -> bool:
    """Not « publicités permettent », « piétons facilement » nor « trottoir rue », which are cut short."""
    if bare in VAGUE or infinitive(bare) or conjugated(bare):
        return False
    return linked or not (bare in _STREETS or adverb_or_verb(bare))


def _spelled(written: list[str], opening: bool) -> str:
    head = ELIDED.sub("", written[0])
    if opening and head[1:].islower():
        head = head.lower()
    phrase = " ".join([head, *written[1:]])
    return _AND.sub(r"\1 ", phrase) if len(written) > 2 else phrase
