"""Turns a validation error into a sentence an organiser can act on: the key, then what was expected."""

from typing import Any

EXPECTED: dict[str, str] = {
    "missing": "cette clé est obligatoire",
    "extra_forbidden": "cette clé n'existe pas (faute de frappe ?)",
    "string_type": "un texte entre guillemets est attendu",
    "string_too_long": "{max_length} caractères au plus",
    "string_too_short": "ce texte ne peut pas être vide",
    "string_pattern_mismatch": "des minuscules sans accent, des chiffres et des tirets sont attendus",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "true ou false est attendu",
    "greater_than_equal": "au moins {ge}",
    "less_than_equal": "au plus {le}",
    "literal_error": "une de ces valeurs est attendue : {expected}",
    "too_short": "au moins {min_length} élément attendu",
    "too_long": "{max_length} éléments au plus",
    "list_type": "une liste est attendue",
    "tuple_type": "une liste est attendue",
    "model_type": "une table est attendue (des lignes « clé = valeur »)",
    "date_type": "une date est attendue, comme 2026-12-14",
    "date_from_datetime_parsing": "une date est attendue, comme 2026-12-14",
    "date_from_datetime_inexact": "une date sans heure est attendue, comme 2026-12-14",
    "value_error": "{error}",
}


def explain(problem: Any) -> str:
    """One pydantic error (`ErrorDetails`) as « gisements[2].short: 28 caractères au plus (reçu : 34 caractères) »."""
    context = problem.get("ctx", {})
    sentence = EXPECTED.get(problem["type"], problem["msg"]).format(**context)
    if problem["type"] == "string_too_long":
        sentence += f" (reçu : {len(problem['input'])})"
    elif problem["type"] in ("literal_error", "int_type", "int_parsing"):
        sentence += f" (reçu : {problem['input']!r})"
    key = _key(problem["loc"])
    return f"{key}: {sentence}" if key else sentence


def _key(location: tuple[int | str, ...]) -> str:
    key = ""
    for step in location:
        key += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if key else step
    return key
