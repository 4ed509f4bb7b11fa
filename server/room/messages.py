"""A short message from whoever leads the room: one at a time on its phones, until another, its withdrawal, or the next stage."""

from __future__ import annotations

from dataclasses import dataclass

from server.i18n import gettext
from server.i18n import marked as _
from server.room.entries import Command, Entry, Fact, fact
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Message, Room
from server.room.text import label

MOST = 140
"""Of a message, in characters."""
READY: dict[str, str] = {
    "break": _("Pause de 10 minutes."),
    "tables": _("Merci de rejoindre votre table."),
    "five": _("Il reste 5 minutes."),
    "plenary": _("Revenez à la salle plénière."),
    "unheard": _("On n’a pas encore beaucoup entendu votre groupe. Une idée à partager ?"),
}
"""Sentences at hand: each phone reads them in its own language. A key is never renamed, for journals hold it."""


@fact("message_sent")
class MessageSent(Fact):
    """`ready` names a sentence of READY, else `text` is what was written; for these colleges, or for everybody."""

    message: str
    was: str
    text: str
    ready: str
    colleges: tuple[str, ...]
    on_screen: bool

    def apply(self, room: Room, entry: Entry) -> None:
        room.messages[self.message] = Message(
            self.message, self.text, self.ready, self.colleges, self.on_screen, entry.at
        )
        room.message_id = self.message

    def inverse(self) -> tuple[Fact, ...]:
        return (MessageShown(self.was, self.message),)

    def objects(self) -> tuple[str, ...]:
        return ("message",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("message", "acts")


@fact("message_shown")
class MessageShown(Fact):
    """From now on phones show this message; none, when it is empty."""

    message: str
    was: str

    def apply(self, room: Room, entry: Entry) -> None:
        room.message_id = self.message

    def inverse(self) -> tuple[Fact, ...]:
        return (MessageShown(self.was, self.message),)

    def check(self, room: Room) -> None:
        if room.message_id != self.was:
            raise Refusal("touched_since", what="le message")

    def objects(self) -> tuple[str, ...]:
        return ("message",)

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("message", "acts")


def said(message: Message) -> str:
    """Its words, in the language being spoken where they are a sentence at hand."""
    return gettext(READY[message.ready]) if message.ready in READY else message.text


@dataclass(frozen=True)
class SendMessage(Command):
    """A sentence at hand (`ready`), or a few words; to everybody, or to the phones of some colleges; on the projector too."""

    id: str
    text: str = ""
    ready: str = ""
    colleges: tuple[str, ...] = ()
    on_screen: bool = False

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        if self.ready and self.ready not in READY:
            raise Refusal("bad_request")
        if set(self.colleges) - {college.id for college in room.session.colleges}:
            raise Refusal("unknown_college")
        text = "" if self.ready else label(self.text, MOST)
        return [MessageSent(self.id, room.message_id, text, self.ready, self.colleges, self.on_screen)]


@dataclass(frozen=True)
class WithdrawMessage(Command):
    id: str
    message: str

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        by.must_lead()
        return [MessageShown("", self.message)] if self.message and self.message == room.message_id else []
