"""Dots entered for somebody: raised hands and paper ballots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.ballots import CloseBallot, PlaceDots
from server.room.by_hand import CountHands, CountPaper, hands_of, papers_of
from server.room.life import Undo
from server.room.priorities import evidence, ranking
from server.room.state import Ballot, Room
from tests.rooms import AMINA, SCREEN, enter, host, new_id, opened, play, refusal


def voting() -> tuple[Room, Ballot]:
    room = opened(stage="vote")
    return room, room.ballots["gisements"]


def hands(people: int, **counts: int) -> CountHands:
    return CountHands(new_id(), "gisements", people, counts)


def paper(number: str, **dots: int) -> CountPaper:
    return CountPaper(new_id(), "gisements", number, dots)


def test_hands_are_counted_with_the_dots_and_told_as_entered():
    room, ballot = voting()
    play(room, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
    play(room, hands(10, g1=4, g2=8, g3=0))
    assert {p.option: p.dots for p in ranking(ballot) if p.dots} == {"g2": 8, "g1": 6}
    found = evidence(room, ballot)
    assert (found.voters, found.entered) == (11, 10)
    assert room.people.keys() == {AMINA.id}


def test_the_same_count_again_is_no_entry_and_another_replaces_it():
    room, ballot = voting()
    play(room, hands(10, g1=4))
    assert play(room, hands(12, g1=4)) == []
    play(room, hands(3, g2=3))
    assert hands_of(ballot) == (3, {"g2": 3})
    play(room, Undo(new_id()))
    assert hands_of(ballot) == (4, {"g1": 4})
    play(room, Undo(new_id()))
    assert ballot.dots == {}


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (hands(3, g1=4), "too_many_hands"),
        (hands(2, g1=2, g2=2, g3=2, g4=1), "too_many_hands"),
        (hands(2001, g1=1), "bad_request"),
        (hands(3, g1=-1), "bad_request"),
        (hands(3, g9=1), "unknown_option"),
        (paper("1", g1=3), "cap_reached"),
        (paper("1", g1=2, g2=2), "dots_spent"),
        (paper("un", g1=2), "bad_request"),
        (paper("1", g1=-2), "bad_request"),
    ],
)
def test_counts_that_nobody_could_have_given_are_refused(counts, code):
    room, _ = voting()
    assert refusal(room, counts) == code


@given(st.integers(1, 60), st.dictionaries(st.sampled_from(["g1", "g2", "g3", "g4"]), st.integers(1, 60), min_size=1))
def test_raised_hands_are_dealt_so_that_nobody_has_two_for_one_option_or_more_than_the_budget(people, counts):
    room, ballot = voting()
    counts = {option: min(count, people) for option, count in counts.items()}
    if sum(counts.values()) > people * ballot.terms.budget:
        assert refusal(room, hands(people, **counts)) == "too_many_hands"
        return
    play(room, hands(people, **counts))
    assert hands_of(ballot) == (min(people, sum(counts.values())), counts)
    assert all(ballot.spent(voter) <= ballot.terms.budget for voter in ballot.dots)
    assert {dots for sheet in ballot.dots.values() for dots, _ in sheet.values()} == {1}


def test_a_paper_ballot_is_corrected_by_its_number_and_taken_out_when_empty():
    room, ballot = voting()
    play(room, paper("012", g1=2, g2=1), host(2))
    play(room, paper("12", g1=1))
    assert ballot.dots == {"paper:12": {"g1": (1, 1)}}
    assert play(room, paper("12", g1=1, g2=0)) == []
    play(room, paper("12"))
    assert ballot.dots == {}


def test_counting_goes_on_after_the_close_and_stops_at_the_reveal():
    room, ballot = voting()
    play(room, CloseBallot(new_id(), "gisements"))
    play(room, hands(3, g1=3))
    enter(room, "results")
    assert refusal(room, hands(3, g2=3)) == "ballot_revealed"
    assert refusal(room, paper("1", g2=1)) == "ballot_revealed"
    assert (
        refusal(room, Undo(new_id(), next(act.seq for act in room.acts if act.kind == "hands_counted")))
        == "ballot_revealed"
    )
    assert ballot.placed() == 3


def test_the_papers_counted_so_far_are_known_by_their_numbers():
    room, ballot = voting()
    for number in ("12", "003", "7"):
        play(room, paper(number, g1=1))
    play(room, paper("7"))
    assert papers_of(ballot) == [3, 12]


def test_hands_are_counted_by_who_leads_and_paper_by_a_tables_helper_too():
    room, _ = voting()
    assert refusal(room, hands(1, g1=1), host(1)) == "forbidden"
    assert refusal(room, paper("1", g1=1), SCREEN) == "forbidden"
    assert refusal(room, paper("1", g1=1), AMINA) == "forbidden"


def test_an_opening_is_not_taken_back_once_hands_were_counted():
    room, ballot = voting()
    opening = next(act for act in room.acts if "ballot_dropped" in {one.kind for one in act.inverse or ()})
    play(room, hands(3, g1=3))
    assert refusal(room, Undo(new_id(), opening.seq)) == "touched_since"
    assert ballot.open


def test_a_count_taken_back_gives_the_same_voters_again():
    room, ballot = voting()
    play(room, hands(4, g5=2, g1=2, g2=1, g3=1, g4=1))
    before = dict(ballot.dots)
    play(room, hands(3, g2=3))
    play(room, Undo(new_id()))
    assert ballot.dots == before
