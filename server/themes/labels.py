"""A name of two or three words for a theme: what its notes say more often than the rest of the gisement.

Log-odds with a prior (Monroe, Colaresi & Quinn 2008) over stems and pairs of neighbouring stems, mapped back to the words
people wrote. Falls back to the first words of the most typical note: a label is never empty.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from server.themes.words import EMPTY, meaningful, stem, words

PAIR_BONUS = 1.3
LONGEST = 32


def label(inside: Sequence[str], outside: Sequence[str], taken: Iterable[str] = ()) -> str:
    """Name a theme from its notes (`inside`) against the gisement's others, unlike any name already `taken`."""
    used = {name.casefold() for name in taken}
    ranked = _distinctive(inside, outside)
    for name in _candidates(ranked, _spellings(inside)):
        if name.casefold() not in used:
            return name
    name = _opening(inside)
    return name if name.casefold() not in used else f"{name[: LONGEST - 4]} ({len(used) + 1})"


def shared(text: str, others: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """The words of a text that other notes use too: the reason people can check."""
    common = Counter(stem(word) for other in others for word in set(meaningful(other)))
    mine = dict.fromkeys(word for word in meaningful(text) if common[stem(word)])
    return tuple(sorted(mine, key=lambda word: -common[stem(word)])[:most])


def _terms(text: str) -> set[tuple[str, ...]]:
    """Stems, and pairs that stand side by side (small words between them allowed)."""
    kept = [stem(word) for word in meaningful(text)]
    return {(one,) for one in kept} | {pair for pair in pairwise(kept) if pair[0] != pair[1]}


def _distinctive(inside: Sequence[str], outside: Sequence[str]) -> list[tuple[str, ...]]:
    here = Counter(term for text in inside for term in _terms(text))
    there = Counter(term for text in outside for term in _terms(text))
    size, rest = len(inside) + 1.0, len(outside) + 1.0

    def score(term: tuple[str, ...]) -> float:
        mine, theirs = here[term] + 0.1, there[term] + 0.1
        odds = math.log(mine / (size - mine + 0.2)) - math.log(theirs / (rest - theirs + 0.2))
        return odds / math.sqrt(1 / mine + 1 / theirs) * (PAIR_BONUS if len(term) > 1 else 1.0)

    frequent = [term for term, count in here.items() if count > 1 or len(inside) < 3]
    return sorted(frequent, key=lambda term: (-score(term), -len(term), term))


def _spellings(texts: Sequence[str]) -> dict[tuple[str, ...], str]:
    """How people most often wrote each term, small words between a pair kept."""
    seen: dict[tuple[str, ...], Counter[str]] = {}
    for text in texts:
        all_words = words(text)
        strong = [n for n, word in enumerate(all_words) if word not in EMPTY and len(word) > 2]
        for n, place in enumerate(strong):
            seen.setdefault((stem(all_words[place]),), Counter())[all_words[place]] += 1
            if n + 1 < len(strong) and strong[n + 1] - place <= 3:
                phrase = " ".join(all_words[place : strong[n + 1] + 1])
                seen.setdefault((stem(all_words[place]), stem(all_words[strong[n + 1]])), Counter())[phrase] += 1
    return {term: spelled.most_common(1)[0][0] for term, spelled in seen.items()}


def _candidates(ranked: Sequence[tuple[str, ...]], spelled: dict[tuple[str, ...], str]) -> Iterable[str]:
    """« Médiation de rue »; « Médiation, jeunes »; then single words."""
    best = [term for term in ranked if term in spelled][:6]
    for n, term in enumerate(best):
        if len(term) > 1 and len(spelled[term]) <= LONGEST:
            yield _title(spelled[term])
        for other in best[n + 1 :]:
            name = f"{spelled[term]}, {spelled[other]}"
            if len(term) == len(other) == 1 and len(name) <= LONGEST:
                yield _title(name)
    yield from (_title(spelled[term]) for term in best)


def _opening(texts: Sequence[str]) -> str:
    """The first words of a note, in French if one is (it uses the small words of French), neither terse nor long."""
    first = min(texts, key=lambda text: (not _french(text), abs(len(text) - 40))) if texts else ""
    name = re.sub(r"\s+", " ", first).strip()
    cut = name if len(name) <= LONGEST else name[:LONGEST].rsplit(" ", 1)[0] + "…"
    return _title(cut) or "Sans titre"


def _french(text: str) -> bool:
    spoken = words(text)
    return 3 * sum(word in EMPTY for word in spoken) >= len(spoken)


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]
