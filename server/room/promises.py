"""Promises: what the room commits to after the priorities, drafted by the facilitators in front of everyone.

A field is one entry: two people who write in two fields at once both keep their words, and of two in the same field the last
stands. What an entry said is found again by its number, so that taking the next one back needs no copy of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.promise import PromiseState, Status
from server.room.promise_fields import FIELD as FIELD
from server.room.promise_fields import FIELDS as FIELDS
from server.room.promise_fields import Field
from server.room.refusal import Refusal
from server.room.state import Ballot, Note, Option, Promise, Room, Theme
from server.room.text import accept, clean

MOST = 15
INVITED = 3
"""How many a seminar is invited to make."""
MOST_LEARNED = 500


class _OnPromise(Fact):
    promise: str

    def objects(self) -> tuple[str, ...]:
        return (f"promise:{self.promise}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("promises",)


class _Whole(_OnPromise):
    """A fact about all of a promise: it cannot be taken back once any part of it has changed."""

    def objects(self) -> tuple[str, ...]:
        parts = (*FIELD, "rests", "status")
        return (f"promise:{self.promise}", *(f"promise:{self.promise}:{part}" for part in parts))


@fact("promise_drafted")
class PromiseDrafted(_Whole):
    """A promise begun, perhaps from a priority (`option` of `ballot`), with its first wording."""

    promise: str
    text: str
    ballot: str | None = None
    option: str | None = None
    gisements: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    def apply(self, room: Room, entry: Entry) -> None:
        promise = Promise(self.promise, self.ballot, self.option, self.gisements, self.themes)
        promise.word("text", self.text, entry.seq)
        room.promised[self.promise] = promise

    def inverse(self) -> tuple[Fact, ...]:
        return (PromiseDropped(self.promise),)


@fact("promise_dropped")
class PromiseDropped(_Whole):
    """Taken away from the room's promises (or back among them: `dropped` false), whatever it said."""

    promise: str
    dropped: bool = True

    def apply(self, room: Room, entry: Entry) -> None:
        room.promised[self.promise].dropped = self.dropped

    def inverse(self) -> tuple[Fact, ...]:
        return (PromiseDropped(self.promise, not self.dropped),)


class _OnField(_OnPromise):
    field: str

    def objects(self) -> tuple[str, ...]:
        return (f"promise:{self.promise}:{self.field}",)


@fact("promise_field_set")
class PromiseFieldSet(_OnField):
    """What a field says from now on. `was`: the entry whose words stood before (0: none)."""

    promise: str
    field: str
    text: str
    was: int = 0

    def apply(self, room: Room, entry: Entry) -> None:
        room.promised[self.promise].word(self.field, self.text, entry.seq)

    def inverse(self) -> tuple[Fact, ...]:
        return (PromiseFieldRestored(self.promise, self.field, self.was),)


@fact("promise_field_restored")
class PromiseFieldRestored(_OnField):
    """A field says again what the entry `seq` had said of it (0: nothing)."""

    promise: str
    field: str
    seq: int

    def apply(self, room: Room, entry: Entry) -> None:
        room.promised[self.promise].worded[self.field] = self.seq


@fact("promise_rests_on")
class PromiseRestsOn(_OnPromise):
    """The gisements and themes that a promise answers, whole, and what they were."""

    promise: str
    gisements: tuple[str, ...]
    themes: tuple[str, ...]
    was: tuple[tuple[str, ...], tuple[str, ...]]

    def apply(self, room: Room, entry: Entry) -> None:
        promise = room.promised[self.promise]
        promise.gisements, promise.themes = self.gisements, self.themes

    def inverse(self) -> tuple[Fact, ...]:
        return (PromiseRestsOn(self.promise, *self.was, (self.gisements, self.themes)),)

    def objects(self) -> tuple[str, ...]:
        return (f"promise:{self.promise}:rests",)


class _OnStatus(_OnPromise):
    def objects(self) -> tuple[str, ...]:
        return (f"promise:{self.promise}:status",)


@fact("promise_status")
class PromiseStatus(_OnStatus):
    """What became of a promise, on a day; `text`: what shows it."""

    promise: str
    state: PromiseState
    on: str
    text: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.promised[self.promise].statuses.append(Status(self.state, self.on, self.text))

    def inverse(self) -> tuple[Fact, ...]:
        return (PromiseStatusDropped(self.promise),)


@fact("promise_learned")
class PromiseLearned(_OnStatus):
    """What its last status taught: an entry of its own, for an entry has one text that can be erased."""

    promise: str
    text: str

    def apply(self, room: Room, entry: Entry) -> None:
        statuses = room.promised[self.promise].statuses
        statuses[-1] = replace(statuses[-1], learned=self.text)

    def inverse(self) -> tuple[Fact, ...]:
        return ()


@fact("promise_status_dropped")
class PromiseStatusDropped(_OnStatus):
    """Its last status, taken back."""

    promise: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.promised[self.promise].statuses.pop()


@dataclass(frozen=True)
class DraftPromise(Command):
    """Begin a promise: from nothing, or from a priority, with its label as first words and what it rests on."""

    id: str
    promise: str
    ballot: str | None = None
    option: str | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        _must_have_room(room)
        if self.promise in room.promised:
            raise Refusal("bad_request")
        if self.ballot is None:
            return [PromiseDrafted(self.promise, "")]
        ballot = room.ballots.get(self.ballot)
        if ballot is None or not ballot.revealed:
            raise Refusal("unknown_ballot")
        option = ballot.option(self.option or "")
        if option is None:
            raise Refusal("unknown_option")
        return [PromiseDrafted(self.promise, option.label, ballot.id, option.id, *_grounds(room, ballot, option))]


def _grounds(room: Room, ballot: Ballot, option: Option) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The gisements and themes of an option."""
    if ballot.terms.on == "themes" and option.id in room.themes:
        theme = living(room, option.id)
        return (theme.gisement,), (theme.id,)
    gisement = option.id if ballot.terms.on == "gisements" else ballot.terms.gisement
    return ((gisement,) if gisement and room.find_gisement(gisement) else ()), ()


def _must_have_room(room: Room) -> None:
    if len(room.promises) >= MOST:
        raise Refusal("bad_request")


def find(room: Room, promise_id: str) -> Promise:
    promise = room.promised.get(promise_id)
    if promise is None or promise.dropped:
        raise Refusal("unknown_promise")
    return promise


@dataclass(frozen=True)
class SetField(Command):
    """Say something in a field, or empty it."""

    id: str
    promise: str
    field: str
    text: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        promise, field = find(room, self.promise), FIELD.get(self.field)
        if field is None:
            raise Refusal("bad_request")
        return _worded(promise, field.id, _read(field, self.text))


def _read(field: Field, text: str) -> str:
    """What a field keeps of what was typed, empty if nothing shows. Raises Refusal."""
    if field.lines < 2:
        text = " ".join(text.split())
    if not clean(text).strip():
        return ""
    return accept(text, field.limit) if field.lines else _day(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refusal("bad_request") from None


def _worded(promise: Promise, field: str, text: str) -> list[Fact]:
    if promise.field(field) == text:
        return []
    return [PromiseFieldSet(promise.id, field, text, promise.worded.get(field, 0))]


@dataclass(frozen=True)
class RestOn(Command):
    """Rest a promise on a gisement or a theme, or no longer. One at a time: two people who choose at once both keep theirs."""

    id: str
    promise: str
    gisement: str | None = None
    theme: str | None = None
    on: bool = True

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        promise = find(room, self.promise)
        gisements, themes = list(promise.gisements), list(promise.themes)
        if self.gisement:
            if room.find_gisement(self.gisement) is None:
                raise Refusal("unknown_gisement")
            _put(gisements, self.gisement, self.on)
            if not self.on:
                themes = [theme for theme in themes if room.themes[theme].gisement != self.gisement]
        elif self.theme in room.themes:
            theme = living(room, self.theme)
            themes = list(dict.fromkeys(living(room, one).id for one in themes))
            _put(themes, theme.id, self.on)
            if self.on:
                _put(gisements, theme.gisement, True)
        else:
            raise Refusal("unknown_theme")
        return _resting(promise, tuple(gisements), tuple(themes))


def _put(among: list[str], one: str, on: bool) -> None:
    if on and one not in among:
        among.append(one)
    if not on and one in among:
        among.remove(one)


def _resting(promise: Promise, gisements: tuple[str, ...], themes: tuple[str, ...]) -> list[Fact]:
    was = promise.gisements, promise.themes
    return [] if was == (gisements, themes) else [PromiseRestsOn(promise.id, gisements, themes, was)]


@dataclass(frozen=True)
class WritePromise(Command):
    """Write, correct or (with an empty text) take away a promise in one go: its wording, its first gisement, who carries it."""

    id: str
    promise: str
    text: str
    gisement: str | None = None
    carrier: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.gisement and room.find_gisement(self.gisement) is None:
            raise Refusal("unknown_gisement")
        was = room.promised.get(self.promise)
        stands = was is not None and not was.dropped
        if not self.text:
            return [PromiseDropped(self.promise)] if stands else []
        if not stands:
            _must_have_room(room)
        text, carrier = accept(self.text, FIELD["text"].limit), clean(self.carrier)[: FIELD["carrier"].limit]
        gisements: tuple[str, ...] = (self.gisement,) if self.gisement else ()
        if was is None:
            drafted = PromiseDrafted(self.promise, text, gisements=gisements)
            return [drafted, *_worded(Promise(self.promise), "carrier", carrier)]
        if was.gisement == self.gisement:
            gisements = was.gisements
        themes = tuple(theme for theme in was.themes if room.themes[theme].gisement in gisements)
        facts: list[Fact] = [] if stands else [PromiseDropped(was.id, dropped=False)]
        return facts + _worded(was, "text", text) + _worded(was, "carrier", carrier) + _resting(was, gisements, themes)


@dataclass(frozen=True)
class TellStatus(Command):
    """Say what became of a promise, on a day (ISO 8601), what shows it and what was learned: at any stage, years after too."""

    id: str
    promise: str
    state: PromiseState
    on: str
    evidence: str = ""
    learned: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        promise = find(room, self.promise)
        evidence, learned = (
            accept(text, MOST_LEARNED) if clean(text).strip() else "" for text in (self.evidence, self.learned)
        )
        status = Status(self.state, _day(self.on.strip()), evidence, learned)
        if promise.statuses and promise.statuses[-1] == status:
            return []
        facts: list[Fact] = [PromiseStatus(promise.id, status.state, status.on, evidence)]
        return [*facts, PromiseLearned(promise.id, learned)] if learned else facts


def living(room: Room, theme_id: str) -> Theme:
    """A theme, or the one that took its notes."""
    theme = room.themes[theme_id]
    while theme.merged_into:
        theme = room.themes[theme.merged_into]
    return theme


def grounds(room: Room, promise: Promise) -> list[Theme]:
    """The living themes that a promise rests on, each once."""
    return list({(theme := living(room, one)).id: theme for one in promise.themes}.values())


def verbatims(room: Room, promise: Promise) -> list[Note]:
    """What people wrote of it: the visible notes of its themes."""
    return [note for theme in grounds(room, promise) for note in room.members(theme)]


def priorities(room: Room) -> tuple[Ballot | None, Sequence[Option]]:
    """The last ballot revealed and its options, those with the most dots first, that no promise was drafted from."""
    ballot = next((one for one in reversed(room.ballots.values()) if one.revealed), None)
    if ballot is None:
        return None, ()
    taken = {(promise.ballot, promise.option) for promise in room.promises.values()}
    dots = {
        option.id: sum(sheet.get(option.id, (0, 0))[0] for sheet in ballot.dots.values())
        for option in ballot.terms.options
    }
    left = [option for option in ballot.terms.options if (ballot.id, option.id) not in taken]
    return ballot, sorted(left, key=lambda option: -dots[option.id])
