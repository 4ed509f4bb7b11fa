"""Fixtures for every test. Servers are real, started when first asked for, stopped at the end."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from server.journal.journal import Journal
from server.journal.schema import migrate
from tests.clients import Site
from tests.servers import Postgres, Redis, filon_running, postgres_running, redis_running

settings.register_profile("dev", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_running() as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with redis_running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new database, with the newest schema."""
    if request.param == "postgres":
        with request.getfixturevalue("postgres").database() as url:
            yield url
        return
    url = f"sqlite:///{tmp_path / 'filon.db'}"
    journal = Journal(url)
    migrate(journal)
    journal.close()
    yield url


@pytest.fixture
def journal(database: str) -> Iterator[Journal]:
    journal = Journal(database)
    yield journal
    journal.close()


@pytest.fixture
def sqlite_journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal whose files a test looks into."""
    journal = Journal(f"sqlite:///{tmp_path / 'filon.db'}")
    migrate(journal)
    yield journal
    journal.close()


@pytest.fixture
def other_journal(database: str) -> Iterator[Journal]:
    """The same database, as another process reaches it."""
    journal = Journal(database)
    yield journal
    journal.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Filon as it is served by default: one process, the embedded database."""
    with filon_running(tmp_path_factory.mktemp("filon") / "data") as url:
        yield Site(url)
