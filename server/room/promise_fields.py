"""The questions that a promise answers, in French: a page words them in its language."""

from dataclasses import dataclass

from server.i18n import marked as _


@dataclass(frozen=True, slots=True)
class Field:
    """A question that a promise answers. `lines`: of its input; 0 is a day (ISO 8601)."""

    id: str
    label: str
    hint: str
    limit: int = 280
    lines: int = 2


FIELDS = (
    Field("text", _("La promesse"), _("Un verbe, un résultat, une échéance."), lines=3),
    Field("need", _("Le besoin auquel elle répond"), _("Pour qui, et ce qui manque aujourd'hui.")),
    Field("carrier", _("Qui la porte"), _("Un organisme ou un collectif, pas une personne."), 80, 1),
    Field("users", _("Des usagers dans l'équipe"), _("Quels groupes, quels quartiers.")),
    Field("agents", _("Des agents de terrain"), _("Quels services, quels métiers.")),
    Field("leaders", _("Des responsables locaux"), _("Qui décide et ouvre les portes.")),
    Field("test", _("Le premier test"), _("Petit, réel, avec des usagers.")),
    Field("test_on", _("Le jour du premier test"), "", 10, 0),
    Field("people", _("Moyens humains"), _("Du temps, des compétences.")),
    Field("technical", _("Aide technique"), _("Locaux, outils, données.")),
    Field("money", _("Argent"), _("Combien, venu d'où.")),
    Field("resources", _("Ressources à mobiliser"), _("Ce qui existe déjà et peut aider.")),
    Field("obstacles", _("Obstacles à lever"), _("Ce qui peut la bloquer.")),
    Field("derogation", _("Dérogation nécessaire"), _("La règle à assouplir, qui peut l'accorder.")),
)
FIELD = {field.id: field for field in FIELDS}
