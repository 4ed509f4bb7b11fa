"""Who supports what, by college, without giving anybody away."""

from collections import Counter, defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.ballots import PlaceDots
from server.room.colleges import Line, Presence, breakdown, consensus, dissent, presence, support
from server.room.definition import College, Session
from server.room.figures import Support
from server.room.people import ChooseCollege
from server.room.priorities import evidence
from server.room.state import Person, Room
from tests.rooms import enter, new_id, opened, people, play, small

FAMILIES = {"Institutions": ("ville", "etat"), "Terrain": ("police", "ecole"), "Habitants": ("usagers",)}


def session(families: dict[str, tuple[str, ...]], **invited: int) -> Session:
    colleges = [
        {"id": one, "label": one.capitalize(), "family": family} | ({"invited": invited[one]} if one in invited else {})
        for family, members in families.items()
        for one in members
    ]
    return small(colleges=colleges)


def room_of(counts: dict[str, int], plan: Session) -> Room:
    """So many people of each college; `""`: of none."""
    room = Room(plan)
    for college, count in counts.items():
        for n in range(count):
            room.people[f"{college}-{n}"] = Person(college or None, voted=True)
    return room


def told(counts: dict[str, int], families: dict[str, tuple[str, ...]] = FAMILIES) -> list[tuple[str, str, int | None]]:
    room = room_of(counts, session(families))
    return [(line.of, line.label, len(line.people) if line.told else None) for line in breakdown(room, room.people)]


class TestTheBreakdown:
    def test_goes_by_college_where_each_has_five_people(self):
        assert told({"ville": 5, "etat": 6, "police": 9}) == [
            ("college", "Ville", 5), ("college", "Etat", 6), ("college", "Police", 9),
        ]  # fmt: skip

    def test_falls_back_to_the_family_when_one_of_its_colleges_is_too_small(self):
        assert told({"ville": 5, "etat": 2, "police": 9}) == [("family", "Institutions", 7), ("college", "Police", 9)]

    def test_hides_a_family_too_small_and_the_smallest_other(self):
        assert told({"ville": 2, "police": 9, "usagers": 6, "": 12}) == [
            ("family", "Institutions", None), ("college", "Police", 9), ("family", "Habitants", None),
            ("none", "Sans collège", 12),
        ]  # fmt: skip

    def test_hides_two_families_when_both_are_the_smallest(self):
        assert told({"ville": 2, "police": 6, "usagers": 6, "": 12}) == [
            ("family", "Institutions", None), ("family", "Terrain", None), ("family", "Habitants", None),
            ("none", "Sans collège", 12),
        ]  # fmt: skip

    def test_hides_no_more_once_small_families_cover_one_another(self):
        assert told({"ville": 2, "police": 3, "usagers": 6}) == [
            ("family", "Institutions", None), ("family", "Terrain", None), ("college", "Usagers", 6),
        ]  # fmt: skip

    def test_hides_more_when_equal_families_could_be_divided_out(self):
        """Eight people hidden in two families of fewer than five: four each."""
        assert told({"ville": 4, "police": 4, "usagers": 6, "": 7}) == [
            ("family", "Institutions", None), ("family", "Terrain", None), ("family", "Habitants", None),
            ("none", "Sans collège", 7),
        ]  # fmt: skip

    def test_treats_people_without_a_college_like_a_college(self):
        assert told({"ville": 8, "police": 6, "": 1}) == [
            ("college", "Ville", 8), ("family", "Terrain", None), ("none", "Sans collège", None),
        ]  # fmt: skip

    @pytest.mark.parametrize("counts", [{}, {"ville": 4}, {"ville": 2, "police": 2}, {"ville": 9, "": 1}, {"": 3}])
    def test_is_empty_when_nothing_could_be_told(self, counts):
        assert told(counts) == []

    def test_is_empty_in_a_session_without_colleges(self):
        assert told({"": 20}, {}) == []

    def test_counts_voters_nobody_knows_and_former_colleges_with_those_without_a_college(self):
        room = room_of({"ville": 6, "gone": 3}, session(FAMILIES))
        lines = breakdown(room, [*room.people, "hands:1", "hands:2"])
        assert [(line.of, len(line.people)) for line in lines] == [("college", 6), ("none", 5)]


PLANS = [FAMILIES, {"A": ("a",), "B": ("b",), "C": ("c",)}, {"A": ("a", "b", "c"), "D": ("d", "e")}, {"A": ("a", "b")}]


@given(st.data(), st.sampled_from(PLANS))
def test_no_hidden_number_can_be_had_by_subtraction(data, families):
    """All is told but what is hidden: the total, and every other line."""
    names = [*(one for members in families.values() for one in members), ""]
    counts = {name: data.draw(st.integers(0, 12)) for name in names}
    room = room_of(counts, session(families))
    lines = breakdown(room, room.people)
    hidden = [line for line in lines if not line.told]
    assert all(len(line.people) >= 5 for line in lines if line.told)
    if lines:
        assert sum(len(line.people) for line in lines) == sum(counts.values())
    if hidden:
        assert len(hidden) >= 2
        assert sum(counts.values()) - sum(len(line.people) for line in lines if line.told) >= 5
    whole = {line.label for line in lines if line.of == "family"}
    assert not [one for family in whole for one in families[family] if one in {line.id for line in lines}]


def test_no_hidden_number_can_be_had_by_who_knows_the_rule():
    """All rooms of up to nine people a college are compared: whatever is shown, each hidden number could be another one."""
    families = {"A": ("a", "b"), "C": ("c",)}
    plan, possible = session(families), defaultdict(list)
    for a, b, c, none in product(range(10), repeat=4):
        counts = {"a": a, "b": b, "c": c, "": none}
        room = room_of(counts, plan)
        shown = tuple((line.id, len(line.people) if line.told else None) for line in breakdown(room, room.people))
        possible[shown, a + b + c + none].append(counts)
    for (shown, _), rooms in possible.items():
        sizes = [Counter({"A": one["a"] + one["b"], "C": one["c"], "": one[""]}) for one in rooms]
        complete = all(max(size.values(), default=0) <= 9 for size in sizes)
        for unit, number in shown:
            if number is None and complete:
                assert len({size[unit] for size in sizes}) > 1
            if unit == "A":
                assert all(len({one[part] for one in rooms}) > 1 for part in "ab") or not complete


def lines(*sizes: int) -> tuple[Line, ...]:
    return tuple(
        Line(f"c{n}", f"C{n}", "college", frozenset(f"{n}-{i}" for i in range(size))) for n, size in enumerate(sizes)
    )


def some(*given: int) -> set[str]:
    return {f"{n}-{i}" for n, count in enumerate(given) for i in range(count)}


class TestSupport:
    def test_counts_backers_in_each_line(self):
        assert support(lines(5, 8), some(3, 8)) == (
            Support("C0", "college", 5, 3), Support("C1", "college", 8, 8),
        )  # fmt: skip

    def test_tells_nothing_of_a_hidden_line(self):
        hidden = Line("A", "Institutions", "family", frozenset({"0-0"}), told=False)
        assert support([hidden], some(1)) == (Support("Institutions", "family", None, None),)

    def test_has_the_same_lines_for_each_option(self):
        room = opened(session(FAMILIES), "gather")
        voters = people(16)
        for n, one in enumerate(voters):
            play(room, ChooseCollege(new_id(), ("ville", "police", "usagers")[min(n // 6, 2)]), one)
        enter(room, "vote")
        for n, one in enumerate(voters):
            play(room, PlaceDots(new_id(), "gisements", "g1" if n % 3 else "g2", 1), one)
        enter(room, "results")
        found = evidence(room, room.ballots["gisements"])
        assert [[(s.label, s.voters, s.given) for s in option.support] for option in found.options] == [[], []]
        play(room, ChooseCollege(new_id(), "usagers"), voters[0])
        play(room, ChooseCollege(new_id(), "usagers"), voters[6])
        found = evidence(room, room.ballots["gisements"])
        assert [[(s.label, s.voters, s.given) for s in option.support] for option in found.options] == [
            [("Ville", 5, 4), ("Police", 5, 4), ("Usagers", 6, 2)],
            [("Ville", 5, 1), ("Police", 5, 1), ("Usagers", 6, 4)],
        ]


class TestConsensus:
    def test_is_the_product_of_smoothed_shares(self):
        """Polis: ∏ (A+1)/(S+2). 4 of 8 and 6 of 7: 5/10 × 7/9."""
        assert consensus(support(lines(8, 7), some(4, 6))) == round(5 / 10 * 7 / 9, 6)

    def test_of_nobody_and_everybody(self):
        assert consensus(support(lines(8, 8), some(0, 8))) == round(1 / 10 * 9 / 10, 6)

    def test_prefers_what_all_support_a_little_to_what_one_supports_alone(self):
        every = consensus(support(lines(10, 10, 10), some(5, 5, 5)))
        one = consensus(support(lines(10, 10, 10), some(10, 5, 0)))
        assert every is not None
        assert one is not None
        assert every > one

    def test_needs_two_colleges(self):
        assert consensus(support(lines(8), some(4))) is None
        assert consensus([Support("A", "college", 8, 4), Support("B", "family", None, None)]) is None
        assert consensus([Support("A", "college", 8, 4), Support("Sans collège", "none", 9, 4)]) is None


class TestDissent:
    @pytest.mark.parametrize(
        ("sizes", "given", "found"),
        [
            ((10, 10), (10, 0), 1.0),
            ((10, 10), (4, 4), 0.0),
            ((10, 10), (8, 5), 0.3),
            ((10, 10, 10), (0, 5, 10), 0.8165),
        ],
    )
    def test_is_the_standard_deviation_of_shares_over_one_half(self, sizes, given, found):
        assert dissent(support(lines(*sizes), some(*given))) == found

    def test_needs_two_colleges(self):
        assert dissent(support(lines(8), some(4))) is None


class TestPresence:
    def test_tells_invited_and_present_by_college(self):
        room = room_of({"ville": 5, "etat": 6, "police": 7}, session(FAMILIES, ville=8, police=9, ecole=4))
        assert presence(room) == [
            Presence("Ville", "Institutions", 8, 5), Presence("Etat", "Institutions", None, 6),
            Presence("Police", "Terrain", 9, 7), Presence("Ecole", "Terrain", 4, 0),
            Presence("Usagers", "Habitants", None, 0),
        ]  # fmt: skip

    def test_adds_up_the_invited_of_a_family(self):
        room = room_of({"ville": 5, "etat": 2, "police": 7, "": 6}, session(FAMILIES, ville=8, etat=4))
        assert presence(room)[0] == Presence("Institutions", None, 12, 7)
        assert presence(room)[-1] == Presence("Sans collège", None, None, 6)

    def test_has_no_total_of_invited_where_one_is_missing(self):
        room = room_of({"ville": 5, "etat": 2, "police": 7}, session(FAMILIES, ville=8))
        assert presence(room)[0] == Presence("Institutions", None, None, 7)

    def test_hides_small_families_like_votes(self):
        room = room_of({"ville": 2, "police": 9, "usagers": 6}, session(FAMILIES, ville=3, etat=3, police=9))
        assert presence(room) == [
            Presence("Institutions", None, 6, None), Presence("Police", "Terrain", 9, 9),
            Presence("Ecole", "Terrain", None, 0), Presence("Habitants", None, None, None),
        ]  # fmt: skip

    def test_of_one_small_college_alone_names_no_silent_one(self):
        room = room_of({"usagers": 3}, session(FAMILIES))
        assert {one.present for one in presence(room)} == {None}

    def test_of_nobody_is_zero(self):
        assert {one.present for one in presence(room_of({}, session(FAMILIES)))} == {0}

    def test_is_empty_without_colleges(self):
        assert presence(room_of({"": 12}, small())) == []


def test_the_number_of_invited_is_between_nobody_and_ten_thousand():
    assert College(id="ville", label="Ville", family="Institutions").invited is None
    assert College(id="ville", label="Ville", family="Institutions", invited=10_000).invited == 10_000
    for wrong in (-1, 10_001):
        with pytest.raises(ValueError, match="invited"):
            College(id="ville", label="Ville", family="Institutions", invited=wrong)
