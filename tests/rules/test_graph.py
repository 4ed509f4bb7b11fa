"""Themes as communities: what the machine may do to them, whatever comes, and whatever people did."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.themes.encoder import Vectors
from server.themes.graph import Echo, Graph, Merged, Moved, Parted, Placed, Standing, Why

WIDTH = 24
BLANK = np.zeros(WIDTH, np.float32)
SUBJECTS = np.eye(WIDTH, dtype=np.float32)


def said(subject: int, twist: int, distance: float = 0.6) -> Vectors:
    """A unit vector about a subject; `twist` tells the notes on it apart."""
    aside = np.random.default_rng([subject, twist]).normal(size=WIDTH)
    vector = SUBJECTS[subject] + distance * aside / np.linalg.norm(aside)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


class Room:
    """A graph, and what its steps alone would tell of it."""

    def __init__(self, first: int = 12) -> None:
        self.given: list[str] = []
        self.graph = Graph(self.new_id, first=first)
        self.themes: dict[str, str] = {}
        self.vectors: dict[str, Vectors] = {}
        self.pinned: set[str] = set()
        self.held: set[str] = set()
        self.gone: set[str] = set()
        self.steps: list = []

    def new_id(self) -> str:
        self.given.append(f"t{len(self.given)}")
        return self.given[-1]

    def arrive(self, note: str, vector: Vectors, calm: bool = False) -> list:
        self.drop(note)
        self.steps = self.graph.arrive(note, vector, calm)
        self.vectors[note] = vector
        for step in self.steps:
            before = set(self.themes.values())
            self.apply(step)
            self.gone |= before - set(self.themes.values())
        return self.steps

    def apply(self, step) -> None:
        match step:
            case Placed(note, theme):
                self.themes[note] = theme
            case Moved(note, theme, was):
                assert self.themes[note] == was != theme
                self.themes[note] = theme
            case Merged(theme, into, notes):
                assert sorted(notes) == self.notes_of(theme)
                self.themes |= dict.fromkeys(notes, into)
            case Parted(theme, parts):
                for new, notes in parts:
                    assert new not in self.themes.values()
                    assert {self.themes[note] for note in notes} == {theme}
                    self.themes |= dict.fromkeys(notes, new)

    def put(self, note: str, theme: str, pinned: bool = True) -> None:
        self.graph.put(note, theme, pinned)
        self.themes[note] = theme
        (self.pinned.add if pinned else self.pinned.discard)(note)

    def hold(self, *themes: str) -> None:
        self.held |= set(themes)
        self.graph.hold(self.held)

    def drop(self, note: str) -> None:
        self.graph.drop(note)
        self.themes.pop(note, None)
        self.pinned.discard(note)

    def notes_of(self, theme: str) -> list[str]:
        return sorted(note for note, where in self.themes.items() if where == theme)

    def shape(self) -> set[frozenset[str]]:
        return {frozenset(self.notes_of(theme)) for theme in self.themes.values()}

    def standing(self) -> list[Standing]:
        return [
            Standing(note, self.vectors[note].astype(np.float16), theme, note in self.pinned)
            for note, theme in self.themes.items()
        ]

    def reload(self) -> None:
        self.graph.load(self.standing())
        self.graph.hold(self.held)


def filled(count: int = 60, subjects: int = 4, first: int = 12) -> Room:
    room = Room(first)
    for n in range(count):
        room.arrive(f"n{n}", said(n % subjects, n))
    return room


def cosine_of(room: Room, one: str, other: str) -> float:
    return round(float(room.vectors[one] @ room.vectors[other]), 3)


NOTES = [f"n{n}" for n in range(30)]
acts = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sampled_from(NOTES), st.integers(0, 4), st.integers(0, 6), st.booleans()),
        st.tuples(st.just("blank"), st.sampled_from(NOTES)),
        st.tuples(st.just("put"), st.integers(0, 99), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("new"), st.integers(0, 99)),
        st.tuples(st.just("merge"), st.integers(0, 99), st.integers(0, 99)),
        st.tuples(st.just("hold"), st.integers(0, 99)),
        st.tuples(st.just("drop"), st.integers(0, 99)),
        st.tuples(st.just("load")),
    ),
    min_size=15,
    max_size=60,
)


def play(room: Room, act: tuple) -> None:
    notes = sorted(room.themes)
    themes = sorted(set(room.themes.values()))
    match act:
        case ("arrive", note, subject, twist, calm):
            room.arrive(note, said(subject, twist), calm)
        case ("blank", note):
            room.arrive(note, BLANK)
        case ("put", one, two, pinned) if notes:
            room.put(notes[one % len(notes)], themes[two % len(themes)], pinned)
        case ("new", one) if notes:
            room.put(notes[one % len(notes)], f"people-{len(room.given)}-{one}")
        case ("merge", one, two) if notes:
            into = themes[two % len(themes)]
            for note in room.notes_of(themes[one % len(themes)]):
                room.put(note, into, note in room.pinned)
            room.hold(into)
        case ("hold", one) if notes:
            room.hold(themes[one % len(themes)])
        case ("drop", one) if notes:
            room.drop(notes[one % len(notes)])
        case ("load",):
            room.reload()


@given(acts)
@settings(max_examples=60)
def test_whatever_happens_each_note_has_one_theme_and_the_steps_tell_it(history):
    room = Room()
    for act in history:
        pinned = {note: room.themes[note] for note in room.pinned}
        room.steps = []
        play(room, act)
        if act[0] in ("arrive", "blank"):
            arrived = act[1]
            assert {note: room.themes[note] for note in pinned if note != arrived} == {
                note: theme for note, theme in pinned.items() if note != arrived
            }
            for step in room.steps:
                if isinstance(step, Merged | Parted):
                    assert step.theme not in room.held
        assert len(room.given) == len(set(room.given))
        proposed = room.graph.regroup(1.0)
        assert set(proposed) == set(room.themes)
        kept = room.pinned | {note for note, theme in room.themes.items() if theme in room.held}
        assert {note: proposed[note] for note in kept} == {note: room.themes[note] for note in kept}
        members = room.graph.themes()
        assert {note: theme for theme, notes in members.items() for note in notes} == room.themes
        assert sum(map(len, members.values())) == len(room.themes)


@given(acts)
@settings(max_examples=30)
def test_the_same_calls_give_the_same_themes(history):
    one, other = Room(), Room()
    for act in history:
        play(one, act)
        play(other, act)
    assert one.shape() == other.shape()
    assert one.given == other.given


@given(acts)
@settings(max_examples=30)
def test_a_theme_that_was_merged_or_emptied_by_the_machine_never_comes_back(history):
    room = Room()
    for act in history:
        taken = set(room.themes.values())
        play(room, act)
        if act[0] in ("arrive", "blank"):
            assert not {theme for theme in set(room.themes.values()) - taken if theme not in room.given}
            assert not (set(room.themes.values()) - taken) & room.gone


class TestArrivals:
    def test_gather_by_subject(self):
        room = filled()
        assert room.shape() == {frozenset(f"n{n}" for n in range(60) if n % 4 == subject) for subject in range(4)}

    def test_are_calm_when_asked_nothing_else_moves(self):
        room = filled(40)
        before = dict(room.themes)
        for n in range(40, 80):
            steps = room.arrive(f"n{n}", said(4 + n % 2, n), calm=True)
            assert [type(step) for step in steps] == [Placed]
        assert {note: room.themes[note] for note in before} == before

    def test_of_notes_without_a_word_stay_alone(self):
        room = filled(20)
        for n in range(5):
            (step, *_) = room.arrive(f"blank{n}", BLANK)
            assert step.confidence == 0
            assert room.notes_of(step.theme) == [f"blank{n}"]
            assert room.graph.why(f"blank{n}") == Why(0.0, ())

    def test_of_the_same_words_five_hundred_times_make_one_theme(self):
        room = filled(20)
        slogan = said(7, 1)
        for n in range(500):
            room.arrive(f"slogan{n}", slogan)
        assert len({room.themes[f"slogan{n}"] for n in range(500)}) == 1
        assert room.graph.echo("slogan499") == Echo("slogan0", 1.0)

    def test_of_an_edited_note_place_it_anew(self):
        room = filled(40)
        room.arrive("n0", said(1, 999))
        assert room.themes["n0"] == room.themes["n1"] != room.themes["n4"]

    def test_leave_no_note_in_company_that_holds_nothing_of_it(self):
        room = Room()
        for n in range(120):
            room.arrive(f"n{n}", said(n % 7, n, 1.6))
            for note, theme in room.themes.items():
                assert len(room.notes_of(theme)) == 1 or room.graph.why(note).confidence > 0

    def test_a_note_among_near_copies_of_one_another_stays_with_them(self):
        room = filled(24, subjects=2)
        for n in range(4):
            room.arrive(f"copy{n}", said(5, n, 0.3))
        room.arrive("less", said(5, 77, 1.1))
        assert room.themes["less"] == room.themes["copy0"]

    def test_copies_outlive_their_original(self):
        room = filled(20)
        for n in range(3):
            room.arrive(f"slogan{n}", said(1, 77))
        theme = room.themes["slogan0"]
        room.drop("slogan0")
        room.arrive("again", said(1, 77))
        assert room.notes_of(theme) == sorted({*room.notes_of(room.themes["n1"]), "slogan1", "slogan2", "again"})


class TestPeople:
    def test_pins_hold_among_strangers(self):
        room = filled(40)
        stranger = room.themes["n1"]
        room.put("n0", stranger)
        for n in range(40, 120):
            room.arrive(f"n{n}", said(n % 4, n))
        assert room.themes["n0"] == stranger

    def test_themes_they_hold_are_neither_merged_nor_parted(self):
        room = filled(24, subjects=2)
        one, other = room.themes["n0"], room.themes["n1"]
        room.hold(one, other)
        for n in range(24, 200):
            room.arrive(f"n{n}", said(n % 6, n, 0.9))
            assert not [step for step in room.steps if isinstance(step, Merged | Parted) and step.theme in room.held]
        assert {one, other} <= set(room.themes.values())

    def test_may_put_a_note_in_a_theme_of_their_own(self):
        room = filled(20)
        room.put("n0", "people")
        assert room.notes_of("people") == ["n0"]
        assert room.graph.themes()["people"] == ["n0"]

    def test_cannot_decide_for_a_note_nobody_knows(self):
        with pytest.raises(KeyError):
            Room().graph.put("nobody", "t0", True)

    def test_forgetting_an_unknown_note_is_nothing(self):
        room = filled(20)
        before = room.graph.themes()
        room.graph.drop("nobody")
        assert room.graph.themes() == before


class TestProposals:
    def test_regrouping_changes_nothing_and_keeps_pins(self):
        room = filled(40)
        room.put("n0", room.themes["n1"])
        before = room.graph.themes()
        finer = room.graph.regroup(3.0)
        assert room.graph.themes() == before
        assert finer["n0"] == room.themes["n1"]
        assert len(set(finer.values())) > len(before)

    def test_regrouping_carries_ids_over(self):
        room = filled()
        assert room.graph.regroup(1.0) == room.themes

    def test_two_subjects_put_together_come_apart(self):
        room = filled()
        one, other = room.notes_of(room.themes["n0"]), room.notes_of(room.themes["n1"])
        for note in other:
            room.put(note, room.themes["n0"], pinned=False)
        before = room.graph.themes()
        assert sorted(map(sorted, room.graph.part(room.themes["n0"]))) == sorted([one, other])
        assert room.graph.themes() == before

    def test_a_part_with_pinned_notes_comes_first(self):
        room = filled(58)
        for note in room.notes_of(room.themes["n3"]):
            room.put(note, room.themes["n0"], pinned=False)
        room.put("n3", room.themes["n0"], pinned=True)
        first, *others = room.graph.part(room.themes["n0"])
        assert "n3" in first
        assert others

    def test_nothing_is_proposed_for_a_theme_nobody_knows(self):
        assert Room().graph.part("nobody") == []

    def test_themes_alike_are_told(self):
        room = filled()
        assert room.graph.alike(0.5) == []
        whole = room.themes["n0"]
        for note in room.notes_of(whole)[:7]:
            room.put(note, "half")
        assert [{pair.one, pair.other} for pair in room.graph.alike(0.5)] == [{whole, "half"}]


class TestReasons:
    def test_are_the_closest_notes_of_the_theme(self):
        room = filled()
        why = room.graph.why("n0")
        assert 0 < why.confidence <= 1
        assert len(why.nearest) == 3
        assert {room.themes[note] for note, _ in why.nearest} == {room.themes["n0"]}
        assert [cosine for _, cosine in why.nearest] == sorted((c for _, c in why.nearest), reverse=True)

    def test_an_echo_is_the_earliest_note_that_says_nearly_the_same(self):
        room = filled(20)
        room.arrive("first", said(9, 1, 0.2))
        room.arrive("second", said(9, 2, 0.2))
        assert room.graph.echo("first") is None
        assert room.graph.echo("second") == Echo("first", cosine_of(room, "first", "second"))
        room.drop("first")
        assert room.graph.echo("second") is None

    def test_an_echo_in_another_language_may_be_less_close(self):
        room = filled(20)
        room.arrive("un", said(9, 1, 0.6))
        room.arrive("one", said(9, 2, 0.6))
        assert room.graph.echo("one") is None
        assert room.graph.echo("one", foreign=lambda note: note == "un") == Echo("un", cosine_of(room, "un", "one"))
        assert room.graph.echo("one", foreign=lambda note: note != "un") is None


class TestLoading:
    def test_a_graph_made_again_goes_on(self):
        room = filled(40)
        stranger = room.themes["n1"]
        room.put("n0", stranger)
        room.reload()
        for n in range(40, 80):
            room.arrive(f"n{n}", said(n % 4, n))
        assert {note: theme for theme, notes in room.graph.themes().items() for note in notes} == room.themes
        assert room.themes["n0"] == stranger

    def test_a_graph_made_again_says_the_same(self):
        room = filled(60)
        before = room.graph.regroup(1.0), [room.graph.why(note).nearest[0][0] for note in room.themes]
        room.reload()
        assert (room.graph.regroup(1.0), [room.graph.why(note).nearest[0][0] for note in room.themes]) == before

    def test_a_thousand_identical_notes_load_as_they_stand(self):
        room = Room()
        vector = said(3, 3)
        room.graph.load([Standing(f"n{n}", vector, f"t{n % 2}", False) for n in range(1000)])
        assert {theme: len(notes) for theme, notes in room.graph.themes().items()} == {"t0": 500, "t1": 500}

    def test_nothing_is_decided(self):
        room = Room()
        room.graph.load([Standing(f"n{n}", said(n % 2, n), f"s{n}", False) for n in range(30)])
        assert room.graph.themes() == {f"s{n}": [f"n{n}"] for n in range(30)}
        assert room.given == []


def test_what_is_said_again_and_again_moves_nothing():
    """A slogan has no link but to its own copies: it is not lost for that."""
    room, slogan = Room(), said(0, 1)
    for n in range(60):
        assert len(room.arrive(f"n{n}", slogan)) == 1
    assert len(room.shape()) == 1
