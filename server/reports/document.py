"""The report of a room, told once: two pages for elected officials, then annexes with everything that grounds them.

The four writers (`pdf`, `docx`, `odt`, `html`) lay out these blocks and nothing else.
"""

from collections.abc import Iterator, Sequence

from server.html import number, percent, plural
from server.reports.annexes import challenges, method, promises, verbatims
from server.reports.ballots_told import ballots
from server.reports.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Table,
    line,
    said,
    strong,
)
from server.reports.contract import BallotPart, Export, PriorityPart, PromisePart
from server.reports.telling import Telling, dated, in_the_first, of_ballot, of_option, standing

MOST_ROWS, MOST_RANKINGS, MOST_PROMISES, MOST_COLLEGES = 10, 3, 5, 8
LONGEST_WHY, LONGEST_PROMISE, LONGEST_LABEL, LONGEST_NAME, LONGEST_INTRODUCTION = 120, 150, 80, 60, 300
"""Characters on the first two pages; the annexes have everything."""
ENDS = (".", "!", "?", "…")
A_LINE = 60
"""What a new line costs, in characters."""
ANNEXES = (
    ("A", "Les votes, leurs règles et leurs preuves"),
    ("B", "Les promesses en entier"),
    ("C", "Toutes les contributions"),
    ("D", "Les défis"),
    ("E", "Méthode et limites"),
)


def document(export: Export) -> Document:
    """The whole report of an export."""
    told = Telling(export)
    annexes = (ballots, promises, verbatims, challenges, method)
    blocks: list[Block] = [*_first_pages(told)]
    for (letter, title), blocks_of in zip(ANNEXES, annexes, strict=True):
        blocks += [PageBreak(), Heading(1, said(f"Annexe {letter}. {title}"), _annex(letter)), *blocks_of(told)]
    where = [said(part) for part in (export.territory, dated(export.date) if export.date else "") if part]
    subtitle = said(" · ".join(["Rapport du séminaire", *where]))
    return Document(said(export.title), subtitle, export.language, export.date or "", tuple(blocks))


def _annex(letter: str) -> str:
    return f"annexe-{letter.lower()}"


def _first_pages(told: Telling) -> Iterator[Block]:
    yield from _introduction(told.export.introduction)
    yield Paragraph(_who_came(told), "lead")
    if not told.export.live:
        yield Paragraph(line("La salle est encore en répétition : ces résultats sont des essais."))
    yield Heading(1, said("Les priorités"), "priorites")
    yield from _rankings(told)
    yield Heading(1, said("Les promesses"), "promesses")
    yield from _promises(told)
    yield Heading(1, said("Comment lire ces pages"), "lire")
    yield _how_to_read(told.export.method.resamples)
    yield Paragraph(_contents(), "small")


def _introduction(text: str) -> Iterator[Block]:
    """What the organiser says. More than a few lines have a page of their own: elected officials keep their two."""
    yield from (Paragraph(line(one)) for part in text.split("\n\n") if (one := part.strip()))
    if len(text) + A_LINE * text.count("\n") > LONGEST_INTRODUCTION:
        yield PageBreak()


def _who_came(told: Telling) -> Runs:
    export = told.export
    if not export.participants:
        return line("Personne n'a encore pris part à ce séminaire.")
    done: list[tuple[int, str, str, str]] = [
        (len(told.notes), "contribution", "contributions", "c"),
        (len(export.ballots), "vote", "votes", "a"),
        (len(export.promises), "promesse", "promesses", "b"),
    ]
    parts: list[str | Run] = [plural(export.participants, "participant", "participants"), " : "]
    for n, (count, one, many, letter) in enumerate(done):
        parts += [", " if n else "", Run(said(plural(count, one, many)), _annex(letter))]
    gisements = plural(len(export.gisements), "gisement", "gisements")
    return line(*parts, f", sur {gisements}.", *_colleges(told))


def _colleges(told: Telling) -> list[str | Run]:
    """« Présents : Police 12 sur 20 invités, Habitants 30. »"""
    known = [one for one in told.export.presence if one.present is not None]
    there = Run(said("Présents par collège"), "presence")
    if not known:
        return []
    if len(known) > MOST_COLLEGES:
        return [" ", there, " : en annexe."]
    many = [
        f"{one.label} {number(one.present or 0)}" + (f" sur {number(one.invited)}" if one.invited else "")
        for one in known
    ]
    return [" ", there, f" : {', '.join(many)}."]


def _rankings(told: Telling) -> Iterator[Block]:
    export = told.export
    if not export.ballots:
        yield Paragraph(line("Aucun vote n'a eu lieu."))
        return
    ranked = [ballot for ballot in export.ballots if told.ranked[ballot.id] and ballot.voters]
    rows = max(3, MOST_ROWS // max(1, min(len(ranked), MOST_RANKINGS)))
    for ballot in ranked[:MOST_RANKINGS]:
        yield from _ranking(told, ballot, told.ranked[ballot.id], rows)
    if rest := [ballot for ballot in export.ballots if ballot not in ranked[:MOST_RANKINGS]]:
        names = [
            part for ballot in rest for part in (", ", told.link(cut(ballot.title, LONGEST_NAME), of_ballot(ballot.id)))
        ][1:]
        begins = "Autres votes, en annexe : " if ranked else "Votes sans résultat à ce jour, en annexe : "
        yield Paragraph(line(begins, *names, "" if rest[-1].title.endswith(ENDS) else "."))


def _ranking(told: Telling, ballot: BallotPart, ranked: Sequence[PriorityPart], rows: int) -> Iterator[Block]:
    turnout = plural(ballot.voters, "votant", "votants")
    turnout += f" sur {plural(ballot.present, 'présent', 'présents')}" if ballot.present else ""
    yield Table(
        said(f"{cut(ballot.title, LONGEST_LABEL)} ({turnout})"),
        (said("Rang"), said("Priorité, et pourquoi"), said("Points"), said("Part des votants"), said("Dans les 3 premiers")),
        tuple(_row(told, one, ranked) for one in ranked[:rows]),
        (6, 37, 7, 8, 9), "llrrr",
    )  # fmt: skip
    if left := len(ranked) - rows:
        rest = told.link(plural(left, "autre choix est classé", "autres choix sont classés"), of_ballot(ballot.id))
        if left > 0:
            yield Paragraph(line(rest, " en annexe."), "small")


def _row(told: Telling, one: PriorityPart, ranked: Sequence[PriorityPart]) -> tuple[tuple[Runs, ...], ...]:
    what: tuple[Runs, ...] = ((strong(cut(one.label, LONGEST_LABEL), of_option(one.ballot, one.option)),),)
    what += (line(cut(one.why[0], LONGEST_WHY)),) if one.why else ()
    figures = (number(one.dots), percent(one.share), in_the_first(one))
    return ((line(standing(one, ranked)),), what, *((line(figure),) for figure in figures))


def _promises(told: Telling) -> Iterator[Block]:
    found = told.export.promises
    if not found:
        yield Paragraph(line("Aucune promesse n'a été écrite."))
        return
    yield Bullets(tuple(_promise(n, one) for n, one in enumerate(found[:MOST_PROMISES], 1)))
    if left := found[MOST_PROMISES:]:
        more = plural(len(left), "autre promesse", "autres promesses")
        yield Paragraph(line(Run(said(more), _annex("b")), " en annexe."), "small")


def _promise(n: int, one: PromisePart) -> Runs:
    text, carrier = cut(one.text, LONGEST_PROMISE), cut(one.carrier, LONGEST_NAME)
    parts = [f"Portée par {carrier}" if carrier else "Personne ne la porte encore"]
    parts += [f"Premier essai : {dated(one.test_on)}"] if one.test_on else []
    return line(strong(ended(text), f"promesse-{n}"), *(f" {ended(part)}" for part in parts))


def _how_to_read(resamples: int) -> Bullets:
    sentences = (
        "Le rang suit le nombre de points ; « 2–3 » : les votes ne départagent pas ces deux priorités.",
        "La part compte les votants qui ont donné au moins un point à cette priorité.",
        f"« Dans les 3 premiers : 87 % » : sur {number(resamples)} tirages au sort des votants, elle y figure 87 fois sur 100.",
    )
    return Bullets(tuple(line(sentence) for sentence in sentences))


def _contents() -> Runs:
    parts: list[str | Run] = ["Annexes : "]
    for n, (letter, title) in enumerate(ANNEXES):
        parts += [" · " if n else "", Run(said(f"{letter}. {title}"), _annex(letter))]
    return line(*parts)


def cut(text: str, longest: int) -> str:
    """At most so many characters, on one line, cut after a word where there is one."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def ended(sentence: str) -> str:
    return sentence if sentence.endswith(ENDS) else f"{sentence}."
