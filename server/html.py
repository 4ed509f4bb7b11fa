"""Templates: one Jinja environment, always escaping, with French typography applied when a text is shown, never when stored."""

import datetime
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import qrcode
import qrcode.image.svg
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from qrcode.constants import ERROR_CORRECT_M

from server.charts.drawings import GLOBALS
from server.config import ROOT

NARROW, WIDE = "\u202f", "\u00a0"
_SPACE = f"[ {NARROW}{WIDE}]"
_UNITS = (
    "h|min|s|heures?|minutes?|secondes?|jours?|semaines?|mois|ans?|années?|mm|cm|m|km|m²|km²|ha|g|kg|t|l|L|kW|kWh|Mo|Go|k€|M€|"
    "euros?|milliers?|millions?|milliards?|points?|voix|votes?|votants?|notes?|personnes?|habitants?|participants?|logements?"
)
_RULES = {
    "kept": r"(?:https?://|www\.|[\w.+-]+@)\S+",
    "number": rf"(?<![\w.,])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?![\w])",
    "opening": rf"«{_SPACE}*",
    "closing": rf"{_SPACE}*»",
    "high": rf"(?<!\s){_SPACE}+(?=[;!?])|(?<=\d){_SPACE}(?=[%‰€])",
    "low": rf"(?<!\s){_SPACE}+(?=:(?:\s|»|$))|(?<=\d){_SPACE}(?=(?:{_UNITS})\b)|(?<=\d{_SPACE}h){_SPACE}(?=[0-5]\d\b)"
    rf"|(?<=\b[nN]°){_SPACE}(?=\d)",
    "apostrophe": r"(?<=\w)'(?=\w)",
}  # fmt: skip
_QUOTED = re.compile(r'(?<!\S)"(?=\w)([^"«»\n]*[^\s"«»])"(?![\w"])')
"""Straight quotes around words, as keyboards give them. What is glued to them (an attribute, a formula) leaves them alone."""
_PLACES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RULES.items()))
_SET: dict[str, Callable[[str], str]] = {
    "kept": lambda found: found,
    "number": lambda found: re.sub(_SPACE, NARROW, found),
    "opening": lambda found: "«" + WIDE,
    "closing": lambda found: WIDE + "»",
    "high": lambda found: NARROW,
    "low": lambda found: WIDE,
    "apostrophe": lambda found: "’",
}


def typographic(text: str) -> str:
    """No-break spaces where French wants them, guillemets, and the typographic apostrophe. Addresses are left alone.

    Narrow before ; ! ? % and inside long numbers; wide before : inside « » and between a number and its unit (Lexique des règles
    typographiques en usage à l'Imprimerie nationale). A space is never added where none was typed, but inside guillemets.
    """
    return _PLACES.sub(lambda found: _SET[str(found.lastgroup)](found[0]), _QUOTED.sub(r"«\1»", text))


def ended(text: str) -> str:
    """As a sentence: with a full stop, unless whoever wrote it ended it."""
    said = text.rstrip()
    return said if said.rstrip(' \u00a0\u202f»")').endswith((".", "…", "!", "?")) else f"{said}."


def number(value: float) -> str:
    """1 234,5: French digits grouping and comma."""
    text = f"{value:,.1f}" if value != int(value) else f"{int(value):,}"
    return text.replace(",", NARROW).replace(".", ",")


MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def day(date: datetime.date) -> str:
    """« 14 décembre 2018 », « 1er mai 2027 »."""
    return f"{'1er' if date.day == 1 else date.day} {MONTHS[date.month - 1]} {date.year}"


def moment(at: int) -> Markup:
    """« 26 novembre à 14 h 30 », a time in ms: by this machine's clock, then by the reader's own (`clock.js`)."""
    here = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC)
    said = here.astimezone()
    text = f"{'1er' if said.day == 1 else said.day} {MONTHS[said.month - 1]} à {said.hour}{WIDE}h{WIDE}{said.minute:02}"
    return Markup('<time datetime="{}" data-moment>{}</time>').format(here.isoformat(timespec="seconds"), text)


def percent(share: float) -> str:
    return f"{round(100 * share)}{NARROW}%"


def plural(count: int, one: str, many: str) -> str:
    """« 1 note », « 0 note », « 2 notes »."""
    return f"{number(count)} {one if abs(count) < 2 else many}"


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> Markup:
    """A Lucide icon, inline. Without a label it is decoration and hidden from screen readers."""
    path = ROOT / "static" / "vendor" / "lucide" / f"{name}.svg"
    if not path.is_file():
        path = path.with_name("gem.svg")
    svg = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S).strip()
    opening, _, shapes = svg.partition(">")
    opening = re.sub(r"\s+(?:class|width|height|xmlns)=\"[^\"]*\"", "", opening)
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    whole = opening.replace("<svg", f'<svg class="icon" {spoken}', 1) + ">" + shapes
    return Markup(re.sub(r"\s+", " ", whole))  # noqa: S704 - a vendored file


@lru_cache(maxsize=64)
def symbol(name: str, kind: str) -> Markup:
    """A kind's icon as a symbol of the page, for `kind_icon` to point at."""
    shapes = icon(name)
    inner = shapes[shapes.index(">") + 1 : shapes.rindex("</svg>")]
    return Markup('<symbol id="k-{}" viewBox="0 0 24 24">{}</symbol>').format(kind, Markup(inner))  # noqa: S704


def kind_icon(kind: str) -> Markup:
    return Markup('<svg class="icon stroke" aria-hidden="true"><use href="#k-{}"/></svg>').format(kind)


@lru_cache(maxsize=64)
def qr(address: str, label: str = "QR code de la salle") -> Markup:
    """The QR code of an address, SVG, error correction M."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(address)
    path = code.make_image(image_factory=qrcode.image.svg.SvgPathImage)
    svg = path.to_string(encoding="unicode")
    svg = re.sub(r"<\?xml.*?\?>|\s(?:width|height)=\"[\d.]+mm\"", "", svg)
    svg = svg.replace("<svg", f'<svg class="qr" role="img" aria-label="{escape(label)}"', 1)
    return Markup(svg)  # noqa: S704 - drawn by us


def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"typo": typographic, "ended": ended, "number": number, "percent": percent, "day": day}
    env.globals |= {
        "icon": icon,
        "symbol": symbol,
        "kind_icon": kind_icon,
        "qr": qr,
        "plural": plural,
        "moment": moment,
    } | GLOBALS
    return env


class Pages:
    """Renders templates. `shared` is put in every page (asset addresses, for instance)."""

    def __init__(self, **shared: Any) -> None:
        self._env = environment()
        self._env.globals |= shared

    def render(self, template: str, **values: Any) -> str:
        return self._env.get_template(template).render(**values)
