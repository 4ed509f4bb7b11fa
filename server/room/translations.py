"""The translations of a session's texts, each written once for all the places that show it: what they must be, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, StringConstraints

from server.i18n import NAMES
from server.wording import Translations

LONGEST = 280


def texts(part: BaseModel) -> dict[str, int]:
    """What people read of a session, and how long each text may be where it is shown: its translations have as much room."""
    found: dict[str, int] = {}
    for text, limit in _texts(part):
        found[text] = min(limit, found.get(text, limit))
    return found


def _texts(part: BaseModel) -> Iterator[tuple[str, int]]:
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield from _texts(one)
            elif one and isinstance(one, str):
                yield from ((one, limit) for limit in _limits((*info.metadata, info.annotation)))


def _limits(annotations: tuple[Any, ...]) -> Iterator[int]:
    """The longest that a text may be; nothing for an identifier, a colour or an icon."""
    for one in annotations:
        if isinstance(one, StringConstraints) and one.max_length and not one.pattern:
            yield one.max_length
        yield from _limits(get_args(one))


def mistaken(session: BaseModel, language: str, translations: Translations) -> Iterator[str]:
    """What is wrong with the translations of a session written in this language."""
    known = texts(session)
    spoken = [code for code in NAMES if code != language]
    yield from (
        f"translations.{code}: langue inconnue (possibles : {', '.join(spoken)})"
        for code in translations
        if code not in spoken
    )
    for code, said in translations.items():
        for text, translation in said.items():
            if text not in known:
                near = get_close_matches(text, known, 1)
                yield f"translations.{code}: « {text} » n'est pas un texte de cette séance" + (
                    f" (peut-être « {near[0]} » ?)" if near else ""
                )
            elif len(translation) > known[text]:
                yield (
                    f"translations.{code}: la traduction de « {text} » : {known[text]} caractères au plus"
                    f" (reçu : {len(translation)})"
                )


def living(session: BaseModel, translations: Translations) -> dict[str, dict[str, str]]:
    """Those of the texts that the session still has, as long as they still may be: a text corrected since has none."""
    known = texts(session)
    kept = {
        code: {text: one for text, one in said.items() if len(one) <= known.get(text, 0)}
        for code, said in translations.items()
    }
    return {code: said for code, said in kept.items() if said}
