"""The house is in order: imports run down, files stay short, every refusal has its sentence."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from server.config import ROOT
from server.room.refusal import MESSAGES
from server.web.errors import STATUS

LONGEST = 420
SOURCES = sorted((ROOT / "server").rglob("*.py"))


def test_imports_run_down_the_floors():
    result = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("path", [*SOURCES, *STYLES, *SCRIPTS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_holds_two_ideas(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_line_of_style_holds_one_rule(path):
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    assert [
        number for number, line in lines if line.count("{") > 1 or re.search(r"\}\s*\S", re.sub(r"/\*.*", "", line))
    ] == []


def refusals() -> dict[str, set[str]]:
    """The codes that `Refusal("…")` is raised with, and in which files."""
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                assert node.args, f"{path}:{node.lineno}"
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found.setdefault(str(code.value), set()).add(path.name)
                else:
                    assert path.name in ("refusal.py", "errors.py"), f"{path}:{node.lineno}: a code that cannot be read"
    return found


def test_every_refusal_has_a_sentence():
    assert sorted(set(refusals()) - set(MESSAGES)) == []


def test_every_sentence_is_used():
    assert sorted(set(MESSAGES) - set(refusals())) == []


def test_every_status_is_of_a_refusal():
    assert sorted(set(STATUS) - set(MESSAGES)) == []


@pytest.mark.parametrize("code", MESSAGES)
def test_a_sentence_is_for_people(code):
    sentence = MESSAGES[code]
    assert sentence[0].isupper()
    assert re.search(r"[.}]$", sentence)
    assert code not in sentence


def test_nothing_is_named_by_what_it_is_not():
    banned = {"utils", "helpers", "common", "manager", "service", "base", "misc"}
    assert [path.as_posix() for path in SOURCES if path.stem in banned] == []
