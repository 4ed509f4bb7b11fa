"""Whose voice was heard, and that nobody can be told apart by it."""

from server.room.messages import SendMessage
from server.room.people import Actor, ChooseCollege
from server.room.state import Room
from server.room.voices import ENOUGH, Voice, voices
from tests.rooms import new_id, opened, people, play, post, small

COLLEGES = [
    {"id": "ville", "label": "Ville", "family": "Institutions", "invited": 8},
    {"id": "etat", "label": "État", "family": "Institutions", "invited": 4},
    {"id": "usagers", "label": "Usagers", "family": "Habitants", "invited": 20},
    {"id": "police", "label": "Police", "family": "Terrain"},
]


def room_of(**sizes: int) -> tuple[Room, dict[str, list[Actor]]]:
    """A room with so many people of each college, who have only said which."""
    room = opened(small(colleges=COLLEGES), stage="gather")
    everyone = iter(people(99))
    members = {college: [next(everyone) for _ in range(size)] for college, size in sizes.items()}
    for college, some in members.items():
        for one in some:
            play(room, ChooseCollege(new_id(), college), one)
    return room, members


def test_a_session_without_colleges_has_no_voices_apart():
    assert voices(opened(small())) == []


def test_before_anybody_came_each_college_is_silent():
    assert voices(room_of()[0]) == [
        Voice("Ville", ("ville",), 8, 0),
        Voice("État", ("etat",), 4, 0),
        Voice("Usagers", ("usagers",), 20, 0),
        Voice("Police", ("police",), None, 0),
    ]


def test_parts_are_told_from_ten_notes_on_and_who_gave_less_than_half_of_its_part_is_quiet():
    room, members = room_of(ville=6, etat=5, usagers=9)
    for n in range(ENOUGH - 1):
        post(room, by=members["ville"][n % 6])
    assert [voice.of_notes for voice in voices(room)] == [None] * 4
    post(room, by=members["usagers"][0])
    found = voices(room)
    assert found == [
        Voice("Ville", ("ville",), 8, 6, 30, 90),
        Voice("État", ("etat",), 4, 5, 25, 0),
        Voice("Usagers", ("usagers",), 20, 9, 45, 10),
        Voice("Police", ("police",), None, 0),
    ]
    assert [voice.label for voice in found if voice.quiet] == ["État", "Usagers"]


def test_under_five_a_college_is_told_with_its_family():
    room, _ = room_of(ville=6, etat=2, usagers=9)
    assert voices(room)[:2] == [
        Voice("Institutions", ("ville", "etat"), 12, 8),
        Voice("Usagers", ("usagers",), 20, 9),
    ]


def test_a_family_of_fewer_than_five_shows_no_figure_and_can_be_asked_all_the_same():
    room, members = room_of(ville=6, etat=6, usagers=9, police=3)
    for n in range(2 * ENOUGH):
        post(room, by=members["police"][n % 3])
    police = voices(room)[-1]
    assert police == Voice("Terrain", ("police",), None, None)
    assert not police.quiet
    play(room, SendMessage(new_id(), ready="unheard", colleges=police.colleges))


def test_hiding_one_small_family_hides_what_would_tell_it():
    room, _ = room_of(ville=6, usagers=9, police=3)
    told = {voice.label: voice.present for voice in voices(room)}
    assert told == {"Institutions": None, "Usagers": 9, "Terrain": None}


def test_a_room_of_fewer_than_five_tells_nothing():
    room, _ = room_of(ville=2, usagers=2)
    assert {voice.present for voice in voices(room)} == {None}


def test_a_note_more_moves_no_figure_that_is_told():
    room, members = room_of(ville=10, usagers=10)
    for n in range(40):
        post(room, by=members[("ville", "usagers")[n % 2]][n % 10])
    before = voices(room)
    post(room, by=members["ville"][0])
    assert voices(room) == before
