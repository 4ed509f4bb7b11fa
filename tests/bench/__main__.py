"""Runs the benches named, or all of them, after saying on which machine and when."""

import datetime
import os
import platform
import sys
from collections.abc import Callable

from tests.bench import first_load, seminar, startup

BENCHES: dict[str, Callable[[], None]] = {
    "startup": startup.main,
    "first_load": first_load.main,
    "seminar": seminar.main,
}


def main(names: list[str]) -> int:
    if unknown := set(names) - BENCHES.keys():
        print(f"Bench inconnu : {', '.join(sorted(unknown))}. Il y a : {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    now = datetime.datetime.now(datetime.UTC)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{now:%Y-%m-%d %H:%M} UTC, {cores} cœurs ({platform.machine()}), Python {platform.python_version()}")
    for name in names or BENCHES:
        print(f"\n{name}")
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
