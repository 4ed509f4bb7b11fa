"""What the projector shows is told in words to phones, whatever it shows."""

import html
import re
from typing import get_args

import pytest

from server.room.state import ShownView
from tests.clients import post
from tests.rooms import BENCHES


def words(site, doors) -> str:
    with site.phone() as phone:
        answer = phone.get(f"{doors.path}/on-screen")
    assert answer.status_code == 200, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def show(site, doors, view: str, **values: object) -> None:
    with site.staff(doors) as staff:
        answer = staff.post(f"{doors.path}/screen", json={"view": view} | values)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def doors(site):
    doors = site.open_room(stage="gather")
    with site.phone() as phone:
        post(phone, doors, BENCHES)
    return doors


@pytest.mark.parametrize("view", sorted({*get_args(ShownView)} - {"focus"}))
def test_every_view_has_words(site, doors, view):
    show(site, doors, view)
    assert len(words(site, doors)) > 3


def test_the_section_tells_what_each_gisement_holds(site, doors):
    assert "Incivilités, espace public : 1 note" in words(site, doors)


def test_a_black_screen_says_so_and_a_note_is_read(site, doors):
    show(site, doors, "blank")
    assert words(site, doors) == "Rien pour l’instant : l’image est cachée."
    show(site, doors, "focus", subject=site.board(doors)["notes"][0]["id"])
    assert BENCHES in words(site, doors)


def test_sealed_totals_stay_sealed_until_they_are_revealed(site, doors):
    site.enter(doors, "vote")
    with site.phone() as phone:
        phone.get(doors.path)
        vote = phone.put(f"{doors.path}/ballots/gisements/dots/g6", json={"dots": 2, "rev": 1})
        assert vote.status_code == 200, vote.text
    assert "1 personne a voté. Personne ne voit les totaux" in words(site, doors)
    site.enter(doors, "results")
    told = words(site, doors)
    assert "Les résultats de « Quels gisements" in told
    assert re.search(r"La maîtrise de la langue[^:]* : 2 points", told)
