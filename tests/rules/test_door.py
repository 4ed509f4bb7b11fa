"""The door: closed to newcomers alone, by whoever leads, and opened again."""

import pytest

from server.room.ballots import PlaceDots
from server.room.door import DoorSet, SetDoor, must_let_in, shut_to
from server.room.entries import Command
from server.room.life import OpenForReal, Undo
from server.room.notes import PostNote
from server.room.people import Actor, Tap
from server.room.refusal import Refusal
from server.room.terms import OpenBallot
from tests.rooms import AMINA, BENCHES, LEADER, ORGANISER, SCREEN, host, new_id, opened, play, post, refusal

NEWCOMER = Actor("nouvelle", newcomer=True)
BACK = Actor("amina", newcomer=True)
"""Somebody who wrote, from a browser that kept nothing but its name."""
WRITING = PostNote(new_id(), "g1", "idea", BENCHES)


def closed():
    room = opened(stage="gather")
    post(room, by=AMINA)
    play(room, SetDoor(new_id(), True))
    return room


def test_is_open_to_begin_with():
    assert not shut_to(opened(), NEWCOMER)


def test_closes_to_newcomers_and_to_nobody_else():
    room = closed()
    assert [by.id for by in (NEWCOMER, BACK, AMINA, LEADER, ORGANISER, SCREEN, host(1)) if shut_to(room, by)] == [
        "nouvelle"
    ]


@pytest.mark.parametrize("command", [WRITING, Tap(new_id(), "c1", "agree"), PlaceDots(new_id(), "gisements", "g1", 1)])
def test_takes_nothing_from_a_newcomer(command: Command):
    with pytest.raises(Refusal, match="door_closed"):
        must_let_in(closed(), NEWCOMER, command)


def test_leaves_the_absent_their_own_ballot():
    room = closed()
    play(room, OpenBallot("absents", "texts", "Le samedi ?", options=("Oui", "Non"), days=3))
    must_let_in(room, NEWCOMER, PlaceDots(new_id(), "b-absents", "o1", 1))


def test_opens_again_and_an_undo_too():
    room = closed()
    assert [entry.fact for entry in play(room, SetDoor(new_id(), False))] == [DoorSet(False, True)]
    assert not shut_to(room, NEWCOMER)
    play(room, Undo(new_id()))
    assert shut_to(room, NEWCOMER)


def test_closed_twice_is_closed_once():
    assert play(closed(), SetDoor(new_id(), True)) == []


def test_opens_with_the_room():
    room = opened(live=False)
    play(room, SetDoor(new_id(), True))
    play(room, OpenForReal(new_id()))
    assert not shut_to(room, NEWCOMER)


@pytest.mark.parametrize("by", [AMINA, SCREEN, host(1)])
def test_is_not_for_weaker_roles(by):
    assert refusal(opened(), SetDoor(new_id(), True), by) == "forbidden"
