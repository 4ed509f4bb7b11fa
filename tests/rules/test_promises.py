"""Promises: what the room commits to."""

import pytest

from server.room.promises import MOST, PromiseWritten, WritePromise
from server.room.state import Promise
from tests.rooms import AMINA, MACHINE, SCREEN, host, new_id, opened, play, refusal

WORDS = "Ouvrir un guichet le samedi matin avant l'été"


def test_a_promise_is_written_corrected_and_taken_away():
    room = opened(stage="promises")
    (entry,) = play(room, WritePromise(new_id(), "p1", WORDS, "g2", "La Ville"))
    assert entry.fact == PromiseWritten("p1", WORDS, "g2", "La Ville")
    play(room, WritePromise(new_id(), "p1", WORDS, "g2", "La Ville et l'État"))
    assert room.promises == {"p1": Promise("p1", WORDS, "g2", "La Ville et l'État")}
    play(room, WritePromise(new_id(), "p1", ""))
    assert room.promises == {}


def test_the_same_promise_again_makes_no_entry():
    room = opened()
    play(room, WritePromise(new_id(), "p1", WORDS))
    assert play(room, WritePromise(new_id(), "p1", WORDS)) == []
    assert play(room, WritePromise(new_id(), "p2", "")) == []


def test_promises_are_twenty_at_most():
    room = opened()
    for n in range(MOST):
        play(room, WritePromise(new_id(), f"p{n}", WORDS))
    assert refusal(room, WritePromise(new_id(), "de-trop", WORDS)) == "bad_request"
    play(room, WritePromise(new_id(), "p1", "Un banc par rue"))
    assert room.promises["p1"].text == "Un banc par rue"


@pytest.mark.parametrize(
    ("text", "gisement", "code"),
    [("\u202e", None, "text_empty"), ("a" * 281, None, "text_too_long"), (WORDS, "g8", "unknown_gisement")],
)
def test_a_promise_that_does_not_read_is_refused(text, gisement, code):
    assert refusal(opened(), WritePromise(new_id(), "p1", text, gisement)) == code


@pytest.mark.parametrize("by", [AMINA, SCREEN, host(1), MACHINE], ids=lambda by: by.role)
def test_promises_are_written_by_facilitators(by):
    assert refusal(opened(), WritePromise(new_id(), "p1", WORDS), by) == "forbidden"
