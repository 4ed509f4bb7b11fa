"""Promises over HTTP: several writers, teams, and contacts that only the organiser sees."""

import csv
import io
import json

import httpx
import pytest

from tests.clients import Doors, Site, frame, frame_with, post
from tests.rooms import new_id

WORDS = "Ouvrir un guichet le samedi matin"
CONTACT = "amina.d@exemple.fr"


def promised(site: Site, stage: str = "promises") -> tuple[Doors, str]:
    doors = site.open_room(stage=stage)
    with site.staff(doors) as staff:
        return doors, str(staff.post(f"{doors.path}/promises", json={"text": WORDS}).json()["promise"])


def join(phone: httpx.Client, doors: Doors, promise: str, contact: str = "", consent: bool = True) -> httpx.Response:
    body = {"promise": promise, "contact": contact, "consent": consent}
    return phone.post(f"{doors.path}/teams", json=body)


class TestWriting:
    def test_a_field_is_answered_with_what_it_says_and_since_when(self, site):
        doors, promise = promised(site)
        with site.staff(doors) as staff:
            answer = staff.post(
                f"{doors.path}/promises/{promise}", json={"field": "carrier", "text": " La  Ville "}
            ).json()
            again = staff.post(f"{doors.path}/promises/{promise}", json={"field": "carrier", "text": "La Ville"}).json()
        assert (answer["text"], answer["since"], answer["changed"]) == ("La Ville", answer["seq"], True)
        assert (again["text"], again["since"], again["changed"]) == ("La Ville", answer["seq"], False)

    def test_from_a_priority_leads_a_page_to_the_promise(self, site):
        doors = site.open_room(stage="vote")
        with site.phone() as phone, site.staff(doors) as staff:
            phone.put(f"{doors.path}/ballots/gisements/dots/g6", json={"dots": 2})
            site.enter(doors, "results")
            answer = staff.post(f"{doors.path}/drafts", json={"ballot": "gisements", "option": "g6"})
            page = staff.get(answer.headers["HX-Redirect"], headers={"Accept": "text/html"}).text
        promise = site.board(doors)["promises"][0]
        assert answer.headers["HX-Redirect"] == f"{doors.path}/promises/{answer.json()['promise']}"
        assert (promise["ballot"], promise["option"], promise["gisements"]) == ("gisements", "g6", ["g6"])
        assert promise["text"] in page
        assert "2\u00a0points" in page

    def test_is_told_to_the_other_page_at_once(self, site):
        doors, promise = promised(site)
        with site.staff(doors) as staff:
            headers = {"Authorization": f"Bearer {doors.keys['facilitator']}"}
            with site.socket(doors, "console", promise=promise, headers=headers) as other:
                staff.post(f"{doors.path}/promises/{promise}", json={"field": "need", "text": "Ceux qui travaillent"})
                content = frame_with(other, "Ceux qui travaillent")["content"]
        assert 'hx-target="#value-need"' in content

    def test_is_for_facilitators_on_the_socket_too(self, site):
        doors, promise = promised(site)
        with site.staff(doors) as staff:
            table = staff.post(f"{doors.path}/keys", json={"role": "table", "table": 1}).json()["key"]
        headers = {"Authorization": f"Bearer {table}"}
        with pytest.raises(Exception, match="403"), site.socket(doors, "console", promise=promise, headers=headers):
            pass

    def test_what_became_of_it_is_kept_after_the_day(self, site):
        doors, promise = promised(site, "close")
        status = {"state": "tested", "on": "2027-03-02", "evidence": "Douze personnes", "learned": "Un interprète"}
        with site.staff(doors) as staff, site.phone() as phone:
            assert staff.post(f"{doors.path}/promises/{promise}/status", json=status).status_code == 200
            shown = phone.get(doors.path).text
        assert site.board(doors)["promises"][0]["statuses"] == [status]
        assert "2 mars 2027" in shown

    def test_a_promise_taken_away_has_no_page(self, site):
        doors, promise = promised(site)
        with site.staff(doors) as staff:
            staff.post(f"{doors.path}/promises", json={"promise": promise})
            answer = staff.get(f"{doors.path}/promises/{promise}")
        assert (answer.status_code, answer.json()["error"]) == (422, "unknown_promise")


class TestATeam:
    def test_is_joined_told_to_its_member_corrected_and_left(self, site):
        doors, promise = promised(site)
        with site.phone() as phone:
            joined = join(phone, doors, promise, CONTACT).json()["teams"]
            erased = phone.post(f"{doors.path}/teams/erase", json={"promise": promise}).json()["teams"]
            assert CONTACT not in phone.get(doors.path).text
            count = site.board(doors)["promises"][0]["joined"]
            left = phone.post(f"{doors.path}/teams/leave", json={"promise": promise}).json()["teams"]
        assert joined == [{"promise": promise, "text": WORDS, "contact": CONTACT}]
        assert (erased, count, left) == ([{"promise": promise, "text": WORDS, "contact": ""}], 1, [])
        assert site.board(doors)["promises"][0]["joined"] == 0

    def test_takes_a_contact_with_consent_alone(self, site):
        doors, promise = promised(site)
        with site.phone() as phone:
            answer = join(phone, doors, promise, CONTACT, consent=False)
            assert (answer.status_code, answer.json()["error"]) == (422, "consent_needed")
            assert join(phone, doors, promise, consent=False).status_code == 200

    def test_shows_a_contact_to_its_owner_and_the_organiser_and_to_nobody_else(self, site):
        doors, promise = promised(site)
        with (
            site.phone() as phone, site.phone() as other, site.staff(doors) as staff,
            site.staff(doors, "organiser") as organiser, site.staff(doors, "screen") as screen,
        ):  # fmt: skip
            sockets = {
                view: {"Authorization": f"Bearer {doors.keys[role]}"} if role else {}
                for view, role in (("phone", ""), ("screen", "screen"), ("console", "facilitator"))
            }
            for view, headers in sockets.items():
                with site.socket(doors, view, headers=headers) as socket:
                    join(phone, doors, promise, CONTACT)
                    phone.post(f"{doors.path}/teams/leave", json={"promise": promise})
                    join(phone, doors, promise, CONTACT)
                    staff.post(f"{doors.path}/promises/{promise}", json={"field": "carrier", "text": f"Quai {view}"})
                    heard = [json.dumps(frame(socket), ensure_ascii=False)]
                    while f"Quai {view}" not in heard[-1]:
                        heard.append(json.dumps(frame(socket), ensure_ascii=False))
                    assert [told for told in heard if CONTACT in told] == []
            html = {"Accept": "text/html"}
            others = [
                other.get(doors.path), other.get(f"{doors.path}/panel"), staff.get(f"{doors.path}/console", headers=html),
                staff.get(f"{doors.path}/promises/{promise}", headers=html), screen.get(f"{doors.path}/screen", headers=html),
                staff.get(f"{doors.path}/board.json"), organiser.get(f"{doors.path}/export.json"),
                organiser.get(f"{doors.path}/export.csv"), organiser.get(f"{doors.path}/console", headers=html),
            ]  # fmt: skip
            assert [answer.status_code for answer in others] == [200] * len(others)
            assert [answer.url.path for answer in others if CONTACT in answer.text] == []
            assert WORDS in others[0].text
            told = [
                phone.get(doors.path),
                organiser.get(f"{doors.path}/teams"),
                organiser.get(f"{doors.path}/teams.csv"),
            ]
        assert [CONTACT in answer.text for answer in told] == [True] * 3

    def test_is_listed_for_the_organiser_without_harm_to_a_spreadsheet(self, site):
        doors, promise = promised(site)
        with site.phone() as phone, site.phone() as other, site.staff(doors, "organiser") as organiser:
            join(phone, doors, promise, "=HYPERLINK(1)")
            join(other, doors, promise)
            sheet = organiser.get(f"{doors.path}/teams.csv?dialect=open").text
            page = organiser.get(f"{doors.path}/teams", headers={"Accept": "text/html"}).text
        assert list(csv.reader(io.StringIO(sheet))) == [["promesse", "contact"], [WORDS, "'=HYPERLINK(1)"]]
        assert "1\u00a0personne sans contact" in page

    def test_knows_a_phone_by_another_name_than_its_notes(self, site):
        doors, promise = promised(site, "gather")
        with site.phone() as phone, site.phone() as other:
            note = post(phone, doors)
            join(phone, doors, promise, CONTACT)
            body = {"promise": promise, "command": new_id()}
            assert other.post(f"{doors.path}/teams/leave", json=body).json()["teams"] == []
        assert site.board(doors)["promises"][0]["joined"] == 1
        assert site.board(doors)["participants"] == 1
        assert note["id"]


class TestTheClosingVote:
    def test_leaves_with_a_link_that_the_whole_room_sees(self, site):
        doors = site.open_room(stage="close")
        with site.phone() as phone, site.staff(doors) as staff:
            assert f'href="{doors.path}/souvenir"' in phone.get(doors.path, headers={"Accept": "text/html"}).text
            screen = staff.get(f"{doors.path}/screen", headers={"Accept": "text/html"}).text
        assert 'aria-label="QR code de la page à emporter"' in screen

    @pytest.mark.parametrize(("people", "told"), [(4, {}), (5, {"1": 0, "2": 0, "3": 0, "4": 5, "5": 0})])
    def test_is_told_from_five_answers_on(self, site, people, told):
        doors = site.open_room(stage="close")
        for _ in range(people):
            with site.phone() as phone:
                phone.post(f"{doors.path}/taps", json={"subject": "close", "choice": "4"})
        with site.phone() as organiser:
            organiser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
            page = organiser.get(f"{doors.path}/organise", headers={"Accept": "text/html"}).text
        assert site.board(doors)["worth"] == told
        assert (f"{people}\u00a0réponses" in page, "à partir de cinq" in page) == (True, not told)
