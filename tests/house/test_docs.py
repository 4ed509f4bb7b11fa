"""What the documentation says is what the code does: routes, refusals, commands, settings, keys of a session file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from server.app import build
from server.config import ROOT, Config
from server.room.definition import Session, StageKind, parse
from server.room.refusal import MESSAGES
from server.web.errors import STATUS

READMES = ("README.md", "README.fr.md")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """What stands under a `##` heading, its own sub-headings included."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def first_column(table: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def routes(of: Any) -> Iterator[str]:
    """« GET /r/{code} »: a socket opens with GET, a mount is written with what follows its path."""
    for route in of:
        inner = getattr(route, "original_router", None)  # FastAPI keeps an included router whole
        if inner is not None:
            yield from routes(inner.routes)
        elif hasattr(route, "app") and not hasattr(route, "endpoint"):
            yield f"GET {route.path}/{{path}}"
        else:
            yield from (f"{method} {route.path}" for method in getattr(route, "methods", None) or ("GET",))


def test_every_route_is_in_the_contract_and_the_contract_has_no_other(tmp_path: Path) -> None:
    app = build(Config(data=tmp_path)).app  # type: ignore[attr-defined]
    documented = first_column(text("docs/api.md"))
    assert sorted(one for one in documented if " /" in one) == sorted(routes(app.routes))


def test_every_refusal_is_in_the_contract_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", section(text("docs/api.md"), "Refusal codes"), re.MULTILINE)
    assert dict(rows) == {code: str(STATUS.get(code, 422)) for code in MESSAGES}
    assert len(rows) == len(MESSAGES)


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = {
        (page.name, target)
        for page in PAGES
        for span in re.findall(r"`[^`\n]+`|^```.*?^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\bmake ([a-z-]+)", span)
    }
    assert {("README.md", "run"), ("README.md", "test"), ("README.fr.md", "run")} <= named
    assert {target for _, target in named} <= targets


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_setting_is_in_the_readme(readme: str) -> None:
    commands = re.findall(r'add_parser\(\s*"(\w+)"', text("server/cli.py"))
    code = "".join(text(f"server/{name}.py") for name in ("config", "cli", "serving"))
    settings = set(re.findall(r'\benv(?:iron)?\.get\("([A-Z_]+)"', code))
    assert {"PORT", "DATABASE_URL", "FILON_LOG"} <= settings
    rows = first_column(text(readme))
    assert {row.split()[1] for row in rows if row.startswith("filon ")} == set(commands)
    assert {row for row in rows if row.isupper()} == settings


def parts() -> Iterator[tuple[str, type[BaseModel]]]:
    """The tables of a session file, by their key."""
    for key, field in Session.model_fields.items():
        inside = [field.annotation, *get_args(field.annotation)]
        yield from ((key, one) for one in inside if isinstance(one, type) and issubclass(one, BaseModel))


def test_every_key_of_a_session_file_is_documented_and_no_other() -> None:
    page = text("docs/session-files.md")
    tables = dict(parts())
    top = {key for key in Session.model_fields if key not in tables}
    assert set(first_column(section(page, "At the top of the file"))) == top
    kinds = set(get_args(StageKind))
    for key, model in tables.items():
        rows = first_column(section(page, f"`{key}`"))
        documented = [row for row in rows if key != "stages" or row not in kinds]
        assert documented == list(model.model_fields), key
    assert kinds <= set(first_column(section(page, "`stages`")))


def test_the_smallest_session_file_of_the_documentation_can_be_opened() -> None:
    example = re.search(r"```toml\n(.*?)```", text("docs/session-files.md"), re.DOTALL)
    assert example
    session = parse(example[1])
    assert [gisement.id for gisement in session.gisements] == ["g1", "g2"]
    assert [stage.id for stage in session.stages] == ["gather", "vote", "results"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
