"""A rehearsal on a real server: each note is acknowledged, stored, shown, exported, and the counts on screen are true."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.charts.section import SEAMS
from server.rehearsal import Plan, Text, rehearse
from tests.servers import filon_running


def session(gisements: int) -> dict[str, Any]:
    named = [{"id": f"g{n}", "title": f"Gisement {n}", "short": f"Gisement {n}"} for n in range(1, gisements + 1)]
    stages = [{"kind": kind, "title": kind.capitalize()} for kind in ("welcome", "gather", "close")]
    return {"title": "Répétition", "gisements": named, "stages": stages}


@pytest.mark.parametrize("gisements", [3, SEAMS + 2])
def test_shows_every_note_and_counts_it_once(tmp_path: Path, gisements: int) -> None:
    texts = [Text(f"Note {n}", f"g{n % gisements + 1}") for n in range(4 * gisements)]
    with filon_running(tmp_path / "data", FILON_ENCODER="words") as url:
        links = httpx.post(f"{url}/api/rooms", json={"session": session(gisements)}, trust_env=False).json()
        plan = Plan(links["code"], links["organiser_key"], texts, url, phones=6, pace=0.2)
        result = asyncio.run(rehearse(plan))
    assert result.agree, str(result)
    assert (len(result.shown), result.covered) == (len(texts), 0)
    assert result.counts == Counter(text.gisement for text in texts)
