"""Stages: where the room is, its time, its running order, its tables, what the projector is pointed at."""

import math

import pytest

from server.room import board
from server.room.definition import Gisement, Stage
from server.room.life import Undo
from server.room.notes import HideNote
from server.room.refusal import Refusal
from server.room.stages import (
    CalmScreens,
    ChangeStage,
    EnterStage,
    InsertStage,
    PointScreen,
    Rotate,
    ScreensCalmed,
    SetGisement,
    SetTimer,
    StageEntered,
)
from server.room.state import Showing, Timer
from tests.rooms import (
    AMINA,
    MACHINE,
    NOON,
    SCREEN,
    enter,
    group,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
    small,
)

MINUTE = 60_000
OTHERS = [AMINA, SCREEN, host(1), MACHINE]


def ids(room) -> list[str]:
    return [stage.id for stage in room.session.stages]


class TestEntering:
    def test_a_room_opens_in_its_first_stage(self):
        room = opened()
        assert (room.stage_id, room.stage_log, room.timer) == ("welcome", [("welcome", NOON)], Timer(left=30 * MINUTE))

    def test_goes_through_argenteuil_in_order(self):
        room = opened()
        wanted = ["react", "gather", "sort", "vote", "results", "promises", "close"]
        entered = [enter(room, stage)[0].fact for stage in wanted]
        assert entered == [StageEntered(now, was) for was, now in zip(["welcome", *wanted], wanted, strict=False)]
        assert [stage for stage, _ in room.stage_log] == ["welcome", *wanted]

    def test_stops_the_timer_at_the_minutes_of_the_new_stage(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"))
        enter(room, "gather")
        assert room.timer == Timer(left=120 * MINUTE)

    def test_gives_the_projector_back_to_the_stage_and_keeps_its_gisement(self):
        room = opened()
        play(room, PointScreen(new_id(), Showing("wall", "g4", None, 2)))
        enter(room, "gather")
        assert room.showing == Showing(gisement="g4")

    def test_the_same_stage_again_makes_no_entry(self):
        assert enter(opened(stage="gather"), "gather") == []

    def test_an_unknown_stage_is_refused(self):
        assert refusal(opened(), EnterStage(new_id(), "repas")) == "unknown_stage"

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_is_for_facilitators(self, by):
        assert refusal(opened(), EnterStage(new_id(), "gather"), by) == "forbidden"


class TestTheTimer:
    def test_starts_with_what_is_left_in_server_time(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"), now=NOON + 5_000)
        assert room.timer == Timer(ends_at=NOON + 5_000 + 30 * MINUTE)

    def test_pauses_and_goes_on(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"), now=NOON)
        play(room, SetTimer(new_id(), "pause"), now=NOON + 10 * MINUTE)
        assert room.timer == Timer(left=20 * MINUTE)
        play(room, SetTimer(new_id(), "start"), now=NOON + 60 * MINUTE)
        assert room.timer == Timer(ends_at=NOON + 80 * MINUTE)

    def test_paused_after_its_end_has_nothing_left(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"), now=NOON)
        play(room, SetTimer(new_id(), "pause"), now=NOON + 45 * MINUTE)
        assert room.timer == Timer(left=0)

    def test_takes_minutes_while_it_runs(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"), now=NOON)
        play(room, SetTimer(new_id(), "add", 5), now=NOON + MINUTE)
        assert room.timer == Timer(ends_at=NOON + 35 * MINUTE)
        play(room, SetTimer(new_id(), "add", -1.5), now=NOON + MINUTE)
        assert room.timer == Timer(ends_at=NOON + 33 * MINUTE + MINUTE // 2)

    def test_takes_minutes_from_now_when_it_has_run_out(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"), now=NOON)
        play(room, SetTimer(new_id(), "add", 2), now=NOON + 40 * MINUTE)
        assert room.timer == Timer(ends_at=NOON + 42 * MINUTE)

    def test_takes_minutes_while_stopped_and_stops_at_zero(self):
        room = opened()
        play(room, SetTimer(new_id(), "add", 5))
        assert room.timer == Timer(left=35 * MINUTE)
        play(room, SetTimer(new_id(), "add", -90))
        assert room.timer == Timer(left=0)

    def test_started_or_paused_twice_makes_one_entry(self):
        room = opened()
        play(room, SetTimer(new_id(), "start"))
        assert play(room, SetTimer(new_id(), "start")) == []
        play(room, SetTimer(new_id(), "pause"))
        assert play(room, SetTimer(new_id(), "pause")) == []

    def test_closes_nothing_when_it_runs_out(self):
        room = opened(stage="gather")
        play(room, SetTimer(new_id(), "start"), now=NOON)
        play(room, SetTimer(new_id(), "add", -120), now=NOON)
        post(room)
        assert room.stage_id == "gather"
        assert len(room.notes) == 1

    @pytest.mark.parametrize("minutes", [24 * 60 + 1, -24 * 60 - 1, 1e300, math.inf, -math.inf, math.nan])
    def test_refuses_absurd_minutes(self, minutes):
        assert refusal(opened(), SetTimer(new_id(), "add", minutes)) == "bad_request"

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_is_for_facilitators(self, by):
        assert refusal(opened(), SetTimer(new_id(), "start"), by) == "forbidden"


class TestTheRunningOrder:
    def stage(self, name="repas", **values):
        return Stage.model_validate({"id": name, "kind": "pause", "title": "Repas", "minutes": 75} | values)

    def test_takes_a_new_stage_after_another_or_first(self):
        room = opened()
        play(room, InsertStage(new_id(), self.stage(), "gather"))
        play(room, InsertStage(new_id(), self.stage("cafe"), None))
        assert ids(room) == [
            "cafe", "welcome", "react", "gather", "repas", "sort", "vote", "results", "promises", "close",
        ]  # fmt: skip
        assert room.stage_id == "welcome"

    def test_refuses_a_stage_it_already_has(self):
        assert refusal(opened(), InsertStage(new_id(), self.stage("gather"))) == "bad_request"

    def test_refuses_a_question_with_fewer_than_two_answers(self):
        one = self.stage("meteo", kind="question", options=("Grand soleil",))
        two = self.stage("meteo", kind="question", options=("Grand soleil", "Orage"))
        room = opened()
        assert refusal(room, InsertStage(new_id(), one)) == "bad_request"
        play(room, InsertStage(new_id(), two))
        assert "meteo" in ids(room)

    def test_holds_sixty_stages_at_most(self):
        room = opened()
        for n in range(60 - len(ids(room))):
            play(room, InsertStage(new_id(), self.stage(f"pause-{n}")))
        assert refusal(room, InsertStage(new_id(), self.stage("de-trop"))) == "bad_request"

    @pytest.mark.parametrize(
        ("move", "order"),
        [
            (1, ["welcome", "gather", "react", "sort"]),
            (-1, ["react", "welcome", "gather", "sort"]),
            (-99, ["react", "welcome", "gather", "sort"]),
            (99, ["welcome", "gather", "sort", "react"]),
        ],
    )
    def test_moves_a_stage_and_stops_at_the_ends(self, move, order):
        stages = [{"kind": kind, "title": kind} for kind in ("welcome", "react", "gather", "sort")]
        room = opened(small(stages=stages))
        play(room, ChangeStage(new_id(), "react", move=move))
        assert ids(room) == order

    def test_changes_minutes_and_title(self):
        room = opened()
        play(room, ChangeStage(new_id(), "sort", minutes=25, title="Relire ensemble"))
        stage = room.find_stage("sort")
        assert stage is not None
        assert (stage.minutes, stage.title, stage.kind) == (25, "Relire ensemble", "sort")

    def test_changed_into_the_same_makes_no_entry(self):
        assert play(opened(), ChangeStage(new_id(), "sort", minutes=60)) == []

    def test_lets_a_stage_be_skipped_but_the_current_one(self):
        room = opened(stage="gather")
        play(room, ChangeStage(new_id(), "sort", skip=True))
        assert "sort" not in ids(room)
        assert refusal(room, ChangeStage(new_id(), "gather", skip=True)) == "bad_request"
        assert refusal(room, EnterStage(new_id(), "sort")) == "unknown_stage"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"minutes": -1}, "bad_request"),
            ({"minutes": 1441}, "bad_request"),
            ({"title": ""}, "bad_request"),
            ({"title": "a" * 61}, "bad_request"),
            ({"stage": "repas"}, "unknown_stage"),
        ],
    )
    def test_refuses_what_a_session_file_could_not_say(self, change, code):
        assert refusal(opened(), ChangeStage(new_id(), **({"stage": "sort"} | change))) == code

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_is_for_facilitators(self, by):
        room = opened()
        assert refusal(room, InsertStage(new_id(), self.stage()), by) == "forbidden"
        assert refusal(room, ChangeStage(new_id(), "sort", skip=True), by) == "forbidden"

    def test_never_loses_the_current_stage_to_an_undo(self):
        room = opened()
        (inserted,) = play(room, InsertStage(new_id(), self.stage(), "welcome"))
        enter(room, "repas")
        with pytest.raises(Refusal):
            play(room, Undo(new_id(), inserted.seq))
        assert room.stage_id in ids(room)

    def test_never_goes_back_by_an_undo_to_a_stage_that_was_skipped(self):
        room = opened(stage="react")
        (entered,) = enter(room, "gather")
        play(room, ChangeStage(new_id(), "react", skip=True))
        with pytest.raises(Refusal):
            play(room, Undo(new_id(), entered.seq))
        assert room.stage_id in ids(room)


class TestGisements:
    def test_are_corrected_and_keep_their_notes(self):
        room = opened(stage="gather")
        note = post(room)
        better = Gisement(id="g1", title="Des rues plus calmes", short="Rues calmes")
        play(room, SetGisement(new_id(), better))
        assert room.find_gisement("g1") == better
        assert [g.id for g in room.session.gisements] == ["g1", "g2", "g3", "g4", "g5", "g6", "g7"]
        assert [n.id for n in room.notes_on("g1")] == [note]

    def test_are_added_at_the_end_and_take_notes(self):
        room = opened(stage="gather")
        play(room, SetGisement(new_id(), Gisement(id="g8", title="Les bords de Seine", short="Bords de Seine")))
        note = post(room, gisement="g8")
        assert room.session.gisements[-1].id == "g8"
        assert [n.id for n in room.notes_on("g8")] == [note]

    def test_set_to_the_same_make_no_entry(self):
        room = opened()
        assert play(room, SetGisement(new_id(), room.session.gisements[0])) == []

    def test_are_thirty_at_most(self):
        room = opened()
        for n in range(8, 31):
            play(room, SetGisement(new_id(), Gisement(id=f"g{n}", title="Autre", short="Autre")))
        last = Gisement(id="g31", title="De trop", short="De trop")
        assert refusal(room, SetGisement(new_id(), last)) == "bad_request"
        assert len(room.session.gisements) == 30

    def test_that_received_notes_are_not_taken_away_by_an_undo(self):
        room = opened(stage="gather")
        (added,) = play(room, SetGisement(new_id(), Gisement(id="g8", title="Les bords de Seine", short="Seine")))
        note = post(room, gisement="g8")
        assert refusal(room, Undo(new_id(), added.seq)) == "touched_since"
        assert [n.id for n in room.notes_on("g8")] == [note]

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_are_for_facilitators(self, by):
        new = Gisement(id="g8", title="Autre", short="Autre")
        assert refusal(opened(), SetGisement(new_id(), new), by) == "forbidden"


class TestTables:
    def test_of_argenteuil_never_share_a_gisement(self):
        room = opened()
        seats = []
        for _ in range(7):
            seats.append([room.table_gisement(table) for table in range(1, 7)])
            play(room, Rotate(new_id()))
        assert [len(set(row)) for row in seats] == [6] * 7
        assert seats[0] == ["g1", "g2", "g3", "g4", "g5", "g6"]
        assert seats[6] == ["g7", "g1", "g2", "g3", "g4", "g5"]

    def test_of_argenteuil_see_every_gisement_in_seven_steps(self):
        room = opened()
        seen: dict[int, list[str]] = {table: [] for table in range(1, 7)}
        for _ in range(7):
            for table, gisements in seen.items():
                gisements.append(room.table_gisement(table))
            play(room, Rotate(new_id()))
        assert [sorted(gisements) for gisements in seen.values()] == [["g1", "g2", "g3", "g4", "g5", "g6", "g7"]] * 6
        assert room.table_gisement(1) == "g1"

    def test_tell_which_of_them_works_on_a_gisement(self):
        room = opened()
        assert [room.tables_on(f"g{n}") for n in range(1, 8)] == [[1], [2], [3], [4], [5], [6], []]

    def test_rotate_without_a_plan_too(self):
        room = opened(small(tables={"count": 2}))
        assert [room.table_gisement(table) for table in (1, 2)] == ["g1", "g2"]
        play(room, Rotate(new_id()))
        assert [room.table_gisement(table) for table in (1, 2)] == ["g2", "g1"]

    def test_are_not_told_in_plenary(self):
        assert opened(small()).tables_on("g1") == []

    def test_go_back_but_not_before_the_start(self):
        room = opened()
        play(room, Rotate(new_id()))
        play(room, Rotate(new_id(), -1))
        assert room.step == 0
        assert play(room, Rotate(new_id(), -1)) == []

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_rotate_for_facilitators_alone(self, by):
        assert refusal(opened(), Rotate(new_id()), by) == "forbidden"


class TestTheProjector:
    def test_is_pointed_at_a_view_and_back(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, PointScreen(new_id(), Showing("focus", "g2", note)))
        assert room.showing == Showing("focus", "g2", note)
        assert play(room, PointScreen(new_id(), Showing("focus", "g2", note))) == []
        play(room, PointScreen(new_id(), Showing()))
        assert room.showing == Showing()

    def test_may_focus_on_a_theme(self):
        room = opened(stage="gather")
        theme = group(room, "t1", post(room))
        play(room, PointScreen(new_id(), Showing("focus", None, theme)))
        assert room.showing.subject == "t1"

    @pytest.mark.parametrize(
        ("showing", "code"),
        [
            (Showing("wall", "g8"), "unknown_gisement"),
            (Showing("focus", None, "inconnue"), "unknown_note"),
            (Showing("focus"), "unknown_note"),
            (Showing("wall", "g1", None, -1), "bad_request"),
        ],
    )
    def test_is_not_pointed_at_nothing(self, showing, code):
        assert refusal(opened(), PointScreen(new_id(), showing)) == code

    def test_is_not_pointed_at_a_hidden_note(self):
        room = opened(stage="gather")
        note = post(room, "On se fait insulter")
        play(room, HideNote(new_id(), note))
        assert refusal(room, PointScreen(new_id(), Showing("focus", None, note))) == "unknown_note"

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_is_pointed_by_facilitators_alone(self, by):
        assert refusal(opened(), PointScreen(new_id(), Showing("wall")), by) == "forbidden"

    def test_stays_calm_from_stage_to_stage_until_it_is_lifted(self):
        room = opened(stage="gather")
        play(room, CalmScreens(new_id(), True))
        assert play(room, CalmScreens(new_id(), True)) == []
        enter(room, "sort")
        play(room, PointScreen(new_id(), Showing("lobby")))
        assert room.calm
        assert [entry.fact for entry in play(room, CalmScreens(new_id(), False))] == [ScreensCalmed(False, True)]
        assert not room.calm

    @pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.role)
    def test_is_calmed_by_facilitators_alone(self, by):
        assert refusal(opened(), CalmScreens(new_id(), True), by) == "forbidden"


class TestThePlan:
    def test_tells_place_neighbours_and_how_late_the_room_is(self):
        room = opened()
        for stage, at in (("react", 30), ("gather", 85), ("sort", 200)):
            play(room, EnterStage(new_id(), stage), now=NOON + at * MINUTE)
        plan = board.plan(room)
        assert plan.before is not None
        assert plan.after is not None
        assert (plan.place, plan.before.id, plan.after.id) == (3, "gather", "vote")
        assert plan.entered_at == NOON + 200 * MINUTE
        assert plan.due == NOON + 260 * MINUTE
        assert plan.drift == 200 - 30 - (45 + 120)

    def test_has_no_neighbour_beyond_the_ends(self):
        first, last = board.plan(opened()), board.plan(opened(stage="close"))
        assert (first.before, first.drift) == (None, 0)
        assert last.after is None
