"""A seminar in a few lines, as a form takes it: the usual stages, one vote on the gisements (or on themes, when there is one).
Anybody with its QR code comes in and no session file says otherwise, so notes are read before they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.i18n import gettext as _
from server.i18n import marked
from server.room.definition import Session, SessionError, build

STAGES: tuple[dict[str, Any], ...] = (
    {"kind": "welcome", "title": marked("Accueil"), "minutes": 5},
    {
        "kind": "gather",
        "title": marked("Contributions"),
        "minutes": 20,
        "text": marked("Écrivez vos idées, vos ressources, vos difficultés."),
    },
    {"kind": "sort", "title": marked("Mise en commun"), "minutes": 15},
    {"kind": "vote", "title": marked("Vote"), "minutes": 5, "ballot": "priorites"},
    {"kind": "results", "title": marked("Résultats"), "minutes": 15, "ballot": "priorites"},
    {"kind": "close", "title": marked("Clôture"), "minutes": 5},
)
SHORT = 28


@dataclass(frozen=True, slots=True)
class Outline:
    """`gisements` one a line; `colleges` one a line, « name : family » or a name alone; `minutes` by kind of stage."""

    title: str = ""
    gisements: str = ""
    colleges: str = ""
    minutes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """Raises SessionError."""
        titles = lines(self.gisements)
        ballot = {
            "id": "priorites",
            "title": marked("Nos priorités"),
            "on": "gisements" if len(titles) > 1 else "themes",
        }
        return build(
            {
                "title": self.title or marked("Atelier"),
                "gisements": [{"title": title, "short": _short(title)} for title in titles],
                "colleges": [_college(n, line) for n, line in enumerate(lines(self.colleges), 1)],
                "stages": [{**stage, "minutes": self.minutes.get(stage["kind"], stage["minutes"])} for stage in STAGES],
                "ballots": [ballot],
                "moderation": {"before": True},
            }
        )

    def told(self) -> dict[str, list[str]]:
        """What it says, line by line under the name of each part: what two versions are compared by."""
        durations = [(_(stage["title"]), self.minutes.get(stage["kind"], stage["minutes"])) for stage in STAGES]
        return {
            marked("Titre"): lines(self.title),
            marked("Gisements"): lines(self.gisements),
            marked("Collèges"): lines(self.colleges),
            marked("Durées"): [
                _("{stage} : {minutes} min").format(stage=stage, minutes=minutes) for stage, minutes in durations
            ],
        }

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is to be corrected, by field of the form; nothing when a room can be opened."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        if not lines(self.gisements):
            found["gisements"].append(_("Écrivez au moins un gisement, un par ligne."))
        try:
            _session = self.session
        except SessionError as error:
            for place, sentence in error.places:
                if place != ("gisements",) or lines(self.gisements):
                    found[_field(place)].append(_told(place, sentence))
        return {name: list(dict.fromkeys(told)) for name, told in found.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of a part of an outline that come and go; none of either: they only changed places."""

    part: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def changes(before: Outline, after: Outline) -> list[Change]:
    old, new = before.told(), after.told()
    return [
        Change(part, _without(new[part], old[part]), _without(old[part], new[part]))
        for part in new
        if new[part] != old[part]
    ]


def _without(these: list[str], those: list[str]) -> tuple[str, ...]:
    return tuple(one for one in these if one not in those)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _short(title: str) -> str:
    return title if len(title) <= SHORT else title[: SHORT - 1].rsplit(" ", 1)[0] + "…"


def _college(number: int, line: str) -> dict[str, str]:
    label, _colon, family = (one.strip() for one in line.partition(":"))
    return {"id": f"college-{number}", "label": label, "family": family or label}


def _field(place: tuple[int | str, ...]) -> str:
    if place[:1] == ("stages",) and len(place) > 1:
        return f"minutes.{STAGES[int(place[1])]['kind']}"
    return str(place[0]) if place else "title"


def _told(place: tuple[int | str, ...], sentence: str) -> str:
    """With the line it is about."""
    if place[:1] in (("gisements",), ("colleges",)) and len(place) > 1:
        return _("Ligne {number} : {sentence}").format(number=int(place[1]) + 1, sentence=sentence)
    return sentence
