"""Where things stand on a chart, by value and for any ranking: nothing overlaps, nothing leaves the drawing."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.charts import HIGH, WIDE, WIDTHS, WORDS
from server.charts.bands import BAR_END, bands
from server.charts.colleges import consensus_places, grid, said
from server.charts.map import BADGE, BOTTOM, DOT, LEFT, TOP, Box, beside, priority_map, spread
from server.charts.steps import HELD, LEAD, LONGEST, outcome, steps, undecided
from server.charts.words import balanced, lines, width
from server.room.priorities import Interval, Priority, Support

FIELD = Box(170, 8, 1000, 574)
LONG = (
    "Une médiation de rue le soir, portée par les habitants et les associations, avec des éducateurs formés et un local"
)


def option(n: int, step: int, **values: object) -> Priority:
    dots = 20 - n
    base = {"share": 0.5, "dots_between": Interval(dots - 3, dots + 3), "readiness": 0.5, "odds": (0.5, 0.5)} | values
    return Priority(f"g{n}", f"Choix {n}", n, dots, dots, top3=0.0, step=step, **base)  # type: ignore[arg-type]


def ranking(*at: int, **values: object) -> list[Priority]:
    """One option for each step named, in order."""
    return [option(n, step, **values) for n, step in enumerate(at, 1)]


class TestWords:
    def test_break_between_words_and_say_what_they_leave_out(self):
        assert lines("Un guichet unique le samedi", 40) == ("Un guichet unique le samedi",)
        assert lines("Un guichet unique le samedi", 7, 2) == ("Un guichet", "unique le…")
        assert lines("Un guichet unique le samedi", 7, 1) == ("Un guichet…",)

    def test_keep_french_punctuation_with_its_word(self):
        assert lines("Que faire ? Les « bancs » !", 5.4, 9) == ("Que", "faire ?", "Les", "« bancs » !")

    def test_are_made_even_where_they_explain(self):
        assert lines("Une médiation de rue le soir, portée par tous", 21) == (
            "Une médiation de rue le soir, portée par",
            "tous",
        )
        assert balanced("Une médiation de rue le soir, portée par tous", 21, 2) == (
            "Une médiation de rue le",
            "soir, portée par tous",
        )

    @given(st.text(max_size=200), st.integers(4, 30), st.integers(1, 4))
    def test_never_go_past_the_edge(self, text, room, most):
        told = lines(text, room, most)
        assert len(told) <= most
        assert all(width(line) <= room for line in told)
        even = balanced(text, room, most)
        assert len(even) == len(told)
        assert all(width(line) <= room for line in even)

    @given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), max_size=60))
    def test_are_all_told_where_there_is_room(self, text):
        assert "".join(lines(text, 12, 99)) == text


class TestSteps:
    def test_tell_together_what_the_votes_cannot_tell_apart(self):
        told = [(step.places, [one.option for one in step.options]) for step in steps(ranking(1, 2, 2, 3, 4, 4, 4))]
        assert told == [("1er", ["g1"]), ("2e et 3e", ["g2", "g3"]), ("4e", ["g4"]), ("5e à 7e", ["g5", "g6", "g7"])]

    def test_name_the_places_that_the_room_does_not_decide(self):
        assert undecided(ranking(1, 2, 2, 3, 3, 3)) == "2e et 3e, 4e à 6e : la salle ne départage pas."
        assert undecided(ranking(1, 2, 3)) == ""

    def test_appear_from_the_last_to_the_first_which_is_kept_a_little_longer(self):
        assert [step.after for step in steps(ranking(1, 2, 3))] == [LEAD + 2 * 900 + HELD, LEAD + 900, LEAD]

    @given(st.integers(1, 40))
    def test_last_no_more_than_eight_seconds(self, count):
        moments = [step.after for step in steps(ranking(*range(1, count + 1)))]
        assert moments == sorted(moments, reverse=True)
        assert len(set(moments)) == count
        assert moments[-1] == LEAD
        assert moments[0] + 700 <= LONGEST

    def test_end_in_one_sentence(self):
        assert outcome(ranking(1, 2)) == "Résultats révélés. En tête : Choix 1."
        assert (
            outcome(ranking(1, 1, 2))
            == "Résultats révélés. La salle ne départage pas les 2 premiers : Choix 1, Choix 2."
        )
        assert outcome([]) == ""


class TestBands:
    def test_are_drawn_to_scale(self):
        drawn = bands([option(1, 1), option(2, 2)])
        one, two = drawn.steps
        scale = (BAR_END - drawn.begins) / 22
        assert [(row.bar, row.low, row.high) for step in (one, two) for row in step.rows] == [
            (round(19 * scale), round(drawn.begins + 16 * scale), BAR_END),
            (round(18 * scale), round(drawn.begins + 15 * scale), round(drawn.begins + 21 * scale)),
        ]
        assert (one.place, one.brace) == ("1", None)

    def test_begin_after_the_longest_name_which_is_cut_only_where_bars_would_have_no_room(self):
        found = ranking(1, 2, 3, 4, 5, 6, 7)
        for wide in WIDTHS:
            short, named, long = (bands(found, {"g1": name}, wide) for name in ("", "Repères, services publics", LONG))
            assert short.begins < named.begins
            assert long.begins >= short.begins
            assert long.steps[0].rows[0].label.lines[-1].endswith("…")
            assert 5 * (named.ends - named.begins) >= named.ends - 150
        assert bands(found, {"g1": "Repères, services publics"}, 1240).steps[0].rows[0].label.lines == (
            "Repères, services publics",
        )

    def test_brace_what_shares_a_step(self):
        drawn = bands(ranking(1, 2, 2))
        assert [(step.place, step.brace is not None) for step in drawn.steps] == [("1", False), ("2–3", True)]
        assert drawn.foot[0].lines == ("2e et 3e : la salle ne départage pas.",)

    @given(st.lists(st.integers(0, 1), min_size=1, max_size=14), st.text(max_size=140))
    def test_hold_in_the_drawing_row_under_row(self, rises, label):
        found = [option(n, sum(rises[:n]), dots_between=Interval(0, 60)) for n in range(1, len(rises) + 1)]
        drawn = bands(found, {one.option: label for one in found})
        middles = [row.middle for step in drawn.steps for row in step.rows]
        assert len(middles) == min(12, len(rises))
        assert all(b - a >= 44 for a, b in itertools.pairwise(middles))
        assert drawn.height <= HIGH
        assert all(row.high <= BAR_END for step in drawn.steps for row in step.rows)


POINTS = st.lists(st.tuples(st.floats(204, 966), st.floats(42, 540)), min_size=1, max_size=12)


class TestTheMap:
    @settings(max_examples=150)
    @given(POINTS)
    def test_spreads_its_numbers_so_that_none_covers_another(self, points):
        places = spread(points, BADGE, FIELD)
        assert len(places) == len(points)
        assert places[0] == points[0]
        assert all(Box.around(*place, BADGE).within(FIELD) for place in places)
        assert all(math.dist(a, b) >= 2 * BADGE for n, a in enumerate(places) for b in places[:n])

    @settings(max_examples=150)
    @given(POINTS, st.lists(st.tuples(st.floats(20, 480), st.sampled_from([46, 92])), min_size=12, max_size=12))
    def test_names_options_beside_their_points_only_where_no_name_covers_anything(self, points, sizes):
        places = beside(points, sizes[: len(points)], FIELD)
        if places is None:
            return
        dots = [Box.around(x, y, DOT) for x, y in points]
        assert all(place.within(FIELD) for place in places)
        assert not any(place.meets(dot) for place in places for dot in dots)
        assert not any(a.meets(b) for n, a in enumerate(places) for b in places[:n])
        assert all(
            place.gap(own) < place.gap(other)
            for place, own in zip(places, points, strict=True)
            for other in points
            if other != own
        )

    def test_names_a_few_options_apart_from_one_another_without_numbers(self):
        found = [option(1, 1, share=0.6, readiness=0.8), option(2, 2, share=0.2, readiness=0.2)]
        assert [spot.badge for spot in priority_map(found).spots] == [None, None]

    def test_numbers_what_stands_at_the_same_place(self):
        found = priority_map(ranking(1, 2, 3))
        assert [spot.number for spot in found.spots] == [1, 2, 3]
        assert len({spot.badge for spot in found.spots} - {None}) == 3

    def test_lists_apart_what_no_note_tells_of(self):
        found = priority_map([option(1, 1), option(2, 2, readiness=None)])
        assert ([spot.option for spot in found.spots], found.absent) == (["g1"], ("Choix 2",))

    @settings(max_examples=60)
    @given(
        st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=14), st.sampled_from([LONG, "Bancs", "م" * 60])
    )
    def test_holds_in_its_drawing(self, standing, label):
        found = [option(n, n, share=share, readiness=ready) for n, (share, ready) in enumerate(standing)]
        drawn = priority_map(found, {one.option: label for one in found})
        assert len(drawn.spots) == min(12, len(found))
        assert all(LEFT <= spot.x <= drawn.right and TOP <= spot.y <= BOTTOM for spot in drawn.spots)
        legends = [spot.label for spot in drawn.spots if spot.badge]
        assert all(one.x + width(line) * WORDS <= WIDE for one in legends for line in one.lines)
        assert all(a.y + 46 * len(a.lines) <= b.y + 2 for a, b in itertools.pairwise(legends))


class TestTheGrid:
    def support(self, *given: int | None) -> tuple[Support, ...]:
        names = ("Ville", "État", "Associations")
        return tuple(
            Support(name, "college", None if n is None else 10, n) for name, n in zip(names, given, strict=False)
        )

    def test_tells_a_share_in_each_cell_and_nothing_of_what_is_hidden(self):
        drawn = grid(ranking(1, support=self.support(8, None, 3)))
        assert drawn is not None
        assert [(cell.said, cell.tint) for cell in drawn.rows[0].cells] == [("80", 4), (None, 0), ("30", 2)]
        assert drawn.veil == "masqué"
        assert drawn.foot[-1].lines[0].startswith("masqué : moins de 5 votants")

    def test_names_two_colleges_in_full_where_there_is_room(self):
        found = tuple(Support(name, "college", 10, 5) for name in ("Associations", "Métiers de terrain"))
        drawn = grid(ranking(1, support=found))
        assert drawn is not None
        assert [head.lines for head in drawn.heads] == [("Associations",), ("Métiers de", "terrain")]

    def test_is_nothing_without_colleges(self):
        assert grid(ranking(1, 2)) is None

    def test_names_its_colleges_by_letters_where_columns_are_narrow(self):
        names = (
            "Opérateurs sociaux",
            "Éducation nationale",
            "Bailleurs",
            "Police",
            "Santé",
            "Usagers",
            "Ville",
            "État",
        )
        many = tuple(Support(name, "college", 10, 5) for name in names)
        drawn = grid(ranking(1, support=many))
        assert drawn is not None
        assert [head.lines for head in drawn.heads] == [(letter,) for letter in "ABCDEFGH"]
        assert "\u00a0".join(" ".join(one.lines[0] for one in drawn.foot).split(" ")).startswith(
            "A\u00a0Opérateurs\u00a0sociaux"
        )

    def test_orders_options_by_consensus(self):
        found = [option(1, 1, consensus=0.1), option(2, 2, consensus=0.3), option(3, 3), option(4, 4, consensus=0.1)]
        assert consensus_places(found) == {"g1": "2e", "g2": "1er", "g3": "–", "g4": "2e"}

    @pytest.mark.parametrize(("score", "told"), [(0.42, "0,42"), (0.000035, "0,000035"), (0.0, "0"), (None, "–")])
    def test_says_a_score_with_the_figures_that_count(self, score, told):
        assert said(score) == told
