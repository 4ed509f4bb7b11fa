"""Lines in French beside notes, over HTTP: who writes them, where they are read, and the notes that wait for one."""

import io
from zipfile import ZipFile

import httpx

from server.reports import docx, html, odt
from server.reports.contract import export
from server.room.translation import TranslateNote
from tests.clients import Doors, Site, frame, frame_with, post
from tests.rooms import BENCHES, new_id, opened, play
from tests.rooms import post as rule_post

TURKISH = "Parkta daha fazla bank istiyoruz"
LINE = "Nous voulons plus de bancs au parc"
HOSTILE = "<script>alert(1)</script> & « Plus » de bancs"
HTML = {"Accept": "text/html"}


def translate(staff: httpx.Client, doors: Doors, note: str, text: str, **more: object) -> httpx.Response:
    return staff.post(f"{doors.path}/notes/{note}/translation", json={"text": text, **more})


def test_a_line_is_read_under_the_words_on_every_page(site: Site) -> None:
    doors = site.open_room(stage="gather")
    with site.phone() as phone, site.staff(doors) as staff, site.staff(doors, "organiser") as organiser:
        note = post(phone, doors, TURKISH)["id"]
        with site.socket(doors) as socket:
            frame(socket)
            assert translate(staff, doors, note, LINE).json()["changed"] is True
            pushed = frame_with(socket, LINE)["content"]
        assert pushed.index(TURKISH) < pushed.index(LINE) < pushed.index("traduit par une personne")
        mine = phone.get(f"{doors.path}/mine", headers=HTML).text
        home = phone.get(f"{doors.path}/souvenir", headers=HTML).text
        console = staff.get(f"{doors.path}/console", headers=HTML).text
        csv = organiser.get(f"{doors.path}/export.csv?dialect=open").text
        told = organiser.get(f"{doors.path}/export.json").json()
    for page in (mine, home, console, csv):
        assert (TURKISH in page, LINE in page) == (True, True)
    assert [(one["text"], one["translation"]) for one in told["notes"]] == [(TURKISH, LINE)]


def test_a_report_quotes_the_line_under_the_words_in_every_format() -> None:
    room = opened(stage="gather")
    play(room, TranslateNote(new_id(), rule_post(room, TURKISH), HOSTILE))
    found = export(room)
    told = {
        "html": html.write(found).decode(),
        "docx": ZipFile(io.BytesIO(docx.write(found))).read("word/document.xml").decode(),
        "odt": ZipFile(io.BytesIO(odt.write(found))).read("content.xml").decode(),
    }
    for text in told.values():
        words, line, mark = (text.index(one) for one in (TURKISH, "&lt;script&gt;alert(1)", "traduit par une personne"))
        assert (words < line < mark, "<script>alert" in text) == (True, False)


def test_a_line_runs_nothing(site: Site) -> None:
    doors = site.open_room(stage="gather")
    with site.phone() as phone, site.staff(doors) as staff:
        note = post(phone, doors, TURKISH)["id"]
        translate(staff, doors, note, HOSTILE)
        pages = [
            phone.get(doors.path, headers=HTML).text,
            phone.get(f"{doors.path}/mine", headers=HTML).text,
            staff.get(f"{doors.path}/console", headers=HTML).text,
            staff.get(f"{doors.path}/translations?note={note}", headers=HTML).text,
        ]
    assert [("<script>alert" in page, "&lt;script&gt;alert" in page) for page in pages] == [(False, True)] * 4


def test_the_line_of_a_hidden_note_is_nowhere_that_people_read(site: Site) -> None:
    doors = site.open_room(stage="gather")
    with (
        site.phone() as author,
        site.phone() as phone,
        site.staff(doors) as staff,
        site.staff(doors, "screen") as screen,
    ):
        note = post(author, doors, TURKISH)["id"]
        translate(staff, doors, note, LINE)
        staff.post(f"{doors.path}/screen", json={"view": "wall", "gisement": "g1"})
        before = [phone.get(doors.path, headers=HTML).text, screen.get(f"{doors.path}/screen", headers=HTML).text]
        staff.post(f"{doors.path}/notes/{note}/hide", json={"hidden": True})
        after = [phone.get(doors.path, headers=HTML).text, screen.get(f"{doors.path}/screen", headers=HTML).text]
    assert ([LINE in page for page in before], [LINE in page for page in after]) == ([True, True], [False, False])


def test_what_waits_for_a_line_is_listed_where_lines_are_written_and_counted_on_the_console(site: Site) -> None:
    doors = site.open_room(stage="gather")
    with site.phone() as phone, site.staff(doors) as staff:
        note = post(phone, doors, BENCHES)["id"]
        key = {"Authorization": f"Bearer {doors.keys['facilitator']}"}
        with (
            site.socket(doors, "console", translating="true", headers=key) as listed,
            site.socket(doors, "console", gisement="g1", headers=key) as console,
        ):
            assert "Rien à traduire" in frame(listed)["content"]
            frame(console)
            staff.post(f"{doors.path}/notes/{note}/to-translate", json={})
            assert BENCHES in frame_with(listed, "1\u00a0note à traduire")["content"]
            frame_with(console, "1\u00a0note à traduire")
            staff.post(f"{doors.path}/notes/{note}/to-translate", json={"asked": False})
            frame_with(listed, "Rien à traduire")


def test_without_a_script_a_line_leads_to_the_next_note(site: Site) -> None:
    doors = site.open_room(stage="gather")
    with site.phone() as phone, site.staff(doors) as staff:
        first, second = (post(phone, doors, text)["id"] for text in (TURKISH, "More benches in the park"))
        for note in (first, second):
            staff.post(f"{doors.path}/notes/{note}/to-translate", json={})
        page = staff.get(f"{doors.path}/translations", headers=HTML).text
        assert f'action="{doors.path}/notes/{first}/translation"' in page
        path = f"{doors.path}/notes/{first}/translation"
        answer = staff.post(path, data={"text": LINE, "back": "true"}, headers=HTML)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{doors.path}/translations")
        page = staff.get(f"{doors.path}/translations", headers=HTML).text
        assert f'action="{doors.path}/notes/{second}/translation"' in page
        page = staff.get(f"{doors.path}/translations?note={first}", headers=HTML).text
        assert LINE in page
        skipped = staff.post(
            f"{doors.path}/notes/{second}/to-translate", data={"asked": "false", "back": "true"}, headers=HTML
        )
        assert skipped.status_code == 303
        assert "Rien à traduire pour l’instant." in staff.get(f"{doors.path}/translations", headers=HTML).text
