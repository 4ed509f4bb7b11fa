"""Plainly separate subjects come out whole, whatever the order of the notes: what people would see at once, the machine sees."""

import itertools
import random
from collections import Counter

import numpy as np
import pytest

from server.themes.encoder import SentenceEncoder, Vectors
from server.themes.graph import Graph

TOWN = {
    "bikes": (
        "Des pistes cyclables séparées des voitures", "On a peur à vélo sur le boulevard",
        "Il faut des arceaux pour attacher son vélo", "Une piste cyclable continue jusqu'à la gare",
        "Les vélos roulent sur le trottoir faute de piste", "Un atelier pour réparer son vélo",
        "Les bandes cyclables sont mal entretenues", "Safe cycle lanes for children",
        "Mon vélo a été volé deux fois devant chez moi", "Des vélos en libre-service dans le quartier",
        "Ciclovias seguras para ir ao trabalho", "Aller au travail à vélo est dangereux",
    ),
    "doctors": (
        "Plus un seul médecin généraliste dans le quartier", "Six mois d'attente pour un spécialiste",
        "Une maison de santé avec plusieurs docteurs", "Mon médecin part à la retraite sans remplaçant",
        "Les urgences sont saturées", "Impossible de trouver un dentiste",
        "Un centre de santé ouvert le samedi", "There is no doctor left in our area",
        "Faire venir de jeunes médecins", "Consultations avec une infirmière à domicile",
        "Mahallede doktor bulamıyoruz", "لا يوجد طبيب في الحي",
    ),
    "waste": (
        "Les poubelles débordent tous les week-ends", "Des bacs de tri dans chaque immeuble",
        "Trop de déchets par terre sur la place", "Ramasser les encombrants plus souvent",
        "Un point de compost au jardin", "Les ordures attirent les rats",
        "Des poubelles de tri au marché", "The bins are always full",
        "Des dépôts sauvages au bout de la rue", "Sensibiliser au tri des déchets",
        "Lixo espalhado pelas ruas", "Nettoyer les rues après le marché",
    ),
    "library": (
        "Ouvrir la bibliothèque le dimanche", "Des livres en plusieurs langues à la médiathèque",
        "La bibliothèque ferme trop tôt pour les étudiants", "Plus de romans récents à emprunter",
        "Des lectures de contes pour les petits à la bibliothèque", "Un bibliobus pour les hameaux",
        "Emprunter des livres sans carte", "The library should open on Sundays",
        "Des places pour réviser à la médiathèque", "Une boîte à livres sur la place",
        "Kütüphane hafta sonu açık olsun", "Des clubs de lecture le soir",
    ),
    "noise": (
        "Trop de bruit la nuit sous les fenêtres", "Les motos réveillent tout le quartier",
        "Le bruit des terrasses empêche de dormir", "Des scooters trafiqués qui pétaradent",
        "Un radar contre le bruit", "La musique des bars jusqu'à trois heures",
        "Le bruit des livraisons à cinq heures du matin", "Loud music at night keeps us awake",
        "Un mur antibruit le long de la rocade", "Les voisins font du bruit le soir",
        "Muito barulho à noite", "Interdire les klaxons la nuit",
    ),
    "canteen": (
        "De vrais légumes à la cantine", "La cantine scolaire coûte trop cher",
        "Des repas bio pour les enfants", "Un menu végétarien chaque jour à la cantine",
        "Les enfants n'ont pas le temps de manger à midi", "Cuisiner les repas sur place plutôt que livrés",
        "Moins de gaspillage dans les assiettes de la cantine", "Better food at the school canteen",
        "Des produits locaux dans les repas scolaires", "Les plats servis sont froids",
        "A comida da cantina é má", "Demander leur avis aux élèves sur les menus",
    ),
}  # fmt: skip
OFFICE = {
    "meetings": (
        "Trop de réunions, pas assez de temps pour travailler", "Des réunions de trente minutes au plus",
        "Pas de réunion le vendredi", "Envoyer l'ordre du jour avant la réunion",
        "Les réunions se chevauchent sans cesse", "On sort des réunions sans décision",
        "A weekly meeting is enough", "Un compte rendu après chaque réunion",
    ),
    "remote": (
        "Deux jours de télétravail par semaine", "Le télétravail isole les nouveaux",
        "Travailler de chez soi évite les trajets", "Du matériel pour travailler à la maison",
        "Choisir ses jours de télétravail", "Working from home helps me focus",
        "Le télétravail devrait être ouvert à tous", "Garder un jour commun au bureau",
    ),
    "training": (
        "Plus de formations internes", "Se former aux nouveaux outils",
        "Un budget de formation par personne", "Apprendre l'anglais sur le temps de travail",
        "Les formations sont trop théoriques", "Des tuteurs pour les débutants",
        "We need training on the new software", "Du temps pour se former chaque mois",
    ),
    "tools": (
        "Les ordinateurs sont trop lents", "Le logiciel plante tous les jours",
        "Le réseau tombe en panne chaque semaine", "Un seul outil au lieu de cinq logiciels",
        "Mot de passe à changer trop souvent", "The printer never works",
        "Remplacer les vieux écrans", "Le support informatique répond trop tard",
    ),
}  # fmt: skip
"""Our own texts: what a room says about a town, about an office."""
ROOMS = (
    (TOWN, ("bikes", "doctors", "library", "noise"), 6, 0.1),
    (TOWN, ("bikes", "canteen", "doctors", "waste"), 9, 0.1),
    (TOWN, ("canteen", "doctors", "noise", "waste", "library"), 8, 0.1),
    (TOWN, ("bikes", "doctors", "library", "noise", "waste"), 12, 0.1),
    (OFFICE, ("meetings", "remote", "training", "tools"), 8, 0.25),
)
"""What is said, on which subjects, in how many notes each; the share of them that may be astray, on average over the orders.
At the office a note in eight is nearest, for the encoder, to one on another subject."""
ORDERS = 5


@pytest.fixture(scope="module")
def vectors() -> dict[str, Vectors]:
    texts = [text for subjects in (TOWN, OFFICE) for notes in subjects.values() for text in notes]
    return dict(zip(texts, SentenceEncoder().encode(texts), strict=True))


def grouped(texts: list[str], vectors: dict[str, Vectors]) -> dict[str, str]:
    """text -> theme, once all have arrived."""
    numbers = itertools.count()
    graph = Graph(lambda: f"t{next(numbers)}")
    for text in texts:
        graph.arrive(text, vectors[text])
    return {text: theme for theme, notes in graph.themes().items() for text in notes}


def astray(meant: dict[str, str], themes: dict[str, str]) -> int:
    """Notes outside the theme of their subject, one theme to a subject."""
    together = Counter((meant[text], theme) for text, theme in themes.items())
    subjects, taken, right = set(meant.values()), set(), 0
    for (subject, theme), count in together.most_common():
        if subject in subjects and theme not in taken:
            subjects.discard(subject)
            taken.add(theme)
            right += count
    return len(themes) - right


@pytest.mark.parametrize(("said", "subjects", "each", "share"), ROOMS)
def test_plain_subjects_come_out_whole(said, subjects, each, share, vectors):
    found, themes = [], []
    for order in range(ORDERS):
        chance = random.Random(order)
        meant = {text: subject for subject in subjects for text in chance.sample(said[subject], each)}
        texts = chance.sample(sorted(meant), len(meant))
        stands = grouped(texts, vectors)
        found.append(astray(meant, stands))
        themes.append(sum(count > 1 for count in Counter(stands.values()).values()))
    assert np.mean(found) <= share * len(subjects) * each, (found, themes)
    assert abs(np.mean(themes) - len(subjects)) <= 2, (found, themes)
