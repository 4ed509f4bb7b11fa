"""What is to be read twice: told, never acted upon."""

import pytest

from server.room.hints import contacts, rude
from server.room.masking import MaskWords
from server.room.moderation import queue
from tests.rooms import new_id, opened, play, post, small


@pytest.mark.parametrize(
    "text",
    [
        "Quel CRETIN !",
        "ces imbéciles du guichet",
        "You are a moron",
        "qué gilipollas",
        "seu otário",
        "şerefsiz",
        "هذا الغبي",
    ],
)
def test_rude_words_are_known_by_their_forms(text):
    assert rude(text)


@pytest.mark.parametrize(
    "text",
    [
        "Moins de retards, on s’attarde",
        "un café con leche",
        "El burro",
        "les ordures ménagères",
        "Le concert du connaisseur",
        "",
    ],
)
def test_everyday_words_are_not_rude(text):
    assert not rude(text)


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in contacts(text)]


def test_a_telephone_number_and_an_address_are_how_to_reach_a_person():
    assert told("Appelez le 06 12 34 56 78 ou a.b@ville.fr.") == ["06", "12", "34", "56", "78", "a.b@ville.fr"]
    assert told("+33 6 12 34 56 78") == ["33", "6", "12", "34", "56", "78"]
    assert told("En 2018, 1 200 000 euros pour 95100 Argenteuil, de 8 h 30 à 17 h") == []


def test_a_note_is_doubtful_until_what_it_tells_is_masked_and_shows_all_the_same():
    room = opened(small(), stage="gather")
    note = room.notes[post(room, "Le gardien : 06 12 34 56 78")]
    assert (note.doubtful, note.shown, queue(room)) == (True, True, [])
    play(room, MaskWords(new_id(), note.id, note.contacts, room.seq))
    assert (note.doubtful, note.text) == (False, "Le gardien : ▇▇▇▇ ▇▇▇▇ ▇▇▇▇ ▇▇▇▇ ▇▇▇▇")
