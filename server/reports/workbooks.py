"""The sheets of an export as an XLSX workbook. What people wrote is text there, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from server.reports.contract import Export
from server.reports.sheet import Cell, Column, Sheet, Type, legible
from server.reports.sheets import sheets

SHOWN: dict[Type, str] = {
    "integer": "#,##0",
    "number": "#,##0.00",
    "percent": "0%",
    "day": "dd/mm/yyyy",
    "minute": "dd/mm/yyyy hh:mm",
    "flag": '"oui";"oui";"non"',
}
LINE = 13
"""Height of a line, in points."""
ROCK, PAPER = "#17313e", "#ffffff"


def xlsx(found: Export) -> bytes:
    """One row in memory at a time."""
    out = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "remove_timezone": True, **safe})
    book.set_properties({"title": legible(found.title)})
    book.set_custom_property("Language", found.language)
    header = book.add_format(
        {"bold": True, "font_color": PAPER, "bg_color": ROCK, "text_wrap": True, "valign": "vcenter"}
    )
    formats = {kind: book.add_format({"num_format": shown, "valign": "top"}) for kind, shown in SHOWN.items()}
    formats |= {"id": book.add_format({"valign": "top"}), "text": book.add_format({"valign": "top", "text_wrap": True})}
    for sheet in sheets(found):
        _fill(book.add_worksheet(sheet.title), sheet, header, formats)
    book.close()
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet, header: Format, formats: dict[Type, Format]) -> None:
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&R&P / &N")
    page.set_row(0, 32)
    for n, column in enumerate(sheet.columns):
        page.write_string(0, n, column.name, header)
    for row, cells in enumerate(sheet.rows, 1):
        page.set_row(row, LINE * min(30, _lines(cells, sheet.columns)) + 2)
        for n, cell in enumerate(cells):
            _put(page, row, n, cell, formats[kind_of(cell, sheet.columns[n])])


def _lines(cells: Iterable[Cell], columns: Iterable[Column]) -> int:
    """How many lines a row needs, about: not every program counts them itself."""
    return max(
        sum(1 + len(line) // column.width for line in cell.split("\n"))
        if isinstance(cell, str) and column.type != "id"
        else 1
        for cell, column in zip(cells, columns, strict=True)
    )


def _put(page: Worksheet, row: int, column: int, cell: Cell, shown: Format) -> None:
    if cell is None:
        page.write_blank(row, column, None, shown)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, shown)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, shown)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, shown)
    elif cell.startswith("<r>") and cell.endswith("</r>"):
        # XlsxWriter takes such a string for rich text of its own and would write it unescaped
        page.write_rich_string(row, column, cell[0], cell[1], cell[2:], shown)
    else:
        page.write_string(row, column, cell, shown)


def kind_of(cell: Cell, column: Column) -> Type:
    """How a cell looks: as its column says, or as its own value does."""
    if column.type == "id" or (column.type != "any" and not isinstance(cell, str)):
        return column.type
    if isinstance(cell, bool):
        return "flag"
    if isinstance(cell, date):
        return "minute" if isinstance(cell, datetime) else "day"
    return "text" if isinstance(cell, str) or cell is None else "integer"
