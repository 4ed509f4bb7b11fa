"""People: the college they choose, what they tap, and who counts as a participant."""

import pytest

from server.room import board
from server.room.ballots import PlaceDots
from server.room.people import ChooseCollege, CollegeChosen, Tap, Tapped
from server.room.stages import EnterStage
from server.room.state import Person
from tests.rooms import AMINA, BRUNO, CLAIRE, DRISS, enter, new_id, opened, play, post, refusal, small


class TestColleges:
    def test_are_chosen_and_changed(self):
        room = opened()
        (entry,) = play(room, ChooseCollege(new_id(), "police"), AMINA)
        assert entry.fact == CollegeChosen("police")
        play(room, ChooseCollege(new_id(), "usagers"), AMINA)
        assert room.people == {"amina": Person("usagers")}

    def test_chosen_again_make_no_entry(self):
        room = opened()
        play(room, ChooseCollege(new_id(), "police"), AMINA)
        assert play(room, ChooseCollege(new_id(), "police"), AMINA) == []

    @pytest.mark.parametrize("college", ["", "Police", "mairie"])
    def test_that_are_not_there_are_refused(self, college):
        room = opened()
        assert refusal(room, ChooseCollege(new_id(), college), AMINA) == "unknown_college"
        assert room.people == {}


class TestTaps:
    def test_agree_or_disagree_with_a_challenge(self):
        room = opened(stage="react")
        (entry,) = play(room, Tap(new_id(), "c1", "agree"), AMINA)
        play(room, Tap(new_id(), "c1", "disagree"), BRUNO)
        play(room, Tap(new_id(), "c2", "agree"), BRUNO)
        assert entry.fact == Tapped("c1", "agree")
        assert [(c.id, c.agree, c.disagree) for c in board.challenges(room)] == [
            ("c1", 1, 1),
            ("c2", 1, 0),
            ("c3", 0, 0),
        ]

    def test_count_the_last_one_alone(self):
        room = opened(stage="react")
        for choice in ("agree", "disagree", "agree", "disagree"):
            play(room, Tap(new_id(), "c1", choice), AMINA)
        assert next((c.agree, c.disagree) for c in board.challenges(room)) == (0, 1)

    def test_are_taken_back(self):
        room = opened(stage="react")
        play(room, Tap(new_id(), "c1", "agree"), AMINA)
        play(room, Tap(new_id(), "c1", ""), AMINA)
        assert room.taps == {"c1": {}}
        assert play(room, Tap(new_id(), "c1", ""), AMINA) == []

    def test_answer_a_question(self):
        question = {"kind": "question", "title": "Météo", "options": ["Grand soleil", "Temps gris", "Orage"]}
        room = opened(small(stages=[question, {"kind": "gather", "title": "Écrire"}]))
        for by, choice in ((AMINA, "1"), (BRUNO, "3"), (CLAIRE, "3")):
            play(room, Tap(new_id(), "question", choice), by)
        assert board.answers(room, room.stage) == [("Grand soleil", 1), ("Temps gris", 0), ("Orage", 2)]
        assert refusal(room, Tap(new_id(), "question", "4"), DRISS) == "unknown_choice"
        assert refusal(room, Tap(new_id(), "question", "0"), DRISS) == "unknown_choice"

    def test_say_at_the_end_whether_the_day_was_worth_it(self):
        room = opened(stage="close")
        play(room, Tap(new_id(), "close", "5"), AMINA)
        assert board.answers(room, room.stage) == [("1", 0), ("2", 0), ("3", 0), ("4", 0), ("5", 1)]
        assert refusal(room, Tap(new_id(), "close", "6"), BRUNO) == "unknown_choice"

    @pytest.mark.parametrize(
        ("stage", "subject", "choice", "code"),
        [
            ("welcome", "c1", "agree", "stage_closed"),
            ("gather", "c1", "agree", "stage_closed"),
            ("gather", "gather", "1", "stage_closed"),
            ("react", "c4", "agree", "stage_closed"),
            ("react", "close", "5", "stage_closed"),
            ("react", "c1", "maybe", "unknown_choice"),
            ("close", "c1", "agree", "stage_closed"),
        ],
    )
    def test_out_of_place_are_refused(self, stage, subject, choice, code):
        room = opened(stage=stage)
        assert refusal(room, Tap(new_id(), subject, choice), AMINA) == code
        assert room.taps == {}

    def test_cannot_be_taken_back_once_the_stage_has_passed(self):
        room = opened(stage="react")
        play(room, Tap(new_id(), "c1", "agree"), AMINA)
        enter(room, "gather")
        play(room, Tap(new_id(), "c2", ""), AMINA)
        assert room.taps == {"c1": {"amina": "agree"}}


class TestParticipants:
    def test_are_who_wrote_voted_or_chose_a_college(self):
        room = opened(stage="react")
        play(room, Tap(new_id(), "c1", "agree"), DRISS)
        assert board.participants(room) == 0
        play(room, ChooseCollege(new_id(), "police"), AMINA)
        enter(room, "gather")
        post(room, by=BRUNO)
        post(room, by=BRUNO)
        enter(room, "vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 1), CLAIRE)
        assert board.participants(room) == 3

    def test_are_not_facilitators_who_only_lead(self):
        room = opened()
        play(room, EnterStage(new_id(), "gather"))
        assert board.participants(room) == 0
