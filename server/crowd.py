"""The participants of a rehearsal asked on the organiser's page: they follow whoever leads the room, and lead nothing.

A process of its own (`python -m server.crowd`): its plan comes on its standard input, and it ends when that closes.
"""

import asyncio
import json
import os
import re
import sys
import threading
from dataclasses import dataclass
from typing import Any

from server.rehearsal import NOTES, Line, Phone, Plan, RehearsalError, hang_up, line_to, must_be_here, read_texts
from server.tally import Acts

LOOK = 1.0
"""Seconds between two looks at what the room asks."""
NICENESS = 5
TAPPED = frozenset({"question", "react", "close"})
"""The kinds of stages that ask something of everybody."""
TEAMED = frozenset({"promises", "close"})
"""Those in which a team can be joined."""
JOINS = 0.5
"""How likely one is to join the team of a promise."""

_TAPS = re.compile(r'<form id="taps-([^"]+)"(.*?)</form>', re.S)
_CHOICE = re.compile(r'name="choice" value="([^"]+)"')
_TEAM = re.compile(r'data-join="([^"]+)"')


@dataclass(slots=True)
class Asked:
    """What the room asks now, as its board tells."""

    board: dict[str, Any]

    @property
    def writes_in(self) -> str:
        """The stage in which notes are written; nothing while none are."""
        return str(self.board["stage"]) if self.kind == "gather" else ""

    @property
    def kind(self) -> str:
        """Of the stage that the room is in."""
        here = self.board["stage"]
        return next((str(stage["kind"]) for stage in self.board["stages"] if stage["id"] == here), "")

    def ids(self, noun: str) -> list[str]:
        return [part["id"] for part in self.board[noun]]

    def ballot(self, done: set[str]) -> dict[str, Any] | None:
        """One that is open, and not voted on yet."""
        ballots: list[dict[str, Any]] = self.board["ballots"]
        return next((one for one in ballots if one["open"] and one["id"] not in done), None)


async def follow(plan: Plan, lasts: float) -> None:
    """Take part for so many seconds, or until the room is no more. Raises RehearsalError when it cannot be entered."""
    must_be_here(plan.url)
    acts = Acts()
    async with line_to(plan, acts) as line:
        crowd = [Phone(line, acts, n, plan.texts[n :: plan.phones]) for n in range(plan.phones)]
        try:
            async with asyncio.timeout(lasts):
                await _follow(line, crowd)
        except TimeoutError:
            return
        finally:
            await hang_up([phone.listening for phone in crowd if phone.listening])


async def _follow(line: Line, crowd: list[Phone]) -> None:
    asked = Asked(await line.lead("GET", "/board.json"))
    try:
        async with asyncio.TaskGroup() as group:
            for phone in crowd:
                group.create_task(_take_part(phone, asked))
            while True:
                await asyncio.sleep(LOOK)
                asked.board = await line.lead("GET", "/board.json")
    except* RehearsalError:
        pass  # the room was deleted meanwhile


async def _take_part(phone: Phone, asked: Asked) -> None:
    """Write what one has to say while notes are written, vote once on each ballot, do once all else that the page asks."""
    await phone.join()
    texts, voted, done = list(phone.share), set[str](), set[str]()
    while True:
        await phone.think()
        if ballot := asked.ballot(voted):
            voted.add(ballot["id"])
            await phone.vote(ballot)
        elif asked.writes_in and texts:
            await phone.post(texts.pop(0), asked.writes_in, asked.ids("gisements"), asked.ids("kinds"))
        elif asked.kind in TAPPED | TEAMED:
            await _answer(phone, await phone.panel(), done)


async def _answer(phone: Phone, panel: str, done: set[str]) -> None:
    """One thing that the page asks, and that was not answered yet: a question, a challenge, a team to join."""
    for subject, form in _TAPS.findall(panel):
        if subject not in done and (choices := _CHOICE.findall(form)):
            if await phone.act("/taps", subject=subject, choice=phone.chance.choice(choices)):
                done.add(subject)
            return
    for promise in _TEAM.findall(panel):
        if promise not in done:
            done.add(promise)
            if phone.chance.random() < JOINS:
                await phone.act("/teams", promise=promise)
                return


def main() -> int:
    """The plan is one line of JSON: `code`, `key`, `url`, `phones`, `pace`, `lasts`. No key is told on a command line."""
    asked = json.loads(sys.stdin.buffer.readline())
    lasts = float(asked.pop("lasts"))
    os.nice(NICENESS)
    threading.Thread(target=_end_with_server, daemon=True).start()
    try:
        asyncio.run(follow(Plan(texts=read_texts(NOTES), **asked), lasts))
    except RehearsalError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _end_with_server() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
