"""The days when a room lets go of people, then of the rest: chosen by its organiser, never later than people were told."""

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
    """The two days of the page: of the personal traces, of the room."""
    text = organiser.get(f"{doors.path}/organise", headers={"Accept": "text/html"}).text
    return tuple(text.partition(f'name="{name}" value="')[2][:10] for name in ("personal", "until"))


def keep(organiser, doors, until, personal=None):
    chosen = {"until": until.isoformat()} | ({"personal": personal.isoformat()} if personal else {})
    answer = organiser.post(f"{doors.path}/retention", json=chosen)
    return answer.status_code, answer.json()


def both(personal, until):
    return personal.isoformat(), until.isoformat()


def test_follow_the_session_and_are_told_in_words(site, doors, told):
    with site.staff(doors, "organiser") as organiser:
        assert shown(organiser, doors) == both(told, told + timedelta(days=335))
        text = organiser.get(f"{doors.path}/organise", headers={"Accept": "text/html"}).text
        for date in (told, told + timedelta(days=335)):
            assert f"après le <b>{day(date)}</b>" in text


def test_are_brought_nearer_and_put_back(site, doors, told):
    last = told + timedelta(days=3 * 365 - 30)
    with site.staff(doors, "organiser") as organiser:
        for personal, until in ((told - timedelta(days=29), told), (told, told), (told, last)):
            answer = {"ok": True, "until": until.isoformat(), "personal": personal.isoformat()}
            assert keep(organiser, doors, until, personal) == (200, answer)
            assert shown(organiser, doors) == both(personal, until)


def test_a_room_that_goes_first_takes_the_traces_with_it(site, doors, told):
    near = told - timedelta(days=20)
    with site.staff(doors, "organiser") as organiser:
        assert keep(organiser, doors, near)[0] == 200
        assert shown(organiser, doors) == both(near, near)


@pytest.mark.parametrize(
    ("personal", "until"), [(-30, 0), (1, 10), (0, -1), (None, -30), (None, 3 * 365 - 29), (-10, -11)]
)
def test_are_neither_past_nor_later_than_told(site, doors, told, personal, until):
    days = [None if one is None else told + timedelta(days=one) for one in (until, personal)]
    with site.staff(doors, "organiser") as organiser:
        before = shown(organiser, doors)
        status, answer = keep(organiser, doors, *days)
        assert (status, answer["error"]) == (422, "bad_retention")
        assert shown(organiser, doors) == before


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
        assert shown(organiser, doors) == both(near, near)


def test_of_a_form_comes_back_to_the_page(site, doors, told):
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
        form = {"until": told.isoformat()}
        answer = browser.post(f"{doors.path}/retention", data=form, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{doors.path}/organise#retention")


def test_ends_with_the_day():
    assert last_moment(datetime(2026, 12, 14, tzinfo=UTC).date()) == 1_797_292_799_999
