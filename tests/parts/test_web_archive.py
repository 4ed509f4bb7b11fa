"""The archive over HTTP: who may take it, who may open it again."""

import gzip

from server.journal.archive import MOST_BYTES
from tests.clients import Doors, Site, post
from tests.rooms import BENCHES
from tests.servers import filon_running


def taken(site: Site, doors: Doors) -> bytes:
    with site.staff(doors, "organiser") as organiser:
        answer = organiser.get(f"{doors.path}/archive")
    assert answer.status_code == 200
    return answer.content


def entries(data: bytes, most: int | None = None) -> list[bytes]:
    """The lines of its entries: a room goes on living, so one taken later may hold a few more."""
    return gzip.decompress(data).splitlines()[1:-1][:most]


def a_room(site: Site) -> Doors:
    doors = site.open_room(stage="gather")
    with site.phone() as phone:
        post(phone, doors)
    return doors


class TestTaking:
    def test_is_a_file_for_the_organiser(self, site):
        doors = a_room(site)
        with site.staff(doors, "organiser") as organiser:
            answer = organiser.get(f"{doors.path}/archive")
        assert answer.headers["content-disposition"] == f'attachment; filename="filon-{doors.code}.filon"'
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/gzip", "no-store")
        assert BENCHES in gzip.decompress(answer.content).decode()

    def test_is_for_nobody_else(self, site):
        doors = a_room(site)
        for client in (site.phone(), site.staff(doors, "facilitator"), site.staff(doors, "screen")):
            with client:
                assert client.get(f"{doors.path}/archive").status_code == 403


class TestOpeningAgain:
    def test_by_the_api_gives_a_new_room_and_the_same_archive(self, site):
        doors = a_room(site)
        data = taken(site, doors)
        with site.tool() as tool:
            answer = tool.post("/api/rooms/import", content=data, headers={"Content-Type": "application/gzip"})
        assert answer.status_code == 201
        links = answer.json()
        again = Doors(links["code"], {r: links[f"{r}_key"] for r in ("screen", "facilitator", "organiser")}, links)
        assert again.code != doors.code
        assert set(again.keys.values()).isdisjoint(doors.keys.values())
        assert [note["text"] for note in site.board(again)["notes"]] == [BENCHES]
        assert entries(taken(site, again), len(entries(data))) == entries(data)

    def test_by_the_form_makes_this_browser_its_organiser(self, site):
        data = taken(site, a_room(site))
        with site.phone() as browser:
            answer = browser.post(
                "/rooms/import", files={"file": ("salle.filon", data)}, headers={"Accept": "text/html"}
            )
            assert (answer.status_code, "Votre salle est prête" in answer.text) == (201, True)
            links = browser.post(
                "/rooms/import", files={"file": ("salle.filon", data)}, headers={"Accept": "application/json"}
            ).json()
            again = browser.get(f"/r/{links['code']}/archive").content
        assert entries(again, len(entries(data))) == entries(data)

    def test_of_a_wrong_file_is_a_sentence(self, site):
        with site.tool() as tool:
            answer = tool.post("/api/rooms/import", content=b"Bonjour")
            assert (answer.status_code, answer.json()["error"]) == (422, "bad_archive")
            assert tool.post("/api/rooms/import").json()["error"] == "bad_archive"
        with site.phone() as browser:
            page = browser.post(
                "/rooms/import", files={"file": ("salle.filon", b"Bonjour")}, headers={"Accept": "text/html"}
            )
        assert (page.status_code, page.headers["x-filon-refusal"]) == (422, "bad_archive")
        assert page.text.startswith("<!doctype html>")

    def test_of_a_file_too_large_is_refused_before_it_is_read_whole(self, site):
        with site.tool() as tool:
            answer = tool.post("/api/rooms/import", content=b"\0" * (MOST_BYTES + 1))
        assert (answer.status_code, answer.json()["error"]) == (413, "file_too_large")

    def test_of_a_form_that_is_none_is_refused(self, site):
        with site.phone() as browser:
            browser.headers.update({"Content-Type": "multipart/form-data; boundary=x", "Accept": "application/json"})
            for body in (b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"):
                answer = browser.post("/rooms/import", content=body)
                assert answer.status_code in (400, 422)

    def test_takes_the_key_that_opening_a_room_takes(self, site, tmp_path):
        data = taken(site, a_room(site))
        with filon_running(tmp_path / "data", FILON_ADMIN_KEY="secret") as url:
            other = Site(url)
            with other.tool() as tool, other.tool("secret") as admin, other.phone() as browser:
                assert tool.post("/api/rooms/import", content=data).status_code == 403
                assert browser.post("/rooms/import", files={"file": ("a", data)}).status_code == 403
                assert admin.post("/api/rooms/import", content=data).status_code == 201
