"""Wording a report for publication, over HTTP: the report changes, the room does not."""

import gzip

import pytest

from tests.clients import Doors, Site, post
from tests.rooms import BENCHES, INTRODUCTION, REWORDED

FORM = {"Accept": "text/html", "HX-Request": "true"}


@pytest.fixture
def doors(site: Site) -> Doors:
    return site.open_room(stage="gather")


def test_a_note_is_reworded_in_the_report_and_stays_as_it_was_everywhere_else(site, doors):
    with site.phone() as phone, site.staff(doors, "organiser") as organiser:
        note = post(phone, doors)["id"]
        answer = organiser.post(f"{doors.path}/notes/{note}/publish", json={"text": REWORDED})
        assert (answer.json()["changed"], answer.json()["published"]) == (True, REWORDED)
        (told,) = organiser.get(f"{doors.path}/export.json").json()["notes"]
        assert (told["text"], told["published"]) == (BENCHES, REWORDED)
        page = organiser.get(f"{doors.path}/report", headers={"Accept": "text/html"}).text
        assert (REWORDED in page, BENCHES in page, "reformulé pour la publication" in page) == (True, False, True)
        assert BENCHES in organiser.get(f"{doors.path}/export.csv").text
        mine = phone.get(f"{doors.path}/mine", headers={"Accept": "text/html"}).text
        wall = organiser.get(f"{doors.path}/console", headers={"Accept": "text/html"}).text
        assert [(BENCHES in one, REWORDED in one) for one in (mine, wall)] == [(True, False), (True, False)]
        console = organiser.post(f"{doors.path}/undo", json={})
        assert console.status_code == 200
        assert organiser.get(f"{doors.path}/export.json").json()["notes"][0]["published"] is None


def test_the_form_shows_the_original_and_gives_it_back(site, doors):
    with site.phone() as phone, site.staff(doors) as staff:
        path = f"{doors.path}/notes/{post(phone, doors)['id']}/publish"
        assert "Revenir" not in staff.get(path, headers=FORM).text
        told = staff.post(path, data={"text": REWORDED}, headers=FORM).text
        assert (REWORDED in told, "Idée · reformulé pour la publication" in told) == (True, True)
        form = staff.get(path, headers=FORM).text
        assert [words in form for words in (BENCHES, REWORDED, "Revenir")] == [True, True, True]
        told = staff.post(path, data={"text": REWORDED, "original": "true"}, headers=FORM).text
        assert (BENCHES in told, "reformulé" in told) == (True, False)


def test_words_too_long_or_a_note_unknown_are_told_to_the_form(site, doors):
    with site.phone() as phone, site.staff(doors) as staff:
        path = f"{doors.path}/notes/{post(phone, doors)['id']}/publish"
        answer = staff.post(path, data={"text": "m" * 281}, headers=FORM)
        assert (answer.status_code, answer.headers["X-Filon-Refusal"]) == (422, "text_too_long")
        assert staff.get(f"{doors.path}/notes/inconnue/publish", headers=FORM).status_code == 422


def test_an_introduction_opens_the_report_and_is_erased_by_emptying_it(site, doors):
    with site.staff(doors, "organiser") as organiser:
        answer = organiser.post(f"{doors.path}/report", data={"text": INTRODUCTION}, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{doors.path}/report")
        page = organiser.get(answer.headers["Location"], headers={"Accept": "text/html"}).text
        first, second = (f"<p>{part}</p>" for part in INTRODUCTION.split("\n\n"))
        assert -1 < page.index(first) < page.index(second) < page.index("report-lead")
        poster = organiser.get(f"{doors.path}/export.svg").text
        assert "mois de mars" not in poster
        assert organiser.post(f"{doors.path}/report", json={"text": ""}).json()["changed"] is True
        journal = gzip.decompress(organiser.get(f"{doors.path}/archive").content).decode()
        assert ("report_introduced" in journal, "mois de mars" in journal) == (True, False)
        assert organiser.get(f"{doors.path}/export.json").json()["introduction"] == ""
