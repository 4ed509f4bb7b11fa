"""Notes that a scribe enters for others."""

from dataclasses import replace

import pytest

from server.reports.contract import export
from server.reports.tables import COLUMNS, note_rows
from server.room.board import participants
from server.room.entries import decode
from server.room.notes import EditNote, NotePosted, WithdrawNote
from server.room.people import Actor
from server.room.scribe import EnterNote, Writer, entered_by, writer_of
from server.room.state import Person, Room, fold
from server.room.wall import wall
from tests.rooms import (
    AMINA,
    BENCHES,
    COUNTER,
    LEADER,
    SCREEN,
    enter,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
    rewritten,
)


def said(text: str = BENCHES, card: str = "", college: str = "", **changes: str) -> EnterNote:
    return replace(EnterNote(new_id(), "g1", "idea", text, card, college), **changes)


def entered(
    room: Room, card: str = "", college: str = "", by: Actor = LEADER, text: str = BENCHES, person: str = ""
) -> str:
    command = said(text, card, college, person=person)
    play(room, command, by)
    return command.id


def test_a_card_is_a_person_of_its_own():
    room = opened(stage="gather")
    post(room)
    entered(room, "12", "police")
    entered(room, "0013", by=host(2))
    assert room.people == {
        AMINA.id: Person(wrote=True), "card:12": Person("police", wrote=True), "card:13": Person(wrote=True),
    }  # fmt: skip
    assert (participants(room), wall(room, room.session.gisements[0]).count) == (3, 3)
    assert [(n.author, n.entered, n.entered_by, n.card) for n in room.notes.values()] == [
        (AMINA.id, False, "", ""),
        ("card:12", True, LEADER.id, "12"),
        ("card:13", True, host(2).id, "13"),
    ]


def test_notes_without_a_number_are_of_one_person_for_each_scribe_and_college():
    room = opened(stage="gather")
    for college in ("", "", "police"):
        entered(room, college=college)
    entered(room, by=host(2))
    assert [person.college for person in room.people.values()] == [None, "police", None]


def test_several_cards_of_one_person_are_one_person():
    room = opened(stage="gather")
    entered(room, "12", "police")
    entered(room, "13", by=host(2), person="0012")
    entered(room, text=COUNTER, person="13")
    entered(room, "14")
    assert [(n.author, n.card) for n in room.notes.values()] == [
        ("card:12", "12"), ("card:12", "13"), ("card:12", ""), ("card:14", "14"),
    ]  # fmt: skip
    assert room.people == {"card:12": Person("police", wrote=True), "card:14": Person(wrote=True)}
    assert [writer_of(room, note) for note in room.notes.values()] == [Writer("12", 3, "police")] * 3 + [
        Writer("14", 1, "")
    ]
    assert participants(room) == 2
    assert refusal(room, said(card="13")) == "card_entered"


def test_a_card_withdrawn_from_somebody_is_entered_again_as_another_s():
    room = opened(stage="gather")
    entered(room, "12")
    note = entered(room, "13", person="12")
    play(room, WithdrawNote(new_id(), note))
    assert writer_of(room, room.notes[note]) == Writer("12", 1, "")
    again = entered(room, "13")
    assert (room.notes[again].author, participants(room)) == ("card:13", 2)


def test_a_card_that_was_refused_still_names_its_person():
    room = opened(stage="gather")
    entered(room, "13", person="12")
    entered(room, "12")
    assert [writer_of(room, note) for note in room.notes.values()] == [Writer("12", 2, "")] * 2


def test_a_number_entered_twice_is_told_until_its_note_is_withdrawn():
    room = opened(stage="gather")
    note = entered(room, "7")
    assert refusal(room, said(COUNTER, "007"), host(2)) == "card_entered"
    play(room, WithdrawNote(new_id(), note))
    again = entered(room, "7", text=COUNTER)
    assert [one.id for one in entered_by(room, LEADER.id)] == [again]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (said(card="12345"), "bad_card"),
        (said(card="A1"), "bad_card"),
        (said(person="A1"), "bad_card"),
        (said(college="absent"), "unknown_college"),
        (said(gisement="g99"), "unknown_gisement"),
        (said(kind="autre"), "unknown_kind"),
        (said(text="  "), "text_empty"),
    ],
)
def test_is_refused(command: EnterNote, code: str):
    assert refusal(opened(stage="gather"), command) == code


def test_helpers_alone_may_enter_and_only_who_entered_may_correct():
    room = opened(stage="gather")
    assert [refusal(room, said(), by) for by in (AMINA, SCREEN)] == ["forbidden", "forbidden"]
    note = entered(room, "7", by=host(2))
    assert [refusal(room, EditNote(new_id(), note, COUNTER), by) for by in (AMINA, LEADER)] == ["not_yours"] * 2
    play(room, EditNote(new_id(), note, COUNTER), host(2))
    assert room.notes[note].text == COUNTER
    assert play(room, WithdrawNote(new_id(), note), host(2))
    assert play(room, WithdrawNote(new_id(), note), host(2)) == []


def test_comes_late_as_anyone_s():
    room = opened(stage="gather")
    enter(room, "sort")
    assert refusal(room, said()) == "stage_closed"
    play(room, said(written_in="gather"))
    assert [note.late for note in room.notes.values()] == [True]


def test_exports_say_that_it_was_entered_and_not_for_whom():
    room = opened(stage="gather")
    post(room)
    entered(room, "12", "police")
    found = export(room)
    assert [note.entered for note in found.notes] == [False, True]
    assert "card:12" not in found.model_dump_json()
    column = COLUMNS.index("saisie pour autrui")
    assert [row[column] for row in note_rows(room)] == ["non", "oui"]


def test_is_the_same_once_read_again_and_notes_of_before_are_their_author_s():
    room = opened(stage="gather")
    entries = play(room, said(card="12", college="police"))
    assert rewritten(entries) == entries
    old = {"note": "n1", "gisement": "g1", "note_kind": "idea", "late": False, "before": False}
    assert decode("note_posted", 2, old, BENCHES) == NotePosted("n1", "g1", "idea", BENCHES)
    on_a_card = old | {"author": "card:12", "college": ""}
    assert decode("note_posted", 3, on_a_card, BENCHES) == NotePosted(
        "n1", "g1", "idea", BENCHES, author="card:12", card="12"
    )
    assert fold([]).notes == {}
