"""Counting off the event loop: when a ballot closes, its votes are drawn again in a thread, before any page asks how sure it is."""

import asyncio

from server.desk import Desk
from server.room.ballots import BallotClosed, BallotRevealed
from server.room.entries import Entry
from server.room.priorities import counted
from server.room.resampling import resample
from server.room.state import Room


class Counting:
    """Listens to a desk. What it computes is remembered by `resample` itself: late or lost, a page computes it again."""

    def __init__(self, desk: Desk) -> None:
        self.running: set[asyncio.Task[object]] = set()
        desk.listeners.append(self._hear)

    def _hear(self, code: str, room: Room, entries: list[Entry]) -> None:
        for fact in (entry.fact for entry in entries):
            if isinstance(fact, BallotClosed | BallotRevealed) and fact.ballot in room.ballots:
                task = asyncio.get_running_loop().create_task(
                    asyncio.to_thread(resample, counted(room.ballots[fact.ballot]))
                )
                self.running.add(task)
                task.add_done_callback(self.running.discard)
