"""Pages and partials: what browsers get, from the same handlers that answer JSON to tools."""

import re

import httpx
import pytest

from server.config import ROOT
from tests.clients import post
from tests.rooms import BENCHES, new_id

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HTMX = {"HX-Request": "true", "Accept": "text/html, */*"}


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


def page(answer: httpx.Response, status: int = 200) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8"), answer.text[
        :300
    ]
    return answer.text


def partial(answer: httpx.Response, status: int = 200) -> str:
    """A part of a page: no document around it."""
    text = page(answer, status)
    assert "<html" not in text
    return text


class TestForms:
    def note(self, **values: str) -> dict[str, str]:
        return {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES} | values

    def test_that_post_a_note_get_it_back_under_its_own_id(self, site, doors):
        with site.phone() as phone:
            sent = self.note()
            answers = [phone.post(f"{doors.path}/notes", data=sent) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 200]
        assert [f'id="note-{sent["id"]}"' in partial(answer, answer.status_code) for answer in answers] == [True, True]
        assert BENCHES in answers[0].text
        assert len(site.board(doors)["notes"]) == 1

    @pytest.mark.parametrize(
        ("values", "status", "code", "said"),
        [
            ({"text": " "}, 422, "text_empty", "Écrivez quelques mots"),
            ({"text": "é" * 281}, 422, "text_too_long", "280 caractères au plus"),
            ({"gisement": "g9"}, 422, "unknown_gisement", "n’existe pas"),
            ({"id": "court"}, 400, "bad_request", "n’a pas pu être lue"),
        ],
    )
    def test_that_are_refused_get_the_sentence(self, site, doors, values, status, code, said):
        with site.phone() as phone:
            answer = phone.post(f"{doors.path}/notes", data=self.note(**values))
        text = partial(answer, status)
        assert answer.headers["x-filon-refusal"] == code
        assert said.replace("’", "'") in text.replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ")
        assert site.board(doors)["notes"] == []

    def test_keep_what_is_hostile_as_text(self, site, doors):
        with site.phone() as phone:
            text = partial(phone.post(f"{doors.path}/notes", data=self.note(text='"><script>alert(1)</script>')), 201)
        assert "<script" not in text
        assert "&lt;script&gt;" in text

    def test_that_change_and_withdraw_get_partials(self, site, doors):
        with site.phone() as phone:
            note = post(phone, doors)
            path = f"{doors.path}/notes/{note['id']}"
            changed = partial(phone.patch(path, data={"text": "Plus de fontaines"}))
            assert f'id="note-{note["id"]}"' in changed
            assert "Plus de fontaines" in changed
            partial(phone.request("DELETE", path, headers=HTMX | FORM))
        assert site.board(doors)["notes"] == []

    def test_that_place_dots_get_the_option(self, site):
        doors = site.open_room(stage="vote")
        with site.phone() as phone:
            text = partial(phone.put(f"{doors.path}/ballots/gisements/dots/g4", data={"dots": "2", "rev": "1"}))
            assert "g4" in text
            refused = phone.put(f"{doors.path}/ballots/gisements/dots/g4", data={"dots": "3", "rev": "2"})
            assert refused.headers["x-filon-refusal"] == "cap_reached"
            partial(refused, 422)

    @pytest.mark.parametrize(
        ("path", "values"),
        [
            ("stage", {"stage": "sort"}),
            ("timer", {"action": "start"}),
            ("timer", {"action": "add", "minutes": "5"}),
            ("screen", {"view": "wall", "gisement": "g2"}),
            ("order", {"kind": "question", "title": "Météo", "options": "Soleil\nPluie\n"}),
            ("order/close", {"minutes": "5"}),
            ("gisements", {"title": "Les bords de Seine"}),
            ("tables/rotate", {"steps": "1"}),
            ("ballots", {"on": "gisements", "options[]": "g1"}),
            ("promises", {"text": "Un banc par rue"}),
            ("keys", {"role": "table", "table": "2"}),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_of_the_console_get_a_short_answer(self, site, doors, path, values):
        if "options[]" in values:
            values = values | {"options[]": ["g1", "g2"]}
        with site.phone() as browser:
            browser.post(f"{doors.path}/key", data={"key": doors.keys["organiser"]})
            partial(browser.post(f"{doors.path}/{path}", data=values, headers=HTMX))

    def test_of_participants_get_their_panel(self, site):
        doors = site.open_room(stage="react")
        with site.phone() as phone:
            partial(phone.post(f"{doors.path}/college", data={"college": "police"}))
            partial(phone.post(f"{doors.path}/taps", data={"subject": "c1", "choice": "agree"}))
        assert site.board(doors)["challenges"][0]["agree"] == 1

    def test_with_too_many_fields_are_refused(self, site, doors):
        with site.phone() as phone:
            body = "&".join(f"a{n}=1" for n in range(600))
            answer = phone.post(f"{doors.path}/notes", content=body, headers=FORM | {"Accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")

    def test_open_a_draft_from_the_home_page(self, site):
        with site.phone() as browser:
            text = page(
                browser.post("/rooms", data={"session": "", "title": "Bancs", "gisements": "Les bancs\nLes guichets"}),
                201,
            )
            code = re.search(r"/r/([2-9A-HJKMNP-Z]{6})", text)
            assert code is not None
            told = browser.get(f"/r/{code[1]}/board.json").json()
        assert (told["live"], [g["title"] for g in told["gisements"]]) == (False, ["Les bancs", "Les guichets"])


class TestPages:
    @pytest.mark.parametrize("stage", ["welcome", "react", "gather", "sort", "vote", "results", "promises", "close"])
    def test_of_a_phone_render_in_every_stage(self, site, stage):
        doors = site.open_room(stage=stage)
        with site.phone() as phone:
            text = page(phone.get(doors.path, headers={"Accept": "text/html"}))
            partial(phone.get(f"{doors.path}/panel", headers=HTMX))
        assert '<html lang="fr"' in text
        assert doors.code in text

    @pytest.mark.parametrize("table", [1, 6])
    def test_of_a_phone_at_a_table_render(self, site, doors, table):
        with site.phone() as phone:
            page(phone.get(f"{doors.path}?table={table}", headers={"Accept": "text/html"}))
            page(phone.get(f"{doors.path}?table=7", headers={"Accept": "text/html"}), 422)

    @pytest.mark.parametrize("where", ["console", "organise", "screen"])
    def test_behind_a_key_are_an_empty_shell_until_it_is_exchanged(self, site, doors, where):
        with site.phone() as stranger, site.phone() as phone, site.phone() as browser:
            post(phone, doors, "Plus de fontaines")
            shell = page(stranger.get(f"{doors.path}/{where}", headers={"Accept": "text/html"}))
            assert "fontaines" not in shell
            assert "Incivilités" not in shell
            browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
            opened = page(browser.get(f"{doors.path}/{where}", headers={"Accept": "text/html"}))
            assert len(opened) > len(shell)

    @pytest.mark.parametrize("path", ["/", "/join?code=ZZZZZZ", "/screen"])
    def test_of_the_house_render(self, site, path):
        with site.phone() as browser:
            page(browser.get(path, headers={"Accept": "text/html"}), 404 if "join" in path else 200)

    def test_to_join_lead_to_the_room(self, site, doors):
        with site.phone() as phone:
            code = f" {doors.code[:3].lower()} {doors.code[3:].lower()} "
            answer = phone.get("/join", params={"code": code}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, doors.path)

    def test_to_print_hold_the_code_and_no_key(self, site, doors):
        with site.phone() as phone:
            text = page(phone.get(f"{doors.path}/poster", headers={"Accept": "text/html"}))
        assert doors.code in text
        assert not any(key in text for key in doors.keys.values())

    def test_of_the_console_show_the_choices_of_a_gisement(self, site, doors):
        with site.phone() as phone, site.staff(doors) as staff:
            note = post(phone, doors)["id"]
            staff.post(f"{doors.path}/notes/{note}/move", json={"label": "Se poser dehors"})
            assert "Se poser dehors" in partial(staff.get(f"{doors.path}/themes?gisement=g1", headers=HTMX))

    def test_show_ones_own_notes_and_no_others(self, site, doors):
        with site.phone() as phone, site.phone() as other:
            post(phone, doors, "Plus de fontaines")
            post(other, doors, "Plus de marchés")
            text = page(phone.get(f"{doors.path}/mine", headers=HTMX))
        assert "fontaines" in text
        assert "marchés" not in text

    def test_have_no_script_nor_style_of_their_own(self, site, doors):
        """The policy refuses them: a page that has one is broken. It lets through the one that keeps early taps."""
        with site.phone() as browser:
            browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
            paths = [
                "/",
                doors.path,
                *(f"{doors.path}/{where}" for where in ("console", "screen", "organise", "poster")),
            ]
            texts = {path: page(browser.get(path, headers={"Accept": "text/html"})) for path in paths}
        early = f"<script>{(ROOT / 'templates/_early.js').read_text().rstrip()}</script>"
        wrong = {
            path: found
            for path, text in texts.items()
            if (
                found := re.findall(
                    r"<script(?![^>]*\bsrc=)[^>]*>|<style[^>]*>|\sstyle=|\son\w+=", text.replace(early, "")
                )
            )
        }
        assert wrong == {}

    def test_load_files_that_are_there(self, site, doors):
        with site.phone() as browser:
            browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
            paths = [
                "/",
                doors.path,
                *(f"{doors.path}/{where}" for where in ("console", "screen", "organise", "poster")),
            ]
            wanted = set()
            for path in paths:
                wanted |= set(
                    re.findall(
                        r'(?:src|href)="(/static/[^"]+)"', browser.get(path, headers={"Accept": "text/html"}).text
                    )
                )
            missing = {address for address in wanted if browser.get(address.replace("&amp;", "&")).status_code != 200}
        assert wanted
        assert missing == set()

    def test_on_a_phone_ask_for_one_sheet_of_style_before_anything_else(self, site, doors):
        with site.phone() as browser:
            asked = re.findall(
                r'(?:src|href)="(/static/[^"]+)"', browser.get(doors.path, headers={"Accept": "text/html"}).text
            )
            sheets = [address for address in asked if "/css/" in address]
            parts = [
                browser.get(f"/static/css/{name}.css").text for name in ("tokens", "base", "phone", "phone-panels")
            ]
            served = browser.get(sheets[0])
        assert sheets == [address for address in asked if "/icons/" not in address][:1]
        assert (served.text, served.headers["Cache-Control"]) == ("".join(parts), "public, max-age=31536000, immutable")

    def test_that_are_not_there_say_so_in_words(self, site):
        with site.phone() as browser:
            text = page(browser.get("/r/ZZZZZZ", headers={"Accept": "text/html"}), 404)
        assert "Aucune salle ne répond à ce code" in text


def test_the_same_act_answers_json_to_tools_and_html_to_pages(site, doors):
    with site.staff(doors) as staff:
        as_json = staff.post(f"{doors.path}/timer", json={"action": "start"})
        as_html = staff.post(f"{doors.path}/timer", data={"action": "pause"})
    assert (as_json.json()["ok"], as_json.headers["content-type"]) == (True, "application/json")
    partial(as_html)


class TestWeight:
    @pytest.mark.parametrize(
        ("accepted", "encoding"), [("gzip, deflate", "gzip"), ("identity", None)], ids=["squeezed", "as it is"]
    )
    def test_a_page_that_is_read_is_squeezed_for_who_takes_it(self, site, doors, accepted, encoding):
        with site.phone() as phone:
            answer = phone.get(doors.path, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("content-encoding") == encoding
        assert "</html>" in page(answer)

    def test_a_page_that_shows_keys_never_is(self, site):
        with site.phone() as phone:
            answer = phone.post("/rooms", data={"session": "carte-blanche"}, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in answer.headers
        assert "/organise#" in page(answer, 201)
