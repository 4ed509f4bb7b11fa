"""The journal's vocabulary: a *fact* is what happened, an *entry* is a fact with its number, its time and its author.

Facts live beside the rules of their noun (`notes.py`, `themes.py`…); this file knows how to write and read them all.
A fact is applied, never judged: `apply` is total, reads no clock and does no I/O. Rules may change, facts may not: a new
shape is a new `version` with an upcaster below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from server.room.people import Actor
    from server.room.state import Room

FACTS: dict[str, type[Fact]] = {}


def _ballot_terms(body: dict[str, Any]) -> dict[str, Any]:
    """Ballots of version 1 had their terms beside their id."""
    terms = {name: body[name] for name in ("title", "on", "gisement", "budget", "cap", "sealed", "options")}
    return {"ballot": body["ballot"], "plan": body["plan"], "terms": terms}


def _not_before(body: dict[str, Any]) -> dict[str, Any]:
    """Notes of version 1 were all written in the room."""
    return body | {"before": False}


def _by_its_author(body: dict[str, Any]) -> dict[str, Any]:
    """Notes of version 2 were all entered by who wrote them."""
    return body | {"author": "", "college": ""}


def _card_apart(body: dict[str, Any]) -> dict[str, Any]:
    """Notes of version 3 told their card in their author's id alone: a card was a person."""
    card = body["author"].removeprefix("card:") if body["author"].startswith("card:") else ""
    return body | {"card": card}


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("ballot_opened", 1): _ballot_terms,
    ("note_posted", 1): _not_before,
    ("note_posted", 2): _by_its_author,
    ("note_posted", 3): _card_apart,
}
"""(kind, version) -> a pure function from that version's body to the next version's."""


class UnknownFact(Exception):
    """The journal holds a kind this code does not know: a newer Filon wrote it. The room is not served."""


class Fact:
    """Something that happened in a room. A `text` attribute, when there is one, holds what a person wrote."""

    kind: ClassVar[str]
    version: ClassVar[int]
    reshapes: ClassVar[bool] = False
    """Whether it can be taken back even when the machine did it."""
    confided: ClassVar[bool] = False
    """Whether its words were given for this room alone: no archive holds them."""

    def apply(self, room: Room, entry: Entry) -> None:
        raise NotImplementedError

    def inverse(self) -> tuple[Fact, ...] | None:
        """The facts that put things back, or None for what cannot be undone."""
        return None

    def check(self, room: Room) -> None:
        """Raises Refusal when this fact, as the inverse of an act, cannot stand in the room as it is now."""

    def objects(self) -> tuple[str, ...]:
        """What it touched, as `noun:id`: an undo is refused when a later entry touched the same."""
        return ()

    def renamed(self, name: Callable[[str], str]) -> Fact:
        """The same, of people under other names. What names nobody but its author stays as it is."""
        return self

    def topics(self, room: Room) -> tuple[str, ...]:
        """What people look at that it changed, read by `live/views.py` after it was applied."""
        return ()


F = TypeVar("F", bound=Fact)
T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def fact(kind: str, version: int = 1) -> Callable[[type[F]], type[F]]:
    """Class decorator: a frozen dataclass, known to the journal as `kind`."""

    def register(cls: type[F]) -> type[F]:
        frozen = dataclass(frozen=True)(cls)
        frozen.kind, frozen.version = kind, version
        FACTS[kind] = frozen
        return frozen

    return register


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a room's journal. `at` is in milliseconds since 1970, UTC, by the clock of the process that wrote it."""

    seq: int
    at: int
    by: str
    fact: Fact
    role: str = "participant"
    table: int | None = None
    command: str | None = None
    digest: str | None = None


class Command:
    """An act somebody asks for. `decide` reads the room and answers with facts, or raises a Refusal; it changes nothing."""

    id: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        raise NotImplementedError

    def digest(self) -> str:
        """Tells a repeat (same id, same body) from a reuse (same id, another body)."""
        body = _adapter(type(self)).dump_json(self)
        return hashlib.blake2b(type(self).__name__.encode() + body, digest_size=12).hexdigest()


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(cls: type[T]) -> TypeAdapter[T]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]


def encode(fact: Fact) -> tuple[dict[str, Any], str | None]:
    """The fact as a JSON-ready body, and apart from it the text that a person wrote (which erasing may remove)."""
    body = _adapter(type(fact)).dump_python(fact, mode="json")
    return body, body.pop("text", None)


def decode(kind: str, version: int, body: dict[str, Any], text: str | None) -> Fact:
    """Rebuild a fact from what the journal holds. Raises UnknownFact."""
    cls = FACTS.get(kind)
    if cls is None or version > cls.version:
        raise UnknownFact(f"{kind} v{version}")
    while version < cls.version:
        body, version = UPCASTERS[kind, version](body), version + 1
    if "text" in cls.__dataclass_fields__:  # type: ignore[attr-defined]
        body = {**body, "text": text or ""}
    return _adapter(cls).validate_python(body)
