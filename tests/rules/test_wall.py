"""The wall as people see it: what is held back, what never changes place, how many people are behind a thing said."""

from itertools import pairwise

import pytest

from server.room.ballots import CloseBallot, OpenBallot, PlaceDots
from server.room.grouping import GroupNote, Reshape, TellAlike
from server.room.life import Undo
from server.room.notes import EditNote, HideNote, PostNote, WithdrawNote
from server.room.people import Actor
from server.room.proposals import AskProposal, CloseProposal, MakeProposal
from server.room.state import Group, Room
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes, SplitTheme
from server.room.wall import (
    SURE,
    Wall,
    coverage,
    loose_notes,
    preview,
    reshaped,
    said,
    twins,
    wall,
    why,
)
from server.room.what_if import Merged, if_merged
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    CLAIRE,
    COUNTER,
    DRISS,
    MACHINE,
    enter,
    group,
    name,
    new_id,
    opened,
    play,
    post,
    small,
)


def voices(room: Room, gisement: str) -> dict[str, int]:
    """note -> how many people said nearly the same on its gisement, itself included."""
    heaps = said(room.notes_on(gisement))
    return {note.id: one.voices for one in heaps for note in (one.note, *one.again)}


def gathering(first: int = 12) -> Room:
    return opened(small(themes={"first": first}), "gather")


def on_g1(room: Room) -> Wall:
    return wall(room, room.session.gisements[0])


def shown(room: Room) -> list[str]:
    return [cluster.theme.id for cluster in on_g1(room).themes]


def ids(notes) -> list[str]:
    return [note.id for note in notes]


def place(
    room: Room, theme: str, text: str = BENCHES, by: Actor = AMINA, sure: float = 0.8, repeats: str | None = None
) -> str:
    """A note posted on g1 and placed by the machine."""
    note = post(room, text, by)
    play(room, GroupNote(new_id(), note, theme, None, sure, (), (), room.seq, repeats=repeats), MACHINE)
    return note


class TestHeldBack:
    def test_themes_are_while_notes_are_few(self):
        room = gathering()
        notes = [place(room, "t1", f"Banc {n}") for n in range(11)]
        told = on_g1(room)
        assert (told.themes, ids(loose_notes(told)), told.count, told.early) == ((), notes[::-1], 11, True)

    def test_themes_show_from_the_first_notes_of_the_session_on(self):
        room = gathering(first=3)
        first, second = place(room, "t1"), place(room, "t1")
        assert shown(room) == []
        alone = place(room, "seule", CARETAKERS)
        told = on_g1(room)
        assert [(c.theme.id, ids(c.notes)) for c in told.themes] == [("t1", [second, first])]
        assert (ids(loose_notes(told)), told.early) == ([alone], False)

    def test_no_theme_is_once_notes_are_gathered(self):
        room = gathering()
        place(room, "t1")
        place(room, "t1")
        assert shown(room) == []
        enter(room, "sort")
        assert (shown(room), on_g1(room).early) == (["t1"], False)

    @pytest.mark.parametrize("hand", ["pinned", "named", "moved"])
    def test_no_theme_is_that_a_hand_touched(self, hand):
        room = gathering()
        note = place(room, "t1")
        command = {
            "pinned": ChangeTheme(new_id(), "t1", pinned=True),
            "named": ChangeTheme(new_id(), "t1", "Bancs"),
            "moved": MoveNotes(new_id(), (note,), "t1"),
        }[hand]
        play(room, command)
        assert shown(room) == ["t1"]

    def test_no_theme_is_that_people_agreed_on_but_one_of_a_single_note(self):
        room = gathering()
        one, two, three = (place(room, "t1") for _ in range(3))
        play(room, AskProposal("propose-1", "g1"))
        parts = (Group("t8", (one,)), Group("t9", (two, three)))
        play(room, MakeProposal(new_id(), "propose-1", "g1", parts), MACHINE)
        play(room, CloseProposal(new_id(), "g1", "propose-1", accepted=True))
        assert (shown(room), on_g1(room).early) == (["t9"], True)
        place(room, "t8")
        assert shown(room) == ["t9", "t8"]

    def test_hidden_notes_and_themes_without_notes_are_always(self):
        room = gathering()
        note = post(room)
        play(room, MoveNotes(new_id(), (note,), None, "Bancs"))
        play(room, HideNote(new_id(), note))
        told = on_g1(room)
        assert (told.themes, told.loose, told.count) == ((), (), 0)


class TestTheTray:
    def test_takes_the_notes_that_the_machine_is_not_sure_of(self):
        room = gathering(first=1)
        first, second = place(room, "t1"), place(room, "t1")
        doubtful = place(room, "t1", CARETAKERS, sure=SURE - 0.01)
        told = on_g1(room)
        assert [ids(c.notes) for c in told.themes] == [[second, first]]
        assert ids(loose_notes(told)) == [doubtful]
        assert told.toward(room.notes[doubtful]) == room.themes["t1"]

    def test_takes_both_when_only_one_of_two_is_sure(self):
        room = gathering(first=1)
        sure, doubtful = place(room, "t1"), place(room, "t1", sure=SURE - 0.01)
        told = on_g1(room)
        assert (told.themes, ids(loose_notes(told))) == ((), [doubtful, sure])
        assert told.toward(room.notes[doubtful]) is None

    def test_takes_no_note_of_a_theme_that_people_hold_nor_one_that_they_placed(self):
        room = gathering(first=1)
        doubtful, other = place(room, "t1", sure=0.01), place(room, "t2", sure=0.01)
        play(room, ChangeTheme(new_id(), "t1", "Bancs"))
        play(room, MoveNotes(new_id(), (other,), "t2"))
        assert [ids(c.notes) for c in on_g1(room).themes] == [[doubtful], [other]]

    def test_takes_what_the_machine_has_not_placed_yet(self):
        room = gathering(first=1)
        note = post(room)
        told = on_g1(room)
        assert (ids(loose_notes(told)), told.toward(room.notes[note])) == ([note], None)


class TestNothingChangesPlace:
    def test_themes_stand_in_the_order_they_appeared_however_large_they_grow(self):
        room = gathering(first=1)
        seen = []
        for theme in ("t1", "t2", "t3", "t3", "t2", "t1", "t3", "t3", "t1", "t3"):
            place(room, theme)
            seen.append(shown(room))
        assert seen[-1] == ["t3", "t2", "t1"]
        assert all(after[: len(before)] == before for before, after in pairwise(seen))

    @pytest.mark.parametrize("hand", ["pinned", "named", "moved"])
    def test_a_theme_of_one_note_that_a_hand_touched_keeps_its_place_when_it_grows(self, hand):
        room = gathering(first=1)
        place(room, "t1")
        place(room, "t1")
        alone = place(room, "t2", CARETAKERS)
        command = {
            "pinned": ChangeTheme(new_id(), "t2", pinned=True),
            "named": ChangeTheme(new_id(), "t2", "Gardiens"),
            "moved": MoveNotes(new_id(), (alone,), "t2"),
        }[hand]
        play(room, command)
        place(room, "t3")
        place(room, "t3")
        assert shown(room) == ["t1", "t2", "t3"]
        place(room, "t2", "Les gardiens, encore")
        assert shown(room) == ["t1", "t2", "t3"]

    def test_themes_that_appeared_in_one_act_keep_the_order_it_gave_them(self):
        room = gathering(first=1)
        notes = [place(room, "t1") for _ in range(6)]
        play(room, AskProposal("propose-1", "g1"))
        parts = tuple(Group(f"p{n}", tuple(notes[2 * n : 2 * n + 2])) for n in range(3))
        play(room, MakeProposal(new_id(), "propose-1", "g1", parts), MACHINE)
        play(room, CloseProposal(new_id(), "g1", "propose-1", accepted=True))
        assert shown(room) == ["p0", "p1", "p2"]
        for theme in ("p2", "p2", "p1"):
            place(room, theme)
        assert shown(room) == ["p0", "p1", "p2"]

    def test_a_theme_taken_back_returns_to_its_place(self):
        room = gathering(first=1)
        for theme in ("t1", "t1", "t2", "t2", "t3", "t3"):
            place(room, theme)
        play(room, MergeThemes(new_id(), ("t2",), "t3"))
        assert shown(room) == ["t1", "t3"]
        play(room, Undo(new_id()))
        assert shown(room) == ["t1", "t2", "t3"]

    def test_notes_are_told_from_the_newest_even_after_they_moved_and_came_back(self):
        room = gathering(first=1)
        notes = [place(room, "t1", f"Banc {n}") for n in range(3)]
        play(room, SplitTheme(new_id(), "t1", (notes[0],)))
        play(room, Undo(new_id()))
        assert [ids(c.notes) for c in on_g1(room).themes] == [notes[::-1]]


class TestAThingSaidAgain:
    def test_is_told_once_with_the_people_behind_it(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        again = place(room, "t1", "plus de bancs", BRUNO, repeats=first)
        mine_again = place(room, "t1", "Plus de bancs !", AMINA, repeats=first)
        other = place(room, "t1", "Des bancs à l'ombre")
        (cluster,) = on_g1(room).themes
        assert [(s.note.id, s.voices, ids(s.again)) for s in cluster.said] == [
            (other, 1, []),
            (first, 2, [again, mine_again]),
        ]
        assert ids(cluster.notes) == [other, mine_again, again, first]
        assert voices(room, "g1") == {first: 2, again: 2, mine_again: 2, other: 1}

    def test_is_told_by_the_first_that_people_still_see(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        again = place(room, "t1", "plus de bancs", BRUNO, repeats=first)
        third = place(room, "t1", "PLUS DE BANCS", CLAIRE, repeats=first)
        play(room, WithdrawNote(new_id(), first), AMINA)
        (cluster,) = on_g1(room).themes
        assert [(s.note.id, s.voices, ids(s.again)) for s in cluster.said] == [(again, 2, [third])]

    def test_is_told_by_its_first_note_whatever_the_order_they_were_placed_in(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        again = place(room, "t1", "plus de bancs", BRUNO, repeats=first)
        play(room, SplitTheme(new_id(), "t1", (first,)))
        play(room, Undo(new_id()))
        (cluster,) = on_g1(room).themes
        assert [(s.note.id, ids(s.again)) for s in cluster.said] == [(first, [again])]
        assert said([room.notes[again], room.notes[first]]) == cluster.said

    def test_counts_the_people_of_its_theme_on_a_wall_and_of_its_gisement_in_all(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        place(room, "t1", CARETAKERS)
        for by in (BRUNO, CLAIRE):
            place(room, "t2", "plus de bancs", by, repeats=first)
        assert [[s.voices for s in c.said] for c in on_g1(room).themes] == [[1, 1], [2]]
        assert voices(room, "g1")[first] == 3

    def test_is_no_longer_the_same_once_either_was_worded_anew(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        again, third = (place(room, "t1", "plus de bancs", by, repeats=first) for by in (BRUNO, CLAIRE))
        play(room, EditNote(new_id(), first, COUNTER), AMINA)
        assert voices(room, "g1") == {first: 1, again: 2, third: 2}
        play(room, EditNote(new_id(), third, CARETAKERS), CLAIRE)
        assert voices(room, "g1") == {first: 1, again: 1, third: 1}
        place(room, "t1", COUNTER, DRISS, repeats=first)
        assert voices(room, "g1")[first] == 2

    def test_is_told_once_among_loose_notes_too(self):
        room = gathering()
        first = place(room, "t1", BENCHES)
        again = place(room, "t1", "plus de bancs", BRUNO, repeats=first)
        last = place(room, "t2", CARETAKERS)
        told = on_g1(room)
        assert [(s.note.id, s.voices) for s in told.loose] == [(last, 1), (first, 2)]
        assert ids(loose_notes(told)) == [last, first, again]


class TestATheme:
    def test_tells_how_many_of_each_kind_and_the_note_that_stands_for_it(self):
        room = gathering(first=1)
        bench = place(room, "t1", BENCHES)
        obstacle = post(room, "Pas un seul banc", BRUNO, kind="obstacle")
        group(room, "t1", obstacle)
        name(room, "t1", "Bancs", bench)
        (cluster,) = on_g1(room).themes
        assert cluster.kinds == (("idea", 1), ("resource", 0), ("obstacle", 1))
        assert cluster.example == room.notes[bench]

    def test_has_no_example_once_that_note_is_hidden(self):
        room = gathering(first=1)
        bench = place(room, "t1", BENCHES)
        place(room, "t1")
        place(room, "t1")
        name(room, "t1", "Bancs", bench)
        play(room, HideNote(new_id(), bench))
        assert [cluster.example for cluster in on_g1(room).themes] == [None]


class TestWhy:
    """What people are told of a note when they ask why it stands where it does."""

    def test_tells_the_theme_the_closest_notes_and_who_said_it_again(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        again = place(room, "t1", "plus de bancs", BRUNO, repeats=first)
        asked = post(room, "PLUS DE BANCS", CLAIRE)
        command = GroupNote(new_id(), asked, "t1", None, 0.8, (again, first), ("bancs",), room.seq, "fr", first)
        play(room, command, MACHINE)
        told = why(room, room.notes[asked])
        assert (told.theme, told.unsure, told.early, told.voices) == (room.themes["t1"], False, False, 3)
        assert (ids(told.nearest), ids(told.again)) == ([again, first], [first, again])

    def test_tells_where_the_machine_leans_when_it_is_not_sure(self):
        room = gathering(first=1)
        place(room, "t1")
        place(room, "t1")
        doubtful = place(room, "t1", CARETAKERS, sure=SURE - 0.01)
        told = why(room, room.notes[doubtful])
        assert (told.theme, told.unsure) == (room.themes["t1"], True)

    def test_tells_no_theme_while_it_is_early_nor_of_notes_that_nobody_sees(self):
        room = gathering()
        first, second = place(room, "t1"), place(room, "t1", repeats=None)
        play(room, GroupNote(new_id(), second, "t2", "t1", 0.8, (first,), (), room.seq, repeats=first), MACHINE)
        play(room, HideNote(new_id(), first))
        told = why(room, room.notes[second])
        assert (told.theme, told.early, told.nearest, told.again, told.voices) == (None, True, (), (), 1)

    def test_no_longer_tells_of_a_note_worded_anew(self):
        room = gathering(first=1)
        first = place(room, "t1", BENCHES)
        again = place(room, "t1", "plus de bancs", BRUNO, repeats=first)
        play(room, EditNote(new_id(), first, COUNTER), AMINA)
        assert [why(room, room.notes[note]).again for note in (first, again)] == [(), ()]


class TestAPreview:
    def test_counts_what_accepting_would_change(self):
        room = gathering(first=1)
        one, two, three = (place(room, "t1") for _ in range(3))
        four, five = (place(room, "t2", CARETAKERS) for _ in range(2))
        place(room, "t3")
        play(room, AskProposal("propose-1", "g1"))
        groups = (Group("t1", (one, two)), Group("t9", (three, four, five)))
        play(room, MakeProposal(new_id(), "propose-1", "g1", groups), MACHINE)
        told = preview(room, room.proposals["g1"])
        assert (told.before, told.after, told.moving, told.alone, told.steady) == (2, 2, 3, 0, 0)
        assert [(r.id, r.theme, r.was, ids(r.notes)) for r in told.changed] == [
            ("t1", room.themes["t1"], 3, [one, two]),
            ("t9", None, 0, [three, four, five]),
        ]
        came = [(note.id, theme.id) for note, theme in told.changed[1].coming]
        assert came == [(three, "t1"), (four, "t2"), (five, "t2")]
        assert told.ending == (room.themes["t2"],)
        play(room, CloseProposal(new_id(), "g1", "propose-1", accepted=True))
        assert [len(cluster.notes) for cluster in on_g1(room).themes] == [2, 3]

    def test_counts_the_notes_that_would_stand_alone_and_do_not_yet(self):
        room = gathering(first=1)
        one, two, three = (place(room, "t1") for _ in range(3))
        place(room, "t2")
        play(room, AskProposal("propose-1", "g1", 1))
        play(room, MakeProposal(new_id(), "propose-1", "g1", (Group("t1", (one, two)), Group("t9", (three,)))), MACHINE)
        told = preview(room, room.proposals["g1"])
        assert (told.before, told.after, told.moving, told.alone, told.steady) == (1, 1, 1, 1, 0)

    def test_of_a_theme_in_parts_leaves_the_others_out(self):
        room = gathering(first=1)
        notes = [place(room, "t1") for _ in range(4)]
        place(room, "t2")
        place(room, "t2")
        play(room, AskProposal("propose-1", "g1", 1, "t1"))
        groups = (Group("t1", tuple(notes[:2])), Group("t9", tuple(notes[2:])))
        play(room, MakeProposal(new_id(), "propose-1", "g1", groups), MACHINE)
        told = preview(room, room.proposals["g1"])
        assert (told.before, told.after, told.moving, told.alone, told.steady) == (1, 2, 2, 0, 0)


class TestWhatTheMachineDid:
    def room(self) -> tuple[Room, list[str]]:
        room = gathering(first=1)
        notes = [place(room, "t1") for _ in range(3)]
        play(room, Reshape(new_id(), "split", ((notes[2], "t1", "t9"),), (), 0.4, room.seq), MACHINE)
        return room, notes

    def test_is_told_the_newest_first(self):
        room, notes = self.room()
        parted = room.seq
        back = Reshape(new_id(), "merge", ((notes[2], "t9", "t1"),), (("t9", "t1"),), 0.4, room.seq)
        play(room, back, MACHINE)
        assert [(r.seq, r.why, r.theme.id, r.into.id, r.notes) for r in reshaped(room, "g1")] == [
            (parted + 1, "merge", "t9", "t1", 1),
            (parted, "split", "t1", "t9", 1),
        ]
        assert [r.why for r in reshaped(room, "g1", 1)] == ["merge"]
        assert reshaped(room, "g2") == []

    def test_is_no_longer_told_once_taken_back_and_people_s_acts_never_are(self):
        room, notes = self.room()
        play(room, SplitTheme(new_id(), "t1", (notes[0],)))
        assert [r.why for r in reshaped(room, "g1")] == ["split"]
        play(room, Undo(new_id()))
        play(room, Undo(new_id(), reshaped(room, "g1")[0].seq))
        assert reshaped(room, "g1") == []


class TestCoverage:
    def told(self, room: Room) -> list[tuple[str, list[str]]]:
        return [(gap.gisement.id, [kind.id for kind in gap.kinds]) for gap in coverage(room)]

    def test_names_what_nobody_has_fed(self):
        room = gathering()
        assert self.told(room) == [("g1", []), ("g2", [])]
        for kind in ("idea", "resource", "obstacle"):
            post(room, kind=kind)
        post(room, COUNTER, gisement="g2", kind="resource")
        assert self.told(room) == [("g2", ["idea", "obstacle"])]

    def test_does_not_count_what_nobody_sees(self):
        room = gathering()
        play(room, HideNote(new_id(), post(room)))
        play(room, WithdrawNote(new_id(), post(room)), AMINA)
        assert self.told(room)[0] == ("g1", [])


def alike() -> Room:
    """A room with three themes on g1 (benches, benches again, caretakers) and one on g2; the first two say nearly the same.

    Voices: t1 Amina, Bruno; t2 Bruno, Claire; t3 Amina, Claire, Driss; t4 Driss.
    """
    room = gathering()
    for theme, people in {"t1": (AMINA, AMINA, BRUNO), "t2": (BRUNO, CLAIRE), "t3": (AMINA, CLAIRE, DRISS)}.items():
        for by in people:
            place(room, theme, by=by)
    group(room, "t4", post(room, COUNTER, DRISS, "g2"))
    play(room, TellAlike(new_id(), (("t1", "t2"),)), MACHINE)
    return room


def vote(room: Room, sheets: dict[str, dict[str, int]], sealed: bool = True) -> str:
    ballot = f"b-{(command := new_id())}"
    play(room, OpenBallot(command, "themes", budget=5, cap=2, sealed=sealed))
    for who, dots in sheets.items():
        for option, count in dots.items():
            play(room, PlaceDots(new_id(), ballot, option, count), Actor(who))
    return ballot


SHEETS = {
    "amina": {"t1": 2, "t2": 2},
    "bruno": {"t1": 1, "t3": 2},
    "claire": {"t2": 1, "t3": 1},
    "driss": {"t3": 2, "t4": 2},
}
"""t1 3, t2 3, t3 5, t4 2. As one, t1 and t2: Amina 4 but 2 at most, Bruno 1, Claire 1: 4, behind t3."""


class TestTwins:
    def told(self, room: Room, gisement: str | None = None) -> list[tuple[str, str, Merged, bool]]:
        return [(twin.one.id, twin.other.id, twin.ranks, twin.by_dots) for twin in twins(room, gisement)]

    def test_are_told_by_voices_before_there_are_dots(self):
        """Voices: t1 2, t2 2, t3 3, t4 1. As one, t1 and t2 have three people (Bruno once): level with t3."""
        assert self.told(alike()) == [("t1", "t2", Merged(2, 2, 1), False)]

    def test_are_told_by_dots_once_they_may_be(self):
        room = alike()
        ballot = vote(room, SHEETS)
        play(room, CloseBallot(new_id(), ballot, reveal=True))
        assert self.told(room) == [("t1", "t2", Merged(2, 2, 2), True)]

    def test_are_told_by_the_dots_of_an_open_ballot_that_is_not_sealed(self):
        room = alike()
        vote(room, SHEETS, sealed=False)
        assert self.told(room) == [("t1", "t2", Merged(2, 2, 2), True)]

    @pytest.mark.parametrize("closed", [False, True])
    def test_tell_nothing_of_a_sealed_ballot_before_its_reveal(self, closed):
        """Dots that would put t1 and t2 first, if they were looked at."""
        rooms = alike(), alike()
        for room, option in zip(rooms, ("t1", "t3"), strict=True):
            ballot = vote(room, {who: {option: 2} for who in SHEETS})
            if closed:
                play(room, CloseBallot(new_id(), ballot))
        assert self.told(rooms[0]) == self.told(rooms[1]) == [("t1", "t2", Merged(2, 2, 1), False)]

    def test_are_told_by_an_earlier_ballot_while_a_sealed_one_is_open(self):
        room = alike()
        play(room, CloseBallot(new_id(), vote(room, SHEETS), reveal=True))
        vote(room, {"amina": {"t1": 2}})
        assert self.told(room) == [("t1", "t2", Merged(2, 2, 2), True)]

    def test_are_told_by_voices_when_nobody_voted_or_one_was_not_an_option(self):
        room = alike()
        play(room, CloseBallot(new_id(), vote(room, {}), reveal=True))
        play(room, OpenBallot(command := new_id(), "themes", options=("t1", "t3"), sealed=False))
        play(room, PlaceDots(new_id(), f"b-{command}", "t1", 2), AMINA)
        assert self.told(room) == [("t1", "t2", Merged(2, 2, 1), False)]

    def test_are_those_of_a_gisement_when_one_is_named(self):
        room = alike()
        assert (self.told(room, "g1"), self.told(room, "g2")) == (self.told(room), [])

    def test_are_no_more_once_merged_or_empty(self):
        room = alike()
        play(room, MergeThemes(new_id(), ("t2",), "t1"))
        assert self.told(room) == []
        play(room, Undo(new_id()))
        for note in room.themes["t2"].notes:
            play(room, HideNote(new_id(), note))
        assert self.told(room) == []

    def test_count_nobody_twice(self):
        room = alike()
        late = new_id()
        play(room, PostNote(late, "g1", "idea", "Encore des bancs"), BRUNO)
        group(room, "t2", late)
        assert self.told(room) == [("t1", "t2", Merged(2, 2, 1), False)]


class TestIfMerged:
    """Against sums made by hand."""

    @pytest.mark.parametrize(
        ("cap", "together"),
        [(1, 3), (2, 2), (3, 1), (4, 1)],
        ids=lambda n: str(n),
    )
    def test_adds_each_voters_dots_up_to_the_cap(self, cap, together):
        """As one: cap 1 → 1 + 1, 2 → 2 + 1, 3 → 3 + 1, 4 → 4 + 1. The others have 4 and 3."""
        given = {"A": {"amina": 2, "bruno": 1}, "B": {"amina": 2}, "C": {"claire": 4}, "D": {"claire": 3}}
        assert if_merged(given, cap, "A", "B") == Merged(2, 4, together)

    def test_shares_a_rank_with_an_equal(self):
        given = {"A": {"amina": 1}, "B": {"bruno": 1}, "C": {"claire": 2}, "D": {}}
        assert if_merged(given, 2, "A", "B") == Merged(2, 2, 1)

    def test_bears_options_without_dots(self):
        assert if_merged({"C": {"claire": 2}}, 2, "A", "B") == Merged(2, 2, 2)
        assert if_merged({}, 2, "A", "B") == Merged(1, 1, 1)
