"""A pushed fragment stays under 16 KB whatever a room holds: many notes as long as a session allows, in the widest characters,
15 themes a gisement with the longest names."""

import uuid
from collections import Counter
from pathlib import Path

import pytest

from server.config import ROOT
from server.html import Pages
from server.live import views
from server.live.views import Audience, Outlook
from server.room.ballots import CloseBallot, PlaceDots
from server.room.definition import Kind, Limits, load
from server.room.entries import Command, Entry
from server.room.grouping import GroupNote, LabelTheme
from server.room.life import OpenRoom
from server.room.notes import BringIdea, PostNote
from server.room.people import MACHINE, Actor, Role
from server.room.promises import FIELDS, MOST, RestOn, SetField, TellStatus, WritePromise
from server.room.stages import EnterStage, PointScreen
from server.room.state import UNOPENED, Room, Showing, apply
from server.room.terms import OpenBallot
from server.room.translation import AskTranslation, TranslateNote

LIMIT = 16 * 1024
LEAD = Actor("animatrice", Role.FACILITATOR)
OUTLOOK = Outlook(Counter(phone=300, screen=1), "http://192.168.1.20:8000/r/ABC234", Pages(asset=str, version=""))
STAGES = ("welcome", "react", "gather", "sort", "vote", "results", "promises", "close")


def act(room: Room, command: Command, by: Actor) -> None:
    for fact in command.decide(room, by, room.seq):
        apply(room, Entry(room.seq + 1, room.seq, by.id, fact, by.role, None, command.id, ""))


def crowd(words: tuple[str, ...], notes: int, gisements: int = 7, label: str = "Un thème au nom assez long") -> Room:
    """Notes of `words` in turn, every fifth unsure of its theme, every fourth in another language, every ninth repeated, every
    third from before."""
    room = Room(UNOPENED)
    session = load(Path(ROOT / "sessions" / "argenteuil.toml"))
    fourth = Kind(id="need", label="Besoin", plural="Besoins")
    session = session.model_copy(update={"limits": Limits(text=500), "kinds": (*session.kinds, fourth)})
    act(room, OpenRoom(uuid.uuid4().hex, session), LEAD)
    act(room, EnterStage(uuid.uuid4().hex, "gather"), LEAD)
    posted: list[str] = []
    for n in range(notes):
        note = uuid.uuid4().hex
        kind = session.kinds[n % 4].id
        where = f"g{n % gisements + 1}"
        if n % 3 == 0:
            act(room, BringIdea(note, where, kind, words[n % len(words)]), LEAD)
        else:
            act(room, PostNote(note, where, kind, words[n % len(words)]), Actor(f"p{n % 300}"))
        theme = f"t-{uuid.UUID(int=n % gisements * 100 + n // gisements % 15).hex}"
        grouped = GroupNote(
            uuid.uuid4().hex, note, theme, None, 0.5 if n % 5 else 0.1, (), ("mots", "partagés"), room.seq,
            "ar" if n % 4 == 0 else "fr", posted[n - 15 * gisements] if n % 9 == 0 and n > 15 * gisements else None,
        )  # fmt: skip
        act(room, grouped, MACHINE)
        act(room, LabelTheme(uuid.uuid4().hex, theme, label, note), MACHINE)
        posted.append(note)
    return room


@pytest.fixture(scope="module")
def crowded() -> Room:
    return crowd(("a<b " * 125, "é" * 500), 1200)


def too_big(room: Room, view: views.View, page: int = 0) -> dict[str, int]:
    audience = Audience("ABC234", view, focus="g1", page=page)
    sizes = {one.id: len(one.render(room, audience, OUTLOOK).encode()) for one in views.fragments(room, audience)}
    return {name: size for name, size in sizes.items() if size > LIMIT}


@pytest.mark.parametrize("view", ["phone", "screen", "console"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_fragment_of_a_crowded_room(crowded: Room, view: views.View, stage: str) -> None:
    act(crowded, EnterStage(uuid.uuid4().hex, stage), LEAD)
    assert too_big(crowded, view) == {}


@pytest.mark.parametrize("words", ["<" * 280, "é" * 280, "👨‍👩‍👧‍👦" * 280], ids=["escaped", "accents", "emoji"])
def test_promises_as_long_as_they_may_be(crowded: Room, words: str) -> None:
    for n in range(MOST):
        act(crowded, WritePromise(uuid.uuid4().hex, f"p{n}", words, "g1", words[:80]), LEAD)
        for field in FIELDS:
            text = words[: field.limit] if field.lines else "2027-03-02"
            act(crowded, SetField(uuid.uuid4().hex, f"p{n}", field.id, text), LEAD)
        act(crowded, TellStatus(uuid.uuid4().hex, f"p{n}", "tested", "2027-03-02", words, words), LEAD)
    for theme in crowded.themes:
        act(crowded, RestOn(uuid.uuid4().hex, "p0", theme=theme), LEAD)
    act(crowded, EnterStage(uuid.uuid4().hex, "promises"), LEAD)
    found = {name: size for view in ("phone", "screen", "console") for name, size in too_big(crowded, view).items()}
    page = Audience("ABC234", "console", promise="p0")
    sizes = {one.id: len(one.render(crowded, page, OUTLOOK).encode()) for one in views.fragments(crowded, page)}
    assert found | {name: size for name, size in sizes.items() if size > LIMIT} == {}


@pytest.mark.parametrize("words", ['"', "é"], ids=["escaped", "accents"])
def test_as_many_ballots_as_anybody_opens(words: str) -> None:
    room = crowd(("Un banc",), 30)
    choices = tuple(f"{words * 136}{n}" for n in range(12))
    said = {"why": words * 200, "shortlist": words * 200, "asked_by": words * 80, "budget": 4}
    found: dict[str, int] = {}
    for n in range(24):
        act(room, OpenBallot(f"{n}", "texts", words * 80, options=choices, **said), LEAD)  # type: ignore[arg-type]
        found |= too_big(room, "phone") | too_big(room, "screen") | too_big(room, "console")
        act(room, PlaceDots(uuid.uuid4().hex, f"b-{n}", "o1", 2), Actor("p1"))
        act(room, CloseBallot(uuid.uuid4().hex, f"b-{n}", reveal=n % 2 == 0), LEAD)
    for view in ("phone", "screen", "console"):
        found |= too_big(room, view)
    assert found == {}


WIDEST = {
    "escaped": '"' * 500,
    "emoji": "👨‍👩‍👧‍👦" * 60,
    "arabic": "مقاعد " * 83,
    "lines": "a\n" * 250,
}


@pytest.mark.parametrize("words", WIDEST.values(), ids=WIDEST.keys())
@pytest.mark.parametrize("stage", ["gather", "sort"])
def test_a_phone_and_a_screen_with_two_hundred_notes_of_the_widest_text(words: str, stage: str) -> None:
    room = crowd((words,), 200, 1, label=words[:60].strip())
    act(room, EnterStage(uuid.uuid4().hex, stage), LEAD)
    found: dict[str, int] = {}
    for page in range(3):
        act(room, PointScreen(uuid.uuid4().hex, Showing("wall", "g1", None, page)), LEAD)
        found |= too_big(room, "screen")
    act(room, PointScreen(uuid.uuid4().hex, Showing("focus", "g1", next(iter(room.themes)))), LEAD)
    assert found | too_big(room, "screen") | too_big(room, "phone") == {}


@pytest.mark.parametrize("words", WIDEST.values(), ids=WIDEST.keys())
def test_notes_and_their_lines_of_the_widest_text(words: str) -> None:
    room = crowd((words,), 120, 1)
    waiting = Audience("ABC234", "console", translating=True)
    for n, note in enumerate(room.notes):
        act(
            room,
            AskTranslation(uuid.uuid4().hex, note) if n % 4 else TranslateNote(uuid.uuid4().hex, note, words),
            LEAD,
        )
    listed = [len(one.render(room, waiting, OUTLOOK).encode()) for one in views.fragments(room, waiting)]
    for note in room.notes:
        act(room, TranslateNote(uuid.uuid4().hex, note, words), LEAD)
    found: dict[str, int] = {}
    for stage in ("gather", "sort"):
        act(room, EnterStage(uuid.uuid4().hex, stage), LEAD)
        for page in range(4):
            found |= too_big(room, "console", page)
        act(room, PointScreen(uuid.uuid4().hex, Showing("wall", "g1")), LEAD)
        found |= too_big(room, "screen") | too_big(room, "phone")
    assert (found, [size for size in listed if size > LIMIT]) == ({}, [])
