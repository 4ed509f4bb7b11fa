"""The live socket, over real WebSockets."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.clients import Site, frame, frame_with, post, until_closed
from tests.rooms import BENCHES, CARETAKERS, COUNTER

WORDS = BENCHES


@pytest.fixture
def doors(site):
    return site.open_room(stage="gather")


def targets(message) -> list[str]:
    return [part.partition('"')[0] for part in message.get("content", "").split('hx-target="#')[1:]]


def refused(site: Site, doors, **asked) -> bool:
    """Whether a socket is turned away, before or right after it opens."""
    try:
        with site.socket(doors, **asked) as socket:
            socket.recv(timeout=5)
    except (InvalidStatus, ConnectionClosed):
        return True
    return False


class TestConnecting:
    def test_a_phone_is_sent_everything_at_first(self, site, doors):
        before = time.time_ns() // 1_000_000
        with site.socket(doors) as socket:
            first = frame(socket)
        assert (first["seq"], first["swap"]) == (2, "none")
        assert first["epoch"].startswith("0-")
        assert before <= first["now"] <= time.time_ns() // 1_000_000
        assert targets(first)[:3] == ["now", "message", "feed-g1"]

    def test_a_note_arrives_with_a_higher_number(self, site, doors):
        with site.socket(doors) as socket, site.phone() as phone:
            first = frame(socket)
            note = post(phone, doors, WORDS)
            message = frame_with(socket, WORDS)
            assert first["seq"] < message["seq"]
            assert message["seq"] >= note["number"]
            assert "feed-g1" in targets(message)

    def test_again_sends_what_changed_since(self, site, doors):
        with site.phone() as phone:
            with site.socket(doors) as socket:
                first = frame(socket)
            post(phone, doors, WORDS, gisement="g5")
            with site.socket(doors) as keeper, site.socket(doors, since=first["seq"], epoch=first["epoch"]) as socket:
                again = frame(socket)
                frame(keeper)
        assert WORDS in again["content"]
        assert again["seq"] == 3

    def test_again_with_nothing_new_sends_little(self, site, doors):
        with site.socket(doors) as keeper:
            first = frame(keeper)
            with site.socket(doors, since=first["seq"], epoch=first["epoch"]) as socket:
                assert targets(frame(socket)) == ["now"]

    def test_again_in_another_epoch_sends_everything(self, site, doors):
        with site.socket(doors) as keeper:
            first = frame(keeper)
            with site.socket(doors, since=first["seq"], epoch="autre") as socket:
                assert targets(frame(socket)) == targets(first)

    @pytest.mark.parametrize(
        "asked", [{"since": -5}, {"since": 10**12}, {"epoch": "x" * 2000}, {"table": 3}, {"notes": 10**9}], ids=str
    )
    def test_with_odd_wishes_is_borne(self, site, doors, asked):
        with site.socket(doors, **asked) as socket:
            assert frame(socket)["seq"] == 2

    @pytest.mark.parametrize("asked", [{"view": "cinema"}, {"since": "hier"}, {"table": 99}, {"table": "x"}], ids=str)
    def test_with_impossible_wishes_is_refused(self, site, doors, asked):
        assert refused(site, doors, **asked)

    def test_to_a_room_that_is_not_there_is_refused(self, site, doors):
        elsewhere = type(doors)("ZZZZZZ", {}, {})
        assert refused(site, elsewhere)


class TestWhoMayListen:
    @pytest.mark.parametrize("origin", ["https://pirate.example", "null", "http://127.0.0.1:1", "http://127.0.0.1"])
    @pytest.mark.parametrize("cookie", ["", "filon=x"])
    def test_pages_of_other_sites_may_not(self, site, doors, origin, cookie):
        assert refused(site, doors, origin=origin, headers={"Cookie": cookie} if cookie else {})

    def test_a_browser_that_does_not_say_where_it_is_may_not(self, site, doors):
        with site.phone() as phone:
            post(phone, doors)
            cookie = f"filon={phone.cookies['filon']}"
        assert refused(site, doors, origin=None, headers={"Cookie": cookie})
        assert not refused(site, doors, headers={"Cookie": cookie})

    @pytest.mark.parametrize("view", ["screen", "console"])
    def test_screens_and_consoles_need_their_key(self, site, doors, view):
        with site.phone() as phone:
            post(phone, doors)
            cookie = f"filon={phone.cookies['filon']}"
        assert refused(site, doors, view=view)
        assert refused(site, doors, view=view, headers={"Cookie": cookie})

    @pytest.mark.parametrize(
        ("role", "view", "may"),
        [
            ("screen", "screen", True),
            ("screen", "console", False),
            ("facilitator", "screen", True),
            ("facilitator", "console", True),
            ("organiser", "console", True),
        ],
    )
    def test_a_key_opens_its_surface(self, site, doors, role, view, may):
        with site.phone() as browser:
            browser.post(f"{doors.path}/key", json={"key": doors.keys[role]})
            cookie = f"filon={browser.cookies['filon']}"
        assert refused(site, doors, view=view, headers={"Cookie": cookie}) is not may

    def test_a_key_of_another_room_opens_nothing(self, site, doors):
        other = site.open_room()
        with site.phone() as browser:
            browser.post(f"{other.path}/key", json={"key": other.keys["organiser"]})
            cookie = f"filon={browser.cookies['filon']}"
        assert refused(site, doors, view="screen", headers={"Cookie": cookie})

    def test_a_screen_whose_link_was_revoked_is_sent_nothing_more(self, site, doors):
        def cookie_for(role: str) -> dict[str, str]:
            with site.phone() as browser:
                browser.post(f"{doors.path}/key", json={"key": doors.keys[role]})
                return {"Cookie": f"filon={browser.cookies['filon']}"}

        def heard_by(socket: ClientConnection) -> Iterator[int]:
            with suppress(ConnectionClosed, TimeoutError):
                while True:
                    yield json.loads(socket.recv(timeout=1))["seq"]

        with (
            site.socket(doors, view="screen", headers=cookie_for("screen")) as revoked,
            site.socket(doors, view="screen", headers=cookie_for("organiser")) as kept,
            site.staff(doors, "organiser") as organiser,
        ):
            frame(revoked)
            frame(kept)
            assert organiser.post(f"{doors.path}/keys/revoke", json={"role": "screen"}).status_code == 200
            site.enter(doors, "sort")
            while frame(kept)["seq"] < 3:
                pass
            assert [seq for seq in heard_by(revoked) if seq >= 3] == []


class TestWhatIsSentUp:
    @pytest.mark.parametrize("message", ["bonjour", '{"text": "Plus de bancs"}', "x" * 4096, b"\x00\xff", ""])
    def test_is_ignored(self, site, doors, message):
        with site.socket(doors) as socket, site.phone() as phone:
            frame(socket)
            socket.send(message)
            post(phone, doors, WORDS)
            frame_with(socket, WORDS)
        assert len(site.board(doors)["notes"]) == 1

    def test_when_too_big_closes_that_socket_alone(self, site, doors):
        with site.socket(doors) as loud, site.socket(doors) as quiet, site.phone() as phone:
            frame(loud)
            frame(quiet)
            loud.send("x" * 5000)
            until_closed(loud)
            post(phone, doors, WORDS)
            frame_with(quiet, WORDS)


class TestWhatIsSentDown:
    def test_tells_nothing_of_a_sealed_ballot(self, site):
        """Two rooms that differ by where the dots are: the same fragments, on the console too."""
        told = []
        for favourite in ("g2", "g6"):
            doors = site.open_room(stage="vote")
            for _ in range(3):
                with site.phone() as phone:
                    phone.put(f"{doors.path}/ballots/gisements/dots/{favourite}", json={"dots": 2})
            with site.phone() as browser:
                browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
                cookie = {"Cookie": f"filon={browser.cookies['filon']}"}
                contents = []
                with ExitStack() as pages:  # all open together: the console counts those that are
                    for view in ("phone", "screen", "console"):
                        socket = pages.enter_context(site.socket(doors, view=view, headers=cookie))
                        contents.append(frame(socket)["content"].replace(doors.code, "CODE"))
            told.append(without_times(contents))
        assert told[0] == told[1]

    def test_goes_to_every_page_of_an_audience(self, site, doors):
        with site.socket(doors) as one, site.socket(doors) as other, site.phone() as phone:
            frame(one)
            frame(other)
            post(phone, doors, WORDS)
            assert frame_with(one, WORDS)["content"] == frame_with(other, WORDS)["content"]

    def test_hides_what_was_hidden(self, site, doors):
        with site.socket(doors) as socket, site.phone() as phone, site.staff(doors) as staff:
            note = post(phone, doors, WORDS)
            frame_with(socket, WORDS)
            staff.post(f"{doors.path}/notes/{note['id']}/hide", json={"hidden": True})
            message = frame(socket)
            while "feed-g1" not in targets(message):
                message = frame(socket)
            assert WORDS not in message["content"]

    def test_tells_a_note_that_waits_once_it_is_accepted(self, site, doors):
        with site.staff(doors) as staff, site.phone() as phone:
            staff.post(f"{doors.path}/moderation", json={"before": True})
            note = post(phone, doors, WORDS)
            assert note["state"] == "waiting"
            assert "Reçue, en attente de relecture" in phone.get(f"{doors.path}/mine").text
            with site.socket(doors) as socket:
                assert WORDS not in frame(socket)["content"]
                accepted = staff.post(f"{doors.path}/moderation/accept", json={"through": note["number"]})
                assert accepted.json()["accepted"] == 1
                assert WORDS in frame_with(socket, WORDS)["content"]
            assert "attente" not in phone.get(f"{doors.path}/mine").text

    def test_of_a_console_is_about_the_gisement_it_works_on(self, site, doors):
        with site.phone() as browser, site.phone() as phone:
            browser.post(f"{doors.path}/key", json={"key": doors.keys["facilitator"]})
            post(phone, doors, COUNTER, gisement="g2")
            cookie = {"Cookie": f"filon={browser.cookies['filon']}"}
            with site.socket(doors, view="console", headers=cookie, gisement="g2") as socket:
                here = frame(socket)["content"]
            with site.socket(doors, view="console", headers=cookie, gisement="g1") as socket:
                elsewhere = frame(socket)["content"]
            on_the_wall = re.compile(r'class="pick"[^>]*><span[^>]*>[^<]*guichet')
            assert [bool(on_the_wall.search(content)) for content in (here, elsewhere)] == [True, False]

    def test_moves_on_with_the_stage(self, site, doors):
        with site.socket(doors) as socket:
            frame(socket)
            site.enter(doors, "sort")
            assert frame_with(socket, 'data-stage="sort"')["seq"] == 3

    def test_follows_a_draft_that_opens_for_real(self, site):
        with site.phone() as browser:
            links = browser.post("/rooms", json={"session": "argenteuil"}).json()
            doors = type(site.open_room())(links["code"], {"facilitator": links["facilitator_key"]}, links)
            site.enter(doors, "gather")
            post(browser, doors, CARETAKERS)
            with site.socket(doors) as socket, site.staff(doors) as staff:
                first = frame(socket)
                staff.post(f"{doors.path}/open", json={})
                message = frame_with(socket, 'data-incarnation="1"')
        assert "gardiens" in first["content"]
        assert message["epoch"] != first["epoch"]
        assert message["seq"] > first["seq"]


def without_times(contents: list[str]) -> list[str]:
    """Two rooms were opened at two moments; the drift is rounded to a minute from such moments."""
    return [
        re.sub(r'data-(entered-at|ends-at|due|at|left|drift)="-?\d+"|datetime="[^"]+"|\d+\sh\s\d\d', "", content)
        for content in contents
    ]
