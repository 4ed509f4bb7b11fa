"""Each browser is spoken to in its own language: the one chosen here, else its first that Filon speaks, else French."""

import re

import pytest

from server.i18n import NAMES
from server.room.definition import load
from server.room.outline import Outline
from tests.clients import frame, frame_with, post
from tests.rooms import BENCHES, SESSIONS


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


def page(text: str) -> tuple[str, str]:
    found = re.search(r'<html lang="(\w+)" dir="(\w+)">', text)
    assert found
    return found[1], found[2]


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB", "en"),
        ("ar-MA,ar;q=0.9,fr;q=0.8", "ar"),
        ("de-DE,de;q=0.9,tr;q=0.7,es;q=0.6", "tr"),
        ("de, pt;q=0.1", "pt"),
        ("en;q=0, es;q=0.1", "es"),
        ("de", "fr"),
        ("en;q=many, es", "es"),
        ("*", "fr"),
        (";;q=,,", "fr"),
    ],
)
def test_a_phone_is_spoken_to_in_its_first_language_that_filon_speaks(site, doors, accepted, spoken):
    with site.phone() as phone:
        assert page(phone.get(doors.path, headers={"Accept-Language": accepted}).text)[0] == spoken


@pytest.mark.parametrize("name", ["Referer", "HX-Current-URL"])
def test_an_address_that_is_none_does_no_harm(site, doors, name):
    with site.phone() as phone:
        answer = phone.post(
            f"{doors.path}/taps", json={"subject": "c1"}, headers={name: "http://[", "Accept-Language": "en"}
        )
    assert answer.status_code < 500


class TestTheChoice:
    @pytest.mark.parametrize("code", NAMES)
    def test_is_kept_by_the_browser_and_beats_its_own_languages(self, site, doors, code):
        with site.phone() as phone:
            answer = phone.post("/language", data={"language": code, "to": f"{doors.path}?table=1"})
            assert (answer.status_code, answer.headers["Location"]) == (303, f"{doors.path}?table=1")
            found = page(phone.get(doors.path, headers={"Accept-Language": "en,fr"}).text)
        assert found == (code, "rtl" if code == "ar" else "ltr")

    @pytest.mark.parametrize(
        ("to", "kept"),
        [
            ("https://elsewhere.example/r/X", "/r/X"),
            ("//elsewhere.example", "/"),
            ("//[", "/"),
            ("\\\\elsewhere", "/\\\\elsewhere"),
        ],
    )
    def test_leads_back_to_no_other_site(self, site, to, kept):
        with site.phone() as phone:
            answer = phone.post("/language", data={"language": "en", "to": to})
        assert (answer.status_code, answer.headers["Location"].replace("%5C", "\\")) == (303, kept)

    def test_is_among_those_that_filon_speaks(self, site):
        with site.phone() as phone:
            answer = phone.post("/language", data={"language": "xx"})
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (400, None)


class TestARoom:
    def test_pushes_to_each_phone_in_its_language(self, site, doors):
        with site.socket(doors, lang="fr") as one, site.socket(doors, lang="en") as other, site.phone() as phone:
            frame(one), frame(other)
            post(phone, doors, BENCHES)
            told = [frame_with(socket, BENCHES)["content"] for socket in (one, other)]
        assert ["Toutes les notes" in content for content in told] == [True, False]
        assert ["All the notes" in content for content in told] == [False, True]

    def test_refuses_in_the_language_of_the_phone(self, site, doors):
        with site.phone() as phone:
            body = {"id": "a" * 32, "gisement": "g1", "kind": "idea", "text": " "}
            said = [
                phone.post(f"{doors.path}/notes", json=body, headers={"Accept-Language": code}).json()
                for code in ("fr", "en")
            ]
        assert [one["error"] for one in said] == ["text_empty"] * 2
        assert said[0]["message"] != said[1]["message"]

    def test_speaks_the_languages_of_leaders_on_their_pages(self, site, doors):
        with site.staff(doors) as tool:
            found = {
                (path, code): page(tool.get(f"{doors.path}/{path}", headers={"Accept-Language": code}).text)[0]
                for path in ("console", "screen", "poster", "pack")
                for code in ("en", "ar")
            }
        assert {asked: code for asked, code in found.items() if code != "fr"} == {
            ("console", "en"): "en",
            ("screen", "en"): "en",
            ("poster", "en"): "en",
        }

    def test_answers_an_act_in_the_language_of_the_page_that_asks(self, site, doors):
        said = {}
        with site.staff(doors) as tool:
            for surface in ("/console", "/pack", ""):
                headers = {"Accept-Language": "en", "Referer": f"{site.url}{doors.path}{surface}"}
                answer = tool.post(f"{doors.path}/stage", json={"stage": "nowhere"}, headers=headers)
                said[surface] = answer.json()["message"]
        assert said["/pack"] == "Cette étape n'existe pas dans le déroulé."
        assert said["/console"] == said[""] != said["/pack"]


class TestTheWordsOfARoom:
    """Those of its session file, told as it translates them; marked with their language where it does not."""

    def test_are_told_in_the_language_of_the_phone(self, site, doors):
        with site.phone() as phone:
            told = phone.get(doors.path, headers={"Accept-Language": "ar"}).text
        assert "جمع الأفكار والموارد والصعوبات</h1>" in told
        assert "إتقان اللغة" in told
        assert "Récolter" not in told

    def test_are_told_to_a_socket_too(self, site, doors):
        with site.socket(doors, lang="es") as phone:
            site.enter(doors, "sort")
            assert frame_with(phone, "Releer las notas y agruparlas por temas")

    def test_say_their_language_where_they_have_no_translation(self, site):
        once = load(SESSIONS / "carte-blanche.toml").model_dump(mode="json", exclude_none=True)
        gathering = "Récolter idées, ressources et difficultés"
        said = {"en": {gathering: once["translations"]["en"][gathering]}}
        doors = site.open_room(session=once | {"translations": said}, stage="sort")
        with site.phone() as phone:
            told = phone.get(doors.path, headers={"Accept-Language": "en"}).text
        assert '<span lang="fr" dir="auto">Relire et regrouper les notes en thèmes</span></h1>' in told
        with site.staff(doors) as console:
            led = console.get(f"{doors.path}/console", headers={"Accept-Language": "en"}).text
        assert '<span lang="fr" dir="auto">Relire et regrouper les notes en thèmes</span>' in led
        assert "Gather ideas, resources and difficulties" in led

    def test_are_told_in_the_names_of_buttons(self, site, doors):
        with site.phone() as phone:
            post(phone, doors)
        with site.staff(doors) as console:
            led = console.get(f"{doors.path}/console", headers={"Accept-Language": "en"}).text
            marks = {name: re.findall(rf'aria-label="{name}([^"]+)"', led) for name in ("Change ", "Ask for an idea: ")}
        assert (marks["Change "][0], marks["Ask for an idea: "][-1]) == ("Welcome", "Users")

    def test_of_a_room_written_in_a_form_are_filon_s_own(self, site):
        session = Outline("La place", "Les bancs").session.model_dump(mode="json", exclude_none=True)
        doors = site.open_room(session, "sort")
        with site.phone() as phone:
            told = phone.get(doors.path, headers={"Accept-Language": "pt"}).text
        assert "Pôr em comum</h1>" in told


def test_the_stages_of_formats_are_told_as_each_translates_them(site):
    with site.phone() as browser:
        told = browser.get("/rooms/new", headers={"accept": "text/html", "accept-language": "en"}).text
    lists = re.findall(r"<p>(.+ → .+)</p>", told)
    assert [one.split(" → ")[2] for one in lists] == [
        "Gather ideas, resources and difficulties",
        "Discover the challenges and the seams",
        "Everyone writes their notes",
        "The four rounds of tables",
    ]
    assert not any("lang=" in one for one in lists)


def test_a_draft_is_told_as_leaders_pages_are(site):
    with site.phone() as browser:
        path = browser.post("/drafts", data={"session": "argenteuil"}, headers={"accept": "text/html"}).headers[
            "location"
        ]
        told = [
            browser.get(path, headers={"accept": "text/html", "accept-language": accepted}).text
            for accepted in ("ar", "en")
        ]
    assert [page(one) for one in told] == [("fr", "ltr"), ("en", "ltr")]
    assert "Gather ideas, resources and difficulties <input" in told[1]


@pytest.mark.parametrize(("accepted", "spoken"), [("ar", ("fr", "ltr")), ("ar, en;q=0.5", ("en", "ltr"))])
def test_links_shown_once_to_who_came_from_home_are_told_as_leaders_pages_are(site, doors, accepted, spoken):
    with site.phone() as browser:
        headers = {"accept-language": accepted, "referer": f"{browser.base_url}/"}
        opened = browser.post("/rooms", data={"session": "argenteuil"}, headers=headers)
        found = browser.post("/recover", data={"code": doors.links["recovery_code"]}, headers=headers)
        mistaken = browser.post("/recover", data={"code": "?"}, headers=headers)
    assert [page(answer.text) for answer in (opened, found, mistaken)] == [spoken, spoken, ("ar", "rtl")]
