"""A wire to PostgreSQL that can be cut: for a while, or at the worst moment, around a commit."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

Cut = Literal["before the commit", "after the commit"]
CLOSE_AT_ONCE = struct.pack("ii", 1, 0)


class Wire:
    """A TCP proxy. `cut_next` resets the connection of the next COMMIT: before it reaches the server, or before its reply does."""

    def __init__(self, folder: Path) -> None:
        self._target = str(folder / ".s.PGSQL.5432")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._cut: Cut | None = None
        self._through: set[socket.socket] = set()
        self.down = False
        self.cuts: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next(self, when: Cut) -> None:
        self._cut = when

    def pull(self) -> None:
        """Cut what goes through now, and what comes, until `down` is false again."""
        self.down = True
        for connection in list(self._through):
            _reset(connection)

    def close(self) -> None:
        self.pull()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.down:
                    _reset(client)
                    continue
                self._through.add(client)
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                doomed = threading.Event()
                threading.Thread(target=self._up, args=(client, server, doomed), daemon=True).start()
                threading.Thread(target=self._down, args=(client, server, doomed), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self._cut and b"COMMIT" in data:
                    when, self._cut = self._cut, None
                    self.cuts.append(when)
                    if when == "before the commit":
                        break
                    doomed.set()
                server.sendall(data)
        self._through.discard(client)
        _reset(client)
        if not doomed.is_set():
            _reset(server)

    def _down(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if doomed.is_set():
                    break
                client.sendall(data)
        _reset(client)
        _reset(server)


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLOSE_AT_ONCE)
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


@contextmanager
def wire_to(folder: Path) -> Iterator[Wire]:
    wire = Wire(folder)
    try:
        yield wire
    finally:
        wire.close()
