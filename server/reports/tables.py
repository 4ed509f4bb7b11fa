"""The notes as CSV, in the two dialects that people open: Excel in French, and open data."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

from server.reports.contract import coarse
from server.room.state import REWORDING, Room

Dialect = Literal["fr", "open"]
FORMULAS = tuple("=+-@＝＋－＠")
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection), full-width signs included."""
COLUMNS = ("id", "gisement", "titre du gisement", "type", "note", "thème", "heure", "table", "tardive", "masquée")


def notes_csv(room: Room, dialect: Dialect) -> bytes:
    """`fr`: semicolons, UTF-8 with a byte-order mark, CRLF (what Excel in French opens). `open`: commas, UTF-8, LF."""
    return csv_bytes(COLUMNS, _rows(room), dialect)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]], dialect: Dialect) -> bytes:
    out = io.StringIO()
    french = dialect == "fr"
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n" if french else "\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_defused(value) for value in row])
    return out.getvalue().encode("utf-8-sig" if french else "utf-8")


def _rows(room: Room) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for note in room.notes.values():
        if note.withdrawn:
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
            )
        )  # fmt: skip
    return rows


def _defused(value: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection)."""
    return f"'{value}" if value.lstrip()[:1] in FORMULAS or value[:1] in ("\t", "\r", "\0") else value
