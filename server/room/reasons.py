"""The figures of a ballot in short French sentences: why this rank, and what to know before reading the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.room.colleges import HIDDEN_UNDER, compared
from server.room.figures import Case, Evidence, Priority, WhatIf
from server.room.resampling import FEWEST, TOP
from server.room.state import Ballot, Room
from server.room.what_if import Merge, Without

MOST_REASONS = 4
TOO_FEW = "Trop peu de votants pour dire si l'ordre est sûr."
SAME = "l'ordre serait le même"
NO_BREAK = "\u202f"
CASES: dict[Case, tuple[str, str, str]] = {
    "late": ("le vote tardif", "les {} votes tardifs", "Tous les votes sont tardifs."),
    "entered": ("le vote saisi à la main", "les {} votes saisis à la main", "Tous les votes ont été saisis à la main."),
    "unseen": ("le votant qui n'a rien fait d'autre", "les {} votants qui n'ont rien fait d'autre", ""),
}
"""Who is left out (one, several), and what is said when nobody else voted."""


def why(room: Room, found: Evidence, one: Priority) -> tuple[str, ...]:
    """Why this option has its rank: from two to four sentences, or one where there is no more to say."""
    if not one.dots:
        nobody = "Personne n'a voté." if not found.voters else f"Aucun point, pour {counted(found.voters, 'votant')}."
        return (nobody, *_notes(room, one))
    return tuple(
        [_dots(one, found.voters), _sure(one), *_step(found, one), *_colleges(one), *_notes(room, one)][:MOST_REASONS]
    )


def _dots(one: Priority, voters: int) -> str:
    given = "donné" if one.dots == 1 else "donnés"
    return f"{counted(one.dots, 'point')}, {given} par {counted(one.voters, 'votant')} sur {voters}."


def _sure(one: Priority) -> str:
    """Among few options, all are in the first three: the first place is told instead."""
    if not one.odds:
        return TOO_FEW
    if len(one.odds) > TOP:
        return f"Dans les {TOP} premiers {_of_draws(one.top3)}."
    return f"En tête {_of_draws(one.odds[0])}."


def _of_draws(part: float) -> str:
    if part in (0, 1):
        return "de tous les tirages" if part else "d'aucun tirage"
    whole = f"plus de 99{NO_BREAK}%" if part > 0.99 else f"moins de 1{NO_BREAK}%" if part < 0.01 else percent(part)
    return f"de {whole} des tirages"


def _step(found: Evidence, one: Priority) -> Iterator[str]:
    places = [n for n, other in enumerate(found.options, 1) if other.step == one.step]
    if len(places) > 1:
        between = "et" if len(places) == 2 else "à"
        yield f"La salle ne départage pas les places {places[0]} {between} {places[-1]}."


def _colleges(one: Priority) -> Iterator[str]:
    told = compared(one.support)
    if len(told) < 2:
        return
    families = any(line.of == "family" and line.voters for line in one.support)
    if one.divided:
        yield f"Les {'groupes' if families else 'collèges'} ne sont pas d'accord : à discuter."
        return
    group = "groupe" if families else "collège"
    most = sum(2 * given > voters for given, voters in told)
    yield f"Choisi par la majorité dans {most} {group}{'s' if most > 1 else ''} sur {len(told)}."


def _notes(room: Room, one: Priority) -> Iterator[str]:
    told = []
    for kind in ("resource", "obstacle"):
        if known := room.find_kind(kind):
            told.append(counted(one.notes.get(kind, 0), known.label.lower(), known.plural.lower()))
    if len(told) == 2 and one.notes.get("resource", 0) + one.notes.get("obstacle", 0):
        yield f"{told[0]} pour {told[1]}."


def otherwise(one: Priority, merges: Sequence[Merge], withouts: Sequence[Without]) -> tuple[WhatIf, ...]:
    """The other counts that would give this option another rank."""
    joined = [
        WhatIf("merged", f"Réuni avec « {merge.other} » : {_rank(merge.rank, one.rank)}", merge.rank)
        for merge in merges
        if merge.option == one.option
    ]
    without = [
        WhatIf(case.case, f"Sans {_left_out(case)} : {_rank(rank, one.rank)}", rank)
        for case in withouts
        if (rank := case.ranks.get(one.option, one.rank)) != one.rank
    ]
    return (*joined, *without)


def _rank(rank: int, instead_of: int) -> str:
    return f"rang {rank} au lieu de {instead_of}."


def _left_out(case: Without) -> str:
    one, several, _ = CASES[case.case]
    return one if case.voters == 1 else several.format(case.voters)


def said(room: Room, ballot: Ballot, found: Evidence, withouts: Sequence[Without]) -> tuple[str, ...]:
    """What to know before reading this count."""
    return (
        *_turnout(found),
        *_quorum(ballot, found),
        *_shape(found),
        *_hidden(room, found),
        *_entered(ballot),
        *_doubts(found, withouts),
    )


def _turnout(found: Evidence) -> Iterator[str]:
    voters, present = found.voters, found.present
    if not voters:
        yield "Personne n'a voté : il n'y a pas d'ordre."
        return
    if voters == 1:
        yield "Une seule personne a voté : l'ordre est le sien."
    if 1 < voters < present or voters == 1 < present:
        yield f"{voters} {'personne' if voters == 1 else 'personnes'} sur {present} {'a' if voters == 1 else 'ont'} voté."
    elif voters > 1:
        yield "Tous les présents ont voté : ce n'est pas un sondage."
    if voters < FEWEST:
        yield TOO_FEW
    elif voters == present:
        yield "Le pourcentage dit si l'ordre tient à quelques personnes."


def _quorum(ballot: Ballot, found: Evidence) -> Iterator[str]:
    if asked := ballot.terms.quorum:
        reached = "Le quorum est atteint" if found.voters >= asked else "Le quorum n'est pas atteint"
        yield f"{reached} : {counted(found.voters, 'votant')} pour {asked} {'demandé' if asked == 1 else 'demandés'}."


def _shape(found: Evidence) -> Iterator[str]:
    first = [one for one in found.options if one.rank == 1 and one.dots]
    if len(first) > 1:
        yield f"{len(first)} choix sont à égalité en tête."
    if len([one for one in found.options if one.dots]) == 1:
        yield f"Tous les points sont sur « {first[0].label} »."


def _hidden(room: Room, found: Evidence) -> Iterator[str]:
    if not room.session.colleges or not found.voters:
        return
    lines = found.options[0].support if found.options else ()
    if not lines:
        yield "Trop peu de votants par collège : aucun détail n'est montré."
    elif any(line.voters is None for line in lines):
        yield f"Sous {HIDDEN_UNDER} votants, un groupe est masqué, parfois avec un autre."


def _entered(ballot: Ballot) -> Iterator[str]:
    voters = ballot.voters()
    ways = [("hands:", "à main levée"), ("paper:", "sur papier")]
    told = [f"{counted(n, 'vote')} {way}" for prefix, way in ways if (n := sum(v.startswith(prefix) for v in voters))]
    if told:
        yield f"Saisis par un animateur : {', '.join(told)}."


def _doubts(found: Evidence, withouts: Sequence[Without]) -> Iterator[str]:
    """For each sort of voters that could be left out, what that would change."""
    for case in withouts:
        if not case.ranks:
            yield CASES[case.case][2]
            continue
        changed = sum(case.ranks[one.option] != one.rank for one in found.options)
        would = "changerait" if changed == 1 else "changeraient"
        yield f"Sans {_left_out(case)}, {f'{changed} choix {would} de rang' if changed else SAME}."


def counted(count: int, one: str, several: str = "") -> str:
    """« 0 vote », « 1 vote », « 2 votes »."""
    return f"{count} {one if count < 2 else several or one + 's'}"


def percent(part: float) -> str:
    return f"{round(100 * part)}{NO_BREAK}%"
