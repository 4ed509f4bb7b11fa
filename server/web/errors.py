"""Refusals and accidents, each in the form the asker understands."""

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from server.i18n import gettext as _
from server.room.refusal import Refusal
from server.web.form import sends_file, wants_json
from server.web.house import house

logger = logging.getLogger("filon.web")

STATUS = {
    "bad_request": 400, "bad_session": 422, "forbidden": 403, "not_yours": 403, "no_such_room": 404, "unknown_session": 404,
    "unsupported_type": 415, "id_reused": 409, "too_fast": 429, "overloaded": 503, "file_too_large": 413, "room_frozen": 503,
    "door_closed": 403, "already_rehearsed": 409, "no_such_draft": 404, "draft_changed": 409, "rehearsals_full": 503,
}  # fmt: skip
RETRY_AFTER = {"too_fast": "1", "overloaded": "2"}


def refuse(request: Request, refusal: Refusal, whole: bool = False) -> Response:
    """`{"error", "message"}`, or a partial with the sentence, or a whole page to who was only looking (or to a form that is a
    page of its own: `whole`)."""
    status = STATUS.get(refusal.code, 422)
    headers = {"Retry-After": RETRY_AFTER[refusal.code]} if refusal.code in RETRY_AFTER else {}
    if wants_json(request):
        return JSONResponse({"error": refusal.code, "message": refusal.message}, status, headers)
    whole = (whole or request.method == "GET" or sends_file(request)) and "hx-request" not in request.headers
    template = "home/refused.html" if whole else "_refusal.html"
    headers["X-Filon-Refusal"] = refusal.code
    html = house(request).pages.render(template, code=refusal.code, message=refusal.message)
    return HTMLResponse(html, status, headers)


def install(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def _refused(request: Request, refusal: Refusal) -> Response:
        return refuse(request, refusal)

    @app.exception_handler(RequestValidationError)
    async def _unreadable(request: Request, _error: RequestValidationError) -> Response:
        return refuse(request, Refusal("bad_request"))

    @app.exception_handler(HTTPException)
    async def _missing(request: Request, error: HTTPException) -> Response:
        if wants_json(request):
            return JSONResponse({"error": "not_found", "message": _("Cette adresse n'existe pas.")}, error.status_code)
        html = house(request).pages.render(
            "home/refused.html", code="not_found", message=_("Cette adresse n'existe pas.")
        )
        return HTMLResponse(html, error.status_code)

    @app.exception_handler(Exception)
    async def _failed(request: Request, error: Exception) -> Response:
        logger.exception("%s %s failed", request.method, request.url.path, exc_info=error)
        return JSONResponse({"error": "overloaded", "message": Refusal("overloaded").message}, 500)
