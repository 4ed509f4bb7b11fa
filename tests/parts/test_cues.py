"""What comes before and after what the projector shows: images of the stage, then the stages around it."""

from typing import Any

import pytest

from server.live.cues import Cue, as_asked, behind, cues, holding, shown_view
from server.room.ballots import PlaceDots
from server.room.notes import HideNote
from server.room.promises import WritePromise
from server.room.stages import EnterStage, PointScreen
from server.room.state import Room, Showing
from tests.rooms import AMINA, enter, group, new_id, opened, play, post, small


def point(room: Room, showing: Showing) -> None:
    play(room, PointScreen(new_id(), showing))


def told(cue: Cue | None) -> Any:
    """A stage by its id, an image by its view, its gisement and its page."""
    if cue is None:
        return None
    return (cue.stage.id, cue.brings) if cue.stage else (cue.view, cue.showing.gisement, cue.showing.page)


def around(room: Room) -> tuple[Any, Any]:
    found = cues(room)
    return told(found.before), told(found.after)


def walk(room: Room) -> list[Any]:
    """What each tap on « after » brings, until the next stage."""
    brought = []
    while (cue := cues(room).after) and cue.stage is None:
        brought.append(told(cue))
        point(room, cue.showing)
    return [*brought, told(cue)]


def test_the_first_stage_has_nothing_before_it_and_the_last_nothing_after():
    room = opened(small())
    assert around(room) == (None, ("gather", ""))
    enter(room, "close")
    assert around(room) == (("results", ""), None)


def test_a_stage_says_what_it_does_to_the_vote():
    room = opened(small(), stage="sort")
    assert around(room) == (("gather", ""), ("vote", "opens"))
    play(room, EnterStage(new_id(), "vote"))
    assert around(room) == (("sort", "closes"), ("results", "reveals"))
    play(room, PlaceDots(new_id(), next(iter(room.ballots)), "g1", 1), AMINA)
    enter(room, "results")
    enter(room, "vote")
    enter(room, "sort")
    assert around(room)[1] == ("vote", "opens")


def test_while_the_room_sorts_the_walls_that_hold_notes_are_told_one_after_the_other():
    room = opened(stage="gather")
    for gisement in ("g2", "g5"):
        post(room, gisement=gisement)
    enter(room, "sort")
    assert around(room) == (("wall", "g2", 0), ("wall", "g2", 0))  # the first wall is empty: it is none of them
    assert walk(room) == [("wall", "g2", 0), ("wall", "g5", 0), ("vote", "opens")]
    assert around(room)[0] == ("wall", "g2", 0)


def test_an_empty_room_that_sorts_goes_straight_to_the_next_stage():
    assert walk(opened(small(), stage="sort")) == [("vote", "opens")]


def test_the_pages_of_a_wall_come_before_the_next_wall():
    room = opened(small(), stage="gather")
    for n in range(14):
        group(room, f"t{n % 7}", post(room))
    post(room, gisement="g2")
    enter(room, "sort")
    assert walk(room) == [("wall", "g1", 1), ("wall", "g2", 0), ("vote", "opens")]
    assert [cues(room).before, shown_view(room)] == [Cue("wall", Showing("wall", "g1", None, 1), pages=2), "wall"]


def test_results_are_told_by_their_charts():
    room = opened(stage="vote")
    play(room, PlaceDots(new_id(), "gisements", "g4", 1), AMINA)
    enter(room, "results")
    assert walk(room) == [("map", None, 0), ("consensus", None, 0), ("promises", "")]


def test_promises_are_told_page_by_page():
    room = opened(stage="promises")
    for n in range(7):
        play(room, WritePromise(new_id(), f"p{n}", f"Promesse {n}"))
    assert walk(room) == [("promises", None, 1), ("promises", None, 2), ("promises", None, 3), ("close", "")]


@pytest.mark.parametrize("view", ["lobby", "overview", "focus"])
def test_from_an_image_of_no_stage_both_ways_lead_back_to_the_stage(view):
    room = opened(small(), stage="gather")
    point(room, Showing(view, subject=post(room)))
    assert around(room) == (("section", None, 0), ("section", None, 0))


def test_the_stages_around_are_told_whatever_images_are_left():
    room = opened(stage="gather")
    for gisement in ("g1", "g2"):
        post(room, gisement=gisement)
    enter(room, "sort")
    found = cues(room)
    assert (told(found.after), told(found.earlier), told(found.later)) == (
        ("wall", "g2", 0),
        ("gather", ""),
        ("vote", "opens"),
    )


def test_a_black_screen_hides_an_image_and_comes_back_to_it():
    room = opened(small(), stage="gather")
    post(room, gisement="g2")
    enter(room, "sort")
    point(room, Showing("wall", "g2"))
    before = around(room)
    point(room, Showing("blank", "g2"))
    point(room, Showing("blank", "g1"))
    assert (behind(room), around(room), shown_view(room)) == (Showing("wall", "g2"), before, "blank")
    enter(room, "gather")
    assert (room.showing.view, shown_view(room)) == ("auto", "section")


def test_an_image_held_is_let_go_by_whatever_is_shown_next():
    room = opened(small(), stage="gather")
    around_it = around(room)
    point(room, Showing("wall", "g1", None, 0, held=True))
    assert (holding(room), as_asked(room.showing)["held"]) == ({"view": "wall", "gisement": "g1"}, True)
    point(room, Showing("blank", "g1"))
    assert (room.showing.held, behind(room)) == (False, Showing("wall", "g1"))
    point(room, Showing(held=True))
    assert (holding(room), around(room)) == ({"view": "auto"}, around_it)
    enter(room, "sort")
    assert not room.showing.held


def test_a_note_hidden_meanwhile_does_not_come_back_with_the_light():
    room = opened(small(), stage="gather")
    note = post(room)
    point(room, Showing("focus", "g1", note))
    point(room, Showing("blank", "g1"))
    assert behind(room) == Showing("focus", "g1", note)
    play(room, HideNote(new_id(), note))
    assert behind(room) == Showing(gisement="g1")
