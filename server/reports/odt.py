"""The report as an OpenDocument text. odfdo gives the package; body and styles are each one XML text, parsed once."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import odfdo
from markupsafe import escape

from server.html import environment
from server.reports.blocks import Document, Figure, Table
from server.reports.contract import Export
from server.reports.document import document
from server.reports.docx import DEEP, LOOKS, QUIET
from server.reports.drawing import picture

FOOTER = """<style:footer><text:p text:style-name="Footer">{} · <text:page-number text:select-page="current">1</text:page-number>
</text:p></style:footer>"""


def write(export: Export) -> bytes:
    return laid_out(document(export))


def laid_out(told: Document) -> bytes:
    file = odfdo.Document("text")
    templates = environment()
    body = templates.get_template("report/odt.xml").render(report=told, column=_column, placed=_pictures(file))
    _element(file, "content.xml", "//office:body").replace_element(file.body, odfdo.Element.from_tag(body))
    styles = templates.get_template("report/odt_styles.xml").render(
        looks=LOOKS, quiet=QUIET, deep=DEEP, column=_column, columns=_columns(told)
    )
    for style in odfdo.Element.from_tag(styles).children:
        file.insert_style(style, automatic=str(style.get_attribute("style:family")).startswith("table"))  # type: ignore[arg-type]
    _unnumber(file)
    _tell(file, told)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _element(file: odfdo.Document, part: str, path: str) -> odfdo.Element:
    holder: Any = file.get_part(part)
    found: odfdo.Element = holder.get_element(path)
    return found


def _column(part: int, whole: int) -> str:
    return f"Column_{part}_{whole}"


def _columns(told: Document) -> list[tuple[int, int]]:
    tables = [one.table if isinstance(one, Figure) else one for one in told.blocks]
    return sorted({(part, sum(one.widths)) for one in tables if isinstance(one, Table) for part in one.widths})


def _pictures(file: odfdo.Document) -> Callable[[str], dict[str, Any]]:
    def placed(svg: str) -> dict[str, Any]:
        drawn = picture(svg)
        return {"address": file.add_file(io.BytesIO(drawn.body)), "wide": drawn.wide, "high": drawn.high}

    return placed


def _unnumber(file: odfdo.Document) -> None:
    """The package numbers its headings, « 1.1. »: ours say their own."""
    holder: Any = file.get_part("styles.xml")
    for level in holder.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
        for name in {"loext:num-list-format", "style:num-suffix"} & set(level.attributes):
            level.del_attribute(name)


def _tell(file: odfdo.Document, told: Document) -> None:
    file.set_language("fr-FR" if told.language == "fr" else told.language)
    file.meta.title, file.meta.subject, file.meta.creator = told.title, told.subtitle, "Filon"
    if told.date:
        file.meta.creation_date = file.meta.date = datetime.fromisoformat(told.date)
    _element(file, "styles.xml", "//style:master-page").append(
        odfdo.Element.from_tag(FOOTER.format(escape(f"{told.title} · {told.subtitle}")))
    )
