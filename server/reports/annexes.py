"""Annexes B to E: promises, every contribution, challenges, method and limits."""

import re
from collections.abc import Iterator

from server.html import number, plural
from server.i18n import SOURCE, speaking, tongue
from server.reports.blocks import (
    Block,
    Bullets,
    Facts,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    Verbatim,
    line,
    said,
    strong,
)
from server.reports.contract import NotePart, PromisePart
from server.reports.telling import (
    STANDS,
    Section,
    Telling,
    counted,
    dated,
    decimal,
    of_ballot,
    of_gisement,
    of_note,
    of_option,
    of_theme,
)
from server.typography import typographic

MOST_QUOTED = 3
LABELS = {
    "need": "Besoin auquel elle répond", "carrier": "Portée par", "users": "Équipe : usagers", "agents": "Équipe : agents",
    "leaders": "Équipe : acteurs locaux", "test": "Premier essai", "people": "Moyens humains", "technical": "Aide technique",
    "money": "Budget", "resources": "Ressources à mobiliser", "obstacles": "Obstacles à lever",
    "derogation": "Dérogation demandée",
}  # fmt: skip


def promises(told: Telling) -> Iterator[Block]:
    if not told.export.promises:
        yield Paragraph(line("Aucune promesse n'a été écrite."))
    for n, promise in enumerate(told.export.promises, 1):
        yield Heading(2, said(f"Promesse {n}"), f"promesse-{n}")
        yield Paragraph((strong(promise.text),), "lead")
        if rows := [(said(term), found) for term, found in _promise(told, promise) if found]:
            yield Facts(tuple(rows))
        if promise.statuses:
            yield _statuses(promise)


def _promise(told: Telling, one: PromisePart) -> Iterator[tuple[str, Runs]]:
    for field in ("need", "carrier", "users", "agents", "leaders"):
        yield LABELS[field], line(getattr(one, field))
    yield (
        "Rejoindre l'équipe",
        line(plural(one.joined, "personne l'a demandé", "personnes l'ont demandé") if one.joined else ""),
    )
    when = f" ({dated(one.test_on)})" if one.test_on else ""
    yield LABELS["test"], line(f"{one.test}{when}".strip())
    for field in ("people", "technical", "money", "resources", "obstacles", "derogation"):
        yield LABELS[field], line(getattr(one, field))
    yield "Priorité", _places(told, [of_option(one.ballot or "", one.option or "")])
    yield "Vote", _places(told, [of_ballot(one.ballot or "")])
    yield "Gisements", _places(told, map(of_gisement, one.gisements or ([one.gisement] if one.gisement else [])))
    yield "Thèmes", _places(told, map(of_theme, one.themes))
    yield "S'appuie sur", _quoted(told, one)


def _places(told: Telling, anchors: "list[str] | map[str]") -> Runs:
    found = [place for anchor in anchors if (place := told.place(anchor))]
    return line(*(part for n, place in enumerate(found) for part in (" ; " if n else "", place)))


def _quoted(told: Telling, one: PromisePart) -> Runs:
    """The first notes in full, then the number of each."""
    shown = [told.notes[note] for note in one.verbatims if note in told.notes]
    quotes: list[str | Run] = []
    for note in shown[:MOST_QUOTED]:
        words = within(" ".join((note.published or note.text).split()))
        line_of = within(" ".join(_line(note).split()))
        quotes += [Run(said(f"« {words} »" + (f", soit « {line_of} »" if line_of else "")), of_note(note.id)), " ; "]
    return line(*quotes, *told.numbered(one.verbatims))


def within(quoted: str) -> str:
    """What is quoted between guillemets has its own quotes in the English way (Lexique de l'Imprimerie nationale)."""
    return re.sub(r"«\s*(.*?)\s*»", r"“\1”", typographic(quoted))


def _statuses(one: PromisePart) -> Table:
    return Table(
        said("Ce qu'elle est devenue"), tuple(map(said, ("Date", "État", "Preuve", "Ce qu'on a appris"))),
        tuple(
            ((line(dated(s.on)),), (line(STANDS[s.state]),), (line(s.evidence),), (line(s.learned),)) for s in one.statuses
        ),
        (3, 2, 4, 4), "llll",
    )  # fmt: skip


def verbatims(told: Telling) -> Iterator[Block]:
    if not told.notes:
        yield Paragraph(line("Aucune contribution n'a été écrite."))
    else:
        yield Paragraph(
            line("Chaque contribution a un numéro, le même dans tout ce rapport. Les noms ne sont jamais dits.")
        )
    for section in told.sections:
        yield Heading(2, said(section.title), section.anchor)
        yield from _section(told, section)


def _section(told: Telling, section: Section) -> Iterator[Block]:
    if section.question:
        yield Paragraph(line(section.question), "lead")
    yield Paragraph(line(_counts(told, section), *_unsaid(section)), "small")
    for heap in section.heaps:
        if heap.label:
            yield Heading(3, said(f"{heap.label} ({len(heap.notes)})"), heap.anchor)
        for note in heap.notes:
            yield verbatim(note, told.numbers[note.id], told.kinds, told.export.language)


def verbatim(note: NotePart, number: int, kinds: dict[str, str], language: str) -> Verbatim:
    """A note as a report quotes it. `language`: the report's. In which language a rewording is, nobody has told."""
    spoken = "" if note.published or note.language == language else note.language
    marks = " · ".join(_marks(note, kinds, language))
    return Verbatim(
        of_note(note.id),
        number,
        said(note.published or note.text),
        said(marks),
        spoken,
        said(_line(note)),
        bool(note.published),
    )


def _line(note: NotePart) -> str:
    """What translates the words that are quoted: a wording for publication needs nothing beside it."""
    return "" if note.published else note.translation or ""


def _counts(told: Telling, section: Section) -> str:
    kinds = [note.kind for note in section.notes]
    found = [counted(kinds.count(kind), label) for kind, label in told.kinds.items() if kind in kinds]
    return ", ".join(found) + "." if found else "Aucune contribution."


def _unsaid(section: Section) -> Iterator[str]:
    if section.hidden:
        yield f" {plural(section.hidden, 'note masquée', 'notes masquées')} par l'animation."
    if section.erased:
        yield f" {plural(section.erased, 'note effacée', 'notes effacées')} à la demande de leur auteur."


def _marks(note: NotePart, kinds: dict[str, str], language: str) -> Iterator[str]:
    yield kinds.get(note.kind, note.kind)
    if note.table:
        yield f"table {note.table}"
    if note.before:
        yield "avant le séminaire"
    if note.entered:
        yield "saisie pour quelqu'un"
    if note.late:
        yield "tardive"
    if note.language and note.language != language:
        named = _named(note.language)
        yield f"en {named}" if named else f"langue : {note.language}"
    if _line(note):
        yield "traduit par une personne"
    if note.published:
        yield "reformulé pour la publication"


def _named(language: str) -> str:
    """Documents are in French, whoever asks for them."""
    with speaking(SOURCE):
        return tongue(language)


def challenges(told: Telling) -> Iterator[Block]:
    if not told.export.challenges:
        yield Paragraph(line("Ce séminaire ne partait d'aucun défi."))
    for one in told.export.challenges:
        yield Heading(2, said(one.title), f"defi-{one.id}")
        reacted = f"{number(one.agree)} d'accord, {number(one.disagree)} pas d'accord."
        yield Paragraph(line(reacted if one.agree or one.disagree else "Personne n'a réagi à ce défi."))
        if one.rewordings:
            yield Paragraph(line(f"{plural(len(one.rewordings), 'reformulation', 'reformulations')} :"))
            yield Bullets(tuple(line(text) for text in one.rewordings))


def method(told: Telling) -> Iterator[Block]:
    yield Heading(2, said("Qui était là"), "presence")
    yield from _presence(told)
    yield Heading(2, said("Le séminaire en valait-il la peine ?"), "cloture")
    yield from _worth(told)
    yield Heading(2, said("Comment les chiffres sont faits"), "methode")
    yield _version(told)
    yield Bullets(tuple(line(sentence) for sentence in FORMULAS))
    yield Heading(2, said("Ce que ce rapport ne dit pas"), "limites")
    yield Bullets(tuple(line(sentence) for sentence in LIMITS))


def _presence(told: Telling) -> Iterator[Block]:
    came, presence = told.export.participants, told.export.presence
    yield Paragraph(
        line(
            f"{plural(came, 'personne a', 'personnes ont')} écrit, voté ou choisi un collège." if came else "Personne."
        )
    )
    if presence:
        yield Table(
            said("Présence par collège"), (said("Collège"), said("Invités"), said("Présents")),
            tuple(
                (
                    (line(one.label),), (line("non dit" if one.invited is None else number(one.invited)),),
                    (line("masqué" if one.present is None else number(one.present)),),
                )
                for one in presence
            ),
            (6, 2, 2), "lrr",
        )  # fmt: skip


def _worth(told: Telling) -> Iterator[Block]:
    worth = told.export.worth
    votes = sum(worth.values())
    if not votes:
        yield Paragraph(line(f"Moins de {told.export.method.hidden_under} réponses : elles ne sont pas détaillées."))
        return
    mean = sum(int(note) * count for note, count in worth.items()) / votes
    yield Table(
        said(f"Note moyenne : {decimal(mean)} sur 5 ({plural(votes, 'réponse', 'réponses')})"),
        tuple(said(f"{note} sur 5") for note in worth), (tuple((line(number(count)),) for count in worth.values()),),
        (1,) * len(worth), "r" * len(worth),
    )  # fmt: skip


def _version(told: Telling) -> Facts:
    method = told.export.method
    rows = {
        "Méthode": f"version {method.version}",
        "Tirages": f"{number(method.resamples)} tirages au sort des votants, avec remise (graine {method.seed})",
        "Secret": f"un groupe de moins de {number(method.hidden_under)} personnes n'est jamais détaillé : « masqué »",
        "Données": f"état n° {told.export.seq} de la salle ; heures arrondies à la minute, en heure universelle (UTC)",
    }
    return Facts(tuple((said(term), line(text)) for term, text in rows.items()))


FORMULAS = (
    "Rang : les choix sont rangés par nombre de points. Deux choix que les tirages ne séparent pas partagent un rang.",
    "Part : les votants qui ont donné au moins un point, divisés par tous les votants. Fourchette à 95 % de Wilson.",
    "Quand tous les présents ont voté, la part est exacte. La fourchette dit ce que donnerait une salle semblable.",
    "Dans les 3 premiers : la proportion des tirages où moins de trois choix ont plus de points.",
    "Accord des collèges : le produit, sur les collèges, de (A + 1) ÷ (S + 2). S : votants du collège ; A : ceux pour ce choix.",
    "Écart entre collèges : l'écart type de leurs parts, ramené entre 0 et 1. Au-delà de 0,3, le choix est à discuter.",
    "Maturité : (ressources + 1) ÷ (ressources + difficultés + 2). Plus elle est haute, plus le terrain est prêt.",
)
LIMITS = (
    "Les personnes présentes ne représentent pas tout le territoire.",
    "Les points disent des préférences : ils préparent une décision, ils ne la prennent pas.",
    "Une machine propose les thèmes, des personnes les corrigent : d'autres lectures sont possibles.",
    "Ce rapport ne dit ni qui a écrit, ni qui a voté quoi.",
    "Les votes successifs sont tous rapportés : aucun ne remplace un autre.",
    "Dans le PDF, ▯ remplace un signe que ses polices n'ont pas (chinois, japonais, coréen…) ; les autres fichiers le gardent.",
)
