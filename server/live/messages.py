"""The message of the moment, on phones, projector and console; whose voice was heard, and who to ask. Every phone is sent the
message: its page keeps to itself what is for another college."""

from __future__ import annotations

from server.i18n import gettext
from server.live.fragment import Audience, Fragment, Outlook, show
from server.room.messages import READY, said
from server.room.state import Message, Room
from server.room.voices import voices


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


def _voices(room: Room, audience: Audience, outlook: Outlook) -> str:
    return show(
        "console/_voices.html", room, audience, outlook, voices=voices(room), message=room.message,
        sentence=gettext(READY["unheard"]),
    )  # fmt: skip


TOPICS = ("message", "stage", "session")
PHONE_MESSAGE = Fragment("message", TOPICS, _phone)
SCREEN_MESSAGE = Fragment("screen-message", TOPICS, _screen)
CONSOLE_MESSAGE = Fragment("console-message", TOPICS, _console)
CONSOLE_VOICES = Fragment("console-voices", (*TOPICS, "people", "notes:*", "counts"), _voices)
