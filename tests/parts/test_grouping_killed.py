"""Real servers whose grouping process is killed while notes come in: nothing is lost, nothing is placed twice."""

import os
import signal
from collections import Counter
from pathlib import Path

from tests.clients import Doors, Site, post
from tests.rooms import HEARD
from tests.servers import Postgres, Redis, children_of, filon_process
from tests.waiting import until_now

PATIENCE = 30.0
"""A worker that starts again imports everything first."""


def write(site: Site, doors: Doors, some: slice) -> None:
    """Three by three: nobody is too fast."""
    waiting = HEARD[some]
    for start in range(0, len(waiting), 3):
        with site.phone() as phone:
            for one in waiting[start : start + 3]:
                post(phone, doors, one["text"], gisement="g1")


def placed(site: Site, doors: Doors) -> int:
    return sum(note["theme"] is not None for note in site.board(doors)["notes"])


def check_whole(site: Site, doors: Doors, count: int) -> None:
    """Each note in one theme, each theme's notes in it; told by every worker, the one that has just started too."""
    boards = []
    for _ in range(8):
        until_now(lambda: placed(site, doors) == count, "a board with every theme", PATIENCE)
        boards.append(site.board(doors))
    board = max(boards, key=lambda one: int(one["seq"]))
    stands = {note["id"]: note["theme"] for note in board["notes"]}
    listed = Counter(note for theme in board["themes"] for note in theme["notes"])
    assert len(stands) == count
    assert set(listed.values()) == {1}
    assert {note: theme["id"] for theme in board["themes"] for note in theme["notes"]} == stands


def test_a_server_killed_in_mid_stream_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with filon_process(folder, FILON_ENCODER="words") as (url, process):
        site = Site(url)
        doors = site.open_room(stage="gather")
        write(site, doors, slice(0, 12))
        until_now(lambda: placed(site, doors), "the first theme", PATIENCE)
        write(site, doors, slice(12, 36))
        process.kill()
        process.wait()
    with filon_process(folder, FILON_ENCODER="words") as (url, _):
        site = Site(url)
        until_now(lambda: placed(site, doors) == 36, "every theme", PATIENCE)
        check_whole(site, doors, 36)


def test_another_worker_takes_over(postgres: Postgres, redis: Redis, tmp_path: Path) -> None:
    with postgres.database() as database:
        address = database.replace("postgresql+psycopg", "postgresql")
        settings = {"DATABASE_URL": address, "REDIS_URL": redis.url, "FILON_ENCODER": "words"}
        with filon_process(tmp_path / "data", workers=2, **settings) as (url, process):
            site = Site(url)
            until_now(site.answers, "the server answers", PATIENCE)
            doors = site.open_room(stage="gather")
            write(site, doors, slice(0, 12))
            until_now(lambda: placed(site, doors), "the first theme", PATIENCE)
            first, *_ = workers_of(process.pid)
            write(site, doors, slice(12, 24))
            os.kill(first, signal.SIGKILL)
            until_now(site.answers, "the other answers", PATIENCE)
            write(site, doors, slice(24, 36))
            until_now(lambda: placed(site, doors) == 36, "every theme", PATIENCE)
            check_whole(site, doors, 36)


def workers_of(pid: int) -> list[int]:
    """The workers, not the helper that multiprocessing starts beside them."""
    return [child for child in children_of(pid) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
