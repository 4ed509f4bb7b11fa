"""The message of the moment, on phones, projector and console. Every phone is sent it: its page keeps to itself what is for
another college."""

from __future__ import annotations

from server.live.fragment import Audience, Fragment, Outlook, show
from server.room.messages import said
from server.room.state import Message, Room


def _phone(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _told("phone/_message.html", room, audience, outlook)


def _screen(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _told("screen/_message.html", room, audience, outlook)


def _console(room: Room, audience: Audience, outlook: Outlook) -> str:
    return _told("console/_message.html", room, audience, outlook)


def _told(template: str, room: Room, audience: Audience, outlook: Outlook) -> str:
    message = room.message
    words = said(message) if message else ""
    return show(template, room, audience, outlook, message=message, words=words, labels=_labels(room, message))


def _labels(room: Room, message: Message | None) -> list[str]:
    wanted = message.colleges if message else ()
    return [college.label for college in room.session.colleges if college.id in wanted]


TOPICS = ("message", "stage", "session")
PHONE_MESSAGE = Fragment("message", TOPICS, _phone)
SCREEN_MESSAGE = Fragment("screen-message", TOPICS, _screen)
CONSOLE_MESSAGE = Fragment("console-message", TOPICS, _console)
