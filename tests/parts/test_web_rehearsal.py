"""A rehearsal asked on the organiser's page: a copy of the room, played by simulated participants, which never touch the room."""

import asyncio
import contextlib
import re
import threading
from pathlib import Path

from sqlalchemy import Connection, text

from server.crowd import follow
from server.journal import journal as sql
from server.journal import rehearsals
from server.journal.journal import DAY, Dates
from server.rehearsal import Plan, Text
from tests.clients import Doors, Site
from tests.rooms import argenteuil
from tests.servers import Postgres, Redis, children_of, filon_process
from tests.waiting import until_now

SLOWLY = 60.0
"""Seconds: simulated participants arrive, and write, as people do."""
HTML = {"Accept": "text/html"}
COUNTED = re.compile(r'<span class="bar-dots"><b>(\d+)</b>')


def rehearsal_of(organiser, doors):
    """Ask for a rehearsal: the code of the copy."""
    answer = organiser.post(f"{doors.path}/rehearsal", json={})
    assert answer.status_code == 200, answer.text
    return answer.json()["code"]


@contextlib.contextmanager
def led_by(site, doors):
    """A browser of the organiser's."""
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
        yield browser


def page(browser, code):
    return browser.get(f"/r/{code}/organise", headers=HTML).text


class TestARehearsal:
    def test_is_a_copy_where_simulated_participants_write_and_the_room_stays_empty(self, site):
        doors = site.open_room(stage="gather")
        with led_by(site, doors) as organiser:
            code = rehearsal_of(organiser, doors)
            assert organiser.post(f"/r/{code}/stage", json={"stage": "gather"}).status_code == 200

            def board():
                return organiser.get(f"/r/{code}/board.json").json()

            until_now(lambda: board()["notes"], "a simulated participant writes", SLOWLY)
            told = board()
            assert (told["live"], told["title"]) == (False, f"Répétition · {argenteuil().title}")
            assert "encore 10\u00a0minutes au plus" in page(organiser, doors.code)
            assert organiser.post(f"{doors.path}/rehearsal/stop", json={}).json() == {"ok": True, "code": code}
            assert "Faire jouer encore" in page(organiser, doors.code)
            room = organiser.get(f"{doors.path}/board.json").json()
            assert (room["notes"], room["participants"], room["title"]) == ([], 0, argenteuil().title)
            organiser.post(f"{doors.path}/rehearsal/delete", json={})

    def test_asked_twice_is_one(self, site):
        doors = site.open_room(stage="gather")
        with led_by(site, doors) as organiser, site.tool(doors.keys["organiser"]) as other:
            code = rehearsal_of(organiser, doors)
            assert rehearsal_of(other, doors) == code
            organiser.post(f"{doors.path}/rehearsal/delete", json={})

    def test_deleted_is_gone_with_its_links_and_another_may_be_asked(self, site):
        doors = site.open_room(stage="gather")
        with led_by(site, doors) as organiser:
            code = rehearsal_of(organiser, doors)
            assert organiser.post(f"{doors.path}/rehearsal/delete", json={}).status_code == 200
            assert organiser.get(f"/r/{code}", headers=HTML).status_code == 404
            assert organiser.post(f"{doors.path}/rehearsal/stop", json={}).json()["error"] == "not_rehearsed"
            assert rehearsal_of(organiser, doors) != code
            organiser.post(f"{doors.path}/delete", json={})

    def test_goes_with_its_room(self, site):
        doors = site.open_room(stage="gather")
        with led_by(site, doors) as organiser:
            code = rehearsal_of(organiser, doors)
            organiser.post(f"{doors.path}/delete", json={})
            assert organiser.get(f"/r/{code}", headers=HTML).status_code == 404

    def test_says_what_it_is_on_every_surface_and_never_becomes_a_room(self, site):
        doors = site.open_room(stage="gather")
        with led_by(site, doors) as organiser:
            code = rehearsal_of(organiser, doors)
            surfaces = (
                "",
                "/screen",
                "/console",
                "/remote",
                "/scribe",
                "/organise",
                "/souvenir",
                "/poster",
                "/cards",
                "/pack",
            )
            unmarked = [at for at in surfaces if "Répétition" not in organiser.get(f"/r/{code}{at}", headers=HTML).text]
            assert unmarked == []
            refused = {
                path: organiser.post(f"/r/{code}/{path}", json=body).json()["error"]
                for path, body in (("open", {}), ("rehearsal", {}), ("retention", {"until": "2099-01-01"}))
            }
            assert refused == dict.fromkeys(("open", "rehearsal", "retention"), "only_rehearsed")
            assert f'href="{doors.path}/organise#rehearsal"' in page(organiser, code)
            organiser.post(f"{doors.path}/rehearsal/delete", json={})

    def test_is_asked_by_the_organiser_alone(self, site):
        doors = site.open_room(stage="gather")
        answers = {}
        for role in ("facilitator", "screen"):
            with site.staff(doors, role) as staff:
                answers[role] = [
                    staff.post(f"{doors.path}/rehearsal{act}", json={}).status_code for act in ("", "/stop", "/delete")
                ]
        assert answers == {"facilitator": [403] * 3, "screen": [403] * 3}


def test_simulated_participants_write_where_the_stage_takes_notes_then_vote_once(site: Site) -> None:
    doors: Doors = site.open_room()
    texts = [Text(f"Note {n}") for n in range(8)]
    plan = Plan(doors.code, doors.keys["facilitator"], texts, site.url, phones=4, pace=0.2)
    playing = threading.Thread(target=lambda: asyncio.run(follow(plan, 30)))
    with site.staff(doors, "organiser") as staff:
        playing.start()
        site.enter(doors, "gather")
        until_now(lambda: len(site.board(doors)["notes"]) == len(texts), "every text is written", SLOWLY)
        site.enter(doors, "vote")
        until_now(lambda: site.board(doors)["ballots"][-1]["voters"] == 4, "everybody votes", SLOWLY)
        staff.post(f"{doors.path}/delete", json={})
        playing.join(SLOWLY)
        assert not playing.is_alive()


ASKING = {
    "title": "Une salle qui demande",
    "gisements": [{"title": "Les bancs", "short": "Bancs"}],
    "challenges": [{"title": "Qui s’assoit où ?"}, {"title": "Qui répare ?"}],
    "stages": [
        {"kind": "welcome", "title": "Accueil"},
        {"kind": "question", "title": "D’où venez-vous ?", "options": ["D’ici", "D’ailleurs"]},
        {"kind": "react", "title": "Les défis"},
        {"kind": "promises", "title": "Promesses"},
        {"kind": "close", "title": "Clôture"},
    ],
}


def test_simulated_participants_answer_once_whatever_a_stage_asks_and_join_teams_without_contacts(site: Site) -> None:
    doors: Doors = site.open_room(ASKING)
    plan = Plan(doors.code, doors.keys["facilitator"], [], site.url, phones=6, pace=0.2)
    playing = threading.Thread(target=lambda: asyncio.run(follow(plan, 60)))
    stages = {stage["kind"]: stage["id"] for stage in site.board(doors)["stages"]}

    def counted() -> int:
        """The answers that the projector counts."""
        return sum(map(int, COUNTED.findall(staff.get(f"{doors.path}/screen", headers=HTML).text)))

    def answered() -> list[int]:
        return [told["agree"] + told["disagree"] for told in site.board(doors)["challenges"]]

    def joined() -> list[int]:
        return [promise["joined"] for promise in site.board(doors)["promises"]]

    with site.staff(doors, "organiser") as staff:
        playing.start()
        site.enter(doors, stages["question"])
        until_now(lambda: counted() == 6, "everybody answers the question", SLOWLY)
        site.enter(doors, stages["react"])
        until_now(lambda: answered() == [6, 6], "everybody weighs each challenge", SLOWLY)
        site.enter(doors, stages["promises"])
        for words in ("Deux bancs", "Trois bancs", "Une fontaine"):
            assert staff.post(f"{doors.path}/promises", json={"text": words}).status_code == 200
        until_now(lambda: any(joined()), "somebody joins a team", SLOWLY)
        site.enter(doors, stages["close"])
        until_now(lambda: sum(site.board(doors)["worth"].values()) == 6, "everybody says what it was worth", SLOWLY)
        assert len(staff.get(f"{doors.path}/teams.csv").text.splitlines()) == 1, "nobody leaves a contact"
        staff.post(f"{doors.path}/delete", json={})
        playing.join(SLOWLY)
        assert not playing.is_alive()


def crowds(pid: int) -> list[int]:
    """The processes that play rehearsals, below this one."""
    below = children_of(pid)
    told = [Path(f"/proc/{child}/cmdline").read_bytes() for child in below]
    mine = [child for child, command in zip(below, told, strict=True) if b"server.crowd" in command]
    return mine + [one for child in below for one in crowds(child)]


def test_whoever_plays_ends_when_told_to_when_the_copy_goes_and_with_the_server(tmp_path: Path) -> None:
    with filon_process(tmp_path / "data") as (url, server):
        site = Site(url)
        doors = site.open_room(stage="gather")
        with site.staff(doors, "organiser") as organiser:
            for end in ("/rehearsal/stop", "/rehearsal/delete", ""):
                rehearsal_of(organiser, doors)
                until_now(lambda: len(crowds(server.pid)) == 1, "it is played", SLOWLY)
                if end:
                    assert organiser.post(f"{doors.path}{end}", json={}).status_code == 200
                    until_now(lambda: not crowds(server.pid), "nobody plays any more", SLOWLY)
        (playing,) = crowds(server.pid)
    until_now(lambda: not Path(f"/proc/{playing}").exists(), "it ends with its server", SLOWLY)


def until_played(pid: int, crowds_below: int) -> None:
    until_now(lambda: len(crowds(pid)) == crowds_below, f"{crowds_below} rehearsals are played", SLOWLY)


def test_two_servers_of_one_journal_start_show_stop_and_delete_one_rehearsal(
    postgres: Postgres, redis: Redis, tmp_path: Path
) -> None:
    with postgres.database() as database, contextlib.ExitStack() as servers:
        address = database.replace("postgresql+psycopg", "postgresql")
        settings = {"DATABASE_URL": address, "REDIS_URL": redis.url, "FILON_ENCODER": "words"}
        pairs = [servers.enter_context(filon_process(tmp_path / name, 1, **settings)) for name in ("one", "two")]
        sites, pids = [Site(url) for url, _ in pairs], [process.pid for _, process in pairs]
        doors = sites[0].open_room(stage="gather")
        one, two = (servers.enter_context(site.staff(doors, "organiser")) for site in sites)
        for begins, ends, end in ((one, two, "stop"), (two, one, "delete"), (one, two, "delete")):
            playing = pids[0] if begins is one else pids[1]
            code = rehearsal_of(begins, doors)
            until_played(playing, 1)
            assert rehearsal_of(ends, doors) == code, "it is one, asked anywhere"
            assert sum(len(crowds(pid)) for pid in pids) == 1
            assert "encore 10\u00a0minutes au plus" in page(ends, doors.code)
            assert ends.post(f"{doors.path}/rehearsal/{end}", json={}).json()["code"] == code
            until_played(playing, 0)
            assert ["Faire jouer encore" in page(asker, doors.code) for asker in (one, two)] == [end == "stop"] * 2


def left(connection: Connection, room: int) -> int:
    """For how many ms what rehearses a room is still played."""
    copy = rehearsals.of(connection, room)
    assert copy
    return copy.left


def playing(connection: Connection, copy: int) -> int:
    """Play a rehearsal: until when."""
    until = rehearsals.play(connection, copy)
    assert until
    return until


class TestWhatProcessesKnow:
    def rehearsed(self, journal, code="AAAAAA", copy="BBBBBB"):
        """A room, and what rehearses it."""
        with journal.writing() as connection:
            room, other = (sql.add_room(connection, one, 1, Dates(None, DAY)) for one in (code, copy))
            rehearsals.add(connection, other, room)
        return room, other

    def test_one_plays_at_a_time_until_it_is_stopped(self, journal, other_journal):
        room, copy = self.rehearsed(journal)
        with journal.writing() as connection:
            until = playing(connection, copy)
            assert rehearsals.play(connection, copy) is None
        with other_journal.writing() as connection:
            assert left(connection, room) > 0
            assert rehearsals.rehearsed(connection, copy) == "AAAAAA"
            assert rehearsals.beat(connection, copy, until)
            rehearsals.stop(connection, copy)
        with journal.writing() as connection:
            assert not rehearsals.beat(connection, copy, until)
            assert left(connection, room) == 0

    def test_whoever_played_before_neither_plays_on_nor_stops_who_plays_now(self, journal):
        _, copy = self.rehearsed(journal)
        with journal.writing() as connection:
            before = playing(connection, copy)
            rehearsals.stop(connection, copy)
            connection.execute(text("UPDATE rehearsal SET until = 1"))
            now = playing(connection, copy)
            connection.execute(text("UPDATE rehearsal SET until = until + 1"))
            assert not rehearsals.beat(connection, copy, before)
            rehearsals.stop(connection, copy, before)
            assert rehearsals.beat(connection, copy, now + 1)

    def test_whoever_plays_and_dies_is_seen_to_play_no_more(self, journal):
        room, copy = self.rehearsed(journal)
        with journal.writing() as connection:
            rehearsals.play(connection, copy)
            connection.execute(text("UPDATE rehearsal SET beat = beat - 16000"))
            assert left(connection, room) == 0
            assert rehearsals.play(connection, copy)

    def test_three_are_played_at_once(self, journal):
        copies = [self.rehearsed(journal, f"AAAAA{n}", f"BBBBB{n}")[1] for n in range(2, 6)]
        with journal.writing() as connection:
            assert [bool(rehearsals.play(connection, copy)) for copy in copies] == [True, True, True, False]
            rehearsals.stop(connection, copies[0])
            assert rehearsals.play(connection, copies[3])

    def test_a_room_that_goes_takes_its_rehearsal_which_alone_leaves_it(self, journal):
        room, copy = self.rehearsed(journal)
        other, its_copy = self.rehearsed(journal, "CCCCCC", "DDDDDD")
        with journal.writing() as connection:
            sql.delete_rooms(connection, [room, its_copy])
            codes = [sql.code_of(connection, one) for one in (room, copy, other, its_copy)]
            assert (codes, rehearsals.of(connection, other)) == ([None, None, "CCCCCC", None], None)
