"""From dots to priorities, against sums made by hand."""

from itertools import product

import pytest

from server.room.priorities import Priority, ranking
from server.room.state import Ballot, Option, Terms


def ballot(options: str, **sheets: str) -> Ballot:
    """Options by a letter each; a sheet is a voter's dots: `ballot("ABC", amina="AAB")`."""
    dots = {
        voter: {option: (sheet.count(option), 1) for option in sorted(set(sheet))} for voter, sheet in sheets.items()
    }
    choices = tuple(Option(option, f"Choix {option}") for option in options)
    return Ballot("vote", "vote", Terms("Vote", "gisements", choices, 3, 2), opened_at=0, dots=dots)


def places(ranked: list[Priority]) -> list[tuple[str, int, int, int]]:
    return [(p.option, p.rank, p.dots, p.voters) for p in ranked]


def test_the_most_dots_come_first():
    ranked = ranking(ballot("ABCD", amina="AAB", bruno="BBD", claire="DDB"))
    assert places(ranked) == [("B", 1, 4, 3), ("D", 2, 3, 2), ("A", 3, 2, 1), ("C", 4, 0, 0)]
    assert [p.share for p in ranked] == [1.0, 0.6667, 0.3333, 0.0]
    assert [p.label for p in ranked] == ["Choix B", "Choix D", "Choix A", "Choix C"]


def test_equal_dots_share_a_rank_and_the_next_one_counts_them_all():
    ranked = ranking(ballot("ABCDE", amina="AAB", bruno="BCD", claire="ADC"))
    assert places(ranked) == [("A", 1, 3, 2), ("B", 2, 2, 2), ("C", 2, 2, 2), ("D", 2, 2, 2), ("E", 5, 0, 0)]


def test_among_equals_the_most_voters_are_shown_first():
    ranked = ranking(ballot("AB", amina="AA", bruno="B", claire="B"))
    assert places(ranked) == [("B", 1, 2, 2), ("A", 1, 2, 1)]


def test_no_votes_give_no_order_and_no_confidence():
    ranked = ranking(ballot("ABCD"))
    assert places(ranked) == [("A", 1, 0, 0), ("B", 1, 0, 0), ("C", 1, 0, 0), ("D", 1, 0, 0)]
    assert [(p.share, p.top3) for p in ranked] == [(0.0, 0.0)] * 4


def test_one_voter_is_sure():
    ranked = ranking(ballot("ABCD", amina="AAC"))
    assert [(p.option, p.rank, p.share, p.top3) for p in ranked] == [
        ("A", 1, 1.0, 1.0), ("C", 2, 1.0, 1.0), ("B", 3, 0.0, 0.0), ("D", 3, 0.0, 0.0),
    ]  # fmt: skip


def test_a_voter_who_took_everything_back_is_no_voter():
    room_ballot = ballot("AB", amina="A")
    room_ballot.dots["bruno"] = {"B": (0, 4)}
    assert [(p.option, p.voters, p.share) for p in ranking(room_ballot)] == [("A", 1, 1.0), ("B", 0, 0.0)]


SHEETS = {"amina": "AAB", "bruno": "BBC", "claire": "CDE", "driss": "AEE"}
TOP3 = {"A": 0.7955, "B": 0.854, "C": 0.68, "D": 0.363, "E": 0.8555}
"""Recorded once: a room's report never changes by itself."""


def test_the_top_three_is_the_same_to_the_digit_every_time():
    forwards, backwards = ballot("ABCDE", **SHEETS), ballot("ABCDE", **dict(reversed(SHEETS.items())))
    assert {p.option: p.top3 for p in ranking(forwards)} == TOP3
    assert {p.option: p.top3 for p in ranking(backwards)} == TOP3


def test_the_top_three_is_near_the_share_of_every_possible_draw():
    exact = dict.fromkeys("ABCDE", 0.0)
    for draw in product(SHEETS.values(), repeat=4):
        drawn = "".join(draw)
        for option in exact:
            above = sum(drawn.count(other) > drawn.count(option) for other in exact)
            exact[option] += (above < 3 and option in drawn) / 4**4
    assert pytest.approx(exact, abs=0.02) == TOP3


def test_with_three_options_one_drawn_voter_is_enough():
    ranked = ranking(ballot("ABC", amina="AA", bruno="A", claire="AB", driss="CCB"))
    exact = {"A": 1 - (1 / 4) ** 4, "B": 1 - (2 / 4) ** 4, "C": 1 - (3 / 4) ** 4}
    assert {p.option: p.top3 for p in ranked} == pytest.approx(exact, abs=0.02)


def test_an_option_without_dots_is_never_in_the_top_three():
    ranked = ranking(ballot("AB", amina="A", bruno="AA"))
    assert [(p.option, p.top3) for p in ranked] == [("A", 1.0), ("B", 0.0)]
