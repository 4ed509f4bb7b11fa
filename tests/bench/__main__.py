"""Runs the benches named, or all of them, after saying on which machine and when.

What follows and is no bench is for `themes`: `quick`, files or folders of labelled notes.
"""

import datetime
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    drawing,
    evidence,
    first_load,
    latency,
    phone,
    reports,
    seminar,
    startup,
    takeover,
    themes,
    typing,
)

BENCHES: dict[str, Callable[[], None]] = {
    "startup": startup.main,
    "first_load": first_load.main,
    "phone": phone.main,
    "typing": typing.main,
    "seminar": seminar.main,
    "latency": latency.main,
    "drawing": drawing.main,
    "evidence": evidence.main,
    "reports": reports.main,
    "takeover": takeover.main,
    "themes": themes.main,
}


def main(arguments: list[str]) -> int:
    names = [one for one in arguments if one in BENCHES]
    options = [one for one in arguments if one not in BENCHES]
    if unknown := [one for one in options if "themes" not in names or not (one == themes.QUICK or Path(one).exists())]:
        print(f"Bench inconnu : {', '.join(unknown)}. Il y a : {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    now = datetime.datetime.now(datetime.UTC)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{now:%Y-%m-%d %H:%M} UTC, {cores} cœurs ({platform.machine()}), Python {platform.python_version()}")
    for name in names or BENCHES:
        print(f"\n{name}")
        if name == "themes":
            themes.main(options)
        else:
            BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
