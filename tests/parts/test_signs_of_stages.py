"""Every kind of stage has its pictogram and says what it asks, on each surface that names it."""

import re
from collections import Counter
from typing import get_args

import pytest

from server.config import ROOT
from server.html import icon, kind_icon
from server.i18n import speaking
from server.live import views
from server.live.signs import SIGNS
from server.live.views import Audience, Outlook
from server.room.definition import StageKind
from server.room.state import Room
from tests.hubs import HERE, PAGES
from tests.rooms import argenteuil, opened

OUTLOOK = Outlook(Counter(phone=3), f"{HERE}/r/ABCDEF", PAGES)


def drawn(room: Room, view: views.View, fragment: str) -> str:
    audience = Audience("ABCDEF", view, focus="g1" if view == "console" else None)
    return next(one.render(room, audience, OUTLOOK) for one in views.fragments(room, audience) if one.id == fragment)


def test_every_kind_has_its_own_icon_and_its_own_sentence():
    icons, sentences = [sign.icon for sign in SIGNS.values()], [sign.asks for sign in SIGNS.values()]
    assert list(SIGNS) == list(get_args(StageKind))
    assert (len(set(icons)), len(set(sentences))) == (len(SIGNS), len(SIGNS))
    assert [name for name in icons if not (ROOT / f"static/vendor/lucide/{name}.svg").is_file()] == []
    phrases = [phrase for asks in sentences for phrase in asks.replace("!", ".").replace("?", ".").split(". ")]
    assert [phrase for phrase in phrases if len(phrase.split()) > 12] == []


@pytest.mark.parametrize("kind", SIGNS)
def test_phone_projector_and_console_show_it_beside_the_title(kind):
    session = argenteuil()
    stage = session.stages[0].model_copy(update={"kind": kind, "title": "Ce qui vient"})
    room = opened(session.model_copy(update={"stages": (stage, *session.stages[1:])}))
    sign = icon(SIGNS[kind].icon)
    assert f'<h1 class="now-title">{sign} Ce qui vient</h1>' in drawn(room, "phone", "now")
    assert f"{sign} <span>Ce qui vient</span>" in drawn(room, "screen", "screen-bar")
    assert f"{kind_icon(f'-{kind}')} <span>Ce qui vient</span>" in drawn(room, "console", "console-order")


def test_a_phone_is_asked_in_its_own_language():
    """In the words of the session when it speaks them, else in those of the kind of stage."""
    room = opened(stage="sort")
    said = []
    for code in ("fr", "en"):
        with speaking(code):
            said.append(re.findall('data-asks="([^"]*)"', drawn(room, "phone", "now")))
    assert said == [
        ["Regardez l’écran de la salle. Les notes proches se regroupent. Dites si un groupe vous paraît faux."],
        ["We are reading together. You can still correct your notes or take them back."],
    ]
