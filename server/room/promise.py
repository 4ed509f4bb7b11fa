"""What a promise is: what each of its fields has said, what became of it, who joins it. Plain values, changed by the facts of
`promises.py` and `teams.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from server.i18n import gettext
from server.i18n import marked as _

PromiseState = Literal["kept", "tested", "changed", "dropped"]
STATES: dict[PromiseState, str] = {
    "kept": _("Tenue"),
    "tested": _("Testée"),
    "changed": _("Transformée"),
    "dropped": _("Abandonnée"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a promise, on a day (ISO 8601)."""

    state: PromiseState
    on: str
    evidence: str = ""
    learned: str = ""

    @property
    def label(self) -> str:
        return gettext(STATES[self.state])

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)


@dataclass(slots=True)
class Promise:
    """What the room commits to. `ballot` and `option`: the priority it was drafted from; what it rests on: gisements, themes."""

    id: str
    ballot: str | None = None
    option: str | None = None
    gisements: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    said: dict[str, dict[int, str]] = field(default_factory=dict)
    """field -> entry -> what that entry said of it: what taking an entry back puts again."""
    worded: dict[str, int] = field(default_factory=dict)
    """field -> the entry whose words stand (0: none)."""
    statuses: list[Status] = field(default_factory=list)
    dropped: bool = False

    def field(self, name: str) -> str:
        return self.said.get(name, {}).get(self.worded.get(name, 0), "")

    def word(self, name: str, text: str, seq: int) -> None:
        self.said.setdefault(name, {})[seq] = text
        self.worded[name] = seq

    @property
    def text(self) -> str:
        return self.field("text")

    @property
    def carrier(self) -> str:
        return self.field("carrier")

    @property
    def gisement(self) -> str | None:
        return self.gisements[0] if self.gisements else None

    @property
    def test_day(self) -> date | None:
        day = self.field("test_on")
        return date.fromisoformat(day) if day else None

    @property
    def begun(self) -> bool:
        return any(map(self.field, self.worded))

    @property
    def latest(self) -> Status | None:
        """The status of the latest day; the last told, of two on one day."""
        return max(self.statuses, key=lambda status: status.on) if self.statuses else None


@dataclass(slots=True)
class Member:
    """Somebody in the team of a promise: how to reach them, if they said so, and the entry that holds it."""

    contact: str
    seq: int
