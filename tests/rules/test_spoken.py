"""What rules word for people: French as its source, by language, and nothing of one language kept for another."""

import pytest

from server.charts.steps import Step
from server.i18n import NAMES, number, ordinal, percent, speaking
from server.reports.contract import export
from server.room.ballots import CloseBallot, PlaceDots
from server.room.board import grounds, places
from server.room.state import Ballot, Room
from server.room.terms import OpenBallot
from server.room.thread import line, thread
from tests.rooms import BRUNO, a_day, group, name, new_id, opened, people, play, post, small

NARROW = "\u202f"


def revealed() -> tuple[Room, Ballot]:
    room = opened(small(), "gather")
    play(room, OpenBallot("vote"))
    for n, one in enumerate(people(1200)):
        play(room, PlaceDots(new_id(), "b-vote", "g1" if n else "g2", 1), one)
    play(room, CloseBallot(new_id(), "b-vote", reveal=True))
    return room, room.ballots["b-vote"]


class TestTheGrounds:
    def test_are_kept_for_each_language_and_rank_alike_in_all(self):
        room, ballot = revealed()
        kept = {}
        for code in NAMES:
            with speaking(code):
                kept[code] = grounds(room, ballot)
        for code in NAMES:
            with speaking(code):
                assert grounds(room, ballot) is kept[code]
                assert places(room, ballot) is kept[code].options
        assert len({id(found) for found in kept.values()}) == len(NAMES)
        assert len({tuple((one.option, one.rank, one.dots) for one in found.options) for found in kept.values()}) == 1

    def test_tell_their_numbers_as_each_language_writes_them(self):
        room, ballot = revealed()
        assert f"1{NARROW}199 points" in grounds(room, ballot).options[0].why[0]
        with speaking("en"):
            assert "1,199" in grounds(room, ballot).options[0].why[0]


def test_an_export_is_in_french_whoever_asks_for_it():
    room, _ = a_day()
    in_french = export(room)
    for code in NAMES:
        with speaking(code):
            assert export(room) == in_french


def test_small_numbers_are_words_in_french_alone():
    room = opened(small(themes={"first": 2}), "gather")
    note = post(room)
    name(room, group(room, "t1", note, *(post(room, f"Un banc {n}", BRUNO) for n in range(4))), "Bancs")
    assert line(room, room.notes[note]) == "« Bancs », avec quatre autres"
    assert thread(room, room.notes[note]).knots[0].said == "Votre idée a rejoint « Bancs » avec quatre autres."
    with speaking("en"):
        assert "quatre" not in line(room, room.notes[note])
        assert "4" in line(room, room.notes[note])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fr", ["1er", "2e", "3e", "4e", "11e", "22e"]),
        ("en", ["1st", "2nd", "3rd", "4th", "11th", "22nd"]),
        ("es", ["1.º", "2.º", "3.º", "4.º", "11.º", "22.º"]),
        ("pt", ["1.º", "2.º", "3.º", "4.º", "11.º", "22.º"]),
        ("tr", ["1.", "2.", "3.", "4.", "11.", "22."]),
        ("ar", ["1", "2", "3", "4", "11", "22"]),
    ],
)
def test_a_place_is_told_as_each_language_counts_places(code, said):
    with speaking(code):
        assert [ordinal(place) for place in (1, 2, 3, 4, 11, 22)] == said
        assert Step(4, 4, (), 0).places == said[3]


@pytest.mark.parametrize(
    ("code", "count", "part"),
    [("fr", f"12{NARROW}345,7", f"87{NARROW}%"), ("en", "12,345.7", "87%"), ("tr", "12.345,7", "%87")],
)
def test_numbers_and_parts_are_told_as_each_language_writes_them(code, count, part):
    with speaking(code):
        assert (number(12345.67), percent(0.871)) == (count, part)
