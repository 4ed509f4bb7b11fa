"""What Filon 0.1 wrote is still read: its rooms are served, and what it did can be taken back."""

import pytest

from server.room.entries import Entry, decode
from server.room.grouping import NoteGrouped
from server.room.life import Undo
from server.room.people import Role
from server.room.state import Room, apply
from server.room.themes import ChangeTheme, MergeThemes
from tests.rooms import BENCHES, CARETAKERS, LEADER, NOON, new_id, opened, play, post, refusal


def written(room: Room, kind: str, body: dict[str, object], text: str | None = None) -> Entry:
    """An entry of that time, read and applied."""
    entry = Entry(room.seq + 1, NOON, LEADER.id, decode(kind, 1, body, text), Role.FACILITATOR, None, new_id(), "d")
    apply(room, entry)
    return entry


@pytest.mark.parametrize(("nearest", "read"), [("n" * 32, ("n" * 32,)), (None, ())])
def test_a_placement_named_one_note_at_most(nearest, read):
    body = {"note": "a" * 32, "theme": "t1", "confidence": 0.5, "nearest": nearest}
    assert decode("note_grouped", 1, body, "bancs rue") == NoteGrouped("a" * 32, "t1", 0.5, "bancs rue", read)


def merged() -> tuple[Room, str, str, Entry]:
    room = opened(stage="gather")
    first, second = post(room, BENCHES), post(room, CARETAKERS)
    for note, theme in ((first, "t1"), (second, "t2")):
        written(room, "note_grouped", {"note": note, "theme": theme, "confidence": 0.5, "nearest": None}, "bancs")
    return room, first, second, written(room, "themes_merged", {"into": "t2", "sources": [["t1", [first]]]})


def test_a_merge_pours_a_theme_into_another():
    room, first, second, entry = merged()
    assert (set(room.themes["t2"].notes), room.themes["t1"].merged_into) == ({first, second}, "t2")
    assert entry.fact.topics(room) == ("themes:g1",)


def test_a_merge_is_taken_back():
    room, first, second, entry = merged()
    play(room, Undo(new_id(), entry.seq))
    assert [room.notes[note].theme for note in (first, second)] == ["t1", "t2"]
    assert room.themes["t1"].merged_into is None


def test_a_merge_that_was_taken_back_is_read_as_such():
    room, first, _, entry = merged()
    inverse = ["themes_parted", 1, {"into": "t2", "sources": [["t1", [first]]]}]
    written(room, "undone", {"seq": entry.seq, "facts": [inverse]})
    assert (room.notes[first].theme, room.themes["t1"].merged_into) == ("t1", None)
    assert refusal(room, Undo(new_id(), entry.seq)) == "nothing_to_undo"


@pytest.mark.parametrize("then", [ChangeTheme("pour-voir", "t2", "La rue"), MergeThemes("pour-voir", ("t2",), "t3")])
def test_a_merge_is_not_taken_back_once_its_theme_was_touched(then):
    room, first, _, entry = merged()
    body = {"note": post(room, "Un café"), "theme": "t3", "confidence": 0.5, "nearest": None}
    written(room, "note_grouped", body, "café")
    play(room, then)
    assert refusal(room, Undo(new_id(), entry.seq)) == "touched_since"
    assert room.notes[first].theme != "t1"
