"""The console shown to another phone by a pass: what it gives, for how long, and what ends it."""

import pytest
from itsdangerous import TimestampSigner

from server.journal import access
from server.journal import journal as sql
from server.journal.access import Grant
from server.web import passes
from tests.clients import Doors, Site
from tests.rooms import NOON


def shown(site: Site, doors: Doors, role: str = "facilitator", where: str = "console") -> str:
    """A pass, as its address holds it."""
    with site.staff(doors, role) as staff:
        answer = staff.post(f"{doors.path}/share", json={"where": where})
    assert (answer.status_code, answer.json()["seconds"]) == (200, 300), answer.text
    address, _, key = answer.json()["url"].partition("#")
    assert address.endswith(f"{doors.path}/{where}")
    return str(key)


@pytest.mark.parametrize("role", ["facilitator", "organiser"])
def test_whoever_opens_it_leads_as_a_facilitator_and_no_more(site, role):
    doors = site.open_room()
    key = shown(site, doors, role)
    with site.phone() as browser:
        assert browser.post(f"{doors.path}/timer", json={"action": "start"}).status_code == 403
        answer = browser.post(f"{doors.path}/key", json={"key": key})
        assert (answer.status_code, answer.json()) == (200, {"ok": True, "role": "facilitator"})
        assert browser.post(f"{doors.path}/timer", json={"action": "start"}).status_code == 200
        assert browser.post(f"{doors.path}/recovery", json={}).status_code == 403


def test_it_opens_no_other_room_and_is_no_key(site):
    doors, other = site.open_room(), site.open_room()
    key = shown(site, doors)
    with site.phone() as browser:
        assert browser.post(f"{other.path}/key", json={"key": key}).status_code == 403
        assert browser.post(f"{doors.path}/key", json={"key": key + "x"}).status_code == 403
    with site.tool(key) as tool:
        assert tool.post(f"{doors.path}/timer", json={"action": "start"}).status_code == 403


def test_its_minutes_over_it_opens_nothing(journal, monkeypatch):
    now = TimestampSigner.get_timestamp
    with journal.writing() as connection:
        room = sql.add_room(connection, "ABCDEF", NOON, NOON + 1)
        access.add_key(connection, room, Grant("facilitator"))
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) - passes.LIFE - 1)
        late = passes.give(connection, "secret", room)
        monkeypatch.setattr(TimestampSigner, "get_timestamp", now)
        good = passes.give(connection, "secret", room)
        opened = [passes.accept(connection, "secret", room, one) for one in (late, good, "", ".", f"{good}x")]
    assert opened == [None, Grant("facilitator"), None, None, None]


def test_revoking_the_facilitators_keys_ends_it_and_the_seats_it_gave(site):
    doors = site.open_room()
    first, second = shown(site, doors), shown(site, doors)
    with site.phone() as browser, site.phone() as late, site.staff(doors, "organiser") as organiser:
        browser.post(f"{doors.path}/key", json={"key": first})
        organiser.post(f"{doors.path}/keys/revoke", json={"role": "facilitator"})
        assert browser.post(f"{doors.path}/timer", json={"action": "start"}).status_code == 403
        assert late.post(f"{doors.path}/key", json={"key": second}).status_code == 403
        assert late.post(f"{doors.path}/key", json={"key": shown(site, doors, "organiser")}).status_code == 200


def test_its_page_warns_and_shows_it_once(site):
    doors = site.open_room()
    with site.staff(doors) as staff:
        html = {"Accept": "text/html", "HX-Request": "true"}
        told = staff.post(f"{doors.path}/share", data={"where": "remote"}, headers=html).text
    assert "Qui le scanne mène la salle" in told
    assert 'class="qr"' in told
    assert f"{doors.path}/remote#" in told
