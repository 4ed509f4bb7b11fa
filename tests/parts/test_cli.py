"""The command `filon`, as people and tools run it."""

import json
import os
import signal
import subprocess
import sys

import pytest

from server.config import ROOT
from tests.clients import Doors, Site, frame, post, until_closed
from tests.rooms import BENCHES
from tests.servers import filon_running, free_port, serve_command


def filon(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FILON_", "DATABASE_URL", "REDIS_URL", "PORT"))
    }
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False,
        env=kept | {"PYTHONPATH": str(ROOT)} | settings, timeout=60,
    )  # fmt: skip


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


class TestNew:
    def test_opens_a_room_and_tells_its_links(self, data):
        result = filon("new", "sessions/argenteuil.toml", "--json", "--data", data)
        links = json.loads(result.stdout)
        assert (result.returncode, set(links)) == (0, {
            "code", "join_url", "screen_url", "console_url", "organiser_url", "facilitator_key", "organiser_key", "screen_key",
            "recovery_code",
        })  # fmt: skip
        exported = filon("export", links["code"], "--format", "json", "--data", data)
        told = json.loads(exported.stdout)
        assert (told["title"], told["live"], told["seq"]) == ("Carte blanche Argenteuil", False, 1)

    def test_beside_a_server_is_seen_by_it(self, data):
        with filon_running(data) as url:
            links = json.loads(filon("new", "sessions/argenteuil.toml", "--json", "--open", "--data", data).stdout)
            doors = Doors(links["code"], {"facilitator": links["facilitator_key"]}, links)
            assert Site(url).board(doors)["live"] is True

    def test_names_what_is_wrong_in_the_file(self, data, tmp_path):
        wrong = tmp_path / "bancs.toml"
        wrong.write_text('title = "Bancs"\n[[gisements]]\ntitle = "Les bancs"\n')
        result = filon("new", wrong, "--data", data)
        assert (result.returncode, result.stdout) == (2, "")
        assert "bancs.toml: gisements[1].short: cette clé est obligatoire" in result.stderr


class TestCheck:
    def test_is_happy_with_the_sessions_at_hand(self):
        files = sorted((ROOT / "sessions").glob("*.toml"))
        result = filon("check", *files)
        assert (result.returncode, result.stdout.count(": ok")) == (0, len(files))

    def test_tells_what_to_correct(self, tmp_path):
        wrong = tmp_path / "bancs.toml"
        wrong.write_text("titel = 1")
        result = filon("check", wrong)
        assert result.returncode == 1
        assert "titel: cette clé n'existe pas" in result.stdout


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The data folder of a server that has stopped, and the code of a room with a note. Only read."""
    data = tmp_path_factory.mktemp("written") / "data"
    with filon_running(data) as url:
        site = Site(url)
        doors = site.open_room(stage="gather")
        with site.phone() as phone:
            post(phone, doors)
    return data, doors.code


class TestExport:
    def test_gives_what_was_acknowledged_once_the_server_has_stopped(self, written):
        data, code = written
        told = json.loads(filon("export", code, "--format", "json", "--data", data).stdout)
        assert [note["text"] for note in told["notes"]] == [BENCHES]

    def test_gives_csv_in_both_dialects(self, written):
        data, code = written
        french = filon("export", code.lower(), "--format", "csv", "--data", data).stdout
        assert french.startswith("\ufeffid;gisement;")
        assert filon("export", code, "--format", "csv", "--dialect", "open", "--data", data).stdout.startswith(
            "id,gisement,"
        )

    def test_writes_the_report_to_a_file_or_to_the_standard_output(self, written, tmp_path):
        data, code = written
        assert filon("export", code, "--format", "html", "--output", "-", "--data", data).stdout.count(BENCHES) == 1
        for extension, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("odt", b"PK")):
            path = tmp_path / f"rapport.{extension}"
            assert filon("export", code, "--format", extension, "--output", path, "--data", data).returncode == 0
            assert path.read_bytes().startswith(begins)

    def test_of_a_room_that_is_not_there_says_so(self, written):
        data, _ = written
        result = filon("export", "ZZZZZZ", "--data", data)
        assert (result.returncode, result.stdout) == (2, "")
        assert "Aucune salle ne répond à ce code." in result.stderr

    def test_where_there_is_no_database_makes_none(self, tmp_path):
        result = filon("export", "ZZZZZZ", "--data", tmp_path / "vide")
        assert result.returncode == 2
        assert not (tmp_path / "vide").exists()


class TestServe:
    def test_leaves_a_folder_to_one_server(self, data):
        with filon_running(data):
            result = filon("serve", "--host", "127.0.0.1", "--port", free_port(), "--data", data)
        assert result.returncode == 2
        assert "Un serveur Filon utilise déjà le dossier" in result.stderr

    def test_on_a_port_that_is_taken_says_so(self, data, tmp_path):
        with filon_running(data) as url:
            result = filon(
                "serve", "--host", "127.0.0.1", "--port", url.rpartition(":")[2], "--data", tmp_path / "autre"
            )
        assert result.returncode == 2
        assert "est déjà occupé" in result.stderr

    def test_by_several_processes_wants_a_database_and_a_bus(self, data):
        result = filon("serve", "--port", free_port(), "--workers", 2, "--data", data)
        assert result.returncode == 2
        assert "DATABASE_URL" in result.stderr

    def test_keeps_its_secret_to_itself(self, data):
        with filon_running(data) as url, Site(url).client() as browser:
            browser.get("/screen")
        assert (data / "secret").stat().st_mode & 0o777 == 0o600
        assert len((data / "secret").read_text().strip()) == 64

    def test_stopped_and_started_again_knows_its_rooms_and_its_browsers(self, data):
        with filon_running(data) as url:
            site = Site(url)
            doors = site.open_room(stage="gather")
            with site.phone() as phone:
                note = post(phone, doors)
                cookie = phone.cookies["filon"]
        with filon_running(data) as url:
            site = Site(url)
            with site.phone() as phone:
                phone.cookies.set("filon", cookie)
                answer = phone.patch(f"{doors.path}/notes/{note['id']}", json={"text": "Plus de fontaines"})
            assert answer.status_code == 200
            assert [n["text"] for n in site.board(doors)["notes"]] == ["Plus de fontaines"]

    def test_killed_in_the_middle_keeps_what_it_acknowledged(self, data, tmp_path):
        port = free_port()
        command = serve_command(port, data)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FILON_")} | {
            "PYTHONPATH": str(ROOT)
        }
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Filon écoute")
            site = Site(f"http://127.0.0.1:{port}")
            doors = site.open_room(stage="gather")
            acknowledged = []
            for _ in range(4):
                with site.phone() as phone:
                    acknowledged += [post(phone, doors)["id"] for _ in range(5)]
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            process.stdout.close()
        told = json.loads(filon("export", doors.code, "--data", data).stdout)
        assert [note["id"] for note in told["notes"]] == acknowledged

    def test_tells_its_pages_to_come_back_when_it_stops(self, data):
        with filon_running(data) as url:
            site = Site(url)
            connection = site.socket(site.open_room())
            socket = connection.__enter__()
            frame(socket)
        closed = until_closed(socket)
        assert closed.rcvd is not None
        assert closed.rcvd.code == 1012


class TestArchive:
    @pytest.fixture
    def code(self, data):
        with filon_running(data) as url:
            site = Site(url)
            doors = site.open_room(stage="gather")
            with site.phone() as phone:
                post(phone, doors)
        return doors.code

    def test_exported_and_imported_gives_the_same_room_under_another_code(self, data, code, tmp_path):
        first, again = tmp_path / "salle.filon", tmp_path / "encore.filon"
        assert filon("export", code, "--archive", "--output", first, "--data", data).returncode == 0
        other = tmp_path / "autre"
        imported = filon("import", first, "--json", "--data", other)
        links = json.loads(imported.stdout)
        assert (imported.returncode, len(links), links["code"] != code) == (0, 9, True)
        assert filon("export", links["code"], "--archive", "--output", again, "--data", other).returncode == 0
        assert again.read_bytes() == first.read_bytes()
        with filon_running(other) as url:
            doors = Doors(links["code"], {"facilitator": links["facilitator_key"]}, links)
            assert [note["text"] for note in Site(url).board(doors)["notes"]] == [BENCHES]

    def test_that_is_damaged_is_refused_in_one_sentence_and_nothing_is_written(self, data, tmp_path):
        wrong = tmp_path / "salle.filon"
        wrong.write_bytes(b"Bonjour")
        result = filon("import", wrong, "--data", data)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert "Cette archive ne peut pas être rouverte" in result.stderr
        assert not data.exists()

    def test_that_is_not_there_is_told(self, data, tmp_path):
        result = filon("import", tmp_path / "salle.filon", "--data", data)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert not data.exists()
