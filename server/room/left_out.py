"""What leaving some of the voters out would change, in sentences, in the language being spoken."""

from __future__ import annotations

from server.i18n import gettext as _
from server.i18n import ngettext, number
from server.room.what_if import Without


def everyone(case: Without) -> str:
    """When nobody else voted."""
    return {
        "late": _("Tous les votes sont tardifs."),
        "entered": _("Tous les votes ont été saisis à la main."),
    }.get(case.case, "")


def ranked(case: Without, rank: int, before: int) -> str:
    """The other rank of an option."""
    said = {
        "late": ngettext(
            "Sans le vote tardif : rang {rank} au lieu de {before}.",
            "Sans les {voters} votes tardifs : rang {rank} au lieu de {before}.",
            case.voters,
        ),
        "entered": ngettext(
            "Sans le vote saisi à la main : rang {rank} au lieu de {before}.",
            "Sans les {voters} votes saisis à la main : rang {rank} au lieu de {before}.",
            case.voters,
        ),
        "unseen": ngettext(
            "Sans le votant qui n'a rien fait d'autre : rang {rank} au lieu de {before}.",
            "Sans les {voters} votants qui n'ont rien fait d'autre : rang {rank} au lieu de {before}.",
            case.voters,
        ),
    }[case.case]
    return said.format(voters=number(case.voters), rank=rank, before=before)


def changing(case: Without, options: int) -> str:
    """How many options would change rank."""
    said = (
        _same(case) if not options else _one_left_out(case, options) if case.voters == 1 else _left_out(case, options)
    )
    return said.format(voters=number(case.voters), options=number(options))


def _same(case: Without) -> str:
    return {
        "late": ngettext(
            "Sans le vote tardif, l'ordre serait le même.",
            "Sans les {voters} votes tardifs, l'ordre serait le même.",
            case.voters,
        ),
        "entered": ngettext(
            "Sans le vote saisi à la main, l'ordre serait le même.",
            "Sans les {voters} votes saisis à la main, l'ordre serait le même.",
            case.voters,
        ),
        "unseen": ngettext(
            "Sans le votant qui n'a rien fait d'autre, l'ordre serait le même.",
            "Sans les {voters} votants qui n'ont rien fait d'autre, l'ordre serait le même.",
            case.voters,
        ),
    }[case.case]


def _one_left_out(case: Without, options: int) -> str:
    return {
        "late": ngettext(
            "Sans le vote tardif, {options} choix changerait de rang.",
            "Sans le vote tardif, {options} choix changeraient de rang.",
            options,
        ),
        "entered": ngettext(
            "Sans le vote saisi à la main, {options} choix changerait de rang.",
            "Sans le vote saisi à la main, {options} choix changeraient de rang.",
            options,
        ),
        "unseen": ngettext(
            "Sans le votant qui n'a rien fait d'autre, {options} choix changerait de rang.",
            "Sans le votant qui n'a rien fait d'autre, {options} choix changeraient de rang.",
            options,
        ),
    }[case.case]


def _left_out(case: Without, options: int) -> str:
    return {
        "late": ngettext(
            "Sans les {voters} votes tardifs, {options} choix changerait de rang.",
            "Sans les {voters} votes tardifs, {options} choix changeraient de rang.",
            options,
        ),
        "entered": ngettext(
            "Sans les {voters} votes saisis à la main, {options} choix changerait de rang.",
            "Sans les {voters} votes saisis à la main, {options} choix changeraient de rang.",
            options,
        ),
        "unseen": ngettext(
            "Sans les {voters} votants qui n'ont rien fait d'autre, {options} choix changerait de rang.",
            "Sans les {voters} votants qui n'ont rien fait d'autre, {options} choix changeraient de rang.",
            options,
        ),
    }[case.case]
