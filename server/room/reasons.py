"""The figures of a ballot in short sentences, in the language being spoken: why this rank, and what to know before reading the
count. Each is whole: no language has to put its words where French puts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.i18n import gettext as _
from server.i18n import marked, ngettext, number, percent
from server.room import left_out
from server.room.colleges import HIDDEN_UNDER, compared
from server.room.figures import Evidence, Priority, WhatIf
from server.room.resampling import FEWEST, TOP
from server.room.state import Ballot, Room
from server.room.what_if import Merge, Without
from server.wording import worded

MOST_REASONS = 4
TOO_FEW = marked("Trop peu de votants pour dire si l'ordre est sûr.")


@dataclass(frozen=True, slots=True)
class Draws:
    """In how many resamples something holds: all, none, nearly all, nearly none, or a part of them."""

    every: str
    none: str
    nearly: str
    hardly: str
    some: str

    def said(self, part: float) -> str:
        if part in (0, 1):
            return _(self.every if part else self.none).format(top=TOP)
        sentence = self.nearly if part > 0.99 else self.hardly if part < 0.01 else self.some
        return _(sentence).format(top=TOP, part=percent(min(0.99, max(0.01, part))))


AMONG_FIRST = Draws(
    marked("Dans les {top} premiers de tous les tirages."),
    marked("Dans les {top} premiers d'aucun tirage."),
    marked("Dans les {top} premiers de plus de {part} des tirages."),
    marked("Dans les {top} premiers de moins de {part} des tirages."),
    marked("Dans les {top} premiers de {part} des tirages."),
)
FIRST = Draws(
    marked("En tête de tous les tirages."),
    marked("En tête d'aucun tirage."),
    marked("En tête de plus de {part} des tirages."),
    marked("En tête de moins de {part} des tirages."),
    marked("En tête de {part} des tirages."),
)


def why(room: Room, found: Evidence, one: Priority) -> tuple[str, ...]:
    """Why this option has its rank: from two to four sentences, or one where there is no more to say."""
    if not one.dots:
        return (_no_dots(found.voters), *_notes(room, one))
    return tuple(
        [_dots(one, found.voters), _sure(one), *_step(found, one), *_colleges(one), *_notes(room, one)][:MOST_REASONS]
    )


def _no_dots(voters: int) -> str:
    if not voters:
        return _("Personne n'a voté.")
    said = ngettext("Aucun point, pour {voters} votant.", "Aucun point, pour {voters} votants.", voters)
    return said.format(voters=number(voters))


def _dots(one: Priority, voters: int) -> str:
    if one.voters == 1:
        said = ngettext(
            "{dots} point, donné par {voters} votant sur {of}.",
            "{dots} points, donnés par {voters} votant sur {of}.",
            one.dots,
        )
    else:
        said = ngettext(
            "{dots} point, donné par {voters} votants sur {of}.",
            "{dots} points, donnés par {voters} votants sur {of}.",
            one.dots,
        )
    return said.format(dots=number(one.dots), voters=number(one.voters), of=number(voters))


def _sure(one: Priority) -> str:
    """Among few options, all are in the first three: the first place is told instead."""
    if not one.odds:
        return _(TOO_FEW)
    return AMONG_FIRST.said(one.top3) if len(one.odds) > TOP else FIRST.said(one.odds[0])


def _step(found: Evidence, one: Priority) -> Iterator[str]:
    places = [n for n, other in enumerate(found.options, 1) if other.step == one.step]
    if len(places) > 1:
        two = _("La salle ne départage pas les places {first} et {last}.")
        more = _("La salle ne départage pas les places {first} à {last}.")
        yield (two if len(places) == 2 else more).format(first=places[0], last=places[-1])


def _colleges(one: Priority) -> Iterator[str]:
    told = compared(one.support)
    if len(told) < 2:
        return
    families = any(line.of == "family" and line.voters for line in one.support)
    if one.divided:
        groups, colleges = (
            _("Les groupes ne sont pas d'accord : à discuter."),
            _("Les collèges ne sont pas d'accord : à discuter."),
        )
        yield groups if families else colleges
        return
    most = sum(2 * given > voters for given, voters in told)
    yield _majority(families, most).format(most=most, of=len(told))


def _majority(families: bool, most: int) -> str:
    if not most:
        groups, colleges = (
            _("Aucun groupe sur {of} ne l'a choisi à la majorité."),
            _("Aucun collège sur {of} ne l'a choisi à la majorité."),
        )
        return groups if families else colleges
    if families:
        return ngettext(
            "Choisi par la majorité dans {most} groupe sur {of}.",
            "Choisi par la majorité dans {most} groupes sur {of}.",
            most,
        )
    return ngettext(
        "Choisi par la majorité dans {most} collège sur {of}.",
        "Choisi par la majorité dans {most} collèges sur {of}.",
        most,
    )


def _notes(room: Room, one: Priority) -> Iterator[str]:
    """The kinds' own words are the session's."""
    told = []
    for kind in ("resource", "obstacle"):
        if known := room.find_kind(kind):
            count = one.notes.get(kind, 0)
            told.append(f"{number(count)} {worded(known.label if count < 2 else known.plural).lower()}")
    if len(told) == 2 and one.notes.get("resource", 0) + one.notes.get("obstacle", 0):
        yield _("{resources} pour {obstacles}.").format(resources=told[0], obstacles=told[1])


def otherwise(one: Priority, merges: Sequence[Merge], withouts: Sequence[Without]) -> tuple[WhatIf, ...]:
    """The other counts that would give this option another rank."""
    merged = _("Réuni avec « {other} » : rang {rank} au lieu de {before}.")
    joined = [
        WhatIf("merged", merged.format(other=worded(merge.other), rank=merge.rank, before=one.rank), merge.rank)
        for merge in merges
        if merge.option == one.option
    ]
    without = [
        WhatIf(case.case, left_out.ranked(case, rank, one.rank), rank)
        for case in withouts
        if (rank := case.ranks.get(one.option, one.rank)) != one.rank
    ]
    return (*joined, *without)


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
        yield _("Personne n'a voté : il n'y a pas d'ordre.")
        return
    if voters == 1:
        yield _("Une seule personne a voté : l'ordre est le sien.")
    if voters < present:
        some = ngettext("{voters} personne sur {present} a voté.", "{voters} personnes sur {present} ont voté.", voters)
        yield some.format(voters=number(voters), present=number(present))
    elif voters > 1:
        yield _("Tous les présents ont voté : ce n'est pas un sondage.")
    if voters < FEWEST:
        yield _(TOO_FEW)
    elif voters == present:
        yield _("Le pourcentage dit si l'ordre tient à quelques personnes.")


def _quorum(ballot: Ballot, found: Evidence) -> Iterator[str]:
    if asked := ballot.terms.quorum:
        sentence = _reached(asked, found.voters) if found.voters >= asked else _not_reached(asked, found.voters)
        yield sentence.format(voters=number(found.voters), asked=number(asked))


def _reached(asked: int, voters: int) -> str:
    if asked == 1:
        return ngettext(
            "Le quorum est atteint : {voters} votant pour {asked} demandé.",
            "Le quorum est atteint : {voters} votants pour {asked} demandé.",
            voters,
        )
    return ngettext(
        "Le quorum est atteint : {voters} votant pour {asked} demandés.",
        "Le quorum est atteint : {voters} votants pour {asked} demandés.",
        voters,
    )


def _not_reached(asked: int, voters: int) -> str:
    if asked == 1:
        return _("Le quorum n'est pas atteint : {voters} votant pour {asked} demandé.")
    return ngettext(
        "Le quorum n'est pas atteint : {voters} votant pour {asked} demandés.",
        "Le quorum n'est pas atteint : {voters} votants pour {asked} demandés.",
        voters,
    )


def _shape(found: Evidence) -> Iterator[str]:
    first = [one for one in found.options if one.rank == 1 and one.dots]
    if len(first) > 1:
        level = ngettext("{count} choix est à égalité en tête.", "{count} choix sont à égalité en tête.", len(first))
        yield level.format(count=number(len(first)))
    if len([one for one in found.options if one.dots]) == 1:
        yield _("Tous les points sont sur « {option} ».").format(option=worded(first[0].label))


def _hidden(room: Room, found: Evidence) -> Iterator[str]:
    if not room.session.colleges or not found.voters:
        return
    lines = found.options[0].support if found.options else ()
    if not lines:
        yield _("Trop peu de votants par collège : aucun détail n'est montré.")
    elif any(line.voters is None for line in lines):
        yield _("Sous {fewest} votants, un groupe est masqué, parfois avec un autre.").format(fewest=HIDDEN_UNDER)


def _entered(ballot: Ballot) -> Iterator[str]:
    voters = ballot.voters()
    hands, paper = (sum(voter.startswith(way) for voter in voters) for way in ("hands:", "paper:"))
    by_hands = ngettext("{count} vote à main levée", "{count} votes à main levée", hands).format(count=number(hands))
    on_paper = ngettext("{count} vote sur papier", "{count} votes sur papier", paper).format(count=number(paper))
    if hands and paper:
        yield _("Saisis par un animateur : {hands}, {paper}.").format(hands=by_hands, paper=on_paper)
    elif hands or paper:
        yield _("Saisis par un animateur : {votes}.").format(votes=by_hands if hands else on_paper)


def _doubts(found: Evidence, withouts: Sequence[Without]) -> Iterator[str]:
    """For each sort of voters that could be left out, what that would change."""
    for case in withouts:
        if not case.ranks:
            yield left_out.everyone(case)
        else:
            yield left_out.changing(case, sum(case.ranks[one.option] != one.rank for one in found.options))
