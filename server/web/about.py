"""What a server says of itself: help, accessibility, legal notice, privacy; and whom to tell of a security flaw."""

import datetime
from dataclasses import dataclass
from typing import Self

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from server.room.definition import Retention
from server.web.form import page
from server.web.house import house
from server.web.who import COOKIE, COOKIE_TLS

router = APIRouter()
VALID_FOR = datetime.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach who runs this server. `url` is empty when `said` is neither a mail address, a page nor a telephone number."""

    said: str
    url: str

    @classmethod
    def of(cls, setting: str) -> Self:
        said = setting.strip()
        number = "".join(said.replace(".", " ").split())
        if said.startswith(("https://", "http://")):
            return cls(said, said)
        if "@" in said and " " not in said:
            return cls(said, f"mailto:{said}")
        if number.removeprefix("+").isdecimal():
            return cls(said, f"tel:{number}")
        return cls(said, "")


def _about(request: Request, template: str) -> Response:
    config = house(request).config
    tls = request.url.scheme == "https" or config.public_url.startswith("https:")
    return page(
        request,
        f"about/{template}.html",
        publisher=config.publisher,
        hosting=config.hosting,
        contact=Contact.of(config.contact),
        cookie=COOKIE_TLS if tls else COOKIE,
        days=Retention().days,
    )


@router.get("/aide")
async def help_page(request: Request) -> Response:
    return _about(request, "help")


@router.get("/accessibilite")
async def accessibility(request: Request) -> Response:
    return _about(request, "accessibility")


@router.get("/mentions-legales")
async def legal(request: Request) -> Response:
    return _about(request, "legal")


@router.get("/confidentialite")
async def privacy(request: Request) -> Response:
    return _about(request, "privacy")


@router.get("/.well-known/security.txt")
async def security(request: Request) -> Response:
    """RFC 9116. It asks for a contact that a program can follow: without one there is no such file."""
    url = Contact.of(house(request).config.contact).url
    if not url or url.startswith("http://"):
        raise HTTPException(404)
    expires = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + VALID_FOR
    lines = (f"Contact: {url}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: fr, en")
    return PlainTextResponse("\n".join(lines) + "\n")
