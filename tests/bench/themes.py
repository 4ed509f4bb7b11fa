"""Themes against batch methods on the same vectors: agreement with labels given by people, notes that move, time of processor.

`python -m tests.bench themes [quick] [file or folder…]`: files of JSON lines with `text`, `label`, and `lang` if there are
several languages; those of ../shared/data by default, or of BENCH_THEMES. AMI: adjusted mutual information; B³: B-cubed F1
(Bagga and Baldwin 1998). The shares are of AMI + B³. Peer (a) is fixed: Louvain on the graph of ten neighbours, with our γ.
Peer (b) is the best of all settings below for each set and size, chosen with the labels known: no method that ignores them
can count on reaching it. "En lot" is ours without the stream: our own graph of the same notes, grouped once, from nothing.
"""

import hashlib
import itertools
import json
import math
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import numpy as np

from server.config import ROOT
from server.themes import encoder
from server.themes.encoder import Encoder, Vectors
from server.themes.graph import COARSEST_AT, FINEST, FINEST_AT, Graph, Merged, Moved, Parted, Placed, Standing, Step

SETS = Path(os.environ.get("BENCH_THEMES") or ROOT.parent / "shared" / "data")
SIZES = (40, 200, 1000)
FIRST = 12
MOVED_GOALS = {40: 1.5, 200: 0.6, 1000: 0.25}
QUICK = "quick"
UNUSUAL = "sib_par"
"""Two hundred groups of five sentences, one in each of five languages: no room looks like it."""

Labels = list[str]
Scores = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Set:
    name: str
    labels: Labels
    languages: list[str]
    vectors: Vectors


@dataclass(slots=True)
class Measures:
    """Of one set at one size, one value per order of arrival."""

    ours: list[Scores] = field(default_factory=list)
    peers: dict[str, list[Scores]] = field(default_factory=dict)
    batch: list[Scores] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    still: list[float] = field(default_factory=list)
    themes: list[int] = field(default_factory=list)
    by_language: list[float] = field(default_factory=list)

    @property
    def scores(self) -> Scores:
        return mean(one for one, _ in self.ours), mean(two for _, two in self.ours)

    @property
    def share_of_batch(self) -> float:
        return sum(self.scores) / mean(map(sum, self.batch))

    def share(self, peers: Sequence[str]) -> tuple[float, str]:
        """Of the best of these peers, over all orders; its name."""
        total = {name: mean(map(sum, self.peers[name])) for name in peers}
        best = max(total, key=total.__getitem__)
        return sum(self.scores) / total[best], best


def main(options: Sequence[str] = ()) -> None:
    quick = QUICK in options
    files = list(_files([Path(one) for one in options if one != QUICK] or [SETS]))
    if not files:
        print(f"  pas de jeu de notes dans {SETS}")
        return
    model = encoder.load()
    print(f"  encodeur {model.name}")
    sets = [_read(file, model) for file in files]
    sizes, orders = (SIZES[:2], 2) if quick else (SIZES, 5)
    found = {one.name: _compare(one, sizes, orders) for one in sets}
    _tell(found, sizes)
    _verdict("épingles défaites, actes de personnes mêlés", sum(_violations(one, quick) for one in sets), 0)
    embedding = _embedding(model, files[0])
    for count in (200, 1000) if quick else (200, 1000, 20_000):
        _tell_cost(count, embedding)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.jsonl")) if path.is_dir() else [path] if path.is_file() else []


def _read(file: Path, model: Encoder) -> Set:
    """A set and its vectors, computed once per text and encoder: kept in the machine's temporary folder."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [row["text"] for row in rows]
    key = hashlib.sha256("\0".join([model.name, *texts]).encode()).hexdigest()[:32]
    kept = Path(tempfile.gettempdir()) / f"filon-vectors-{key}.npy"
    if not kept.is_file():
        started = time.process_time()
        np.save(kept, model.encode(texts).astype(np.float16))
        print(
            f"  {file.stem} : {1000 * (time.process_time() - started) / len(texts):.1f} ms par note à encoder, par lots"
        )
    vectors = np.load(kept).astype(np.float32)
    return Set(file.stem, [str(row["label"]) for row in rows], [str(row.get("lang", "")) for row in rows], vectors)


# Agreement


def _compare(one: Set, sizes: Sequence[int], orders: int) -> dict[int, Measures]:
    found: dict[int, Measures] = {size: Measures() for size in sizes}
    known: dict[frozenset[int], dict[str, Scores]] = {}
    for seed in range(orders):
        order = _shuffled(len(one.labels), seed)
        for size, (themes, moved) in _stream(one.vectors, order, sizes).items():
            here, measures = order[:size], found[size]
            labels = [one.labels[n] for n in here]
            measures.ours.append(_scores(labels, themes))
            measures.themes.append(len(set(themes)))
            measures.moved.append(100 * mean(moved))
            measures.still.append(100 * mean(share == 0 for share in moved))
            if len(languages := [one.languages[n] for n in here]) and len(set(languages)) > 1:
                measures.by_language.append(_scores(languages, themes)[0])
            measures.batch.append(_scores(labels, _batch(one.vectors[here])))
            if (notes := frozenset(here)) not in known:
                known[notes] = {name: _scores(labels, got) for name, got in _peers(one.vectors[here])}
            for name, scores in known[notes].items():
                measures.peers.setdefault(name, []).append(scores)
    return found


def _shuffled(count: int, seed: int) -> list[int]:
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


def _stream(vectors: Vectors, order: Sequence[int], sizes: Sequence[int]) -> dict[int, tuple[Labels, list[float]]]:
    """At each size: the theme of each note so far, and the share of earlier notes that each arrival moved since themes show."""
    graph, themes = Graph(_ids(), first=FIRST), dict[str, str]()
    moved: list[float] = []
    found: dict[int, tuple[Labels, list[float]]] = {}
    for count, n in enumerate(order[: max(sizes)], 1):
        changed = replay(graph.arrive(str(n), vectors[n]), themes) - {str(n)}
        if count > FIRST:
            moved.append(len(changed) / (count - 1))
        for size in sizes:
            if count == min(size, len(order)):
                found[size] = [themes[str(one)] for one in order[:count]], list(moved)
    return found


def replay(steps: Sequence[Step], themes: dict[str, str]) -> set[str]:
    """Apply steps to note → theme; the notes concerned."""
    before = dict(themes)
    for step in steps:
        match step:
            case Placed(note, theme) | Moved(note, theme):
                themes[note] = theme
            case Merged(_, into, notes):
                themes |= dict.fromkeys(notes, into)
            case Parted(_, parts):
                themes |= {note: theme for theme, notes in parts for note in notes}
    return {note for note, theme in themes.items() if before.get(note) != theme}


def _ids() -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"t{next(numbers)}"


def _scores(labels: Labels, found: Sequence[object]) -> Scores:
    from sklearn.metrics import adjusted_mutual_info_score  # type: ignore[import-untyped]  # late: other benches do without

    themes = [str(one) for one in found]
    return float(adjusted_mutual_info_score(labels, themes)), _b_cubed(labels, themes)


def _b_cubed(labels: Labels, found: Labels) -> float:
    _, ours = np.unique(found, return_inverse=True)
    _, theirs = np.unique(labels, return_inverse=True)
    table = np.zeros((theirs.max() + 1, ours.max() + 1))
    np.add.at(table, (theirs, ours), 1)
    precision = float((table**2 / table.sum(0)).sum() / len(labels))
    recall = float((table**2 / table.sum(1, keepdims=True)).sum() / len(labels))
    return 2 * precision * recall / (precision + recall)


# Peers


def _batch(vectors: Vectors) -> Sequence[object]:
    """Our graph of the notes, all of them free."""
    graph = Graph(_ids(), first=FIRST)
    graph.load([Standing(str(n), vector, f"alone{n}", False) for n, vector in enumerate(vectors)])
    return list(graph.regroup(1.0).values())


def _peers(vectors: Vectors) -> Iterator[tuple[str, Sequence[object]]]:
    yield from _louvain(vectors)
    yield from _linkage(vectors)
    yield from _densities(vectors)


def _louvain(vectors: Vectors) -> Iterator[tuple[str, Sequence[object]]]:
    import networkx as nx  # type: ignore[import-untyped]

    count = len(vectors)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for n, near in enumerate(np.argsort(-cosines, axis=1)[:, : min(10, count - 1)].tolist()):
        for other in near:
            if (weight := float(cosines[n, other])) > 0:
                graph.add_edge(n, other, weight=weight + graph.get_edge_data(n, other, {"weight": 0.0})["weight"])
    share = min(max(math.log(count / FINEST_AT) / math.log(COARSEST_AT / FINEST_AT), 0), 1)
    settings = {"fixed": FINEST ** (1 - share)} | {f"louvain {gamma}": gamma for gamma in (0.5, 1, 2, 4, 8, 16)}
    for name, gamma in settings.items():
        found = [0] * count
        for number, notes in enumerate(nx.community.louvain_communities(graph, resolution=gamma, seed=0)):
            for n in notes:
                found[n] = number
        yield name, found


def _linkage(vectors: Vectors) -> Iterator[tuple[str, Sequence[object]]]:
    from sklearn.cluster import AgglomerativeClustering  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory(prefix="filon-bench-") as memory:
        for bar in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9):
            method = AgglomerativeClustering(None, metric="cosine", linkage="average", distance_threshold=bar)
            yield f"average {bar}", method.fit_predict(vectors + 1e-9)
        for count in (5, 10, 20, 40, 80, 200):
            if count < len(vectors):
                ward = AgglomerativeClustering(count, linkage="ward", memory=memory, compute_full_tree=True)
                yield f"ward {count}", ward.fit_predict(vectors)
        for bar in (1.0, 1.2, 1.5, 2.0):
            ward = AgglomerativeClustering(None, linkage="ward", memory=memory, distance_threshold=bar)
            yield f"ward < {bar}", ward.fit_predict(vectors)


def _densities(vectors: Vectors) -> Iterator[tuple[str, Sequence[object]]]:
    """Notes left out as noise stand alone."""
    from sklearn.cluster import HDBSCAN

    apart = np.sqrt(np.maximum(2 - 2 * (vectors @ vectors.T), 0)).astype(np.float64)
    np.fill_diagonal(apart, 0)
    for size, core in ((2, 1), (3, 1), (3, 3), (5, 1), (5, 5)):
        found = HDBSCAN(min_cluster_size=size, min_samples=core, metric="precomputed", copy=True).fit_predict(apart)
        yield f"hdbscan {size} {core}", [n if n >= 0 else -1 - place for place, n in enumerate(found.tolist())]


# What people decided


def _violations(one: Set, quick: bool) -> int:
    """Pinned notes found elsewhere than where people last put them, while they act at one arrival in thirteen."""
    chance = random.Random(7)
    graph, themes, pinned = Graph(_ids(), first=FIRST), dict[str, str](), dict[str, str]()
    held: set[str] = set()
    violations = 0
    for n in _shuffled(len(one.labels), 11)[: 200 if quick else 600]:
        replay(graph.arrive(str(n), one.vectors[n]), themes)
        if len(themes) > FIRST and chance.random() < 0.075:
            _act(chance, graph, themes, pinned, held)
        violations += sum(themes[note] != theme for note, theme in pinned.items())
    return violations


def _act(chance: random.Random, graph: Graph, themes: dict[str, str], pinned: dict[str, str], held: set[str]) -> None:
    standing = sorted(set(themes.values()))
    note, theme, other = chance.choice(sorted(themes)), chance.choice(standing), chance.choice(standing)
    match chance.choice(("move", "merge", "split", "rename", "pin")):
        case "move":
            moved = {note: theme}
        case "merge":
            moved = {one: other for one, where in themes.items() if where == theme}
        case "split":
            inside = sorted(one for one, where in themes.items() if where == theme)
            moved = dict.fromkeys(inside[: len(inside) // 2], f"split-{len(themes)}")
        case "rename":
            held.add(theme)
            moved = {}
        case _:
            moved = {note: themes[note]}
    for one, where in moved.items():
        graph.put(one, where, pinned=True)
    themes |= moved
    pinned |= moved
    graph.hold(held)


# Cost


def _embedding(model: Encoder, file: Path) -> float:
    """Milliseconds of processor for one note encoded alone."""
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()[:30]]
    model.encode(texts[:1])
    started = time.process_time()
    for text in texts:
        model.encode([text])
    return 1000 * (time.process_time() - started) / len(texts)


def _tell_cost(count: int, embedding: float) -> None:
    """Milliseconds of processor for each of the last arrivals of a room of so many notes, drawn around sixty centres."""
    draw, last = np.random.default_rng(3), min(100, count // 2)
    centres = draw.normal(size=(60, 512))
    vectors = (centres[draw.integers(60, size=count)] * 0.8 + draw.normal(size=(count, 512))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    graph = Graph(_ids(), first=FIRST)
    started = time.process_time()
    settled = [Standing(str(n), vectors[n], f"old{n % 60}", False) for n in range(count - last)]
    graph.load([] if count <= 1000 else settled)
    loading = time.process_time() - started
    times = []
    for n in range(0 if count <= 1000 else count - last, count):
        started = time.process_time()
        graph.arrive(str(n), vectors[n])
        times.append(1000 * (time.process_time() - started))
    alone, worst = mean(times[-last:]), max(times)
    loaded = "" if count <= 1000 else f" ; chargement {loading:.1f} s"
    print(f"  {count:6} notes : {alone:.1f} ms par note, la pire {worst:.0f} ms{loaded}")
    goal = {1000: 12, 20_000: 30}.get(count)
    if goal:
        _verdict(f"ms par note à {count}, encodage compris", alone + embedding, goal)


# What is printed


def _tell(found: dict[str, dict[int, Measures]], sizes: Sequence[int]) -> None:
    print(
        f"  {'jeu':<14}{'notes':>6}{'thèmes':>8}{'AMI':>7}{'B³':>7}{'(a)':>7}{'(b)':>7}  (b) est            bougées  sans effet"
    )
    for size in sizes:
        for name, measures in found.items():
            here = measures[size]
            ami, cubed = here.scores
            fixed, (best, peer) = here.share(["fixed"])[0], here.share(list(here.peers))
            print(
                f"  {name:<14}{size:6}{mean(here.themes):8.0f}{ami:7.3f}{cubed:7.3f}{fixed:7.2f}{best:7.2f}  {peer:<18}"
                f"{mean(here.moved):6.2f} %{mean(here.still):9.0f} %"
            )
    for size in sizes:
        every = [measures[size] for measures in found.values()]
        usual = [measures[size] for name, measures in found.items() if name != UNUSUAL] or every
        _verdict(f"{size} notes : part de (a)", mean(one.share(["fixed"])[0] for one in every), 0.95, least=True)
        _verdict(f"{size} notes : part de (b)", mean(one.share(list(one.peers))[0] for one in every), 0.95, least=True)
        _tell_more(size, usual, every)
        _verdict(f"{size} notes : bougées par arrivée, en %", mean(mean(one.moved) for one in every), MOVED_GOALS[size])
        _verdict(f"{size} notes : arrivées sans effet, en %", mean(mean(one.still) for one in every), 70, least=True)
    if sizes == SIZES:
        _tell_floors({name: measures[max(sizes)] for name, measures in found.items()})


def _tell_more(size: int, usual: Sequence[Measures], every: Sequence[Measures]) -> None:
    """Figures without a goal."""
    fixed, best = (mean(one.share(peers or list(one.peers))[0] for one in usual) for peers in (["fixed"], []))
    print(f"  {f'{size} notes : part de (a), de (b), sans {UNUSUAL}':<48}{fixed:8.3f}{best:8.3f}")
    batch = mean(one.share_of_batch for one in every), mean(one.share_of_batch for one in usual)
    print(f"  {f'{size} notes : part de « en lot », sans {UNUSUAL}':<48}{batch[0]:8.3f}{batch[1]:8.3f}")


def _tell_floors(found: dict[str, Measures]) -> None:
    if "sib_mix" in found:
        _verdict("sib_mix : AMI", found["sib_mix"].scores[0], 0.45, least=True)
        _verdict("sib_mix : |AMI avec la langue|", abs(mean(found["sib_mix"].by_language)), 0.02)
    if "sib_par" in found:
        _verdict("sib_par : B³", found["sib_par"].scores[1], 0.97, least=True)


def _verdict(what: str, value: float, goal: float, least: bool = False) -> None:
    kept = value >= goal if least else value <= goal
    print(f"  {what:<48}{value:8.3f}   but {'≥' if least else '≤'} {goal:<6} {'tenu' if kept else 'MANQUÉ'}")
