"""Words of a note that nobody reads: where they could be told, and what its author may still do."""

import pytest

from server.live.sheets import only, work
from server.reports.contract import board
from server.reports.tables import note_rows
from server.room.entries import decode
from server.room.grouping import LabelTheme
from server.room.life import EraseNotes, OpenRoom, Undo
from server.room.masking import MaskWords, WordsMasked
from server.room.moderation import queue
from server.room.notes import EditNote, NoteEdited, PostNote
from server.room.proposals import AskProposal, MakeProposal
from server.room.publication import PublishNote
from server.room.stages import EnterStage
from server.room.state import UNOPENED, Group, Room, fold
from server.room.text import words
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CLAIRE,
    MACHINE,
    ORGANISER,
    SCREEN,
    group,
    host,
    name,
    new_id,
    opened,
    play,
    post,
    refusal,
    rewritten,
    small,
)

RUDE = "Le gardien Dupond dort, réveillez dupônd !"
BLANKED = "Le gardien ▇▇▇▇ dort, réveillez ▇▇▇▇ !"
DUPOND, AGAIN = (11, 17), (34, 40)


def room_with(text: str = RUDE) -> tuple[Room, str]:
    room = opened(small(), stage="gather")
    return room, post(room, text)


def mask(room: Room, note: str, *places: tuple[int, int], masked: bool = True) -> list[object]:
    return [entry.fact for entry in play(room, MaskWords(new_id(), note, places, room.seq, masked))]


def test_words_are_pointed_at_one_by_one():
    said = "L'élu (jean.dupond@ville.fr) ne viendra pas 👍🏽 !"
    found = [said[start:end] for start, end in words(said)]
    assert found == ["L", "élu", "jean.dupond@ville.fr", "ne", "viendra", "pas", "👍🏽"]


def test_a_masked_word_is_a_blank_wherever_the_note_says_it():
    room, note = room_with()
    assert mask(room, note, DUPOND) == [WordsMasked(note, (DUPOND, AGAIN), ())]
    assert (room.notes[note].text, room.notes[note].said) == (BLANKED, RUDE)
    assert mask(room, note, DUPOND) == []


def test_no_export_and_no_question_to_the_machine_tells_it():
    room, note = room_with()
    group(room, "t1", note, words=("gardien", "Dupond"))
    mask(room, note, DUPOND)
    told = [
        str(board(room)),
        str(note_rows(room)),
        str(work(room, "CODE", "words", {})),
        str(only(room, "CODE", "g1", note)),
    ]
    assert [text for text in told if "upond" in text.casefold()] == []
    assert room.notes[note].shared_words == ("gardien",)


def test_it_is_shown_again_by_hand_or_by_undo():
    room, note = room_with()
    mask(room, note, DUPOND)
    assert mask(room, note, AGAIN, masked=False) == [WordsMasked(note, (), (DUPOND, AGAIN))]
    assert room.notes[note].text == RUDE
    play(room, Undo(new_id()))
    assert room.notes[note].text == BLANKED
    play(room, Undo(new_id()))
    assert (room.notes[note].text, room.notes[note].masked) == (RUDE, ())


def test_undo_stands_although_the_machine_has_compared_the_note_again():
    room, note = room_with()
    mask(room, note, DUPOND)
    group(room, "t1", note)
    play(room, Undo(new_id()))
    assert room.notes[note].text == RUDE


def test_the_machine_compares_the_note_again_and_its_names_say_a_blank():
    room, note = room_with()
    group(room, "t1", note, post(room, BENCHES, BRUNO))
    name(room, "t1", "Gardien Dupond", note)
    mask(room, note, DUPOND)
    assert (room.themes["t1"].label, room.themes["t1"].named_at) == ("Gardien ▇▇▇▇", 0)
    assert only(room, "CODE", "g1", note).sheets[0].newcomers == (note,)


def test_a_name_thought_of_before_the_word_was_masked_says_a_blank():
    room, note = room_with()
    group(room, "t1", note)
    mask(room, note, DUPOND)
    play(room, LabelTheme(new_id(), "t1", "Réveiller Dupond"), MACHINE)
    assert room.themes["t1"].label == "Réveiller ▇▇▇▇"


def test_a_proposal_names_no_masked_word_either():
    room, note = room_with()
    group(room, "t1", note)
    play(room, AskProposal("p1", "g1", 1))
    play(room, MakeProposal(new_id(), "p1", "g1", (Group("t2", (note,)),), ("Dupond dort",)), MACHINE)
    assert room.proposals["g1"].names == {"t2": "Dupond dort"}
    mask(room, note, DUPOND)
    assert room.proposals["g1"].names == {"t2": "▇▇▇▇ dort"}


def test_a_wording_for_publication_that_tells_it_is_dropped_and_comes_back_by_undo():
    room, note = room_with()
    play(room, PublishNote(new_id(), note, "Le gardien Dupond est fatigué"))
    mask(room, note, DUPOND)
    assert room.notes[note].published is None
    play(room, Undo(new_id()))
    assert (room.notes[note].text, room.notes[note].published) == (RUDE, "Le gardien Dupond est fatigué")


def test_a_wording_that_does_not_tell_it_stays():
    room, note = room_with()
    play(room, PublishNote(new_id(), note, "Le gardien est fatigué"))
    mask(room, note, DUPOND)
    assert room.notes[note].published == "Le gardien est fatigué"


def test_its_author_corrects_what_they_wrote_and_the_word_stays_masked():
    room, note = room_with()
    mask(room, note, DUPOND)
    assert play(room, EditNote(new_id(), note, RUDE), AMINA) == []
    (entry,) = play(room, EditNote(new_id(), note, "DUPOND dort encore"), AMINA)
    assert entry.fact == NoteEdited(note, "DUPOND dort encore", "idea", True, ((0, 6),))
    assert (room.notes[note].text, room.notes[note].said) == ("▇▇▇▇ dort encore", "DUPOND dort encore")


def test_what_its_author_says_now_is_read_before_it_shows():
    room, note = room_with()
    mask(room, note, DUPOND)
    play(room, EditNote(new_id(), note, "Le gardien dort"), AMINA)
    assert ([one.id for one in queue(room)], room.notes[note].text) == ([note], "Le gardien dort")
    assert refusal(room, Undo(new_id())) == "touched_since"


def test_places_in_words_that_have_changed_are_refused():
    room, note = room_with()
    through = room.seq
    play(room, EditNote(new_id(), note, "Le gardien dort"), AMINA)
    assert refusal(room, MaskWords(new_id(), note, (DUPOND,), through)) == "words_changed"
    assert refusal(room, MaskWords(new_id(), note, ((1, 2),), room.seq)) == "bad_request"
    assert refusal(room, MaskWords(new_id(), "nowhere", (DUPOND,), room.seq)) == "unknown_note"


def test_two_words_may_be_masked_from_one_reading():
    room, note = room_with()
    through = room.seq
    play(room, MaskWords(new_id(), note, (DUPOND,), through))
    play(room, MaskWords(new_id(), note, ((18, 22),), through))
    assert room.notes[note].text == "Le gardien ▇▇▇▇ ▇▇▇▇, réveillez ▇▇▇▇ !"


@pytest.mark.parametrize("by", [AMINA, CLAIRE, SCREEN, host(1)], ids=lambda by: by.id)
def test_only_who_leads_the_room_masks_words(by):
    room, note = room_with()
    assert refusal(room, MaskWords(new_id(), note, (DUPOND,), room.seq), by) == "forbidden"


def test_nothing_is_left_of_it_once_erased():
    room, note = room_with()
    mask(room, note, DUPOND)
    play(room, EraseNotes(new_id(), (note,)), ORGANISER)
    assert (room.notes[note].text, room.notes[note].said, room.notes[note].masked) == ("", "", ())


def test_a_mask_over_words_that_were_erased_tells_nothing():
    room, note = room_with()
    WordsMasked(note, (DUPOND,)).apply(room, play(room, EraseNotes(new_id(), (note,)), ORGANISER)[0])
    assert (room.notes[note].text, room.notes[note].erased) == ("", True)


def test_corrections_of_older_journals_mask_nothing():
    body = {"note": "n", "note_kind": "idea"}
    assert decode("note_edited", 1, body, BENCHES) == NoteEdited("n", BENCHES, "idea")


def test_a_journal_read_again_tells_the_same_blanks():
    room = Room(UNOPENED)
    entries = play(room, OpenRoom(new_id(), small()), MACHINE)
    entries += play(room, EnterStage(new_id(), "gather"))
    entries += play(room, PostNote("a" * 32, "g1", "idea", RUDE), AMINA)
    entries += play(room, MaskWords(new_id(), "a" * 32, (DUPOND,), room.seq))
    entries += play(room, EditNote(new_id(), "a" * 32, "DUPOND dort encore"), AMINA)
    entries += play(room, MaskWords(new_id(), "a" * 32, ((7, 11),), room.seq))
    entries += play(room, Undo(new_id()))
    assert fold(rewritten(entries)) == room
    assert room.notes["a" * 32].text == "▇▇▇▇ dort encore"
