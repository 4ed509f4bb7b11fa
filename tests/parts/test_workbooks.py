"""The workbooks, read back by other libraries: every sheet says what the board says, with types, in both formats."""

import datetime
import io
import zipfile
from typing import Any

import lxml.etree
import odfdo
import openpyxl
import pytest

from server.reports.contract import Between, Export, Presence, StatusPart, SupportPart, WhatIfPart, board, export
from server.reports.opendocument import ods
from server.reports.sheet import Cell, Sheet
from server.reports.sheets import sheets
from server.reports.tables import sheet_csv
from server.reports.workbooks import xlsx
from tests.rooms import a_day, opened

CONFIG = {"config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0"}


@pytest.fixture(scope="module")
def found() -> Export:
    """A day, with what it takes for no sheet to be empty."""
    day = export(a_day()[0])
    priority = day.priorities[0].model_copy(
        update={
            "odds": [0.75, 0.25], "share_between": Between(low=0.25, high=0.875), "consensus": 0.5, "readiness": 0.625,
            "support": [
                SupportPart(label="Police", of="college", voters=8, given=2),
                SupportPart(label="École", of="college", voters=None, given=None),
            ],
            "what_if": [WhatIfPart(case="late", said="Sans les votes tardifs", rank=2)], "why": ["Six points.", "Nette."],
        }
    )  # fmt: skip
    promise = day.promises[0].model_copy(
        update={"test_on": "2019-03-04", "statuses": [StatusPart(state="tested", on="2019-04-01", learned="À refaire")]}
    )
    presence = [
        Presence(label="Habitants", family="Civils", invited=12, present=9),
        Presence(label="Police", present=None),
    ]
    ballot = day.ballots[0].model_copy(update={"until": "2018-12-20T18:00Z", "said": ["Tout le monde a voté."]})
    update = {
        "priorities": [priority, *day.priorities[1:]],
        "promises": [promise],
        "presence": presence,
        "ballots": [ballot],
    }
    return day.model_copy(update=update | {"worth": {"4": 3, "5": 1}})


@pytest.fixture(scope="module")
def excel(found: Export) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx(found)))


@pytest.fixture(scope="module")
def libre(found: Export) -> Any:
    return odfdo.Document(io.BytesIO(ods(found)))


def by_id(found: Export) -> dict[str, Sheet]:
    return {sheet.id: sheet for sheet in sheets(found)}


def records(sheet: Sheet) -> list[dict[str, Cell]]:
    return [dict(zip((column.name for column in sheet.columns), cells, strict=True)) for cells in sheet.rows]


def as_stored(cell: Cell) -> object:
    """A value as a spreadsheet keeps it: no time zone, a day is its midnight."""
    if isinstance(cell, datetime.datetime):
        return cell.replace(tzinfo=None)
    return datetime.datetime.combine(cell, datetime.time()) if isinstance(cell, datetime.date) else cell


def kind(cell: object) -> type:
    """Excel knows numbers, whole or not."""
    return float if type(cell) is int else type(cell)


def from_odf(cell: Any) -> object:
    value = cell.value
    kind = cell.type
    if value is None or value == "":
        return None
    if kind == "date" and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    if kind in ("float", "percentage"):
        return float(value)
    return value


class TestSheets:
    def test_are_one_a_noun_and_always_the_same(self, found):
        ids = [sheet.id for sheet in sheets(found)]
        assert ids == [sheet.id for sheet in sheets(export(opened()))]
        assert ids == [
            "seance", "gisements", "defis", "reformulations", "notes", "themes", "votes", "options", "priorites", "rangs",
            "et-si", "soutien", "promesses", "statuts", "presence", "methode",
        ]  # fmt: skip
        assert not [sheet.id for sheet in sheets(found) if not sheet.rows]

    def test_have_titles_that_every_program_takes(self, found):
        titles = [sheet.title for sheet in sheets(found)]
        assert len({title.lower() for title in titles}) == len(titles)
        assert not [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\'")]

    def test_say_of_notes_what_the_board_says(self):
        room, _ = a_day()
        told, notes = board(room), records(by_id(export(room))["notes"])
        kinds = {kind["id"]: kind["label"] for kind in told["kinds"]}
        shorts = {gisement["id"]: gisement["short"] for gisement in told["gisements"]}
        assert [(n["id"], n["gisement"], n["type"], n["note"], n["table"]) for n in notes] == [
            (n["id"], shorts[n["gisement"]], kinds[n["kind"]], n["text"] or None, n["table"]) for n in told["notes"]
        ]
        assert [(n["masquée"], n["en attente"], n["effacée"], n["tardive"]) for n in notes] == [
            (n["hidden"], n["waiting"], n["erased"], n["late"]) for n in told["notes"]
        ]
        assert notes[0]["heure (UTC)"] == datetime.datetime.fromisoformat(told["notes"][0]["at"])

    def test_say_of_themes_options_and_priorities_what_the_board_says(self):
        room, _ = a_day()
        told, made = board(room), by_id(export(room))
        assert [(t["id"], t["thème"], t["notes"]) for t in records(made["themes"])] == [
            (t["id"], t["label"], len(t["notes"])) for t in told["themes"]
        ]
        assert [(o["option"], o["points"], o["rang"], o["top 3"]) for o in records(made["options"])] == [
            (o["id"], o.get("dots"), o.get("rank"), o.get("top3")) for b in told["ballots"] for o in b["options"]
        ]
        assert [
            (p["option"], p["libellé"], p["points"], p["part des votants"]) for p in records(made["priorites"])
        ] == [(p["option"], p["label"], p["dots"], p["share"]) for p in told["priorities"]]

    def test_count_the_notes_of_a_gisement_by_kind(self):
        room, _ = a_day()
        told = board(room)
        rows = records(by_id(export(room))["gisements"])
        for kind in told["kinds"]:
            counts = [
                sum(n["gisement"] == g["id"] and n["kind"] == kind["id"] for n in told["notes"])
                for g in told["gisements"]
            ]
            assert [row[kind["label"]] for row in rows] == counts

    def test_have_no_totals_before_the_reveal(self):
        options = records(by_id(export(opened(stage="vote")))["options"])
        assert len(options) == 7
        assert {(o["points"], o["votants"], o["rang"], o["top 3"]) for o in options} == {(None, None, None, None)}

    def test_leave_what_is_hidden_empty_and_never_write_zero_for_it(self, found):
        made = by_id(found)
        given = [(s["collège"], s["votants du groupe"], s["ont soutenu"], s["part"]) for s in records(made["soutien"])]
        assert given == [("Police", 8, 2, 0.25), ("École", None, None, None)]
        assert [list(row.values())[1:] for row in records(made["presence"])] == [["Civils", 12, 9], [None, None, None]]

    def test_follow_a_promise_by_its_days(self, found):
        made = by_id(found)
        assert records(made["promesses"])[0]["date du test"] == datetime.date(2019, 3, 4)
        (status,) = records(made["statuts"])
        assert (status["le"], status["état"]) == (datetime.date(2019, 4, 1), "testée")

    def test_name_nobody(self):
        room, _ = a_day()
        cells = {cell for sheet in sheets(export(room)) for row in sheet.rows for cell in row if isinstance(cell, str)}
        assert not [cell for cell in cells for person in room.people if person in cell]


class TestXlsx:
    def test_holds_every_cell_with_its_type(self, found, excel):
        assert excel.sheetnames == [sheet.title for sheet in sheets(found)]
        for sheet in sheets(found):
            rows = [[cell.value for cell in row] for row in excel[sheet.title].iter_rows()]
            header = [column.name for column in sheet.columns]
            wanted: list[list[Any]] = [header, *([as_stored(cell) for cell in row] for row in sheet.rows)]
            assert rows == wanted
            assert [[kind(cell) for cell in row] for row in rows] == [[kind(cell) for cell in row] for row in wanted]

    def test_shows_shares_as_percents_and_times_as_times(self, excel):
        formats = {cell.value: excel["Priorités"].cell(2, cell.column).number_format for cell in excel["Priorités"][1]}
        assert (formats["part des votants"], formats["points"], formats["points, bas"]) == ("0%", "#,##0", "#,##0.00")
        times = {cell.value: excel["Notes"].cell(2, cell.column).number_format for cell in excel["Notes"][1]}
        assert times["heure (UTC)"] == "dd/mm/yyyy hh:mm"

    def test_keeps_its_headers_in_sight_and_filters(self, found, excel):
        for sheet in sheets(found):
            page = excel[sheet.title]
            assert (page.freeze_panes, page.auto_filter.ref) == ("A2", page.dimensions)
            assert page["A1"].font.bold
            assert page.print_title_rows == "$1:$1"

    def test_wraps_what_people_wrote_in_wide_columns(self, excel):
        notes = excel["Notes"]
        column = next(cell for cell in notes[1] if cell.value == "note")
        assert notes.cell(2, column.column).alignment.wrap_text
        assert notes.column_dimensions[column.column_letter].width > 60

    def test_has_the_title_of_the_seminar(self, excel):
        assert excel.properties.title == "Carte blanche Argenteuil"


class TestOds:
    def test_holds_every_cell_with_its_type(self, found, libre):
        assert [table.name for table in libre.body.tables] == [sheet.title for sheet in sheets(found)]
        for sheet, table in zip(sheets(found), libre.body.tables, strict=True):
            header, *rows = [[from_odf(cell) for cell in row.cells] for row in table.rows]
            assert header == [column.name for column in sheet.columns]
            assert rows == [[as_stored(cell) for cell in row] for row in sheet.rows]

    def test_types_its_columns(self, found, libre):
        types = {
            "integer": "float",
            "number": "float",
            "percent": "percentage",
            "flag": "boolean",
            "day": "date",
            "minute": "date",
        }
        for sheet, table in zip(sheets(found), libre.body.tables, strict=True):
            for cells, row in zip(sheet.rows, list(table.rows)[1:], strict=True):
                for column, cell, kept in zip(sheet.columns, cells, row.cells, strict=True):
                    wanted = types.get(column.type, "string")
                    if cell is not None and column.type != "any" and not (wanted == "date" and isinstance(cell, str)):
                        assert kept.type == wanted, (sheet.id, column.name)

    def test_keeps_its_headers_in_sight_and_filters(self, found):
        package = zipfile.ZipFile(io.BytesIO(ods(found)))
        settings = lxml.etree.fromstring(package.read("settings.xml"))
        for sheet in sheets(found):
            items = settings.xpath(f'//*[@config:name="{sheet.title}"]/config:config-item', namespaces=CONFIG)
            kept = {item.get(f"{{{CONFIG['config']}}}name"): item.text for item in items}
            assert (kept["VerticalSplitMode"], kept["VerticalSplitPosition"], kept["HorizontalSplitMode"]) == (
                "2",
                "1",
                "0",
            )
        content = lxml.etree.fromstring(package.read("content.xml"))
        assert len(content.findall(".//{*}database-range")) == len(sheets(found))
        assert len(content.findall(".//{*}table-header-rows")) == len(sheets(found))

    def test_has_the_title_and_the_language_of_the_seminar(self, libre):
        assert (libre.meta.title, libre.meta.language) == ("Carte blanche Argenteuil", "fr-FR")


class TestCsv:
    def test_of_a_sheet_has_its_two_dialects(self, found):
        sheet = by_id(found)["soutien"]
        french, opened_data = sheet_csv(sheet, "fr").decode("utf-8-sig"), sheet_csv(sheet, "open").decode()
        assert french.splitlines()[1].endswith(";Police;collège;8;2;0,25")
        assert opened_data.splitlines()[1].endswith(",Police,collège,8,2,0.25")

    def test_tells_truths_and_times_in_words(self, found):
        rows = sheet_csv(by_id(found)["votes"], "fr").decode("utf-8-sig").splitlines()
        assert {"oui", "non", "2018-12-20T18:00Z"} <= set(rows[1].split(";"))
