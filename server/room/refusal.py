"""A refusal is a normal answer: the act was understood and the rules say no. It goes back to its sender alone."""

from typing import Any

MESSAGES: dict[str, str] = {
    "stage_closed": "Cette étape n'est pas ouverte pour le moment. Votre texte reste sur votre téléphone.",
    "dots_spent": "Vous avez déjà placé tous vos points. Retirez-en un pour le poser ailleurs.",
    "cap_reached": "Vous avez atteint le maximum de points pour ce choix.",
    "text_too_long": "Votre texte est trop long : {limit} caractères au plus.",
    "text_empty": "Écrivez quelques mots avant d'envoyer.",
    "bad_request": "La demande n'a pas pu être lue.",
    "unsupported_type": "Ce format d'envoi n'est pas accepté.",
    "id_reused": "Cet identifiant a déjà servi pour un autre envoi.",
    "ballot_closed": "Le vote est clos.",
    "not_your_ballot": "Ce vote est réservé : {colleges}.",
    "not_revealed": "Révélez d'abord ce vote.",
    "too_many_options": "Douze choix au plus : faites une liste plus courte.",
    "too_many_hands": "Plus de mains que de personnes, ou de points que chacun n'en a.",
    "nominees_spent": "Votre table a déjà nommé deux thèmes. Retirez-en un d'abord.",
    "unknown_option": "Ce choix n'existe pas dans ce vote.",
    "forbidden": "Vous n'avez pas accès à cette action.",
    "overloaded": "Le serveur est très occupé. Réessayez dans un instant.",
    "unknown_gisement": "Ce gisement n'existe pas dans cette salle.",
    "unknown_kind": "Ce type de contribution n'existe pas dans cette salle.",
    "too_fast": "Doucement : une contribution par seconde. La vôtre partira dans un instant.",
    "not_yours": "Cette note n'est pas la vôtre.",
    "no_such_room": "Aucune salle ne répond à ce code.",
    "unknown_note": "Cette note n'existe pas ou a été retirée.",
    "unknown_theme": "Ce thème n'existe pas ou a été fusionné.",
    "unknown_stage": "Cette étape n'existe pas dans le déroulé.",
    "unknown_ballot": "Ce vote n'existe pas.",
    "unknown_college": "Ce collège n'existe pas dans cette salle.",
    "unknown_table": "Cette table n'existe pas dans cette salle.",
    "unknown_choice": "Cette réponse n'existe pas.",
    "ballot_open": "Un vote est ouvert : jusqu'à sa clôture, les thèmes sont figés et aucun autre vote ne s'ouvre.",
    "ballot_revealed": "Ce vote est déjà révélé.",
    "too_few_options": "Il faut au moins deux choix pour ouvrir un vote.",
    "nothing_to_split": "Choisissez des notes de ce thème, et laissez-lui-en au moins une.",
    "unknown_proposal": "Cette proposition n'est plus d'actualité : demandez-en une autre.",
    "unknown_promise": "Cette promesse n'existe pas ou a été retirée.",
    "consent_needed": "Pour laisser un contact, cochez la case d'accord.",
    "nothing_to_undo": "Il n'y a rien à annuler.",
    "cannot_undo": "Cet acte ne peut pas être annulé.",
    "touched_since": "Impossible d'annuler : quelque chose a changé depuis sur le même objet ({what}).",
    "already_open": "La salle est déjà ouverte pour de vrai.",
    "placed_by_hand": "Quelqu'un a placé cette note à la main.",
    "already_placed": "Cette note est déjà placée.",
    "room_frozen": "Cette salle a été écrite par une version plus récente de Filon.",
    "unknown_pairing": "Ce code d'écran n'est pas valable ou a expiré.",
    "unknown_session": "Cette séance n'existe pas.",
    "bad_session": "La séance ne peut pas être lue : {detail}",
    "bad_archive": "Cette archive ne peut pas être rouverte : {detail}.",
    "bad_ideas": "Ce fichier d'idées ne peut pas être lu : {detail}.",
    "file_too_large": "Ce fichier est trop grand : {most} au plus.",
    "voted_already": "Un vote a déjà été ouvert : on n'ajoute plus d'idées d'avant.",
}


class Refusal(Exception):
    """Why an act is refused: `code` is for programs, `message` is a plain French sentence for people."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def message(self) -> str:
        return MESSAGES[self.code].format(**self.details)
