"""The page to take home: whole for a stranger, personal for whoever the cookie names, and where those who were away vote."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from server.html import day
from server.journal import archive
from tests.clients import Doors, Site, post
from tests.rooms import BENCHES, CARETAKERS, NOON

DOOR = "Toute personne invitée, une voix par appareil"
PROMISE = "Former cinquante médiateurs"


def souvenir(client: httpx.Client, doors: Doors) -> str:
    answer = client.get(f"{doors.path}/souvenir", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text[:300]
    return words(answer.text)


def words(page: str) -> str:
    """What a page says, each space a plain one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.replace("\u202f", " ").replace("\xa0", " ")))


class Day:
    """A room that has voted on two themes and promised one; its author's phone, and somebody who only voted."""

    def __init__(self, site: Site, author: httpx.Client, voter: httpx.Client) -> None:
        self.site, self.doors = site, site.open_room(stage="gather")
        self.note = post(author, self.doors)["id"]
        beside = [post(voter, self.doors, CARETAKERS)["id"], post(voter, self.doors, "Un guichet")["id"]]
        self.lead("notes/move", notes=[self.note, beside[0]], label="Médiation de rue")
        self.lead(f"notes/{beside[1]}/move", label="Guichets")
        self.site.enter(self.doors, "sort")
        self.ballot = self.lead("ballots", on="themes", title="Nos priorités")["ballot"]
        self.options = {one["label"]: one["id"] for one in site.board(self.doors)["ballots"][0]["options"]}
        for phone in (author, voter):
            place(phone, self.doors, self.ballot, self.options["Médiation de rue"], 2)

    def lead(self, path: str, **body: Any) -> dict[str, Any]:
        with self.site.staff(self.doors) as staff:
            answer = staff.post(f"{self.doors.path}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def reveal(self) -> None:
        self.lead(f"ballots/{self.ballot}", reveal=True)

    def promise(self) -> None:
        option = self.options["Médiation de rue"]
        promise = self.lead("drafts", ballot=self.ballot, option=option)["promise"]
        self.lead(f"promises/{promise}", field="text", text=PROMISE)
        self.lead(f"promises/{promise}/status", state="tested", on="2027-06-01")


def place(client: httpx.Client, doors: Doors, ballot: str, option: str, dots: int) -> httpx.Response:
    return client.put(f"{doors.path}/ballots/{ballot}/dots/{option}", json={"dots": dots})


@pytest.fixture
def author(site: Site) -> Iterator[httpx.Client]:
    with site.phone() as phone:
        yield phone


@pytest.fixture
def stranger(site: Site) -> Iterator[httpx.Client]:
    with site.phone() as phone:
        yield phone


@pytest.fixture
def seminar(site: Site, author: httpx.Client) -> Iterator[Day]:
    with site.phone() as voter:
        yield Day(site, author, voter)


class TestForItsAuthor:
    def test_tells_the_thread_of_each_note_to_the_promise(self, seminar, author):
        seminar.reveal()
        seminar.promise()
        told = souvenir(author, seminar.doors)
        assert BENCHES in told
        assert "Votre idée a rejoint « Médiation de rue » avec une autre." in told
        assert "Au vote « Nos priorités », « Médiation de rue » est classé 1er sur 2." in told
        assert f"Son thème est devenu la promesse 1 : « {PROMISE} »" in told
        assert "Depuis : Testée 1er juin 2027" in told
        assert "Dans l’export et le rapport, sans dire de qui." in told

    def test_tells_one_s_own_dots_before_the_reveal_and_no_total(self, seminar, author):
        told = souvenir(author, seminar.doors)
        assert (
            "Médiation de rue 2 points Ce vote n’est pas encore dévoilé. Vos points ne sont pas encore dans l’export."
            in told
        )
        assert "Au vote" not in told
        assert "4 points" not in told
        seminar.reveal()
        told = souvenir(author, seminar.doors)
        assert "4 points · 2 personnes · 2 points à vous" in told
        assert "Médiation de rue 2 points Vos points sont comptés dans l’export, sans dire de qui." in told

    def test_tells_places_in_the_language_of_each_phone(self, seminar, author, stranger):
        seminar.reveal()
        stranger.headers["Accept-Language"] = "en-GB, fr;q=0.5"
        for phone, place, other in ((author, "1er", "1st"), (stranger, "1st", "1er"), (author, "1er", "1st")):
            told = souvenir(phone, seminar.doors)
            assert (f" {place} " in told, f" {other} " in told) == (True, False)

    def test_tells_the_number_of_a_promise_and_what_it_taught(self, seminar, author):
        seminar.reveal()
        seminar.promise()
        seminar.promise()
        promise = seminar.site.board(seminar.doors)["promises"][1]["id"]
        seminar.lead(
            f"promises/{promise}/status", state="kept", on="2027-07-01", evidence="Dix", learned="Commencer tôt"
        )
        told = souvenir(author, seminar.doors)
        assert f"Promesse 1 {PROMISE} Testée 1er juin 2027" in told
        assert f"Promesse 2 {PROMISE} Tenue 1er juillet 2027 Dix Appris : Commencer tôt" in told

    def test_tells_nobody_else_s_notes(self, seminar, author):
        assert CARETAKERS not in souvenir(author, seminar.doors)

    def test_keeps_no_word_of_an_erased_note(self, seminar, author):
        author.post(f"{seminar.doors.path}/notes/{seminar.note}/erase", json={})
        told = souvenir(author, seminar.doors)
        assert BENCHES not in told
        assert "Ses mots sont effacés pour toujours." in told

    def test_the_phone_tells_the_same_in_a_line_beside_the_note(self, seminar, author):
        seminar.reveal()
        line = "« Médiation de rue », avec une autre · 1er au vote"
        assert line in words(author.get(f"{seminar.doors.path}/mine").text)
        assert line in words(author.get(f"{seminar.doors.path}/panel").text)
        assert line in words(author.get(seminar.doors.path, headers={"Accept": "text/html"}).text)


class TestForAStranger:
    def test_shows_the_room_and_one_sentence_in_place_of_notes(self, seminar, stranger):
        seminar.reveal()
        seminar.promise()
        told = souvenir(stranger, seminar.doors)
        assert "Vos notes et vos points se montrent sur l’appareil qui les a envoyés." in told
        assert "Le fil de" not in told
        assert BENCHES not in told
        assert PROMISE in told
        assert "4 points · 2 personnes" in told
        assert "2 participants 3 notes 2 thèmes 1 vote 1 promesse" in told

    def test_says_until_when_it_is_kept(self, seminar, stranger):
        until = (datetime.now(UTC) + timedelta(days=30)).date()
        told = f"Vos notes se retrouvent ici jusqu’au {day(until)} . Ensuite, plus rien ne les relie à vous."
        assert told in souvenir(stranger, seminar.doors)

    def test_reads_without_a_trace(self, seminar, stranger):
        before = seminar.site.board(seminar.doors)["seq"]
        souvenir(stranger, seminar.doors)
        assert seminar.site.board(seminar.doors)["seq"] == before

    def test_there_is_none_of_a_room_that_does_not_exist(self, stranger):
        assert stranger.get("/r/ZZZZZZ/souvenir").status_code == 404


class TestABallotForTheAbsent:
    def open_for_days(self, seminar: Day, **terms: Any) -> str:
        asked = {"on": "texts", "title": "Quel soir ?", "choices": "Vendredi\nSamedi", "days": 3, "door": DOOR}
        ballot: str = seminar.lead("ballots", **(asked | terms))["ballot"]
        return ballot

    def test_is_voted_on_there_by_somebody_who_never_came(self, seminar, stranger):
        ballot = self.open_for_days(seminar)
        told = souvenir(stranger, seminar.doors)
        assert "Un vote reste ouvert" in told
        assert DOOR in told
        assert "Ouvert jusqu’au" in told
        assert place(stranger, seminar.doors, ballot, "o2", 1).status_code == 200
        told = souvenir(stranger, seminar.doors)
        assert "Samedi 1 point Ce vote n’est pas encore dévoilé. Vos points ne sont pas encore dans l’export." in told

    def test_does_not_take_the_rooms_place(self, seminar, stranger):
        self.open_for_days(seminar)
        told = souvenir(stranger, seminar.doors)
        assert "Vendredi" in told
        assert "Guichets" not in told

    def test_kept_for_a_college_opens_once_it_is_chosen_there(self, seminar, stranger):
        ballot = self.open_for_days(seminar, colleges=["police"])
        told = souvenir(stranger, seminar.doors)
        assert "Ce vote est réservé : Police. Dites avec quel groupe vous venez" in told
        refused = place(stranger, seminar.doors, ballot, "o1", 1)
        assert (refused.status_code, refused.json()["error"]) == (422, "not_your_ballot")
        stranger.post(f"{seminar.doors.path}/college", json={"college": "police"})
        told = souvenir(stranger, seminar.doors)
        assert "Réservé à : Police." in told
        assert "Ce vote est réservé" not in told
        assert place(stranger, seminar.doors, ballot, "o1", 1).status_code == 200

    def test_kept_for_another_college_asks_for_no_other(self, seminar, stranger):
        self.open_for_days(seminar, colleges=["police"])
        stranger.post(f"{seminar.doors.path}/college", json={"college": "usagers"})
        told = souvenir(stranger, seminar.doors)
        assert "Ce vote est réservé : Police." in told
        assert "Dites avec quel groupe" not in told

    def test_that_was_closed_says_so_until_it_is_told(self, seminar, stranger):
        ballot = self.open_for_days(seminar)
        place(stranger, seminar.doors, ballot, "o1", 1)
        seminar.lead(f"ballots/{ballot}", open=False)
        told = souvenir(stranger, seminar.doors)
        assert "Le vote « Quel soir ? » est clos. Ses résultats viendront ici." in told
        assert "Ouvert jusqu’au" not in told
        seminar.lead(f"ballots/{ballot}", reveal=True)
        told = souvenir(stranger, seminar.doors)
        assert "Ses résultats viendront" not in told
        assert "1 point · 1 personne · 1 point à vous" in told

    def test_past_its_hour_is_shown_closed_and_takes_no_dot(self, seminar, stranger):
        ballot = self.open_for_days(seminar)
        doors = expired(seminar, ballot)
        told = souvenir(stranger, doors)
        assert "Le vote « Quel soir ? » est clos." in told
        assert "Ouvert jusqu’au" not in told
        refused = place(stranger, doors, ballot, "o1", 1)
        assert (refused.status_code, refused.json()["error"]) == (422, "ballot_closed")

    def test_several_stand_side_by_side_with_ids_of_their_own(self, seminar, stranger):
        self.open_for_days(seminar)
        self.open_for_days(seminar, title="Quelle salle ?")
        page = stranger.get(f"{seminar.doors.path}/souvenir", headers={"Accept": "text/html"}).text
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(re.findall(r"data-ballot=", page)) == 2
        assert sorted(set(ids)) == sorted(ids)


def expired(seminar: Day, ballot: str) -> Doors:
    """The same room, from an archive in which the hour of a ballot is past."""
    with seminar.site.staff(seminar.doors, "organiser") as organiser:
        lines, _ = archive.unpack(organiser.get(f"{seminar.doors.path}/archive").content)
    lines = [
        _in_the_past(line) if line.kind == "ballot_opened" and line.body["ballot"] == ballot else line for line in lines
    ]
    with seminar.site.tool() as tool:
        answer = tool.post(
            "/api/rooms/import", content=archive.pack(lines), headers={"Content-Type": "application/gzip"}
        )
    assert answer.status_code == 201, answer.text
    links = answer.json()
    return Doors(links["code"], {}, links)


def _in_the_past(line: archive.Line) -> archive.Line:
    return line.model_copy(update={"body": line.body | {"terms": line.body["terms"] | {"until": NOON}}})
