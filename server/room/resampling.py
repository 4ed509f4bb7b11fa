"""How sure a ranking is: the same ballot held 2,000 times with voters drawn again among those who voted (bootstrap, Efron 1979)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 20181214
TOP = 3
FEWEST = 5
"""Voters under which drawing them again tells nothing: one voter, drawn again, always agrees."""
BATCHES = 8
"""Resamples are drawn in so many parts, so that thousands of voters do not take hundreds of megabytes."""

Counts = NDArray[np.int64]
"""Dots by voter (rows) and option (columns)."""


@dataclass(frozen=True, slots=True)
class Resampled:
    """By option, in their order: part of the resamples where it is in the first three, and at each rank; the 2.5th and 97.5th
    percentiles of its dots; `above[a, b]`, the part in which a has more dots than b, equal dots counting half.

    With fewer than `FEWEST` voters no rank is told (`odds` empty) and nothing is above anything (one half each).
    """

    top3: tuple[float, ...]
    odds: tuple[tuple[float, ...], ...]
    dots: tuple[tuple[int, int], ...]
    above: NDArray[np.float64]


def resample(counts: Counts) -> Resampled:
    """Rows must come in an order that does not depend on arrival. The same counts give the same figures, to the digit."""
    return drawn(counts.tobytes(), *counts.shape)


@lru_cache(maxsize=64)
def drawn(cells: bytes, voters: int, options: int) -> Resampled:
    """`resample`, remembered: pages ask for it again at each drawing."""
    if not voters:
        return Resampled((0.0,) * options, ((),) * options, ((0, 0),) * options, np.full((options, options), 0.5))
    counts = np.frombuffer(cells, dtype=np.int64).reshape(voters, options)
    totals = np.concatenate(list(_totals(counts)))
    more = totals[:, :, None] > totals[:, None, :]
    ranks = 1 + more.sum(axis=1)
    top3 = ((ranks <= TOP) & (totals > 0)).mean(axis=0)
    low = np.percentile(totals, 2.5, axis=0, method="lower")
    high = np.percentile(totals, 97.5, axis=0, method="higher")
    over = more.mean(axis=0)
    told = voters >= FEWEST
    odds = [
        tuple((ranks[:, n] == rank).mean() for rank in range(1, options + 1)) if told else () for n in range(options)
    ]
    above = (1 + over - over.T) / 2 if told else np.full_like(over, 0.5)
    above.setflags(write=False)
    return Resampled(
        tuple(_rounded(p) for p in top3), tuple(tuple(_rounded(p) for p in one) for one in odds),
        tuple((int(a), int(b)) for a, b in zip(low, high, strict=True)), above,
    )  # fmt: skip


def _totals(counts: Counts) -> Iterator[NDArray[np.float64]]:
    """Dots by resample and option. Whole numbers this small are exact in float64, whose products are much faster."""
    rng, voters, rows = np.random.default_rng(SEED), len(counts), RESAMPLES // BATCHES
    dots, first = counts.astype(np.float64), voters * np.arange(rows)[:, None]
    for _ in range(BATCHES):
        picked = rng.integers(0, voters, (rows, voters)) + first
        times = np.bincount(picked.ravel(), minlength=rows * voters).reshape(rows, voters)
        yield times.astype(np.float64) @ dots


def _rounded(part: float) -> float:
    return round(float(part), 4)
