"""What a report says in other words than the room's."""

import pytest

from server.reports.contract import export
from server.room.life import Erased, EraseNotes, OpenForReal, Undo, Undone
from server.room.notes import EditNote, HideNote, WithdrawNote
from server.room.publication import (
    LONGEST_INTRODUCTION,
    IntroduceReport,
    NotePublicationRestored,
    NotePublished,
    PublishNote,
    ReportIntroduced,
)
from server.room.state import REWORDING, Room
from server.room.themes import MoveNotes
from tests.rooms import (
    AMINA,
    BENCHES,
    COUNTER,
    INTRODUCTION,
    LEADER,
    ORGANISER,
    REWORDED,
    SCREEN,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
)


def reword(room: Room, note: str, text: str) -> int:
    """The number of the entry."""
    (entry,) = play(room, PublishNote(new_id(), note, text), ORGANISER)
    return entry.seq


@pytest.fixture
def room() -> Room:
    return opened(stage="gather")


class TestAWording:
    @pytest.mark.parametrize("by", [LEADER, ORGANISER], ids=lambda by: by.id)
    def test_stands_beside_the_original(self, room, by):
        note = post(room)
        (entry,) = play(room, PublishNote(new_id(), note, f"  {REWORDED} "), by)
        assert entry.fact == NotePublished(note, REWORDED, 0)
        (told,) = export(room).notes
        assert (told.text, told.published) == (BENCHES, REWORDED)
        assert (room.notes[note].text, room.notes[note].edited) == (BENCHES, False)

    @pytest.mark.parametrize("text", ["", " \n", BENCHES])
    def test_is_taken_back_by_nothing_or_by_the_original(self, room, text):
        note = post(room)
        was = reword(room, note, REWORDED)
        (entry,) = play(room, PublishNote(new_id(), note, text), ORGANISER)
        assert entry.fact == NotePublished(note, "", was)
        assert room.notes[note].published is None

    def test_that_changes_nothing_makes_no_entry(self, room):
        note = post(room)
        assert play(room, PublishNote(new_id(), note, BENCHES)) == []
        reword(room, note, REWORDED)
        assert play(room, PublishNote(new_id(), note, REWORDED)) == []

    def test_undone_gives_the_one_before_back(self, room):
        note = post(room)
        reword(room, note, REWORDED)
        reword(room, note, COUNTER)
        (undone,) = play(room, Undo(new_id()))
        assert isinstance(undone.fact, Undone)
        assert room.notes[note].published == REWORDED
        play(room, Undo(new_id()))
        assert room.notes[note].published is None

    def test_has_no_words_in_what_takes_it_back(self):
        assert NotePublished("n", COUNTER, 7).inverse() == (NotePublicationRestored("n", 7),)

    def test_does_not_stand_in_the_way_of_another_undo(self, room):
        note = post(room)
        (hidden,) = play(room, HideNote(new_id(), note))
        play(room, PublishNote(new_id(), note, REWORDED))
        play(room, Undo(new_id(), hidden.seq))
        assert (room.notes[note].hidden, room.notes[note].published) == (False, REWORDED)

    def test_goes_when_its_author_writes_something_else(self, room):
        note = post(room)
        seq = reword(room, note, REWORDED)
        play(room, EditNote(new_id(), note, COUNTER), AMINA)
        assert room.notes[note].published is None
        assert refusal(room, Undo(new_id(), seq)) == "touched_since"

    def test_of_a_hidden_note_stays_for_when_it_is_shown_again(self, room):
        note = post(room)
        play(room, HideNote(new_id(), note))
        reword(room, note, REWORDED)
        assert [(one.hidden, one.published) for one in export(room).notes] == [(True, REWORDED)]

    def test_leaves_the_note_where_it_stands(self, room):
        note = post(room)
        play(room, MoveNotes(new_id(), (note,), None, "Se poser dehors"))
        before = room.notes[note].theme, room.notes[note].grouped_at, room.notes[note].worded_at
        reword(room, note, REWORDED)
        assert (room.notes[note].theme, room.notes[note].grouped_at, room.notes[note].worded_at) == before

    @pytest.mark.parametrize("by", [AMINA, host(1), SCREEN], ids=lambda by: by.id)
    def test_is_for_those_who_lead(self, room, by):
        assert refusal(room, PublishNote(new_id(), post(room), REWORDED), by) == "forbidden"

    def test_keeps_to_the_length_of_notes(self, room):
        assert refusal(room, PublishNote(new_id(), post(room), "m" * 281)) == "text_too_long"

    def test_is_of_a_note_that_stands(self, room):
        withdrawn, erased, reworded = post(room), post(room), ""
        play(room, WithdrawNote(new_id(), withdrawn), AMINA)
        play(room, EraseNotes(new_id(), (erased,)), AMINA)
        react = opened(stage="react")
        reworded = post(react, COUNTER, AMINA, "c1", REWORDING)
        for where, note in ((room, withdrawn), (room, erased), (room, "x"), (react, reworded)):
            assert refusal(where, PublishNote(new_id(), note, REWORDED)) == "unknown_note"

    def test_is_erased_with_its_note(self, room):
        note = post(room)
        seqs = [reword(room, note, text) for text in (REWORDED, COUNTER, "")]
        (entry,) = play(room, EraseNotes(new_id(), (note,)), AMINA)
        assert isinstance(entry.fact, Erased)
        assert set(seqs) <= set(entry.fact.seqs)
        assert (room.notes[note].reworded, export(room).notes[0].published) == ({}, None)
        play(room, Undo(new_id(), seqs[-1]))
        assert room.notes[note].published is None


class TestAnIntroduction:
    def test_is_what_the_organiser_wrote_in_paragraphs(self, room):
        (entry,) = play(room, IntroduceReport(new_id(), f"\n{INTRODUCTION}\n"), ORGANISER)
        assert entry.fact == ReportIntroduced(INTRODUCTION)
        assert export(room).introduction == INTRODUCTION
        assert play(room, IntroduceReport(new_id(), INTRODUCTION), ORGANISER) == []

    def test_emptied_is_erased_with_those_before_it(self, room):
        seqs = [play(room, IntroduceReport(new_id(), text), ORGANISER)[0].seq for text in (INTRODUCTION, "Merci.")]
        (entry,) = play(room, IntroduceReport(new_id(), " "), ORGANISER)
        assert entry.fact == Erased((), tuple(seqs))
        assert (room.introduction, room.introduction_seqs) == ("", [])
        assert play(room, IntroduceReport(new_id(), ""), ORGANISER) == []

    def test_is_no_act_to_take_back(self, room):
        note = post(room)
        play(room, HideNote(new_id(), note))
        play(room, IntroduceReport(new_id(), INTRODUCTION), ORGANISER)
        play(room, Undo(new_id()))
        assert (room.notes[note].hidden, room.introduction) == (False, INTRODUCTION)

    def test_is_counted_as_people_count(self, room):
        play(room, IntroduceReport(new_id(), "é" * LONGEST_INTRODUCTION), ORGANISER)
        assert refusal(room, IntroduceReport(new_id(), "é" * (LONGEST_INTRODUCTION + 1)), ORGANISER) == "text_too_long"

    @pytest.mark.parametrize("by", [AMINA, LEADER, host(1), SCREEN], ids=lambda by: by.id)
    def test_is_for_the_organiser(self, room, by):
        assert refusal(room, IntroduceReport(new_id(), INTRODUCTION), by) == "forbidden"

    def test_of_a_rehearsal_is_wiped_with_it(self):
        room = opened(live=False)
        play(room, IntroduceReport(new_id(), INTRODUCTION), ORGANISER)
        play(room, OpenForReal(new_id()))
        assert (room.introduction, room.introduction_seqs) == ("", [])
