"""The names of themes, on real sentences of a seminar and on texts nobody would write."""

import time
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.themes.labels import LONGEST, UNTITLED, label, representative, shared
from tests.rooms import BENCHES, CARETAKERS, COUNTER, HEARD

TEXTS = [one["text"] for one in HEARD]
ARABIC = ["مقاعد أكثر في الشارع", "مقاعد في الحديقة من فضلكم", "نريد مقاعد أكثر للمسنين"]
TURKISH = ["Daha fazla oyun alanı istiyoruz", "Çocuklar için oyun alanı", "Mahallede oyun alanı yok"]
ENGLISH = ["More bike lanes in this town", "We need safe bike lanes", "The bike lanes are broken here"]


def about(*openings: str) -> list[str]:
    """The notes of the seminar that start so."""
    return [text for opening in openings for text in TEXTS if text.startswith(opening)]


THEMES = {
    "Café des parents": about("Un café des parents", "Un café pour les parents", "un endroit dans le college"),
    "Berges de Seine": about("Rendre les berges", "Fermer la route des berges", "les berges de la seine"),
    "Attente pour un psy": about("8 mois d'attente", "Plus de huit mois", "presque un an"),
    "Cours de français": about("Les bénévoles qui donnent", "Nos bénévoles", "Des cours de français"),
    "Gardiens d'immeuble": about("Les gardiens d'immeuble", "Les gardiens voient"),
    "Mairie de quartier": about("La mairie de quartier", "A la mairie de quartier"),
    "Collections du musée": about("Les collections du musée", "les collections du musée"),
}


def others(inside: list[str]) -> list[str]:
    return [text for text in TEXTS if text not in inside]


def named(themes: list[list[str]]) -> list[str]:
    taken: list[str] = []
    for theme in themes:
        taken.append(label(theme, [text for other in themes if other is not theme for text in other], taken))
    return taken


def grouped_by_gisement() -> dict[str, list[list[str]]]:
    """Real sentences cut into small themes, by gisement, in a way that owes nothing to any encoder."""
    groups: dict[str, dict[int, list[str]]] = {}
    for one in HEARD:
        groups.setdefault(one["gisement"], {}).setdefault(zlib.crc32(one["text"].encode()) % 5, []).append(one["text"])
    return {gisement: list(themes.values()) for gisement, themes in groups.items()}


class TestNames:
    @pytest.mark.parametrize("name", sorted(THEMES))
    def test_are_those_that_people_would_give(self, name):
        assert label(THEMES[name], others(THEMES[name])) == name

    @pytest.mark.parametrize("gisement", sorted({one["gisement"] for one in HEARD}))
    def test_of_real_themes_are_never_empty_nor_twice_the_same(self, gisement):
        names = named(grouped_by_gisement()[gisement])
        assert all(name.strip() for name in names)
        assert len({name.casefold() for name in names}) == len(names)
        assert max(len(name) for name in names) <= LONGEST

    @given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=4), min_size=1, max_size=8))
    def test_of_any_themes_are_never_empty_nor_twice_the_same(self, themes):
        names = named(themes)
        assert all(name.strip() for name in names)
        assert len({name.casefold() for name in names}) == len(names)
        assert max(len(name) for name in names) <= LONGEST

    @given(
        st.lists(st.sampled_from(["👍", "", "Plus de bancs", "bancs", "Bancs !"]), min_size=1, max_size=3),
        st.integers(1, 30),
    )
    def test_of_twins_are_told_apart(self, theme, count):
        taken: list[str] = []
        for _ in range(count):
            taken.append(label(theme, theme * 3, taken))
        assert len({name.casefold() for name in taken}) == count

    def test_that_people_would_take_for_one_another_are_not_both_given(self):
        inside = ["Jardins partagés", "Un jardin partagé", "Le jardin partagé des Coteaux"]
        assert label(inside, [COUNTER]) == "Jardin partagé"
        assert label(inside, [COUNTER], ["Jardins partagés"]) not in ("Jardin partagé", "Jardins partagés")

    def test_say_what_the_notes_say_more_than_the_others(self):
        inside = ["Plus de bancs à l'ombre", "Des bancs pour se poser", "Réparer les bancs"]
        assert "banc" in label(inside, [COUNTER, CARETAKERS]).lower()

    def test_keep_the_articles_and_apostrophes_that_people_wrote(self):
        inside = ["Rénover l'école du centre", "Il faut rénover l'école", "rénover l'école, vite"]
        assert label(inside, [COUNTER, CARETAKERS]) == "Rénover l'école"

    def test_neither_start_nor_end_with_a_small_word(self):
        for theme in [theme for themes in grouped_by_gisement().values() for theme in themes if len(theme) > 2]:
            words = label(theme, others(theme)).lower().split()
            assert words[-1] not in {
                "de",
                "des",
                "du",
                "la",
                "le",
                "les",
                "l'",
                "et",
                "à",
                "pour",
                "dans",
                "en",
                "un",
                "une",
            }

    @pytest.mark.parametrize("verb", ["Créer", "Faire", "Développer"])
    def test_are_no_vague_verb(self, verb):
        inside = [f"{verb} un verger", f"{verb} une ludothèque", f"{verb} un atelier vélo"]
        assert label(inside, TEXTS) != verb

    def test_say_more_than_the_title_of_the_gisement_if_they_can(self):
        inside = ["L'école", "Une école, ses vergers", "École : le verger", "Le verger"]
        assert label(inside, [COUNTER, BENCHES]) == "École"
        assert label(inside, [COUNTER, BENCHES], given=["L'école et son quartier"]) == "Verger"

    def test_follow_the_most_central_notes(self):
        inside = ["Un verger pour la ville", "Une ludothèque pour la ville"]
        first = np.array([[1, 0], [0.6, 0.8]], np.float32)
        assert label(inside[:1], [COUNTER], vectors=first[:1]) == "Un verger pour la ville"
        texts = ["Le verger des Coteaux", "La ludothèque du centre", "Une ludothèque"]
        vectors = np.array([[1, 0, 0], [0, 1, 0], [0, 0.9, 0.43589]], np.float32)
        assert "udothèque" in label(texts, [COUNTER], vectors=vectors)

    def test_do_not_depend_on_the_order_of_the_notes(self):
        inside, outside = THEMES["Café des parents"], TEXTS[:40]
        assert label(inside, outside) == label(inside[::-1], outside[::-1])

    def test_of_one_note_are_its_opening(self):
        assert label(["Livrets en images"], TEXTS) == "Livrets en images"
        assert label(["Jardins partagés ! https://ville.fr"], TEXTS) == "Jardins partagés"

    @pytest.mark.parametrize(
        "inside", [["👍"], [""], ["…"], ["a"], ["de la"], [], ["\u200b"], ["https://ville.fr/bancs"], ["12"]]
    )
    def test_of_notes_without_words_fall_back(self, inside):
        assert label(inside, [BENCHES]).strip("\u200b \n")

    def test_of_nothing_at_all_are_untitled(self):
        assert [label(inside, []) for inside in ([], [""], ["\x00"], ["https://ville.fr/bancs"])] == [UNTITLED] * 4

    def test_bear_any_text(self):
        strange = ["mot" * 4000, "x y " * 2500, "\ud83d bancs", "e\u0301" * 280, "👍" * 100, "l'" * 90, "-" * 50]
        assert 0 < len(label(strange, strange)) <= LONGEST


class TestLanguages:
    def test_the_language_of_the_room_names_a_theme_as_soon_as_one_note_is_in_it(self):
        inside = [*ARABIC, "Des bancs pour les personnes âgées dans le parc", *ENGLISH]
        assert "banc" in label(inside, others(inside)).lower()

    @pytest.mark.parametrize(
        ("inside", "word"),
        [(ARABIC, "مقاعد"), (TURKISH, "oyun alanı"), (ENGLISH, "bike lanes")],
        ids=["ar", "tr", "en"],
    )
    def test_else_the_notes_name_it_in_theirs(self, inside, word):
        assert word in label(inside, TEXTS).lower()

    def test_the_commonest_of_several(self):
        assert "مقاعد" in label([*ARABIC, TURKISH[0]], TEXTS)

    def test_a_room_may_speak_another(self):
        assert "bike lanes" in label([*ENGLISH, "Des pistes cyclables dans toute la ville"], [], spoken="en").lower()


class TestRepresentative:
    def test_is_nearest_to_the_centre(self):
        vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        texts = ["Des bancs en bois", "Des bancs dans le parc", "Un parc ouvert le soir"]
        assert representative(texts, vectors) == 1

    def test_shares_most_words_when_there_are_no_vectors(self):
        assert representative(["Des arbres au parc", "Des bancs et des arbres au parc", "Plus de bancs ici"]) == 1

    def test_is_in_the_language_of_the_room_and_readable(self):
        vectors = np.array([[1, 0], [1, 0], [1, 0], [0.8, 0.6]], np.float32)
        texts = [ENGLISH[0], "Bancs", "Des bancs, encore des bancs ! " * 9, "Plus de bancs dans le parc"]
        assert representative(texts, vectors) == 3

    def test_is_one_of_them_whatever_they_are(self):
        assert representative(["👍"]) == 0
        assert representative(["", "👍", "12"], np.zeros((3, 4), np.float32)) in range(3)
        assert representative(ARABIC) in range(3)

    def test_of_no_note_is_refused(self):
        with pytest.raises(ValueError, match="no note"):
            representative([])


class TestReasons:
    def test_are_the_words_shared_with_the_theme(self):
        told = shared("Des bancs à l'ombre des arbres", ["Plus de bancs", "Un banc sous les arbres"])
        assert told == ("bancs", "arbres")

    def test_are_three_at_most_the_most_shared_first(self):
        assert shared("bancs arbres fontaine marché école", ["école", "école marché", "école marché fontaine"]) == (
            "école",
            "marché",
            "fontaine",
        )

    def test_are_spelled_as_the_note_spells_them(self):
        assert shared("Sur les berges de la Seine, l'École", ["berge", "seine", "ecole"]) == (
            "berges",
            "Seine",
            "École",
        )

    def test_are_none_when_nothing_is_shared(self):
        assert shared(BENCHES, [COUNTER]) == ()
        assert shared("👍", [COUNTER]) == ()

    def test_are_never_pieces_of_an_address(self):
        link = "https://www.ville.fr/budget/participatif"
        assert shared(f"Le verger {link}", [f"Un verger {link}", link]) == ("verger",)


def test_naming_a_large_theme_is_quick():
    inside, outside = (TEXTS * 4)[:500], (TEXTS * 12)[:1500]
    label(inside, outside)
    begun = time.process_time()
    label(inside, outside)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("text", ["Plus de bancs", "👍", "مقاعد أكثر في الشارع", "https://ville.fr", "Bancs"])
def test_five_hundred_identical_notes_have_a_name(text):
    taken: list[str] = []
    for _ in range(3):
        taken.append(label([text] * 500, TEXTS, taken))
    assert len({name.casefold() for name in taken}) == 3
    assert all(name.strip() for name in taken)
    assert max(len(name) for name in taken) <= LONGEST


def test_the_opening_of_a_note_is_cut_before_what_only_qualifies():
    texts = [
        "Une dalle qui appartient à trois propriétaires : chacun renvoie vers l'autre",
        "Un local vide au pied de la tour",
    ]
    assert not label(texts, ["Le conseil des jeunes"]).endswith(("trois", "qui", "à"))
    assert label(["Les rodéos en scooter jusqu'à 2 h du matin, tout l'été"], ["Le conseil des jeunes"]).endswith(
        "scooter"
    )


def test_a_number_or_a_verb_alone_is_no_name():
    texts = ["Les chefs de service changent tous les deux ans", "Deux guichets ferment", "On nous a demandé deux fois"]
    assert label(texts, ["Le conseil des jeunes"]).casefold() not in ("deux", "demandé")
