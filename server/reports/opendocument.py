"""The sheets of an export as an ODS workbook. What people wrote is text there, never a formula."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from html import escape

from odfdo import Document
from xlsxwriter.utility import xl_col_to_name

from server.reports.contract import Export
from server.reports.sheet import Cell, Sheet, Type, legible
from server.reports.sheets import sheets
from server.reports.workbooks import PAPER, ROCK, kind_of


def ods(found: Export) -> bytes:
    """The rows are written as text: odfdo's cells, one object each, take ten times as long."""
    made = sheets(found)
    book = Document("spreadsheet")
    book.set_part("content.xml", _content(made).encode())
    book.set_part("styles.xml", _STYLES.encode())
    book.set_part("settings.xml", _settings(made).encode())
    book.language = "fr-FR" if found.language == "fr" else found.language
    book.meta.title = legible(found.title)
    book.meta.creation_date = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = f"""
 xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0"
 xmlns:style="{_ODF}:style:1.0" xmlns:number="{_ODF}:datastyle:1.0" xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"
 xmlns:config="{_ODF}:config:1.0" xmlns:ooo="http://openoffice.org/2004/office"
 office:version="1.3" """
_STYLES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles {_NAMESPACES}>
<office:styles>
<style:default-style style:family="table-cell">
<style:text-properties fo:font-family="'Liberation Sans', Arial, sans-serif" fo:font-size="10pt"
 fo:language="fr" fo:country="FR"/>
</style:default-style>
<style:style style:name="Default" style:family="table-cell"/>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="landscape">
<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape"
 fo:margin="1.2cm" style:scale-to-X="1" style:scale-to-Y="0"/>
<style:footer-style><style:header-footer-properties fo:min-height="0.7cm" fo:margin-top="0.2cm"/></style:footer-style>
</style:page-layout>
</office:automatic-styles>
<office:master-styles>
<style:master-page style:name="Default" style:page-layout-name="landscape">
<style:header style:display="false"/>
<style:footer>
<style:region-left><text:p><text:sheet-name/></text:p></style:region-left>
<style:region-right><text:p><text:page-number/> / <text:page-count/></text:p></style:region-right>
</style:footer>
</style:master-page>
</office:master-styles>
</office:document-styles>"""
_DAY = """<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>
<number:text>/</number:text><number:year number:style="long"/>"""
_FORMATS = f"""
<number:number-style style:name="as-integer">
<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/>
</number:number-style>
<number:number-style style:name="as-number">
<number:number number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>
</number:number-style>
<number:percentage-style style:name="as-percent">
<number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text> %</number:text>
</number:percentage-style>
<number:boolean-style style:name="as-flag"><number:boolean/></number:boolean-style>
<number:date-style style:name="as-day">{_DAY}</number:date-style>
<number:date-style style:name="as-minute">{_DAY}<number:text> </number:text>
<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>
</number:date-style>
<number:text-style style:name="as-text"><number:text-content/></number:text-style>
<style:style style:name="sheet" style:family="table" style:master-page-name="Default"/>
<style:style style:name="row" style:family="table-row">
<style:table-row-properties style:use-optimal-row-height="true"/>
</style:style>
<style:style style:name="header" style:family="table-cell" style:data-style-name="as-text">
<style:table-cell-properties fo:background-color="{ROCK}" fo:wrap-option="wrap" style:vertical-align="middle"
 fo:padding="0.1cm"/>
<style:text-properties fo:color="{PAPER}" fo:font-weight="bold"/>
</style:style>"""
_CELLS: dict[Type, str] = {
    "integer": "as-integer",
    "number": "as-number",
    "percent": "as-percent",
    "flag": "as-flag",
    "day": "as-day",
    "minute": "as-minute",
    "id": "as-text",
    "text": "as-text",
}


def _content(made: list[Sheet]) -> str:
    widths = sorted({column.width for sheet in made for column in sheet.columns})
    columns = "".join(
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.19:.2f}cm"/></style:style>'
        for width in widths
    )
    cells = "".join(
        f'<style:style style:name="{kind}" style:family="table-cell" style:data-style-name="{format}">'
        f'<style:table-cell-properties style:vertical-align="top" fo:wrap-option="{_wrap(kind)}"/></style:style>'
        for kind, format in _CELLS.items()
    )
    filters = "".join(
        f'<table:database-range table:name="filter-{sheet.id}" table:display-filter-buttons="true" '
        f'table:target-range-address="{_address(sheet)}"/>'
        for sheet in made
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMESPACES}>'
        f"<office:automatic-styles>{_FORMATS}{columns}{cells}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(_table(sheet) for sheet in made)}"
        f"<table:database-ranges>{filters}</table:database-ranges></office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def _wrap(kind: Type) -> str:
    return "wrap" if kind == "text" else "no-wrap"


def _address(sheet: Sheet) -> str:
    return f"'{sheet.title}'.A1:'{sheet.title}'.{xl_col_to_name(len(sheet.columns) - 1)}{len(sheet.rows) + 1}"


def _table(sheet: Sheet) -> str:
    columns = "".join(f'<table:table-column table:style-name="w{column.width}"/>' for column in sheet.columns)
    header = "".join(f'<table:table-cell table:style-name="header" {_words(column.name)}' for column in sheet.columns)
    rows = "".join(
        f'<table:table-row table:style-name="row">{_row(sheet, cells)}</table:table-row>' for cells in sheet.rows
    )
    return (
        f'<table:table table:name="{sheet.title}" table:style-name="sheet">{columns}<table:table-header-rows>'
        f'<table:table-row table:style-name="row">{header}</table:table-row></table:table-header-rows>{rows}</table:table>'
    )


def _row(sheet: Sheet, cells: tuple[Cell, ...]) -> str:
    kinds = [kind_of(cell, column) for cell, column in zip(cells, sheet.columns, strict=True)]
    return "".join(
        f'<table:table-cell table:style-name="{kind}" {_value(cell, kind)}'
        for cell, kind in zip(cells, kinds, strict=True)
    )


def _value(cell: Cell, kind: Type) -> str:
    """The rest of a cell's element, after its style."""
    if cell is None:
        return "/>"
    if isinstance(cell, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, datetime):
        return f'office:value-type="date" office:date-value="{cell.replace(tzinfo=None).isoformat()}"/>'
    if isinstance(cell, date):
        return f'office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, int | float):
        return f'office:value-type="{"percentage" if kind == "percent" else "float"}" office:value="{cell}"/>'
    return _words(cell)


_SPACES = re.compile(r"^ +| +$| {2,}", re.MULTILINE)


def _words(text: str) -> str:
    """The rest of a text cell: a paragraph a line, spaces kept (ODF folds them)."""
    kept = _SPACES.sub(lambda spaces: f'<text:s text:c="{len(spaces[0])}"/>', escape(text))
    lines = "".join(f"<text:p>{line}</text:p>" for line in kept.split("\n"))
    return f'office:value-type="string">{lines}</table:table-cell>'


def _settings(made: list[Sheet]) -> str:
    """The first row of each sheet stays in sight: a split after row 1, frozen (2)."""
    frozen = (
        _item("HorizontalSplitMode", "short", 0) + _item("VerticalSplitMode", "short", 2)
        + _item("HorizontalSplitPosition", "int", 0) + _item("VerticalSplitPosition", "int", 1)
        + _item("ActiveSplitRange", "short", 2) + _item("PositionTop", "int", 0) + _item("PositionBottom", "int", 1)
    )  # fmt: skip
    tables = "".join(
        f'<config:config-item-map-entry config:name="{sheet.title}">{frozen}</config:config-item-map-entry>'
        for sheet in made
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-settings {_NAMESPACES}><office:settings><config:config-item-set config:name="ooo:view-settings">
<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>
{_item("ViewId", "string", "view1")}<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>
{_item("ActiveTable", "string", made[0].title)}
</config:config-item-map-entry></config:config-item-map-indexed>
</config:config-item-set></office:settings></office:document-settings>"""


def _item(name: str, type: str, value: str | int) -> str:
    return f'<config:config-item config:name="{name}" config:type="{type}">{value}</config:config-item>'
