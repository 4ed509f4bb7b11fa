"""A room's life: a draft opened for real, words erased, acts undone."""

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from server.room import board
from server.room.ballots import CloseBallot, PlaceDots
from server.room.definition import Gisement, Stage
from server.room.entries import Command
from server.room.grouping import LabelTheme
from server.room.life import Erased, EraseNotes, OpenForReal, Undo, Undone
from server.room.notes import EditNote, HideNote
from server.room.people import ChooseCollege
from server.room.promises import WritePromise
from server.room.refusal import Refusal
from server.room.stages import ChangeStage, InsertStage, Rotate, SetGisement, SetTimer
from server.room.state import Room, Timer
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes, SplitTheme
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
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
)


class TestOpeningForReal:
    def rehearsed(self) -> Room:
        room = opened(stage="gather", live=False)
        group(room, "t1", post(room))
        play(room, SetGisement(new_id(), Gisement(id="g1", title="Des rues calmes", short="Rues calmes")))
        play(room, WritePromise(new_id(), "p1", "Un banc par rue"))
        play(room, ChooseCollege(new_id(), "police"), AMINA)
        play(room, ChangeStage(new_id(), "sort", minutes=45))
        enter(room, "vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
        return room

    def test_wipes_the_rehearsal_and_keeps_the_session_as_it_was_corrected(self):
        """Commands stay known, that a repeat may be told; their digests go with their words."""
        room = self.rehearsed()
        first, *rehearsed = room.commands.items()
        (entry,) = play(room, OpenForReal("o" * 32))
        fresh = Room(
            room.session, entry.seq, True, 1, entry.at, "welcome", [("welcome", entry.at)], Timer(left=30 * 60_000)
        )
        fresh.commands = dict([first, *((command, ("", seq)) for command, (_, seq) in rehearsed)])
        fresh.commands["o" * 32] = (entry.digest or "", entry.seq)
        assert room == fresh
        assert room.session.gisements[0].title == "Des rues calmes"
        assert room.session.stages[3].minutes == 45

    def test_lets_no_rehearsed_act_be_undone(self):
        room = self.rehearsed()
        play(room, OpenForReal(new_id()))
        assert refusal(room, Undo(new_id())) == "nothing_to_undo"

    def test_happens_once(self):
        room = self.rehearsed()
        play(room, OpenForReal(new_id()))
        note_room = room
        enter(note_room, "gather")
        note = post(note_room)
        assert refusal(room, OpenForReal(new_id())) == "already_open"
        assert [n.id for n in room.notes_on("g1")] == [note]

    @pytest.mark.parametrize("by", [AMINA, SCREEN, host(1), MACHINE], ids=lambda by: by.role)
    def test_is_for_facilitators(self, by):
        room = self.rehearsed()
        assert refusal(room, OpenForReal(new_id()), by) == "forbidden"
        assert len(room.notes) == 1


class TestErasing:
    def test_takes_the_words_away_and_names_every_entry_that_held_them(self):
        room = opened(stage="gather")
        note = post(room, CARETAKERS)
        play(room, EditNote(new_id(), note, COUNTER), AMINA)
        group(room, "t1", note, words=("guichet",))
        play(room, LabelTheme(new_id(), "t1", "Guichet unique"), MACHINE)
        (entry,) = play(room, EraseNotes(new_id(), (note,)), AMINA)
        assert entry.fact == Erased((note,), (3, 4, 5, 6))
        stands = room.notes[note]
        assert (stands.text, stands.shared_words, stands.erased, stands.shown) == ("", (), True, False)
        assert room.themes["t1"].label == ""

    def test_keeps_a_name_that_a_person_gave(self):
        room = opened(stage="gather")
        note = post(room)
        group(room, "t1", note)
        play(room, ChangeTheme(new_id(), "t1", "Se poser dehors"))
        play(room, EraseNotes(new_id(), (note,)), AMINA)
        assert room.themes["t1"].label == "Se poser dehors"

    def test_names_the_labels_of_every_theme_the_note_was_in(self):
        room = opened(stage="gather")
        note, other = post(room, CARETAKERS), post(room, BENCHES)
        group(room, "t1", note)
        group(room, "t2", other)
        (label,) = play(room, LabelTheme(new_id(), "t1", "Gardiens d'immeuble"), MACHINE)
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        (entry,) = play(room, EraseNotes(new_id(), (note,)), AMINA)
        assert isinstance(entry.fact, Erased)
        assert label.seq in entry.fact.seqs
        assert room.themes["t1"].label == ""

    def test_leaves_no_label_made_of_the_words_to_be_brought_back_by_an_undo(self):
        room = opened(stage="gather")
        note = post(room, CARETAKERS)
        group(room, "t1", note)
        play(room, LabelTheme(new_id(), "t1", "Gardiens d'immeuble"), MACHINE)
        (renamed,) = play(room, ChangeTheme(new_id(), "t1", "Présence humaine"))
        play(room, EraseNotes(new_id(), (note,)), AMINA)
        with suppress(Refusal):
            play(room, Undo(new_id(), renamed.seq))
        assert room.themes["t1"].label in ("", "Présence humaine")

    def test_all_of_ones_own_when_none_is_named(self):
        room = opened(stage="gather")
        mine, theirs, mine_too = post(room), post(room, CARETAKERS, BRUNO), post(room, COUNTER)
        play(room, EraseNotes(new_id()), AMINA)
        assert [(note.id, note.text) for note in room.notes.values()] == [
            (mine, ""),
            (theirs, CARETAKERS),
            (mine_too, ""),
        ]

    def test_twice_makes_one_entry(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, EraseNotes(new_id(), (note,)), AMINA)
        assert play(room, EraseNotes(new_id(), (note,)), AMINA) == []
        assert play(room, EraseNotes(new_id()), BRUNO) == []

    def test_the_organiser_may_erase_any(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, EraseNotes(new_id(), (note,)), ORGANISER)
        assert room.notes[note].text == ""

    @pytest.mark.parametrize("by", [BRUNO, LEADER, SCREEN, host(1)], ids=lambda by: by.id)
    def test_others_may_not(self, by):
        room = opened(stage="gather")
        note = post(room)
        assert refusal(room, EraseNotes(new_id(), (note,)), by) == "not_yours"
        assert room.notes[note].text == BENCHES

    def test_what_is_not_there_is_refused(self):
        assert refusal(opened(), EraseNotes(new_id(), ("n" * 32,)), ORGANISER) == "unknown_note"

    def test_cannot_be_undone(self):
        room = opened(stage="gather")
        note = post(room)
        (entry,) = play(room, EraseNotes(new_id(), (note,)), ORGANISER)
        assert refusal(room, Undo(new_id(), entry.seq)) == "cannot_undo"
        assert room.notes[note].text == ""


def sorting() -> Room:
    """A room with two notes on g1 in t1, one in t2, a hidden note on g2, a loose one on g3, a closed ballot."""
    room = opened(stage="gather")
    group(room, "t1", post(room), post(room, "Des bancs à l'ombre"))
    group(room, "t2", post(room, CARETAKERS))
    for theme, label in (("t1", "Bancs"), ("t2", "Gardiens")):
        play(room, LabelTheme(new_id(), theme, label), MACHINE)
    play(room, HideNote(new_id(), post(room, "On se fait insulter", gisement="g2")))
    post(room, COUNTER, gisement="g3")
    play(room, OpenBallot("ferme-0123456789"))
    play(room, CloseBallot(new_id(), next(iter(room.ballots))))
    enter(room, "sort")
    return room


def first(room: Room, gisement: str = "g1") -> str:
    return next(note.id for note in room.notes.values() if note.gisement == gisement)


def shape(room: Room) -> tuple[Any, ...]:
    """Notes and themes, but for the place on the wall that a theme once had: it keeps it."""
    return room.notes, {
        theme.id: replace(theme, since=0) for theme in room.themes.values() if theme.notes or theme.merged_into
    }


Picture = Callable[[Room], Any]
ACTS: dict[str, tuple[Callable[[Room], Command], Picture]] = {
    "hiding a note": (lambda r: HideNote(new_id(), first(r)), lambda r: r.notes),
    "bringing a note back": (lambda r: HideNote(new_id(), first(r, "g2"), hidden=False), lambda r: r.notes),
    "moving a note": (lambda r: MoveNotes(new_id(), (first(r),), "t2"), shape),
    "opening a theme": (lambda r: MoveNotes(new_id(), (first(r),), None, "Bancs"), shape),
    "placing a loose note": (
        lambda r: MoveNotes(new_id(), (first(r, "g3"),), None),
        shape,
    ),
    "naming a theme": (lambda r: ChangeTheme(new_id(), "t1", "Se poser"), lambda r: r.themes),
    "pinning a theme": (lambda r: ChangeTheme(new_id(), "t1", pinned=True), lambda r: r.themes),
    "naming and pinning": (lambda r: ChangeTheme(new_id(), "t1", "Se poser", True), lambda r: r.themes),
    "merging": (lambda r: MergeThemes(new_id(), ("t1",), "t2"), shape),
    "splitting": (lambda r: SplitTheme(new_id(), "t1", (first(r),), "Un banc"), shape),
    "opening a ballot": (lambda r: OpenBallot(new_id()), lambda r: r.ballots),
    "reopening a ballot": (lambda r: CloseBallot(new_id(), next(iter(r.ballots)), open=True), lambda r: r.ballots),
    "adding a gisement": (
        lambda r: SetGisement(new_id(), Gisement(id="g8", title="La Seine", short="Seine")),
        lambda r: r.session,
    ),
    "correcting a gisement": (
        lambda r: SetGisement(new_id(), Gisement(id="g7", title="La Seine", short="Seine")),
        lambda r: r.session,
    ),
    "adding a stage": (
        lambda r: InsertStage(new_id(), Stage(id="repas", kind="pause", title="Repas"), "gather"),
        lambda r: r.session,
    ),
    "skipping a stage": (lambda r: ChangeStage(new_id(), "promises", skip=True), lambda r: r.session),
    "moving a stage": (lambda r: ChangeStage(new_id(), "promises", move=-2), lambda r: r.session),
    "rotating the tables": (lambda r: Rotate(new_id()), lambda r: r.step),
}


class TestUndo:
    @pytest.mark.parametrize("act", ACTS)
    def test_takes_back(self, act):
        command, picture = ACTS[act]
        room = sorting()
        before = copy.deepcopy(picture(room))
        entries = play(room, command(room))
        assert picture(room) != before
        (undone,) = play(room, Undo(new_id()))
        assert picture(room) == before
        assert isinstance(undone.fact, Undone)
        assert undone.fact.seq == entries[0].seq

    def test_takes_back_an_entered_stage_with_the_ballot_it_opened(self):
        room = opened(stage="sort")
        enter(room, "vote")
        play(room, Undo(new_id()))
        assert (room.stage_id, room.ballots) == ("sort", {})

    def test_takes_back_an_entered_stage_with_the_ballot_it_closed(self):
        room = opened(stage="vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
        enter(room, "sort")
        play(room, Undo(new_id()))
        assert room.stage_id == "vote"
        assert room.ballots["gisements"].open
        assert room.ballots["gisements"].spent("amina") == 2

    def test_names_the_act_by_its_number(self):
        room = sorting()
        (pinned,) = play(room, ChangeTheme(new_id(), "t1", pinned=True))
        play(room, ChangeTheme(new_id(), "t2", "Présence"))
        play(room, Undo(new_id(), pinned.seq))
        assert (room.themes["t1"].pinned, room.themes["t2"].label) == (False, "Présence")

    def test_names_the_act_by_any_of_its_entries(self):
        """An answer tells the number of the last one."""
        room = sorting()
        *_, last = play(room, ChangeTheme(new_id(), "t1", "Se poser", pinned=True))
        (undone,) = play(room, Undo(new_id(), last.seq))
        assert isinstance(undone.fact, Undone)
        assert undone.fact.seq == last.seq - 1
        assert (room.themes["t1"].pinned, room.themes["t1"].label) == (False, "Bancs")

    def test_steps_back_over_acts_on_different_things(self):
        room = sorting()
        play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        play(room, ChangeTheme(new_id(), "t2", "Présence"))
        play(room, Undo(new_id()))
        play(room, Undo(new_id()))
        assert [room.themes[theme].label for theme in ("t1", "t2")] == ["Bancs", "Gardiens"]

    def test_takes_each_act_back_once(self):
        room = sorting()
        (act,) = play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        play(room, Undo(new_id(), act.seq))
        assert refusal(room, Undo(new_id(), act.seq)) == "nothing_to_undo"

    def test_has_nothing_to_do_in_a_new_room(self):
        assert refusal(opened(), Undo(new_id())) == "nothing_to_undo"

    @pytest.mark.parametrize(
        ("act", "then", "what"),
        [
            (lambda r: ChangeTheme(new_id(), "t1", "Dehors"), lambda r: ChangeTheme(new_id(), "t1", "Ici"), "thème « Ici »"),
            (lambda r: MoveNotes(new_id(), (first(r),), "t2"), lambda r: HideNote(new_id(), first(r)), "une note"),
            (lambda r: MergeThemes(new_id(), ("t1",), "t2"), lambda r: ChangeTheme(new_id(), "t2", "Dehors"), "thème « Dehors »"),
            (lambda r: Rotate(new_id()), lambda r: Rotate(new_id()), "les tables"),
            (
                lambda r: ChangeStage(new_id(), "promises", minutes=5),
                lambda r: ChangeStage(new_id(), "close", minutes=5),
                "le déroulé",
            ),
            (
                lambda r: SetGisement(new_id(), Gisement(id="g7", title="La Seine", short="Seine")),
                lambda r: SetGisement(new_id(), Gisement(id="g7", title="Les berges", short="Berges")),
                "un gisement",
            ),
        ],
    )  # fmt: skip
    def test_is_refused_with_the_reason_when_something_touched_the_same_since(self, act, then, what):
        room = sorting()
        done = play(room, act(room))
        play(room, then(room))
        after = copy.deepcopy(room)
        with pytest.raises(Refusal) as caught:
            play(room, Undo(new_id(), done[0].seq))
        assert caught.value.code == "touched_since"
        assert (
            caught.value.message == f"Impossible d'annuler : quelque chose a changé depuis sur le même objet ({what})."
        )
        assert room == after

    def test_steps_back_over_acts_on_the_same_thing(self):
        room = sorting()
        play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        play(room, ChangeTheme(new_id(), "t1", "S'asseoir"))
        play(room, Undo(new_id()))
        assert room.themes["t1"].label == "Se poser"
        play(room, Undo(new_id()))
        assert room.themes["t1"].named == ""

    def test_of_a_move_is_refused_once_the_theme_to_go_back_to_was_merged(self):
        room = sorting()
        note = first(room)
        (moved,) = play(room, MoveNotes(new_id(), (note,), "t1"))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert refusal(room, Undo(new_id(), moved.seq)) == "touched_since"
        assert room.notes[note].theme == "t2"

    def test_of_a_merge_is_refused_once_its_result_was_merged_in_turn(self):
        room = sorting()
        play(room, MoveNotes(new_id(), (first(room),), None, "À part"))
        apart = room.notes[first(room)].theme or ""
        (merged,) = play(room, MergeThemes(new_id(), (apart,), "t1"))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert refusal(room, Undo(new_id(), merged.seq)) == "touched_since"
        assert room.notes[first(room)].theme == "t2"

    def test_of_an_opened_ballot_is_refused_once_someone_voted(self):
        room = opened(stage="sort")
        entered = enter(room, "vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
        assert refusal(room, Undo(new_id(), entered[0].seq)) == "touched_since"
        assert room.ballots["gisements"].spent("amina") == 2

    def test_of_what_a_stage_change_told_is_refused(self):
        room = opened(stage="vote")
        entered = enter(room, "results")
        assert refusal(room, Undo(new_id(), entered[0].seq)) == "cannot_undo"
        assert room.ballots["gisements"].revealed

    @pytest.mark.parametrize("what", ["post", "dots", "erasure", "timer", "unknown"])
    def test_of_what_cannot_be_taken_back_is_refused(self, what):
        room = opened(stage="gather")
        note = post(room)
        seqs = {"post": room.seq, "unknown": 99}
        (erased,) = play(room, EraseNotes(new_id(), (note,)), ORGANISER)
        enter(room, "vote")
        (placed,) = play(room, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
        (timer,) = play(room, SetTimer(new_id(), "start"))
        seqs |= {"erasure": erased.seq, "dots": placed.seq, "timer": timer.seq}
        assert refusal(room, Undo(new_id(), seqs[what])) == "cannot_undo"

    def test_leaves_a_note_that_the_machine_may_place_again(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, MoveNotes(new_id(), (note,), None, "Bancs"))
        play(room, Undo(new_id()))
        group(room, "t1", note)
        assert room.notes[note].placed_by == "machine"

    @pytest.mark.parametrize("by", [AMINA, SCREEN, host(1), MACHINE], ids=lambda by: by.role)
    def test_is_for_facilitators(self, by):
        room = sorting()
        (named,) = play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        assert refusal(room, Undo(new_id(), named.seq), by) == "forbidden"
        assert room.themes["t1"].label == "Se poser"

    def test_tells_the_console_which_act_is_the_last_that_stands(self):
        room = sorting()
        (named,) = play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        play(room, ChangeTheme(new_id(), "t2", "Présence"))
        play(room, Undo(new_id()))
        last = room.last_act()
        assert last is not None
        assert last.seq == named.seq


class TestTheStory:
    """What is told to who arrives late."""

    def test_of_a_new_room_is_its_stage(self):
        assert board.story(opened()) == ["Étape en cours : Accueil."]

    def test_counts_people_and_notes(self):
        room = opened(stage="gather")
        for by in (AMINA, BRUNO):
            post(room, by=by, gisement="g4")
        post(room, gisement="g1")
        assert board.story(room)[1] == "2 personnes ont déjà écrit 3 notes, surtout sur « L'école et son quartier »."

    def test_names_no_winner_when_nobody_voted(self):
        room = opened(stage="vote")
        enter(room, "results")
        assert not any("arrive en tête" in sentence for sentence in board.story(room))

    def test_names_the_winner_once_revealed_and_not_before(self):
        room = opened(stage="vote")
        play(room, PlaceDots(new_id(), "gisements", "g4", 2), AMINA)
        title = room.session.gisements[3].title
        assert not any(title in sentence for sentence in board.story(room))
        enter(room, "results")
        assert board.story(room)[-1] == f"Le vote est révélé : « {title} » arrive en tête."
