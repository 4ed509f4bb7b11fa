"""Every sentence of the pages is in every catalogue, and no catalogue holds one that nobody says any more."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from server.catalogues import extracted, forms, lacking, spoken_by, updated
from server.config import ROOT
from server.html import environment
from server.i18n import NAMES, SOURCE, path_of, read

SENTENCES = extracted()
CATALOGUES = [(code, part) for code in NAMES if code != SOURCE for part in spoken_by(code)]
SPOKEN = (
    "_*",
    "about/*",
    "charts/bands",
    "charts/colleges",
    "charts/map",
    "console/*",
    "home/*",
    "organise/*",
    "phone/*",
    "scribe/*",
    "screen/*",
    "souvenir/*",
)
"""The templates whose every word is marked."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "data-hx-confirm", "aria-description"}
ATTRIBUTES = re.compile(r"{% block (?:root|surface|body) %}.*?{% endblock %}", re.S)
"""Blocks that fill in the tag of the body."""
SAYING = {"_", "gettext", "ngettext", "plural", "forms"}


@pytest.mark.parametrize(("code", "part"), CATALOGUES)
class TestACatalogue:
    def test_lacks_no_sentence(self, code, part):
        assert lacking(read(code, part), SENTENCES[part]) == []

    def test_is_as_make_messages_writes_it(self, code, part):
        written = updated(read(code, part), SENTENCES[part]).decode()
        assert written == path_of(code, part).read_text(encoding="utf-8")

    def test_keeps_what_is_filled_in(self, code, part):
        catalogue = read(code, part)
        wrong = {}
        for sentence in SENTENCES[part]:
            ours = [sentence.id] if isinstance(sentence.id, str) else sentence.id
            wanted = [sorted(PLACEHOLDER.findall(form)) for form in ours]
            for said in forms(catalogue, sentence):
                if sorted(PLACEHOLDER.findall(said)) not in wanted:
                    wrong[str(sentence.id)] = said
        assert wrong == {}

    def test_says_whether_a_speaker_has_read_it(self, code, part):
        assert re.search(r"Read by a speaker: (yes|no)$", read(code, part).header_comment, re.M)


class Reader(HTMLParser):
    """Gathers the words that a page would say or show."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value or "" for name, value in attrs if name in READ_ALOUD]


def bare(path: Path) -> list[str]:
    """The words of a template that no catalogue can translate: text outside `_()`, sentences in expressions."""
    source, env = ATTRIBUTES.sub("", path.read_text(encoding="utf-8")), environment()
    reader = Reader()
    reader.feed(
        "".join(text if kind == "data" else " " if kind == "comment" else "" for _, kind, text in env.lex(source))
    )
    said = [text for text in reader.said if WORD.search(text.replace("Filon", ""))]
    tree = env.parse(source)
    marked = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in SAYING
        for const in call.find_all(nodes.Const)
    }
    sentences = [
        const.value
        for const in tree.find_all(nodes.Const)
        if id(const) not in marked
        and isinstance(const.value, str)
        and re.search(r"[^\x00-\x7f]|[A-ZÀ-Ü][a-zà-ü]+ |\w \w", const.value)
    ]
    return said + [one for one in sentences if WORD.search(one)]


TEMPLATES = [path for name in SPOKEN for path in sorted((ROOT / "templates").glob(f"{name}.html"))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_word_of_a_page_is_marked(path):
    assert bare(path) == []


WORDED = (
    "charts/bands.py",
    "charts/colleges.py",
    "charts/map.py",
    "charts/steps.py",
    "live/arranging.py",
    "room/board.py",
    "room/left_out.py",
    "room/promise_fields.py",
    "room/reasons.py",
    "room/thread.py",
    "web/moderation.py",
    "web/promises.py",
    "web/souvenir.py",
    "web/themes.py",
)
"""The modules whose every sentence is told to people in their language."""
MARKING = {"_", "gettext", "ngettext", "marked", "plural"}


def unmarked(path: Path) -> list[str]:
    """The sentences of a module that no catalogue can translate: literals that no marking call is given."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = {
        id(one)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKING
        for one in ast.walk(call)
    }
    docstrings = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    return [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in marked | docstrings
        if re.search(r"\w [\w«]|[À-ÿ’]", one.value)
    ]


@pytest.mark.parametrize("name", WORDED)
def test_every_sentence_of_a_module_is_marked(name):
    assert unmarked(ROOT / "server" / name) == []


def test_the_sentences_of_rules_reach_the_catalogues():
    known = {one.id if isinstance(one.id, str) else one.id[0] for one in SENTENCES["filon"]}
    assert {
        "Trop peu de votants pour dire si l'ordre est sûr.",
        "Dans les {top} premiers de {part} des tirages.",
        "Sans le vote tardif, l'ordre serait le même.",
        "{dots} point, donné par {voters} votant sur {of}.",
        "Votre {kind} a rejoint « {theme} » avec {count} autre.",
        "Étape en cours : {stage}.",
        "Résultats révélés. En tête : {first}.",
        "Cette adresse n'existe pas.",
        "Tenue",
        "Sans titre",
    } <= known
