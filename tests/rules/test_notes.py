"""Notes: who may post, edit, withdraw and hide what, and when."""

import pytest

from server.reports.contract import board
from server.room.life import EraseNotes, Undo
from server.room.notes import (
    EditNote,
    HideNote,
    NoteEdited,
    NotePosted,
    NoteWithdrawn,
    PostNote,
    WithdrawNote,
    editable,
)
from server.room.state import REWORDING, Note
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    COUNTER,
    HEARD,
    LEADER,
    ORGANISER,
    SCREEN,
    enter,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
    small,
)

STAGES_WITHOUT_NOTES = ("welcome", "react", "sort", "vote", "results", "promises", "close")


def test_a_note_holds_what_was_sent():
    room = opened(stage="gather")
    (entry,) = play(room, PostNote("n" * 32, "g2", "resource", CARETAKERS), host(3))
    assert entry.fact == NotePosted("n" * 32, "g2", "resource", CARETAKERS, False)
    assert room.notes == {
        "n" * 32: Note(
            "n" * 32,
            "hote-3",
            "g2",
            "resource",
            CARETAKERS,
            at=entry.at,
            seq=entry.seq,
            table=3,
            worded_at=entry.seq,
            written_at=entry.seq,
            text_seqs=[entry.seq],
        )
    }


def test_everything_heard_at_argenteuil_is_accepted_in_order():
    room = opened(stage="gather")
    for one in HEARD:
        post(room, one["text"], AMINA, one["gisement"], one["kind"])
    assert [(n.gisement, n.kind, n.text) for n in room.notes.values()] == [
        (one["gisement"], one["kind"], one["text"]) for one in HEARD
    ]
    assert [note.seq for note in room.notes.values()] == list(range(3, 3 + len(HEARD)))


@pytest.mark.parametrize("stage", STAGES_WITHOUT_NOTES)
def test_a_note_outside_its_stage_is_refused(stage):
    room = opened(stage=stage)
    assert refusal(room, PostNote(new_id(), "g1", "idea", BENCHES), AMINA) == "stage_closed"


@pytest.mark.parametrize(
    ("gisement", "kind", "text", "code"),
    [
        ("g8", "idea", BENCHES, "unknown_gisement"),
        ("", "idea", BENCHES, "unknown_gisement"),
        ("c1", "idea", BENCHES, "unknown_gisement"),
        ("g1", "idée", BENCHES, "unknown_kind"),
        ("g1", "", BENCHES, "unknown_kind"),
        ("g1", "idea", " \n\u202e", "text_empty"),
        ("g1", "idea", "a" * 281, "text_too_long"),
        ("g1", REWORDING, BENCHES, "unknown_gisement"),
        ("c1", REWORDING, BENCHES, "stage_closed"),
    ],
)
def test_a_note_that_does_not_hold_together_is_refused(gisement, kind, text, code):
    room = opened(stage="gather")
    assert refusal(room, PostNote(new_id(), gisement, kind, text), AMINA) == code
    assert room.notes == {}
    assert room.people == {}


def test_a_session_may_set_its_own_limit():
    room = opened(small(limits={"text": 20}), "gather")
    post(room, "a" * 20)
    assert refusal(room, PostNote(new_id(), "g1", "idea", "a" * 21), AMINA) == "text_too_long"


def test_a_challenge_is_reworded_in_its_stage_alone():
    room = opened(stage="react")
    note = post(room, "Se parler entre services", AMINA, "c1", REWORDING)
    assert (room.notes[note].gisement, room.notes[note].kind) == ("c1", REWORDING)
    assert refusal(room, PostNote(new_id(), "c4", REWORDING, BENCHES), AMINA) == "unknown_gisement"
    assert refusal(room, PostNote(new_id(), "g1", REWORDING, BENCHES), AMINA) == "unknown_gisement"
    assert refusal(room, PostNote(new_id(), "g1", "idea", BENCHES), AMINA) == "stage_closed"


def test_rewordings_are_not_notes_of_the_export():
    room = opened(stage="react")
    post(room, "Se parler entre services", AMINA, "c1", REWORDING)
    told = board(room)
    assert told["notes"] == []
    assert told["challenges"][0]["rewordings"] == ["Se parler entre services"]


class TestLateNotes:
    """Written before a stage closed, arriving after it."""

    def late(self, room, written_in="gather"):
        return PostNote(new_id(), "g1", "idea", BENCHES, written_in)

    def test_are_accepted_and_flagged_until_a_ballot_opens(self):
        room = opened(stage="gather")
        enter(room, "sort")
        (entry,) = play(room, self.late(room), AMINA)
        assert isinstance(entry.fact, NotePosted)
        assert entry.fact.late
        assert [note.late for note in room.notes.values()] == [True]

    @pytest.mark.parametrize("stage", ["vote", "results"])
    def test_are_refused_once_a_ballot_has_opened(self, stage):
        room = opened(stage="gather")
        enter(room, "vote")
        enter(room, stage)
        assert refusal(room, self.late(room), AMINA) == "stage_closed"

    def test_stay_refused_after_the_ballot_has_closed(self):
        room = opened(stage="gather")
        enter(room, "vote")
        enter(room, "sort")
        assert refusal(room, self.late(room), AMINA) == "stage_closed"

    def test_are_welcome_again_when_the_stage_was_entered_again(self):
        room = opened(stage="gather")
        for stage in ("vote", "gather", "sort"):
            enter(room, stage)
        play(room, self.late(room), AMINA)
        assert [note.late for note in room.notes.values()] == [True]

    def test_are_welcome_again_when_the_opening_of_the_ballot_is_undone(self):
        room = opened(stage="gather")
        enter(room, "vote")
        play(room, Undo(new_id()))
        assert room.stage_id == "gather"
        enter(room, "sort")
        play(room, self.late(room), AMINA)
        assert [note.late for note in room.notes.values()] == [True]

    @pytest.mark.parametrize("written_in", ["", "welcome", "sort", "vote", "inconnue"])
    def test_must_have_been_written_in_a_stage_that_took_notes(self, written_in):
        room = opened(stage="gather")
        enter(room, "sort")
        assert refusal(room, self.late(room, written_in), AMINA) == "stage_closed"

    def test_cannot_come_from_a_stage_where_the_room_has_never_been(self):
        room = opened(stage="sort")
        assert refusal(room, self.late(room), AMINA) == "stage_closed"

    def test_are_not_flagged_when_they_come_in_time(self):
        room = opened(stage="gather")
        play(room, self.late(room), AMINA)
        assert [note.late for note in room.notes.values()] == [False]

    def test_may_be_rewordings(self):
        room = opened(stage="react")
        enter(room, "gather")
        play(room, PostNote(new_id(), "c2", REWORDING, "Aller vers les familles", "react"), AMINA)
        assert [(note.gisement, note.late) for note in room.notes.values()] == [("c2", True)]

    def test_repeat_the_same_body_whatever_stage_the_phone_showed(self):
        first, again = (
            PostNote("a" * 32, "g1", "idea", BENCHES, "gather"),
            PostNote("a" * 32, "g1", "idea", BENCHES, "sort"),
        )
        other = PostNote("a" * 32, "g1", "idea", COUNTER, "gather")
        assert first.digest() == again.digest()
        assert first.digest() != other.digest()


class TestEditing:
    def test_changes_text_and_kind_and_leaves_the_rest(self):
        room = opened(stage="gather")
        note = post(room, "Plus de banc")
        (entry,) = play(room, EditNote(new_id(), note, BENCHES, "obstacle"), AMINA)
        stands = room.notes[note]
        assert entry.fact == NoteEdited(note, BENCHES, "obstacle")
        assert (stands.text, stands.kind, stands.edited, stands.gisement) == (BENCHES, "obstacle", True, "g1")
        assert stands.text_seqs == [3, 4]

    def test_into_the_same_makes_no_entry(self):
        room = opened(stage="gather")
        note = post(room)
        assert play(room, EditNote(new_id(), note, BENCHES, "idea"), AMINA) == []
        assert room.notes[note].edited is False

    @pytest.mark.parametrize("by", [BRUNO, LEADER, ORGANISER, host(1)], ids=lambda by: by.role)
    def test_someone_elses_note_is_refused(self, by):
        room = opened(stage="gather")
        note = post(room, CARETAKERS)
        assert refusal(room, EditNote(new_id(), note, BENCHES), by) == "not_yours"
        assert refusal(room, WithdrawNote(new_id(), note), by) == "not_yours"
        assert room.notes[note].text == CARETAKERS

    @pytest.mark.parametrize(
        ("text", "kind", "code"),
        [("", "", "text_empty"), ("a" * 281, "", "text_too_long"), (BENCHES, "inconnu", "unknown_kind")],
    )
    def test_into_what_could_not_be_posted_is_refused(self, text, kind, code):
        room = opened(stage="gather")
        note = post(room, CARETAKERS)
        assert refusal(room, EditNote(new_id(), note, text, kind), AMINA) == code

    def test_is_still_possible_while_sorting_until_a_ballot_opens(self):
        room = opened(stage="gather")
        note = post(room, "Plus de banc")
        enter(room, "sort")
        assert editable(room, room.notes[note])
        play(room, EditNote(new_id(), note, BENCHES), AMINA)
        enter(room, "vote")
        assert not editable(room, room.notes[note])
        assert refusal(room, EditNote(new_id(), note, COUNTER), AMINA) == "stage_closed"
        assert refusal(room, WithdrawNote(new_id(), note), AMINA) == "stage_closed"
        assert room.notes[note].text == BENCHES

    def test_an_unknown_withdrawn_or_erased_note_is_refused(self):
        room = opened(stage="gather")
        gone, erased = post(room), post(room, CARETAKERS)
        play(room, WithdrawNote(new_id(), gone), AMINA)
        play(room, EraseNotes(new_id(), (erased,)), AMINA)
        for note in (gone, erased, new_id()):
            assert refusal(room, EditNote(new_id(), note, COUNTER), AMINA) == "unknown_note"


class TestWithdrawing:
    def test_takes_the_note_off_every_surface_and_out_of_the_export(self):
        room = opened(stage="gather")
        kept, gone = post(room), post(room, CARETAKERS)
        (entry,) = play(room, WithdrawNote(new_id(), gone), AMINA)
        assert entry.fact == NoteWithdrawn(gone)
        assert [note.id for note in room.notes_on("g1")] == [kept]
        assert [note["text"] for note in board(room)["notes"]] == [BENCHES]

    def test_twice_makes_one_entry(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, WithdrawNote(new_id(), note), AMINA)
        assert play(room, WithdrawNote(new_id(), note), AMINA) == []

    def test_cannot_be_reversed_by_anyone(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, WithdrawNote(new_id(), note), AMINA)
        assert refusal(room, HideNote(new_id(), note, hidden=False)) == "unknown_note"
        assert refusal(room, Undo(new_id(), room.seq)) == "cannot_undo"
        assert [n.id for n in room.notes_on("g1")] == []


class TestHiding:
    def test_hides_the_note_and_keeps_it_in_the_export_with_its_flag(self):
        room = opened(stage="gather")
        kept, hidden = post(room), post(room, "On se fait insulter")
        play(room, HideNote(new_id(), hidden))
        assert [note.id for note in room.notes_on("g1")] == [kept]
        assert [(n["id"], n["hidden"]) for n in board(room)["notes"]] == [(kept, False), (hidden, True)]
        assert room.moderations == 1

    def test_brings_it_back(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, HideNote(new_id(), note))
        play(room, HideNote(new_id(), note, hidden=False))
        assert [n.id for n in room.notes_on("g1")] == [note]
        assert room.moderations == 2

    def test_twice_makes_one_entry(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, HideNote(new_id(), note))
        assert play(room, HideNote(new_id(), note)) == []

    @pytest.mark.parametrize("by", [AMINA, BRUNO, SCREEN, host(1)], ids=lambda by: by.id)
    def test_is_for_facilitators(self, by):
        room = opened(stage="gather")
        note = post(room)
        assert refusal(room, HideNote(new_id(), note), by) == "forbidden"
        assert room.notes[note].shown
