"""The notes, or any sheet of an export, as CSV in the two dialects that people open: Excel in French, and open data."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from server.reports.contract import coarse
from server.reports.sheet import Cell, Sheet
from server.room.state import REWORDING, Room

Dialect = Literal["fr", "open"]
FORMULAS = tuple("=+-@＝＋－＠")
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection), full-width signs included."""
_INSIDE = re.compile(r'([\n\r\t,;"]\s*)(?=[=+\-@＝＋－＠])')
COLUMNS = (
    "id",
    "gisement",
    "titre du gisement",
    "type",
    "note",
    "thème",
    "heure",
    "table",
    "tardive",
    "masquée",
    "avant le séminaire",
    "saisie pour autrui",
    "traduction",
    "en attente",
)


def notes_csv(room: Room, dialect: Dialect) -> bytes:
    """The notes, rewordings included."""
    return csv_bytes(COLUMNS, note_rows(room), dialect)


def sheet_csv(sheet: Sheet, dialect: Dialect) -> bytes:
    """A sheet; its empty cells are empty."""
    names = [column.name for column in sheet.columns]
    return csv_bytes(names, ([_told(cell, dialect) for cell in cells] for cells in sheet.rows), dialect)


def csv_bytes(names: Sequence[str], rows: Iterable[Sequence[str]], dialect: Dialect) -> bytes:
    """`fr`: semicolons, UTF-8 with a byte-order mark, CRLF (what Excel in French opens). `open`: commas, UTF-8, LF."""
    out = io.StringIO()
    french = dialect == "fr"
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n" if french else "\n")
    writer.writerow([_defused(name) for name in names])
    for row in rows:
        writer.writerow([_defused(value) for value in row])
    return out.getvalue().encode("utf-8-sig" if french else "utf-8")


def _told(cell: Cell, dialect: Dialect) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%MZ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(cell).replace(".", ",") if dialect == "fr" else str(cell)
    return str(cell)


def note_rows(room: Room) -> list[tuple[str, ...]]:
    """The cells of `notes_csv`, under `COLUMNS`."""
    rows: list[tuple[str, ...]] = []
    for note in room.notes.values():
        if not note.exported:
            continue
        challenge = next((c for c in room.session.challenges if c.id == note.gisement), None)
        subject = room.find_gisement(note.gisement) or challenge
        kind = room.find_kind(note.kind)
        theme = room.themes.get(note.theme or "")
        rows.append(
            (
                note.id, note.gisement, subject.title if subject else "",
                "Reformulation" if note.kind == REWORDING else kind.label if kind else note.kind,
                note.text, theme.label if theme else "", coarse(note.at), str(note.table or ""),
                "oui" if note.late else "non", "oui" if note.hidden else "non",
                "oui" if note.before else "non",
                "oui" if note.entered else "non", note.translation, "oui" if note.waiting else "non",
            )
        )  # fmt: skip
    return rows


def _defused(value: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection): it is given an apostrophe first.

    So is what begins a line or follows a separator: opened with the wrong separator, a quoted text is cut there.
    """
    inner = _INSIDE.sub(r"\1'", value)
    return f"'{inner}" if value.lstrip()[:1] in FORMULAS or value[:1] in ("\t", "\r", "\0") else inner
