"""An export as plain sheets, one a noun: what the workbooks and the CSV files hold.

A cell is a value (text, number, truth, day, minute) or None; how it looks is the column's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from server.reports.contract import Export, GisementPart, PriorityPart, ThemePart
from server.room.text import clean

Cell = str | int | float | bool | date | datetime | None
Type = Literal["text", "integer", "number", "percent", "flag", "day", "minute", "id", "any"]
"""`id`: a text that is not for reading. `percent`: a share from 0 to 1. `minute`: a time, UTC. `any`: each cell has its own."""
T = TypeVar("T")
S = TypeVar("S")
Field = tuple[str, Type, int, Callable[[T], Cell]]
"""A column's name, type and width, and what it says of an item."""


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: in characters."""

    name: str
    type: Type
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`id`: what it is called in an address."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]


PLACED = {"machine": "la machine", "person": "à la main", "agreed": "proposition acceptée", None: ""}
ON = {"gisements": "les gisements", "themes": "les thèmes", "texts": "des textes"}
OF = {"college": "collège", "family": "famille de collèges", "none": "sans collège"}
STATES = {"kept": "tenue", "tested": "testée", "changed": "changée", "dropped": "abandonnée"}
CASES = {
    "merged": "doublons réunis",
    "late": "sans les tardifs",
    "entered": "sans les saisis",
    "unseen": "sans les non vus",
}
ROLES = {"facilitator": "animation", "organiser": "organisation", "machine": "déroulé"}
FIGURES = (
    ("points", "Somme des points placés sur l’option."),
    ("part des votants", "Votants qui ont placé au moins un point sur l’option, sur tous les votants."),
    ("part, bas et haut", "Intervalle de Wilson à 95 %."),
    ("top 3", "Part des rééchantillonnages des votants où l’option est dans les trois premières."),
    ("points, bas et haut", "95 % des rééchantillonnages donnent un total entre ces bornes."),
    ("marche", "Les options d’une même marche ne se départagent pas par les votes."),
    ("consensus", "Produit, sur les collèges assez nombreux, de (soutiens + 1) / (votants + 2)."),
    ("dissensus", "Écart entre les parts des collèges, de 0 à 1."),
    ("maturité", "(ressources + 1) / (ressources + difficultés + 2), d’après les notes de l’option."),
    ("case vide", "Chiffre caché ou inconnu : jamais un zéro."),
)


def legible(text: str) -> str:
    """The text less what no file format can hold or what would disturb its reader: controls, bidi overrides, non-characters."""
    return clean(text.replace("\t", " ")).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def sheets(found: Export) -> list[Sheet]:
    """Always the same sheets in the same order, empty ones included: programs count on them."""
    names = _Names(found)
    return [
        _meeting(found),
        _gisements(found, names),
        _challenges(found),
        _rewordings(found),
        _notes(found, names),
        _themes(found, names),
        _ballots(found, names),
        _options(found, names),
        _priorities(found, names),
        _odds(found, names),
        _what_if(found, names),
        _support(found, names),
        _promises(found, names),
        _statuses(found),
        _presence(found),
        _method(found),
    ]


class _Names:
    """What ids stand for."""

    def __init__(self, found: Export) -> None:
        self.gisements = {g.id: g.short for g in found.gisements}
        self.kinds = {kind.id: kind.label for kind in found.kinds}
        self.themes = {theme.id: theme.label for theme in found.themes}
        self.ballots = {ballot.id: ballot.title for ballot in found.ballots}
        self.notes = {note.id: note for note in found.notes}

    def by_kind(self, count: Callable[[T, str], int]) -> list[Field[T]]:
        """A column for each kind of notes. `count`: how many notes of this kind an item has."""

        def of(kind: str) -> Callable[[T], Cell]:
            return lambda one: count(one, kind)

        return [(label, "integer", 12, of(kind)) for kind, label in self.kinds.items()]

    def of_kind(self, notes: Iterable[str], kind: str) -> int:
        return sum(self.notes[id].kind == kind for id in notes if id in self.notes)


def _sheet(id: str, title: str, items: Iterable[T], fields: Sequence[Field[T]]) -> Sheet:
    columns = tuple(Column(legible(name), type, width) for name, type, width, _ in fields)
    rows = [tuple(_legible(value(item)) for *_, value in fields) for item in items]
    return Sheet(id, title, columns, rows)


def _legible(cell: Cell) -> Cell:
    return legible(cell) or None if isinstance(cell, str) else cell


def _minute(at: str | None) -> Cell:
    return datetime.fromisoformat(at) if at else None


def _day(text: str | None) -> Cell:
    """A date, or the text as it is when somebody wrote something else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _meeting(found: Export) -> Sheet:
    rows: list[tuple[str, Cell]] = [
        ("titre", found.title),
        ("territoire", found.territory),
        ("date", _day(found.date)),
        ("langue", found.language),
        ("ouverte pour de vrai", found.live),
        ("étape", next((stage.title for stage in found.stages if stage.id == found.stage), found.stage)),
        ("participants", found.participants),
        ("notes", len(found.notes)),
        ("thèmes", len(found.themes)),
        ("votes", len(found.ballots)),
        ("promesses", len(found.promises)),
        *((f"« ça valait le temps » : {choice} sur 5", given) for choice, given in found.worth.items()),
        ("état du journal", found.seq),
    ]
    return _told("seance", "Séance", rows)


def _method(found: Export) -> Sheet:
    rows: list[tuple[str, Cell]] = [
        ("version de la méthode", found.method.version),
        ("rééchantillonnages", found.method.resamples),
        ("graine du hasard", found.method.seed),
        ("effectif en dessous duquel un collège est caché", found.method.hidden_under),
        *FIGURES,
    ]
    return _told("methode", "Méthode", rows)


def _told(id: str, title: str, rows: list[tuple[str, Cell]]) -> Sheet:
    return _sheet(
        id, title, rows, [("rubrique", "text", 44, lambda row: row[0]), ("valeur", "any", 76, lambda row: row[1])]
    )


def _gisements(found: Export, names: _Names) -> Sheet:
    notes = Counter((note.gisement, note.kind) for note in found.notes)
    themes = Counter(theme.gisement for theme in found.themes)

    def count(gisement: GisementPart, kind: str) -> int:
        return notes[gisement.id, kind]

    return _sheet(
        "gisements", "Gisements", found.gisements, [
            ("id", "id", 8, lambda g: g.id),
            ("titre", "text", 60, lambda g: g.title),
            ("titre court", "text", 28, lambda g: g.short),
            ("question", "text", 60, lambda g: g.question),
            ("défi", "id", 8, lambda g: g.challenge),
            ("thèmes", "integer", 10, lambda g: themes[g.id]),
            *names.by_kind(count),
        ],
    )  # fmt: skip


def _challenges(found: Export) -> Sheet:
    return _sheet(
        "defis", "Défis", found.challenges, [
            ("id", "id", 8, lambda c: c.id),
            ("titre", "text", 70, lambda c: c.title),
            ("d’accord", "integer", 12, lambda c: c.agree),
            ("pas d’accord", "integer", 14, lambda c: c.disagree),
        ],
    )  # fmt: skip


def _rewordings(found: Export) -> Sheet:
    return _sheet(
        "reformulations", "Reformulations", [(c.id, text) for c in found.challenges for text in c.rewordings], [
            ("défi", "id", 8, lambda one: one[0]),
            ("reformulation", "text", 90, lambda one: one[1]),
        ],
    )  # fmt: skip


def _notes(found: Export, names: _Names) -> Sheet:
    return _sheet(
        "notes", "Notes", found.notes, [
            ("id", "id", 12, lambda n: n.id),
            ("id du gisement", "id", 10, lambda n: n.gisement),
            ("gisement", "text", 28, lambda n: names.gisements.get(n.gisement)),
            ("type", "text", 13, lambda n: names.kinds.get(n.kind, n.kind)),
            ("note", "text", 64, lambda n: n.text),
            ("pour publication", "text", 40, lambda n: n.published),
            ("thème", "text", 28, lambda n: names.themes.get(n.theme or "")),
            ("heure (UTC)", "minute", 17, lambda n: _minute(n.at)),
            ("table", "integer", 8, lambda n: n.table),
            ("tardive", "flag", 10, lambda n: n.late),
            ("masquée", "flag", 11, lambda n: n.hidden),
            ("effacée", "flag", 10, lambda n: n.erased),
            ("d’avant la séance", "flag", 18, lambda n: n.before),
            ("langue", "text", 9, lambda n: n.language),
            ("répète", "id", 12, lambda n: n.repeats),
            ("rangée par", "text", 20, lambda n: PLACED[n.placed_by]),
            ("confiance", "percent", 12, lambda n: n.confidence),
            ("mots communs", "text", 28, lambda n: ", ".join(n.shared_words)),
        ],
    )  # fmt: skip


def _themes(found: Export, names: _Names) -> Sheet:
    def count(theme: ThemePart, kind: str) -> int:
        return names.of_kind(theme.notes, kind)

    def example(theme: ThemePart) -> Cell:
        note = names.notes.get(theme.example or "")
        return note.text if note else None

    return _sheet(
        "themes", "Thèmes", found.themes, [
            ("id", "id", 12, lambda t: t.id),
            ("id du gisement", "id", 10, lambda t: t.gisement),
            ("gisement", "text", 28, lambda t: names.gisements.get(t.gisement)),
            ("thème", "text", 36, lambda t: t.label),
            ("nommé par", "text", 14, lambda t: PLACED[t.labelled_by]),
            ("épinglé", "flag", 10, lambda t: t.pinned),
            ("notes", "integer", 9, lambda t: len(t.notes)),
            *names.by_kind(count),
            ("note la plus parlante", "text", 64, example),
        ],
    )  # fmt: skip


def _ballots(found: Export, names: _Names) -> Sheet:
    return _sheet(
        "votes", "Votes", found.ballots, [
            ("id", "id", 14, lambda b: b.id),
            ("titre", "text", 36, lambda b: b.title),
            ("porte sur", "text", 16, lambda b: ON[b.on]),
            ("gisement", "text", 28, lambda b: names.gisements.get(b.gisement or "")),
            ("options", "integer", 10, lambda b: len(b.options)),
            ("points par personne", "integer", 12, lambda b: b.budget),
            ("points par option", "integer", 12, lambda b: b.cap),
            ("scellé", "flag", 10, lambda b: b.sealed),
            ("ouvert", "flag", 10, lambda b: b.open),
            ("révélé", "flag", 10, lambda b: b.revealed),
            ("votants", "integer", 10, lambda b: b.voters),
            ("présents", "integer", 10, lambda b: b.present or None),
            ("tardifs", "integer", 10, lambda b: b.late),
            ("saisis par l’animation", "integer", 12, lambda b: b.entered),
            ("quorum", "integer", 10, lambda b: b.quorum or None),
            ("réservé à", "text", 24, lambda b: ", ".join(b.colleges)),
            ("ouvert le (UTC)", "minute", 17, lambda b: _minute(b.opened_at)),
            ("ouvert par", "text", 14, lambda b: ROLES.get(b.opened_by, b.opened_by)),
            ("jusqu’au (UTC)", "minute", 17, lambda b: _minute(b.until)),
            ("qui peut voter à distance", "text", 30, lambda b: b.door),
            ("pourquoi", "text", 40, lambda b: b.why),
            ("demandé par", "text", 20, lambda b: b.asked_by),
            ("règle de présélection", "text", 30, lambda b: b.shortlist),
            ("second tour de", "text", 24, lambda b: names.ballots.get(b.follows or "", b.follows)),
            ("à savoir", "text", 60, lambda b: "\n".join(b.said)),
        ],
    )  # fmt: skip


def _options(found: Export, names: _Names) -> Sheet:
    """Every option of every ballot, totals or not; the evidence of those revealed is in the next sheets."""
    return _sheet(
        "options", "Options", [(b, o) for b in found.ballots for o in b.options], [
            ("vote", "id", 14, lambda one: one[0].id),
            ("titre du vote", "text", 30, lambda one: one[0].title),
            ("option", "id", 14, lambda one: one[1].id),
            ("libellé", "text", 60, lambda one: one[1].label),
            ("notes", "integer", 9, lambda one: len(one[1].notes)),
            ("points", "integer", 9, lambda one: one[1].dots),
            ("votants", "integer", 10, lambda one: one[1].voters),
            ("rang", "integer", 9, lambda one: one[1].rank),
            ("top 3", "percent", 9, lambda one: one[1].top3),
        ],
    )  # fmt: skip


def _option(names: _Names) -> list[Field[PriorityPart]]:
    return [
        ("vote", "id", 14, lambda p: p.ballot),
        ("titre du vote", "text", 30, lambda p: names.ballots.get(p.ballot)),
        ("option", "id", 14, lambda p: p.option),
        ("libellé", "text", 50, lambda p: p.label),
        ("rang", "integer", 8, lambda p: p.rank),
    ]


def _priorities(found: Export, names: _Names) -> Sheet:
    def count(priority: PriorityPart, kind: str) -> int:
        return priority.notes.get(kind, 0)

    return _sheet(
        "priorites", "Priorités", found.priorities, [
            *_option(names),
            ("marche", "integer", 10, lambda p: p.step),
            ("points", "integer", 9, lambda p: p.dots),
            ("points, bas", "number", 10, lambda p: p.dots_between.low),
            ("points, haut", "number", 10, lambda p: p.dots_between.high),
            ("votants", "integer", 10, lambda p: p.voters),
            ("part des votants", "percent", 12, lambda p: p.share),
            ("part, bas", "percent", 9, lambda p: p.share_between.low),
            ("part, haut", "percent", 9, lambda p: p.share_between.high),
            ("top 3", "percent", 9, lambda p: p.top3),
            ("consensus", "number", 12, lambda p: p.consensus),
            ("dissensus", "number", 12, lambda p: p.dissent),
            ("collèges partagés", "flag", 12, lambda p: p.divided),
            *names.by_kind(count),
            ("d’avant la séance", "integer", 12, lambda p: p.before),
            ("maturité", "percent", 11, lambda p: p.readiness),
            ("pourquoi ce rang", "text", 70, lambda p: "\n".join(p.why)),
        ],
    )  # fmt: skip


def _by_option(
    id: str, title: str, priorities: Sequence[PriorityPart], names: _Names,
    each: Callable[[PriorityPart], Iterable[S]], fields: Sequence[Field[S]],
) -> Sheet:  # fmt: skip
    """A sheet of what options have several of, one a row."""
    columns: list[Field[tuple[PriorityPart, S]]] = [
        *((name, type, width, _then(_first, value)) for name, type, width, value in _option(names)),
        *((name, type, width, _then(_second, value)) for name, type, width, value in fields),
    ]
    return _sheet(id, title, [(p, one) for p in priorities for one in each(p)], columns)


def _then(pick: Callable[[T], S], value: Callable[[S], Cell]) -> Callable[[T], Cell]:
    return lambda one: value(pick(one))


def _first(pair: tuple[T, S]) -> T:
    return pair[0]


def _second(pair: tuple[T, S]) -> S:
    return pair[1]


def _odds(found: Export, names: _Names) -> Sheet:
    return _by_option(
        "rangs", "Rangs possibles", found.priorities, names, lambda p: enumerate(p.odds, 1), [
            ("rang possible", "integer", 10, lambda one: one[0]),
            ("probabilité", "percent", 13, lambda one: one[1]),
        ],
    )  # fmt: skip


def _what_if(found: Export, names: _Names) -> Sheet:
    return _by_option(
        "et-si", "Et si", found.priorities, names, lambda p: p.what_if, [
            ("cas", "text", 20, lambda case: CASES[case.case]),
            ("ce que cela veut dire", "text", 60, lambda case: case.said),
            ("rang alors", "integer", 10, lambda case: case.rank),
        ],
    )  # fmt: skip


def _support(found: Export, names: _Names) -> Sheet:
    return _by_option(
        "soutien", "Soutien par collège", found.priorities, names, lambda p: p.support, [
            ("collège", "text", 28, lambda one: one.label),
            ("groupe", "text", 20, lambda one: OF[one.of]),
            ("votants du groupe", "integer", 12, lambda one: one.voters),
            ("ont soutenu", "integer", 12, lambda one: one.given),
            ("part", "percent", 9, lambda one: _share(one.given, one.voters)),
        ],
    )  # fmt: skip


def _share(given: int | None, voters: int | None) -> float | None:
    return given / voters if given is not None and voters else None


def _promises(found: Export, names: _Names) -> Sheet:
    return _sheet(
        "promesses", "Promesses", found.promises, [
            ("id", "id", 12, lambda p: p.id),
            ("promesse", "text", 60, lambda p: p.text),
            ("besoin", "text", 40, lambda p: p.need),
            ("gisements", "text", 30, lambda p: _listed(p.gisements or [p.gisement or ""], names.gisements)),
            ("thèmes", "text", 30, lambda p: _listed(p.themes, names.themes)),
            ("notes d’appui", "integer", 10, lambda p: len(p.verbatims)),
            ("vote", "id", 14, lambda p: p.ballot),
            ("option", "id", 14, lambda p: p.option),
            ("portée par", "text", 24, lambda p: p.carrier),
            ("habitants, usagers", "text", 24, lambda p: p.users),
            ("agents de terrain", "text", 24, lambda p: p.agents),
            ("élus, responsables", "text", 24, lambda p: p.leaders),
            ("premier test", "text", 30, lambda p: p.test),
            ("date du test", "day", 13, lambda p: _day(p.test_on)),
            ("moyens humains", "text", 24, lambda p: p.people),
            ("aide technique", "text", 24, lambda p: p.technical),
            ("argent", "text", 18, lambda p: p.money),
            ("ressources à mobiliser", "text", 30, lambda p: p.resources),
            ("obstacles à lever", "text", 30, lambda p: p.obstacles),
            ("dérogation", "text", 24, lambda p: p.derogation),
            ("ont rejoint l’équipe", "integer", 12, lambda p: p.joined),
        ],
    )  # fmt: skip


def _listed(ids: Iterable[str], names: dict[str, str]) -> str:
    return "\n".join(names.get(id, id) for id in ids)


def _statuses(found: Export) -> Sheet:
    return _sheet(
        "statuts", "Suites des promesses", [(p, status) for p in found.promises for status in p.statuses], [
            ("promesse", "id", 12, lambda one: one[0].id),
            ("texte", "text", 50, lambda one: one[0].text),
            ("le", "day", 13, lambda one: _day(one[1].on)),
            ("état", "text", 14, lambda one: STATES[one[1].state]),
            ("preuve", "text", 50, lambda one: one[1].evidence),
            ("ce qu’on a appris", "text", 50, lambda one: one[1].learned),
        ],
    )  # fmt: skip


def _presence(found: Export) -> Sheet:
    return _sheet(
        "presence", "Présence", found.presence, [
            ("collège", "text", 30, lambda one: one.label),
            ("famille", "text", 30, lambda one: one.family),
            ("invités", "integer", 11, lambda one: one.invited),
            (f"présents (vide : moins de {found.method.hidden_under})", "integer", 18, lambda one: one.present),
        ],
    )  # fmt: skip
