"""What the organiser takes away."""

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.reports.contract import board
from server.reports.tables import notes_csv
from server.web.house import house
from server.web.who import Code, Organiser

router = APIRouter()


@router.get("/r/{code}/export.json")
async def as_json(request: Request, code: Code, by: Organiser) -> Response:
    found = await house(request).desk.look(code, board)
    house(request).grouping.watch(code)  # a process may have died with notes still to place
    return JSONResponse(found, headers=_attached(code, "json"))


@router.get("/r/{code}/export.csv")
async def as_csv(request: Request, code: Code, by: Organiser, dialect: Literal["fr", "open"] = "fr") -> Response:
    """`dialect=fr` opens in Excel in French; `dialect=open` is for open data."""
    body = await house(request).desk.look(code, lambda room: notes_csv(room, dialect))
    return Response(body, media_type="text/csv; charset=utf-8", headers=_attached(code, "csv"))


def _attached(code: str, extension: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="filon-{code}.{extension}"'}
