"""Two processes behind one address, on PostgreSQL and Redis: a room is one room."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.clients import Site, frame, frame_with, post, until_closed
from tests.rooms import BENCHES, HEARD, new_id
from tests.servers import Postgres, Redis, filon_running
from tests.waiting import until_now


@pytest.fixture(scope="module")
def many(postgres: Postgres, redis: Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with postgres.database() as database:
        address = database.replace("postgresql+psycopg", "postgresql")
        folder = tmp_path_factory.mktemp("many") / "data"
        with filon_running(folder, workers=2, DATABASE_URL=address, REDIS_URL=redis.url) as url:
            site = Site(url)
            until_now(site.answers, "the server answers")
            yield site


def at_once(acts: list) -> list:
    """Run them in as many threads; what each gave."""
    given: list = [None] * len(acts)

    def run(n: int) -> None:
        given[n] = acts[n]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_every_note_counts_once(many):
    doors = many.open_room(stage="gather")

    def write(n: int):
        def act() -> list[int]:
            with many.phone() as phone:
                bodies = [{"id": new_id(), **HEARD[n * 4 + k]} for k in range(4)]
                return [phone.post(f"{doors.path}/notes", json=body).status_code for body in bodies for _ in range(2)]

        return act

    codes = at_once([write(n) for n in range(12)])
    assert Counter(code for one in codes for code in one) == {201: 48, 200: 48}
    until_now(lambda: len(many.board(doors)["notes"]) >= 48, "both processes have heard every note")
    told = many.board(doors)
    assert (len(told["notes"]), told["participants"]) == (48, 12)


def test_revoked_links_close_the_consoles_of_every_process(many):
    doors = many.open_room()
    with many.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["facilitator"]})
        cookie = {"Cookie": f"filon={browser.cookies['filon']}"}
    with ExitStack() as stack, many.staff(doors, "organiser") as organiser:
        consoles = [stack.enter_context(many.socket(doors, view="console", headers=cookie)) for _ in range(8)]
        for console in consoles:
            frame(console)
        assert organiser.post(f"{doors.path}/keys/revoke", json={"role": "facilitator"}).status_code == 200
        assert [until_closed(console, 15).rcvd is not None for console in consoles] == [True] * 8


def test_forty_taps_at_once_place_three_dots(many):
    doors = many.open_room(stage="vote")
    with many.phone() as phone:
        phone.post(f"{doors.path}/college", json={"college": "police"})
        cookie = phone.cookies["filon"]

    def tap(n: int):
        def act():
            with many.phone() as same:
                same.cookies.set("filon", cookie)
                return same.put(f"{doors.path}/ballots/gisements/dots/g{1 + n % 7}", json={"dots": 1}).status_code

        return act

    codes = at_once([tap(n) for n in range(40)])
    many.enter(doors, "results")
    until_now(
        lambda: "dots" in many.board(doors)["ballots"][0]["options"][0], "whoever answers has heard of the reveal"
    )
    (ballot,) = many.board(doors)["ballots"]
    assert sum(option["dots"] for option in ballot["options"]) == 3
    assert set(codes) == {200, 422}


def test_a_note_reaches_pages_of_both_processes(many):
    doors = many.open_room(stage="gather")
    with ExitStack() as stack:
        sockets = [stack.enter_context(many.socket(doors)) for _ in range(8)]
        for socket in sockets:
            frame(socket)
        with many.phone() as phone:
            post(phone, doors, BENCHES)
        messages = [frame_with(socket, BENCHES) for socket in sockets]
    assert {message["epoch"] for message in messages} == {messages[0]["epoch"]}


def test_a_masked_word_and_a_note_put_aside_leave_every_page(many):
    doors = many.open_room(stage="gather")
    with ExitStack() as stack:
        sockets = [stack.enter_context(many.socket(doors)) for _ in range(8)]
        leader = stack.enter_context(many.staff(doors))
        phone = stack.enter_context(many.phone())
        note = post(phone, doors, "Le gardien Dupond dort")["id"]
        for socket in sockets:
            frame_with(socket, "Dupond")
        leader.post(f"{doors.path}/notes/{note}/mask", json={"words": ["11-17"], "through": 99})
        for socket in sockets:
            assert "Dupond" not in frame_with(socket, "▇▇▇▇")["content"]
        leader.post(f"{doors.path}/notes/{note}/aside", json={})
        for socket in sockets:
            assert "gardien" not in frame_with(socket, '#feed-g1"')["content"]


def test_a_cookie_made_by_one_is_believed_by_the_other(many):
    doors = many.open_room(stage="gather")
    with many.phone() as phone:
        note = post(phone, doors)
        codes = set()
        for n in range(12):
            with many.phone() as same:  # another connection, perhaps to the other process
                same.cookies.set("filon", phone.cookies["filon"])
                codes.add(same.patch(f"{doors.path}/notes/{note['id']}", json={"text": f"Banc {n}"}).status_code)
    assert codes == {200}


def test_a_room_deleted_by_one_is_gone_from_the_other(many):
    doors = many.open_room(stage="gather")
    with ExitStack() as stack:
        phones = [stack.enter_context(many.phone()) for _ in range(12)]
        for phone in phones:
            post(phone, doors)
        with many.staff(doors, "organiser") as organiser:
            organiser.post(f"{doors.path}/delete", json={})
        body = {"gisement": "g1", "kind": "idea", "text": BENCHES}
        codes = {phone.post(f"{doors.path}/notes", json=body).status_code for phone in phones}
    assert codes == {404}
