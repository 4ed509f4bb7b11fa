"""French typography, applied when a text is shown, never when it is stored."""

import re
from collections.abc import Callable

BLANK = "▇▇▇▇"
"""What stands for words that are masked, whatever their length."""
NARROW, WIDE = "\u202f", "\u00a0"
_SPACE = f"[ {NARROW}{WIDE}]"
_UNITS = (
    "h|min|s|heures?|minutes?|secondes?|jours?|semaines?|mois|ans?|années?|mm|cm|m|km|m²|km²|ha|g|kg|t|l|L|kW|kWh|Mo|Go|k€|M€|"
    "euros?|milliers?|millions?|milliards?|points?|voix|votes?|votants?|notes?|personnes?|habitants?|participants?|logements?"
)
_RULES = {
    "kept": r"(?:https?://|www\.|[\w.+-]+@)\S+",
    "number": rf"(?<![\w.,])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?![\w])",
    "opening": rf"«{_SPACE}*",
    "closing": rf"{_SPACE}*»",
    "high": rf"(?<!\s){_SPACE}+(?=[;!?])|(?<=\d){_SPACE}(?=[%‰€])",
    "low": rf"(?<!\s){_SPACE}+(?=:(?:\s|»|$))|(?<=\d){_SPACE}(?=(?:{_UNITS})\b)|(?<=\d{_SPACE}h){_SPACE}(?=[0-5]\d\b)"
    rf"|(?<=\b[nN]°){_SPACE}(?=\d)",
    "apostrophe": r"(?<=\w)'(?=\w)",
}  # fmt: skip
_QUOTED = re.compile(r'(?<![^\s«])"(?=\w)([^"«»\n]*[^\s"«»])"(?![\w"])')
"""Straight quotes around words, as keyboards give them. What is glued to them (an attribute, a formula) leaves them alone."""
_PLACES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RULES.items()))
_SET: dict[str, Callable[[str], str]] = {
    "kept": lambda found: found,
    "number": lambda found: re.sub(_SPACE, NARROW, found),
    "opening": lambda found: "«" + WIDE,
    "closing": lambda found: WIDE + "»",
    "high": lambda found: NARROW,
    "low": lambda found: WIDE,
    "apostrophe": lambda found: "’",
}


def typographic(text: str) -> str:
    """No-break spaces where French wants them, guillemets, and the typographic apostrophe. Addresses are left alone.

    Narrow before ; ! ? % and inside long numbers; wide before : inside « » and between a number and its unit (Lexique des règles
    typographiques en usage à l'Imprimerie nationale). A space is never added where none was typed, but inside guillemets.
    """
    return _PLACES.sub(lambda found: _SET[str(found.lastgroup)](found[0]), _QUOTED.sub(r"«\1»", text))


def ended(text: str) -> str:
    """As a sentence: with a full stop, unless whoever wrote it ended it."""
    said = text.rstrip()
    return said if said.rstrip(' \u00a0\u202f»")').endswith((".", "…", "!", "?")) else f"{said}."
