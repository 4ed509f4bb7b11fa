"""Anything, by anyone, through two processes at once: both end with the room that the journal tells."""

import asyncio
import random

import pytest

from server.desk import Desk
from server.room.people import MACHINE
from server.room.stages import EnterStage
from tests.desks import desk_on, outcome, post, refolded, room_on, seen, stored
from tests.rooms import LEADER, new_id
from tests.rules.test_fold import ACTORS, BY_MACHINE, FOR_LEADERS, MADE, SESSION

ROUNDS, AT_ONCE = 25, 8
NAMES = [*MADE, "post", "post", "post", "dots", "dots", "dots", "group", "stage", "undo"]


async def act(desks: list[Desk], code: str, chance: random.Random) -> None:
    """A few commands thought of on the same state, sent at the same moment to one process or the other."""
    seeing = await seen(chance.choice(desks), code)
    asked = []
    for _ in range(AT_ONCE):
        name, who = chance.choice(NAMES), chance.randrange(len(ACTORS))
        by = MACHINE if name in BY_MACHINE else LEADER if name in FOR_LEADERS and who % 4 else ACTORS[who]
        asked.append((MADE[name](seeing, new_id(), chance.randrange(21), chance.randrange(6)), by))
    twice = asked + chance.sample(asked, 2)
    await asyncio.gather(*(outcome(chance.choice(desks), code, command, by) for command, by in twice))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_two_processes_and_the_journal_agree(journal, other_journal, seed):
    chance = random.Random(seed)
    async with desk_on(journal) as desk, desk_on(other_journal) as other:
        code = await room_on(desk, session=SESSION, live=False)
        await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)
        for n in range(4):
            await post(desk, code, f"Banc {n}", ACTORS[n % 3])
        for _ in range(ROUNDS):
            await act([desk, other], code, chance)
        for each in (desk, other):  # both have heard of the last entry
            await each.submit(code, EnterStage(new_id(), "close"), LEADER)
        entries, told = stored(journal, code), refolded(journal, code)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert len(entries) > 40
        assert await seen(desk, code) == await seen(other, code) == told
        for ballot in told.ballots.values():
            assert all(ballot.spent(voter) <= ballot.terms.budget for voter in ballot.dots)
