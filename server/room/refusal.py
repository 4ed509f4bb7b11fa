"""A refusal is a normal answer: the act was understood and the rules say no. It goes back to its sender alone."""

from typing import Any

from server.i18n import gettext
from server.i18n import marked as _

MESSAGES: dict[str, str] = {
    "stage_closed": _("Cette étape n'est pas ouverte pour le moment. Votre texte reste sur votre téléphone."),
    "dots_spent": _("Vous avez déjà placé tous vos points. Retirez-en un pour le poser ailleurs."),
    "cap_reached": _("Vous avez atteint le maximum de points pour ce choix."),
    "text_too_long": _("Votre texte est trop long : {limit} caractères au plus."),
    "text_empty": _("Écrivez quelques mots avant d'envoyer."),
    "bad_request": _("La demande n'a pas pu être lue."),
    "unsupported_type": _("Ce format d'envoi n'est pas accepté."),
    "id_reused": _("Cet identifiant a déjà servi pour un autre envoi."),
    "ballot_closed": _("Le vote est clos."),
    "not_your_ballot": _("Ce vote est réservé : {colleges}."),
    "bad_card": _("Le numéro d'une carte a de un à quatre chiffres."),
    "card_entered": _("La carte n° {card} est déjà entrée."),
    "not_revealed": _("Révélez d'abord ce vote."),
    "too_many_options": _("Douze choix au plus : faites une liste plus courte."),
    "too_many_hands": _("Plus de mains que de personnes, ou de points que chacun n'en a."),
    "nominees_spent": _("Votre table a déjà nommé deux thèmes. Retirez-en un d'abord."),
    "unknown_option": _("Ce choix n'existe pas dans ce vote."),
    "forbidden": _("Vous n'avez pas accès à cette action."),
    "overloaded": _("Le serveur est très occupé. Réessayez dans un instant."),
    "unknown_gisement": _("Ce gisement n'existe pas dans cette salle."),
    "unknown_kind": _("Ce type de contribution n'existe pas dans cette salle."),
    "too_fast": _("Doucement : une contribution par seconde. La vôtre partira dans un instant."),
    "not_yours": _("Cette note n'est pas la vôtre."),
    "door_closed": _("La salle est fermée aux nouveaux arrivants."),
    "room_archived": _("Cette séance est finie : on n’y écrit plus."),
    "no_such_room": _("Aucune salle ne répond à ce code."),
    "unknown_note": _("Cette note n'existe pas ou a été retirée."),
    "no_author_here": _("Personne n'a envoyé cette note d'un téléphone de la salle."),
    "words_changed": _("Cette note a changé depuis. Relisez-la d'abord."),
    "unknown_theme": _("Ce thème n'existe pas ou a été fusionné."),
    "unknown_stage": _("Cette étape n'existe pas dans le déroulé."),
    "unknown_ballot": _("Ce vote n'existe pas."),
    "unknown_college": _("Ce collège n'existe pas dans cette salle."),
    "unknown_table": _("Cette table n'existe pas dans cette salle."),
    "unknown_choice": _("Cette réponse n'existe pas."),
    "ballot_open": _("Un vote est ouvert : jusqu'à sa clôture, les thèmes sont figés et aucun autre vote ne s'ouvre."),
    "ballot_revealed": _("Ce vote est déjà révélé."),
    "too_few_options": _("Il faut au moins deux choix pour ouvrir un vote."),
    "nothing_to_split": _("Choisissez des notes de ce thème, et laissez-lui-en au moins une."),
    "unknown_proposal": _("Cette proposition n'est plus d'actualité : demandez-en une autre."),
    "unknown_promise": _("Cette promesse n'existe pas ou a été retirée."),
    "consent_needed": _("Pour laisser un contact, cochez la case d'accord."),
    "nothing_to_undo": _("Il n'y a rien à annuler."),
    "cannot_undo": _("Cet acte ne peut pas être annulé."),
    "touched_since": _("Impossible d'annuler : quelque chose a changé depuis sur le même objet ({what})."),
    "already_open": _("La salle est déjà ouverte pour de vrai."),
    "only_rehearsed": _("C'est une répétition : cela se fait dans la vraie salle."),
    "already_rehearsed": _("Cette salle a déjà une répétition."),
    "not_rehearsed": _("Cette salle n'a pas de répétition."),
    "rehearsals_full": _("Trop de répétitions sont jouées en ce moment. Réessayez dans dix minutes."),
    "placed_by_hand": _("Quelqu'un a placé cette note à la main."),
    "already_placed": _("Cette note est déjà placée."),
    "room_frozen": _("Cette salle a été écrite par une version plus récente de Filon."),
    "unknown_pairing": _("Ce code d'écran n'est pas valable ou a expiré."),
    "unknown_recovery": _("Ce code de secours n'ouvre aucune salle. Vérifiez chaque groupe de lettres."),
    "no_such_draft": _("Ce brouillon n'existe pas, ou a été supprimé."),
    "draft_changed": _("Une autre version a été enregistrée entre-temps. La vôtre est gardée à part : n° {version}."),
    "unknown_session": _("Cette séance n'existe pas."),
    "bad_session": _("La séance ne peut pas être lue : {detail}"),
    "bad_archive": _("Cette archive ne peut pas être rouverte : {detail}."),
    "bad_ideas": _("Ce fichier d'idées ne peut pas être lu : {detail}."),
    "file_too_large": _("Ce fichier est trop grand : {most} au plus."),
    "bad_retention": _("Choisissez une date entre le {first} et le {last}."),
    "voted_already": _("Un vote a déjà été ouvert : on n'ajoute plus d'idées d'avant."),
}


class Refusal(Exception):
    """Why an act is refused: `code` is for programs, `message` is a plain sentence for people, in the language being spoken."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def message(self) -> str:
        return gettext(MESSAGES[self.code]).format(**self.details)
