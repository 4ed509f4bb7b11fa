"""The report as a Word file. python-docx gives the package and its styles; the body is written whole, for it holds thousands of
paragraphs: one XML text, parsed once."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import docx
from docx.document import Document as File
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from server.html import environment
from server.reports.blocks import Document
from server.reports.contract import Export
from server.reports.document import document
from server.reports.drawing import picture

FONT = "Calibri"
INK, ROCK, DEEP, QUIET = "17242D", "17313E", "8A5300", "4A5862"
TEXT_WIDE = 9638
"""17 cm in twentieths of a point."""
EMU = 12700
"""English Metric Units in a point."""


@dataclass(frozen=True, slots=True)
class Look:
    size: float
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 6
    hang: float = 0
    """How far the first line hangs out, in cm; a tab ends what hangs."""
    stays: bool = False
    """On the page of what follows it."""


LOOKS = {
    "Normal": Look(10.5), "Title": Look(26, ROCK, True, 0, 2), "Subtitle": Look(12, QUIET, after=14),
    "Heading 1": Look(17, ROCK, True, 20, 8, stays=True), "Heading 2": Look(13, ROCK, True, 18, 6, stays=True),
    "Heading 3": Look(11, ROCK, True, 14, 4, stays=True),
    "Caption": Look(10.5, ROCK, True, 8, 4, stays=True), "List Bullet": Look(10.5, after=4), "Lead": Look(12.5, ROCK, after=8),
    "Small": Look(9, QUIET), "Fact": Look(10.5, after=3, hang=4.2), "Verbatim": Look(10.5, after=5, hang=1),
    "TableText": Look(9.5, after=0), "TableHead": Look(8.5, QUIET, True, after=0),
    "Header": Look(8.5, QUIET), "Footer": Look(8.5, QUIET),
}  # fmt: skip
BORDERS = """<w:tblBorders xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:top w:val="single" w:sz="8" w:space="0" w:color="17313E"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="D8D1C2"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="D8D1C2"/></w:tblBorders>"""
PAGE = """<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:instr="PAGE"><w:r><w:t>1</w:t></w:r>
</w:fldSimple>"""


def write(export: Export) -> bytes:
    return laid_out(document(export))


def laid_out(told: Document) -> bytes:
    file = docx.Document()
    _set_styles(file, f"{told.language}-FR" if told.language == "fr" else told.language)
    _set_page(file, told)
    body = _body(file, told)
    for element in reversed(body):
        file.element.body.insert(0, element)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _body(file: File, told: Document) -> Any:
    bookmarks: dict[str, str] = {}

    def bookmark(anchor: str) -> str:
        """Word wants a short name of letters and digits; one that begins with _ is not listed."""
        return bookmarks.setdefault(anchor, f"_Filon{len(bookmarks) + 1}")

    template = environment().get_template("report/docx.xml")
    return parse_xml(template.render(report=told, bookmark=bookmark, picture=_pictures(file), width=TEXT_WIDE))


def _pictures(file: File) -> Callable[[str], dict[str, Any]]:
    numbers = iter(range(1, 10_000))

    def placed(svg: str) -> dict[str, Any]:
        drawn = picture(svg)
        part, _ = file.part.get_or_add_image(io.BytesIO(drawn.body))
        return {"number": next(numbers), "part": part, "cx": round(drawn.wide * EMU), "cy": round(drawn.high * EMU)}

    return placed


def _set_styles(file: File, language: str) -> None:
    styles = file.styles
    for name in ("Lead", "Small", "Fact", "Verbatim", "TableText", "TableHead"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, colour in (("Hyperlink", DEEP), ("Quiet", QUIET)):
        styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor.from_string(colour)
    styles["Quiet"].font.size = Pt(9)
    for name, look in LOOKS.items():
        _dress(styles[name], look)
    grid = styles["Table Grid"].element.find(qn("w:tblPr"))
    grid.replace(grid.find(qn("w:tblBorders")), parse_xml(BORDERS))
    for found in styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), language)


def _dress(style: Any, look: Look) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(look.size), look.bold
    style.font.color.rgb, style.font.italic = RGBColor.from_string(look.colour), False
    fonts = style.element.rPr.rFonts
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]
    text = style.paragraph_format
    text.space_before, text.space_after, text.line_spacing = Pt(look.before), Pt(look.after), 1.15
    text.keep_with_next = look.stays
    if look.hang:
        text.left_indent, text.first_line_indent = Cm(look.hang), Cm(-look.hang)
        text.tab_stops.add_tab_stop(Cm(look.hang))
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _set_page(file: File, told: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{told.title} · {told.subtitle} · ")
    footer._p.append(parse_xml(PAGE))
    known = file.core_properties
    known.title, known.subject, known.author, known.language = (
        told.title[:255],
        told.subtitle[:255],
        "Filon",
        told.language,
    )
    known.comments = ""
    if told.date:
        known.created = known.modified = datetime.fromisoformat(told.date)
