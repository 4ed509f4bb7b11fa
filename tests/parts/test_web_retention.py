"""The day a room is deleted: chosen by its organiser, never later than people were told."""

from datetime import UTC, datetime, timedelta

import pytest

from server.html import day
from server.web.retention import last_moment


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


@pytest.fixture
def told(site, doors):
    """The last day that people were told, as the session of Argenteuil keeps its rooms for 30 days."""
    return datetime.now(UTC).date() + timedelta(days=30)


def shown(organiser, doors):
    text = organiser.get(f"{doors.path}/organise", headers={"Accept": "text/html"}).text
    return text.partition('name="until" value="')[2][:10]


def keep(organiser, doors, date):
    answer = organiser.post(f"{doors.path}/retention", json={"until": date.isoformat()})
    return answer.status_code, answer.json()


def test_is_brought_nearer_and_put_back(site, doors, told):
    with site.staff(doors, "organiser") as organiser:
        assert shown(organiser, doors) == told.isoformat()
        for date in (told - timedelta(days=29), told):
            assert keep(organiser, doors, date) == (200, {"ok": True, "until": date.isoformat()})
            assert shown(organiser, doors) == date.isoformat()


@pytest.mark.parametrize("days", [-31, -30, 1, 400])
def test_is_neither_past_nor_later_than_told(site, doors, told, days):
    with site.staff(doors, "organiser") as organiser:
        status, answer = keep(organiser, doors, told + timedelta(days=days))
        assert (status, answer["error"]) == (422, "bad_retention")
        assert day(told).replace(" ", "") in answer["message"].replace("\u202f", "").replace(" ", "")
        assert shown(organiser, doors) == told.isoformat()


def test_must_be_a_date(site, doors):
    with site.staff(doors, "organiser") as organiser:
        answer = organiser.post(f"{doors.path}/retention", json={"until": "demain"})
        assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


@pytest.mark.parametrize("role", ["facilitator", "screen"])
def test_is_not_for_weaker_roles(site, doors, told, role):
    with site.staff(doors, role) as staff:
        assert keep(staff, doors, told)[0] == 403


def test_is_not_changed_by_undoing(site, doors, told):
    near = told - timedelta(days=20)
    with site.staff(doors, "organiser") as organiser:
        keep(organiser, doors, near)
        assert organiser.post(f"{doors.path}/undo", json={}).status_code == 200
        assert shown(organiser, doors) == near.isoformat()


def test_of_a_form_comes_back_to_the_page(site, doors, told):
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
        form = {"until": told.isoformat()}
        answer = browser.post(f"{doors.path}/retention", data=form, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{doors.path}/organise#retention")


def test_ends_with_the_day():
    assert last_moment(datetime(2026, 12, 14, tzinfo=UTC).date()) == 1_797_292_799_999
