"""Files written beside a live room, by a process of their own that nobody leaves behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.config import ROOT
from server.reports.formats import FORMATS
from tests.clients import Doors, Site, post
from tests.rooms import BENCHES
from tests.servers import Postgres, children_of, filon_process, filon_running
from tests.waiting import until_now

LONG = 60.0
"""Seconds for a process of low priority, on a machine that does something else too."""
HOSTILE = '<script>alert(1)</script> #panic("x")'


@pytest.fixture
def doors(site):
    doors = site.open_room(stage="gather")
    with site.phone() as phone:
        post(phone, doors, BENCHES)
        post(phone, doors, HOSTILE)
    return doors


class TestAFile:
    @pytest.mark.parametrize("extension", FORMATS)
    def test_of_each_format_is_for_the_organiser(self, site, doors, extension):
        with site.staff(doors, "organiser") as organiser:
            answer = organiser.get(f"{doors.path}/export.{extension}", timeout=LONG)
        assert (answer.status_code, answer.headers["content-type"]) == (200, FORMATS[extension].media)
        assert f'filename="filon-{doors.code}.{extension}"' in answer.headers["content-disposition"]
        assert answer.content[:2] in (b"%P", b"PK", b"<!", b"<?")
        with site.staff(doors, "facilitator") as facilitator:
            assert facilitator.get(f"{doors.path}/export.{extension}", timeout=LONG).status_code == 403

    def test_of_no_known_format_is_not_there(self, site, doors):
        with site.staff(doors, "organiser") as organiser:
            assert organiser.get(f"{doors.path}/export.exe", timeout=LONG).status_code == 404

    def test_holds_what_was_just_acknowledged(self, site, doors):
        with site.phone() as phone:
            post(phone, doors, "Une fontaine")
        with site.staff(doors, "organiser") as organiser:
            assert "Une fontaine" in organiser.get(f"{doors.path}/export.html", timeout=LONG).text

    def test_of_a_room_kept_in_postgresql_is_read_there(self, postgres: Postgres, tmp_path: Path):
        with postgres.database() as database:
            address = database.replace("postgresql+psycopg", "postgresql")
            with filon_running(tmp_path / "data", DATABASE_URL=address, FILON_ENCODER="words") as url:
                site = Site(url)
                doors = site.open_room(stage="gather")
                with site.phone() as phone, site.staff(doors, "organiser") as organiser:
                    post(phone, doors, BENCHES)
                    assert BENCHES in organiser.get(f"{doors.path}/export.html", timeout=LONG).text


class TestThePage:
    def test_is_a_page_of_ours_with_the_report_in_it(self, site, doors):
        with site.staff(doors, "organiser") as organiser:
            answer = organiser.get(f"{doors.path}/report", timeout=LONG, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert answer.text.count("<main") == answer.text.count("<!doctype") == 1
        assert [f"export.{one}" in answer.text for one in ("pdf", "docx", "odt", "html")] == [True] * 4
        assert (BENCHES in answer.text, "&lt;script&gt;alert(1)" in answer.text, "<style" in answer.text) == (
            True,
            True,
            False,
        )

    def test_is_for_the_organiser(self, site, doors):
        with site.staff(doors, "facilitator") as facilitator:
            assert facilitator.get(f"{doors.path}/report", timeout=LONG).status_code == 403


class TestAProcess:
    """A child that was stopped never ends by itself: it is gone when, and only when, somebody ends it."""

    @pytest.fixture
    def served(self, tmp_path: Path):
        with filon_process(tmp_path / "data", FILON_ENCODER="words") as (url, process):
            site = Site(url)
            doors = site.open_room(stage="gather")
            with site.phone() as phone:
                post(phone, doors)
            yield site, doors, process

    def test_is_ended_when_who_asked_has_left(self, served):
        site, doors, process = served
        with asking(site, doors):
            child = stopped(process.pid)
        until_now(lambda: child not in children_of(process.pid), "the child is ended")
        with site.staff(doors, "organiser") as organiser:
            assert organiser.get(f"{doors.path}/export.html", timeout=LONG).status_code == 200

    def test_is_ended_with_the_server(self, served):
        site, doors, process = served
        with asking(site, doors):
            child = stopped(process.pid)
            process.send_signal(signal.SIGTERM)
            process.wait(15)
        assert not Path(f"/proc/{child}").exists()


def asking(site: Site, doors: Doors) -> socket.socket:
    """A connection on which a PDF was asked for."""
    where = urlsplit(site.url)
    connection = socket.create_connection((where.hostname, where.port))
    lines = (
        f"GET {doors.path}/export.pdf HTTP/1.1",
        f"Host: {where.netloc}",
        f"Authorization: Bearer {doors.keys['organiser']}",
    )
    connection.sendall("\r\n".join((*lines, "", "")).encode())
    return connection


def stopped(server: int) -> int:
    """The child that writes, once it is there, and stopped."""
    found: list[int] = []

    def there() -> bool:
        found[:] = [child for child in children_of(server) if b"export" in Path(f"/proc/{child}/cmdline").read_bytes()]
        return bool(found)

    until_now(there, "the child that writes")
    os.kill(found[0], signal.SIGSTOP)
    return found[0]


def test_who_writes_a_file_loads_none_of_the_web():
    """Its memory and its first second are those of a room, not of a server."""
    asked = "import sys, server.cli; print('server.app' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
