"""Which language a short note is written in. Pure: same text, same answer, no room, no I/O but the model's file, read once.

py3langid (BSD; naive Bayes over byte n-grams after Lui & Baldwin 2012) gives each language a probability. A few words are a
weak proof, and a French room writes "food truck" and "street art": the room's own language is the prior, and another one must
be so many times likelier. When neither wins, the answer is "".
"""

from functools import cache, lru_cache
from typing import Protocol

import regex

from server.themes.words import LETTERS, SMALL_WORDS, core, prose

LANGUAGES = {
    "fr": "français", "ar": "arabe", "bn": "bengali", "de": "allemand", "en": "anglais", "es": "espagnol", "fa": "persan",
    "hi": "hindi", "it": "italien", "ja": "japonais", "ko": "coréen", "nl": "néerlandais", "pl": "polonais",
    "pt": "portugais", "ro": "roumain", "ru": "russe", "ta": "tamoul", "th": "thaï", "tr": "turc", "uk": "ukrainien",
    "ur": "ourdou", "vi": "vietnamien", "zh": "chinois", "el": "grec", "gu": "goudjarati", "he": "hébreu", "hy": "arménien",
    "ka": "géorgien", "km": "khmer", "kn": "kannada", "lo": "lao", "ml": "malayalam", "my": "birman", "pa": "pendjabi",
    "si": "singhalais", "te": "télougou", "und": "langue indéterminée",
}  # fmt: skip
"""ISO 639-1 code -> name in French, of every language that can be told; "und" (ISO 639-2): none of them, its letters say so."""
_BY_SCRIPT = {
    "el": "Greek", "gu": "Gujarati", "he": "Hebrew", "hy": "Armenian", "ka": "Georgian", "km": "Khmer", "kn": "Kannada",
    "lo": "Lao", "ml": "Malayalam", "my": "Myanmar", "pa": "Gurmukhi", "si": "Sinhala", "te": "Telugu",
}  # fmt: skip
"""The languages that their letters tell: the model is not asked."""
_MODELLED = r"\p{Latin}\p{Arabic}\p{Bengali}\p{Cyrillic}\p{Devanagari}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Tamil}\p{Thai}"
_OTHER_LETTER = regex.compile(rf"(?V1)[\p{{L}}--[{_MODELLED}\p{{Script=Common}}]]")
_LETTERS_OF = {code: regex.compile(rf"\p{{{script}}}") for code, script in _BY_SCRIPT.items()}

_LATIN = regex.compile(r"\p{Latin}")
_ODDS = {1: 1000.0, 2: 100.0, 3: 10.0}
_LONG_ODDS = 4.0
"""How many times likelier than the room's language another must be, by number of words, then beyond. Measured on French
titles: at 1 every hundredth reads as English or Dutch, at 4 none; on single words and pairs loanwords need more."""
_SMALL_WORD_ODDS = 5.0
"""In a text of at most `_FEW` words, times more for each small word of the room's language that the other lacks (« trop de
bruit »), times less for each of the other's ("more benches")."""
_FEW = 4
_READ = 1000
"""Characters that are looked at: the rest says nothing more."""


@lru_cache(maxsize=8192)
def language(text: str, expected: str = "fr") -> str:
    """ISO 639-1 code of the language of a text, one of LANGUAGES; "" when one cannot tell (no word, one odd word, a URL).

    `expected` is the room's language. ~0.05 ms for a note of 60 characters; the first call loads the model, 0.5 s and 77 MB.
    """
    said = prose(text)[:_READ]
    spoken = LETTERS.findall(said)
    if not spoken:
        return ""
    if written := _by_its_letters(said, "".join(spoken)):
        return written
    ranked = _identifier().rank(said)
    likeliest, probability = ranked[0]
    if likeliest == expected or probability > _odds(spoken, likeliest, expected) * dict(ranked).get(expected, 0.0):
        return likeliest
    return ""


def _by_its_letters(said: str, spoken: str) -> str:
    """When most of them are of no script of the model."""
    half = len(spoken) / 2
    if len(_OTHER_LETTER.findall(said)) <= half:
        return ""
    return next((code for code, letters in _LETTERS_OF.items() if len(letters.findall(said)) > half), "und")


def _odds(spoken: list[str], other: str, expected: str) -> float:
    """How many times likelier than the expected language another must be. A script the room doesn't use is proof enough."""
    if not any(_LATIN.search(word) for word in spoken):
        return 1.0
    odds = _ODDS.get(len(spoken), _LONG_ODDS)
    if len(spoken) > _FEW:
        return odds
    ours, theirs = SMALL_WORDS.get(expected, frozenset()), SMALL_WORDS.get(other, frozenset())
    cores = {core(word) for word in spoken}
    return odds * _SMALL_WORD_ODDS ** (len(cores & ours - theirs) - len(cores & theirs - ours))


class Identifier(Protocol):
    def set_languages(self, langs: list[str]) -> None: ...

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Each language with its probability, the likeliest first."""


@cache
def _identifier() -> Identifier:
    """Loaded at the first call: pages that name no language must not wait for it, nor a process that groups nothing."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in LANGUAGES if code not in (*_BY_SCRIPT, "und")])
    return identifier
