"""The phone in WebKitGTK, whose engine is that of iPhones; and what one types there while the room writes."""

import os
from collections.abc import Iterator

import pytest

from tests.browser import webkit
from tests.browser.house import READY, Room, Server
from tests.browser.pushes import COUNT_PUSHES, PUSHES, SENTENCES, others_writing


@pytest.fixture
def phone() -> Iterator[webkit.Phone]:
    if webkit.minibrowser() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no WebKitGTK: run .ci/webkit")
    with webkit.phone() as found:
        yield found


def enter(phone: webkit.Phone, room: Room) -> None:
    phone.open(room.url)
    phone.wait(f"return document.querySelector('{READY} #panel[data-ready]') !== null")


def go(phone: webkit.Phone, room: Room, stage: str) -> None:
    """The room enters a stage, whose message is dismissed as a thumb does, once it is not too early to mean it."""
    room.go(stage)
    phone.wait("return document.querySelector('#new-stage[open]') !== null")
    phone.wait(
        "const message = document.querySelector('#new-stage'); message.querySelector('button').click(); return !message.open"
    )


def text(phone: webkit.Phone, selector: str, expected: str) -> None:
    """Waits until the first element says this."""
    phone.wait(
        "return document.querySelector(arguments[0])?.textContent.replace(/\\s+/g, ' ').includes(arguments[1])",
        selector,
        expected,
    )


def test_a_phone_goes_through_a_seminar(server: Server, phone: webkit.Phone) -> None:
    room = server.open_room()
    enter(phone, room)
    phone.click(".college-ask .chip")
    text(phone, "#college b", "Ville")
    go(phone, room, "gather")
    phone.wait("return document.querySelector('#composer') !== null")
    phone.type("#text", "Ouvrir la médiathèque le soir")
    phone.click("#composer .send")
    text(phone, "#mine li.own .note-text", "Ouvrir la médiathèque le soir")
    assert room.texts() == ["Ouvrir la médiathèque le soir"]
    go(phone, room, "vote")
    phone.wait("return document.querySelector('.ballot') !== null")
    for _ in range(2):
        phone.click('#option-gisements-g6 [data-dot="1"]')
    text(phone, "#option-gisements-g6 [data-count]", "2")
    text(phone, ".dots-left", "1 point")
    phone.wait(
        "const asked = new XMLHttpRequest(); asked.open('GET', `${location.pathname}/panel`, false); asked.send();"
        "return asked.responseText.includes('data-dots=\"2\"')"
    )
    room.go("results")
    phone.wait("return document.querySelector('.results') !== null")
    text(phone, ".mine-dots", "2 points à vous")


def test_no_character_is_lost_while_the_room_writes(server: Server, phone: webkit.Phone) -> None:
    room = server.open_room()
    room.go("gather")
    enter(phone, room)
    phone.click("#text")
    phone.run(COUNT_PUSHES)
    with others_writing(room):
        for sentence in SENTENCES:
            for letter in sentence:
                phone.type("#text", letter)
        phone.wait("return window.pushes >= 20")
    assert phone.run("return [document.activeElement.id, document.querySelector('#text').value]") == [
        "text",
        "".join(SENTENCES),
    ]
    assert phone.run(PUSHES) >= 20
