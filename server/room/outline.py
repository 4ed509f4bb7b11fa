"""A seminar in a few lines, as a form takes it, laid over a session: a format's, a file's, else the usual stages with one vote.
Anybody with its QR code comes in and nothing says otherwise there, so notes are then read before they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.i18n import gettext as _
from server.i18n import marked
from server.room.definition import Session, SessionError, build
from server.room.lines import COLLEGES, GISEMENTS, Values, laid, lines, one_line
from server.room.translations import living
from server.wording import Wording

STAGES: tuple[dict[str, Any], ...] = (
    {"id": "welcome", "kind": "welcome", "title": marked("Accueil"), "minutes": 5},
    {
        "id": "gather",
        "kind": "gather",
        "title": marked("Contributions"),
        "minutes": 20,
        "text": marked("Écrivez vos idées, vos ressources, vos difficultés."),
    },
    {"id": "sort", "kind": "sort", "title": marked("Mise en commun"), "minutes": 15},
    {"id": "vote", "kind": "vote", "title": marked("Vote"), "minutes": 5, "ballot": "priorites"},
    {"id": "results", "kind": "results", "title": marked("Résultats"), "minutes": 15, "ballot": "priorites"},
    {"id": "close", "kind": "close", "title": marked("Clôture"), "minutes": 5},
)
USUAL: Values = {
    "title": marked("Atelier"),
    "gisements": [],
    "colleges": [],
    "stages": STAGES,
    "ballots": [{"id": "priorites", "title": marked("Nos priorités"), "on": "gisements"}],
    "moderation": {"before": True},
}
"""What is not written in the form, when it starts from nothing."""


@dataclass(frozen=True, slots=True)
class Outline:
    """`gisements` one a line; `colleges` one a line, « name : family » or a name alone; `minutes` by stage; `base`: the values of
    the session that they are laid over."""

    title: str = ""
    gisements: str = ""
    colleges: str = ""
    minutes: Mapping[str, Any] = field(default_factory=dict)
    base: Values = field(default_factory=lambda: USUAL, repr=False)

    @classmethod
    def of(cls, session: Session) -> Outline:
        """What the form says of a session that nobody has changed yet."""
        base = session.model_dump(mode="json", exclude_none=True)
        gisements, colleges = (
            "\n".join(noun.tell(part) for part in base[name])
            for name, noun in (("gisements", GISEMENTS), ("colleges", COLLEGES))
        )
        return cls(one_line(session.title), gisements, colleges, {}, base)

    @property
    def stages(self) -> list[Values]:
        return list(self.base["stages"])

    @property
    def wording(self) -> Wording:
        return Wording(translations=self.base.get("translations", {}))

    @property
    def session(self) -> Session:
        """Raises SessionError."""
        base, written = self.base, lines(self.gisements)
        gisements = laid(GISEMENTS, base["gisements"], written, [one["id"] for one in base.get("challenges", [])])
        colleges = laid(COLLEGES, base["colleges"], lines(self.colleges))
        form = {
            "title": self.title or base["title"],
            "gisements": gisements,
            "colleges": colleges,
            "stages": [
                {**stage, "minutes": self.minutes.get(stage["id"], stage["minutes"])} for stage in base["stages"]
            ],
            "tables": _tables(base, _ids(gisements)),
            "ballots": [_ballot(base, one, _ids(gisements), _ids(colleges)) for one in base["ballots"]],
            "translations": {},
        }
        session = build({**base, **form})
        return session.model_copy(update={"translations": living(session, base.get("translations", {}))})

    def typed(self) -> dict[str, Any]:
        """What is written in the form, without what it is laid over."""
        return {
            "title": self.title,
            "gisements": self.gisements,
            "colleges": self.colleges,
            "minutes": dict(self.minutes),
        }

    def told(self) -> dict[str, list[str]]:
        """What it says, line by line under the name of each part: what two versions are compared by."""
        durations = [
            (self.wording.of(stage["title"])[0], self.minutes.get(stage["id"], stage["minutes"]))
            for stage in self.stages
        ]
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
                    found[self._field(place)].append(_told(place, sentence))
        return {name: list(dict.fromkeys(told)) for name, told in found.items()}

    def _field(self, place: tuple[int | str, ...]) -> str:
        if place[:1] == ("stages",) and len(place) > 1:
            return f"minutes.{self.stages[int(place[1])]['id']}"
        return str(place[0]) if place else "title"


def _ids(parts: list[dict[str, Any]]) -> list[str]:
    return [part["id"] for part in parts]


def _tables(base: Values, gisements: list[str]) -> Values:
    """Tables go round as they would anyway once the gisements are others than their rotation tells."""
    tables = base.get("tables", {})
    same = set(gisements) == set(_ids(base["gisements"]))
    return tables if same else {**tables, "rotation": []}


def _ballot(base: Values, ballot: Values, gisements: list[str], colleges: list[str]) -> Values:
    """A ballot among what is left. On gisements, when there is but one left, it is on its themes."""
    alone = len(gisements) == 1 and len(base["gisements"]) != 1 and ballot["on"] == "gisements"
    kept = {
        "on": "themes" if alone else ballot["on"],
        "gisement": one if (one := ballot.get("gisement")) in gisements else None,
        "colleges": [one for one in ballot.get("colleges", []) if one in colleges],
    }
    return {**ballot, **kept}


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


def _told(place: tuple[int | str, ...], sentence: str) -> str:
    """With the line it is about."""
    if place[:1] in (("gisements",), ("colleges",)) and len(place) > 1:
        return _("Ligne {number} : {sentence}").format(number=int(place[1]) + 1, sentence=sentence)
    return sentence
