"""Annex A: each ballot with its rules, its whole ranking, and the evidence of each option. A later one replaces no earlier one."""

from collections.abc import Iterator, Sequence

from server.html import number, percent, plural
from server.reports.blocks import (
    Block,
    Bullets,
    Facts,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    line,
    said,
    strong,
)
from server.reports.charted import charts
from server.reports.contract import BallotPart, PriorityPart
from server.reports.telling import (
    ROLES,
    Telling,
    between,
    dated,
    decimal,
    in_the_first,
    of_ballot,
    of_gisement,
    of_option,
    ordinal,
    shares,
    standing,
)

SMALLEST_ODDS = 0.05


def ballots(told: Telling) -> Iterator[Block]:
    if not told.export.ballots:
        yield Paragraph(line("Aucun vote n'a eu lieu."))
    for ballot in told.export.ballots:
        yield Heading(2, said(ballot.title), of_ballot(ballot.id))
        yield Facts(tuple((said(term), found) for term, found in _rules(told, ballot) if found))
        yield from _outcome(told, ballot)


def _rules(told: Telling, ballot: BallotPart) -> Iterator[tuple[str, Runs]]:
    yield "Porte sur", line(*_subject(told, ballot))
    yield "Pourquoi", line(ballot.why)
    yield "Demandé par", line(ballot.asked_by)
    opened = [ROLES.get(ballot.opened_by, ballot.opened_by), dated(ballot.opened_at) if ballot.opened_at else ""]
    yield "Ouvert par", line(", le ".join(part for part in opened if part))
    yield "Points", line(_points(ballot))
    yield (
        "Secret",
        line("totaux cachés à tous jusqu'à la révélation" if ballot.sealed else "totaux visibles pendant le vote"),
    )
    yield "Choix retenus", line(ballot.shortlist)
    follows = told.place(of_ballot(ballot.follows)) if ballot.follows else None
    yield "Second tour de", (follows,) if follows else ()
    yield "Qui vote", line(", ".join(ballot.colleges) or "toutes les personnes présentes")
    yield "Ouvert jusqu'au", line(dated(ballot.until) if ballot.until else "")
    yield "Par le lien emporté", line(ballot.door)
    yield "Participation", line(_turnout(ballot))
    reached = "atteint" if ballot.voters >= ballot.quorum else "non atteint"
    yield "Quorum", line(f"{plural(ballot.quorum, 'votant', 'votants')}, {reached}" if ballot.quorum else "")


def _subject(told: Telling, ballot: BallotPart) -> list[str | Run]:
    if ballot.on == "gisements":
        return ["les gisements"]
    if ballot.on == "texts":
        return ["des choix écrits par l'animation"]
    gisement = told.place(of_gisement(ballot.gisement)) if ballot.gisement else None
    return ["les thèmes de « ", gisement, " »"] if gisement else ["les thèmes de tous les gisements"]


def _points(ballot: BallotPart) -> str:
    budget = plural(ballot.budget, "point", "points")
    return f"{budget} par personne, {number(ballot.cap)} au plus sur un même choix"


def _turnout(ballot: BallotPart) -> str:
    parts = [plural(ballot.voters, "votant", "votants")]
    parts += [f"sur {plural(ballot.present, 'présent', 'présents')}"] if ballot.present else []
    apart = [f"{number(ballot.late)} hors délai"] if ballot.late else []
    apart += (
        [f"{number(ballot.entered)} saisis pour quelqu'un (main levée, papier, téléphone d'un voisin)"]
        if ballot.entered
        else []
    )
    return " ".join(parts) + (f", dont {' et '.join(apart)}" if apart else "")


def _outcome(told: Telling, ballot: BallotPart) -> Iterator[Block]:
    ranked = told.ranked[ballot.id]
    if ballot.said:
        yield Bullets(tuple(line(sentence) for sentence in ballot.said))
    if not ballot.voters:
        yield Paragraph(line("Personne n'a voté."))
    elif not ranked:
        yield from _unrevealed(ballot)
    else:
        yield _ranking(ranked)
        yield from charts(ranked, {gisement.id: gisement.short for gisement in told.export.gisements})
        for one in ranked:
            yield from _option(told, ballot, one, ranked)
        return
    yield Bullets(tuple(line(option.label) for option in ballot.options))


def _unrevealed(ballot: BallotPart) -> Iterator[Block]:
    if any(option.dots is not None for option in ballot.options):
        yield Table(
            said("Points à cette heure, le vote n'étant pas révélé"), (said("Choix"), said("Points"), said("Votants")),
            tuple(((line(o.label),), (line(number(o.dots or 0)),), (line(number(o.voters or 0)),)) for o in ballot.options),
            (8, 1, 1), "lrr",
        )  # fmt: skip
    else:
        yield Paragraph(line("Ce vote n'est pas révélé : ses totaux restent cachés. Ses choix :"))


def _ranking(ranked: Sequence[PriorityPart]) -> Table:
    return Table(
        said("Classement complet"),
        tuple(map(said, ("Rang", "Choix", "Points", "Votants", "Part (fourchette)", "Dans les 3 premiers"))),
        tuple(
            tuple(
                (cell,)
                for cell in (
                    line(standing(one, ranked)), (strong(one.label, of_option(one.ballot, one.option)),),
                    line(number(one.dots)), line(number(one.voters)),
                    line(f"{percent(one.share)} ({shares(one.share_between)})"), line(in_the_first(one)),
                )
            )
            for one in ranked
        ),
        (6, 25, 7, 8, 17, 9), "llrrrr",
    )  # fmt: skip


def _option(told: Telling, ballot: BallotPart, one: PriorityPart, ranked: Sequence[PriorityPart]) -> Iterator[Block]:
    yield Heading(3, said(f"{standing(one, ranked)}. {one.label}"), of_option(ballot.id, one.option))
    if one.why:
        yield Paragraph(line(" ".join(one.why)))
    yield Facts(tuple((said(term), found) for term, found in _evidence(told, ballot, one) if found))


def _evidence(told: Telling, ballot: BallotPart, one: PriorityPart) -> Iterator[tuple[str, Runs]]:
    dots = between(number(one.dots_between.low), number(one.dots_between.high))
    yield "Points", line(f"{number(one.dots)} ; entre {dots} dans 95 % des tirages" if one.odds else number(one.dots))
    share = f"{plural(one.voters, 'votant', 'votants')}, {percent(one.share)} ({shares(one.share_between)})"
    yield "Soutien", line(share)
    odds = [f"{ordinal(n)} : {percent(p)}" for n, p in enumerate(one.odds, 1) if p >= SMALLEST_ODDS]
    if one.odds:
        yield "Rang dans les tirages", line(" · ".join([*odds, f"dans les 3 premiers : {in_the_first(one)}"]))
    yield "Par collège", line(" · ".join(_support(one)))
    yield "Accord des collèges", line(_agreement(one))
    option = next((o for o in ballot.options if o.id == one.option), None)
    notes = _its_notes(told, ballot, one.option, option.notes if option else [])
    found = told.notes_of(notes, one.notes, told.home(ballot, one.option, notes))
    before = f", dont {number(one.before)} d'avant le séminaire" if one.before else ""
    yield "Contributions", (*found, *line(before)) if found else line("aucune")
    yield "Maturité", line(_readiness(one))
    yield "Et si ?", line(" ".join(what.said for what in one.what_if))


def _its_notes(told: Telling, ballot: BallotPart, option: str, notes: Sequence[str]) -> list[str]:
    """Those it had when the ballot opened; a gisement has those of today."""
    if notes or ballot.on != "gisements":
        return list(notes)
    return [note.id for note in told.notes.values() if note.gisement == option]


def _support(one: PriorityPart) -> Iterator[str]:
    for group in one.support:
        counts = "masqué" if group.given is None or group.voters is None else f"{group.given} sur {group.voters}"
        yield f"{group.label} {counts}"


def _agreement(one: PriorityPart) -> str:
    if one.consensus is None:
        return ""
    apart = f" ; écart entre collèges {decimal(one.dissent)}" if one.dissent is not None else ""
    return f"{decimal(one.consensus)} sur 1{apart}{' : avis partagés, à discuter' if one.divided else ''}"


def _readiness(one: PriorityPart) -> str:
    if one.readiness is None:
        return ""
    resources, obstacles = one.notes.get("resource"), one.notes.get("obstacle")
    value = decimal(one.readiness)
    if resources is None and obstacles is None:
        return value
    r, o = resources or 0, obstacles or 0
    return f"{value} = ({r} + 1) ÷ ({r} + {o} + 2), d'après les ressources et les difficultés"
