"""Messages to phones: who may send one, to whom, and until when it stands."""

import pytest

from server.i18n import speaking
from server.room.life import OpenForReal, Undo
from server.room.messages import MOST, MessageSent, MessageShown, SendMessage, WithdrawMessage, said
from server.room.state import Message, Room
from tests.rooms import AMINA, LEADER, NOON, ORGANISER, SCREEN, argenteuil, enter, host, new_id, opened, play, refusal

LUNCH = "Le repas est servi dans la cour"


def send(room: Room, text: str = LUNCH, **how: object) -> str:
    """Send a message; its id."""
    message = new_id()
    play(room, SendMessage(message, text, **how))  # type: ignore[arg-type]
    return message


def words(room: Room) -> str | None:
    return said(room.message) if room.message else None


def test_a_message_stands_with_its_time_for_everybody():
    room = opened(stage="gather")
    (entry,) = play(room, SendMessage("repas", LUNCH), LEADER, NOON + 5)
    assert entry.fact == MessageSent("repas", "", LUNCH, "", (), False)
    assert (room.message, entry.fact.topics(room)) == (
        Message("repas", LUNCH, "", (), False, NOON + 5),
        ("message", "acts"),
    )


def test_there_is_one_at_a_time_and_late_comers_see_the_last():
    room = opened()
    send(room)
    send(room, "Il reste du café")
    assert words(room) == "Il reste du café"


def test_a_sentence_at_hand_is_told_in_the_language_being_spoken():
    room = opened()
    send(room, "", ready="five", on_screen=True)
    assert room.message
    assert (room.message.text, room.message.on_screen, words(room)) == ("", True, "Il reste 5 minutes.")
    with speaking("en"):
        assert words(room)


def test_it_may_be_for_some_colleges():
    room = opened(argenteuil())
    send(room, colleges=("police", "usagers"))
    assert room.message
    assert room.message.colleges == ("police", "usagers")
    assert refusal(room, SendMessage(new_id(), LUNCH, colleges=("police", "pompiers"))) == "unknown_college"


def test_withdrawn_it_is_gone_and_undoing_brings_it_back():
    room = opened()
    message = send(room)
    (entry,) = play(room, WithdrawMessage(new_id(), message))
    assert (entry.fact, words(room)) == (MessageShown("", message), None)
    assert play(room, WithdrawMessage(new_id(), message)) == []
    play(room, Undo(new_id()))
    assert words(room) == LUNCH


def test_undoing_a_message_brings_back_the_one_before():
    room = opened()
    send(room)
    send(room, "Il reste du café")
    play(room, Undo(new_id()))
    assert words(room) == LUNCH
    play(room, Undo(new_id()))
    assert words(room) is None


def test_a_message_replaced_meanwhile_is_not_withdrawn():
    room = opened()
    first = send(room)
    send(room, "Il reste du café")
    assert play(room, WithdrawMessage(new_id(), first)) == []
    assert words(room) == "Il reste du café"


def test_the_next_stage_takes_it_away_and_it_does_not_come_back_by_mistake():
    room = opened()
    send(room)
    send(room, "Il reste du café")
    sent = room.seq
    enter(room, "gather")
    assert words(room) is None
    assert refusal(room, Undo(new_id(), sent)) == "touched_since"


def test_a_rehearsal_leaves_no_message():
    room = opened(live=False)
    send(room)
    play(room, OpenForReal(new_id()))
    assert (room.message, room.messages) == (None, {})


@pytest.mark.parametrize("by", [AMINA, SCREEN, host(2)])
def test_only_who_leads_sends_and_withdraws(by):
    room = opened()
    message = send(room)
    assert refusal(room, SendMessage(new_id(), LUNCH), by) == "forbidden"
    assert refusal(room, WithdrawMessage(new_id(), message), by) == "forbidden"
    play(room, SendMessage(new_id(), LUNCH), ORGANISER)


@pytest.mark.parametrize(
    ("text", "ready", "code"),
    [
        ("", "", "text_empty"),
        (" \u200b\n", "", "text_empty"),
        ("x" * (MOST + 1), "", "text_too_long"),
        (LUNCH, "sieste", "bad_request"),
    ],
)
def test_what_cannot_be_read_is_refused(text, ready, code):
    assert refusal(opened(), SendMessage(new_id(), text, ready)) == code


def test_it_is_stored_as_written_on_one_line():
    room = opened()
    send(room, "  <b>Pause</b>\n & café \u202e ")
    assert words(room) == "<b>Pause</b> & café "
