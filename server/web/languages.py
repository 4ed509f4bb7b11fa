"""Which language a browser is spoken to: the one it chose here, else the first of its own that Filon speaks, else French; and
how large, on a phone."""

import re
from contextlib import AbstractContextManager
from typing import Literal
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from server.i18n import LEADING, NAMES, SOURCE, speaking
from server.room.refusal import Refusal
from server.web.form import LETTERS, Sent, read

router = APIRouter()
COOKIE = "filon-language"
YEAR = 365 * 24 * 3600
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
LED = re.compile(
    r"/screen|/(?:rooms|drafts).*|/recover"
    r"|/r/[^/]+/(?:aside|screen|replay|console|remote|organise|poster|ideas|teams|scribe|translations|recovery|promises/.*)"
)
"""The pages of those who prepare and lead, which speak fewer languages."""
PRINTED = re.compile(r"/r/[^/]+/(?:cards|pack|report)")
"""Documents, in French as reports are."""


class LanguageForm(Sent):
    """`to`: the address to come back to, on this server."""

    language: str
    to: str = "/"


class LettersForm(Sent):
    letters: Literal["normal", "large", "larger"]
    to: str = "/"


def wanted(scope: Scope, headers: Headers) -> str:
    """The language to answer a request in: that of the page which asks."""
    asked_by = headers.get("hx-current-url") or (headers.get("referer") if scope.get("method") in WRITES else None)
    path = _parts(asked_by)[0] if asked_by else scope["path"]
    spoken = [SOURCE] if PRINTED.fullmatch(path) else LEADING if LED.fullmatch(path) else list(NAMES)
    return _among(spoken, headers)


def leading(request: Request) -> AbstractContextManager[None]:
    """For a page of those who lead that answers a form of everybody's: it speaks as few languages as its siblings."""
    return speaking(_among(LEADING, request.headers))


def _among(spoken: list[str], headers: Headers) -> str:
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    return chosen if chosen in spoken else _accepted(headers.get("accept-language", ""), spoken)


def _accepted(header: str, spoken: list[str]) -> str:
    """The first of these languages in an Accept-Language (RFC 9110: by falling `q`, then as they stand), else French."""
    ranges = [one.partition(";") for one in header.split(",")[:20]]
    by_weight = sorted(ranges, key=lambda one: -_weight(one[2]))
    codes = (tag.strip().lower().partition("-")[0] for tag, _, weight in by_weight if _weight(weight) > 0)
    return next((code for code in codes if code in spoken), SOURCE)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


def _parts(address: str) -> tuple[str, str]:
    """Path and query; empty for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.path, parts.query


@router.post("/language")
async def choose(request: Request) -> Response:
    """Keep the language chosen on this browser, and go back to the page it was chosen on."""
    form = await read(request, LanguageForm)
    if form.language not in NAMES:
        raise Refusal("bad_request")
    return _kept(COOKIE, form.language, form.to)


@router.post("/letters")
async def enlarge(request: Request) -> Response:
    """Keep how large the phone's page is written on this browser, and go back to it."""
    form = await read(request, LettersForm)
    return _kept(LETTERS, form.letters, form.to)


def _kept(cookie: str, value: str, to: str) -> Response:
    path, query = _parts(to)
    back = RedirectResponse(f"/{path.lstrip('/')}" + (f"?{query}" if query else ""), 303)
    back.set_cookie(cookie, value, max_age=YEAR, samesite="lax", httponly=True)
    return back
