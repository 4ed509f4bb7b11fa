"""Keys, seats and pairings: who may do what in a room."""

import pytest
from sqlalchemy import text

from server.journal import access
from server.journal import journal as sql
from server.journal.access import ALPHABET, PAIRING_LIFE, Grant, Led
from server.journal.journal import Dates
from tests.rooms import NOON


@pytest.fixture
def room(journal):
    return add(journal, "ABCDEF")


@pytest.fixture
def elsewhere(journal):
    return add(journal, "GHJKMN")


def add(journal, code):
    with journal.writing() as connection:
        return sql.add_room(connection, code, NOON, Dates(NOON + 1, NOON + 1))


def do(journal, work, *arguments):
    with journal.writing() as connection:
        return work(connection, *arguments)


def test_codes_are_six_characters_that_nobody_mistakes():
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert set(ALPHABET).isdisjoint("0O1IL")
    for code in (access.new_code() for _ in range(200)):
        assert len(code) == 6
        assert set(code) <= set(ALPHABET)


class TestKeys:
    def test_open_their_room_with_their_role(self, journal, room):
        key = do(journal, access.add_key, room, Grant("table", 3))
        assert do(journal, access.check_key, room, key) == Grant("table", 3)

    def test_open_no_other_room(self, journal, room, elsewhere):
        key = do(journal, access.add_key, room, Grant("organiser"))
        assert do(journal, access.check_key, elsewhere, key) is None

    @pytest.mark.parametrize("wrong", ["", "x", "\udc80", "é" * 40, "0" * 10_000])
    def test_made_up_open_nothing(self, journal, room, wrong):
        do(journal, access.add_key, room, Grant("organiser"))
        assert do(journal, access.check_key, room, wrong) is None

    def test_hold_at_least_128_bits_and_differ(self):
        keys = {access.new_key() for _ in range(100)}
        assert len(keys) == 100
        assert {len(key) for key in keys} == {32}

    def test_are_kept_hashed(self, journal, room):
        key = do(journal, access.add_key, room, Grant("organiser"))
        with journal.reading() as connection:
            (row,) = connection.execute(text("SELECT * FROM key")).all()
        assert not any(key in str(value) or key.encode() == value for value in row)
        assert len(bytes(row.hash)) == 32

    def test_revoked_stop_working_with_the_seats_they_gave(self, journal, room):
        screen, organiser = (do(journal, access.add_key, room, Grant(role)) for role in ("screen", "organiser"))
        for role in ("screen", "organiser"):
            do(journal, access.seat, "navigateur", room, Grant(role))
        do(journal, access.revoke_keys, room, "screen")
        assert do(journal, access.check_key, room, screen) is None
        assert do(journal, access.check_key, room, organiser) == Grant("organiser")
        assert do(journal, access.seats, "navigateur", room) == [Grant("organiser")]


class TestSeats:
    def test_given_twice_are_given_once(self, journal, room):
        for _ in range(2):
            do(journal, access.seat, "navigateur", room, Grant("table", 2))
        assert do(journal, access.seats, "navigateur", room) == [Grant("table", 2)]

    def test_are_of_one_browser_and_one_room(self, journal, room, elsewhere):
        do(journal, access.seat, "navigateur", room, Grant("organiser"))
        assert do(journal, access.seats, "autre", room) == []
        assert do(journal, access.seats, "navigateur", elsewhere) == []

    def test_may_be_several(self, journal, room):
        for grant in (Grant("screen"), Grant("table", 1), Grant("table", 2)):
            do(journal, access.seat, "navigateur", room, grant)
        assert set(do(journal, access.seats, "navigateur", room)) == {
            Grant("screen"),
            Grant("table", 1),
            Grant("table", 2),
        }

    def test_tell_the_rooms_that_a_browser_leads_the_newest_first(self, journal, room, elsewhere):
        for where, role in ((room, "organiser"), (room, "facilitator"), (elsewhere, "table"), (elsewhere, "screen")):
            do(journal, access.seat, "navigateur", where, Grant(role, 2 if role == "table" else 0))
        do(journal, access.seat, "autre", room, Grant("screen"))
        assert do(journal, access.rooms_led, "navigateur") == [
            Led("GHJKMN", NOON, ("table",)),
            Led("ABCDEF", NOON, ("facilitator", "organiser")),
        ]
        assert do(journal, access.rooms_led, "autre") == []

    def test_given_up_leave_those_of_other_rooms_and_browsers(self, journal, room, elsewhere):
        for browser, where in (("navigateur", room), ("navigateur", elsewhere), ("autre", room)):
            do(journal, access.seat, browser, where, Grant("organiser"))
        do(journal, access.leave, "navigateur", room)
        assert do(journal, access.seats, "navigateur", room) == []
        assert do(journal, access.seats, "navigateur", elsewhere) == [Grant("organiser")]
        assert do(journal, access.seats, "autre", room) == [Grant("organiser")]


class TestPairing:
    def test_seats_the_screen_that_shows_the_code(self, journal, room):
        code = do(journal, access.ask_pairing, "ecran", NOON)
        assert do(journal, access.paired_room, "ecran", NOON) is None
        assert do(journal, access.confirm_pairing, code, room, NOON) is True
        assert do(journal, access.paired_room, "ecran", NOON) == room
        assert do(journal, access.seats, "ecran", room) == [Grant("screen")]

    def test_shows_one_code_as_long_as_it_lives(self, journal):
        first = do(journal, access.ask_pairing, "ecran", NOON)
        assert do(journal, access.ask_pairing, "ecran", NOON + PAIRING_LIFE - 1) == first
        assert do(journal, access.ask_pairing, "ecran", NOON + PAIRING_LIFE + 1) != first

    def test_expires(self, journal, room):
        code = do(journal, access.ask_pairing, "ecran", NOON)
        assert do(journal, access.confirm_pairing, code, room, NOON + PAIRING_LIFE + 1) is False
        assert do(journal, access.seats, "ecran", room) == []

    def test_of_another_room_is_not_taken_over(self, journal, room, elsewhere):
        code = do(journal, access.ask_pairing, "ecran", NOON)
        do(journal, access.confirm_pairing, code, room, NOON)
        assert do(journal, access.confirm_pairing, code, elsewhere, NOON) is False
        assert do(journal, access.seats, "ecran", elsewhere) == []

    def test_confirmed_twice_is_confirmed_once(self, journal, room):
        code = do(journal, access.ask_pairing, "ecran", NOON)
        assert [do(journal, access.confirm_pairing, code, room, NOON) for _ in range(2)] == [True, True]
        assert do(journal, access.seats, "ecran", room) == [Grant("screen")]

    def test_with_a_code_that_nobody_shows_does_nothing(self, journal, room):
        do(journal, access.ask_pairing, "ecran", NOON)
        assert do(journal, access.confirm_pairing, "ZZZZZZ", room, NOON) is False
        assert do(journal, access.paired_room, "ecran", NOON) is None

    def test_asked_again_waits_for_the_new_room(self, journal, room, elsewhere):
        """A computer that was sent to the wrong room shows a new code, and does not go back there by itself."""
        do(journal, access.confirm_pairing, do(journal, access.ask_pairing, "ecran", NOON), room, NOON)
        again = do(journal, access.ask_pairing, "ecran", NOON + 1000)
        assert do(journal, access.paired_room, "ecran", NOON + 1000) is None
        do(journal, access.confirm_pairing, again, elsewhere, NOON + 2000)
        assert do(journal, access.paired_room, "ecran", NOON + 2000) == elsewhere
