"""Templates: one Jinja environment, always escaping. Sentences, numbers and dates are told in the language being spoken."""

import datetime
import re
from functools import lru_cache
from typing import Any

import qrcode
import qrcode.image.svg
from babel.dates import format_date, format_skeleton, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from qrcode.constants import ERROR_CORRECT_M

from server import wording
from server.charts.drawings import GLOBALS
from server.config import ROOT
from server.i18n import SOURCE, forms, gettext, isolated, language, languages, ngettext, ordinal, spoken
from server.i18n import number as number
from server.i18n import percent as percent
from server.typography import BLANK, WIDE, ended, typographic

_BLANK = re.compile(f"{BLANK[0]}+")


def day(date: datetime.date) -> str:
    """« 14 décembre 2018 », « 1er mai 2027 »."""
    return _first(format_date(date, "long", locale=spoken()))


def moment(at: int) -> Markup:
    """« 26 novembre à 14 h 30 », a time in ms: by this machine's clock, then by the reader's own (`clock.js`)."""
    here = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC)
    said, code = here.astimezone(), spoken()
    if code == SOURCE:
        text = f"{_first(format_skeleton('MMMMd', said, locale=code))} à {said.hour}{WIDE}h{WIDE}{said.minute:02}"
    else:
        text = f"{format_skeleton('MMMMd', said, locale=code)}, {format_time(said, 'short', locale=code)}"
    return Markup('<time datetime="{}" data-moment>{}</time>').format(here.isoformat(timespec="seconds"), text)


def _first(date: str) -> str:
    """French counts the first day of a month: « 1er mai ». Babel's patterns do not know it."""
    return re.sub(r"^1(?= )", "1er", date) if spoken() == SOURCE else date


def _bound(text: str, count: str) -> str:
    """A line never ends between a number and what it counts."""
    return text.replace(f"{count} ", f"{count}{WIDE}", 1)


def plural(count: float, one: str, many: str) -> str:
    """« 1 note », « 0 note », « 2 notes »; elsewhere, the form of the language for this number."""
    return f"{number(count)} {ngettext(one, many, count)}"


def _counted(count: float, one: str, many: str) -> str:
    return _bound(plural(count, one, many), number(count))


TURNS = {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-in", "log-out", "send", "undo-2"}
"""Icons that point the way one reads."""


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
    whole = opening.replace("<svg", f'<svg class="icon{" turns" if name in TURNS else ""}" {spoken}', 1) + ">" + shapes
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


def say(message: str, /, **values: object) -> Markup:
    """A sentence of a page, in the language being spoken; in French, with its typography. Its values are escaped."""
    return Markup(_said(gettext(message), spoken())) % isolated(values)  # noqa: S704 - ours, or our translators'


def _say_many(one: str, many: str, count: int, /, **values: object) -> Markup:
    return Markup(_said(_bound(ngettext(one, many, count), "%(num)s"), spoken())) % isolated({"num": count} | values)  # noqa: S704


@lru_cache(maxsize=8192)
def _said(text: str, code: str) -> str:
    return typographic(text) if code == SOURCE else text


def _forms(one: str, many: str) -> dict[str, str]:
    return {form: _said(_bound(text, "{count}"), spoken()) for form, text in forms(one, many).items()}


def _typo(text: str) -> str:
    """What people wrote, or a sentence already worded: with French typography on a page in French."""
    return _said(str(text), spoken())


def _worded(text: str) -> str:
    """A text of the room as it is said, where nothing can tell in which language: a title, a name in an attribute."""
    return _said(*wording.told(text))


def told(text: str, sentence: bool = False) -> Markup:
    """A text of the room, marked with its language when that is not the page's."""
    said = ended(_worded(text)) if sentence else _worded(text)
    marks = _lang(text)
    return Markup("<span{}>{}</span>").format(marks, said) if marks else escape(said)


def _lang(text: str) -> Markup:
    """What to write in the tag that holds a text of the room: its language, when it is not the page's."""
    code = wording.told(text)[1]
    return Markup("") if code == spoken() else Markup(' lang="{}" dir="auto"').format(code)


def _blanks(text: str) -> Markup:
    """What people wrote: a blank in place of a word is said « mot masqué » to who listens."""
    said = Markup('<span class="masked" role="img" aria-label="{}">{}</span>').format(gettext("mot masqué"), BLANK)
    return said.join(escape(part) for part in _BLANK.split(text))


def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"typo": _typo, "told": told, "worded": _worded, "lang": _lang, "blanks": _blanks, "ended": ended}
    env.filters |= {"number": number, "percent": percent, "day": day}
    env.globals |= {
        "_": say,
        "ngettext": _say_many,
        "icon": icon,
        "symbol": symbol,
        "kind_icon": kind_icon,
        "qr": qr,
        "plural": _counted,
        "ordinal": ordinal,
        "forms": _forms,
        "moment": moment,
        "spoken": lambda: language(spoken()),
        "languages": languages,
    } | GLOBALS
    return env


class Pages:
    """Renders templates. `shared` is put in every page (asset addresses, for instance)."""

    def __init__(self, **shared: Any) -> None:
        self._env = environment()
        self._env.globals |= shared

    def render(self, template: str, **values: Any) -> str:
        return self._env.get_template(template).render(**values)
