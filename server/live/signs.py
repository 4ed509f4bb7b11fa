"""What each kind of stage looks like, wherever it is named, and what it asks of a phone: one line a kind."""

from __future__ import annotations

from dataclasses import dataclass

from server.i18n import marked
from server.room.definition import StageKind


@dataclass(frozen=True, slots=True)
class Sign:
    """`icon`: a Lucide icon, beside the stage's title. `asks`: what to do, when the session says nothing of it in the phone's
    language. `moving`: what the phone shows then moves by itself, and is not to be covered."""

    icon: str
    asks: str
    moving: bool = False


SIGNS: dict[StageKind, Sign] = {
    "welcome": Sign("hand", marked("La suite s’affichera ici toute seule.")),
    "question": Sign("circle-question-mark", marked("Une question vous est posée. Touchez votre réponse.")),
    "react": Sign("messages-square", marked("On relit les défis. Dites si vous êtes d’accord.")),
    "gather": Sign("pencil", marked("Écrivez vos notes. Une idée à la fois.")),
    "sort": Sign("group", marked("On relit ensemble. Vous pouvez encore corriger ou retirer vos notes.")),
    "vote": Sign("vote", marked("Un vote s’ouvre. Placez vos points sur ce qui compte pour vous.")),
    "results": Sign("chart-no-axes-column", marked("Regardez l’écran. Voici les résultats du vote."), moving=True),
    "promises": Sign("handshake", marked("On écrit des promesses ensemble. Vous pouvez rejoindre une équipe.")),
    "close": Sign("flag", marked("Merci ! Cette rencontre valait-elle votre temps ?")),
    "pause": Sign("coffee", marked("On fait une pause. Vos brouillons sont gardés.")),
}
