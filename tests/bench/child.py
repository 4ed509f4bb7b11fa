"""A server of our own: a child process on a free loopback port, with a data folder that goes with it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from server.config import ROOT

SETTINGS = ("DATABASE_URL", "REDIS_URL", "PORT", "WEB_CONCURRENCY")
ANNOUNCED = "Filon écoute : "


@dataclass(frozen=True, slots=True)
class Server:
    """`started` is when the command was given, on time.perf_counter's clock."""

    url: str
    pid: int
    started: float

    def ask(self, path: str, method: str = "GET", **options: Any) -> httpx.Response:
        return httpx.request(method, self.url + path, timeout=30, trust_env=False, **options).raise_for_status()

    def open_room(self, session: str | dict[str, Any] = "argenteuil") -> dict[str, str]:
        links: dict[str, str] = self.ask("/api/rooms", "POST", json={"session": session}).json()
        return links

    def seconds_until(self, path: str, key: str = "", patience: float = 120) -> float:
        """Seconds from the command to the first good answer at `path` (with a true `key` in it)."""
        while (passed := time.perf_counter() - self.started) < patience:
            try:
                answer = self.ask(path)
                if not key or answer.json()[key]:
                    return time.perf_counter() - self.started
            except httpx.HTTPError:
                pass
            time.sleep(0.005)
        raise TimeoutError(f"{path}: {passed:.0f} s")


def peak_memory(pid: int) -> float:
    """Peak resident memory of a process, in MB (VmHWM, proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def cpu(pid: int) -> float:
    """Seconds of CPU, user and system (fields 14 and 15 of proc(5) stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving() -> Iterator[Server]:
    """`filon serve`, stopped on leaving."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS and not name.startswith("FILON_")}
    with tempfile.TemporaryDirectory(prefix="filon-bench-") as folder:
        command = [sys.executable, "-m", "server.cli", "serve", "--host", "127.0.0.1", "--port", "0", "--data", folder]
        started = time.perf_counter()
        process = subprocess.Popen(command, env=kept, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith(ANNOUNCED), line
            yield Server(line.removeprefix(ANNOUNCED).strip(), process.pid, started)
        finally:
            process.terminate()
            process.wait(15)
