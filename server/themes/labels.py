"""A name for a theme: the phrase of its notes that says best what they say more often than the rest of the gisement.

Candidates are the phrases of `phrases.py`. A word's weight is its log-odds with a prior (Monroe, Colaresi & Quinn 2008) times its
share of the theme's notes; a phrase has the weights of its words, and more when several notes say it. When no word is said
twice, the name is the opening of the most representative note: a label is never empty, and never a name already taken.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import combinations, count

import numpy as np
import regex

from server.themes.encoder import Vectors
from server.themes.language import language
from server.themes.phrases import Phrase, phrases_of, words_of
from server.themes.words import ELIDED, EMPTY, LETTERS, VAGUE, core, infinitive, prose, stem, stems, weighty

LONGEST, UNTITLED = 32, "Sans titre"
"""Characters of a label; the label of nothing at all."""
LENGTH = {1: 0.8, 2: 1.3, 3: 1.25}
"""What the score of a phrase is multiplied by, by number of weighty words: pairs read best …"""
REPEATED = 1.25
"""… when several notes say it …"""
ODD_START = 0.5
"""… when it starts with a vague word, or with none that opens a sentence or stands after an article (as a lone word must) …"""
LONELY_HEAD = 0.6
"""… when one note only says its first word …"""
UNLINKED = 0.65
"""… when one note only says its three words in a row (« budget participatif décidé ») …"""
UNHEARD = 0.75
"""… for each word that the gisement's other notes say as often …"""
PAIR = 0.72
"""… and when it is two words that « et » joins for want of a phrase."""
LONELY, WEAK = 0.25, 0.35
"""What the weight of a word is multiplied by: when one note only says it; when it is in the gisement's title, or says when."""

_STOPS = regex.compile(r"(?<=\S)\s*[.,;:!?…()«»]+(?=\s|$)|\s[–—-]\s")
_VISIBLE = regex.compile(r"[\p{L}\p{N}\p{S}]")
_TALK = regex.compile(r"(?:(?:ça|ce|elles?|ils?|je|moi|nous|on|tu|vous)\b|[jc]['’])", regex.IGNORECASE)
_QUALIFIES = regex.compile(
    r"(?:qui|que|dont|où|quand|parce|pendant|depuis|si)$|(?:qu|jusqu|lorsqu)['’]", regex.IGNORECASE
)
_WEAK = frozenset(
    stems(
        "lundi mardi mercredi jeudi vendredi samedi dimanche matin midi soir semaine ville commune mairie habitant citoyen"
    )
)
_CANDIDATES = 300
_READABLE = range(12, 91)
"""Characters of a note that can stand for its theme."""

Said = Mapping[tuple[str, ...], list[tuple[Phrase, float]]]
"""The phrases of a theme by their stems, each with the nearness of the note that says it."""


def label(
    inside: Sequence[str],
    outside: Sequence[str],
    taken: Iterable[str] = (),
    *,
    vectors: Vectors | None = None,
    given: Sequence[str] = (),
    spoken: str = "fr",
) -> str:
    """Name a theme from its notes (`inside`) against the gisement's others, unlike any name already `taken`.

    `vectors`: those of `inside`, shape (notes, dimensions): what central notes say counts more. `given`: the gisement's title
    and question, whose words are weak names. `spoken`: the room's language, ISO 639-1; notes in others name a theme only if
    none is in it. At most LONGEST characters.
    """
    used = {_key(name) for name in taken}
    kept = _understood(inside, spoken)
    texts = [inside[n] for n in kept]
    told = [set(stems(text)) for text in texts]
    near = _nearness(told, None if vectors is None else vectors[kept])
    for name in _names(texts, near, _weights(told, outside, given)):
        if _key(name) not in used:
            return name
    return _numbered(_opening(texts, near), used)


def representative(texts: Sequence[str], vectors: Vectors | None = None, spoken: str = "fr") -> int:
    """The index of the note that stands best for all: nearest to the centre of `vectors`, shape (notes, dimensions), or sharing
    most stems; in the `spoken` language and of a readable length if one is. Raises ValueError if there is none."""
    if not texts:
        raise ValueError("no note to choose from")
    kept = _understood(texts, spoken)
    mine = [texts[n] for n in kept]
    near = _nearness([set(stems(text)) for text in mine], None if vectors is None else vectors[kept])
    return kept[_most_readable(mine, near)]


def shared(text: str, others: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """The words of a text that other notes use too, as it writes them, the most shared first: the reason people can check."""
    common = Counter(one for other in others for one in set(stems(other)))
    mine: dict[str, str] = {}
    for word in words_of(text):
        if core(word.written) not in VAGUE and common[word.stem]:
            mine.setdefault(word.stem, ELIDED.sub("", word.written))
    return tuple(mine[one] for one in sorted(mine, key=lambda one: -common[one])[:most])


# Which notes speak --------------------------------------------------------------------------------


def _understood(texts: Sequence[str], spoken: str) -> list[int]:
    """The indexes of the notes in the room's language, or that may be; if these say nothing, of the commonest other."""
    heard = [language(text, spoken) for text in texts]
    ours = [n for n, code in enumerate(heard) if code in (spoken, "")]
    others = Counter(code for code in heard if code not in (spoken, ""))
    if not others or spoken in heard or any(stems(texts[n]) for n in ours):
        return ours
    commonest = min(others, key=lambda code: (-others[code], code))
    return [n for n, code in enumerate(heard) if code == commonest]


def _nearness(told: Sequence[set[str]], vectors: Vectors | None) -> list[float]:
    """How near each note is to all, 0 to 1: its cosine to their centre, or by how many of its stems the others say."""
    if vectors is not None and len(told):
        centre = vectors.sum(axis=0)
        cosines = vectors @ centre / max(float(np.linalg.norm(centre)), 1e-9)
        return [float(one) for one in np.clip(np.nan_to_num(cosines), 0, 1)]
    common = Counter(one for of in told for one in of)
    most = max(len(told) - 1, 1)
    return [sum(common[one] - 1 for one in of) / most / math.sqrt(len(of)) if of else 0.0 for of in told]


def _most_readable(texts: Sequence[str], near: Sequence[float]) -> int:
    def merit(n: int) -> tuple[bool, bool, float, int, str]:
        return bool(stems(texts[n])), len(texts[n].strip()) in _READABLE, round(near[n], 6), -len(texts[n]), texts[n]

    return max(range(len(texts)), key=merit)


# Choice -------------------------------------------------------------------------------------------


def _names(texts: Sequence[str], near: Sequence[float], weights: Mapping[str, float]) -> list[str]:
    """Names made of what several notes say, the best first; none if no word is said twice."""
    told = [{one.stems: one for one in reversed(list(phrases_of(text)))} for text in texts]
    times = Counter(one for phrases in told for one in phrases)
    said: dict[tuple[str, ...], list[tuple[Phrase, float]]] = {}
    for stems_of in _heaviest([one for one in times if any(times[(part,)] > 1 for part in one)], times, weights):
        said[stems_of] = []
    for phrases, nearness in zip(told, near, strict=True):
        for one in phrases.values():
            if one.stems in said and len(one.written) <= LONGEST:
                said[one.stems].append((one, nearness))
    said = {one: found for one, found in said.items() if found}
    cut = {one[:2] for one, found in said.items() if len(one) == 3 and len(found) > max(1, 0.8 * times[one[:2]] - 1)}
    scores = {_best_spelling(found): _score(found, weights, times) for one, found in said.items() if one not in cut}
    for name, score in _pairs(said, told, weights, times):
        scores[name] = max(score, scores.get(name, 0.0))
    return sorted((name for name, score in scores.items() if score > 0), key=lambda name: (-scores[name], name))


def _heaviest(
    candidates: Sequence[tuple[str, ...]], times: Mapping[tuple[str, ...], int], weights: Mapping[str, float]
) -> list[tuple[str, ...]]:
    """The few hundred candidates worth a closer look."""

    def heaviness(one: tuple[str, ...]) -> tuple[float, int, tuple[str, ...]]:
        return sum(weights.get(part, 0.0) for part in one) / len(one) ** 0.75, times[one], one

    return nlargest(_CANDIDATES, candidates, key=heaviness)


def _weights(told: Sequence[set[str]], outside: Sequence[str], given: Sequence[str]) -> dict[str, float]:
    """Of each stem of the notes: its log-odds against the others' (Monroe et al., eq. 16 and 22), by its share of the notes."""
    here = Counter(one for of in told for one in of)
    there = Counter(one for text in outside for one in set(stems(text)) if one in here)
    weak = _WEAK | {one for text in given for one in stems(text)}
    size, rest = len(told) + 1.0, len(outside) + 1.0
    weights = {}
    for one, times in here.items():
        mine, theirs = times + 0.1, there[one] + 0.1
        odds = math.log(mine / (size - mine + 0.5)) - math.log(theirs / (rest - theirs + 0.5))
        z = odds / math.sqrt(1 / mine + 1 / theirs)
        share = math.sqrt(times / len(told)) * (1.0 if times > 1 else LONELY) * (WEAK if one in weak else 1.0)
        weights[one] = max(z, 0.0) * share
    return weights


def _score(
    said: Sequence[tuple[Phrase, float]], weights: Mapping[str, float], times: Mapping[tuple[str, ...], int]
) -> float:
    """The weights of a phrase's words, by how it reads, how many notes say it, how early, and how near the centre they are."""
    stems_of = said[0][0].stems
    size = len(stems_of)
    heads = {core(phrase.written.split(" ")[0]) for phrase, _ in said}
    led = {phrase.led for phrase, _ in said} - {"", "proper" if size > 1 else ""}
    if size == 1 and (heads <= VAGUE or led == {"infinitive"} or all(infinitive(head) for head in heads)):
        return 0.0
    score: float = sum(weights.get(one, 0.0) for one in stems_of) / size**0.75 * LENGTH[size]
    if size > 1 and len(said) > 1:
        score *= REPEATED
    elif size == 3 and all(phrase.written.count(" ") == 2 for phrase, _ in said):
        score *= UNLINKED
    if not led or (heads <= VAGUE and "infinitive" not in led) or (size == 1 and led.isdisjoint({"article", "proper"})):
        score *= ODD_START
    elif times.get(stems_of[:1], 0) < 2 and "infinitive" not in led:
        score *= LONELY_HEAD
    score *= UNHEARD ** sum(1 for one in stems_of if weights.get(one, 0.0) <= 0)
    early = 1 - sum(phrase.start for phrase, _ in said) / len(said)
    return score * (1 + 0.2 * early) * (1 + 0.3 * max(nearness for _, nearness in said))


def _pairs(
    said: Said,
    told: Sequence[Mapping[tuple[str, ...], Phrase]],
    weights: Mapping[str, float],
    times: Mapping[tuple[str, ...], int],
) -> Iterator[tuple[str, float]]:
    """« Retraités et temps »: two of the weightiest nouns, when at least half of the notes say both."""
    scores = {
        one: _score(found, weights, times)
        for one, found in said.items()
        if len(one) == 1 and times[one] > 1 and any(phrase.led == "article" for phrase, _ in found)
    }
    heaviest = sorted((one for one in scores if scores[one] > 0), key=lambda one: (-scores[one], one))[:4]
    for pair in combinations(heaviest, 2):
        both = [phrases for phrases in told if all(one in phrases for one in pair)]
        if len(both) < 2 or 2 * len(both) < len(told):
            continue
        first, second = sorted(pair, key=lambda one: (sum(phrases[one].start for phrases in both), one))
        name = f"{_best_spelling(said[first])} et {_best_spelling(said[second], inside=True)}"
        if len(name) <= LONGEST:
            yield name, PAIR * (scores[first] + scores[second]) / 2**0.75 * LENGTH[2] / LENGTH[1]


def _best_spelling(said: Sequence[tuple[Phrase, float]], inside: bool = False) -> str:
    """The commonest; among equals one with its small words (« sécuriser les piétons »), with its accents, the shortest."""
    spellings = Counter(phrase.written for phrase, _ in said)
    bare = len(said[0][0].stems) - 1
    written = min(
        spellings, key=lambda name: (-spellings[name], name.count(" ") == bare, name.isascii(), len(name), name)
    )
    return written if inside else _title(written)


# The last resort ----------------------------------------------------------------------------------


def _opening(texts: Sequence[str], near: Sequence[float]) -> str:
    """The first words of the most representative note: up to a stop if they are few and no talk (« je … »), else its first
    phrase, else as many as a label holds."""
    if not texts:
        return UNTITLED
    note = " ".join(prose(texts[_most_readable(texts, near)]).split())
    sentence = next((one.strip() for one in _STOPS.split(note) if LETTERS.search(one)), note)
    if len(sentence) > LONGEST or _TALK.match(sentence):
        found = [*phrases_of(sentence), *(phrases_of(note) if _TALK.match(sentence) else ())]
        sentence = next((one.written for one in found if _stands_alone(one)), "") or _cut(sentence)
    return _title(sentence) if _VISIBLE.search(sentence) else UNTITLED


def _stands_alone(phrase: Phrase) -> bool:
    vague = core(phrase.written.split(" ")[0]) in VAGUE and phrase.led != "infinitive"
    return len(phrase.stems) > 1 and len(phrase.written) <= LONGEST and phrase.led not in ("", "proper") and not vague


def _cut(sentence: str) -> str:
    """Before what only qualifies (« une dalle | qui appartient à trois », « les rodéos | jusqu'à 2 h »), else where it is full."""
    if len(sentence) <= LONGEST:
        return sentence
    whole = sentence[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST].split(" ")
    turn = next((n for n, word in enumerate(whole) if n > 1 and _QUALIFIES.match(word)), len(whole))
    whole = whole[:turn] if any(weighty(core(word)) for word in whole[:turn]) else whole
    while len(whole) > 1 and (core(whole[-1]) in EMPTY or not LETTERS.search(whole[-1])):
        whole.pop()
    return " ".join(whole)


def _numbered(name: str, used: set[str]) -> str:
    if _key(name) not in used:
        return name
    return next(other for n in count(2) if _key(other := f"{name[: LONGEST - 6].rstrip()} ({n})") not in used)


def _key(name: str) -> str:
    """Two names with the same key look alike to people: the same stems in any order, the same figures."""
    told = [stem(core(word)) for word in LETTERS.findall(name) if weighty(core(word))]
    figures = regex.findall(r"\d+", name)
    return " ".join(sorted(told) + figures) if told else unicodedata.normalize("NFKC", name).casefold()


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]
