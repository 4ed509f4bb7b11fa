"""What people may see of a room, and what a sealed ballot must not tell."""

import dataclasses
import json

import pytest

from server.live import views
from server.reports.contract import board as contract
from server.room import board
from server.room.ballots import CloseBallot, PlaceDots
from server.room.grouping import GroupNote
from server.room.people import ChooseCollege
from server.room.promises import WritePromise
from server.room.terms import OpenBallot
from server.room.themes import MoveNotes
from server.room.wall import wall
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    HEARD,
    MACHINE,
    argenteuil,
    enter,
    group,
    new_id,
    opened,
    people,
    play,
    post,
    small,
)


def voted(favourite: str, other: str):
    """Twelve people vote: the same numbers of dots, on other options."""
    room = opened(stage="vote")
    for n, by in enumerate(people(12)):
        for option, count in ((favourite, 2), (other, 1)):
            play(room, PlaceDots(f"{n:08}-{count}", "gisements", option, count), by)
    return room


class TestASealedBallot:
    """Two rooms that differ by where the dots are must not be told apart before the reveal."""

    def test_tells_nothing_in_the_contract(self):
        assert contract(voted("g4", "g1")) == contract(voted("g2", "g7"))

    def test_tells_nothing_in_its_view(self):
        rooms = (voted(*picks) for picks in (("g4", "g1"), ("g2", "g7")))
        one, other = (board.ballot_view(room, room.ballots["gisements"]) for room in rooms)
        assert one == other
        assert (one.ranking, one.tells, one.voters, one.placed, one.done) == ((), False, 12, 36, 12)

    def test_tells_nothing_to_who_arrives_late(self):
        assert board.story(voted("g4", "g1")) == board.story(voted("g2", "g7"))

    @pytest.mark.parametrize(
        "view", ["lobby", "overview", "ballot", "ranking", "promises", "close", "question", "challenges"]
    )
    def test_tells_nothing_to_the_projector(self, view):
        assert views.screen_values(voted("g4", "g1"), view) == views.screen_values(voted("g2", "g7"), view)

    def test_tells_nothing_once_closed(self):
        rooms = [voted("g4", "g1"), voted("g2", "g7")]
        for room in rooms:
            play(room, CloseBallot("c" * 32, "gisements"))
        assert contract(rooms[0]) == contract(rooms[1])
        assert contract(rooms[0])["priorities"] == []

    def test_has_no_number_beside_its_options(self):
        (ballot,) = contract(voted("g4", "g1"))["ballots"]
        assert ballot["options"] == [{"id": g.id, "label": g.title, "notes": []} for g in argenteuil().gisements]

    def test_tells_everything_once_revealed(self):
        rooms = [voted("g4", "g1"), voted("g2", "g7")]
        for room in rooms:
            enter(room, "results")
        assert contract(rooms[0]) != contract(rooms[1])
        (ballot,) = contract(rooms[0])["ballots"]
        assert ballot["options"][3] == {
            "id": "g4", "label": argenteuil().gisements[3].title, "notes": [], "dots": 24, "voters": 12, "rank": 1,
            "top3": 1.0,
        }  # fmt: skip
        first = contract(rooms[0])["priorities"][0]
        assert first.items() >= {
            "ballot": "gisements", "option": "g4", "label": argenteuil().gisements[3].title, "rank": 1, "dots": 24,
            "voters": 12, "share": 1.0, "top3": 1.0,
        }.items()  # fmt: skip

    def test_that_was_not_sealed_tells_as_it_goes(self):
        room = opened(stage="sort")
        play(room, OpenBallot(new_id(), sealed=False))
        play(room, PlaceDots(new_id(), next(iter(room.ballots)), "g4", 2), AMINA)
        (ballot,) = contract(room)["ballots"]
        assert ballot["options"][3]["dots"] == 2


class TestTheContract:
    def test_has_the_keys_of_the_public_contract(self):
        room = opened(stage="gather")
        note = post(room)
        play(room, MoveNotes(new_id(), (note,), None, "Se poser dehors"))
        enter(room, "vote")
        play(room, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
        enter(room, "results")
        play(room, WritePromise(new_id(), "p1", "Un banc par rue", "g1", "La Ville"))
        told = contract(room)
        theme = room.notes[note].theme
        assert {
            "seq",
            "gisements",
            "notes",
            "themes",
            "ballots",
            "priorities",
            "promises",
            "stage",
            "participants",
        } <= set(told)
        assert (told["seq"], told["stage"], told["participants"]) == (room.seq, "results", 1)
        assert [(g["id"], g["title"]) for g in told["gisements"]] == [(g.id, g.title) for g in argenteuil().gisements]
        assert told["notes"] == [{
            "id": note, "gisement": "g1", "kind": "idea", "text": BENCHES, "theme": theme, "at": "2018-12-14T11:00Z",
            "hidden": False, "waiting": False, "late": False, "table": None, "erased": False, "language": "", "repeats": None,
            "placed_by": "person", "confidence": None, "shared_words": [], "nearest": [],
            "published": None, "translation": None, "before": False, "entered": False,
        }]  # fmt: skip
        assert told["themes"] == [{
            "id": theme, "gisement": "g1", "label": "Se poser dehors", "labelled_by": "person", "pinned": False,
            "example": None, "notes": [note],
        }]  # fmt: skip
        assert {"id", "on", "budget", "cap", "sealed", "open", "options"} <= set(told["ballots"][0])
        assert set(told["ballots"][0]["options"][0]) == {"id", "label", "notes", "dots", "voters", "rank", "top3"}
        (promise,) = told["promises"]
        assert (
            promise.items() >= {"id": "p1", "text": "Un banc par rue", "gisement": "g1", "carrier": "La Ville"}.items()
        )

    def test_tells_what_the_machine_said_of_a_note(self):
        room = opened(stage="gather")
        first, second = post(room), post(room, "plus de bancs", BRUNO)
        group(room, "t1", first)
        said = GroupNote(new_id(), second, "t1", None, 0.75, (first,), ("bancs",), room.seq, "fr", first)
        play(room, said, MACHINE)
        keys = ("language", "repeats", "placed_by", "confidence", "shared_words", "nearest")
        assert [contract(room)["notes"][1][key] for key in keys] == ["fr", first, "machine", 0.75, ["bancs"], [first]]

    def test_is_plain_json(self):
        room = voted("g4", "g1")
        enter(room, "results")
        assert json.loads(json.dumps(contract(room))) == contract(room)

    def test_names_nobody(self):
        room = opened(stage="gather")
        for by in people(3):
            post(room, by=by)
            play(room, ChooseCollege(new_id(), "police"), by)
        enter(room, "vote")
        for by in people(3):
            play(room, PlaceDots(new_id(), "gisements", "g1", 1), by)
        enter(room, "results")
        told = json.dumps(contract(room))
        assert [by.id for by in people(3) if by.id in told] == []

    def test_tells_times_to_the_minute(self):
        room = opened(stage="gather")
        for _ in range(3):
            post(room)
        assert {note["at"] for note in contract(room)["notes"]} == {"2018-12-14T11:00Z"}


class TestTheOverview:
    def test_counts_every_note_by_gisement_and_kind(self):
        room = opened(stage="gather")
        for one in HEARD:
            post(room, one["text"], AMINA, one["gisement"], one["kind"])
        rows = board.overview(room)
        assert [row.count for row in rows] == [sum(one["gisement"] == f"g{n}" for one in HEARD) for n in range(1, 8)]
        assert [[heap.count for heap in row.heaps] for row in rows] == [
            [
                sum((one["gisement"], one["kind"]) == (f"g{n}", kind) for one in HEARD)
                for kind in ("idea", "resource", "obstacle")
            ]
            for n in range(1, 8)
        ]
        assert board.note_count(room) == len(HEARD)

    def test_draws_the_newest_and_counts_them_all(self):
        room = opened(small(), "gather")
        notes = [post(room, f"Banc {n}") for n in range(20)]
        heap = board.overview(room, most=30)[0].heaps[0]
        assert heap.count == 20
        assert [note.id for note in heap.newest] == notes[-5:]


def test_projections_are_not_the_room_itself():
    """What leaves the room is made for who asked: changing it changes nothing."""
    room = opened(stage="gather")
    theme = group(room, "t1", post(room), post(room, CARETAKERS, BRUNO))
    told = contract(room)
    told["themes"][0]["notes"].clear()
    assert len(room.themes[theme].notes) == 2
    assert dataclasses.is_dataclass(wall(room, room.session.gisements[0]))
