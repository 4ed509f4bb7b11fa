"""How a gisement's notes are laid out where facilitators sort them: a tray of loose notes, sheets of themes, a rail of them all.

A page shows one sheet of the tray and four of the themes, each a fragment that stays under 16 KB whatever people write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.i18n import gettext
from server.i18n import marked as _
from server.room.definition import Gisement
from server.room.state import Act, Note, Proposal, Room, Theme
from server.room.text import BLANK
from server.room.themes import NotesRegrouped
from server.room.wall import Cluster, Preview, Resulting, Said, Wall, wall

SHEETS = 4
"""Sheets of themes on a page."""
ROOM = 15_300
"""Bytes of a fragment that notes may fill, with the markup around them."""
SECTION, NOTE, IDEA, MARK, LINE, MASKED = 640, 450, 270, 160, 330, 90
"""Bytes of markup around a theme's notes, around a note, of the machine's idea for a loose one, of what marks an idea from
before, around a line that translates, around a blank; labels apart."""
LONGEST = 1500
"""Code points of a note that are drawn; people have 280 or 500 characters."""
WORDINGS = 6
"""Other wordings of a note that are drawn."""


@dataclass(frozen=True, slots=True)
class Section:
    """Things said in a theme, as they stand on a sheet. `part` 2, 3…: the theme began on an earlier one."""

    cluster: Cluster
    said: tuple[Said, ...]
    part: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """A gisement's wall in sheets. `where`: theme -> the page it begins on."""

    wall: Wall
    sheets: tuple[tuple[Section, ...], ...]
    tray: tuple[tuple[Said, ...], ...]
    where: dict[str, int]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.sheets) // SHEETS), len(self.tray))

    def at(self, page: int) -> int:
        """The page, or the last one when there are fewer by now."""
        return min(page, self.pages - 1)

    def sheet(self, page: int, place: int) -> tuple[Section, ...]:
        number = self.at(page) * SHEETS + place
        return self.sheets[number] if number < len(self.sheets) else ()

    def loose(self, page: int) -> tuple[Said, ...]:
        return self.tray[self.at(page)] if self.at(page) < len(self.tray) else ()


def layout(room: Room, gisement: Gisement) -> Layout:
    seen = wall(room, gisement)
    sheets = list(_sheets(seen.themes))
    where: dict[str, int] = {}
    for number, sheet in enumerate(sheets):
        for section in sheet:
            where.setdefault(section.cluster.theme.id, number // SHEETS)
    idea = IDEA + 2 * max((drawn_bytes(cluster.theme.label) for cluster in seen.themes), default=0)
    tray = tuple(tuple(said) for said in _packed(seen.loose, ROOM - SECTION, idea))
    return Layout(seen, tuple(sheets), tray, where)


def _sheets(clusters: Iterable[Cluster]) -> Iterator[tuple[Section, ...]]:
    """Themes whole on a sheet; one that fills more than a sheet begins where there is room and goes on to the next."""
    sheet: list[Section] = []
    left = ROOM
    for cluster in clusters:
        around = SECTION + 4 * drawn_bytes(cluster.theme.label)
        whole = around + sum(map(_weight, cluster.said))
        first = around + sum(map(_weight, cluster.said[:1]))
        if sheet and (left < whole <= ROOM or left < max(first, 2 * around)):
            yield tuple(sheet)
            sheet, left = [], ROOM
        parts = list(_packed(cluster.said, ROOM - around, first=left - around)) or [[]]
        for n, part in enumerate(parts, 1):
            if n > 1:
                yield tuple(sheet)
                sheet, left = [], ROOM
            sheet.append(Section(cluster, tuple(part), n))
            left -= around + sum(map(_weight, part))
    if sheet:
        yield tuple(sheet)


def _packed(said: Iterable[Said], most: int, extra: int = 0, first: int = 0) -> Iterator[list[Said]]:
    """Parts of at most `most` bytes, `extra` around each thing said; the `first` part may have less room."""
    part: list[Said] = []
    size, room = 0, first or most
    for one in said:
        weight = _weight(one) + extra
        if part and size + weight > room:
            yield part
            part, size, room = [], 0, most
        part.append(one)
        size += weight
    if part:
        yield part


def _weight(said: Said) -> int:
    """Bytes of a thing said once drawn."""
    drawn = (said.note, *said.again[:WORDINGS])
    marks = sum(MARK * note.before + LINE * bool(note.translation) for note in drawn)
    words = sum(drawn_bytes(note.text) + drawn_bytes(note.translation) for note in drawn)
    return NOTE * len(drawn) + marks + words + 33 * len(said.again)


def drawn_bytes(text: str) -> int:
    """At most: what escaping, French typography and blanks add is counted, not done."""
    said = text[:LONGEST]
    return (
        len(said.encode())
        + MASKED * said.count(BLANK)
        + 4 * sum(map(said.count, "&<>\"'"))
        + 3 * sum(map(said.count, ";:!?«»"))
    )


@dataclass(frozen=True, slots=True)
class Suggested:
    """A theme of a proposal under the name it would have, with a few of its notes: (words, the theme it leaves)."""

    result: Resulting
    name: str
    new: bool
    notes: tuple[tuple[str, str | None], ...]


MOST_SUGGESTED = 12
LONGEST_NAME = 32


def suggested(proposal: Proposal, preview: Preview, notes: int, cut: int) -> list[Suggested]:
    """The themes that a proposal changes, as people may judge them: those that would come from elsewhere are told first."""
    drawn = []
    for result in preview.changed[:MOST_SUGGESTED]:
        known = result.theme.label if result.theme else ""
        name = known or proposal.names.get(result.id) or _cut(result.notes[0].compared, LONGEST_NAME)
        coming = {note.id: theme for note, theme in result.coming}
        first = [note for note, _ in result.coming] + [note for note in result.notes if note.id not in coming]
        told = tuple((_cut(_in_both(note), cut), _origin(coming.get(note.id))) for note in first[:notes])
        drawn.append(Suggested(result, name, not known, told))
    return drawn


def _in_both(note: Note) -> str:
    return f"{note.text} · {note.translation}" if note.translation else note.text


def _origin(theme: Theme | None) -> str | None:
    return theme.label if theme else None


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


ACTS: dict[str, str] = {
    "note_hidden": _("note masquée"), "note_restored": _("note rétablie"), "note_moved": _("note déplacée"),
    "words_masked": _("mot masqué"),
    "note_translated": _("note traduite"), "translation_asked": _("note mise à traduire"),
    "note_set_aside": _("note mise de côté"), "note_put_back": _("note remise à sa place"),
    "next_notes_held": _("relecture des notes d’une personne"),
    "notes_accepted": _("notes acceptées"), "notes_held": _("notes remises en attente"),
    "moderation_set": _("relecture avant affichage"),
    "door_set": _("porte de la salle"),
    "note_published": _("note reformulée pour la publication"),
    "theme_renamed": _("thème renommé"), "theme_pinned": _("thème épinglé"), "notes_regrouped": _("notes regroupées"),
    "proposal_closed": _("proposition acceptée"), "stage_entered": _("changement d'étape"),
    "order_changed": _("déroulé modifié"), "gisement_set": _("gisement modifié"), "tables_rotated": _("rotation des tables"),
    "ballot_opened": _("vote ouvert"), "ballot_closed": _("vote clos"), "ballot_reopened": _("vote rouvert"),
    "hands_counted": _("mains levées comptées"), "paper_counted": _("bulletin papier compté"),
    "themes_nominated": _("thème nommé pour le vote"),
    "promise_drafted": _("promesse commencée"), "promise_dropped": _("promesse retirée"),
    "promise_field_set": _("promesse modifiée"),
    "message_sent": _("message envoyé"), "message_shown": _("message retiré"),
    "promise_rests_on": _("appuis d'une promesse"), "promise_status": _("suivi d'une promesse"),
}  # fmt: skip
"""An act in words, on the button that takes it back."""
REGROUPED = {"merge": _("thèmes réunis"), "split": _("thème séparé"), "regroup": _("proposition acceptée")}
SORTING = frozenset(
    {
        "words_masked",
        "note_translated",
        "translation_asked",
        "note_set_aside",
        "note_put_back",
        "note_hidden",
        "note_restored",
        "note_moved",
        "theme_renamed",
        "theme_pinned",
        "notes_regrouped",
    }
)
"""Acts on a wall, which are taken back from there."""


def in_words(act: Act) -> str:
    undoing = act.inverse or []
    if act.kind == "notes_regrouped":
        why = next((one.why for one in undoing if isinstance(one, NotesRegrouped)), "merge")
        return gettext(REGROUPED[why])
    if act.kind == "note_moved" and sum(one.kind == "note_moved" for one in undoing) > 1:
        return gettext("notes déplacées")
    if act.kind == "theme_pinned" and not any(getattr(one, "pinned", True) is False for one in undoing):
        return gettext("thème détaché")
    return gettext(ACTS.get(act.kind, _("le dernier acte")))
