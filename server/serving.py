"""Listening and serving: the socket and its limits, one process or several, a data folder for one server alone."""

import ctypes
import errno
import fcntl
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from types import FrameType
from typing import Any

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from server.config import Config
from server.journal.journal import Journal
from server.journal.schema import NewerSchema, migrate
from server.network import address

BACKLOG = 2048
SEND_BUFFER = 64 * 1024
STALLED = 10_000
"""Milliseconds after which the kernel gives up a connection whose reader takes nothing."""
GRACE, HARD_STOP = 5, 9.0
"""Seconds after SIGTERM: clients are cut off, then the process ends whatever it waits for."""

OPTIONS: dict[str, Any] = {
    "loop": "uvloop", "http": "httptools", "lifespan": "on", "ws": "websockets-sansio",
    "ws_per_message_deflate": False, "ws_max_size": 4096, "server_header": False,
    "access_log": False, "log_config": None, "log_level": "warning",  # uvicorn's info lines hold people's addresses
    "backlog": BACKLOG, "timeout_graceful_shutdown": GRACE,
}  # fmt: skip


class Stop(Exception):
    """A command that cannot go on: its message is for the person at the terminal."""


def serve(host: str, port: int, config: Config, ready: Callable[[Config], None], workers: int = 1) -> None:
    """Listen, tell `ready` under which settings (port 0 is any free one), then serve until stopped. Raises Stop."""
    if workers > 1 and not (config.database_url and config.redis_url):
        raise Stop("Plusieurs processus partagent une base et un bus : définissez DATABASE_URL et REDIS_URL.")
    _prepare_process()
    with ExitStack() as stack:
        listening = stack.enter_context(_listening(host, port))
        stack.enter_context(_data_to_oneself(config))
        config = replace(config, port=listening.getsockname()[1])
        config = replace(config, public_url=config.public_url or address(host, config.port)).with_secret()
        with journal_of(config):
            ready(config)
        if workers > 1:
            _serve_by_many(config, listening, workers)
        else:
            with suppress(KeyboardInterrupt):
                from server.app import (
                    build,  # late: who only exports loads none of the web (23 MB, half a second of CPU)
                )

                _Server(uvicorn.Config(build(config), **OPTIONS)).run([listening])


@contextmanager
def journal_of(config: Config) -> Iterator[Journal]:
    """The journal of these settings, brought to this version's schema. Raises Stop."""
    if config.embedded:
        _make_folder(config)
    try:
        with closing(Journal(config.database)) as journal:
            migrate(journal)
            yield journal
    except NewerSchema as error:
        raise Stop(str(error)) from None
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise Stop(f"La base de données ne répond pas : {cause}") from None


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The listening socket. Its limits pass to every connection: a stalled reader holds little, and not for long."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED)
        try:
            listening.bind((host, port))
            listening.listen(BACKLOG)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(f"Le port {port} est déjà occupé : choisissez-en un autre avec --port.") from None
            raise Stop(f"Impossible d'écouter sur {host}, port {port} ({error.strerror}).") from None
        except OverflowError:
            raise Stop(f"{port} n'est pas un numéro de port : de 0 à 65535.") from None
        yield listening


@contextmanager
def _data_to_oneself(config: Config) -> Iterator[None]:
    """The embedded database has one server: a second would hear late of what the first writes."""
    if not config.embedded:
        yield
        return
    _make_folder(config)
    with (config.data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop(
                f"Un serveur Filon utilise déjà le dossier {config.data} : indiquez-en un autre (--data)."
            ) from None
        yield


def _make_folder(config: Config) -> None:
    try:
        config.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"Le dossier {config.data} n'est pas utilisable ({error.strerror}).") from None


class _Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # A thread that waits for a locked database would hold the process back.
        last = threading.Timer(HARD_STOP, os._exit, (1,))
        last.daemon = True
        last.start()


class _Supervisor(Multiprocess):
    def join_all(self) -> None:
        for process in self.processes:
            process.process.join(HARD_STOP)
            if process.process.is_alive():
                process.kill()


def _serve_by_many(config: Config, listening: socket.socket, workers: int) -> None:
    """Each worker builds its application from the environment."""
    os.environ |= {
        "FILON_DATA": str(config.data.absolute()),
        "FILON_PUBLIC_URL": config.public_url,
        "PORT": str(config.port),
    }
    settings = uvicorn.Config("server.serving:worker", factory=True, workers=workers, **OPTIONS)
    _Supervisor(settings, [listening]).run()


def worker() -> ASGIApp:
    """The application of one process among several, which ends with its parent."""
    parent = multiprocessing.parent_process()
    if sys.platform == "linux" and parent:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent.pid:
            raise SystemExit(1)
    _prepare_process()
    from server.app import application  # late, as above

    return application()


def _prepare_process() -> None:
    """FILON_LOG is the level of Filon's own lines; libraries only warn. Nothing logs who asks for what."""
    level = logging.getLevelNamesMapping().get(os.environ.get("FILON_LOG", "").upper(), logging.WARNING)
    logging.basicConfig(level=max(level, logging.WARNING), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("filon").setLevel(level)
