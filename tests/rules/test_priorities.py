"""From dots to priorities, against sums made by hand."""

from dataclasses import asdict, replace
from itertools import pairwise, product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room import resampling
from server.room.people import AGREE, ChooseCollege, Tap
from server.room.priorities import RESAMPLES, Interval, Priority, WhatIf, evidence, ranking, wilson
from server.room.state import Ballot, Option, Room, Terms
from tests.rooms import AMINA, BRUNO, host, new_id, opened, play, post, small


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
LUCK = 3 * sqrt(0.25 / RESAMPLES)
"""Three standard errors of a share among the resamples."""
TOP3 = {"A": 0.798, "B": 0.857, "C": 0.69, "D": 0.361, "E": 0.851}
"""Recorded once (method 2): a room's report never changes by itself."""


def test_the_top_three_is_the_same_to_the_digit_every_time():
    forwards, backwards = ballot("ABCDE", **SHEETS), ballot("ABCDE", **dict(reversed(SHEETS.items())))
    otherwise = ballot("ABCDE", **dict(zip(reversed(SHEETS), SHEETS.values(), strict=True)))
    for voted in (forwards, backwards, otherwise):
        assert {p.option: p.top3 for p in ranking(voted)} == TOP3


def test_the_top_three_is_near_the_share_of_every_possible_draw():
    exact = dict.fromkeys("ABCDE", 0.0)
    for draw in product(SHEETS.values(), repeat=4):
        drawn = "".join(draw)
        for option in exact:
            above = sum(drawn.count(other) > drawn.count(option) for other in exact)
            exact[option] += (above < 3 and option in drawn) / 4**4
    assert pytest.approx(exact, abs=LUCK) == TOP3


def test_with_three_options_one_drawn_voter_is_enough():
    ranked = ranking(ballot("ABC", amina="AA", bruno="A", claire="AB", driss="CCB"))
    exact = {"A": 1 - (1 / 4) ** 4, "B": 1 - (2 / 4) ** 4, "C": 1 - (3 / 4) ** 4}
    assert {p.option: p.top3 for p in ranked} == pytest.approx(exact, abs=LUCK)


def test_an_option_without_dots_is_never_in_the_top_three():
    ranked = ranking(ballot("AB", amina="A", bruno="AA"))
    assert [(p.option, p.top3) for p in ranked] == [("A", 1.0), ("B", 0.0)]


SEVEN = {f"v{n}": sheet for n, sheet in enumerate(("AAB", "AAB", "ABB", "AAC", "AAC", "ABC", "ABD"))}


class TestHowSure:
    def test_each_option_has_some_rank_in_each_resample(self):
        for one in ranking(ballot("ABCDE", **SEVEN)):
            assert len(one.odds) == 5
            assert sum(one.odds) == pytest.approx(1)

    def test_odds_of_the_first_place_are_those_of_a_binomial(self):
        """Nine voters of one dot, six for A and three for B: A is first or level unless B is drawn five times of nine."""
        sheets = {f"v{n}": "A" if n < 6 else "B" for n in range(9)}
        first, second = ranking(ballot("AB", **sheets))
        draws = np.random.default_rng(1).binomial(9, 1 / 3, 200_000)
        assert first.odds[0] == pytest.approx(float((draws <= 4).mean()), abs=LUCK)
        assert second.odds[0] == pytest.approx(float((draws >= 5).mean()), abs=LUCK)
        low, high = np.percentile(draws, [2.5, 97.5])
        assert (second.dots_between.low, second.dots_between.high) == (low, high)

    def test_dots_are_whole_and_stand_within_their_interval(self):
        for one in ranking(ballot("ABCDE", **SEVEN)):
            assert one.dots_between.low <= one.dots <= one.dots_between.high
            assert one.dots_between.low == int(one.dots_between.low)

    @given(
        st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.text("ABCD", max_size=3), max_size=30),
        st.randoms(),
    )
    def test_the_order_of_arrival_changes_no_digit(self, sheets, chance):
        shuffled = list(sheets.items())
        chance.shuffle(shuffled)
        first = ranking(ballot("ABCD", **sheets))
        resampling.drawn.cache_clear()
        assert ranking(ballot("ABCD", **dict(shuffled))) == first

    def test_large_ballots_are_drawn_in_parts_that_are_exact(self):
        counts = np.ones((3000, 2), dtype=np.int64)
        assert resampling.resample(counts).dots == ((3000, 3000), (3000, 3000))


class TestSteps:
    def steps(self, room_ballot: Ballot) -> dict[str, int]:
        return {one.option: one.step for one in ranking(room_ballot)}

    def test_options_that_the_votes_tell_apart_each_have_one(self):
        sheets = {f"v{n}": "AAB" if n % 4 else "AAC" for n in range(40)}
        assert self.steps(ballot("ABCD", **sheets)) == {"A": 1, "B": 2, "C": 3, "D": 4}

    def test_a_difference_of_one_voter_in_nine_is_none(self):
        sheets = {f"v{n}": "A" if n < 5 else "B" for n in range(9)}
        assert self.steps(ballot("AB", **sheets)) == {"A": 1, "B": 1}

    def test_are_measured_from_their_first_option_not_in_a_chain(self):
        """40, 36, 30 of 60: each is near the one above, the last is far from the first."""
        sheets = {
            f"v{n:02}": ("A" if n < 40 else "") + ("B" if n % 15 < 9 else "") + ("C" if n % 10 < 5 else "")
            for n in range(60)
        }
        assert [(p.option, p.dots, p.step) for p in ranking(ballot("ABC", **sheets))] == [
            ("A", 40, 1), ("B", 36, 1), ("C", 30, 2),
        ]  # fmt: skip

    @given(st.lists(st.text("ABCDE", max_size=3), max_size=25))
    def test_follow_the_ranking_and_keep_equals_together(self, sheets):
        ranked = ranking(ballot("ABCDEF", **{f"v{n}": sheet for n, sheet in enumerate(sheets)}))
        steps = [one.step for one in ranked]
        assert steps[0] == 1
        assert all(after - before in (0, 1) for before, after in pairwise(steps))
        for one, other in product(ranked, repeat=2):
            assert one.dots != other.dots or one.step == other.step
            assert one.step != other.step or bool(one.dots) == bool(other.dots)


class TestTooFewVoters:
    @pytest.mark.parametrize("voters", [1, 2, 3, 4])
    def test_are_told_no_odds_and_one_step(self, voters):
        ranked = ranking(ballot("ABC", **{f"v{n}": "AAB" for n in range(voters)}))
        assert [(p.rank, p.step, p.odds) for p in ranked] == [(1, 1, ()), (2, 1, ()), (3, 2, ())]
        assert [p.dots_between for p in ranked] == [Interval(0, 2 * voters), Interval(0, 2 * voters), Interval(0, 0)]

    def test_are_no_longer_so_from_five_on(self):
        ranked = ranking(ballot("ABC", **{f"v{n}": "AAB" for n in range(5)}))
        assert [(p.step, p.odds) for p in ranked] == [(1, (1, 0, 0)), (2, (0, 1, 0)), (3, (0, 0, 1))]


def test_nobody_gives_no_order_no_odds_and_no_share():
    assert [(p.step, p.odds, p.share_between) for p in ranking(ballot("AB"))] == [(1, (), Interval(0, 1))] * 2


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3 (Wilson, no correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_the_interval_of_a_share_is_wilsons(part, whole, low, high):
    assert wilson(part, whole) == Interval(low, high)


def test_everything_in_a_ranking_is_in_the_evidence():
    room, counted = opened(small(), "gather"), ballot("ABCD", **SEVEN)
    bare = ("rank", "dots", "voters", "share", "top3", "step", "odds", "share_between", "dots_between")
    assert [[getattr(p, name) for name in bare] for p in evidence(room, counted).options] == [
        [getattr(p, name) for name in bare] for p in ranking(counted)
    ]


class TestNotes:
    def counted(self, *kinds: str) -> Priority:
        room = opened(small(), "gather")
        notes = tuple(post(room, kind=kind) for kind in kinds)
        room.notes[post(room, kind="resource")].hidden = True
        held = ballot("AB", amina="A")
        held.terms = replace(
            held.terms, options=(Option("A", "Bancs", (*notes, *list(room.notes)[-1:])), Option("B", "Rien"))
        )
        return evidence(room, held).options[0]

    def test_are_counted_by_kind_as_long_as_they_are_shown(self):
        found = self.counted("idea", "resource", "resource", "resource", "obstacle")
        assert (found.notes, found.before) == ({"idea": 1, "resource": 3, "obstacle": 1}, 0)

    def test_make_an_option_ready_by_what_it_can_rely_on(self):
        assert self.counted("resource", "resource", "resource", "obstacle").readiness == 0.6667
        assert self.counted("obstacle").readiness == 0.3333
        assert self.counted("idea").readiness == 0.5

    def test_of_an_option_without_any_tell_nothing(self):
        assert self.counted().readiness is None

    def test_that_come_from_before_are_counted_apart(self):
        room = opened(small(), "gather")
        old, new = post(room), post(room)
        room.notes[old].before = True
        held = ballot("A", amina="A")
        held.terms = replace(held.terms, options=(Option("A", "Bancs", (old, new)),))
        assert evidence(room, held).options[0].before == 1

    def test_tell_no_readiness_in_a_session_without_obstacles(self):
        room = opened(small(kinds=[{"id": "resource", "label": "Ressource", "plural": "Ressources"}]), "gather")
        held = ballot("A", amina="A")
        held.terms = replace(held.terms, options=(Option("A", "Bancs", (post(room, kind="resource"),)),))
        assert evidence(room, held).options[0].readiness is None


def what_if(room: Room, counted: Ballot) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {
        p.option: [(other.case, other.rank) for other in p.what_if] for p in evidence(room, counted).options
    }
    return {option: cases for option, cases in found.items() if cases}


class TestAnotherCount:
    def test_joins_options_that_say_nearly_the_same(self):
        room, counted = opened(small(), "gather"), ballot("ABC", amina="AAA", bruno="BB", claire="CC", driss="C")
        room.alike = (("B", "C"), ("A", "elsewhere"))
        assert what_if(room, counted) == {"B": [("merged", 1)]}
        assert evidence(room, counted).options[2].what_if == (
            WhatIf("merged", "Réuni avec « Choix C » : rang 1 au lieu de 3.", 1),
        )

    def test_leaves_late_voters_out(self):
        room, counted = opened(small(), "gather"), ballot("AB", amina="AA", bruno="A", claire="B")
        counted.late = {"bruno", "somebody who took all dots back"}
        assert what_if(room, counted) == {}
        counted.late = {"amina"}
        assert what_if(room, counted) == {"B": [("late", 1)]}
        assert evidence(room, counted).late == 1

    def test_leaves_out_dots_entered_by_hand(self):
        room, counted = opened(small(), "gather"), ballot("AB", amina="B", **{"hands:1": "A", "hands:2": "A"})
        assert what_if(room, counted) == {"A": [("entered", 2)], "B": [("entered", 1)]}
        assert evidence(room, counted).entered == 2

    def test_leaves_out_voters_who_did_nothing_else(self):
        room, counted = (
            opened(small(colleges=VILLE), "gather"),
            ballot("AB", amina="B", bruno="B", claire="A", driss="AA"),
        )
        post(room, by=AMINA)
        play(room, ChooseCollege(new_id(), "ville"), BRUNO)
        assert what_if(room, counted) == {"A": [("unseen", 2)], "B": [("unseen", 1)]}

    def test_takes_nobody_for_unseen_when_most_people_only_vote(self):
        room, counted = opened(small(), "gather"), ballot("AB", amina="B", bruno="A", claire="AA")
        post(room, by=AMINA)
        assert what_if(room, counted) == {}

    def test_takes_a_tap_for_a_presence(self):
        room, counted = opened(stage="react"), ballot("AB", amina="B", bruno="AA")
        play(room, Tap(new_id(), "c1", AGREE), AMINA)
        play(room, Tap(new_id(), "c1", AGREE), BRUNO)
        assert what_if(room, counted) == {}


VILLE = [
    {"id": "ville", "label": "Ville", "family": "Institutions"},
    {"id": "etat", "label": "État", "family": "Institutions"},
]


class TestWhoCouldHaveVoted:
    def test_are_those_seen_in_the_room_and_the_voters(self):
        room = opened(small(colleges=VILLE), "gather")
        post(room, by=AMINA)
        play(room, ChooseCollege(new_id(), "ville"), BRUNO)
        room.person("a page opened, nothing done")
        assert evidence(room, ballot("AB", amina="A", **{"hands:1": "B"})).present == 3

    def test_are_those_of_the_colleges_asked(self):
        room = opened(small(colleges=VILLE), "gather")
        post(room, by=AMINA)
        play(room, ChooseCollege(new_id(), "ville"), BRUNO)
        play(room, ChooseCollege(new_id(), "etat"), host(2))
        counted = ballot("AB", bruno="A")
        counted.terms = replace(counted.terms, colleges=("etat",))
        assert evidence(room, counted).present == 2


RECORDED = [
    ("A", 1.0, (0.9785, 0.0215, 0.0, 0.0)),
    ("B", 1.0, (0.0525, 0.84, 0.1075, 0.0)),
    ("C", 0.9125, (0.0, 0.1935, 0.7225, 0.084)),
    ("D", 0.19, (0.0, 0.0, 0.1935, 0.8065)),
]


def test_evidence_is_the_same_to_the_digit_every_time():
    room, counted = opened(small(), "gather"), ballot("ABCD", **SEVEN)
    first = asdict(evidence(room, counted))
    resampling.drawn.cache_clear()
    assert asdict(evidence(room, counted)) == first
    assert [(p["option"], p["top3"], p["odds"]) for p in first["options"]] == RECORDED
