"""The journal in SQL, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from server.journal import access, leases, rehearsals, vectors
from server.journal import journal as sql
from server.journal.access import Grant
from server.journal.journal import DAY, PURGED_WITH_ROOM, Dates, Journal
from server.journal.schema import NewerSchema, migrate
from server.room.entries import FACTS, Entry, UnknownFact
from server.room.life import Erased
from server.room.notes import NotePosted
from server.room.state import fold
from tests.rooms import BENCHES, CARETAKERS, NOON, a_day, new_id

TABLES = [SQLModel.metadata.tables[str(model.__tablename__)] for model in PURGED_WITH_ROOM]
AT_ONCE = 70_000
"""More entries than PostgreSQL takes parameters in one statement (65,535)."""


def room_of(journal: Journal, code: str = "ABCDEF", purge_at: int = NOON + DAY) -> int:
    with journal.writing() as connection:
        return sql.add_room(connection, code, NOON, Dates(purge_at, purge_at))


def write(journal: Journal, room: int, entries: list[Entry]) -> None:
    with journal.writing() as connection:
        sql.lock(connection, room)
        sql.append(connection, room, entries)


def read(journal: Journal, room: int, after: int = 0) -> list[Entry]:
    with journal.reading() as connection:
        return sql.read(connection, room, after)


def a_note(seq: int, words: str = BENCHES) -> Entry:
    return Entry(seq, NOON, "amina", NotePosted(new_id(), "g1", "idea", words), command=new_id(), digest="0" * 24)


class TestAppendAndRead:
    def test_what_was_written_is_read_again(self, journal):
        day, entries = a_day()
        room = room_of(journal)
        write(journal, room, entries)
        assert read(journal, room) == entries
        assert fold(read(journal, room)) == day

    def test_the_day_of_these_tests_has_every_kind_of_fact(self):
        told = {entry.fact.kind for entry in a_day()[1]}
        former = {"themes_merged", "themes_parted", "promise_written"}
        undone = {
            "ballot_dropped",
            "notes_held",
            "note_publication_restored",
            "note_translation_restored",
            "promise_field_restored",
            "promise_status_dropped",
        }
        assert set(FACTS) - told == {"opened_for_real", "anonymised"} | former | undone

    def test_only_what_comes_after_a_number_is_read(self, journal):
        entries = a_day()[1]
        room = room_of(journal)
        write(journal, room, entries)
        assert read(journal, room, after=40) == entries[40:]
        assert read(journal, room, after=len(entries)) == []

    def test_the_head_is_the_number_of_the_last_entry(self, journal):
        one, other, empty = (room_of(journal, code) for code in ("ABCDEF", "GHJKMN", "PQRSTU"))
        write(journal, one, [a_note(n) for n in range(1, 8)])
        write(journal, other, [a_note(1)])
        with journal.reading() as connection:
            assert sql.heads(connection, [one, other, empty, 999]) == {one: 7, other: 1, empty: 0}
            assert sql.find_room(connection, "ABCDEF") == one
            assert sql.find_room(connection, "ZZZZZZ") is None

    def test_rooms_do_not_mix(self, journal):
        one, other = room_of(journal, "ABCDEF"), room_of(journal, "GHJKMN")
        mine, theirs = a_note(1), a_note(1, CARETAKERS)
        write(journal, one, [mine])
        write(journal, other, [theirs])
        assert (read(journal, one), read(journal, other)) == ([mine], [theirs])

    def test_two_entries_with_one_number_are_refused_and_the_first_stays(self, journal):
        room = room_of(journal)
        first = a_note(1)
        write(journal, room, [first])
        with pytest.raises(IntegrityError):
            write(journal, room, [a_note(1, CARETAKERS)])
        assert read(journal, room) == [first]

    def test_one_command_written_twice_is_refused(self, journal):
        room = room_of(journal)
        first = a_note(1)
        write(journal, room, [first])
        again = Entry(2, NOON, "amina", first.fact, command=first.command, digest=first.digest)
        with pytest.raises(IntegrityError):
            write(journal, room, [again])
        assert read(journal, room) == [first]

    def test_two_rooms_cannot_have_one_code(self, journal):
        room_of(journal)
        with pytest.raises(IntegrityError):
            room_of(journal)

    def test_a_transaction_that_fails_leaves_nothing(self, journal):
        room = room_of(journal)

        def fail() -> None:
            with journal.writing() as connection:
                sql.append(connection, room, [a_note(1)])
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert read(journal, room) == []
        write(journal, room, [a_note(1)])

    def test_nothing_is_read_before_its_commit(self, journal, other_journal):
        room = room_of(journal)
        with journal.writing() as connection:
            sql.append(connection, room, [a_note(1)])
            assert read(other_journal, room) == []
        assert len(read(other_journal, room)) == 1

    def test_a_kind_of_a_newer_filon_is_not_read_over(self, journal):
        room = room_of(journal)
        write(journal, room, [a_note(1)])
        with journal.writing() as connection:
            connection.execute(text("UPDATE entry SET kind = 'hologram_shown'"))
        with pytest.raises(UnknownFact, match="hologram_shown v4"):
            read(journal, room)

    def test_a_version_of_a_newer_filon_is_not_read_over(self, journal):
        room = room_of(journal)
        write(journal, room, [a_note(1)])
        with journal.writing() as connection:
            connection.execute(text("UPDATE entry SET version = 5"))
        with pytest.raises(UnknownFact, match="note_posted v5"):
            read(journal, room)


class TestErasing:
    def test_nulls_the_words_and_leaves_the_entry(self, journal):
        room = room_of(journal)
        gone, kept = a_note(1, CARETAKERS), a_note(2)
        write(journal, room, [gone, kept])
        with journal.writing() as connection:
            sql.erase(connection, room, [1])
        with journal.reading() as connection:
            assert connection.execute(text("SELECT seq, text FROM entry ORDER BY seq")).all() == [
                (1, None),
                (2, BENCHES),
            ]
        first, second = read(journal, room)
        assert isinstance(first.fact, NotePosted)
        assert (first.fact.text, second) == ("", kept)

    def test_in_one_room_leaves_the_others(self, journal):
        one, other = room_of(journal, "ABCDEF"), room_of(journal, "GHJKMN")
        write(journal, one, [a_note(1)])
        kept = a_note(1)
        write(journal, other, [kept])
        with journal.writing() as connection:
            sql.erase(connection, one, [1])
        assert read(journal, other) == [kept]

    def test_a_very_long_rehearsal_is_possible(self, journal):
        room = room_of(journal)
        write(journal, room, [a_note(1)])
        with journal.writing() as connection:
            sql.erase(connection, room, range(1, AT_ONCE))
        with journal.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM entry WHERE text IS NOT NULL")).scalar_one() == 0

    def test_leaves_the_words_nowhere_on_the_disk(self, tmp_path):
        """SQLite: neither in the database file nor in its write-ahead log."""
        journal = Journal(f"sqlite:///{tmp_path / 'filon.db'}")
        migrate(journal)
        room = room_of(journal)
        secret, padding = "Amina a dit que le gardien dort", "x" * 200
        write(journal, room, [a_note(1, secret), *(a_note(n, padding) for n in range(2, 60))])
        assert found_in(tmp_path, secret) != []
        with journal.writing() as connection:
            sql.erase(connection, room, [1])
        journal.truncate_log()
        assert found_in(tmp_path, secret) == []
        journal.close()


def found_in(folder: Path, words: str) -> list[str]:
    """The files of a folder that hold these words."""
    return [path.name for path in sorted(folder.iterdir()) if words.encode() in path.read_bytes()]


class TestTheSchema:
    def test_brought_up_twice_is_the_same(self, journal):
        room = room_of(journal)
        entry = a_note(1)
        write(journal, room, [entry])
        migrate(journal)
        migrate(journal)
        assert read(journal, room) == [entry]

    def test_of_a_newer_filon_is_refused_and_left_alone(self, journal):
        with journal.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(NewerSchema, match="9999"):
            migrate(journal)
        with journal.reading() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"

    def test_is_the_one_that_the_code_declares(self, journal):
        """Every column of the tables in code is there, and no other."""
        with journal.reading() as connection:
            for table in TABLES:
                connection.execute(select(*table.columns).limit(1))
                connection.execute(select(func.count()).select_from(table))

    def test_keeps_an_acknowledged_commit_through_a_kill(self, tmp_path):
        journal = Journal(f"sqlite:///{tmp_path / 'filon.db'}")
        migrate(journal)
        with journal.writing() as connection:
            told = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "secure_delete")
            ]
        assert told == ["wal", 2, 1]
        journal.close()


class TestPurging:
    def test_deletes_the_rooms_whose_time_is_over_with_all_that_is_theirs(self, journal):
        over, kept = room_of(journal, "ABCDEF", NOON), room_of(journal, "GHJKMN", NOON + 1)
        first = room_of(journal, "PQRSTU", NOON + 1)
        stays = a_note(1)
        for room, entry in ((over, a_note(1)), (kept, stays)):
            write(journal, room, [entry])
            with journal.writing() as connection:
                access.add_key(connection, room, Grant("organiser"))
                access.seat(connection, "navigateur", room, Grant("organiser"))
                leases.take(connection, room, "processus")
                vectors.keep(connection, room, "modèle 1", {"note": vectors.Stored(entry.seq, b"00")})
                code = access.ask_pairing(connection, f"ecran-{room}", NOON)
                access.confirm_pairing(connection, code, room, NOON)
        with journal.writing() as connection:
            rehearsals.add(connection, over, kept)
            rehearsals.add(connection, kept, first)
        with journal.writing() as connection:
            assert sql.purge(connection, NOON) == 1
        with journal.reading() as connection:
            assert sql.find_room(connection, "ABCDEF") is None
            assert sql.count_rooms(connection) == 2
            for table in TABLES:
                assert set(connection.execute(select(table.c.room)).scalars()) == {kept}, table.name
        assert read(journal, kept) == [stays]

    def test_follows_the_date_that_was_changed(self, journal):
        sooner, later = room_of(journal, "ABCDEF", NOON + DAY), room_of(journal, "GHJKMN", NOON)
        with journal.writing() as connection:
            sql.keep(connection, sooner, Dates(NOON - DAY, NOON))
            sql.keep(connection, later, Dates(NOON, NOON + DAY))
            assert [sql.dates(connection, room) for room in (sooner, later)] == [
                Dates(NOON - DAY, NOON),
                Dates(NOON, NOON + DAY),
            ]
            assert [sql.creation_date(connection, room) for room in (sooner, later)] == [NOON, NOON]
            assert sql.purge(connection, NOON) == 1
            assert sql.find_room(connection, "ABCDEF") is None
            assert sql.find_room(connection, "GHJKMN") is not None

    def test_deletes_nothing_before_its_time(self, journal):
        room_of(journal, "ABCDEF", NOON + DAY)
        with journal.writing() as connection:
            assert sql.purge(connection, NOON) == 0
            assert sql.count_rooms(connection) == 1


def test_an_erasure_names_entries_that_exist():
    """The fact that erases is itself an entry: it survives, so that every process learns of it."""
    day, entries = a_day()
    (erasure,) = [entry.fact for entry in entries if isinstance(entry.fact, Erased)]
    held = {entry.seq for entry in entries if hasattr(entry.fact, "text")}
    assert set(erasure.seqs) <= held
    assert day.seq == len(entries)
