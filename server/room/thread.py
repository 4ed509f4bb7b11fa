"""The thread of a note: what became of it, told to whoever wrote it. In short sentences, and in one line, in the
language being spoken.

It tells what everybody may see of the note's own way, and nothing of anybody else: neither who is near, nor any total of a
ballot before its reveal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from server.charts.steps import Step as Places
from server.charts.steps import steps
from server.i18n import SOURCE, marked, ngettext, number, spoken
from server.i18n import gettext as _
from server.room.board import places
from server.room.priorities import Priority
from server.room.promise import Status
from server.room.promises import grounds, living
from server.room.state import REWORDING, Ballot, Note, Option, Promise, Room, Theme
from server.room.wall import SURE, gathered, said, too_early
from server.wording import worded

About = Literal["theme", "alone", "voices", "late", "before", "ballot", "promise", "status", "apart"]
UNTITLED = marked("Sans titre")
WORDS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
"""Small numbers in French, before a feminine noun. Other languages read figures."""


@dataclass(frozen=True, slots=True)
class Knot:
    """One thing that happened to a note; for `status`, what became of its promise."""

    about: About
    said: str
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    knots: tuple[Knot, ...]
    export: str
    """Whether the note is in the exports."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The dots that one person placed on a ballot: options by their names, in the order of the ballot. `exported`: whether the
    exports count them, which for a sealed ballot waits for its reveal."""

    ballot: str
    title: str
    revealed: bool
    exported: bool
    dots: tuple[tuple[str, int], ...]


def thread(room: Room, note: Note) -> Thread:
    if not note.shown:
        return Thread((_apart(note),), _export(note))
    return Thread((*_origin(note), *_grouped(room, note), *_voted(room, note), *_promised(room, note)), _export(note))


def line(room: Room, note: Note) -> str:
    """The thread of a note in one line, « Médiation de rue », avec quatre autres · 2e au vote · promesse 1. Empty as long as
    there is nothing to tell. Three hundred phones read it at once: it looks at the note's theme alone."""
    if not note.shown:
        return ""
    theme, members = _home(room, note)
    told = [_in_theme(theme, len(members) - 1)] if theme else []
    standings = [at for _ballot, _option, at in _standings(room, note) if at and at.options[0].dots]
    told += [_("{places} au vote").format(places=at.places) for at in standings[-1:]]
    told += [_("promesse {number}").format(number=n) for n, promise in _promises(room) if _answers(room, promise, note)]
    return " · ".join(told)


def _in_theme(theme: Theme, others: int) -> str:
    if not others:
        return _("« {theme} »").format(theme=_label(theme))
    return ngettext("« {theme} », avec {count} autre", "« {theme} », avec {count} autres", others).format(
        theme=_label(theme), count=_count(others)
    )


def _apart(note: Note) -> Knot:
    if note.erased:
        return Knot("apart", _("Ses mots sont effacés pour toujours."))
    if note.withdrawn:
        return Knot("apart", _("Vous avez retiré cette note. Elle a quitté le mur."))
    if note.aside:
        return Knot("apart", _("L'animation l'a mise de côté. Elle seule peut la relire."))
    if note.waiting and not note.hidden:
        return Knot("apart", _("L'animation la relit avant de l'afficher."))
    return Knot("apart", _("L'animation a masqué cette note. Elle n'est plus au mur."))


def _export(note: Note) -> str:
    if note.erased:
        return _("Ses mots ne sont plus dans l'export.")
    if note.withdrawn or note.aside:
        return _("Elle n'est pas dans l'export.")
    if note.waiting:
        return _("Dans l'export, marquée « en attente ». Absente du rapport.")
    if note.hidden:
        return _("Dans l'export, marquée « masquée ». Absente du rapport.")
    return _("Dans l'export et le rapport, sans dire de qui.")


def _origin(note: Note) -> Iterator[Knot]:
    if note.before:
        yield Knot("before", _("Cette idée vient d'avant le séminaire."))


def _grouped(room: Room, note: Note) -> Iterator[Knot]:
    if note.kind == REWORDING:
        yield from _reworded(room, note)
        return
    theme, members = _home(room, note)
    if theme is None:
        yield _loose(room, note)
        return
    if len(members) > 1:
        yield Knot("theme", _joined(room, note, theme, len(members) - 1))
    else:
        yield Knot("theme", _("Elle est seule dans le thème « {theme} ».").format(theme=_label(theme)))
    if note.late:
        yield Knot("late", _("Arrivée après les autres, elle compte autant."))
    yield from _merged(room, note, theme)
    yield from _echoes(note, members)


def _joined(room: Room, note: Note, theme: Theme, others: int) -> str:
    """A kind is named as the session file names it."""
    kind = room.find_kind(note.kind)
    name = worded(kind.label).lower() if kind else _("note")
    return ngettext(
        "Votre {kind} a rejoint « {theme} » avec {count} autre.",
        "Votre {kind} a rejoint « {theme} » avec {count} autres.",
        others,
    ).format(kind=name, theme=_label(theme), count=_count(others))


def _reworded(room: Room, note: Note) -> Iterator[Knot]:
    challenge = next((one for one in room.session.challenges if one.id == note.gisement), None)
    if challenge:
        yield Knot("voices", _("Elle reformule un défi : « {challenge} ».").format(challenge=worded(challenge.title)))


def _home(room: Room, note: Note) -> tuple[Theme | None, list[Note]]:
    """The theme in which the wall shows a note, and the notes it shows there. None where it stands alone, or waits."""
    theme = room.themes.get(note.theme or "")
    members = gathered(room, theme, too_early(room, note.gisement)) if theme else []
    return (theme, members) if any(one is note for one in members) else (None, [])


def _loose(room: Room, note: Note) -> Knot:
    """Why a note is in no theme of the wall."""
    theme = room.themes.get(note.theme or "")
    if note.unread == "wordless":
        return Knot("alone", _("Sans mots à comparer, elle n'a pas été regroupée."))
    if note.unread == "language":
        return Knot("alone", _("Elle attend une traduction pour être regroupée."))
    if note.unread == "failed":
        return Knot("alone", _("Elle n'a pas pu être comparée aux autres."))
    if too_early(room, note.gisement):
        return Knot("alone", _("Les thèmes se forment quand les notes sont plus nombreuses."))
    if theme and len(room.members(theme)) > 1 and note.confidence < SURE and theme.label:
        near = _("À trier : elle est proche de « {theme} », sans certitude.")
        return Knot("alone", near.format(theme=theme.label))
    if theme:
        return Knot("alone", _("Elle ne ressemble à aucune autre : elle reste à part."))
    if note.late:
        return Knot("late", _("Arrivée après la récolte, elle n'a pas été regroupée."))
    return Knot("alone", _("Elle n'est pas encore regroupée."))


def _merged(room: Room, note: Note, theme: Theme) -> Iterator[Knot]:
    """The names of the themes it stood in, that its own has taken in since."""
    were = {room.themes[one].label for one in note.been_in if one != theme.id and living(room, one) is theme}
    for label in sorted(were - {"", theme.label}):
        yield Knot("theme", _("Le thème « {theme} » s'y est joint.").format(theme=label))


def _echoes(note: Note, members: list[Note]) -> Iterator[Knot]:
    one = next(one for one in said(members) if any(other is note for other in (one.note, *one.again)))
    voices = one.voices - (not note.before)
    if voices:
        several = ngettext(
            "{count} autre personne a dit presque la même chose.",
            "{count} autres personnes ont dit presque la même chose.",
            voices,
        )
        yield Knot("voices", several.format(count=_count(voices).capitalize()))
    if any(other.before for other in (one.note, *one.again) if other is not note):
        yield Knot("before", _("Une idée d'avant le séminaire le disait presque."))


def _voted(room: Room, note: Note) -> Iterator[Knot]:
    for ballot, option, at in _standings(room, note):
        yield Knot("ballot", _standing(room, ballot, option, at))


def _standings(room: Room, note: Note) -> Iterator[tuple[Ballot, Option, Places[Priority] | None]]:
    """The options of revealed ballots that hold a note, with the places they got; None where nobody voted."""
    for ballot in room.ballots.values():
        held = [option for option in ballot.terms.options if note.id in option.notes] if ballot.revealed else []
        told = steps(places(room, ballot)) if held else []
        for option in held:
            at = next(step for step in told if any(one.option == option.id for one in step.options))
            yield ballot, option, at if ballot.voters() else None


def _standing(room: Room, ballot: Ballot, option: Option, at: Places[Priority] | None) -> str:
    names = {
        "ballot": worded(ballot.terms.title),
        "option": worded(_called(room, ballot, option)),
        "of": len(ballot.terms.options),
    }
    if at is None:
        return _("Au vote « {ballot} », personne n'a placé de point.").format(**names)
    if not at.options[0].dots:
        return _("Au vote « {ballot} », « {option} » n'a reçu aucun point.").format(**names)
    if not at.tied:
        return _("Au vote « {ballot} », « {option} » est classé {place} sur {of}.").format(**names, place=at.places)
    two = _("Au vote « {ballot} », « {option} » partage les places {first} et {last} sur {of}.")
    more = _("Au vote « {ballot} », « {option} » partage les places {first} à {last} sur {of}.")
    return (two if at.last == at.first + 1 else more).format(**names, first=at.first, last=at.last)


def _called(room: Room, ballot: Ballot, option: Option) -> str:
    gisement = room.find_gisement(option.id) if ballot.terms.on == "gisements" else None
    return gisement.short if gisement else option.label


def _promised(room: Room, note: Note) -> Iterator[Knot]:
    for n, promise in _promises(room):
        if not _answers(room, promise, note):
            continue
        if promise.themes:
            from_theme = _("Son thème est devenu la promesse {number} : « {promise} »")
            yield Knot("promise", from_theme.format(number=n, promise=promise.text))
        else:
            from_gisement = _("La promesse {number} est née de son gisement : « {promise} »")
            yield Knot("promise", from_gisement.format(number=n, promise=promise.text))
        if status := promise.latest:
            yield Knot("status", _("Depuis :"), status)


def _promises(room: Room) -> Iterator[tuple[int, Promise]]:
    """Those that say something, by the number that everybody sees."""
    return ((n, promise) for n, promise in enumerate(room.promises.values(), 1) if promise.text)


def _answers(room: Room, promise: Promise, note: Note) -> bool:
    """Whether a promise rests on the theme of a note; on its gisement, for one that rests on no theme."""
    if promise.themes:
        return note.theme in {theme.id for theme in grounds(room, promise)}
    return note.kind != REWORDING and note.gisement in promise.gisements


def sheets(room: Room, voter: str) -> list[Sheet]:
    """One's own dots, ballot by ballot, revealed or not."""
    return [
        Sheet(ballot.id, ballot.terms.title, ballot.revealed, ballot.revealed or not ballot.terms.sealed, dots)
        for ballot in room.ballots.values()
        if (dots := tuple(_given(room, ballot, voter)))
    ]


def _given(room: Room, ballot: Ballot, voter: str) -> Iterator[tuple[str, int]]:
    placed = ballot.dots.get(voter, {})
    for option in ballot.terms.options:
        if dots := placed.get(option.id, (0, 0))[0]:
            yield _called(room, ballot, option), dots


def _label(theme: Theme) -> str:
    return theme.label or _(UNTITLED)


def _count(count: int) -> str:
    return WORDS[count] if spoken() == SOURCE and count < len(WORDS) else number(count)
