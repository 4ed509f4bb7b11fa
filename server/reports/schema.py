"""The JSON Schema of `board.json` and `export.json`, made from their models. `make schema` writes it to docs/."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from server.config import ROOT
from server.reports.contract import Export

PUBLISHED = ROOT / "docs" / "export.schema.json"


class _Plain(GenerateJsonSchema):
    """Without a title for each key, which would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """Keys without a total may be left out or null. It names no host: it is that of every Filon."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:filon:export:1",
        **Export.model_json_schema(schema_generator=_Plain),
        "title": "Filon export",
        "description": "A seminar room as plain values, without who said what and without the votes of a person.",
    }


def text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    PUBLISHED.write_text(text(), encoding="utf-8")
