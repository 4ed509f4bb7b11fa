"""Parts of a session as a form writes them: gisements and colleges, one a line, laid over those that a session has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

Values = Mapping[str, Any]
MOST = 30
"""Gisements, or colleges, of a session."""
ALIKE = 0.8
SHORT = 28


@dataclass(frozen=True, slots=True)
class Noun:
    """`name`: the key by which a corrected part is known again; `tell`: a part as a line; `read`: what a line says, of a part or of
    none."""

    prefix: str
    name: str
    tell: Callable[[Values], str]
    read: Callable[[str, Values], dict[str, str]]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def laid(
    noun: Noun, parts: Sequence[Values], written: Sequence[str], taken: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The parts that these lines tell. A line that did not change keeps its part whole; a line corrected, all that it does not
    say. Another in the place of one that went takes its identifier alone, by which tables and ballots know it."""
    left = list(parts) if len(written) <= MOST else []
    whole = [_take(left, [noun.tell(part) for part in left], [line]) for line in written]
    found: list[dict[str, Any]] = []
    for line, part in zip(written, whole, strict=True):
        names = [] if part else [str(one[noun.name]) for one in left]
        near = _take(left, names, get_close_matches(noun.read(line, {})[noun.name], names, 1, ALIKE))
        found.append({**part} if part else {**near, **noun.read(line, near)} if near else noun.read(line, {}))
    ids = [str(part["id"]) for part in left]
    held = {*taken, *ids, *(str(part["id"]) for part in found if "id" in part)}
    ids += [new for n in range(1, len(found) + len(held) + 1) if (new := f"{noun.prefix}{n}") not in held]
    return [part if "id" in part else {"id": ids.pop(0), **part} for part in found]


def _take(left: list[Values], told: Sequence[str], wanted: Sequence[str]) -> Values | None:
    """The first of those left that is told so: it is left no more."""
    place = next((n for n, one in enumerate(told) if one in wanted), None)
    return None if place is None else left.pop(place)


def short(title: str) -> str:
    return title if len(title) <= SHORT else title[: SHORT - 1].rsplit(" ", 1)[0] + "…"


def one_line(text: str) -> str:
    return " ".join(text.split())


def _read_gisement(line: str, was: Values) -> dict[str, str]:
    own = was and was["short"] != short(was["title"])
    return {"title": line, "short": was["short"] if own else short(line)}


def _tell_college(part: Values) -> str:
    label, family = one_line(part["label"]), one_line(part["family"])
    return label if label == family else f"{label} : {family}"


def _read_college(line: str, _was: Values) -> dict[str, str]:
    label, _colon, family = (one.strip() for one in line.partition(":"))
    return {"label": label, "family": family or label}


GISEMENTS = Noun("g", "title", lambda part: one_line(part["title"]), _read_gisement)
COLLEGES = Noun("college-", "label", _tell_college, _read_college)
