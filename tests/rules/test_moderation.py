"""Moderation before display: what waits, who accepts it, and what nobody sees meanwhile."""

import pytest

from server.live.sheets import only
from server.reports.contract import board
from server.reports.tables import COLUMNS, note_rows
from server.room.board import note_count, overview
from server.room.entries import decode
from server.room.life import OpenForReal, OpenRoom, Undo
from server.room.moderation import (
    AcceptNotes,
    HoldNext,
    ModerationSet,
    NextNotesHeld,
    NotesAccepted,
    SetModeration,
    held_back,
    queue,
)
from server.room.notes import BringIdea, EditNote, HideNote, NotePosted, PostNote, WithdrawNote
from server.room.scribe import EnterNote
from server.room.stages import EnterStage
from server.room.state import UNOPENED, Room, fold
from server.room.thread import thread
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    COUNTER,
    MACHINE,
    SCREEN,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
    rewritten,
    small,
)


def moderated(**changes: object) -> Room:
    return opened(small(moderation={"before": True}, **changes), stage="gather")


def waiting(room: Room) -> list[str]:
    return [note.id for note in queue(room)]


def test_notes_show_at_once_unless_the_session_says_otherwise():
    room = opened(small(), stage="gather")
    note = post(room)
    assert (room.session.moderation.before, waiting(room), room.notes[note].shown) == (False, [], True)


def test_a_new_note_waits_and_is_nowhere_to_be_seen():
    room = moderated()
    note = post(room)
    assert waiting(room) == [note]
    assert (list(room.notes_on("g1")), note_count(room)) == ([], 0)
    assert [row.count for row in overview(room)] == [0, 0]


def test_a_note_that_waits_is_flagged_in_full_exports():
    room = moderated()
    note = post(room)
    flag = COLUMNS.index("en attente")
    assert [(one[0], one[flag]) for one in note_rows(room)] == [(note, "oui")]
    assert [(one["id"], one["waiting"]) for one in board(room)["notes"]] == [(note, True)]
    play(room, AcceptNotes(new_id(), room.seq, note))
    assert [one[flag] for one in note_rows(room)] == ["non"]
    assert [one["waiting"] for one in board(room)["notes"]] == [False]


def test_its_author_is_told_that_it_waits():
    room = moderated()
    told = thread(room, room.notes[post(room)])
    assert ([knot.said for knot in told.knots], told.export) == (
        ["L'animation la relit avant de l'afficher."],
        "Dans l'export, marquée « en attente ». Absente du rapport.",
    )


def test_an_accepted_note_shows_and_can_be_held_again():
    room = moderated()
    one, other = post(room), post(room, COUNTER, BRUNO, "g2")
    (entry,) = play(room, AcceptNotes(new_id(), room.seq, one))
    assert entry.fact == NotesAccepted((one,))
    assert entry.fact.topics(room) == ("notes:g1", "counts", "moderation")
    assert ([note.id for note in room.notes_on("g1")], waiting(room)) == ([one], [other])
    play(room, Undo(new_id()))
    assert waiting(room) == [one, other]


def test_all_that_was_read_is_accepted_together_but_not_what_came_since():
    room = moderated()
    read = [post(room), post(room, COUNTER, BRUNO)]
    through = room.seq
    since = post(room, "Plus de bus le soir")
    (entry,) = play(room, AcceptNotes(new_id(), through))
    assert (entry.fact, waiting(room)) == (NotesAccepted((*read,)), [since])


def test_words_changed_since_they_were_read_wait_on():
    room = moderated()
    note = post(room)
    through = room.seq
    play(room, EditNote(new_id(), note, "Des mots que personne n'a lus"), AMINA)
    assert play(room, AcceptNotes(new_id(), through, note)) == []
    assert waiting(room) == [note]


def test_an_accepted_note_that_its_author_changes_waits_again():
    room = moderated()
    note = post(room)
    play(room, AcceptNotes(new_id(), room.seq, note))
    play(room, EditNote(new_id(), note, "Des bancs à l'ombre"), AMINA)
    assert (waiting(room), room.notes[note].shown) == ([note], False)


def test_what_is_hidden_or_withdrawn_is_no_more_to_read():
    room = moderated()
    hidden, withdrawn = post(room), post(room, COUNTER)
    play(room, HideNote(new_id(), hidden))
    play(room, WithdrawNote(new_id(), withdrawn), AMINA)
    assert waiting(room) == []
    play(room, HideNote(new_id(), hidden, hidden=False))
    assert (waiting(room), room.notes[hidden].shown) == ([hidden], False)


def test_ideas_brought_by_whoever_leads_do_not_wait():
    room = moderated()
    play(room, BringIdea("i" * 32, "g1", "idea", BENCHES))
    assert (waiting(room), room.notes["i" * 32].shown) == ([], True)


def test_switched_off_it_accepts_what_waits_and_undo_takes_both_back():
    room = moderated()
    note = post(room)
    facts = [entry.fact for entry in play(room, SetModeration(new_id(), False))]
    assert facts == [ModerationSet(False, True), NotesAccepted((note,))]
    assert room.notes[note].shown
    assert room.notes[post(room, COUNTER)].shown
    play(room, Undo(new_id()))
    assert (room.session.moderation.before, waiting(room)) == (True, [note])


def test_switched_on_it_leaves_what_shows():
    room = opened(small(), stage="gather")
    shown = post(room)
    play(room, SetModeration(new_id(), True))
    later = post(room, COUNTER)
    assert (room.notes[shown].shown, waiting(room)) == (True, [later])
    assert play(room, SetModeration(new_id(), True)) == []


def test_it_stays_when_the_room_opens_for_real():
    room = opened(small(), stage="gather", live=False)
    play(room, SetModeration(new_id(), True))
    play(room, OpenForReal(new_id()))
    assert room.session.moderation.before


@pytest.mark.parametrize("by", [AMINA, SCREEN, host(1)], ids=lambda by: by.role)
def test_only_who_leads_the_room_decides(by):
    room = moderated()
    note = post(room)
    assert refusal(room, AcceptNotes(new_id(), room.seq, note), by) == "forbidden"
    assert refusal(room, SetModeration(new_id(), False), by) == "forbidden"


def test_the_machine_is_not_asked_about_a_note_that_waits():
    room = moderated()
    note = post(room)
    assert only(room, "CODE", "g1", note).texts == {}
    play(room, AcceptNotes(new_id(), room.seq, note))
    assert only(room, "CODE", "g1", note).texts == {note: BENCHES}


def test_a_note_of_an_older_journal_does_not_wait():
    body = {"note": "n", "gisement": "g1", "note_kind": "idea", "late": False, "before": False}
    assert decode("note_posted", 2, body, BENCHES) == NotePosted("n", "g1", "idea", BENCHES)


def test_a_journal_read_again_tells_the_same_queue():
    room = Room(UNOPENED)
    entries = play(room, OpenRoom(new_id(), small(moderation={"before": True})), MACHINE)
    entries += play(room, EnterStage(new_id(), "gather"))
    entries += play(room, PostNote("a" * 32, "g1", "idea", BENCHES), AMINA)
    entries += play(room, PostNote("b" * 32, "g1", "idea", COUNTER), BRUNO)
    entries += play(room, AcceptNotes(new_id(), room.seq, "a" * 32))
    entries += play(room, SetModeration(new_id(), False))
    entries += play(room, Undo(new_id()))
    assert fold(rewritten(entries)) == room
    assert waiting(room) == ["b" * 32]


def test_what_a_person_writes_next_waits_while_the_others_show():
    room = opened(small(), stage="gather")
    note = post(room)
    (entry,) = play(room, HoldNext(new_id(), note))
    assert (entry.fact, room.notes[note].shown) == (NextNotesHeld(note, True), True)
    later, other = post(room, COUNTER), post(room, COUNTER, BRUNO)
    assert (waiting(room), room.notes[other].shown) == ([later], True)
    play(room, EditNote(new_id(), note, "Des bancs à l'ombre"), AMINA)
    assert waiting(room) == [later, note]


def test_it_ends_by_hand_or_by_undo_and_what_waits_is_still_to_read():
    room = opened(small(), stage="gather")
    note = post(room)
    play(room, HoldNext(new_id(), note))
    later = post(room, COUNTER)
    play(room, Undo(new_id()))
    assert (held_back(room), waiting(room), room.notes[post(room, "Des arbres")].shown) == ([], [later], True)
    play(room, HoldNext(new_id(), later))
    (entry,) = play(room, HoldNext(new_id(), note, False))
    assert (entry.fact, held_back(room)) == (NextNotesHeld(later, False), [])
    play(room, Undo(new_id()))
    assert held_back(room) == [room.notes[later]]


def test_a_second_note_of_the_same_person_changes_nothing():
    room = opened(small(), stage="gather")
    one, other = post(room), post(room, COUNTER)
    play(room, HoldNext(new_id(), one))
    assert play(room, HoldNext(new_id(), other)) == []
    assert held_back(room) == [room.notes[one]]


def test_switching_moderation_off_accepts_nothing_of_theirs():
    room = moderated()
    theirs, another = post(room), post(room, COUNTER, BRUNO)
    play(room, HoldNext(new_id(), theirs))
    play(room, SetModeration(new_id(), False))
    assert (waiting(room), room.notes[another].shown) == ([theirs], True)


def test_nobody_here_is_behind_an_idea_from_before_or_a_card():
    room = opened(small(), stage="gather")
    play(room, BringIdea("i" * 32, "g1", "idea", BENCHES))
    play(room, EnterNote("c" * 32, "g1", "idea", BENCHES, "7"))
    assert refusal(room, HoldNext(new_id(), "i" * 32)) == "no_author_here"
    assert refusal(room, HoldNext(new_id(), "c" * 32)) == "no_author_here"
    assert refusal(room, HoldNext(new_id(), "nowhere")) == "unknown_note"


@pytest.mark.parametrize("by", [AMINA, SCREEN, host(1)], ids=lambda by: by.role)
def test_only_who_leads_the_room_holds_notes_back(by):
    room = opened(small(), stage="gather")
    assert refusal(room, HoldNext(new_id(), post(room)), by) == "forbidden"
