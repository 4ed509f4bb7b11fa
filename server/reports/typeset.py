"""Typst, shut in: it reads our templates and our fonts, nothing else of the machine, no address, no clock.

Fonts are those of `static/vendor/print` and those that the wheel embeds, so that the same values give the same pages anywhere.
"""

from typing import Any, Final

import typst

from server.config import ROOT

FOLDER = ROOT / "templates" / "report"
FONTS = ROOT / "static" / "vendor" / "print"
PDF_UA: Final = "ua-1"


def pdf(source: str, **inputs: str) -> bytes:
    """Raises typst.TypstError."""
    return _compiled(str(FOLDER / source), inputs, root=str(FOLDER), pdf_standards=PDF_UA)


def png(source: bytes, pixels_per_inch: int, **inputs: str) -> bytes:
    return _compiled(source, inputs, format="png", ppi=pixels_per_inch)


def _compiled(source: str | bytes, inputs: dict[str, str], **how: Any) -> bytes:
    made: bytes = typst.compile(
        source, sys_inputs=inputs, font_paths=[str(FONTS)], ignore_system_fonts=True, timestamp=0, **how
    )
    return made
