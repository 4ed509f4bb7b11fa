"""Turns a validation error into a sentence an organiser can act on: the key, then what was expected."""

from typing import Any

from server.i18n import gettext as _
from server.i18n import marked

Place = tuple[tuple[int | str, ...], str]
EXPECTED: dict[str, str] = {
    "missing": marked("cette clé est obligatoire"),
    "extra_forbidden": marked("cette clé n'existe pas (faute de frappe ?)"),
    "string_type": marked("un texte entre guillemets est attendu"),
    "string_too_long": marked("{max_length} caractères au plus"),
    "string_too_short": marked("ce texte ne peut pas être vide"),
    "string_pattern_mismatch": marked("des minuscules sans accent, des chiffres et des tirets sont attendus"),
    "int_type": marked("un nombre entier est attendu"),
    "int_parsing": marked("un nombre entier est attendu"),
    "int_from_float": marked("un nombre entier est attendu"),
    "bool_type": marked("true ou false est attendu"),
    "bool_parsing": marked("true ou false est attendu"),
    "greater_than_equal": marked("au moins {ge}"),
    "less_than_equal": marked("au plus {le}"),
    "literal_error": marked("une de ces valeurs est attendue : {expected}"),
    "too_short": marked("au moins {min_length} élément attendu"),
    "too_long": marked("{max_length} éléments au plus"),
    "list_type": marked("une liste est attendue"),
    "tuple_type": marked("une liste est attendue"),
    "model_type": marked("une table est attendue (des lignes « clé = valeur »)"),
    "dict_type": marked("une table est attendue (des lignes « clé = valeur »)"),
    "date_type": marked("une date est attendue, comme 2026-12-14"),
    "date_from_datetime_parsing": marked("une date est attendue, comme 2026-12-14"),
    "date_from_datetime_inexact": marked("une date sans heure est attendue, comme 2026-12-14"),
    "value_error": "{error}",
}


def explain(problem: Any) -> str:
    """One pydantic error (`ErrorDetails`) as « gisements[2].short: 28 caractères au plus (reçu : 34 caractères) »."""
    location, sentence = located(problem)
    key = _key(location)
    return f"{key}: {sentence}" if key else sentence


def located(problem: Any) -> Place:
    """Where it is, and the sentence."""
    context = problem.get("ctx", {})
    sentence = _(EXPECTED.get(problem["type"], problem["msg"])).format(**context)
    if problem["type"] == "string_too_long":
        sentence += " " + _("(reçu : {received})").format(received=len(problem["input"]))
    elif problem["type"] in ("literal_error", "int_type", "int_parsing"):
        sentence += " " + _("(reçu : {received})").format(received=repr(problem["input"]))
    return problem["loc"], sentence


def _key(location: tuple[int | str, ...]) -> str:
    key = ""
    for step in (one for one in location if one != "[key]"):
        key += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if key else step
    return key
