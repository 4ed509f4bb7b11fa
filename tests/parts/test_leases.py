"""One process at a time groups a room: leases by the database's clock, with fencing numbers."""

import pytest
from sqlalchemy import text

from server.journal import journal as sql
from server.journal import leases
from server.journal.journal import Dates, now_ms
from server.room.grouping import GroupNote
from server.room.refusal import Refusal
from tests.desks import desk_on, post, refolded, room_on
from tests.rooms import MACHINE, NOON, new_id


@pytest.fixture
def room(journal):
    with journal.writing() as connection:
        return sql.add_room(connection, "ABCDEF", NOON, Dates(NOON + 1, NOON + 1))


def do(journal, work, *arguments):
    with journal.writing() as connection:
        return work(connection, *arguments)


def expire(journal):
    with journal.writing() as connection:
        connection.execute(text("UPDATE lease SET until = 0"))


def test_the_first_to_ask_holds_and_the_others_wait(journal, room):
    assert do(journal, leases.take, room, "un") == 1
    assert do(journal, leases.take, room, "deux") is None
    assert do(journal, leases.take, room, "un") == 1


def test_a_lease_that_ran_out_passes_on_with_a_higher_number(journal, room):
    assert do(journal, leases.take, room, "un") == 1
    expire(journal)
    assert do(journal, leases.take, room, "deux") == 2
    assert do(journal, leases.take, room, "un") is None
    assert [do(journal, leases.holds, room, token) for token in (1, 2, 3)] == [False, True, False]


def test_renewing_moves_the_end(journal, room):
    do(journal, leases.take, room, "un")
    expire(journal)
    do(journal, leases.take, room, "un")
    assert do(journal, leases.take, room, "deux") is None


def test_a_room_without_a_lease_is_held_by_nobody(journal, room):
    assert do(journal, leases.holds, room, 1) is False


def test_the_database_tells_the_time(journal):
    with journal.reading() as connection:
        first, second = now_ms(connection), now_ms(connection)
    assert 1_700_000_000_000 < first <= second


async def test_a_process_that_lost_its_lease_journals_nothing(journal):
    async with desk_on(journal) as desk:
        code = await room_on(desk, "gather")
        note, other = await post(desk, code), await post(desk, code)
        held = await desk.hold(code)
        old = await desk.write(lambda connection: leases.take(connection, held.id, "un"))
        expire(journal)
        new = await desk.write(lambda connection: leases.take(connection, held.id, "deux"))
        late = GroupNote(new_id(), note, "t1", None, 0.9, (), (), 4)
        with_lease = GroupNote(new_id(), other, "t2", None, 0.9, (), (), 4)
        with pytest.raises(Refusal, match="overloaded"):
            await desk.submit(code, late, MACHINE, old)
        assert (await desk.submit(code, with_lease, MACHINE, new)).seq == 5
    assert {n.id: n.theme for n in refolded(journal, code).notes.values()} == {note: None, other: "t2"}
