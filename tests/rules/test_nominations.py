"""Tables name two themes each for the next ballot."""

from server.room.life import Undo
from server.room.nominations import Nominate, nominees
from server.room.notes import HideNote
from server.room.state import Room
from server.room.themes import MergeThemes
from tests.rooms import AMINA, group, host, new_id, opened, play, post, refusal


def sorting() -> Room:
    room = opened(stage="gather")
    for theme in ("t1", "t2", "t3"):
        group(room, theme, post(room))
    return room


def named(room: Room) -> list[tuple[str, list[int]]]:
    return [(theme.id, tables) for theme, tables in nominees(room)]


def nominate(table: int, theme: str, nominated: bool = True) -> Nominate:
    return Nominate(new_id(), table, theme, nominated)


def test_a_table_names_two_themes_the_most_named_come_first():
    room = sorting()
    play(room, nominate(1, "t1"), host(1))
    play(room, nominate(1, "t2"), host(1))
    play(room, nominate(2, "t2"))
    assert named(room) == [("t2", [1, 2]), ("t1", [1])]
    assert refusal(room, nominate(1, "t3"), host(1)) == "nominees_spent"


def test_naming_twice_is_naming_once_and_it_can_be_taken_back():
    room = sorting()
    play(room, nominate(1, "t1"))
    assert play(room, nominate(1, "t1")) == []
    play(room, nominate(1, "t1", nominated=False))
    assert named(room) == []
    play(room, Undo(new_id()))
    assert named(room) == [("t1", [1])]


def test_a_table_names_for_itself():
    room = sorting()
    assert refusal(room, nominate(1, "t1"), host(2)) == "forbidden"
    assert refusal(room, nominate(1, "t1"), AMINA) == "forbidden"
    assert refusal(room, nominate(99, "t1")) == "unknown_table"
    assert refusal(room, nominate(1, "t9")) == "unknown_theme"


def test_a_theme_that_was_merged_stands_in_the_other_and_one_without_notes_is_gone():
    room = sorting()
    play(room, nominate(1, "t1"))
    play(room, nominate(1, "t2"))
    play(room, nominate(2, "t3"))
    play(room, MergeThemes(new_id(), ("t1",), "t2"))
    play(room, HideNote(new_id(), next(iter(room.themes["t3"].notes))))
    assert named(room) == [("t2", [1])]
    play(room, nominate(1, "t2", nominated=False))
    assert named(room) == []
