"""Ideas from before the seminar, read from a CSV file: rows to bring, and lines to correct.

Columns are found by their names, in any order, in French or in English (`COLUMNS`); the file that Filon exports can be read
again. UTF-8, UTF-16 with its mark, else Windows-1252; semicolons, commas or tabs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.i18n import gettext as _
from server.room.definition import Session
from server.room.notes import BringIdea
from server.room.refusal import Refusal
from server.room.text import accept

MOST, MOST_BYTES = "1 Mo", 1_000_000
MOST_ROWS = 2_000
DELIMITERS = ";,\t"
COLUMNS: dict[str, tuple[str, ...]] = {
    "gisement": ("gisement", "topic", "sujet", "titre du gisement"),
    "kind": ("type", "kind", "nature"),
    "text": ("note", "texte", "text", "idee", "idea", "contribution"),
    "hidden": ("masquee", "hidden"),
    "waiting": ("en attente", "waiting"),
}
"""What a column is for -> its names, the best first, without capitals nor accents."""
YES = ("oui", "yes", "true")
LONGEST_HEADER = 2_000
TOLD = 40


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line to correct: its number in the file, from 1, and what is wrong with it."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds. An idea's id is made of what it says: the same file read again brings the same ideas."""

    ideas: tuple[BringIdea, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What a cell may say -> the id it means."""

    gisements: dict[str, str]
    kinds: dict[str, str]
    limit: int

    @classmethod
    def of(cls, session: Session) -> Names:
        """A gisement by its id, else its title, its short name or its number; none needs saying when there is one. A kind by its
        id or its label; nothing said is an idea."""
        gisements = {str(n): g.id for n, g in enumerate(session.gisements, 1)}
        for say in ("short", "title", "id"):
            gisements |= {_plain(getattr(g, say)).rstrip("."): g.id for g in session.gisements}
        if len(session.gisements) == 1:
            gisements[""] = session.gisements[0].id
        kinds = {_plain(name): kind.id for kind in session.kinds for name in (kind.plural, kind.label)}
        kinds |= {_plain(kind.id): kind.id for kind in session.kinds}
        kinds[""] = kinds.get("idea", session.kinds[0].id)
        return cls(gisements, kinds, session.limits.text)


class _Misread(Exception):
    """Why a row can't be brought."""


def decoded(data: bytes) -> str:
    """The text of a file, whatever program wrote it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text: str, session: Session) -> Brought:
    """Raises Refusal `bad_ideas` when nothing can be made of the whole file."""
    columns, delimiter = _header(text, session)
    names = Names.of(session)
    ideas: list[BringIdea] = []
    wrong: list[Wrong] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for line, row, untitled in _rows(text, delimiter):
        if len(ideas) + len(wrong) == MOST_ROWS:
            raise Refusal("bad_ideas", detail=_("il a plus de {most} lignes").format(most=MOST_ROWS))
        try:
            if any(cell.strip() for cell in untitled):
                raise _Misread(_("plus de colonnes que de titres (le texte doit être entre guillemets)"))
            said = _idea(row, columns, names)
        except _Misread as why:
            wrong.append(Wrong(line, str(why)))
            continue
        seen[said] += 1
        ideas.append(BringIdea(_id(said, seen[said]), *said))
    if not ideas and not wrong:
        raise Refusal("bad_ideas", detail=_("il n'a aucune ligne"))
    return Brought(tuple(ideas), tuple(wrong))


def _header(text: str, session: Session) -> tuple[Mapping[str, int], str]:
    """Where each column is, and what separates them: the sign that shows the most of them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = {
        delimiter: _columns(next(csv.reader([first[:LONGEST_HEADER]], delimiter=delimiter), []))
        for delimiter in DELIMITERS
    }
    delimiter = max(DELIMITERS, key=lambda one: len(found[one]))
    columns = found[delimiter]
    if "text" not in columns:
        raise Refusal("bad_ideas", detail=_("il faut une colonne « note » (ou « texte », ou « idée »)"))
    if "gisement" not in columns and len(session.gisements) > 1:
        raise Refusal("bad_ideas", detail=_("il faut une colonne « gisement »"))
    return columns, delimiter


def _columns(names: Sequence[str]) -> dict[str, int]:
    plain = [_plain(name) for name in names]
    best = {what: next((name for name in known if name in plain), None) for what, known in COLUMNS.items()}
    return {what: plain.index(name) for what, name in best.items() if name is not None}


def _plain(text: str) -> str:
    """Without capitals, accents, nor spaces around or doubled."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Each row that holds something: the number of its first line, its cells, those that no title stands above; the header is
    not one of them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    titles, start = 0, 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                if titles:
                    yield start, row, row[titles:]
                titles = titles or len(row)
            start = reader.line_num + 1
    except csv.Error:
        why = _("la ligne {line} ne se lit pas (un guillemet n'est pas fermé ?)").format(line=start)
        raise Refusal("bad_ideas", detail=why) from None


def _idea(row: Sequence[str], columns: Mapping[str, int], names: Names) -> tuple[str, str, str]:
    """Its gisement, its kind, its words. Raises _Misread."""

    def cell(what: str) -> str:
        at = columns.get(what)
        return row[at] if at is not None and at < len(row) else ""

    if _plain(cell("hidden")) in YES:
        raise _Misread(_("note masquée"))
    if _plain(cell("waiting")) in YES:
        raise _Misread(_("note en attente de relecture"))
    try:
        gisement = names.gisements[_plain(cell("gisement")).rstrip(".")]
    except KeyError:
        said = _short(cell("gisement"))
        raise _Misread(_("gisement inconnu : « {said} »").format(said=said) if said else _("aucun gisement")) from None
    try:
        kind = names.kinds[_plain(cell("kind"))]
    except KeyError:
        said = _short(cell("kind"))
        raise _Misread(_("type inconnu : « {said} »").format(said=said) if said else _("aucun type")) from None
    try:
        return gisement, kind, accept(_undefused(cell("text").strip()), names.limit)
    except Refusal as refusal:
        too_long = _("texte trop long ({limit} caractères au plus)").format(limit=names.limit)
        raise _Misread(_("aucun texte") if refusal.code == "text_empty" else too_long) from None


def _short(said: str) -> str:
    told = " ".join(said.split())
    return told if len(told) <= TOLD else told[: TOLD - 1] + "…"


def _undefused(text: str) -> str:
    """Without the apostrophe that our exports put before what a spreadsheet could take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in tuple("=+-@＝＋－＠") else text


def _id(said: tuple[str, str, str], time: int) -> str:
    """`time`: 2 for the second row that says just the same."""
    return hashlib.blake2b("\0".join((*said, str(time))).encode("utf-8", "replace"), digest_size=16).hexdigest()
