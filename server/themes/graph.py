"""Themes as communities of a graph of neighbours, kept up note by note: what stands moves little, and only for a reason.

A newcomer takes the theme that links it more than chance would (see `louvain`), or stands alone; only notes whose links changed
are looked at again, and move only for a clear gain, or because no link holds them where they are any more. The theme it joined
may then be merged with another, or, each time it has grown by a twentieth, be parted. People's decisions are never undone: what
they pinned or hold stays. A theme's id is for life.

A text without a word (a vector of zeros) keeps a theme of its own.
"""

import math
from collections import deque
from collections.abc import Callable, Collection, Hashable, Sequence

import numpy as np

from server.themes.encoder import Vectors
from server.themes.louvain import communities, parts, quality
from server.themes.members import Members
from server.themes.neighbours import ITSELF
from server.themes.steps import Alike, Echo, Merged, Moved, Parted, Placed, Standing, Step, Why

__all__ = ["Alike", "Echo", "Graph", "Merged", "Moved", "Parted", "Placed", "Standing", "Step", "Why"]

ECHOES, TRANSLATES = 0.8, 0.65
"""Cosines from which a note says nearly the same as another, in the same language and in another one. Precision: 18 of 23 pairs
of three French consultations, read one by one; 99.3 % of 1,546 pairs of sib_par, which are 77 % of its translations."""
FINEST, FINEST_AT, COARSEST_AT = 1.4, 100, 1000
"""γ is 1.4 up to 100 notes and 1 from 1,000, a power of their number between. Above 1.5, plain subjects fall apart."""
ALLOWANCE, ALLOWANCE_POWER = 0.13, 0.3
"""Earlier notes that may move per arrival: .13 × notes^.3, that is .4 of a note at 40, 1 at 1,000."""
SAVED, OWED = 0.1, 10
"""Share of the notes for which unused allowance is kept; notes that may leave before it, where no link holds them any more."""
MARGIN = 0.05
"""What a move or a merger must gain, as a share of its degree."""
MOST_MERGED, LARGE = (0.3, 0.1), 300
"""Share of all notes in a theme that is merged into another, at most, up to 300 notes and above."""
APART = 0.8
"""Links between a part and the rest, relative to chance, below which it leaves: below 1, so that nothing comes and goes."""
GROWTH, SMALLEST_SPLIT, SMALLEST_PART = 1.05, 5, 2
"""A touched theme is tested for a split each time it has grown by a twentieth, from 5 notes; a part has at least 2."""
FINER_PARTS = (1.0, 1.5, 2.0)
"""How much finer than the room `part` looks, when people ask and nothing shows."""
LOOKS = 2000
"""Notes looked at again in one go, at most: a bound on the worst case, far above what is met."""
SURE = 0.6
"""Cosine with its closest neighbour from which only the neighbours' agreement limits a note's confidence."""


class Graph(Members):
    """The notes of one gisement as a nearest-neighbour graph, and their communities: the themes.

    Deterministic and without I/O. `new_id` gives ids of themes, never one already given. `grain` multiplies γ (finer above 1).
    Below `first` notes nobody sees the themes: on reaching it, all that is not pinned may be grouped anew.
    """

    def __init__(self, new_id: Callable[[], str], grain: float = 1.0, first: int = 12) -> None:
        self._new_id, self._grain, self._first = new_id, grain, first
        self._held: frozenset[str] = frozenset()
        super().__init__()

    def load(self, standing: Sequence[Standing]) -> None:
        super().load(standing)
        self._shown = len(self._slots) >= self._first
        self._credit = 0.0

    def hold(self, themes: Collection[str]) -> None:
        """Say which themes people named or pinned: the machine neither merges them into others nor parts them."""
        self._held = frozenset(themes)

    def arrive(self, note: str, vector: Vectors, calm: bool = False) -> list[Step]:
        """Place a newcomer (one already there comes anew), and mend around it what its coming changes, unless `calm`.

        The steps, applied in order to the themes as they stood, give the themes as they stand.
        """
        self.drop(note)
        self._save_up()
        (slot,) = self._near.append([vector])
        self._note_slot(slot, note)
        twin = self._twin(slot)
        if twin is not None:
            self._follow(slot, twin)
            self._enter(slot, self._theme[twin])
            moved: dict[int, str] = {}
        else:
            changed = self._near.link(slot)
            self._weigh(changed)
            self._enter(slot, self._best(slot, alone=True) or self._new_id())
            moved = {} if calm else self._settle([slot, *(other for other in changed if other != slot)])
        steps: list[Step] = [Placed(note, self._theme[slot], self._confidence(slot))]
        steps += self._told(moved, but=slot)
        if not calm:
            steps += self._reshape() if self._just_shown() else self._mend(self._theme[slot])
            if len(self._slots) <= LARGE:
                steps += self._told(self._settle([one for one in self._slots.values() if self._lost(one)]))
        return steps

    def regroup(self, grain: float) -> dict[str, str]:
        """A theme for every note, if all were grouped again at this grain around what people decided. Changes nothing."""
        proposed = self._proposal(grain)
        return {note: proposed[slot] for note, slot in self._slots.items()}

    def part(self, theme: str) -> list[list[str]]:
        """A theme's notes in two or more parts, pinned notes together in the first, else largest first; [] if it holds together."""
        for finer in FINER_PARTS:
            found, _ = self._parts(theme, self._gamma() * finer, apart=1.0)
            if found:
                return [[self._notes[slot] for slot in part] for part in found]
        return []

    def why(self, note: str) -> Why:
        slot = self._slots[note]
        near = self._cosines_in_theme(slot)
        return Why(self._confidence(slot), tuple((self._notes[other], round(cosine, 3)) for cosine, other in near[:3]))

    def echo(self, note: str, foreign: Callable[[str], bool] | None = None) -> Echo | None:
        """The earliest note that says nearly the same, or none. `foreign` tells which notes are in another language."""
        slot = self._slots[note]
        for earlier in self._near.all_like(slot, ECHOES if foreign is None else TRANSLATES):
            cosine = float(self._near.vectors[earlier] @ self._near.vectors[slot])
            if cosine >= ECHOES or (foreign and foreign(self._notes[earlier])):
                return Echo(self._notes[earlier], round(cosine, 3))
        return None

    def alike(self, at_least: float) -> list[Alike]:
        """Pairs of themes that look like one split in two: centres at this cosine, and more links between than by chance."""
        themes = list(self._members)
        if not themes:
            return []
        centres = np.array([self._near.vectors[list(members)].mean(0) for members in self._members.values()])
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
        cosines = np.triu(centres @ centres.T, 1)
        pairs = [(themes[a], themes[b], float(cosines[a, b])) for a, b in np.argwhere(cosines >= at_least).tolist()]
        found = [Alike(one, other, round(cosine, 3)) for one, other, cosine in pairs if self._bound(one, other)]
        return sorted(found, key=lambda pair: -pair.likeness)

    # Arrivals

    def _gamma(self) -> float:
        share = math.log(max(len(self._slots), 1) / FINEST_AT) / math.log(COARSEST_AT / FINEST_AT)
        return float(self._grain * FINEST ** (1 - min(max(share, 0.0), 1.0)))

    def _chance(self, one: float, other: float) -> float:
        """The links that chance would give between two sets of notes, from their degrees."""
        return self._gamma() * one * other / max(self._near.mass, 1e-9)

    def _save_up(self) -> None:
        count = len(self._slots)
        self._credit = min(self._credit + ALLOWANCE * count**ALLOWANCE_POWER, 2 + SAVED * count)

    def _best(self, slot: int, alone: bool = False) -> str | None:
        """The theme that gains most for a slot, if it is worth leaving its own (None: stay)."""
        if not self._near.links[slot]:
            return None
        home, degree = self._theme[slot], self._near.degrees[slot]
        toward = {home: 0.0}
        for other, weight in self._near.links[slot].items():
            theme = self._theme[other]
            toward[theme] = toward.get(theme, 0.0) + weight
        lone = alone or len(self._members[home]) == 1
        stay = 0.0 if alone else toward[home] - self._chance(degree, self._totals[home] - degree)
        least = stay + (1e-9 if lone else MARGIN * degree)
        best = None
        for theme, weight in toward.items():
            gain = weight - self._chance(degree, self._totals.get(theme, 0.0))
            if theme != home and gain > least:
                best, least = theme, gain
        return best

    def _settle(self, queue: Sequence[int]) -> dict[int, str]:
        """Look again at slots, and at the neighbours of those that move; each moved slot's former theme."""
        moved: dict[int, str] = {}
        waiting, queued = deque(queue), set(queue)
        for _ in range(LOOKS):
            if not waiting:
                break
            slot = waiting.popleft()
            queued.discard(slot)
            theme = None if self._stays(slot) else self._better(slot)
            if theme is None:
                continue
            for one in self._with_copies(slot):
                moved.setdefault(one, self._theme[one])
                self._enter(one, theme)
                self._credit -= 1
            again = [o for o in self._near.links[slot] if self._theme[o] != theme and o not in queued]
            waiting.extend(again)
            queued.update(again)
        return moved

    def _better(self, slot: int) -> str | None:
        """Where to move a slot, if anywhere. One that nothing holds where it is need not wait for the allowance."""
        if not self._lost(slot):
            return self._best(slot) if self._credit > 0 else None
        if self._credit <= -OWED:
            return None
        original = self._original.get(slot)
        if original is not None:
            return self._theme[original]
        return self._best(slot, alone=True) or self._new_id()

    def _lost(self, slot: int) -> bool:
        """In a theme with others, to none of which it is linked any more."""
        home, root = self._theme[slot], self._original.get(slot, slot)
        if slot in self._pinned or (root != slot and self._theme[root] == home):
            return False
        if len(self._members[home]) == len(self._with_copies(slot)):  # alone, but for what repeats it
            return False
        return all(self._theme[other] != home for other in self._near.links[root])

    def _stays(self, slot: int) -> bool:
        theme = self._theme[slot]
        return slot in self._pinned or (theme in self._held and len(self._members[theme]) == 1)

    def _told(self, moved: dict[int, str], but: int | None = None) -> list[Step]:
        return [
            Moved(self._notes[slot], self._theme[slot], was, self._confidence(slot))
            for slot, was in moved.items()
            if slot != but and self._theme[slot] != was
        ]

    def _just_shown(self) -> bool:
        if self._shown or len(self._slots) < self._first:
            return False
        self._shown = True
        return True

    def _reshape(self) -> list[Step]:
        """Group all anew, before anybody has seen the themes."""
        proposed = self._proposal(self._grain)
        moved = {slot: self._theme[slot] for slot, theme in proposed.items() if theme != self._theme[slot]}
        for slot in moved:
            self._enter(slot, proposed[slot])
        return self._told(moved)

    def _mend(self, touched: str) -> list[Step]:
        """Merge or part the theme just joined, and look again at the one that has waited longest, as far as the allowance goes."""
        steps = self._merge(touched)
        if len(self._members.get(touched, ())) >= self._checked.get(touched, 0) * GROWTH:
            steps += self._divide(touched)
        if self._credit > 0:
            oldest = next(iter(self._checked))
            self._checked[oldest] = self._checked.pop(oldest)
            if oldest not in self._held:
                steps += self._told(self._settle(list(self._members[oldest])))
                steps += self._divide(oldest)
                steps += self._merge(oldest)
        return steps

    def _merge(self, theme: str) -> list[Step]:
        """Merge a theme with the one it is most linked to, if chance would link them less: the smaller goes, if it may."""
        if self._credit <= 0 or theme not in self._members:
            return []
        best, found = self._most_linked(theme)
        if best is None:
            return []
        gone, into = sorted((theme, best), key=lambda one: (self._kept(one), len(self._members[one])))
        gain = found - self._chance(self._totals[gone], self._totals[into])
        too_many = len(self._members[gone]) > MOST_MERGED[len(self._slots) > LARGE] * len(self._slots)
        if self._kept(gone) or too_many or gain < MARGIN * min(self._totals[gone], self._totals[into]):
            return []
        slots = list(self._members[gone])
        for slot in slots:
            self._enter(slot, into)
        self._credit -= len(slots)
        merged = Merged(gone, into, tuple(self._notes[slot] for slot in slots), round(gain / found, 3))
        return [merged, *self._merge(into)]

    def _most_linked(self, theme: str) -> tuple[str | None, float]:
        """The theme whose union with this one gains most, and the weight of the links between them."""
        toward = self._toward(theme)
        gains = {one: weight - self._chance(self._totals[theme], self._totals[one]) for one, weight in toward.items()}
        best = max(gains, key=gains.__getitem__, default=None)
        return (best, toward[best]) if best is not None and gains[best] > 0 else (None, 0.0)

    def _toward(self, theme: str) -> dict[str, float]:
        """The weight of a theme's links with each other theme."""
        toward: dict[str, float] = {}
        for slot in self._members[theme]:
            for other, weight in self._near.links[slot].items():
                if (there := self._theme[other]) != theme:
                    toward[there] = toward.get(there, 0.0) + weight
        return toward

    def _bound(self, one: str, other: str) -> bool:
        return self._toward(one).get(other, 0.0) > self._chance(self._totals[one], self._totals[other])

    def _kept(self, theme: str) -> bool:
        """People hold it, or pinned one of its notes: it cannot be dissolved."""
        return theme in self._held or any(slot in self._pinned for slot in self._members[theme])

    def _divide(self, theme: str) -> list[Step]:
        """Part a theme, if parts are clearly better."""
        members = self._members.get(theme, {})
        if theme in self._held or len(members) < SMALLEST_SPLIT or self._credit <= 0:
            return []
        found, confidence = self._parts(theme, self._gamma(), APART)
        told = []
        for slots in found[1:]:
            new = self._new_id()
            for slot in slots:
                self._enter(slot, new)
            self._credit -= len(slots)
            self._checked[new] = len(slots)
            told.append((new, tuple(self._notes[slot] for slot in slots)))
        self._checked[theme] = len(members)
        return [Parted(theme, tuple(told), round(confidence, 3))] if told else []

    # Partitions

    def _parts(self, theme: str, gamma: float, apart: float) -> tuple[list[list[int]], float]:
        """The slots of a theme in two parts or more (see `louvain.parts`), copies beside their originals."""
        roots = self._rooted(theme)
        place = {slot: n for n, slot in enumerate(roots)}
        links = [{place[other]: w for other, w in self._near.links[slot].items() if other in place} for slot in roots]
        degrees = [self._near.degrees[slot] for slot in roots]
        fixed = [slot in self._pinned for slot in roots]
        found, confidence = parts(links, degrees, self._near.mass, gamma, fixed, apart, SMALLEST_PART)
        return [[one for n in part for one in self._with_copies(roots[n])] for part in found], confidence

    def _proposal(self, grain: float) -> dict[int, str]:
        roots = [slot for slot in self._slots.values() if slot in self._pinned or slot not in self._original]
        place = {slot: n for n, slot in enumerate(roots)}
        links = [{place[o]: w for o, w in self._near.links[slot].items()} for slot in roots]
        degrees = [self._near.degrees[slot] for slot in roots]
        gamma = self._gamma() / self._grain * grain
        keys: list[Hashable | None] = [self._theme[slot] if self._unmoved(slot) else None for slot in roots]
        tries = [communities(links, degrees, self._near.mass, gamma, keys, seed) for seed in range(3)]
        found = max(tries, key=lambda one: quality(links, degrees, self._near.mass, gamma, one))
        names = self._carried([(found[place[slot]], slot) for slot in roots], dict(zip(found, keys, strict=True)))
        proposed: dict[int, str] = {slot: names[found[place[slot]]] for slot in roots}
        for slot in self._slots.values():
            if slot not in proposed:
                follows = self._theme[slot] == self._theme[self._original[slot]] and self._theme[slot] not in self._held
                proposed[slot] = proposed[self._original[slot]] if follows else self._theme[slot]
        return proposed

    def _unmoved(self, slot: int) -> bool:
        return slot in self._pinned or self._theme[slot] in self._held or not self._near.links[slot]

    def _carried(self, pairs: list[tuple[int, int]], keys: dict[int, Hashable | None]) -> dict[int, str]:
        """Names of communities: fixed ones keep theirs, then the greatest overlaps with the themes of today, then new ids."""
        names: dict[int, str] = {}
        shared: dict[tuple[int, str], int] = {}
        for community, slot in pairs:
            if self._unmoved(slot):
                names[community] = self._theme[slot]
            pair = (community, self._theme[slot])
            shared[pair] = shared.get(pair, 0) + 1
        used = set(names.values())
        for community, theme in sorted(shared, key=lambda pair: -shared[pair]):
            if community not in names and theme not in used:
                names[community] = theme
                used.add(theme)
        return {community: names.get(community) or self._new_id() for community in dict.fromkeys(c for c, _ in pairs)}

    # Reasons

    def _cosines_in_theme(self, slot: int) -> list[tuple[float, int]]:
        others = [other for other in self._members[self._theme[slot]] if other != slot]
        if not others:
            return []
        cosines = (self._near.vectors[others] @ self._near.vectors[slot]).tolist()
        return sorted(
            ((c, o) for c, o in zip(cosines, others, strict=True) if c > 0), key=lambda pair: (-pair[0], pair[1])
        )

    def _confidence(self, slot: int) -> float:
        root = self._original.get(slot, slot)
        links, degree = self._near.links[root], self._near.degrees[root] - ITSELF
        near = self._cosines_in_theme(slot)
        if not near:
            return 0.0
        inside = sum(weight for other, weight in links.items() if self._theme[other] == self._theme[slot])
        share = 1.0 if root != slot and self._theme[root] == self._theme[slot] else inside / max(degree, 1e-9)
        return round(min(1.0, share) * min(1.0, near[0][0] / SURE), 3)
