"""The published JSON Schema is that of the code, and what leaves a room obeys it."""

from jsonschema import Draft202012Validator

from server.reports.contract import as_json, board, export
from server.reports.schema import PUBLISHED, schema, text
from server.room.state import Room
from tests.rooms import AMINA, BRUNO, CLAIRE, LEADER, ORGANISER, a_day, enter, host, opened

VALIDATOR = Draft202012Validator(schema())


def troubles(room: Room) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(board(room))]


def test_the_schema_in_the_documentation_is_made_from_the_code():
    assert PUBLISHED.read_text(encoding="utf-8") == text(), "make schema"


def test_the_schema_is_one_and_names_no_host():
    Draft202012Validator.check_schema(schema())
    assert schema()["$id"] == "urn:filon:export:1"


def test_a_whole_day_obeys_it():
    room, _ = a_day()
    assert troubles(room) == []
    assert [error.message for error in VALIDATOR.iter_errors(export(room).model_dump(mode="json"))] == []


def test_totals_that_may_not_be_told_are_left_out_and_that_is_allowed():
    room = opened(stage="vote")
    assert "dots" not in as_json(export(room))["ballots"][0]["options"][0]
    assert troubles(room) == []


def test_a_room_where_nothing_was_said_obeys_it():
    assert troubles(opened()) == []


def test_it_allows_no_key_that_it_does_not_name():
    room = opened(stage="vote")
    told = board(room)
    told["ballots"][0]["votes"] = {AMINA.id: {"g4": 2}}
    told["notes"] = [{"author": AMINA.id}]
    assert len(list(VALIDATOR.iter_errors(told))) > 1


def values(told: object) -> set[str]:
    """Every key and text in it."""
    if isinstance(told, dict):
        return {str(key) for key in told} | {one for value in told.values() for one in values(value)}
    if isinstance(told, list):
        return {one for value in told for one in values(value)}
    return {told} if isinstance(told, str) else set()


def test_it_tells_nobody_and_no_vote_of_a_person():
    """Three people placed dots and four wrote: their ids, their colleges, what each gave stay in the journal."""
    room, _ = a_day()
    ids = {person.id for person in (AMINA, BRUNO, CLAIRE, LEADER, ORGANISER, host(2))}
    ballot = next(iter(room.ballots.values()))
    assert {AMINA.id, BRUNO.id, CLAIRE.id} <= set(ballot.dots)
    told = values(board(room))
    assert not [text for text in told for id in ids if id in text]
    enter(room, "close")
    options = board(room)["ballots"][0]["options"]
    assert {key for option in options for key in option} == {"id", "label", "notes", "dots", "voters", "rank", "top3"}
