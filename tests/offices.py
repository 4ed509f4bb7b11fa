"""LibreOffice without a screen, and a listener that hears whether a file made it call somebody."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 180


def soffice() -> str:
    """Where it is. Without it: a failure in CI, a skip elsewhere."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no LibreOffice: run .ci/office")
    return found


def opened_by_office(files: list[Path], folder: Path) -> dict[str, str]:
    """Each file's name -> what LibreOffice shows of it, as HTML: one process opens them all, in a profile of its own."""
    out = folder / "shown"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    direct = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    command = [
        soffice(),
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        "html",
        "--outdir",
        str(out),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, env=direct, cwd=folder)
    return {file.name: (out / f"{file.stem}.html").read_text(encoding="utf-8") for file in files}


class Listener:
    """An address of this machine that answers nothing and remembers what it was asked."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.heard: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                asked = caller.recv(500).split(b"\r\n")[0]
                self.heard.append(asked.decode(errors="replace"))
                caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()
