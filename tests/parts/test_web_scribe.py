"""Scribe mode over HTTP: notes entered for others, corrected, withdrawn, told in the exports."""

from typing import Any

import httpx

from tests.clients import Doors, post
from tests.rooms import BENCHES, COUNTER


def enter(staff: httpx.Client, doors: Doors, text: str, **values: Any) -> httpx.Response:
    return staff.post(f"{doors.path}/scribe/notes", json={"gisement": "g1", "kind": "idea", "text": text, **values})


def test_a_card_is_entered_once_corrected_and_told_as_entered(site):
    doors = site.open_room(stage="gather")
    with site.phone() as phone, site.staff(doors) as staff:
        post(phone, doors)
        first = enter(staff, doors, BENCHES, card=" 12 ", college="police")
        assert (first.status_code, first.json()["card"], first.json()["entered"]) == (201, "12", True)
        twice = enter(staff, doors, COUNTER, card="12")
        assert (twice.status_code, twice.json()["message"]) == (422, "La carte n° 12 est déjà entrée.")
        path = f"{doors.path}/scribe/notes/{first.json()['id']}"
        assert phone.patch(path, json={"text": COUNTER}).status_code == 403
        assert staff.patch(path, json={"text": COUNTER}).json()["text"] == COUNTER
        told = site.board(doors)
        assert [(n["text"], n["entered"]) for n in told["notes"]] == [(BENCHES, False), (COUNTER, True)]
        assert told["participants"] == 2
        assert staff.request("DELETE", path, json={}).json()["withdrawn"] is True
        assert enter(staff, doors, COUNTER, card="12").status_code == 201


def test_a_second_card_of_somebody_is_told_as_theirs(site):
    doors = site.open_room(stage="gather")
    with site.staff(doors) as staff:
        enter(staff, doors, BENCHES, card="12", college="police")
        second = enter(staff, doors, COUNTER, card="13", person=" 12 ").json()
        assert [second[name] for name in ("card", "person", "cards", "entered", "state")] == [
            "13",
            "12",
            2,
            True,
            "received",
        ]
        page = staff.get(f"{doors.path}/scribe", headers={"Accept": "text/html"}).text
    assert ("Personne 12" in page, 'name="person" value="12"' in page) == (True, True)
    assert site.board(doors)["participants"] == 1


def test_the_same_sending_twice_is_one_note(site):
    doors = site.open_room(stage="gather")
    with site.staff(doors) as staff:
        sent = [enter(staff, doors, BENCHES, id="a" * 32, card="3") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 200]
    assert len(site.board(doors)["notes"]) == 1


def test_the_page_lists_what_this_scribe_entered(site):
    doors = site.open_room(stage="gather")
    with site.phone() as phone, site.staff(doors) as staff, site.staff(doors, "organiser") as other:
        post(phone, doors, COUNTER)
        enter(staff, doors, BENCHES, card="12")
        html = {"Accept": "text/html"}
        mine, theirs = (who.get(f"{doors.path}/scribe", headers=html).text for who in (staff, other))
        shell = phone.get(f"{doors.path}/scribe", headers=html).text
    assert ("Carte 12" in mine, BENCHES in mine, COUNTER in mine, BENCHES in theirs) == (True, True, False, False)
    assert 'id="key"' in shell
