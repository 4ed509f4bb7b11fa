"""The report as a tagged PDF (PDF/UA-1), by Typst: a fixed template reads the blocks as values, so that no text is ever code.

Only the fonts that the wheel embeds are used (Libertinus Serif, and DejaVu Sans Mono for Arabic among others): the same export
gives the same pages anywhere. PDF/UA wants a glyph for every character; what no font has (emoji, Chinese) is shown as ▯.
"""

import json
import re
import unicodedata
from dataclasses import asdict, replace
from typing import Any

import typst

from server.reports.blocks import Document
from server.reports.contract import Export
from server.reports.document import document
from server.reports.typeset import pdf

MISSING = "▯"
_SAFE = frozenset(map(chr, [10, *range(32, 127), *range(160, 256)])) | set("œŒŸ’‘“”–—…•€\u202f▯")
_WITHOUT = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_LONG = re.compile(r"[^\s\u200b]{24}(?=\S{8})")
BREAK = "\u200b"
"""A zero-width space: where a word longer than a column may be cut."""
TEXTS = ("text", "marks", "caption", "title", "subtitle")


def write(export: Export) -> bytes:
    return laid_out(document(export))


def laid_out(told: Document) -> bytes:
    return pdf("report.typ", report=_shown(json.dumps(_values(told), ensure_ascii=False)))


def _values(told: Document) -> dict[str, Any]:
    blocks = [asdict(block, dict_factory=_broken) | {"kind": block.kind} for block in told.blocks]
    return asdict(replace(told, blocks=()), dict_factory=_broken) | {"blocks": blocks}


def _broken(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _LONG.sub(rf"\g<0>{BREAK}", value) if name in TEXTS else value for name, value in fields}


def _shown(values: str) -> str:
    """The same with what no font can show replaced, so that the file keeps its standard. Typst itself says what it lacks."""
    signs = sorted(set(values) - _SAFE)
    if not signs:
        return values
    try:
        pdf("signs.typ", signs=json.dumps(signs))
    except typst.TypstError as error:
        named = "".join(_WITHOUT.findall(error.diagnostic))
        lacking = set(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), named)) - _SAFE
        return values.translate({ord(sign): _instead(sign) for sign in lacking})
    return values


def _instead(sign: str) -> str:
    """Nothing for what only joins or varies its neighbours."""
    return "" if unicodedata.category(sign)[0] in "CMZ" else MISSING
