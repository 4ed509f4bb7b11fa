"""The machine's thoughts as a whole: what it is given, what it answers, and a wall that people would recognise."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from server.themes.encoder import LexicalEncoder, SentenceEncoder
from server.themes.grouper import Grouper
from server.themes.questions import Arrangement, Called, Known, Place, Question, Shape, Sheet, Words

BENCHES, NIGHT_BUS, SCHOOL_GATE, PAPERS = "benches", "night bus", "school gate", "papers"
GOLDEN = {
    BENCHES: (
        "Il manque des bancs à l'ombre dans le parc", "Des bancs pour s'asseoir près du marché",
        "Mettre des bancs à chaque arrêt du square", "Les anciens n'ont aucun banc pour se reposer en ville",
        "We need more benches in the park", "نحتاج إلى مزيد من المقاعد في الحديقة",
    ),
    NIGHT_BUS: (
        "Plus de bus après 22 heures", "Le dernier bus passe trop tôt le soir",
        "Un bus de nuit pour rentrer du travail", "Pas de bus le soir, on rentre à pied",
        "There is no bus at night", "Gece otobüs yok, eve yürüyerek dönüyoruz",
    ),
    SCHOOL_GATE: (
        "Les parents attendent devant l'école sous la pluie", "Un abri pour les parents devant l'école",
        "Trop de voitures devant l'école le matin", "Fermer la rue de l'école aux voitures à l'heure d'entrée",
        "Les enfants traversent devant l'école sans agent", "Too many cars in front of the school in the morning",
    ),
    PAPERS: (
        "Quelqu'un pour aider à remplir les papiers de la préfecture", "Les démarches en ligne sont trop compliquées",
        "Un écrivain public pour les dossiers administratifs", "Je ne comprends pas les formulaires de la caisse d'allocations",
        "Ajuda para preencher os formulários da administração", "Aide aux démarches administratives sur internet",
    ),
}  # fmt: skip
"""Our own texts, in the order of their themes; they arrive in turns."""


@pytest.fixture(scope="module")
def reading() -> Grouper:
    return Grouper(SentenceEncoder)


def words_of(grouper: Grouper, texts: list[str], start: int = 1) -> list[Words]:
    vectors = grouper.encode(texts)
    return [Words(f"n{n}", n, text, vector) for n, (text, vector) in enumerate(zip(texts, vectors, strict=True), start)]


def sheet(known: list[Known], newcomers: list[str], **more) -> Sheet:
    given: dict[str, Any] = {
        "room": "ABC234",
        "gisement": "g1",
        "themes": (),
        "calm": False,
        "grain": 0,
        "first": 12,
    } | more
    return Sheet(notes=tuple(known), newcomers=tuple(newcomers), **given)


def arrived(grouper: Grouper, words: list[Words], **more) -> Arrangement:
    """All at once, in an empty gisement."""
    grouper.forget("ABC234")
    known = [Known(one.note, one.version, None) for one in words]
    return grouper.arrange(sheet(known, [one.note for one in words], **more), words)


def shape_of(arrangement: Arrangement) -> dict[str, str]:
    """note -> theme, from the verdicts alone: what the journal will tell."""
    stands: dict[str, str] = {}
    for verdict in arrangement.verdicts:
        if isinstance(verdict, Place):
            assert stands.get(verdict.note) == verdict.was
            stands[verdict.note] = verdict.theme
        else:
            for note, was, theme in verdict.moves:
                assert stands[note] == was
                stands[note] = theme
    assert arrangement.places() == stands
    return stands


def largest_of(themes: dict[str, Counter[str]], meant: str) -> Counter[str]:
    return max(themes.values(), key=lambda found: found[meant])


def test_the_golden_wall(reading):
    """Four things that a town says, in five languages: people find each in one place, under a name they could have given."""
    texts = [texts[n] for n in range(6) for texts in GOLDEN.values()]
    meant = {f"n{n}": theme for n, theme in enumerate([theme for _ in range(6) for theme in GOLDEN], 1)}
    arrangement = arrived(reading, words_of(reading, texts))
    stands = shape_of(arrangement)
    themes: dict[str, Counter[str]] = {}
    for note, theme in stands.items():
        themes.setdefault(theme, Counter())[meant[note]] += 1
    largest = sorted(themes.values(), key=lambda one: -one.total())[:4]
    assert {one.most_common(1)[0][0] for one in largest} == set(GOLDEN)
    together = sum(one.most_common(1)[0][1] for one in largest)
    assert together >= 22, themes
    names = {name.theme: name.label for name in arrangement.names}
    assert len({name.casefold() for name in names.values()}) == len(names)
    benches = next(theme for theme, found in themes.items() if found is largest_of(themes, BENCHES))
    assert "banc" in names[benches].casefold()
    languages = {verdict.note: verdict.language for verdict in arrangement.verdicts if isinstance(verdict, Place)}
    assert {languages[note] for note in languages} >= {"fr", "en", "ar", "tr", "pt"}


def test_says_why_a_note_is_where_it_is(reading):
    texts = [*GOLDEN[BENCHES], *GOLDEN[NIGHT_BUS]]
    arrangement = arrived(reading, words_of(reading, texts))
    last = {verdict.note: verdict for verdict in arrangement.verdicts if isinstance(verdict, Place)}
    assert any("banc" in word for n in range(2, 5) for word in last[f"n{n}"].words)
    told = last | {reason.note: reason for reason in arrangement.reasons}
    for n in range(1, 5):
        assert 0 < told[f"n{n}"].confidence <= 1
        assert told[f"n{n}"].nearest
        assert set(told[f"n{n}"].nearest) <= {f"n{n}" for n in range(1, 7)}


def test_what_several_people_say_is_told_once(reading):
    texts = [*GOLDEN[BENCHES], "Plus de bus après 22 heures", "plus de bus après 22 h.", *GOLDEN[PAPERS]]
    arrangement = arrived(reading, words_of(reading, texts))
    repeats = {verdict.note: verdict.repeats for verdict in arrangement.verdicts if isinstance(verdict, Place)}
    assert repeats["n8"] == "n7"
    assert repeats["n7"] is None


def test_goes_on_from_what_the_room_says_whoever_said_it():
    """A second grouper, given the same sheets, follows the first; people's moves are taken as they are."""
    first, second = Grouper(LexicalEncoder), Grouper(LexicalEncoder)
    texts = [text for theme in GOLDEN.values() for text in theme]
    words = words_of(first, texts)
    stands = shape_of(arrived(first, words[:20]))
    stands["n1"] = stands["n20"]
    known = [Known(one.note, one.version, stands[one.note], one.note == "n1") for one in words[:20]]
    late = [Known(one.note, one.version, None) for one in words[20:]]
    asked = sheet([*known, *late], [one.note for one in late], calm=True)
    places = []
    for grouper, learnt in ((first, words[20:]), (second, words)):
        arrangement = grouper.arrange(asked, learnt)
        assert not any(isinstance(verdict, Shape) for verdict in arrangement.verdicts)
        assert {verdict.note for verdict in arrangement.verdicts if isinstance(verdict, Place)} == {
            one.note for one in late
        }
        places.append(
            {v.note: v.theme for v in arrangement.verdicts if isinstance(v, Place) and v.theme in stands.values()}
        )
    assert places[0] == places[1]


def test_a_note_it_was_never_given_is_an_error():
    grouper = Grouper(LexicalEncoder)
    with pytest.raises(KeyError):
        grouper.arrange(sheet([Known("n1", 1, None)], ["n1"]), [])


def test_forgets_a_room_whole():
    grouper = Grouper(LexicalEncoder)
    words = words_of(grouper, list(GOLDEN[BENCHES]))
    arrived(grouper, words)
    grouper.forget("ABC234")
    with pytest.raises(KeyError):
        grouper.arrange(sheet([Known("n1", 1, "t1")], []), [])


def test_a_proposal_keeps_what_people_placed_and_changes_nothing():
    grouper = Grouper(LexicalEncoder)
    words = words_of(grouper, [text for theme in GOLDEN.values() for text in theme])
    stands = shape_of(arrived(grouper, words))
    known = [Known(one.note, one.version, stands[one.note], one.note in ("n1", "n9")) for one in words]
    asked = sheet(known, [], themes=(Called(stands["n1"], "Bancs", True, True, 3),), grain=1)
    groups = grouper.propose(asked, [], Question(1, by_hand=frozenset({"n1", "n9"}))).groups
    proposed = {note: one.theme for one in groups for note in one.notes}
    assert next(one.name for one in groups if one.theme == stands["n1"]) == "Bancs"
    assert len({one.name.casefold() for one in groups}) == len(groups)
    assert sorted(proposed) == sorted(stands)
    assert (proposed["n1"], proposed["n9"]) == (stands["n1"], stands["n9"])
    assert not grouper.arrange(asked, []).verdicts


def test_a_split_is_proposed_of_a_theme_that_says_two_things(reading):
    words = words_of(reading, [*GOLDEN[BENCHES], *GOLDEN[NIGHT_BUS]])
    reading.forget("ABC234")
    asked = sheet([Known(one.note, one.version, "t1") for one in words], [])
    parts = {one.theme: one.notes for one in reading.propose(asked, words, Question(0, theme="t1")).groups}
    assert len(parts) > 1
    assert "t1" in parts
    assert sorted(note for notes in parts.values() for note in notes) == sorted(one.note for one in words)
    benches = {f"n{n}" for n in range(1, 7)}
    assert all(set(notes) <= benches or not set(notes) & benches for notes in parts.values())


def test_vectors_have_the_precision_they_are_stored_with():
    vectors = Grouper(LexicalEncoder).encode(list(GOLDEN[PAPERS]))
    assert np.array_equal(vectors, vectors.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize("finer", [1, -1])
def test_finer_gives_more_themes_and_coarser_fewer(reading, finer):
    words = words_of(reading, [text for theme in GOLDEN.values() for text in theme])
    stands = shape_of(arrived(reading, words))
    known = [Known(one.note, one.version, stands[one.note]) for one in words]
    several = sum(count > 1 for count in Counter(stands.values()).values())
    found = reading.propose(sheet(known, []), [], Question(finer, finer))
    assert found.groups
    assert (sum(len(one.notes) > 1 for one in found.groups) - several) * finer > 0
    assert found.grain * finer >= 1


TAMIL, ROMANIAN = "பூங்காவில் அதிக இருக்கைகள் வேண்டும்", "Vrem mai multe bănci în parc pentru copii și bătrâni"


def test_a_language_that_the_encoder_does_not_read_stands_alone_and_says_so(reading):
    words = words_of(reading, [*GOLDEN[BENCHES], TAMIL, ROMANIAN, "👍"])
    arrangement = arrived(reading, words)
    stands = shape_of(arrangement)
    told = {one.note: (one.language, one.unread) for one in arrangement.verdicts if isinstance(one, Place)}
    assert [told[f"n{n}"] for n in (1, 5, 6, 7, 8, 9)] == [
        ("fr", ""), ("en", ""), ("ar", ""), ("ta", "language"), ("ro", "language"), ("", "wordless"),
    ]  # fmt: skip
    assert [list(stands.values()).count(stands[note]) for note in ("n7", "n8", "n9")] == [1, 1, 1]


def test_a_line_in_french_places_a_note_with_its_peers_and_its_language_stays_its_own(reading):
    peers = words_of(reading, list(GOLDEN[BENCHES] + GOLDEN[NIGHT_BUS]))
    line = "Il manque des bancs à l'ombre dans le parc !"
    translated = Words("n13", 13, line, reading.encode([line])[0], TAMIL)
    arrangement = arrived(reading, [*peers, translated])
    stands = shape_of(arrangement)
    (told,) = [one for one in arrangement.verdicts if isinstance(one, Place) and one.note == "n13"]
    assert (stands["n13"], told.repeats, told.language, told.unread) == (stands["n1"], "n1", "ta", "")


def test_comparing_by_words_reads_any_language():
    grouper = Grouper(LexicalEncoder)
    (place,) = arrived(grouper, words_of(grouper, [TAMIL])).verdicts
    assert isinstance(place, Place)
    assert (place.language, place.unread) == ("ta", "")
