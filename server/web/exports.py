"""What the organiser takes away."""

import asyncio

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.reports.contract import Export, export
from server.reports.contract import as_json as as_values
from server.reports.formats import FORMATS
from server.reports.schema import schema
from server.reports.sheets import sheets
from server.reports.tables import COLUMNS, Dialect, csv_bytes, note_rows, sheet_csv
from server.room.refusal import Refusal
from server.web.house import house
from server.web.who import Code, Organiser

router = APIRouter()


@router.get("/r/{code}/export.json")
async def as_json(request: Request, code: Code, by: Organiser) -> Response:
    found = await house(request).desk.look(code, export)
    house(request).grouping.watch(code)  # a process may have died with notes still to place
    body = await asyncio.to_thread(lambda: JSONResponse(as_values(found)).body)
    return Response(body, media_type="application/json", headers=_attached(code, "json"))


@router.get("/schema/export.json")
async def export_schema() -> Response:
    """What `export.json` and `board.json` hold, as a JSON Schema."""
    return JSONResponse(schema(), media_type="application/schema+json")


@router.get("/r/{code}/export.csv")
async def as_csv(request: Request, code: Code, by: Organiser, dialect: Dialect = "fr", table: str = "") -> Response:
    """`dialect=fr` opens in Excel in French; `dialect=open` is for open data. `table`: a sheet of the workbooks."""
    look = house(request).desk.look
    if not table:
        rows = await look(code, note_rows)
        body = await asyncio.to_thread(csv_bytes, COLUMNS, rows, dialect)
        return Response(body, media_type="text/csv; charset=utf-8", headers=_attached(code, "csv"))
    found = await look(code, export)
    body = await asyncio.to_thread(_sheet, found, table, dialect)
    return Response(body, media_type="text/csv; charset=utf-8", headers=_attached(f"{code}-{table}", "csv"))


def _sheet(found: Export, table: str, dialect: Dialect) -> bytes:
    sheet = next((one for one in sheets(found) if one.id == table), None)
    if sheet is None:
        raise Refusal("bad_request")
    return sheet_csv(sheet, dialect)


@router.get("/r/{code}/export.{extension}")
async def as_file(request: Request, code: Code, extension: str, by: Organiser) -> Response:
    """A file of the registry, written by a process of its own."""
    if extension not in FORMATS:
        raise HTTPException(404)
    body = await house(request).press.print(request, code, extension)
    return Response(body, media_type=FORMATS[extension].media, headers=_attached(code, extension))


def _attached(code: str, extension: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="filon-{code}.{extension}"'}
