"""A report as plain blocks: what is told, without a word on how it is laid out. Each writer lays out the same ones.

Text enters a block by `said` alone, which strips what no file may hold and sets French typography: `Text` says that it did.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, NewType

from server.room.text import clean
from server.typography import typographic

Text = NewType("Text", str)
_NO_CHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
"""Code points that Unicode keeps for programs (noncharacters): XML 1.0 refuses the last two of the first plane."""


def said(text: str) -> Text:
    """What people wrote or what we say, fit for every format: no control character but the newline, French spaces."""
    return Text(typographic(_NO_CHARACTER.sub("", clean(text.replace("\t", " ")))))


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a line; `to` is the anchor they lead to."""

    text: Text
    to: str = ""
    strong: bool = False


Runs = tuple[Run, ...]


def line(*parts: str | Run) -> Runs:
    return tuple(Run(said(part)) if isinstance(part, str) else part for part in parts if part)


def strong(text: str, to: str = "") -> Run:
    return Run(said(text), to, strong=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 to 3."""

    kind: ClassVar = "heading"
    level: int
    text: Text
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    runs: Runs
    look: Literal["", "lead", "small"] = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    kind: ClassVar = "bullets"
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A term and what is to be known of it, row by row."""

    kind: ClassVar = "facts"
    rows: tuple[tuple[Text, Runs], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A cell is made of lines. `widths`: the parts of the width each column takes. `align`: `l` or `r` for each column."""

    kind: ClassVar = "table"
    caption: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[tuple[Runs, ...], ...], ...]
    widths: tuple[int, ...]
    align: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (SVG, on its own), what it shows in words, and its figures."""

    kind: ClassVar = "figure"
    svg: str
    alt: Text
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What somebody wrote, with its number in the report. `language`: ISO 639-1, or empty. `line`: the same in French, by a
    person. `reworded`: for publication."""

    kind: ClassVar = "verbatim"
    anchor: str
    number: int
    text: Text
    marks: Text
    language: str = ""
    line: Text = Text("")
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    kind: ClassVar = "break"


Block = Heading | Paragraph | Bullets | Facts | Table | Figure | Verbatim | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """`date`: of the session, ISO 8601, or empty."""

    title: Text
    subtitle: Text
    language: str
    date: str
    blocks: tuple[Block, ...]
