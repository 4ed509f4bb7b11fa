"""Notes put aside: nobody but who leads the room reads them, and they come back whole."""

import pytest

from server.live.sheets import work
from server.reports.contract import board
from server.reports.tables import note_rows
from server.room.aside import NotePutBack, NoteSetAside, SetAside, set_aside
from server.room.grouping import LabelTheme
from server.room.life import EraseNotes, OpenRoom, Undo
from server.room.moderation import queue
from server.room.notes import EditNote, PostNote, WithdrawNote
from server.room.stages import EnterStage
from server.room.state import UNOPENED, Room, fold
from server.room.thread import thread
from tests.rooms import (
    AMINA,
    BRUNO,
    COUNTER,
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

WORRYING = "Samira vit seule et ne mange plus"
WHY = "À signaler au service social"


def room_with(**changes: object) -> tuple[Room, str]:
    room = opened(small(**changes), stage="gather")
    return room, post(room, WORRYING)


def test_a_note_put_aside_is_on_no_display_export_or_report():
    room, note = room_with()
    group(room, "t1", note, words=("Samira",))
    (entry,) = play(room, SetAside(new_id(), note, reason=WHY))
    assert (entry.fact, entry.fact.topics(room)) == (NoteSetAside(note, WHY), ("everything",))
    told = f"{board(room)} {note_rows(room)} {work(room, 'CODE', 'words', {})} {list(room.notes_on('g1'))}"
    assert ("Samira" in told, WHY in told, note in told) == (False, False, False)
    assert set_aside(room) == [room.notes[note]]


def test_it_comes_back_by_hand_or_by_undo_with_its_reason():
    room, note = room_with()
    play(room, SetAside(new_id(), note, reason=WHY))
    assert play(room, SetAside(new_id(), note)) == []
    (entry,) = play(room, SetAside(new_id(), note, aside=False))
    assert (entry.fact, room.notes[note].shown, set_aside(room)) == (NotePutBack(note), True, [])
    play(room, Undo(new_id()))
    assert (room.notes[note].shown, room.notes[note].concern) == (False, WHY)
    play(room, Undo(new_id()))
    assert room.notes[note].shown


def test_the_machines_names_lose_the_words_that_it_alone_says():
    room, note = room_with()
    group(room, "t1", note, post(room, "Qui mange seule ?", BRUNO))
    name(room, "t1", "Samira mange", note)
    play(room, SetAside(new_id(), note))
    assert room.themes["t1"].label == "▇▇▇▇ mange"
    play(room, LabelTheme(new_id(), "t1", "Samira seule"), MACHINE)
    assert room.themes["t1"].label == "▇▇▇▇ seule"


def test_its_author_is_told_kindly():
    room, note = room_with()
    play(room, SetAside(new_id(), note))
    told = thread(room, room.notes[note])
    assert ([knot.said for knot in told.knots], told.export) == (
        ["L'animation l'a mise de côté. Elle seule peut la relire."],
        "Elle n'est pas dans l'export.",
    )


def test_what_its_author_says_instead_stays_aside_and_undo_still_stands():
    room, note = room_with()
    play(room, SetAside(new_id(), note))
    play(room, EditNote(new_id(), note, "Samira va mieux"), AMINA)
    assert (room.notes[note].shown, set_aside(room)[0].text) == (False, "Samira va mieux")
    play(room, Undo(new_id()))
    assert room.notes[note].shown


def test_what_waits_to_be_read_may_be_put_aside_and_waits_again_once_back():
    room, note = room_with(moderation={"before": True})
    play(room, SetAside(new_id(), note))
    assert queue(room) == []
    play(room, SetAside(new_id(), note, aside=False))
    assert [one.id for one in queue(room)] == [note]


def test_erased_for_good_its_reason_goes_too():
    room, note = room_with()
    play(room, SetAside(new_id(), note, reason=WHY))
    reason = room.seq
    (entry,) = play(room, EraseNotes(new_id(), (note,)), ORGANISER)
    assert reason in entry.fact.seqs  # type: ignore[attr-defined]
    assert (room.notes[note].text, room.notes[note].concern, set_aside(room)) == ("", "", [])


def test_what_its_author_takes_back_is_no_longer_read():
    room, note = room_with()
    play(room, SetAside(new_id(), note))
    play(room, WithdrawNote(new_id(), note), AMINA)
    assert set_aside(room) == []
    assert refusal(room, SetAside(new_id(), note, aside=False)) == "unknown_note"


@pytest.mark.parametrize("by", [AMINA, SCREEN, host(1)], ids=lambda by: by.role)
def test_only_who_leads_the_room_puts_aside(by):
    room, note = room_with()
    assert refusal(room, SetAside(new_id(), note), by) == "forbidden"
    assert refusal(room, SetAside(new_id(), note, reason="x" * 141)) == "text_too_long"


def test_a_journal_read_again_tells_the_same():
    room = Room(UNOPENED)
    entries = play(room, OpenRoom(new_id(), small()), MACHINE)
    entries += play(room, EnterStage(new_id(), "gather"))
    entries += play(room, PostNote("a" * 32, "g1", "idea", WORRYING), AMINA)
    entries += play(room, PostNote("b" * 32, "g1", "idea", COUNTER), BRUNO)
    entries += play(room, SetAside(new_id(), "a" * 32, reason=WHY))
    entries += play(room, SetAside(new_id(), "b" * 32))
    entries += play(room, Undo(new_id()))
    assert fold(rewritten(entries)) == room
    assert set_aside(room) == [room.notes["a" * 32]]
