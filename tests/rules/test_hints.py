"""What is to be read twice: told, never acted upon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.hints import personal, rude
from server.room.masking import MaskWords
from server.room.moderation import queue
from server.room.text import words
from tests.rooms import HEARD, new_id, opened, play, post, small


@pytest.mark.parametrize(
    "text",
    [
        "Quel CRETIN !",
        "ces imbéciles du guichet",
        "You are a moron",
        "qué gilipollas",
        "seu otário",
        "şerefsiz",
        "هذا الغبي",
    ],
)
def test_rude_words_are_known_by_their_forms(text):
    assert rude(text)


@pytest.mark.parametrize(
    "text",
    [
        "Moins de retards, on s’attarde",
        "un café con leche",
        "El burro",
        "les ordures ménagères",
        "Le concert du connaisseur",
        "",
    ],
)
def test_everyday_words_are_not_rude(text):
    assert not rude(text)


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in personal(text)]


def test_a_telephone_number_and_an_address_are_how_to_reach_a_person():
    assert told("Appelez le 06 12 34 56 78 ou a.b@ville.fr.") == ["06", "12", "34", "56", "78", "a.b@ville.fr"]
    assert told("+33 6 12 34 56 78") == ["33", "6", "12", "34", "56", "78"]
    assert told("En 2018, 1 200 000 euros pour 95100 Argenteuil, de 8 h 30 à 17 h") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("M. Le Goff et Mme de la Tour crient", "Goff Tour"),
        ("Avec madame Ben Salah, du guichet", "Salah"),
        ("Madame Benali : toujours polie", "Benali"),
        ("M.Durand, place des Fêtes", "M.Durand"),
        ("Le gardien Dupond dort", "Dupond"),
        ("La maîtresse Julie et mon voisin Karim", "Julie Karim"),
        ("Merci Marie-Claude Durand !", "Marie-Claude Durand"),
        ("Bravo Jean Pierre Martin", "Jean Pierre Martin"),
        ("@Vincent AUBRIOT a raison", "Vincent AUBRIOT"),
        ("Élodie d’Artagnan", "Élodie Artagnan"),
        ("Jean-Philippe de La Tour", "Jean-Philippe Tour"),
        ("Le docteur Roux ne répond pas", "Roux"),
        ("Mr Smith is rude", "Smith"),
        ("La señora García no contesta", "García"),
        ("A Dona Conceição ajuda todos", "Conceição"),
        ("Cemil Bey çok çalışıyor", "Cemil"),
        ("Le 06 12 34 56 78 de Fatima Benali", "06 12 34 56 78 Fatima Benali"),
    ],
)
def test_a_civility_a_role_or_a_first_name_tells_a_name(text, names):
    assert told(text) == names.split()


@pytest.mark.parametrize(
    "text",
    [
        "Une claire volonté. Claire volonté de la mairie",
        "La marine nationale. Marine Nationale",
        "MARINE NATIONALE, LES RUES DE JEAN DUPONT, MADAME DURAND CRIE",
        "Rose et jardin. Pierre taille, Olivier et thym",
        "Rue Jean Martin, écoles Paul Durand et Marie Lefort, rue du docteur Roux",
        "Je descends à Jean Jaurès, puis à Saint-Denis, devant Emmaüs et La Poste",
        "Louis XIV, Albert Ier",
        "Monsieur le Maire, Madame La Présidente, Müdür Bey, M. Tout-le-monde",
        "Madame Monsieur J’écris, un monsieur Il faut voir",
        "Le prof EPS et l’agent SNCF",
        "Les 10 M. Durant l’année",
        "Bonjour Marie\nDurand la journée",
        "Sophie",
        "السيد محمد",
    ],
)
def test_places_titles_capitals_and_everyday_words_name_nobody(text):
    assert told(text) == []


def test_what_was_heard_in_a_seminar_names_nobody():
    assert [told(one["text"]) for one in HEARD] == [[]] * len(HEARD)


PIECES = st.sampled_from(
    ["Mme", "M.", "Jean", "de la", "d’", "’", "Martin", "rue", "\n", " ", "\u202f", "0612345678", "İ", "e\u0301"]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=3)).map(" ".join) | st.lists(PIECES).map("".join))
def test_what_is_told_is_words_of_the_text_in_its_order(text):
    spans = personal(text)
    assert list(spans) == [word for word in words(text) if word in spans]


def test_a_note_is_doubtful_until_what_it_tells_is_masked_and_shows_all_the_same():
    room = opened(small(), stage="gather")
    note = room.notes[post(room, "Le gardien Dupond : 06 12 34 56 78")]
    assert (note.doubtful, note.shown, queue(room)) == (True, True, [])
    play(room, MaskWords(new_id(), note.id, note.personal, room.seq))
    assert (note.doubtful, note.text) == (False, "Le gardien ▇▇▇▇ : ▇▇▇▇ ▇▇▇▇ ▇▇▇▇ ▇▇▇▇ ▇▇▇▇")
