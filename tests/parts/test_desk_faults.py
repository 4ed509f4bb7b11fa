"""Commits that fail, or whose outcome is unknown: nothing acknowledged is lost, nothing is doubled, every screen catches up."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from server.journal import journal as sql
from server.journal.journal import Journal
from server.room.ballots import PlaceDots
from server.room.notes import PostNote
from tests.desks import Ear, desk_on, outcome, post, refolded, room_on, seen, stored
from tests.rooms import AMINA, BENCHES, BRUNO, CARETAKERS, COUNTER, new_id
from tests.servers import Postgres
from tests.waiting import until
from tests.wires import Wire, wire_to

AT_WORK = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def wire(postgres: Postgres) -> Iterator[Wire]:
    with wire_to(postgres.folder) as wire:
        yield wire


@pytest.fixture
def far(database: str, wire: Wire) -> Iterator[Journal]:
    """The database at the end of the wire."""
    name = database.partition("@/")[2].partition("?")[0]
    journal = Journal(f"postgresql+psycopg://postgres@127.0.0.1:{wire.port}/{name}?sslmode=disable&gssencmode=disable")
    yield journal
    journal.close()


@pytest.mark.parametrize("when", ["before the commit", "after the commit"])
class TestAConnectionCut:
    async def test_costs_no_note_and_doubles_none(self, far, journal, wire, when):
        async with desk_on(far) as desk:
            code = await room_on(desk, "gather")
            wire.cut_next(when)
            commands = [PostNote(new_id(), "g1", "idea", text) for text in (BENCHES, CARETAKERS, COUNTER)]
            await asyncio.gather(*(desk.submit(code, command, AMINA) for command in commands))
            assert wire.cuts == [when]
            assert [entry.command for entry in stored(journal, code)[2:]] == [command.id for command in commands]
            assert refolded(journal, code) == await seen(desk, code)

    async def test_lets_nobody_overspend(self, far, journal, wire, when):
        async with desk_on(far) as desk:
            code = await room_on(desk, "vote")
            await desk.submit(code, PlaceDots(new_id(), "gisements", "g1", 2), AMINA)
            wire.cut_next(when)
            taps = [PlaceDots(new_id(), "gisements", option, 1) for option in ("g2", "g3", "g4")]
            await asyncio.gather(*(outcome(desk, code, tap, AMINA) for tap in taps))
            assert wire.cuts == [when]
            assert refolded(journal, code).ballots["gisements"].spent("amina") == 3

    async def test_is_told_to_listeners_like_any_other_entry(self, far, wire, when):
        async with desk_on(far) as desk:
            ear = Ear(desk)
            code = await room_on(desk, "gather")
            await post(desk, code)
            wire.cut_next(when)
            await asyncio.gather(post(desk, code, CARETAKERS), post(desk, code, COUNTER))
            await post(desk, code)
            assert wire.cuts == [when]
            await until(lambda: ear.heard[code] == [1, 2, 3, 4, 5, 6])


class TestABackendKilled:
    async def test_while_it_waits_costs_nothing(self, journal, other_journal, postgres, database):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            held = await desk.hold(code)
            name = database.partition("@/")[2].partition("?")[0]
            with postgres.admin(name) as admin:
                with admin.transaction():
                    admin.execute("SELECT head FROM room WHERE id = %s FOR UPDATE", (held.id,))
                    note = asyncio.create_task(post(desk, code))
                    with postgres.admin(name) as watcher:
                        await until(lambda: watcher.execute(AT_WORK).fetchone(), "the desk waits for the row")
                        ((pid,),) = watcher.execute(AT_WORK).fetchall()
                        watcher.execute("SELECT pg_terminate_backend(%s)", (pid,))
                        await until(lambda: watcher.execute(f"{AT_WORK} AND pid <> {pid}").fetchone(), "it tries again")
                identifier = await note
            assert list(refolded(other_journal, code).notes) == [identifier]

    async def test_while_it_rests_costs_nothing(self, journal, postgres):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            first = await post(desk, code)
            with postgres.admin() as admin:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'filon_%'")
            second = await post(desk, code, CARETAKERS)
            assert list(refolded(journal, code).notes) == [first, second]


class TestAnotherProcessFrozenInTheMiddleOfABatch:
    """Its connection is silent and holds the room's row. PostgreSQL must be told to give it up."""

    async def test_does_not_hold_the_room_for_good(self, journal, other_journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            held = await desk.hold(code)
            with ExitStack() as frozen:
                frozen.enter_context(suppress(DBAPIError))  # it finds out when it wakes up
                sql.lock(frozen.enter_context(other_journal.writing()), held.id)
                note = await asyncio.wait_for(post(desk, code), 20)
            assert list(refolded(journal, code).notes) == [note]


class TestADatabaseAway:
    async def test_refuses_and_takes_up_again(self, far, journal, wire):
        async with desk_on(far) as desk:
            code = await room_on(desk, "gather")
            command = PostNote(new_id(), "g1", "idea", BENCHES)
            wire.pull()
            assert await outcome(desk, code, command, AMINA) == "overloaded"
            wire.down = False
            answer = await desk.submit(code, command, AMINA)
            assert (answer.seq, answer.repeated) == (3, False)
            assert list(refolded(journal, code).notes) == [command.id]

    async def test_leaves_polling_at_work(self, far, journal, wire, monkeypatch, caplog):
        monkeypatch.setattr("server.desk.POLL", 0.05)
        async with desk_on(far) as desk, desk_on(journal) as other:
            code = await room_on(desk, "gather")
            ear = Ear(desk)
            wire.pull()
            await post(other, code)
            await until(lambda: caplog.text.count("the journal does not answer") > 2)
            wire.down = False
            await until(lambda: ear.heard.get(code) == [3])

    async def test_tells_what_others_wrote_meanwhile_even_after_a_refusal(self, far, journal, wire, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 0.05)
        async with desk_on(far) as desk, desk_on(journal) as other:
            code = await room_on(desk, "gather")
            ear = Ear(desk)
            wire.pull()
            assert await outcome(desk, code, PostNote(new_id(), "g1", "idea", BENCHES), AMINA) == "overloaded"
            await post(other, code, CARETAKERS, BRUNO)
            wire.down = False
            await until(lambda: ear.heard.get(code) == [3])


class TestADiskFull:
    """SQLite: the database may not grow any more (`max_page_count`)."""

    def fill(self, journal: Journal) -> list[bool]:
        full = [True]

        def limit(connection, _record):
            if full[0]:
                (pages,) = connection.execute("PRAGMA page_count").fetchone()
                connection.execute(f"PRAGMA max_page_count={pages}")

        event.listen(journal.engine, "connect", limit)
        journal.engine.dispose()
        return full

    async def test_refuses_and_loses_nothing_once_there_is_room(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk:
            ear = Ear(desk)
            code = await room_on(desk, "gather")
            full = self.fill(sqlite_journal)
            commands = [PostNote(new_id(), "g1", "idea", f"{n} {'banc ' * 50}") for n in range(200)]
            refused = await asyncio.gather(*(outcome(desk, code, command, AMINA) for command in commands))
            assert refused == ["overloaded"] * 200
            assert refolded(sqlite_journal, code).notes == {}
            full[0] = False
            await asyncio.gather(*(desk.submit(code, command, AMINA) for command in commands))
            assert list(refolded(sqlite_journal, code).notes) == [command.id for command in commands]
            assert refolded(sqlite_journal, code) == await seen(desk, code)
            assert ear.heard[code] == list(range(1, 203))
