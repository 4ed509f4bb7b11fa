"""The sheets of votes: ballots, their options, and the evidence of those revealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from server.reports.contract import Export, PriorityPart
from server.reports.names import Names
from server.reports.sheet import Cell, Field, Sheet, T, minute, sheet

S = TypeVar("S")

ON = {"gisements": "les gisements", "themes": "les thèmes", "texts": "des textes"}
OF = {"college": "collège", "family": "famille de collèges", "none": "sans collège"}
CASES = {
    "merged": "doublons réunis",
    "late": "sans les tardifs",
    "entered": "sans les saisis",
    "unseen": "sans les non vus",
}
ROLES = {"facilitator": "animation", "organiser": "organisation", "machine": "déroulé"}


def ballots(found: Export, names: Names) -> Sheet:
    return sheet(
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
            ("saisis pour autrui", "integer", 12, lambda b: b.entered),
            ("quorum", "integer", 10, lambda b: b.quorum or None),
            ("réservé à", "text", 24, lambda b: ", ".join(b.colleges)),
            ("ouvert le (UTC)", "minute", 17, lambda b: minute(b.opened_at)),
            ("ouvert par", "text", 14, lambda b: ROLES.get(b.opened_by, b.opened_by)),
            ("jusqu’au (UTC)", "minute", 17, lambda b: minute(b.until)),
            ("qui peut voter à distance", "text", 30, lambda b: b.door),
            ("pourquoi", "text", 40, lambda b: b.why),
            ("demandé par", "text", 20, lambda b: b.asked_by),
            ("règle de présélection", "text", 30, lambda b: b.shortlist),
            ("second tour de", "text", 24, lambda b: names.ballots.get(b.follows or "", b.follows)),
            ("à savoir", "text", 60, lambda b: "\n".join(b.said)),
        ],
    )  # fmt: skip


def options(found: Export, names: Names) -> Sheet:
    """Every option of every ballot, totals or not; the evidence of those revealed is in the next sheets."""
    return sheet(
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


def _option(names: Names) -> list[Field[PriorityPart]]:
    return [
        ("vote", "id", 14, lambda p: p.ballot),
        ("titre du vote", "text", 30, lambda p: names.ballots.get(p.ballot)),
        ("option", "id", 14, lambda p: p.option),
        ("libellé", "text", 50, lambda p: p.label),
        ("rang", "integer", 8, lambda p: p.rank),
    ]


def priorities(found: Export, names: Names) -> Sheet:
    def count(priority: PriorityPart, kind: str) -> int:
        return priority.notes.get(kind, 0)

    return sheet(
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
    id: str, title: str, priorities: Sequence[PriorityPart], names: Names,
    each: Callable[[PriorityPart], Iterable[S]], fields: Sequence[Field[S]],
) -> Sheet:  # fmt: skip
    """A sheet of what options have several of, one a row."""
    columns: list[Field[tuple[PriorityPart, S]]] = [
        *((name, type, width, _then(_first, value)) for name, type, width, value in _option(names)),
        *((name, type, width, _then(_second, value)) for name, type, width, value in fields),
    ]
    return sheet(id, title, [(p, one) for p in priorities for one in each(p)], columns)


def _then(pick: Callable[[T], S], value: Callable[[S], Cell]) -> Callable[[T], Cell]:
    return lambda one: value(pick(one))


def _first(pair: tuple[T, S]) -> T:
    return pair[0]


def _second(pair: tuple[T, S]) -> S:
    return pair[1]


def odds(found: Export, names: Names) -> Sheet:
    return _by_option(
        "rangs", "Rangs possibles", found.priorities, names, lambda p: enumerate(p.odds, 1), [
            ("rang possible", "integer", 10, lambda one: one[0]),
            ("probabilité", "percent", 13, lambda one: one[1]),
        ],
    )  # fmt: skip


def what_if(found: Export, names: Names) -> Sheet:
    return _by_option(
        "et-si", "Et si", found.priorities, names, lambda p: p.what_if, [
            ("cas", "text", 20, lambda case: CASES[case.case]),
            ("ce que cela veut dire", "text", 60, lambda case: case.said),
            ("rang alors", "integer", 10, lambda case: case.rank),
        ],
    )  # fmt: skip


def support(found: Export, names: Names) -> Sheet:
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
