"""Preparing a room: written in a form, from a file, and its file taken back."""

import html
import re

import pytest

from server.room.definition import parse
from server.room.outline import Outline

HTML = {"Accept": "text/html"}
WRITTEN = {
    "title": "Le marché",
    "gisements": "Les bancs\nLes étals",
    "colleges": "Ville : Institutions",
    "minutes.gather": "30",
}
SESSION = Outline("Le marché", "Les bancs\nLes étals", "Ville : Institutions", {"gather": 30}).session


def errors(text):
    return dict(re.findall(r'<span class="error" id="wrong-([\w-]+)"><svg[^\n]*?</svg> (.*?)</span>', text))


def taken(site, answer):
    """The session file of the room that an answer in JSON opened."""
    code = answer.json()["code"]
    with site.tool(answer.json()["organiser_key"]) as tool:
        return tool.get(f"/r/{code}/session.toml")


class TestTheForm:
    def test_opens_a_draft_whose_file_says_the_same(self, site):
        with site.phone() as phone:
            page = phone.post("/rooms", data=WRITTEN, headers=HTML)
            assert page.status_code == 201
            (code,) = re.findall(r'<span class="tag">(\w{6})</span>', page.text)
            file = phone.get(f"/r/{code}/session.toml")
        assert file.headers["content-disposition"] == f'attachment; filename="filon-{code}.toml"'
        assert parse(file.text) == SESSION

    def test_tells_what_to_correct_beside_each_field_and_keeps_what_was_typed(self, site):
        with site.phone() as phone:
            page = phone.post("/rooms", data={"title": "M" * 141, "colleges": "Ville <b>"}, headers=HTML)
        assert (page.status_code, errors(page.text)) == (
            422,
            {
                "title": "140 caractères au plus (reçu\u00a0: 141)",
                "gisements": "Écrivez au moins un gisement, un par ligne.",
            },
        )
        assert "M" * 141 in page.text
        assert "Ville <b>" in html.unescape(page.text)
        assert "Ville <b>" not in page.text

    def test_gives_the_file_without_opening_a_room(self, site):
        with site.phone() as phone:
            file = phone.post("/rooms/file", data=WRITTEN, headers=HTML)
            wrong = phone.post("/rooms/file", data={"title": "Le marché"}, headers=HTML)
        assert file.headers["content-disposition"] == 'attachment; filename="le-marche.toml"'
        assert parse(file.text) == SESSION
        assert (wrong.status_code, list(errors(wrong.text))) == (422, ["gisements"])

    def test_shows_the_formats_with_what_they_do(self, site):
        with site.phone() as phone:
            page = phone.get("/rooms/new", headers=HTML)
        assert (page.status_code, errors(page.text)) == (200, {})
        assert 'name="session" value="world-cafe"' in page.text


class TestAFile:
    def test_opens_a_draft(self, site):
        with site.phone() as phone:
            file = phone.post("/rooms/file", data=WRITTEN, headers=HTML)
            opened = phone.post(
                "/rooms/upload", files={"file": ("marche.toml", file.content)}, headers={"Accept": "application/json"}
            )
        assert opened.status_code == 201
        assert parse(taken(site, opened).text) == SESSION

    @pytest.mark.parametrize(
        ("sent", "told"), [(b'titre = "x"', "titre: cette clé n’existe pas"), (b"\xff = ", "TOML")]
    )
    def test_to_be_corrected_is_told_line_by_line(self, site, sent, told):
        with site.phone() as phone:
            page = phone.post("/rooms/upload", files={"file": ("x.toml", sent)}, headers=HTML)
        assert page.status_code == 422
        assert told in page.text


def test_only_the_organiser_takes_the_file(site):
    doors = site.open_room(stage="gather")
    answers = {}
    for role in ("organiser", "facilitator", "screen"):
        with site.tool(doors.keys[role]) as tool:
            answers[role] = tool.get(f"{doors.path}/session.toml").status_code
    assert answers == {"organiser": 200, "facilitator": 403, "screen": 403}
