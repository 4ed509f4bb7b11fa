"""A pushed fragment stays under 16 KB whatever a room holds: 1,200 notes of 500 wide characters, 15 themes a gisement."""

import uuid
from collections import Counter
from pathlib import Path

import pytest

from server.config import ROOT
from server.html import Pages
from server.live import views
from server.live.views import Audience, Outlook
from server.room.definition import Limits, load
from server.room.entries import Command, Entry
from server.room.life import OpenRoom
from server.room.notes import PostNote
from server.room.people import MACHINE, Actor, Role
from server.room.stages import EnterStage
from server.room.state import UNOPENED, Room, apply
from server.room.themes import GroupNote, LabelTheme

LIMIT = 16 * 1024
LEAD = Actor("animatrice", Role.FACILITATOR)


def act(room: Room, command: Command, by: Actor) -> None:
    for fact in command.decide(room, by, room.seq):
        apply(room, Entry(room.seq + 1, room.seq, by.id, fact, by.role, None, command.id, ""))


@pytest.fixture(scope="module")
def crowded() -> Room:
    room = Room(UNOPENED)
    session = load(Path(ROOT / "sessions" / "argenteuil.toml")).model_copy(update={"limits": Limits(text=500)})
    act(room, OpenRoom(uuid.uuid4().hex, session), LEAD)
    act(room, EnterStage(uuid.uuid4().hex, "gather"), LEAD)
    for n in range(1200):
        note = PostNote(
            uuid.uuid4().hex,
            f"g{n % 7 + 1}",
            ("idea", "resource", "obstacle")[n % 3],
            "é" * 500 if n % 2 else "a<b " * 125,
        )
        act(room, note, Actor(f"p{n % 300}"))
        theme = f"t-{n % 7}-{n // 7 % 15}"
        act(room, GroupNote(uuid.uuid4().hex, note.id, theme, 0.5, None, ("mots", "partagés"), room.seq), MACHINE)
        act(room, LabelTheme(uuid.uuid4().hex, theme, f"Un thème au nom assez long {n % 15}"), MACHINE)
    return room


@pytest.mark.parametrize("view", ["phone", "screen", "console"])
@pytest.mark.parametrize("stage", ["welcome", "react", "gather", "sort", "vote", "results", "promises", "close"])
def test_every_fragment_of_a_crowded_room(crowded: Room, view: views.View, stage: str) -> None:
    act(crowded, EnterStage(uuid.uuid4().hex, stage), LEAD)
    outlook = Outlook(Counter(phone=300, screen=1), "http://192.168.1.20:8000/r/ABC234", Pages(asset=str, version=""))
    audience = Audience("ABC234", view, focus="g1")
    sizes = {one.id: len(one.render(crowded, audience, outlook).encode()) for one in views.fragments(crowded, audience)}
    assert {name: size for name, size in sizes.items() if size > LIMIT} == {}
