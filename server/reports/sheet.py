"""A sheet: typed columns and their rows. A cell is a value or None; how it looks is the column's business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from server.room.text import clean

Cell = str | int | float | bool | date | datetime | None
Type = Literal["text", "integer", "number", "percent", "flag", "day", "minute", "id", "any"]
"""`id`: a text that is not for reading. `percent`: a share from 0 to 1. `minute`: a time, UTC. `any`: each cell has its own."""
T = TypeVar("T")
Field = tuple[str, Type, int, Callable[[T], Cell]]
"""A column's name, type and width, and what it says of an item."""


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: in characters."""

    name: str
    type: Type
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`id`: what it is called in an address."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]


def legible(text: str) -> str:
    """The text less what no file format can hold or what would disturb its reader: controls, bidi overrides, non-characters."""
    return clean(text.replace("\t", " ")).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def sheet(id: str, title: str, items: Iterable[T], fields: Sequence[Field[T]]) -> Sheet:
    columns = tuple(Column(legible(name), type, width) for name, type, width, _ in fields)
    rows = [tuple(_legible(value(item)) for *_, value in fields) for item in items]
    return Sheet(id, title, columns, rows)


def _legible(cell: Cell) -> Cell:
    return legible(cell) or None if isinstance(cell, str) else cell


def minute(at: str | None) -> Cell:
    return datetime.fromisoformat(at) if at else None


def day(text: str | None) -> Cell:
    """A date, or the text as it is when somebody wrote something else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
