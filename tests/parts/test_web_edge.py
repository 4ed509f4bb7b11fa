"""The edge: hosts, origins, headers, cookies, bodies that are not what they say, and codes that are guessed."""

import base64
import hashlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from server.config import ROOT
from tests.clients import Site, new_address, post
from tests.rooms import BENCHES, new_id
from tests.servers import filon_running

NOTE = {"gisement": "g1", "kind": "idea", "text": BENCHES}


def outcome(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


@pytest.fixture(scope="module")
def site_under_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As behind a proxy that ends TLS."""
    with filon_running(tmp_path_factory.mktemp("tls") / "data", FILON_PUBLIC_URL="https://filon.example") as url:
        yield Site(url)


def with_cookie(site: Site, path: str, headers: dict[str, str]) -> httpx.Response:
    """A post by a browser that has its cookie, and sends these headers."""
    with site.client() as browser:
        browser.get("/screen")
        assert "filon" in browser.cookies
        return browser.post(path, json=NOTE, headers=headers)


class TestOrigins:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://pirate.example"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Origin": "http://127.0.0.1"},
            {"Origin": "http://127.0.0.1:1"},
            {"Origin": "http://["},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
        ids=str,
    )
    def test_that_are_foreign_are_refused_when_a_cookie_rides_along(self, site, doors, headers):
        assert outcome(with_cookie(site, f"{doors.path}/notes", headers)) == (403, "forbidden")
        assert site.board(doors)["notes"] == []

    @pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}], ids=str)
    def test_may_be_absent_when_the_browser_says_nothing_else(self, site, doors, headers):
        assert with_cookie(site, f"{doors.path}/notes", headers).status_code == 201

    def test_of_our_own_pages_are_accepted(self, site, doors):
        assert (
            with_cookie(site, f"{doors.path}/notes", {"Origin": site.url, "Sec-Fetch-Site": "same-origin"}).status_code
            == 201
        )

    def test_are_not_asked_of_tools_without_a_cookie(self, site, doors):
        with site.tool() as tool:
            assert tool.post(f"{doors.path}/notes", json=NOTE).status_code == 201

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_are_checked_on_every_unsafe_method(self, site, doors, method):
        with site.client() as browser:
            browser.get("/screen")
            answer = browser.request(
                method, f"{doors.path}/notes/{new_id()}", json={}, headers={"Origin": "https://pirate.example"}
            )
        assert outcome(answer) == (403, "forbidden")

    def test_are_not_checked_on_reading(self, site, doors):
        with site.client() as browser:
            browser.get("/screen")
            assert browser.get(f"{doors.path}/mine", headers={"Origin": "https://pirate.example"}).status_code == 200

    def test_do_not_open_a_tool_s_door_with_a_cookie_and_a_key(self, site, doors):
        """A page of another site that somehow knows a key still rides on the cookie."""
        with site.client() as browser:
            browser.get("/screen")
            answer = browser.post(
                f"{doors.path}/stage", json={"stage": "vote"},
                headers={"Origin": "https://pirate.example", "Authorization": f"Bearer {doors.keys['facilitator']}"},
            )  # fmt: skip
        assert outcome(answer) == (403, "forbidden")
        assert site.board(doors)["stage"] == "gather"


class TestHosts:
    @pytest.mark.parametrize(
        "host", ["pirate.example", "127.0.0.1.pirate.example", "localhost.pirate.example", "filon", "[", "a b", ""]
    )
    def test_that_are_not_ours_are_refused(self, site, host):
        port = site.url.rpartition(":")[2]
        answer = raw(site, f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        assert answer.split(b"\r\n")[0].split(b" ")[1] in (b"400", b"403")
        assert b'{"ok":true}' not in answer

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "192.168.1.20", "[::1]", "LOCALHOST"])
    def test_that_are_addresses_or_this_machine_are_served(self, site, host):
        port = site.url.rpartition(":")[2]
        answer = raw(site, f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        assert answer.endswith(b'{"ok":true}')

    def test_of_the_public_address_are_served(self, site_under_tls):
        answer = raw(site_under_tls, b"GET /healthz HTTP/1.1\r\nHost: filon.example\r\nConnection: close\r\n\r\n")
        assert answer.endswith(b'{"ok":true}')


def raw(site: Site, request: bytes) -> bytes:
    """What a server answers to bytes that no client library would send."""
    host, _, port = site.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10, source_address=(new_address(), 0)) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


class TestHeaders:
    WANTED: ClassVar = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }

    @pytest.mark.parametrize(
        "path", ["/healthz", "/", "/r/ZZZZZZ", "/rien", "/static/vendor/htmx.min.js", "/api/rooms"]
    )
    def test_are_on_every_answer(self, site, path):
        with site.tool() as tool:
            answer = tool.get(path)
        assert {name: answer.headers[name] for name in self.WANTED} == self.WANTED

    def test_let_a_page_do_nothing_but_its_own(self, site):
        with site.tool() as tool:
            policy = tool.get("/").headers["content-security-policy"]
        told = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
        assert told["default-src"] == ["'none'"]
        ours = ("style-src", "connect-src", "font-src", "form-action")
        assert [told[name] for name in ours] == [["'self'"]] * 4
        assert (told["base-uri"], told["frame-ancestors"]) == (["'none'"], ["'none'"])
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & {word for words in told.values() for word in words}

    def test_let_through_the_one_script_that_stands_in_pages(self, site):
        with site.tool() as tool:
            answer = tool.get("/")
        standing = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in standing]
        (scripts,) = re.findall(r"script-src ([^;]*);", answer.headers["content-security-policy"])
        assert scripts.split() == ["'self'", *(f"'sha256-{one}'" for one in hashes)]

    def test_are_on_refusals_and_foreign_requests_too(self, site, doors):
        with site.client() as browser:
            browser.get("/screen")
            answer = browser.post(f"{doors.path}/notes", json=NOTE, headers={"Origin": "https://pirate.example"})
        assert {name: answer.headers.get(name) for name in self.WANTED} == self.WANTED

    def test_keep_answers_out_of_caches(self, site, doors):
        with site.staff(doors) as staff:
            assert staff.get(f"{doors.path}/board.json").headers["cache-control"] == "no-store"

    def test_ask_for_tls_only_under_tls(self, site, site_under_tls):
        with site.tool() as tool:
            assert "strict-transport-security" not in tool.get("/healthz").headers
        with site_under_tls.tool() as tool:
            assert tool.get("/healthz").headers["strict-transport-security"].startswith("max-age=")

    def test_do_not_name_the_server(self, site):
        with site.tool() as tool:
            assert "server" not in tool.get("/healthz").headers

    def test_let_versioned_files_be_kept_and_others_be_asked_again(self, site):
        with site.tool() as tool:
            plain = tool.get("/static/vendor/htmx.min.js")
            assert plain.headers["cache-control"] == "no-cache"
            tag = plain.headers["etag"].strip('"')
            assert "immutable" in tool.get(f"/static/vendor/htmx.min.js?v={tag}").headers["cache-control"]
            again = tool.get("/static/vendor/htmx.min.js", headers={"If-None-Match": f'"{tag}"'})
        assert (again.status_code, again.content) == (304, b"")

    def test_leave_what_files_say_to_their_readers_here(self, site):
        with site.tool() as tool:
            sheet, script = (tool.get(f"/static/{name}").text for name in ("css/tokens.css", "js/live.js"))
            ours = tool.get("/static/vendor/htmx.min.js").content
        told = (ROOT / "static/js/live.js").read_text(encoding="utf-8")
        assert ("/*" in sheet, "\n  " in sheet) == (False, False)
        assert [(n, line) for n, line in enumerate(script.splitlines()) if line] == [
            (n, line) for n, line in enumerate(told.splitlines()) if line and not line.startswith("//")
        ]
        assert ours == (ROOT / "static/vendor/htmx.min.js").read_bytes()

    @pytest.mark.parametrize(
        "path", ["/static/../server/app.py", "/static/%2e%2e/pyproject.toml", "/static/vendor/vendor.py", "/static/"]
    )
    def test_files_that_are_not_to_be_served_are_not(self, site, path):
        answer = raw(site, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        assert answer.split(b" ")[1] == b"404"


class TestTheCookie:
    def cookie(self, site: Site, path: str) -> str:
        with site.client() as browser:
            (cookie,) = [value for name, value in browser.get(path).headers.multi_items() if name == "set-cookie"]
        return cookie

    def test_is_for_this_site_alone_and_out_of_reach_of_scripts(self, site):
        name, *attributes = self.cookie(site, "/screen").split("; ")
        assert name.startswith("filon=")
        assert set(attributes) == {"Path=/", "Max-Age=31536000", "HttpOnly", "SameSite=Lax"}

    def test_is_bound_to_the_host_under_tls(self, site_under_tls):
        name, *attributes = self.cookie(site_under_tls, "/screen").split("; ")
        assert name.startswith("__Host-filon=")
        assert set(attributes) == {"Path=/", "Max-Age=31536000", "HttpOnly", "SameSite=Lax", "Secure"}

    def test_is_set_once(self, site, doors):
        with site.phone() as phone:
            assert "set-cookie" in phone.post(f"{doors.path}/notes", json=NOTE | {"id": new_id()}).headers
            assert "set-cookie" not in phone.post(f"{doors.path}/notes", json=NOTE | {"id": new_id()}).headers

    def test_of_ones_own_making_is_not_believed(self, site, doors):
        with site.phone() as phone:
            note = post(phone, doors)
            browser = phone.cookies["filon"].rpartition(".")[0]
        for forged in (browser, f"{browser}.faux", f"{browser}.{'A' * 43}", "", "."):
            with site.phone() as thief:
                thief.cookies.set("filon", forged)
                answer = thief.patch(f"{doors.path}/notes/{note['id']}", json={"text": "à moi"})
                assert outcome(answer) == (403, "not_yours")
        assert [n["text"] for n in site.board(doors)["notes"]] == [BENCHES]

    def test_of_another_server_is_not_believed(self, site, site_under_tls, doors):
        with site.phone() as phone, site_under_tls.client() as elsewhere:
            foreign = elsewhere.get("/screen").headers["set-cookie"].partition("=")[2].partition(";")[0]
            phone.cookies.set("filon", foreign)
            assert "set-cookie" in phone.post(f"{doors.path}/notes", json=NOTE).headers

    def test_is_not_set_by_reading_what_needs_none(self, site):
        with site.client() as browser:
            assert not [
                path for path in ("/healthz", "/readyz", "/", "/metrics") if "set-cookie" in browser.get(path).headers
            ]


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"", b"{", b"[]", b"12", b'"texte"', b"null", b"{'text': 1}", b"[" * 20_000, b'{"a":' * 5_000, b"\xff\xfe\x00",
            b'{"text": "' + b"a" * 70_000 + b'"}', b"9" * 5_000, b'{"id": {"$ne": null}}',
        ],
        ids=lambda body: repr(body[:20]),
    )  # fmt: skip
    def test_that_are_not_json_are_refused(self, site, doors, body):
        with site.phone() as phone:
            answer = phone.post(f"{doors.path}/taps", content=body, headers={"Content-Type": "application/json"})
        assert outcome(answer) == (400, "bad_request")
        assert site.board(doors)["seq"] == 2

    @pytest.mark.parametrize(
        "kind",
        [
            "text/plain",
            "text/xml",
            "multipart/form-data; boundary=x",
            "application/jsonp",
            "application/octet-stream",
            "x",
        ],
    )
    def test_of_another_type_are_refused(self, site, doors, kind):
        with site.phone() as phone:
            answer = phone.post(f"{doors.path}/notes", content=b'{"text": "a"}', headers={"Content-Type": kind})
        assert outcome(answer) == (415, "unsupported_type")
        assert site.board(doors)["notes"] == []

    def test_without_a_type_are_refused(self, site, doors):
        with site.phone() as phone:
            answer = phone.post(f"{doors.path}/notes", content=b'{"text": "a"}')
        assert outcome(answer) == (415, "unsupported_type")

    @pytest.mark.parametrize(
        "kind", ["application/json", "application/json; charset=utf-8", "Application/JSON ; charset=UTF-8"]
    )
    def test_may_say_how_they_are_written(self, site, doors, kind):
        with site.phone() as phone:
            body = b'{"gisement": "g1", "kind": "idea", "text": "Plus de bancs"}'
            assert phone.post(f"{doors.path}/notes", content=body, headers={"Content-Type": kind}).status_code == 201

    def test_in_another_encoding_stay_readable(self, site, doors):
        with site.phone() as phone:
            body = '{"gisement": "g1", "kind": "idea", "text": "Un été à la Seine"}'.encode("latin-1")
            answer = phone.post(f"{doors.path}/notes", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["text"]) == (201, "Un \ufffdt\ufffd \ufffd la Seine")

    def test_with_more_than_is_asked_are_read_for_what_is(self, site, doors):
        with site.phone() as phone:
            note = post(phone, doors, hidden=True, author="amina", role="organiser", seq=1)
        assert note["hidden"] is False

    def test_that_never_end_are_cut(self, site, doors):
        def endless() -> Iterator[bytes]:
            yield b'{"text": "'
            for _ in range(3000):
                yield b"a" * 1000

        with site.phone() as phone:
            try:
                answer = phone.post(
                    f"{doors.path}/notes", content=endless(), headers={"Content-Type": "application/json"}
                )
                assert outcome(answer) == (400, "bad_request")
            except httpx.WriteError:  # cut while it was still sending: as good
                pass
        assert site.board(doors)["notes"] == []

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
    def test_by_a_method_that_is_not_served_are_refused(self, site, doors, method):
        with site.tool() as tool:
            assert tool.request(method, f"{doors.path}/stage", json={}).status_code == 405


class TestGuessingCodes:
    def guess(self, site: Site, address: str, count: int) -> list[int]:
        with site.client(address) as client:
            return [
                client.get(f"/r/ZZZZ{n:02}".replace("0", "A").replace("1", "B") + "/board.json").status_code
                for n in range(count)
            ]

    def test_is_slowed_down(self, site):
        answers = self.guess(site, new_address(), 40)
        assert answers[:20] == [404] * 20
        assert answers[25:] == [429] * 15

    def test_of_one_address_does_not_slow_another(self, site, doors):
        self.guess(site, new_address(), 30)
        with site.client() as other:
            assert outcome(other.get("/r/ZZZZZZ/board.json")) == (404, "no_such_room")

    def test_does_not_shut_out_who_has_joined_from_there(self, site, doors):
        address = new_address()
        with site.phone(address) as phone:
            post(phone, doors)
            self.guess(site, address, 40)
            post(phone, doors)
        with site.phone(address) as neighbour:
            post(neighbour, doors)
        assert len(site.board(doors)["notes"]) == 3

    def test_right_after_many_wrong_ones_is_not_rewarded(self, site, doors):
        address = new_address()
        self.guess(site, address, 40)
        with site.phone(address) as phone:
            assert outcome(phone.post(f"{doors.path}/notes", json=NOTE)) == (429, "too_fast")

    def test_three_hundred_people_of_one_address_are_let_in(self, site, doors):
        address = new_address()
        with site.client(address) as room:
            codes = set()
            for _ in range(300):
                room.cookies.clear()
                codes.add(room.get(f"{doors.path}/mine").status_code)
        assert codes == {200}


class TestAnAdminKey:
    @pytest.fixture(scope="class")
    def locked(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
        with filon_running(tmp_path_factory.mktemp("locked") / "data", FILON_ADMIN_KEY="sésame ouvre-toi") as url:
            yield Site(url)

    @pytest.mark.parametrize("header", [None, "Bearer", "Bearer sesame", "Basic x", "Bearer sésame"])
    def test_is_asked_to_open_a_room(self, locked, header):
        with locked.tool() as tool:
            headers = {"Authorization": header.encode()} if header else {}
            assert outcome(tool.post("/api/rooms", json={"session": "argenteuil"}, headers=headers)) == (
                403,
                "forbidden",
            )
            assert outcome(tool.post("/rooms", json={"session": "argenteuil"}, headers=headers)) == (403, "forbidden")

    def test_opens_one(self, tmp_path: Path):
        with filon_running(tmp_path / "data", FILON_ADMIN_KEY="sesame") as url, Site(url).tool("sesame") as tool:
            assert tool.post("/api/rooms", json={"session": "argenteuil"}).status_code == 201

    def test_may_have_accents(self, locked):
        with locked.tool() as tool:
            header = {"Authorization": "Bearer sésame ouvre-toi".encode()}
            assert tool.post("/api/rooms", json={"session": "argenteuil"}, headers=header).status_code == 201


def test_a_server_with_a_secret_of_its_own_starts_in_a_folder_that_does_not_exist(tmp_path):
    with filon_running(tmp_path / "neuf", FILON_SECRET="s" * 40) as url, Site(url).tool() as tool:
        assert tool.get("/readyz").json()["journal"] is True
