"""Communities of a weighted graph: the partition that links more, inside, than chance would (Louvain, Blondel et al. 2008).

The quality of a partition is Σ_c [inside_c − γ·total_c²/mass] (Reichardt & Bornholdt 2006): `inside` counts each link twice,
`total` sums the degrees, `mass` is the sum of all degrees, and γ asks for finer (> 1) or coarser communities.
"""

import random
from collections.abc import Hashable, Mapping, Sequence

Links = Sequence[Mapping[int, float]]

SWEEPS, LEVELS = 12, 20
LEAST = 1e-10


def communities(
    links: Links, degrees: Sequence[float], mass: float, gamma: float, fixed: Sequence[Hashable | None], seed: int = 0
) -> list[int]:
    """One community number per node. Nodes with the same `fixed` key stay together, with different keys apart.

    `mass` may exceed the sum of `degrees`: communities inside a part of a graph, by the chance of the whole.
    """
    chance = random.Random(seed)  # noqa: S311 - an order of visits, no secret
    node, anchored = _gather_fixed(fixed)
    links, degrees = _aggregate(links, degrees, node, len(anchored))
    for _ in range(LEVELS):
        found = _sweep(links, degrees, mass, gamma, anchored, chance)
        if len(set(found)) == len(found):
            break
        numbers = {community: n for n, community in enumerate(dict.fromkeys(found))}
        found = [numbers[community] for community in found]
        node = [found[n] for n in node]
        links, degrees = _aggregate(links, degrees, found, len(numbers))
        kept = [False] * len(numbers)
        for n, community in enumerate(found):
            kept[community] = kept[community] or anchored[n]
        anchored = kept
    return node


def quality(links: Links, degrees: Sequence[float], mass: float, gamma: float, found: Sequence[int]) -> float:
    """What `communities` looks for the greatest of, in units of link weight."""
    totals: dict[int, float] = {}
    inside = 0.0
    for n, mine in enumerate(links):
        totals[found[n]] = totals.get(found[n], 0.0) + degrees[n]
        inside += sum(weight for other, weight in mine.items() if found[other] == found[n])
    return inside - gamma * sum(total * total for total in totals.values()) / max(mass, LEAST)


def parts(
    links: Links,
    degrees: Sequence[float],
    mass: float,
    gamma: float,
    fixed: Sequence[bool],
    apart: float,
    smallest: int,
) -> tuple[list[list[int]], float]:
    """A community in two parts or more, the fixed nodes together in the first, else the largest first; [] if it holds together.

    A part leaves if its links with what stays weigh less than `apart` times those that chance would give. Also the mean, over
    the parts that leave, of what chance would give and is not there (0 to 1).
    """
    if not fixed:
        return [], 0.0
    keys = [True if one else None for one in fixed]
    tries = [communities(links, degrees, mass, gamma, keys, seed) for seed in range(2)]
    found = max(tries, key=lambda one: quality(links, degrees, mass, gamma, one))
    groups: dict[int, list[int]] = {}
    for n, community in enumerate(found):
        groups.setdefault(community, []).append(n)
    _, *candidates = sorted(groups.values(), key=lambda group: (not any(fixed[n] for n in group), -len(group)))
    staying, total = set(range(len(links))), sum(degrees)
    leaving, missing = [], 0.0
    for group in candidates:
        own, inside = sum(degrees[n] for n in group), set(group)
        across = sum(
            weight for n in group for other, weight in links[n].items() if other in staying and other not in inside
        )
        expected = gamma * own * (total - own) / max(mass, LEAST)
        if len(group) >= smallest and across < apart * expected:
            staying -= inside
            total -= own
            leaving.append(group)
            missing += 1 - across / expected
    return ([sorted(staying), *leaving], missing / len(leaving)) if leaving else ([], 0.0)


def _gather_fixed(fixed: Sequence[Hashable | None]) -> tuple[list[int], list[bool]]:
    """All nodes of one key become a single node, that will not move."""
    keys: dict[Hashable, int] = {}
    node: list[int] = []
    anchored: list[bool] = []
    for key in fixed:
        if key is None or key not in keys:
            if key is not None:
                keys[key] = len(anchored)
            node.append(len(anchored))
            anchored.append(key is not None)
        else:
            node.append(keys[key])
    return node, anchored


def _aggregate(
    links: Links, degrees: Sequence[float], found: Sequence[int], count: int
) -> tuple[list[dict[int, float]], list[float]]:
    together: list[dict[int, float]] = [{} for _ in range(count)]
    totals = [0.0] * count
    for n, mine in enumerate(links):
        totals[found[n]] += degrees[n]
        row = together[found[n]]
        for other, weight in mine.items():
            row[found[other]] = row.get(found[other], 0.0) + weight
    return together, totals


def _sweep(
    links: Links, degrees: Sequence[float], mass: float, gamma: float, anchored: Sequence[bool], chance: random.Random
) -> list[int]:
    """Each node in turn joins the community that gains most, until nearly none moves."""
    found, totals = list(range(len(links))), list(degrees)
    order = [n for n in range(len(links)) if not anchored[n]]
    for _ in range(SWEEPS):
        chance.shuffle(order)
        moved = 0
        for n in order:
            toward = {found[n]: 0.0}
            for other, weight in links[n].items():
                if other != n:
                    toward[found[other]] = toward.get(found[other], 0.0) + weight
            home, push = found[n], gamma * degrees[n] / max(mass, LEAST)
            totals[home] -= degrees[n]
            best, most = home, toward[home] - push * totals[home] + LEAST
            for community, weight in toward.items():
                if weight - push * totals[community] > most:
                    best, most = community, weight - push * totals[community]
            if most < 0:
                best = len(totals)
                totals.append(0.0)
            totals[best] += degrees[n]
            found[n] = best
            moved += best != home
        if moved <= 0.002 * len(links):
            break
    return found
