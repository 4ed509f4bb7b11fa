"""A closed count is drawn again in a thread, before any page asks how sure it is."""

from server.live.counting import Counting
from server.room.ballots import CloseBallot, PlaceDots
from server.room.priorities import ranking
from server.room.resampling import drawn
from tests.desks import desk_on, room_on
from tests.rooms import AMINA, BRUNO, LEADER, new_id, people
from tests.waiting import until


async def test_pages_find_a_closed_count_ready(sqlite_journal):
    async with desk_on(sqlite_journal) as desk:
        counting = Counting(desk)
        code = await room_on(desk, "vote")
        for by, option in zip((AMINA, BRUNO, *people(9)), "43211654321", strict=True):
            await desk.submit(code, PlaceDots(new_id(), "gisements", f"g{option}", 2), by)
        before = drawn.cache_info()
        await desk.submit(code, CloseBallot(new_id(), "gisements"), LEADER)
        await until(lambda: not counting.running and drawn.cache_info().misses == before.misses + 1)
        await desk.look(code, lambda room: ranking(room.ballots["gisements"]))
        after = drawn.cache_info()
        assert (after.misses, after.hits) == (before.misses + 1, before.hits + 1)
