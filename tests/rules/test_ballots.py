"""Ballots: dots, their limits, and how a ballot opens, closes and reveals."""

import pytest

from server.room.ballots import (
    BallotClosed,
    BallotOpened,
    BallotReopened,
    BallotRevealed,
    CloseBallot,
    DotsPlaced,
    PlaceDots,
    find,
)
from server.room.definition import Gisement
from server.room.entries import decode
from server.room.life import Undo
from server.room.notes import HideNote
from server.room.refusal import Refusal
from server.room.stages import EnterStage, SetGisement, StageEntered
from server.room.state import Option, Terms
from server.room.terms import OpenBallot, default_budget
from server.room.themes import MergeThemes, MoveNotes
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    SCREEN,
    argenteuil,
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


def dots(option: str, count: int, rev: int | None = None, ballot: str = "gisements") -> PlaceDots:
    return PlaceDots(new_id(), ballot, option, count, rev)


def voting():
    return opened(stage="vote")


def with_themes(count: int):
    """A room being sorted, with themes t1, t2… on g1, of 1, 2… notes."""
    room = opened(stage="gather")
    for n in range(1, count + 1):
        group(room, f"t{n}", *(post(room) for _ in range(n)))
    enter(room, "sort")
    return room


@pytest.mark.parametrize(
    ("options", "budget"),
    [(2, 3), (7, 3), (12, 3), (13, 3), (15, 4), (16, 4), (17, 4), (20, 5), (27, 7), (39, 10), (40, 10), (200, 10)],
)
def test_the_default_budget_is_a_quarter_of_the_options_between_3_and_10(options, budget):
    assert default_budget(options) == budget


def test_entering_vote_opens_the_ballot_of_argenteuil():
    room = opened(stage="gather")
    note = post(room)
    entered, opening = enter(room, "vote")
    assert entered.fact == StageEntered("vote", "gather")
    assert opening.fact == BallotOpened(
        "gisements",
        "gisements",
        Terms(
            "Quels gisements travailler en premier ?",
            "gisements",
            tuple(Option(g.id, g.title, (note,) if g.id == "g1" else ()) for g in argenteuil().gisements),
            budget=3,
            cap=2,
        ),
    )
    assert room.ballots["gisements"].open
    assert not room.ballots["gisements"].revealed


def test_a_stage_without_a_plan_votes_on_the_gisements():
    room = opened(small(), "vote")
    (ballot,) = room.ballots.values()
    assert (ballot.terms.on, ballot.terms.budget, ballot.terms.cap, ballot.terms.sealed) == ("gisements", 3, 2, True)
    assert [option.id for option in ballot.terms.options] == ["g1", "g2"]


class TestDots:
    def test_are_counted_for_who_placed_them(self):
        room = voting()
        (entry,) = play(room, dots("g4", 2), AMINA)
        play(room, dots("g1", 1), AMINA)
        play(room, dots("g4", 1), BRUNO)
        ballot = room.ballots["gisements"]
        assert entry.fact == DotsPlaced("gisements", "g4", 2, 1)
        assert ballot.dots == {"amina": {"g4": (2, 1), "g1": (1, 1)}, "bruno": {"g4": (1, 1)}}
        assert (ballot.spent("amina"), ballot.spent("bruno"), ballot.placed()) == (3, 1, 4)
        assert ballot.voters() == ["amina", "bruno"]

    def test_beyond_the_cap_are_refused(self):
        assert refusal(voting(), dots("g4", 3), AMINA) == "cap_reached"

    def test_beyond_the_budget_are_refused_until_one_is_taken_back(self):
        room = voting()
        play(room, dots("g4", 2), AMINA)
        play(room, dots("g1", 1), AMINA)
        assert refusal(room, dots("g2", 1), AMINA) == "dots_spent"
        play(room, dots("g4", 1), AMINA)
        play(room, dots("g2", 1), AMINA)
        assert room.ballots["gisements"].spent("amina") == 3

    def test_of_one_person_leave_the_others_theirs(self):
        room = voting()
        play(room, dots("g4", 2), AMINA)
        play(room, dots("g1", 1), AMINA)
        play(room, dots("g4", 2), BRUNO)
        assert room.ballots["gisements"].spent("bruno") == 2

    def test_taken_back_leave_a_person_who_is_no_longer_a_voter(self):
        room = voting()
        play(room, dots("g4", 2), AMINA)
        play(room, dots("g4", 0), AMINA)
        assert room.ballots["gisements"].voters() == []

    @pytest.mark.parametrize(
        ("ballot", "option", "count", "code"),
        [
            ("gisements", "g8", 1, "unknown_option"),
            ("gisements", "", 1, "unknown_option"),
            ("themes", "g1", 1, "unknown_ballot"),
            ("", "g1", 1, "unknown_ballot"),
            ("gisements", "g1", -1, "bad_request"),
            ("gisements", "g1", 10**30, "cap_reached"),
        ],
    )
    def test_that_make_no_sense_are_refused(self, ballot, option, count, code):
        room = voting()
        assert refusal(room, dots(option, count, ballot=ballot), AMINA) == code

    @pytest.mark.parametrize("stage", ["sort", "results"])
    def test_on_a_closed_ballot_are_refused(self, stage):
        room = voting()
        enter(room, stage)
        assert refusal(room, dots("g1", 1), AMINA) == "ballot_closed"

    def test_said_again_make_no_entry(self):
        room = voting()
        play(room, dots("g4", 2, rev=1), AMINA)
        assert play(room, dots("g4", 2, rev=1), AMINA) == []
        assert play(room, dots("g4", 2), AMINA) == []

    @pytest.mark.parametrize("rev", [1, 2, 3])
    def test_of_an_older_or_equal_revision_are_ignored(self, rev):
        room = voting()
        play(room, dots("g4", 2, rev=3), AMINA)
        assert play(room, dots("g4", 1, rev=rev), AMINA) == []
        assert room.ballots["gisements"].dots["amina"] == {"g4": (2, 3)}

    def test_of_an_older_revision_are_ignored_even_when_the_newer_one_changed_nothing(self):
        room = voting()
        play(room, dots("g4", 1, rev=1), AMINA)
        play(room, dots("g4", 1, rev=3), AMINA)
        play(room, dots("g4", 2, rev=2), AMINA)
        assert room.ballots["gisements"].spent("amina") == 1

    def test_without_a_revision_count_up_from_the_last_one(self):
        room = voting()
        play(room, dots("g4", 1, rev=7), AMINA)
        play(room, dots("g4", 2), AMINA)
        assert room.ballots["gisements"].dots["amina"] == {"g4": (2, 8)}

    def test_revisions_of_one_option_say_nothing_of_another(self):
        room = voting()
        play(room, dots("g4", 1, rev=9), AMINA)
        play(room, dots("g1", 1, rev=1), AMINA)
        assert room.ballots["gisements"].dots["amina"] == {"g4": (1, 9), "g1": (1, 1)}


class TestTheVoteStage:
    def test_reopens_its_ballot_with_its_dots_until_it_is_revealed(self):
        room = voting()
        play(room, dots("g4", 2), AMINA)
        left = enter(room, "sort")
        back = enter(room, "vote")
        assert [entry.fact for entry in left][1:] == [BallotClosed("gisements")]
        assert [entry.fact for entry in back][1:] == [BallotReopened("gisements")]
        assert room.ballots["gisements"].open
        assert room.ballots["gisements"].spent("amina") == 2

    def test_opens_a_new_ballot_after_the_reveal(self):
        room = voting()
        play(room, dots("g4", 2), AMINA)
        enter(room, "results")
        enter(room, "vote")
        assert list(room.ballots) == ["gisements", "gisements-2"]
        assert room.ballots["gisements"].spent("amina") == 2
        assert room.ballots["gisements-2"].spent("amina") == 0
        assert find(room, "gisements") is room.ballots["gisements-2"]

    def test_entered_twice_opens_nothing_more(self):
        room = voting()
        assert enter(room, "vote") == []
        assert list(room.ballots) == ["gisements"]

    def test_results_closes_and_reveals(self):
        room = voting()
        entries = enter(room, "results")
        assert [entry.fact for entry in entries][1:] == [BallotClosed("gisements"), BallotRevealed("gisements")]
        assert (room.ballots["gisements"].open, room.ballots["gisements"].revealed) == (False, True)

    def test_results_reveals_a_ballot_that_is_already_closed(self):
        room = voting()
        enter(room, "sort")
        assert [entry.fact for entry in enter(room, "results")][1:] == [BallotRevealed("gisements")]

    def test_results_without_a_ballot_reveals_nothing(self):
        room = opened(stage="gather")
        assert [entry.fact for entry in enter(room, "results")] == [StageEntered("results", "gather")]

    def test_a_pause_closes_nothing(self):
        stages = [{"kind": kind, "title": kind} for kind in ("gather", "vote", "pause", "results")]
        room = opened(small(stages=stages), "vote")
        enter(room, "pause")
        assert [ballot.open for ballot in room.ballots.values()] == [True]

    def test_is_refused_while_a_ballot_of_the_console_is_open(self):
        room = opened(stage="sort")
        play(room, OpenBallot(new_id(), "gisements"))
        assert refusal(room, EnterStage(new_id(), "vote")) == "ballot_open"

    def test_does_not_reopen_its_ballot_beside_one_of_the_console(self):
        room = voting()
        enter(room, "sort")
        play(room, OpenBallot(new_id(), "gisements"))
        assert refusal(room, EnterStage(new_id(), "vote")) == "ballot_open"


class TestOptions:
    def test_of_a_ballot_on_gisements_stay_as_they_stood_when_it_opened(self):
        room = opened(stage="gather")
        note = post(room)
        enter(room, "vote")
        was = room.ballots["gisements"].terms.options
        play(room, SetGisement(new_id(), Gisement(id="g1", title="Des bancs", short="Bancs")))
        play(room, SetGisement(new_id(), Gisement(id="g8", title="Un huitième", short="Huitième")))
        play(room, HideNote(new_id(), note))
        assert room.ballots["gisements"].terms.options == was
        assert was[0].notes == (note,)
        assert refusal(room, dots("g8", 1), AMINA) == "unknown_option"

    def test_on_themes_are_the_themes_most_supported_by_notes_first(self):
        room = with_themes(3)
        play(room, OpenBallot(new_id(), "themes"))
        (ballot,) = room.ballots.values()
        assert [(option.id, len(option.notes)) for option in ballot.terms.options] == [("t3", 3), ("t2", 2), ("t1", 1)]

    def test_on_themes_are_twelve_at_most(self):
        room = with_themes(14)
        play(room, OpenBallot(new_id(), "themes"))
        (ballot,) = room.ballots.values()
        assert [option.id for option in ballot.terms.options] == [f"t{n}" for n in range(14, 2, -1)]

    def test_may_be_a_shortlist(self):
        room = with_themes(4)
        play(room, OpenBallot(new_id(), "themes", options=("t1", "t3")))
        (ballot,) = room.ballots.values()
        assert [option.id for option in ballot.terms.options] == ["t3", "t1"]

    def test_may_be_the_themes_of_one_gisement(self):
        room = with_themes(2)
        enter(room, "gather")
        group(room, "autre", post(room, gisement="g2"))
        play(room, OpenBallot(new_id(), "themes", gisement="g1"))
        (ballot,) = room.ballots.values()
        assert [option.id for option in ballot.terms.options] == ["t2", "t1"]

    def test_merged_later_keep_their_dots(self):
        room = with_themes(3)
        play(room, OpenBallot(new_id(), "themes"))
        (ballot,) = room.ballots.values()
        play(room, dots("t1", 1, ballot=ballot.id), AMINA)
        assert refusal(room, MergeThemes(new_id(), ("t1",), "t2")) == "ballot_open"
        play(room, CloseBallot(new_id(), ballot.id))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert ballot.dots == {"amina": {"t1": (1, 1)}}
        assert [option.id for option in ballot.terms.options] == ["t3", "t2", "t1"]


class TestTheConsole:
    def test_opens_a_ballot_with_its_settings(self):
        room = opened(stage="sort")
        (entry,) = play(
            room, OpenBallot("0123456789abcdef", "gisements", "Où agir d'abord ?", budget=5, cap=1, sealed=False)
        )
        (ballot,) = room.ballots.values()
        assert isinstance(entry.fact, BallotOpened)
        assert (ballot.terms.title, ballot.terms.budget, ballot.terms.cap, ballot.terms.sealed) == (
            "Où agir d'abord ?",
            5,
            1,
            False,
        )

    @pytest.mark.parametrize(
        ("settings", "code"),
        [
            ({"on": "notes"}, "bad_request"),
            ({"cap": 0}, "bad_request"),
            ({"cap": 51}, "bad_request"),
            ({"budget": 51}, "bad_request"),
            ({"budget": -1}, "bad_request"),
            ({"gisement": "g8"}, "unknown_gisement"),
            ({"options": ("g1", "g8")}, "unknown_option"),
            ({"options": ("g1",)}, "too_few_options"),
            ({"on": "themes"}, "too_few_options"),
            ({"title": "\u202e"}, "text_empty"),
            ({"title": "a" * 81}, "text_too_long"),
        ],
    )
    def test_cannot_open_what_does_not_hold_together(self, settings, code):
        assert refusal(opened(stage="sort"), OpenBallot(new_id(), **settings)) == code

    def test_cannot_open_a_second_ballot(self):
        assert refusal(voting(), OpenBallot(new_id())) == "ballot_open"

    def test_opens_each_ballot_under_a_name_of_its_own_whatever_the_ids_look_like(self):
        room = opened(stage="sort")
        for last in ("1", "2"):
            play(room, OpenBallot("0" * 31 + last))
            play(room, dots("g1", 1, ballot=next(reversed(room.ballots))), AMINA)
            play(room, CloseBallot(new_id(), next(reversed(room.ballots)), reveal=True))
        assert [ballot.placed() for ballot in room.ballots.values()] == [1, 1]

    def test_closes_reopens_and_reveals(self):
        room = voting()
        play(room, CloseBallot(new_id(), "gisements"))
        assert refusal(room, dots("g1", 1), AMINA) == "ballot_closed"
        play(room, CloseBallot(new_id(), "gisements", open=True))
        play(room, dots("g1", 1), AMINA)
        entries = play(room, CloseBallot(new_id(), "gisements", reveal=True))
        assert [entry.fact for entry in entries] == [BallotClosed("gisements"), BallotRevealed("gisements")]
        assert refusal(room, CloseBallot(new_id(), "gisements", open=True)) == "ballot_revealed"

    def test_does_nothing_twice(self):
        room = voting()
        assert play(room, CloseBallot(new_id(), "gisements", open=True)) == []
        play(room, CloseBallot(new_id(), "gisements", reveal=True))
        assert play(room, CloseBallot(new_id(), "gisements")) == []
        assert play(room, CloseBallot(new_id(), "gisements", reveal=True)) == []

    def test_cannot_reopen_beside_an_open_ballot(self):
        room = voting()
        play(room, CloseBallot(new_id(), "gisements"))
        play(room, OpenBallot(new_id()))
        assert refusal(room, CloseBallot(new_id(), "gisements", open=True)) == "ballot_open"

    def test_cannot_reopen_by_an_undo_beside_an_open_ballot(self):
        room = voting()
        (closed,) = play(room, CloseBallot(new_id(), "gisements"))
        play(room, OpenBallot(new_id()))
        with pytest.raises(Refusal):
            play(room, Undo(new_id(), closed.seq))
        assert [ballot.open for ballot in room.ballots.values()] == [False, True]

    def test_knows_no_other_ballot(self):
        assert refusal(voting(), CloseBallot(new_id(), "themes")) == "unknown_ballot"

    @pytest.mark.parametrize("by", [AMINA, SCREEN, host(1)], ids=lambda by: by.role)
    def test_is_for_facilitators(self, by):
        room = opened(stage="sort")
        assert refusal(room, OpenBallot(new_id()), by) == "forbidden"
        enter(room, "vote")
        assert refusal(room, CloseBallot(new_id(), "gisements", reveal=True), by) == "forbidden"
        assert not room.ballots["gisements"].revealed


class TestAnOpenBallotOnThemes:
    def test_freezes_their_shape_until_it_closes(self):
        room = with_themes(2)
        note = next(iter(room.themes["t2"].notes))
        play(room, OpenBallot(new_id(), "themes"))
        assert refusal(room, MoveNotes(new_id(), (note,), "t1")) == "ballot_open"
        assert refusal(room, MoveNotes(new_id(), (note,), None, "Bancs")) == "ballot_open"
        assert refusal(room, MergeThemes(new_id(), ("t1",), "t2")) == "ballot_open"
        play(room, CloseBallot(new_id(), next(iter(room.ballots))))
        play(room, MoveNotes(new_id(), (note,), "t1"))
        assert room.notes[note].theme == "t1"

    def test_freezes_nothing_when_it_is_on_gisements(self):
        room = with_themes(2)
        note = next(iter(room.themes["t2"].notes))
        enter(room, "vote")
        play(room, MoveNotes(new_id(), (note,), "t1"))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert room.notes[note].theme == "t2"


def test_an_undone_opening_leaves_no_ballot():
    room = opened(stage="sort")
    play(room, OpenBallot(new_id()))
    play(room, Undo(new_id()))
    assert room.ballots == {}


def test_a_note_posted_after_the_opening_is_not_in_the_option():
    stages = [{"kind": kind, "title": kind} for kind in ("gather", "vote")]
    room = opened(small(stages=stages), "gather")
    first = post(room, BENCHES)
    play(room, OpenBallot(new_id(), "gisements"))
    post(room, CARETAKERS, BRUNO)
    (ballot,) = room.ballots.values()
    assert [option.notes for option in ballot.terms.options] == [(first,), ()]


def test_a_ballot_of_the_first_version_is_read_as_one_of_today():
    body = {
        "ballot": "b", "plan": "", "title": "Vos priorités", "on": "gisements", "gisement": None, "budget": 3, "cap": 2,
        "sealed": False, "options": [{"id": "g1", "label": "Bancs", "notes": ["n1"]}],
    }  # fmt: skip
    terms = Terms("Vos priorités", "gisements", (Option("g1", "Bancs", ("n1",)),), 3, 2, sealed=False)
    assert decode("ballot_opened", 1, body, None) == BallotOpened("b", "", terms)
