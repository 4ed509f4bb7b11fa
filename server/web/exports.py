"""What the organiser takes away."""

from typing import Literal

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.reports.contract import board
from server.reports.formats import FORMATS
from server.reports.tables import notes_csv
from server.web.form import page
from server.web.house import house
from server.web.who import Code, Organiser

router = APIRouter()


@router.get("/r/{code}/report")
async def report(request: Request, code: Code, by: Organiser) -> Response:
    """The report as a page of ours: what stands between the tags of the HTML file, where every text is escaped."""
    file = (await house(request).press.print(request, code, "html")).decode()
    body = Markup(file[file.index("<main") : file.index("</main>") + len("</main>")])  # noqa: S704
    title = await house(request).desk.look(code, lambda room: room.session.title)
    return page(request, "report/report.html", code=code, title=title, report=body)


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


@router.get("/r/{code}/export.{extension}")
async def as_file(request: Request, code: Code, extension: str, by: Organiser) -> Response:
    """A file of the registry, written by a process of its own."""
    if extension not in FORMATS:
        raise HTTPException(404)
    body = await house(request).press.print(request, code, extension)
    return Response(body, media_type=FORMATS[extension].media, headers=_attached(code, extension))


def _attached(code: str, extension: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="filon-{code}.{extension}"'}
