"""Another shape for the themes: asked for, looked at, then accepted or dropped, and taken back."""

import copy
from collections.abc import Sequence

import pytest

from server.room.ballots import CloseBallot
from server.room.grouping import GroupNote
from server.room.life import Erased, EraseNotes, Undo
from server.room.notes import HideNote
from server.room.people import Actor
from server.room.proposals import AskProposal, CloseProposal, MakeProposal, ProposalClosed, ProposalMade, changes
from server.room.stages import Rotate
from server.room.state import Group, Proposal, Room
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, Move, MoveNotes, NotesRegrouped
from tests.rooms import (
    AMINA,
    BENCHES,
    CARETAKERS,
    COUNTER,
    LEADER,
    MACHINE,
    ORGANISER,
    SCREEN,
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

ASKED = "propose-1"


def walled() -> tuple[Room, list[str]]:
    """A room whose four notes stand in t1 (three) and t2."""
    room = opened(stage="gather")
    notes = [post(room, text) for text in (BENCHES, "Des bancs à l'ombre", CARETAKERS, "Les gardiens voient tout")]
    group(room, "t1", *notes[:3])
    group(room, "t2", notes[3])
    return room, notes


def ask(room: Room, finer: int = 0, theme: str | None = None, by: Actor = LEADER, proposal: str = ASKED) -> None:
    play(room, AskProposal(proposal, "g1", finer, theme), by)


def answer(room: Room, *groups: tuple[str, Sequence[str]], proposal: str = ASKED) -> None:
    made = tuple(Group(theme, tuple(notes)) for theme, notes in groups)
    play(room, MakeProposal(new_id(), proposal, "g1", made), MACHINE)


def close(room: Room, accepted: bool = True, proposal: str = ASKED, by: Actor = LEADER):
    return play(room, CloseProposal(new_id(), "g1", proposal, accepted), by)


def where(room: Room, *notes: str) -> list[str | None]:
    return [room.notes[note].theme for note in notes]


def hands(room: Room, *notes: str) -> list[str | None]:
    return [room.notes[note].placed_by for note in notes]


class TestAsking:
    @pytest.mark.parametrize(("finer", "grain"), [(0, 0), (1, 1), (-1, -1), (99, 4), (-99, -4)])
    def test_tells_the_machine_how_fine(self, finer, grain):
        room, _ = walled()
        ask(room, finer)
        assert room.proposals == {"g1": Proposal(ASKED, "g1", None, grain, (finer > 0) - (finer < 0))}
        assert room.grain("g1") == 0

    def test_starts_from_the_grain_of_the_session(self):
        room = opened(small(themes={"grain": -2}), "gather")
        ask(room, 1)
        assert room.proposals["g1"].grain == -1

    def test_for_one_theme_in_parts(self):
        room, _ = walled()
        ask(room, 1, "t1")
        assert room.proposals["g1"].theme == "t1"

    def test_again_takes_the_place_of_the_first(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[2:]))
        ask(room, 1, proposal="propose-2")
        assert room.proposals["g1"] == Proposal("propose-2", "g1", None, 1, 1)
        answer(room, ("t9", notes))  # to the first: too late
        assert room.proposals["g1"].groups is None
        assert refusal(room, CloseProposal(new_id(), "g1", ASKED, accepted=True)) == "unknown_proposal"

    def test_on_two_gisements_are_two_proposals(self):
        room, _ = walled()
        ask(room)
        play(room, AskProposal("propose-2", "g2"))
        assert sorted(room.proposals) == ["g1", "g2"]

    @pytest.mark.parametrize("theme", ["t9", "fondu", "loin"])
    def test_of_a_theme_that_is_not_there_is_refused(self, theme):
        room, _ = walled()
        group(room, "loin", post(room, COUNTER, gisement="g2"))
        group(room, "fondu", post(room, "Un café"))
        play(room, MergeThemes(new_id(), ("fondu",), "t1"))
        assert refusal(room, AskProposal(new_id(), "g1", 0, theme)) == "unknown_theme"

    def test_of_a_gisement_that_is_not_there_is_refused(self):
        assert refusal(walled()[0], AskProposal(new_id(), "g9")) == "unknown_gisement"

    def test_moves_nothing(self):
        room, _ = walled()
        before = copy.deepcopy((room.notes, room.themes))
        ask(room, 1)
        assert (room.notes, room.themes) == before


class TestWhoMay:
    @pytest.mark.parametrize("by", [AMINA, SCREEN, host(2)], ids=lambda by: by.id)
    def test_others_neither_ask_nor_answer(self, by):
        room, notes = walled()
        assert refusal(room, AskProposal(new_id(), "g1"), by) == "forbidden"
        ask(room)
        answer(room, ("t9", notes[2:]))
        for accepted in (True, False):
            assert refusal(room, CloseProposal(new_id(), "g1", ASKED, accepted), by) == "forbidden"

    @pytest.mark.parametrize("by", [LEADER, host(1)], ids=lambda by: by.id)
    def test_facilitators_and_the_table_at_work_do(self, by):
        room, notes = walled()
        ask(room, by=by)
        answer(room, ("t9", notes[2:]))
        close(room, by=by)
        assert where(room, *notes) == ["t1", "t1", "t9", "t9"]
        play(room, Undo(new_id()), by)
        assert where(room, *notes) == ["t1", "t1", "t1", "t2"]

    def test_a_table_that_moved_on_does_not(self):
        room, notes = walled()
        ask(room, by=host(1))
        answer(room, ("t9", notes[2:]))
        play(room, Rotate(new_id()))
        assert refusal(room, CloseProposal(new_id(), "g1", ASKED, accepted=True), host(1)) == "forbidden"


class TestTheAnswer:
    def test_is_looked_at_before_anything_moves(self):
        room, notes = walled()
        ask(room)
        (entry,) = play(room, MakeProposal(new_id(), ASKED, "g1", (Group("t9", tuple(notes[2:])),)), MACHINE)
        assert entry.fact == ProposalMade("g1", (Group("t9", tuple(notes[2:])),))
        assert changes(room, room.proposals["g1"]) == 2
        assert where(room, *notes) == ["t1", "t1", "t1", "t2"]

    def test_comes_once(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[2:]))
        answer(room, ("t8", notes))
        assert room.proposals["g1"].groups == (Group("t9", tuple(notes[2:])),)

    def test_to_what_was_not_asked_is_nothing(self):
        room, notes = walled()
        assert play(room, MakeProposal(new_id(), ASKED, "g1", (Group("t9", tuple(notes)),)), MACHINE) == []
        ask(room)
        close(room, accepted=False)
        answer(room, ("t9", notes))
        assert room.proposals == {}

    @pytest.mark.parametrize("groups", [None, (), (("t1", 3), ("t2", 1))], ids=["awaited", "nothing", "the same shape"])
    def test_that_changes_nothing_cannot_be_accepted(self, groups):
        room, notes = walled()
        ask(room)
        if groups is not None:
            left = iter(notes)
            answer(room, *((theme, tuple(next(left) for _ in range(count))) for theme, count in groups))
        assert changes(room, room.proposals["g1"]) == 0
        assert refusal(room, CloseProposal(new_id(), "g1", ASKED, accepted=True)) == "unknown_proposal"
        close(room, accepted=False)
        assert room.proposals == {}


class TestAccepting:
    def test_moves_the_notes_and_holds_them_all(self):
        room, notes = walled()
        ask(room, 1)
        answer(room, ("t1", notes[:2]), ("t9", notes[2:]))
        moved, closed = (entry.fact for entry in close(room))
        assert moved == NotesRegrouped(
            "regroup", "g1",
            (
                *(Move(note, "t1", "t1", "agreed", "machine") for note in notes[:2]),
                Move(notes[2], "t9", "t1", "agreed", "machine"),
                Move(notes[3], "t9", "t2", "agreed", "machine"),
            ),
            (("t2", "t9"),),
        )  # fmt: skip
        assert closed == ProposalClosed("g1", 1, 0)
        assert where(room, *notes) == ["t1", "t1", "t9", "t9"]
        assert hands(room, *notes) == ["agreed"] * 4
        assert (room.themes["t2"].merged_into, room.grain("g1"), room.proposals) == ("t9", 1, {})

    def test_the_parts_of_a_theme_leaves_the_grain(self):
        room, notes = walled()
        ask(room, 1, "t1")
        answer(room, ("t1", notes[:2]), ("t9", notes[2:3]))
        moved, closed = (entry.fact for entry in close(room))
        assert (moved.why, closed) == ("split", ProposalClosed("g1"))
        assert (where(room, *notes), room.grain("g1")) == (["t1", "t1", "t9", "t2"], 0)
        assert hands(room, notes[3]) == ["machine"]

    def test_leaves_the_machine_no_say(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[2:]))
        close(room)
        back = GroupNote(new_id(), notes[2], "t1", "t9", 0.9, (), (), room.seq)
        assert refusal(room, back, MACHINE) == "placed_by_hand"

    def test_leaves_notes_that_came_since(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes))
        came, loose = post(room, "Un café"), post(room, COUNTER)
        group(room, "t2", came)
        close(room)
        assert where(room, came, loose) == ["t2", None]
        assert room.themes["t2"].merged_into is None

    def test_leaves_notes_that_people_moved_since(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[1:]))
        play(room, MoveNotes(new_id(), (notes[2],), None, "À part"))
        apart = room.notes[notes[2]].theme
        assert changes(room, room.proposals["g1"]) == 2
        close(room)
        assert where(room, *notes) == ["t1", "t9", apart, "t9"]
        assert hands(room, *notes) == ["machine", "agreed", "person", "agreed"]

    def test_leaves_notes_that_people_had_placed_elsewhere(self):
        room, notes = walled()
        play(room, MoveNotes(new_id(), (notes[0],), "t1"))
        ask(room)
        answer(room, ("t9", notes))
        close(room)
        assert where(room, *notes) == ["t1", "t9", "t9", "t9"]
        assert (hands(room, notes[0]), room.themes["t1"].merged_into) == (["person"], None)

    def test_keeps_the_hand_of_who_placed_a_note_there(self):
        room, notes = walled()
        play(room, MoveNotes(new_id(), (notes[0],), "t1"))
        ask(room)
        answer(room, ("t1", notes))
        close(room)
        assert hands(room, *notes) == ["person", "agreed", "agreed", "agreed"]

    def test_moves_again_what_an_earlier_one_agreed_on(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[2:]))
        close(room)
        ask(room, -1, proposal="propose-2")
        answer(room, ("t1", notes), proposal="propose-2")
        close(room, proposal="propose-2")
        assert where(room, *notes) == ["t1"] * 4

    def test_leaves_out_a_theme_that_was_merged_since(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t2", notes[:1]), ("t9", notes[1:3]))
        play(room, GroupNote(new_id(), notes[3], "t1", "t2", 0.9, (), (), room.seq), MACHINE)
        group(room, "t3", post(room, "Un café"))
        play(room, MergeThemes(new_id(), ("t2",), "t3"))
        close(room)
        assert where(room, *notes) == ["t1", "t9", "t9", "t1"]

    def test_never_crosses_gisements_nor_places_a_note_twice(self):
        room, notes = walled()
        there = post(room, COUNTER, gisement="g2")
        group(room, "loin", there)
        ask(room)
        answer(room, ("loin", notes[:1]), ("t9", (notes[3], there, "inconnue")), ("t8", notes[2:]))
        close(room)
        assert where(room, *notes, there) == ["t1", "t1", "t8", "t9", "loin"]
        assert room.themes["t2"].merged_into == "t9"

    def test_keeps_alive_a_named_theme_that_it_empties_and_one_where_a_hidden_note_stays(self):
        room, notes = walled()
        hidden = post(room, "Les gardiens, encore")
        group(room, "t3", hidden, seventh := post(room, "Un café"))
        play(room, HideNote(new_id(), hidden))
        play(room, ChangeTheme(new_id(), "t2", "Les gardiens"))
        ask(room)
        answer(room, ("t1", (*notes, seventh)))
        close(room)
        assert [room.themes[theme].merged_into for theme in ("t2", "t3")] == [None, None]
        assert where(room, *notes, seventh, hidden) == ["t1"] * 5 + ["t3"]

    def test_is_refused_while_a_ballot_on_themes_is_open(self):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[2:]))
        play(room, OpenBallot(new_id(), "themes"))
        assert refusal(room, AskProposal(new_id(), "g1")) == "ballot_open"
        assert refusal(room, CloseProposal(new_id(), "g1", ASKED, accepted=True)) == "ballot_open"
        play(room, CloseBallot(new_id(), next(iter(room.ballots))))
        close(room)
        assert where(room, *notes) == ["t1", "t1", "t9", "t9"]

    def test_is_not_while_one_on_gisements_is(self):
        room, notes = walled()
        enter(room, "vote")
        ask(room)
        answer(room, ("t9", notes[2:]))
        close(room)
        assert where(room, *notes) == ["t1", "t1", "t9", "t9"]

    @pytest.mark.parametrize(("gisement", "proposal"), [("g1", "autre"), ("g2", ASKED), ("g9", ASKED)])
    def test_what_nobody_proposed_is_refused(self, gisement, proposal):
        room, notes = walled()
        ask(room)
        answer(room, ("t9", notes[2:]))
        assert refusal(room, CloseProposal(new_id(), gisement, proposal, accepted=True)) == "unknown_proposal"


class TestDropping:
    def test_leaves_everything_as_it_was(self):
        room, notes = walled()
        before = copy.deepcopy((room.notes, room.themes, room.grains))
        ask(room, 1)
        answer(room, ("t9", notes[2:]))
        (entry,) = close(room, accepted=False)
        assert entry.fact == ProposalClosed("g1")
        assert (room.notes, room.themes, room.grains, room.proposals) == (*before, {})

    def test_is_possible_before_the_answer_and_while_a_ballot_is_open(self):
        room, _ = walled()
        ask(room)
        play(room, OpenBallot(new_id(), "themes"))
        close(room, accepted=False)
        assert room.proposals == {}


class TestTakingBack:
    def accepted(self) -> tuple[Room, list[str], int]:
        room, notes = walled()
        play(room, MoveNotes(new_id(), (notes[0],), "t1"))
        ask(room, 1)
        answer(room, ("t1", notes[:2]), ("t9", notes[2:]))
        return room, notes, close(room)[0].seq

    def test_puts_notes_themes_hands_and_grain_back(self):
        room, notes, _ = self.accepted()
        play(room, Undo(new_id()))
        assert where(room, *notes) == ["t1", "t1", "t1", "t2"]
        assert hands(room, *notes) == ["person", "machine", "machine", "machine"]
        assert (room.themes["t2"].merged_into, room.grain("g1"), room.proposals) == (None, 0, {})

    def test_leaves_what_came_or_moved_since(self):
        room, notes, seq = self.accepted()
        came = post(room, "Les gardiens, encore")
        group(room, "t9", came)
        play(room, MoveNotes(new_id(), (notes[2],), None))
        apart = room.notes[notes[2]].theme
        play(room, Undo(new_id(), seq))
        assert where(room, *notes, came) == ["t1", "t1", apart, "t2", "t9"]

    def test_gives_the_parts_of_a_theme_back_without_touching_the_grain(self):
        room, notes = walled()
        ask(room, 1, "t1")
        answer(room, ("t1", notes[:2]), ("t9", notes[2:3]))
        close(room)
        play(room, Undo(new_id()))
        assert where(room, *notes) == ["t1", "t1", "t1", "t2"]
        assert room.grains == {}

    def test_one_after_the_other_and_the_last_first(self):
        room, notes, first = self.accepted()
        ask(room, 1, proposal="propose-2")
        answer(room, ("t1", notes), proposal="propose-2")
        close(room, proposal="propose-2")
        assert room.grain("g1") == 2
        assert refusal(room, Undo(new_id(), first)) == "touched_since"
        play(room, Undo(new_id()))
        assert (where(room, *notes), room.grain("g1")) == (["t1", "t1", "t9", "t9"], 1)
        play(room, Undo(new_id()))
        assert (where(room, *notes), room.grain("g1")) == (["t1", "t1", "t1", "t2"], 0)

    def test_of_one_whose_grain_another_changed_is_refused(self):
        """Even when the two moved other notes: the grain would be told wrong."""
        room, notes = walled()
        ask(room, 1)
        answer(room, ("t8", notes[:1]))
        first = close(room)[0].seq
        ask(room, 1, proposal="propose-2")
        group(room, "t5", five := post(room, "Un café"))
        answer(room, ("t6", (five,)), proposal="propose-2")
        close(room, proposal="propose-2")
        assert refusal(room, Undo(new_id(), first)) == "touched_since"
        assert room.grain("g1") == 2


class TestNames:
    def test_of_new_themes_are_those_that_people_looked_at(self):
        room, notes = proposed_with_names()
        play(room, CloseProposal(new_id(), "g1", ASKED, True))
        assert room.themes["t9"].label == "Bancs à l'ombre"
        assert room.themes["t1"].label != "Autre nom"
        play(room, Undo(new_id()))
        assert {room.notes[note].theme for note in notes} == {"t1"}

    def test_go_with_the_words_they_are_made_of(self):
        room, notes = proposed_with_names()
        (entry,) = play(room, EraseNotes(new_id(), (notes[0],)), ORGANISER)
        assert isinstance(entry.fact, Erased)
        assert room.proposals["g1"].names == {}
        assert set(room.proposal_seqs["g1"]) <= set(entry.fact.seqs)


def proposed_with_names() -> tuple[Room, list[str]]:
    room = opened(stage="gather")
    notes = [post(room, text) for text in (BENCHES, "Des bancs à l'ombre", CARETAKERS, "Les gardiens voient tout")]
    group(room, "t1", *notes)
    play(room, AskProposal(ASKED, "g1"))
    groups = (Group("t1", tuple(notes[2:])), Group("t9", tuple(notes[:2])))
    play(room, MakeProposal(new_id(), ASKED, "g1", groups, ("Autre nom", "Bancs à l'ombre")), MACHINE)
    return room, notes


def test_an_answer_tells_the_grain_at_which_it_was_found():
    room, notes = proposed_with_names()
    play(room, AskProposal("propose-3", "g1", 1))
    groups = (Group("t1", tuple(notes[2:])), Group("t9", tuple(notes[:2])))
    play(room, MakeProposal(new_id(), "propose-3", "g1", groups, grain=3), MACHINE)
    play(room, CloseProposal(new_id(), "g1", "propose-3", True))
    assert room.grain("g1") == 3
    play(room, Undo(new_id()))
    assert room.grain("g1") == 0
