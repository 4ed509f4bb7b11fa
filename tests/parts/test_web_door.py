"""A closed door, seen from phones: those inside stay and come back, newcomers wait and come in when it opens."""

import pytest
from websockets.exceptions import InvalidStatus

from tests.clients import frame, post
from tests.rooms import BENCHES, new_id

HTML = {"Accept": "text/html"}


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


def set_door(site, doors, closed, role="facilitator"):
    with site.staff(doors, role) as staff:
        answer = staff.post(f"{doors.path}/door", json={"closed": closed})
        return answer.status_code


def write(phone, doors):
    sent = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES}
    answer = phone.post(f"{doors.path}/notes", json=sent)
    return answer.status_code, answer.json().get("error")


def test_those_who_came_in_stay_and_come_back(site, doors):
    with site.phone() as silent, site.phone() as author:
        assert silent.get(doors.path, headers=HTML).status_code == 200
        post(author, doors)
        set_door(site, doors, True)
        for phone in (silent, author):
            assert write(phone, doors) == (201, None)
            assert phone.get(doors.path, headers=HTML).status_code == 200
            assert phone.get(f"{doors.path}/panel", headers=HTML).status_code == 200
            assert phone.get(f"{doors.path}/door").json() == {"open": True}


def test_a_newcomer_is_told_kindly_and_comes_in_when_it_opens(site, doors):
    set_door(site, doors, True)
    with site.phone() as phone:
        answer = phone.get(doors.path, headers=HTML)
        assert (answer.status_code, "La salle est fermée aux nouveaux arrivants." in answer.text) == (403, True)
        assert BENCHES not in answer.text
        assert write(phone, doors) == (403, "door_closed")
        assert phone.get(f"{doors.path}/panel").json()["error"] == "door_closed"
        assert phone.get(f"{doors.path}/door").json() == {"open": False}
        set_door(site, doors, False)
        assert phone.get(f"{doors.path}/door").json() == {"open": True}
        assert phone.get(doors.path, headers=HTML).status_code == 200
        assert write(phone, doors) == (201, None)


def test_a_newcomer_reads_it_in_their_language(site, doors):
    set_door(site, doors, True)
    with site.phone() as phone:
        answer = phone.get(doors.path, headers=HTML | {"Accept-Language": "ar"})
        assert '<html lang="ar" dir="rtl"' in answer.text


def test_a_ticket_is_of_one_browser_and_one_room(site, doors):
    elsewhere = site.open_room(stage="gather")
    with site.phone() as inside, site.phone() as thief:
        inside.get(doors.path, headers=HTML)
        ticket = inside.cookies[f"filon-in-{doors.code}"]
        thief.get("/")
        for room in (doors, elsewhere):
            set_door(site, room, True)
            for phone in (thief, inside) if room is elsewhere else (thief,):
                phone.cookies.set(f"filon-in-{room.code}", ticket)
                assert write(phone, room) == (403, "door_closed")


def test_a_newcomer_hears_nothing(site, doors):
    with site.socket(doors) as early:
        assert frame(early)["seq"] >= 1
    set_door(site, doors, True)
    with pytest.raises(InvalidStatus, match="403"), site.socket(doors):
        pass


def test_staff_are_no_newcomers(site, doors):
    set_door(site, doors, True)
    with site.phone() as console:
        console.post(f"{doors.path}/key", json={"key": doors.keys["facilitator"]})
        assert console.get(f"{doors.path}/console", headers=HTML).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("facilitator", 200), ("screen", 403)])
def test_is_for_whoever_leads(site, doors, role, status):
    assert set_door(site, doors, True, role) == status


def test_the_organisers_page_closes_and_opens_it(site, doors):
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
        for closed, said in (("true", "Rouvrir la porte"), ("false", "Fermer la porte")):
            answer = browser.post(f"{doors.path}/door", data={"closed": closed}, headers=HTML)
            assert (answer.status_code, answer.headers["location"]) == (303, f"{doors.path}/organise#door")
            assert said in browser.get(f"{doors.path}/organise", headers=HTML).text
