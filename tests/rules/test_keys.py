"""Links that stop working are told to every process, by the organiser alone, and are no act to take back."""

import pytest

from server.room.keys import KeysRevoked, RevokeKeys
from server.room.people import Role
from tests.rooms import AMINA, LEADER, ORGANISER, SCREEN, host, new_id, opened, play, refusal


def test_are_told_and_cannot_be_taken_back():
    room = opened()
    [entry] = play(room, RevokeKeys(new_id(), Role.SCREEN), ORGANISER)
    assert (entry.fact, room.acts) == (KeysRevoked(Role.SCREEN), [])


@pytest.mark.parametrize("by", [AMINA, LEADER, SCREEN, host(1)])
def test_are_not_for_weaker_roles(by):
    assert refusal(opened(), RevokeKeys(new_id(), Role.SCREEN), by) == "forbidden"
