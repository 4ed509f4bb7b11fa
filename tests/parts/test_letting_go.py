"""The end of the personal traces, then of the room: by itself, once, on both databases, and nothing of anybody stays."""

from dataclasses import replace

from alembic import command
from sqlalchemy import select, text
from sqlmodel import SQLModel

from server.app import let_go
from server.journal import access
from server.journal import journal as sql
from server.journal.access import Grant
from server.journal.archive import pack, stored
from server.journal.journal import DAY, Dates, Journal
from server.journal.schema import _config, migrate
from server.opening import reopen
from server.reports import contract
from server.room.anonymity import Anonymise
from server.room.ballots import PlaceDots
from server.room.life import OpenForReal, Undo
from server.room.notes import EditNote, WithdrawNote
from server.room.people import MACHINE, Actor, ChooseCollege, Tap
from server.room.promises import DraftPromise, TellStatus, WritePromise
from server.room.scribe import EnterNote
from server.room.stages import EnterStage
from server.room.teams import JoinTeam
from tests.desks import desk_on, outcome, post, refolded, room_on, seen
from tests.rooms import BENCHES, CARETAKERS, COUNTER, LEADER, NOON, ORGANISER, host, new_id

DAVID, EMMA, FATOU = (Actor(f"pseudonyme-{name}") for name in ("david", "emma", "fatou"))
CHEF = replace(LEADER, id="pseudonyme-chef")
SCRIBE = replace(host(2), id="pseudonyme-scribe")
LATER = 4_000_000_000_000
"""2096: every date is past."""


async def a_seminar(desk, journal):
    """A seminar whose people, words and browsers can be looked for afterwards. The room's code."""
    code = await room_on(desk, "react")
    await desk.submit(code, Tap(new_id(), "c1", "agree"), DAVID)
    await desk.submit(code, EnterStage(new_id(), "gather"), CHEF)
    await desk.submit(code, ChooseCollege(new_id(), "police"), EMMA)
    kept, gone = await post(desk, code, "Mot d'avant", DAVID), await post(desk, code, "Mot retiré", EMMA)
    await desk.submit(code, EditNote(new_id(), kept, CARETAKERS), DAVID)
    await desk.submit(code, WithdrawNote(new_id(), gone), EMMA)
    await desk.submit(code, EnterNote(new_id(), "g1", "idea", COUNTER), SCRIBE)
    await desk.submit(code, EnterStage(new_id(), "vote"), CHEF)
    for person in (DAVID, EMMA, FATOU):
        await desk.submit(code, PlaceDots(new_id(), "gisements", "g1", 1), person)
    await desk.submit(code, EnterStage(new_id(), "close"), CHEF)
    await desk.submit(code, WritePromise("p1", "p1", "Ouvrir le samedi", "g1", "La Ville"), CHEF)
    await desk.submit(code, JoinTeam(new_id(), "p1", "fatou@pseudonyme.fr", consent=True), FATOU)
    with journal.writing() as connection:
        room = id_of(connection, code)
        for role in ("organiser", "facilitator", "screen"):
            access.seat(connection, f"navigateur-{role}", room, Grant(role))
        access.confirm_pairing(connection, access.ask_pairing(connection, "navigateur-mural", NOON), room, NOON)
    return code


def id_of(connection, code) -> int:
    room = sql.find_room(connection, code)
    assert room is not None
    return room


def everything(journal):
    """Every value of every table, as text."""
    with journal.reading() as connection:
        return "\n".join(
            str(tuple(row)) for table in SQLModel.metadata.tables.values() for row in connection.execute(select(table))
        )


def traces(held):
    return [
        one
        for one in ("pseudonyme", "Mot d", "Mot retiré", "navigateur-f", "navigateur-s", "navigateur-m")
        if one in held
    ]


def due(journal, code, forget_at=1, purge_at=LATER + 1):
    with journal.writing() as connection:
        sql.keep(connection, id_of(connection, code), Dates(forget_at, purge_at))


def dates_of(journal, code):
    with journal.reading() as connection:
        return sql.dates(connection, id_of(connection, code))


async def report(desk, code):
    return contract.as_json(await desk.look(code, contract.export)) | {"seq": 0}


class TestPersonalTraces:
    async def test_go_from_every_table_and_the_report_stays_the_same(self, journal):
        async with desk_on(journal) as desk:
            code = await a_seminar(desk, journal)
            before = await report(desk, code)
            assert len(traces(everything(journal))) == 6
            due(journal, code)
            await let_go(desk, NOON)
            assert traces(everything(journal)) == []
            assert await report(desk, code) == before
            assert refolded(journal, code) == await seen(desk, code)
            assert dates_of(journal, code) == Dates(None, LATER + 1)
            with journal.reading() as connection:
                grants = access.seats(connection, "navigateur-organiser", id_of(connection, code))
            assert grants == [Grant("organiser")]

    async def test_go_once_whoever_asks(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await a_seminar(desk, journal)
            await seen(other, code)
            due(journal, code)
            await let_go(desk, NOON)
            names = {entry.by for entry in stored_entries(journal, code)}
            await let_go(other, NOON)
            await outcome(other, code, Anonymise(new_id()), MACHINE)
            assert {entry.by for entry in stored_entries(journal, code)} == names

    async def test_leave_the_memory_of_the_other_processes_too(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await a_seminar(desk, journal)
            assert DAVID.id in (await seen(other, code)).people
            due(journal, code)
            await let_go(desk, NOON)
            await other.submit(code, DraftPromise(new_id(), "p2"), CHEF)
            assert (await seen(other, code)).people.keys().isdisjoint({DAVID.id, EMMA.id, FATOU.id})
            assert await seen(other, code) == refolded(journal, code)

    async def test_stay_until_their_day(self, journal):
        async with desk_on(journal) as desk:
            code = await a_seminar(desk, journal)
            held = everything(journal)
            await let_go(desk, NOON)
            assert everything(journal) == held
            assert (await seen(desk, code)).anonymous is False

    async def test_leave_the_disk(self, sqlite_journal, tmp_path):
        async with desk_on(sqlite_journal) as desk:
            code = await a_seminar(desk, sqlite_journal)
            due(sqlite_journal, code)
            await let_go(desk, NOON)
            held = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
            assert [name for name in (b"pseudonyme", "Mot retiré".encode(), b"navigateur-f") if name in held] == []
            assert b"gardiens" in held

    async def test_go_whole_after_a_failure_halfway(self, sqlite_journal):
        """The database refuses the last step: nothing has moved, and the next turn does it all."""
        journal = sqlite_journal
        async with desk_on(journal) as desk:
            code = await a_seminar(desk, journal)
            due(journal, code)
            with journal.writing() as connection:
                connection.execute(
                    text(
                        "CREATE TRIGGER full BEFORE UPDATE OF forget_at ON room BEGIN SELECT RAISE(ABORT, 'disk'); END"
                    )
                )
            held, before = everything(journal), await report(desk, code)
            await let_go(desk, NOON)
            assert everything(journal) == held
            with journal.writing() as connection:
                connection.execute(text("DROP TRIGGER full"))
            await let_go(desk, NOON)
            assert traces(everything(journal)) == []
            assert await report(desk, code) == before


def stored_entries(journal, code):
    with journal.reading() as connection:
        return sql.read(connection, id_of(connection, code))


class TestARoomWithoutTraces:
    async def test_takes_no_more_part_and_names_nobody_who_follows_its_promises(self, journal):
        async with desk_on(journal) as desk:
            code = await a_seminar(desk, journal)
            due(journal, code)
            await let_go(desk, NOON)
            status = TellStatus(new_id(), "p1", "kept", "2019-03-02", "Douze personnes reçues", "")
            assert (await desk.submit(code, status, CHEF)).entries[0].by == "facilitator"
            assert await outcome(desk, code, Undo(new_id()), CHEF) != "room_archived"
            assert await outcome(desk, code, PlaceDots(new_id(), "gisements", "g1", 2), DAVID) == "room_archived"
            assert traces(everything(journal)) == []

    async def test_opens_again_from_its_archive_without_traces_to_come(self, journal):
        async with desk_on(journal) as desk:
            code = await a_seminar(desk, journal)
            due(journal, code)
            await let_go(desk, NOON)
            with journal.reading() as connection:
                archive = pack(stored(connection, id_of(connection, code)))
            opened = await reopen(desk, archive)
            assert dates_of(journal, opened.code).forget_at is None
            assert await outcome(desk, opened.code, ChooseCollege(new_id(), "police"), DAVID) == "room_archived"

    async def test_is_deleted_whole_in_the_end(self, journal):
        async with desk_on(journal) as desk:
            code = await a_seminar(desk, journal)
            due(journal, code)
            await let_go(desk, NOON)
            await let_go(desk, LATER + 1)
            assert code not in everything(journal)


class TestTheDates:
    async def test_follow_the_last_stage_that_the_room_entered(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk)
            with journal.writing() as connection:
                room = id_of(connection, code)
                sql.count_from(connection, room, Dates(1, 2), anew=True)
            entered = (await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)).entries[0].at
            assert dates_of(journal, code) == Dates(entered + 30 * DAY, entered + 365 * DAY)
            await post(desk, code, BENCHES)
            assert dates_of(journal, code) == Dates(entered + 30 * DAY, entered + 365 * DAY)

    async def test_that_the_organiser_chose_stay(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk)
            due(journal, code, 1, 2)
            await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)
            assert dates_of(journal, code) == Dates(1, 2)

    async def test_of_a_draft_opened_late_count_from_its_opening(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, live=False)
            due(journal, code, 1, 2)
            opened_at = (await desk.submit(code, OpenForReal(new_id()), ORGANISER)).entries[0].at
            assert dates_of(journal, code) == Dates(opened_at + 30 * DAY, opened_at + 365 * DAY)


def test_a_room_of_before_keeps_the_one_date_that_its_people_were_told(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'filon.db'}")
    config = _config()
    with journal.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text("INSERT INTO room (code, head, created_at, purge_at) VALUES ('ABCDEF', 0, 1, 9)"))
    migrate(journal)
    assert dates_of(journal, "ABCDEF") == Dates(9, 9)
    with journal.writing() as connection:
        sql.count_from(connection, 1, Dates(20, 30), anew=False)
    assert dates_of(journal, "ABCDEF") == Dates(9, 9)
    journal.close()
