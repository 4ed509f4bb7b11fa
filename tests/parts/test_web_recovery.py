"""A lost link is not a lost room: the code on paper, and `filon keys --renew`."""

import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients import Doors, Site, frame, frame_with, new_address, post, until_closed
from tests.parts.test_cli import filon
from tests.rooms import BENCHES
from tests.servers import filon_running

HTML = {"Accept": "text/html"}
WRONG = "2345-6789-ABCD-EFGH-JKMN"


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


def may_organise(site: Site, doors: Doors, key: str) -> bool:
    with site.tool(key) as tool:
        return tool.get(f"{doors.path}/export.json").status_code == 200


class TestTheCodeOnPaper:
    def test_has_five_groups_that_can_be_read_aloud(self, doors):
        assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}", doors.links["recovery_code"])

    @pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}", "{spaced}"])
    def test_gives_a_new_organiser_s_key_however_it_is_typed(self, site, doors, typed):
        code = doors.links["recovery_code"]
        ways = {"lower": code.lower(), "bare": code.replace("-", ""), "spaced": code.replace("-", " – ")}
        with site.tool() as tool:
            answer = tool.post("/recover", json={"code": typed.format(code, **ways)})
        told = answer.json()
        key = told["organiser_key"]
        assert (answer.status_code, told) == (
            201,
            {"code": doors.code, "organiser_url": f"{doors.links['join_url']}/organise#{key}", "organiser_key": key},
        )
        assert key != doors.keys["organiser"]
        assert [may_organise(site, doors, one) for one in (key, doors.keys["organiser"])] == [True, True]

    def test_stays_good_for_it_is_on_paper(self, site, doors):
        with site.tool() as tool:
            keys = [
                tool.post("/recover", json={"code": doors.links["recovery_code"]}).json()["organiser_key"]
                for _ in range(2)
            ]
        assert keys[0] != keys[1]
        assert [may_organise(site, doors, key) for key in keys] == [True, True]

    def test_typed_on_the_home_page_shows_the_link_and_seats_this_browser(self, site, doors):
        with site.phone() as phone:
            answer = phone.post("/recover", data={"code": doors.links["recovery_code"]}, headers=HTML)
            assert answer.status_code == 201
            assert f"{doors.links['join_url']}/organise#" in answer.text
            assert "Liens d’accès" in phone.get(f"{doors.path}/organise", headers=HTML).text

    def test_opens_no_page_by_itself(self, site, doors):
        code = doors.links["recovery_code"]
        for typed in (code, code.replace("-", "")):
            with site.tool(typed) as tool:
                assert tool.get(f"{doors.path}/export.json").status_code == 403
                assert tool.get(f"{doors.path}/board.json").status_code == 403
            with site.phone() as phone:
                assert phone.post(f"{doors.path}/key", json={"key": typed}).status_code == 403

    def test_is_shown_at_opening_and_on_no_page_after(self, site):
        with site.phone() as phone:
            opened = phone.post("/rooms", data={"session": "argenteuil"}, headers=HTML).text
            groups = re.findall(r"<span>([2-9A-HJKMNP-Z]{4})</span>", opened)
            code = re.findall(r'href="/r/(\w{6})/console"', opened)[0]
            assert len(groups) == 5
            after = [phone.get(f"/r/{code}/{page}", headers=HTML).text for page in ("organise", "console", "poster")]
            assert [group for group in groups for page in after if group in page] == []
            told = phone.post("/recover", json={"code": "".join(groups)}).json()
        assert told["code"] == code


class TestANewCode:
    def test_is_made_by_the_organiser_and_the_one_before_stops_working(self, site, doors):
        with site.staff(doors, "organiser") as staff:
            told = staff.post(f"{doors.path}/recovery", json={}).json()
        assert list(told) == ["recovery_code"]
        with site.tool() as tool:
            codes = (doors.links["recovery_code"], told["recovery_code"])
            assert [tool.post("/recover", json={"code": one}).status_code for one in codes] == [422, 201]

    @pytest.mark.parametrize("role", ["screen", "facilitator"])
    def test_is_not_for_lesser_keys(self, site, doors, role):
        with site.staff(doors, role) as staff:
            assert staff.post(f"{doors.path}/recovery", json={}).status_code == 403
        with site.tool() as tool:
            assert tool.post("/recover", json={"code": doors.links["recovery_code"]}).status_code == 201


class TestAWrongCode:
    @pytest.mark.parametrize("wrong", [WRONG, "", "-", "é" * 40, "\u0000", "' OR 1=1 --", "A" * 200])
    def test_opens_nothing(self, site, doors, wrong):
        with site.tool() as tool:
            answer = tool.post("/recover", json={"code": wrong})
        assert (answer.status_code, answer.json()["error"]) == (422, "unknown_recovery")

    def test_is_not_a_room_s_code_nor_a_key(self, site, doors):
        with site.tool() as tool:
            answers = [tool.post("/recover", json={"code": one}) for one in (doors.code, *doors.keys.values())]
        assert [answer.json()["error"] for answer in answers] == ["unknown_recovery"] * 4

    def test_with_one_letter_changed_opens_nothing(self, site, doors):
        code = doors.links["recovery_code"]
        with site.tool() as tool:
            changed = code[:-1] + ("A" if code[-1] != "A" else "B")
            assert tool.post("/recover", json={"code": changed}).status_code == 422

    def test_gets_a_whole_page_with_the_form_again(self, site):
        with site.phone() as phone:
            answer = phone.post("/recover", data={"code": WRONG}, headers=HTML)
        assert (answer.status_code, answer.headers["x-filon-refusal"]) == (422, "unknown_recovery")
        assert 'action="/recover"' in answer.text
        assert "Ce code de secours n’ouvre aucune salle." in answer.text

    def test_is_slowed_down_and_a_good_one_after_too_many_is_not_rewarded(self, site, doors):
        with site.client(new_address()) as guess:
            answers = [guess.post("/recover", json={"code": WRONG}).status_code for _ in range(40)]
            good = guess.post("/recover", json={"code": doors.links["recovery_code"]})
        assert answers[:20] == [422] * 20
        assert answers[25:] == [429] * 15
        assert (good.status_code, good.json()["error"]) == (429, "too_fast")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


class TestRenewing:
    def renew(self, data: Path, doors: Doors, *roles: str) -> dict[str, str]:
        result = filon("keys", doors.code.lower(), "--renew", *roles, "--json", "--data", data)
        assert (result.returncode, result.stderr) == (0, "")
        told: dict[str, str] = json.loads(result.stdout)
        return told

    def test_all_links_beside_a_server_revokes_those_of_before_at_once(self, data):
        with filon_running(data) as url:
            site = Site(url)
            doors = site.open_room(stage="gather")
            with site.phone() as browser:
                browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
                assert browser.get(f"{doors.path}/export.json").status_code == 200
                told = self.renew(data, doors)
                assert browser.get(f"{doors.path}/export.json").status_code == 403
            assert set(told) == set(doors.links)
            kept = {name for name, link in told.items() if doors.links[name] == link}
            assert {"code"} <= kept <= {"code", "join_url"}
            assert [may_organise(site, doors, key) for key in (doors.keys["organiser"], told["organiser_key"])] == [
                False,
                True,
            ]
            with site.tool(doors.keys["facilitator"]) as before, site.tool(told["facilitator_key"]) as now:
                assert [one.get(f"{doors.path}/board.json").status_code for one in (before, now)] == [403, 200]
            with site.tool() as tool:
                codes = (doors.links["recovery_code"], told["recovery_code"])
                assert [tool.post("/recover", json={"code": one}).status_code for one in codes] == [422, 201]
            with site.phone() as phone:
                post(phone, doors)

    def test_closes_the_consoles_that_the_old_links_opened(self, data):
        with filon_running(data) as url:
            site = Site(url)
            doors = site.open_room()
            with site.phone() as browser:
                browser.post(f"{doors.path}/key", json={"key": doors.keys["facilitator"]})
                cookie = {"Cookie": f"filon={browser.cookies['filon']}"}
            with site.socket(doors, view="console", headers=cookie) as console, site.socket(doors) as phone:
                frame(console)
                frame(phone)
                self.renew(data, doors, "facilitator")
                assert until_closed(console, 15).rcvd is not None
                with site.phone() as author:
                    site.enter(replace(doors, keys=doors.keys | {"facilitator": doors.keys["organiser"]}), "gather")
                    post(author, doors, BENCHES)
                frame_with(phone, BENCHES)

    def test_one_role_leaves_the_others(self, data):
        with filon_running(data) as url:
            site = Site(url)
            doors = site.open_room()
            told = self.renew(data, doors, "facilitator")
            assert set(told) == {"code", "join_url", "console_url", "facilitator_key"}
            assert may_organise(site, doors, doors.keys["organiser"])
            with site.tool(doors.keys["facilitator"]) as before:
                assert before.get(f"{doors.path}/board.json").status_code == 403

    def test_prints_links_that_people_read(self, data):
        opened = json.loads(filon("new", "sessions/argenteuil.toml", "--json", "--data", data).stdout)
        said = filon("keys", opened["code"], "--renew", "organiser", "recovery", "--data", data).stdout
        assert re.search(rf"Organiser +http://\S+/r/{opened['code']}/organise#\S{{32}}\n", said)
        assert re.search(r"Code de secours +(?:\w{4}-){4}\w{4}\n", said)
        assert "Projeter" not in said

    def test_a_room_that_is_not_there_says_so_and_makes_nothing(self, data):
        assert filon("keys", "ZZZZZZ", "--renew", "--data", data).returncode == 2
        assert not data.exists()

    def test_keeps_nothing_in_clear(self, data):
        opened = json.loads(filon("new", "sessions/argenteuil.toml", "--json", "--data", data).stdout)
        with sqlite3.connect(data / "filon.db") as connection:
            kept = "\n".join(connection.iterdump())
        bare = opened["recovery_code"].replace("-", "")
        assert [one for one in (opened["recovery_code"], bare, opened["organiser_key"]) if one in kept] == []
