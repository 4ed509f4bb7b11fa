"""The remote's page and its socket: for whoever leads the room, and for nobody else."""

from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.clients import Doors, Site, frame, until_closed


def seat(site: Site, browser: httpx.Client, doors: Doors, role: str) -> None:
    """Give a browser a role in the room: a participant has none."""
    key = doors.keys.get(role, "")
    if role == "table":
        with site.staff(doors) as staff:
            key = staff.post(f"{doors.path}/keys", json={"role": "table", "table": 1}).json()["key"]
    if key:
        assert browser.post(f"{doors.path}/key", json={"key": key}).status_code == 200
    browser.get(doors.path)


def cookie(browser: httpx.Client) -> dict[str, str]:
    return {"Cookie": f"filon={browser.cookies['filon']}"}


def turned_away(site: Site, doors: Doors, **asked: Any) -> bool:
    try:
        with site.socket(doors, "console", **asked) as socket:
            until_closed(socket)
    except InvalidStatus:
        return True
    return True


@pytest.mark.parametrize("role", ["facilitator", "organiser"])
def test_whoever_leads_has_three_buttons(site, role):
    doors = site.open_room(stage="gather")
    with site.phone() as browser:
        seat(site, browser, doors, role)
        page = browser.get(f"{doors.path}/remote").text
        with site.socket(doors, "console", remote="true", headers=cookie(browser)) as socket:
            pushed = frame(socket)["content"]
    for shown in (page, pushed):
        assert [f'id="cue-{name}"' in shown for name in ("black", "before", "after")] == [True] * 3
    assert "#console" not in pushed


@pytest.mark.parametrize("role", ["participant", "screen", "table"])
def test_anybody_else_has_none(site, role):
    doors = site.open_room(stage="gather")
    with site.phone() as browser:
        seat(site, browser, doors, role)
        page = browser.get(f"{doors.path}/remote").text
        closed = turned_away(site, doors, remote="true", headers=cookie(browser))
    assert ("cue-after" in page, 'id="key"' in page, closed) == (False, True, True)
