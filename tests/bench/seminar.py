"""A full room: 300 phones write the 856 contributions of a real consultation; how soon, and how many, the projector shows."""

import asyncio
import os
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from server.config import ROOT
from server.rehearsal import NOTES, Plan, read_texts, rehearse
from tests.bench.child import Server, cpu, peak_memory, serving
from tests.servers import children_of

TEXTS = Path(os.environ.get("BENCH_TEXTS") or ROOT.parent / "shared" / "data" / "repnum_fine.jsonl")
PHONES, PACE = 300, 20.0
LONGEST_TEXT = 500


def main() -> None:
    texts = TEXTS if TEXTS.is_file() else NOTES
    if texts is NOTES:
        print(f"  {TEXTS} n'est pas là : les {len(read_texts(NOTES))} notes d'Argenteuil à la place")
    with serving() as server:
        server.seconds_until("/readyz", "grouping")
        links = server.open_room(_session())
        plan = Plan(links["code"], links["organiser_key"], read_texts(texts), server.url, PHONES, PACE)
        pids = {"serveur": server.pid, "regroupement": children_of(server.pid)[0]}
        before = {name: cpu(pid) for name, pid in pids.items()}
        result = asyncio.run(rehearse(plan))
        busy = {name: (cpu(pid) - before[name]) / result.played.seconds for name, pid in pids.items()}
        print("\n".join(f"  {line}" for line in str(result).splitlines()))
        count, seconds = placed(server, links)
        print(f"  thèmes : {count} notes placées, {seconds:.1f} s après la dernière")
        for name, pid in pids.items():
            print(f"  {name} : {100 * busy[name]:.0f} % d'un cœur, {peak_memory(pid):.0f} Mo au plus")


def _session() -> dict[str, Any]:
    """The seminar of Argenteuil, with room for long contributions."""
    session = tomllib.loads((ROOT / "sessions" / "argenteuil.toml").read_text(encoding="utf-8"))
    return session | {"date": str(session["date"]), "limits": {"text": LONGEST_TEXT}}


def placed(server: Server, links: dict[str, str], patience: float = 120) -> tuple[str, float]:
    """How many notes have a theme once grouping has caught up, and when that was."""
    started = time.perf_counter()
    while True:
        key = {"Authorization": f"Bearer {links['organiser_key']}"}
        notes = server.ask(f"/r/{links['code']}/board.json", headers=key).json()["notes"]
        themed = Counter(bool(note["theme"]) for note in notes)
        passed = time.perf_counter() - started
        if not themed[False] or passed > patience:
            return f"{themed[True]} sur {len(notes)}", passed
        time.sleep(0.5)
