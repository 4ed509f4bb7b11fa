"""Stages: where the room is, the time it has, what the projector shows, and the running order, which may change on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from server.room import ballots, terms
from server.room.definition import Gisement, Stage
from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Room, Showing, Timer

MINUTE = 60_000
MOST_MINUTES = 24 * 60


@fact("stage_entered")
class StageEntered(Fact):
    stage: str
    was: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.stage_id = self.stage
        room.stage_log.append((self.stage, entry.at))
        room.timer = Timer(left=room.stage.minutes * MINUTE)
        room.showing = Showing(gisement=room.showing.gisement)
        room.message_id = ""
        room.shape_changes += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (StageEntered(self.was, self.stage),)

    def check(self, room: Room) -> None:
        if room.find_stage(self.stage) is None:
            raise Refusal("unknown_stage")

    def objects(self) -> tuple[str, ...]:
        return ("stage",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("stage", "timer", "showing", "shape")


@fact("timer_set")
class TimerSet(Fact):
    timer: Timer
    was: Timer

    def apply(self, room: Room, entry: Entry) -> None:
        room.timer = self.timer

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("timer",)


@fact("screen_pointed")
class ScreenPointed(Fact):
    showing: Showing
    was: Showing

    def apply(self, room: Room, entry: Entry) -> None:
        if self.showing.view == "blank" and room.showing.view != "blank":
            room.unveiled = replace(room.showing, held=False)
        room.showing = self.showing

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("showing",)


@fact("screens_calmed")
class ScreensCalmed(Fact):
    calm: bool
    was: bool

    def apply(self, room: Room, entry: Entry) -> None:
        room.calm = self.calm

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("showing",)


@fact("order_changed")
class OrderChanged(Fact):
    """The running order from now on, whole."""

    stages: tuple[Stage, ...]
    was: tuple[Stage, ...]

    def apply(self, room: Room, entry: Entry) -> None:
        room.session = room.session.model_copy(update={"stages": self.stages})
        room.shape_changes += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (OrderChanged(self.was, self.stages),)

    def check(self, room: Room) -> None:
        if room.stage_id not in {stage.id for stage in self.stages}:
            raise Refusal("touched_since", what="l'étape en cours")

    def objects(self) -> tuple[str, ...]:
        return ("order",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("order", "stage", "timer")


@fact("gisement_set")
class GisementSet(Fact):
    """A gisement corrected (`was` is how it stood) or added (`was` is None); None instead of `gisement` removes it."""

    id: str
    gisement: Gisement | None
    was: Gisement | None

    def apply(self, room: Room, entry: Entry) -> None:
        kept = [g for g in room.session.gisements if g.id != self.id or self.gisement is not None]
        changed = [self.gisement if g.id == self.id and self.gisement else g for g in kept]
        if self.gisement and self.was is None:
            changed.append(self.gisement)
        room.session = room.session.model_copy(update={"gisements": tuple(changed)})
        room.shape_changes += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (GisementSet(self.id, self.was, self.gisement),)

    def objects(self) -> tuple[str, ...]:
        return (f"gisement:{self.id}",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("session", "shape", f"notes:{self.id}", f"themes:{self.id}", "counts")


@fact("tables_rotated")
class TablesRotated(Fact):
    step: int
    was: int

    def apply(self, room: Room, entry: Entry) -> None:
        room.step = self.step
        room.shape_changes += 1

    def inverse(self) -> tuple[Fact, ...]:
        return (TablesRotated(self.was, self.step),)

    def objects(self) -> tuple[str, ...]:
        return ("tables",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("tables", "shape", "counts")


@dataclass(frozen=True)
class EnterStage(Command):
    """Go to a stage: `vote` opens its ballot (on a shortlist, `options`, by the rule `shortlist`), `results` closes and reveals
    it, any other closes what is open."""

    id: str
    stage: str
    options: tuple[str, ...] = ()
    shortlist: str = ""

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        stage = room.find_stage(self.stage)
        if stage is None:
            raise Refusal("unknown_stage")
        facts: list[Fact] = []
        if stage.id != room.stage_id:
            facts.append(StageEntered(stage.id, room.stage_id))
        if stage.kind == "vote":
            return facts + terms.enter_facts(room, room.session.ballot(stage.ballot), self.options, self.shortlist)
        return facts + self._end_ballot(room, stage)

    @staticmethod
    def _end_ballot(room: Room, stage: Stage) -> list[Fact]:
        if stage.kind == "results":
            plan = stage.ballot or ""
            last = next(
                (b for b in reversed(room.ballots.values()) if (b.plan == plan if plan else not b.lasting)), None
            )
            return ballots.reveal_facts(last) if last else []
        ballot = room.open_ballot()
        if ballot and ballot.plan and stage.kind != "pause":
            return [ballots.BallotClosed(ballot.id)]
        return []


@dataclass(frozen=True)
class SetTimer(Command):
    """Start, pause, or add minutes (also to a stopped timer; below zero it stops at zero)."""

    id: str
    action: Literal["start", "pause", "add"]
    minutes: float = 1

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        was = room.timer
        if not -MOST_MINUTES <= self.minutes <= MOST_MINUTES:
            raise Refusal("bad_request")
        added = int(self.minutes * MINUTE)
        if self.action == "start":
            timer = was if was.ends_at else Timer(ends_at=now + (was.left or 0))
        elif self.action == "pause":
            timer = Timer(left=max(0, was.ends_at - now)) if was.ends_at else was
        elif was.ends_at:
            timer = Timer(ends_at=max(now, was.ends_at) + added) if added > 0 else Timer(ends_at=was.ends_at + added)
        else:
            timer = Timer(left=max(0, (was.left or 0) + added))
        return [] if timer == was else [TimerSet(timer, was)]


@dataclass(frozen=True)
class PointScreen(Command):
    id: str
    showing: Showing

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.showing.gisement and room.find_gisement(self.showing.gisement) is None:
            raise Refusal("unknown_gisement")
        subject = self.showing.subject
        note = room.notes.get(subject or "")
        if self.showing.view == "focus" and not (note and note.shown) and subject not in room.themes:
            raise Refusal("unknown_note")
        if self.showing.page < 0:
            raise Refusal("bad_request")
        return [] if self.showing == room.showing else [ScreenPointed(self.showing, room.showing)]


@dataclass(frozen=True)
class CalmScreens(Command):
    """Until it is lifted: a stage does not end it, for whom motion disturbs it still does."""

    id: str
    calm: bool

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        return [] if self.calm == room.calm else [ScreensCalmed(self.calm, room.calm)]


@dataclass(frozen=True)
class InsertStage(Command):
    """Put a stage after the one named (or first)."""

    id: str
    stage: Stage
    after: str | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        stages = list(room.session.stages)
        taken = {one.id for one in stages} | {challenge.id for challenge in room.session.challenges}
        if self.stage.id in taken or len(stages) >= 60:
            raise Refusal("bad_request")
        if self.stage.kind == "question" and len(self.stage.options) < 2:
            raise Refusal("bad_request")
        place = next((n + 1 for n, stage in enumerate(stages) if stage.id == self.after), 0)
        stages.insert(place, self.stage)
        return [OrderChanged(tuple(stages), room.session.stages)]


@dataclass(frozen=True)
class ChangeStage(Command):
    """Skip a stage to come, move it up or down, or change its title or minutes."""

    id: str
    stage: str
    minutes: int | None = None
    title: str | None = None
    move: int = 0
    skip: bool = False

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        stages = list(room.session.stages)
        place = next((n for n, stage in enumerate(stages) if stage.id == self.stage), None)
        if place is None:
            raise Refusal("unknown_stage")
        stage = stages.pop(place)
        if self.skip:
            if stage.id == room.stage_id or not stages:
                raise Refusal("bad_request")
        else:
            update = {"minutes": self.minutes, "title": self.title}
            changed = stage.model_dump() | {key: value for key, value in update.items() if value is not None}
            stages.insert(max(0, min(len(stages), place + self.move)), _stage(changed))
        order = tuple(stages)
        return [] if order == room.session.stages else [OrderChanged(order, room.session.stages)]


def _stage(values: dict[str, object]) -> Stage:
    try:
        return Stage.model_validate(values)
    except ValueError:
        raise Refusal("bad_request") from None


@dataclass(frozen=True)
class SetGisement(Command):
    """Correct a gisement, or add one."""

    id: str
    gisement: Gisement

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        was = room.find_gisement(self.gisement.id)
        if was is None and len(room.session.gisements) >= 30:
            raise Refusal("bad_request")
        return [] if was == self.gisement else [GisementSet(self.gisement.id, self.gisement, was)]


@dataclass(frozen=True)
class Rotate(Command):
    """Every table moves on to its next gisement (or back)."""

    id: str
    by_steps: int = 1

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.by_steps not in (1, -1):
            raise Refusal("bad_request")
        step = max(0, room.step + self.by_steps)
        return [] if step == room.step else [TablesRotated(step, room.step)]
