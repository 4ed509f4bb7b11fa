"""On the room's own network there is no TLS: the browser withholds some of its features, and every page does without."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from server.network import lan_addresses
from tests.browser.house import People, Room, Server, write
from tests.servers import lan_running


class InTheRoom(Server):
    @property
    def url(self) -> str:
        return f"http://{lan_addresses()[0]}:{self.port}"


@pytest.fixture
def lan(tmp_path: Path) -> Iterator[InTheRoom]:
    if not lan_addresses():
        pytest.skip("this machine is on no network")
    with lan_running(tmp_path / "data") as said:
        server = InTheRoom(tmp_path, int(said[0].rpartition(":")[2]))
        server.wait_for(lambda: httpx.get(f"{server.url}/healthz", timeout=1).is_success)
        yield server


def test_a_phone_writes_and_the_screen_shows_on_plain_http(lan: InTheRoom, people: People) -> None:
    room: Room = lan.open_room()
    room.go("gather")
    phone, screen = people.phone(room), people.screen(room)
    assert phone.evaluate("[isSecureContext, typeof crypto.randomUUID, typeof navigator.clipboard]") == [
        False,
        "undefined",
        "undefined",
    ]
    write(phone, "Des bancs à l’ombre")
    phone.wait_for_selector("#mine li.own")
    assert room.texts() == ["Des bancs à l’ombre"]
    expect(screen.locator("#screen-main")).to_contain_text("1")


def test_links_are_copied_on_plain_http(lan: InTheRoom, people: People) -> None:
    page = people.page(390, 844)
    page.goto(lan.url)
    page.click(".open-room button.primary")
    copy = page.locator("[data-copy]").first
    link = copy.get_attribute("data-copy") or ""
    assert link.startswith(f"{lan.url}/r/")
    copy.click()
    expect(copy).to_contain_text("Copié")
    page.goto(lan.url)
    page.focus("#code")
    page.evaluate("document.getElementById('code').maxLength = 200")
    page.keyboard.press("Control+v")
    expect(page.locator("#code")).to_have_value(link)
