"""A ranking as people are told it: step by step, what the votes cannot tell apart together, and when each step appears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from server.charts import Choice
from server.i18n import gettext as _
from server.i18n import ngettext, number, ordinal
from server.wording import worded

C = TypeVar("C", bound=Choice)

LEAD, BEAT, HELD, GROW, LONGEST = 1500, 900, 900, 700, 8000
"""Milliseconds: from the reveal to the last place, between two steps, kept before the first place, for a bar to grow, in all.
The lead lets every phone read its page."""


@dataclass(frozen=True, slots=True)
class Step(Generic[C]):
    """Options that share the places `first` to `last`; it appears `after` so many ms from the reveal."""

    first: int
    last: int
    options: tuple[C, ...]
    after: int

    @property
    def tied(self) -> bool:
        return self.last > self.first

    @property
    def places(self) -> str:
        """« 1er », « 2e et 3e », « 4e à 7e »."""
        if not self.tied:
            return ordinal(self.first)
        both = _("{first} et {last}") if self.last == self.first + 1 else _("{first} à {last}")
        return both.format(first=ordinal(self.first), last=ordinal(self.last))


def steps(ranking: Sequence[C]) -> list[Step[C]]:
    """From the first to the last."""
    groups = [tuple(group) for _, group in groupby(ranking, key=lambda one: one.step)]
    found, first = [], 1
    for options, after in zip(groups, _moments(len(groups)), strict=True):
        found.append(Step(first, first + len(options) - 1, options, after))
        first += len(options)
    return found


def _moments(count: int) -> list[int]:
    """When each of so many steps appears, the first one last, and later than the beat."""
    beat = min(BEAT, (LONGEST - LEAD - HELD - GROW) // max(1, count - 1))
    held = HELD if count > 1 else 0
    return [LEAD + (count - 1 - n) * beat + (0 if n else held) for n in range(count)]


def undecided(ranking: Sequence[Choice]) -> str:
    """« 2e et 3e, 5e à 7e : la salle ne départage pas », or nothing."""
    tied = ", ".join(step.places for step in steps(ranking) if step.tied)
    return _("{places} : la salle ne départage pas.").format(places=tied) if tied else ""


def outcome(ranking: Sequence[Choice]) -> str:
    """The result in a sentence, for who listens to the page."""
    if not ranking or not ranking[0].dots:
        return ""
    first = steps(ranking)[0]
    if not first.tied:
        return _("Résultats révélés. En tête : {first}.").format(first=worded(first.options[0].label))
    return ngettext(
        "Résultats révélés. La salle ne départage pas le {count} premier : {names}.",
        "Résultats révélés. La salle ne départage pas les {count} premiers : {names}.",
        len(first.options),
    ).format(count=number(len(first.options)), names=", ".join(worded(one.label) for one in first.options[:3]))
