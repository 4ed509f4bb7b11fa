"""The report as one HTML file that needs nothing else: its style is in it, and it reaches no address."""

import re
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from server.config import ROOT
from server.html import environment
from server.reports.blocks import Document
from server.reports.contract import Export
from server.reports.document import document

STYLES = ("tokens", "base", "charts", "report")
_FONT_FACE = re.compile(r"@font-face \{[^}]*\}\n?")


def write(export: Export) -> bytes:
    return laid_out(document(export))


def laid_out(told: Document) -> bytes:
    return _pages().get_template("report/file.html").render(report=told, style=_style()).encode()


@cache
def _pages() -> Environment:
    pages = environment()
    pages.filters["drawn"] = Markup  # a chart of ours, already escaped where it quotes people
    return pages


@cache
def _style() -> Markup:
    """Our own style sheets, without the fonts, which are files apart."""
    sheets = [(ROOT / "static" / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    return Markup(_FONT_FACE.sub("", "".join(sheets)))  # noqa: S704
