"""An export as plain sheets, one a noun: what the workbooks and the CSV files hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from server.reports import votes
from server.reports.contract import Export, GisementPart, ThemePart
from server.reports.names import Names
from server.reports.sheet import Cell, Sheet, day, minute, sheet

PLACED = {"machine": "la machine", "person": "à la main", "agreed": "proposition acceptée", None: ""}
STATES = {"kept": "tenue", "tested": "testée", "changed": "changée", "dropped": "abandonnée"}
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


def sheets(found: Export) -> list[Sheet]:
    """Always the same sheets in the same order, empty ones included: programs count on them."""
    names = Names(found)
    return [
        _meeting(found),
        _gisements(found, names),
        _challenges(found),
        _rewordings(found),
        _notes(found, names),
        _themes(found, names),
        votes.ballots(found, names),
        votes.options(found, names),
        votes.priorities(found, names),
        votes.odds(found, names),
        votes.what_if(found, names),
        votes.support(found, names),
        _promises(found, names),
        _statuses(found),
        _presence(found),
        _method(found),
    ]


def _meeting(found: Export) -> Sheet:
    rows: list[tuple[str, Cell]] = [
        ("titre", found.title),
        ("territoire", found.territory),
        ("date", day(found.date)),
        ("langue", found.language),
        ("introduction du rapport", found.introduction),
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
    return sheet(
        id, title, rows, [("rubrique", "text", 44, lambda row: row[0]), ("valeur", "any", 76, lambda row: row[1])]
    )


def _gisements(found: Export, names: Names) -> Sheet:
    notes = Counter((note.gisement, note.kind) for note in found.notes)
    themes = Counter(theme.gisement for theme in found.themes)

    def count(gisement: GisementPart, kind: str) -> int:
        return notes[gisement.id, kind]

    return sheet(
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
    return sheet(
        "defis", "Défis", found.challenges, [
            ("id", "id", 8, lambda c: c.id),
            ("titre", "text", 70, lambda c: c.title),
            ("d’accord", "integer", 12, lambda c: c.agree),
            ("pas d’accord", "integer", 14, lambda c: c.disagree),
        ],
    )  # fmt: skip


def _rewordings(found: Export) -> Sheet:
    return sheet(
        "reformulations", "Reformulations", [(c.id, text) for c in found.challenges for text in c.rewordings], [
            ("défi", "id", 8, lambda one: one[0]),
            ("reformulation", "text", 90, lambda one: one[1]),
        ],
    )  # fmt: skip


def _notes(found: Export, names: Names) -> Sheet:
    return sheet(
        "notes", "Notes", found.notes, [
            ("id", "id", 12, lambda n: n.id),
            ("id du gisement", "id", 10, lambda n: n.gisement),
            ("gisement", "text", 28, lambda n: names.gisements.get(n.gisement)),
            ("type", "text", 13, lambda n: names.kinds.get(n.kind, n.kind)),
            ("note", "text", 64, lambda n: n.text),
            ("traduction", "text", 40, lambda n: n.translation),
            ("pour publication", "text", 40, lambda n: n.published),
            ("thème", "text", 28, lambda n: names.themes.get(n.theme or "")),
            ("heure (UTC)", "minute", 17, lambda n: minute(n.at)),
            ("table", "integer", 8, lambda n: n.table),
            ("tardive", "flag", 10, lambda n: n.late),
            ("masquée", "flag", 11, lambda n: n.hidden),
            ("en attente", "flag", 11, lambda n: n.waiting),
            ("effacée", "flag", 10, lambda n: n.erased),
            ("d’avant la séance", "flag", 18, lambda n: n.before),
            ("saisie pour autrui", "flag", 18, lambda n: n.entered),
            ("langue", "text", 9, lambda n: n.language),
            ("répète", "id", 12, lambda n: n.repeats),
            ("rangée par", "text", 20, lambda n: PLACED[n.placed_by]),
            ("confiance", "percent", 12, lambda n: n.confidence),
            ("mots communs", "text", 28, lambda n: ", ".join(n.shared_words)),
        ],
    )  # fmt: skip


def _themes(found: Export, names: Names) -> Sheet:
    def count(theme: ThemePart, kind: str) -> int:
        return names.of_kind(theme.notes, kind)

    def example(theme: ThemePart) -> Cell:
        note = names.notes.get(theme.example or "")
        return note.text if note else None

    return sheet(
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


def _promises(found: Export, names: Names) -> Sheet:
    return sheet(
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
            ("date du test", "day", 13, lambda p: day(p.test_on)),
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
    return sheet(
        "statuts", "Suites des promesses", [(p, status) for p in found.promises for status in p.statuses], [
            ("promesse", "id", 12, lambda one: one[0].id),
            ("texte", "text", 50, lambda one: one[0].text),
            ("le", "day", 13, lambda one: day(one[1].on)),
            ("état", "text", 14, lambda one: STATES[one[1].state]),
            ("preuve", "text", 50, lambda one: one[1].evidence),
            ("ce qu’on a appris", "text", 50, lambda one: one[1].learned),
        ],
    )  # fmt: skip


def _presence(found: Export) -> Sheet:
    return sheet(
        "presence", "Présence", found.presence, [
            ("collège", "text", 30, lambda one: one.label),
            ("famille", "text", 30, lambda one: one.family),
            ("invités", "integer", 11, lambda one: one.invited),
            (f"présents (vide : moins de {found.method.hidden_under})", "integer", 18, lambda one: one.present),
        ],
    )  # fmt: skip
