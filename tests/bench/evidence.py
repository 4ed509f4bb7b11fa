"""What the evidence of a ballot costs: 2,000 notes, 300 voters, 12 options. Cold, then asked again."""

import random
import time
from collections.abc import Callable
from statistics import median

from server.room import resampling
from server.room.ballots import OpenBallot, PlaceDots
from server.room.grouping import GroupNote
from server.room.people import MACHINE, ChooseCollege
from server.room.priorities import evidence
from server.room.stages import EnterStage
from server.room.state import Room
from tests.rooms import HEARD, name, new_id, opened, people, play, post

NOTES, VOTERS, OPTIONS = 2000, 300, 12
TIMES = 9


def main() -> None:
    room = _room()
    ballot = next(iter(room.ballots.values()))

    def cold() -> None:
        resampling.drawn.cache_clear()
        evidence(room, ballot)

    first, again = _time(cold), _time(lambda: evidence(room, ballot))
    print(f"  {NOTES} notes, {VOTERS} votants, {OPTIONS} choix : {first:.1f} ms, redemandé {again:.1f} ms")


def _room() -> Room:
    """Twelve themes, each person in a college, three dots each, the first themes preferred."""
    chance = random.Random(1)
    room = opened(stage="gather")
    voters = people(VOTERS)
    for n in range(NOTES):
        note = post(
            room, f"{HEARD[n % len(HEARD)]['text']} ({n})", by=voters[n % VOTERS], kind=HEARD[n % len(HEARD)]["kind"]
        )
        play(room, GroupNote(new_id(), note, f"t{n % OPTIONS}", None, 0.6, (), ("mot",), room.seq, "fr"), MACHINE)
    for n in range(OPTIONS):
        name(room, f"t{n}", f"Thème {n}")
    room.alike = tuple((f"t{n}", f"t{n + 1}") for n in range(0, OPTIONS, 2))
    play(room, OpenBallot("vote", on="themes", gisement="g1", budget=3))
    (ballot,) = room.ballots
    colleges = [college.id for college in room.session.colleges]
    for voter in voters:
        play(room, ChooseCollege(new_id(), chance.choice(colleges)), voter)
        for n in chance.sample(range(OPTIONS), 3):
            play(room, PlaceDots(new_id(), ballot, f"t{n * n // OPTIONS}", 1), voter)
    play(room, EnterStage(new_id(), "results"))
    return room


def _time(run: Callable[[], object]) -> float:
    """Milliseconds, the median of several runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)
