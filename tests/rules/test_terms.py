"""The terms of ballots: choices written on the spot, shortlists, colleges, days, second rounds."""

import pytest

from server.room.ballots import CloseBallot, PlaceDots
from server.room.life import Undo
from server.room.people import ChooseCollege
from server.room.refusal import Refusal
from server.room.stages import EnterStage, SetTimer
from server.room.state import Option, Room, Terms
from server.room.terms import DAY, OpenBallot, SecondRound, left_out
from server.room.themes import MergeThemes
from tests.rooms import (
    AMINA,
    BRUNO,
    CLAIRE,
    DRISS,
    NOON,
    SCREEN,
    enter,
    group,
    new_id,
    opened,
    play,
    post,
    refusal,
    small,
)

COLLEGES = [{"id": name, "label": name.capitalize(), "family": "Tous"} for name in ("police", "ecole")]


def asked(room: Room, **settings: object) -> Terms:
    play(room, OpenBallot(new_id(), **settings))  # type: ignore[arg-type]
    ballot = room.open_ballot() or room.lasting_ballots()[-1]
    return ballot.terms


class TestWrittenChoices:
    def test_are_voted_on_with_one_voice_each_unless_said(self):
        room = opened()
        terms = asked(
            room,
            on="texts",
            title="Le samedi ?",
            options=("Oui", " Non ", "", "Oui"),
            asked_by="Le maire",
            why="On hésite",
        )
        assert terms == Terms(
            "Le samedi ?",
            "texts",
            (Option("o1", "Oui"), Option("o2", "Non")),
            1,
            1,
            asked_by="Le maire",
            why="On hésite",
        )

    def test_may_have_more_voices(self):
        terms = asked(opened(), on="texts", options=tuple("ABCDE"), budget=3)
        assert (terms.budget, terms.cap) == (3, 2)

    @pytest.mark.parametrize(
        ("options", "code"),
        [((), "too_few_options"), (("Oui", "Oui"), "too_few_options"), (tuple("ABCDEFGHIJKLM"), "too_many_options"),
         (("a" * 141, "b"), "text_too_long")],
    )  # fmt: skip
    def test_are_two_to_twelve(self, options, code):
        assert refusal(opened(), OpenBallot(new_id(), "texts", options=options)) == code

    def test_can_be_in_the_session_file(self):
        plan = {"id": "samedi", "title": "Le samedi ?", "on": "texts", "options": ["Oui", "Non"], "quorum": 5}
        stages = [{"kind": "welcome", "title": "Accueil"}, {"kind": "vote", "title": "Vote", "ballot": "samedi"}]
        room = opened(small(ballots=[plan], stages=stages), "vote")
        terms = room.ballots["samedi"].terms
        assert ([o.label for o in terms.options], terms.budget, terms.quorum) == (["Oui", "Non"], 1, 5)


def test_a_shortlist_says_its_rule_and_its_order_is_that_of_the_room():
    room = opened(stage="sort")
    for theme, size in (("t1", 1), ("t2", 3), ("t3", 2)):
        play_notes(room, theme, size)
    terms = asked(room, on="themes", options=("t1", "t2"), shortlist="Deux thèmes par table")
    assert [option.id for option in terms.options] == ["t2", "t1"]
    assert terms.shortlist == "Deux thèmes par table"


def test_a_shortlist_of_more_than_twelve_is_refused():
    room = opened(stage="sort")
    for n in range(13):
        play_notes(room, f"t{n}", 1)
    assert (
        refusal(room, OpenBallot(new_id(), "themes", options=tuple(f"t{n}" for n in range(13)))) == "too_many_options"
    )


class TestAShortlistForTheNextStage:
    PLAN = {"id": "quoi", "title": "Par quoi commencer ?", "on": "themes", "gisement": "g1", "budget": 4}  # noqa: RUF012

    def sorting(self, themes: int, **plan: object) -> Room:
        stages = [
            {"kind": kind, "title": kind.capitalize(), "ballot": "quoi"} for kind in ("gather", "vote", "results")
        ]
        room = opened(small(ballots=[self.PLAN | plan], stages=stages))
        for n in range(themes):
            play_notes(room, f"t{n}", 1)
        return room

    @pytest.mark.parametrize(
        ("themes", "plan", "out"), [(12, {}, 0), (15, {}, 3), (15, {"on": "gisements"}, 0), (15, {"gisement": "g2"}, 0)]
    )
    def test_is_wanted_when_its_ballot_would_leave_themes_out(self, themes, plan, out):
        room = self.sorting(themes, **plan)
        assert left_out(room, room.session.ballots[0]) == out

    def test_enters_the_stage_and_opens_its_ballot_on_these_alone(self):
        room = self.sorting(15)
        play(room, EnterStage(new_id(), "vote", ("t3", "t14"), "Tirés au sort"))
        terms = room.ballots["quoi"].terms
        assert ([one.id for one in terms.options], terms.budget, terms.shortlist) == (["t3", "t14"], 4, "Tirés au sort")
        play(room, Undo(new_id()))
        assert (room.stage_id, room.ballots) == ("gather", {})
        enter(room, "vote")
        assert len(room.ballots["quoi"].terms.options) == 12

    @pytest.mark.parametrize(
        ("chosen", "code"),
        [
            (("t1",), "too_few_options"),
            (tuple(f"t{n}" for n in range(13)), "too_many_options"),
            (("t1", "t99"), "unknown_option"),
        ],
    )
    def test_is_two_to_twelve_themes_of_the_room(self, chosen, code):
        room = self.sorting(15)
        assert refusal(room, EnterStage(new_id(), "vote", chosen)) == code
        assert room.stage_id == "gather"

    def test_is_a_new_ballot_beside_those_before(self):
        room = self.sorting(3)
        enter(room, "vote")
        enter(room, "gather")
        play(room, EnterStage(new_id(), "vote", ("t1", "t2")))
        assert [(ballot.id, ballot.open) for ballot in room.ballots.values()] == [("quoi", False), ("quoi-2", True)]
        assert refusal(room, EnterStage(new_id(), "vote", ("t0", "t2"))) == "ballot_open"

    def test_has_no_sense_for_written_choices(self):
        room = self.sorting(3, on="texts", gisement=None, options=["Oui", "Non"])
        assert refusal(room, EnterStage(new_id(), "vote", ("Peut-être", "Jamais"))) == "bad_request"


def play_notes(room: Room, theme: str, size: int) -> None:
    room_stage = room.stage_id
    room.stage_id = "gather"
    notes = [post(room) for _ in range(size)]
    room.stage_id = room_stage
    group(room, theme, *notes)


class TestColleges:
    def room(self) -> Room:
        room = opened(small(colleges=COLLEGES))
        play(room, ChooseCollege(new_id(), "police"), AMINA)
        play(room, ChooseCollege(new_id(), "ecole"), BRUNO)
        asked(room, on="texts", options=("Oui", "Non"), colleges=("police",))
        return room

    def test_that_are_not_asked_cannot_vote(self):
        room = self.room()
        ballot = room.open_ballot()
        assert ballot
        play(room, PlaceDots(new_id(), ballot.id, "o1", 1), AMINA)
        assert refusal(room, PlaceDots(new_id(), ballot.id, "o1", 1), BRUNO) == "not_your_ballot"
        assert refusal(room, PlaceDots(new_id(), ballot.id, "o1", 1), CLAIRE) == "not_your_ballot"
        assert ballot.voters() == [AMINA.id]

    def test_must_exist(self):
        room = opened(small(colleges=COLLEGES))
        assert refusal(room, OpenBallot(new_id(), colleges=("mairie",))) == "unknown_college"


class TestForTheAbsent:
    def test_a_ballot_stays_open_for_days_beside_the_others(self):
        room = opened()
        terms = asked(room, on="texts", options=("Oui", "Non"), days=3, door="Les invités absents")
        assert terms.until == NOON + (room.seq - 1) * 1000 + 3 * DAY
        assert terms.door == "Les invités absents"
        (lasting,) = room.lasting_ballots()
        assert room.open_ballot() is None
        enter(room, "vote")
        assert room.open_ballot() is room.ballots["gisements"]
        enter(room, "results")
        enter(room, "close")
        assert lasting.open
        play(room, PlaceDots(new_id(), lasting.id, "o1", 1), AMINA)
        assert lasting.late == {AMINA.id}

    def test_its_door_closes_at_its_hour_whoever_is_there(self):
        room = opened()
        asked(room, on="texts", options=("Oui", "Non"), days=1)
        (ballot,) = room.lasting_ballots()
        assert ballot.terms.until
        play(room, PlaceDots(new_id(), ballot.id, "o1", 1), AMINA, now=ballot.terms.until)
        late = PlaceDots(new_id(), ballot.id, "o1", 1)
        with pytest.raises(Refusal, match="ballot_closed"):
            play(room, late, BRUNO, now=ballot.terms.until + 1)

    def test_thirty_days_at_most(self):
        assert refusal(opened(), OpenBallot(new_id(), days=31)) == "bad_request"

    def test_on_themes_it_keeps_their_shape(self):
        room = opened(stage="sort")
        play_notes(room, "t1", 1)
        play_notes(room, "t2", 1)
        asked(room, on="themes", days=2)
        assert refusal(room, MergeThemes(new_id(), ("t1",), "t2")) == "ballot_open"


class TestASecondRound:
    def room(self) -> Room:
        room = opened(stage="vote")
        for by, favourite in ((AMINA, "g1"), (BRUNO, "g1"), (CLAIRE, "g2"), (DRISS, "g3")):
            play(room, PlaceDots(new_id(), "gisements", favourite, 1), by)
        return room

    def test_is_on_the_leaders_and_their_ties(self):
        room = self.room()
        enter(room, "results")
        play(room, SecondRound(new_id(), "gisements", leaders=2))
        second = room.open_ballot()
        assert second
        assert [option.id for option in second.terms.options] == ["g1", "g2", "g3"]
        assert (second.terms.follows, second.terms.budget, second.terms.cap) == ("gisements", 1, 1)
        assert second.terms.title == "Quels gisements travailler en premier ? (second tour)"
        assert room.ballots["gisements"].revealed

    def test_waits_for_the_reveal_of_the_first(self):
        assert refusal(self.room(), SecondRound(new_id(), "gisements")) == "not_revealed"

    def test_needs_two_leaders(self):
        room = opened(stage="vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 1), AMINA)
        enter(room, "results")
        assert refusal(room, SecondRound(new_id(), "gisements")) == "too_few_options"

    def test_is_opened_by_who_leads(self):
        room = self.room()
        enter(room, "results")
        assert refusal(room, SecondRound(new_id(), "gisements"), SCREEN) == "forbidden"


def test_a_ballot_remembers_who_opened_it_and_when_it_was_revealed():
    room = opened(stage="vote")
    assert (room.ballots["gisements"].opened_by, room.ballots["gisements"].stage) == ("facilitator", "vote")
    (_, _, revealed) = enter(room, "results")
    assert room.ballots["gisements"].revealed_at == revealed.at


def test_an_earlier_ballot_is_never_replaced():
    room = opened(stage="vote")
    enter(room, "results")
    enter(room, "vote")
    assert [(b.id, b.revealed) for b in room.ballots.values()] == [("gisements", True), ("gisements-2", False)]


@pytest.mark.parametrize(
    ("ballot", "problem"),
    [
        ({"on": "texts"}, "de 2 à 12 choix"),
        ({"on": "gisements", "options": ["a", "b"]}, "de 2 à 12 choix"),
        ({"colleges": ["mairie"]}, "le collège « mairie » n'existe pas"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(ballot, problem):
    with pytest.raises(ValueError, match=problem):
        small(ballots=[{"id": "b", "title": "B"} | ballot])


def test_dots_placed_after_the_timer_ran_out_are_told_late():
    room = opened(stage="vote")
    play(room, SetTimer(new_id(), "start"))
    ends_at = room.timer.ends_at
    assert ends_at
    play(room, PlaceDots(new_id(), "gisements", "g1", 1), AMINA, now=ends_at)
    play(room, PlaceDots(new_id(), "gisements", "g1", 1), BRUNO, now=ends_at + 1)
    assert room.ballots["gisements"].late == {BRUNO.id}
    play(room, CloseBallot(new_id(), "gisements"))
    assert refusal(room, PlaceDots(new_id(), "gisements", "g1", 1), CLAIRE) == "ballot_closed"


def test_a_stage_of_results_does_not_reveal_what_is_open_for_the_absent():
    room = opened(stage="vote")
    asked_late = OpenBallot(new_id(), "texts", options=("Oui", "Non"), days=3)
    play(room, asked_late)
    enter(room, "results")
    (lasting,) = room.lasting_ballots()
    assert (room.ballots["gisements"].revealed, lasting.open, lasting.revealed) == (True, True, False)


def test_a_results_stage_without_a_plan_reveals_the_rooms_ballot():
    room = opened(small(), "vote")
    play(room, OpenBallot(new_id(), "texts", options=("Oui", "Non"), days=3))
    enter(room, "results")
    assert [ballot.revealed for ballot in room.ballots.values()] == [True, False]


def test_another_run_of_a_plan_takes_the_id_of_no_other_plan():
    plans = [{"id": name, "title": name, "on": "gisements"} for name in ("vote", "vote-2")]
    stages = [
        {"id": "a", "kind": "vote", "title": "A", "ballot": "vote"},
        {"id": "b", "kind": "results", "title": "B", "ballot": "vote"},
        {"id": "c", "kind": "vote", "title": "C", "ballot": "vote-2"},
        {"id": "d", "kind": "sort", "title": "D"},
    ]
    room = opened(small(ballots=plans, stages=stages))
    enter(room, "c")
    enter(room, "d")
    enter(room, "a")
    enter(room, "b")
    enter(room, "a")
    assert list(room.ballots) == ["vote-2", "vote", "vote-3"]


def test_a_second_round_is_of_the_ballot_named_not_of_a_later_run():
    room = opened(stage="vote")
    for by, favourite in ((AMINA, "g1"), (BRUNO, "g2")):
        play(room, PlaceDots(new_id(), "gisements", favourite, 1), by)
    enter(room, "results")
    enter(room, "vote")
    enter(room, "results")
    play(room, SecondRound(new_id(), "gisements", leaders=2))
    second = room.open_ballot()
    assert second
    assert [option.id for option in second.terms.options] == ["g1", "g2"]


def test_a_ballot_does_not_outlive_its_room():
    room = opened(small(retention={"days": 2}))
    assert refusal(room, OpenBallot(new_id(), days=3)) == "bad_request"
