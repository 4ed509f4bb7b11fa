"""Pairwise choice: few rows in which every value of a factor meets every value of each other factor."""

from itertools import combinations, product
from typing import Any


def pairs(*factors: list[Any]) -> list[tuple[Any, ...]]:
    """Rows of one value for each factor, chosen greedily until every pair of values has met."""

    def met(row: tuple[Any, ...]) -> set[Any]:
        return set(combinations(enumerate(row), 2))

    everything = list(product(*factors))
    missing: set[Any] = set().union(*map(met, everything))
    rows = []
    while missing:
        rows.append(max(everything, key=lambda row: len(met(row) & missing)))
        missing -= met(rows[-1])
    return rows
