"""Reading what is sent (JSON or a form, by one door) and answering in kind: JSON to JSON, partials to forms."""

import gzip
import json
import uuid
from collections.abc import AsyncGenerator
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from server.room.refusal import Refusal
from server.web.house import house

MOST_BYTES = 64 * 1024
LEVEL = 4
"""Of compression: the phone page in 0.14 ms, within 1 % of what the most would give."""
JSON, FORM, FILE = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"

LETTERS = "filon-letters"
"""The cookie that says how large a phone's page is written."""

CommandId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
"""An opaque id made by the client: 32 hex characters or a UUID."""


class Sent(BaseModel):
    """A body. `command` makes the act repeatable: the same one sent twice is done once."""

    model_config = ConfigDict(extra="ignore", str_max_length=20_000)
    command: CommandId | None = None

    @property
    def command_id(self) -> str:
        return self.command or uuid.uuid4().hex


class Listed(Sent):
    """Themes chosen for a ballot. `listed`: sent by a page with boxes to tick, where none ticked is a mistake and not « all »."""

    options: tuple[str, ...] = ()
    shortlist: str = ""
    listed: bool = False

    def must_list(self) -> None:
        """Raises Refusal `too_few_options`."""
        if self.listed and not self.options:
            raise Refusal("too_few_options")


S = TypeVar("S", bound=BaseModel)


async def read(request: Request, shape: type[S]) -> S:
    """The body as `shape`. Raises Refusal `unsupported_type` or `bad_request`."""
    try:
        return shape.model_validate(_whole(await _values(request)))
    except (ValidationError, RecursionError):
        raise Refusal("bad_request") from None


async def read_file(request: Request, most: int) -> tuple[bytes, dict[str, str]]:
    """A file of at most `most` bytes, and what came beside it: the body as it is, or the field `file` of a form. An empty file
    is no file. Raises Refusal `file_too_large` or `bad_request`."""
    if not sends_file(request):
        return b"".join([chunk async for chunk in _bounded(request, most)]), {}
    parser = MultiPartParser(request.headers, _bounded(request, most, MOST_BYTES), max_files=1, max_part_size=most)
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError):
        raise Refusal("bad_request") from None
    try:
        file = form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
        if len(data) > most:
            raise too_large(most)
        return data, {name: value for name, value in form.items() if isinstance(value, str)}
    finally:
        await form.close()


async def _bounded(request: Request, most: int, beside: int = 0) -> AsyncGenerator[bytes, None]:
    """The body, as long as it is no larger than a file and what may come `beside` it."""
    size = -beside
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise too_large(most)
        yield chunk


def too_large(most: int) -> Refusal:
    return Refusal("file_too_large", most=f"{most // 1_000_000} Mo" if most >= 1_000_000 else f"{most // 1024} Ko")


async def _values(request: Request) -> Any:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refusal("bad_request")
    kind = _content_type(request)
    if kind == JSON or (not kind and not body):
        return _json(bytes(body)) if body else {}
    if kind == FORM:
        return _fields(bytes(body))
    raise Refusal("unsupported_type")


def _fields(body: bytes) -> dict[str, Any]:
    """A field left empty is a field not sent; a name that ends in `[]` gathers a list, `hands.g1` goes in a mapping `hands`."""
    many: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(body.decode("utf-8", "replace"), max_num_fields=500):
            many.setdefault(name, []).append(value)
    except ValueError:
        raise Refusal("bad_request") from None
    fields: dict[str, Any] = {}
    for name, values in many.items():
        mapping, dot, key = name.partition(".")
        if dot:
            fields.setdefault(mapping, {})[key] = values[-1]
        else:
            fields[name.removesuffix("[]")] = values if name.endswith("[]") else values[-1]
    return fields


def _json(body: bytes) -> Any:
    try:
        values = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Refusal("bad_request") from None
    if not isinstance(values, dict):
        raise Refusal("bad_request")
    return values


def _whole(value: Any) -> Any:
    """Lone surrogates become U+FFFD, everywhere: nothing behind this door can encode them."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def sends_file(request: Request) -> bool:
    return _content_type(request) == FILE


def wants_json(request: Request) -> bool:
    """JSON in gets JSON out; a form or a browser gets HTML; a bare tool gets JSON."""
    kind, accept = _content_type(request), request.headers.get("accept", "")
    if kind == JSON or JSON in accept or request.url.path.endswith(".json"):
        return True
    return kind != FORM and "text/html" not in accept


def answer(request: Request, data: dict[str, Any], template: str, status: int = 200, **values: Any) -> Response:
    """`data` as JSON, or the partial `template` rendered with `values`."""
    if wants_json(request):
        return JSONResponse(data, status)
    return HTMLResponse(house(request).pages.render(template, **values), status)


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page, or a part of one; `address` is its own, `letters` how large its reader wants it.

    Gzipped when it is read, never when it answers a form: those pages may show keys, whose length must tell nothing.
    """
    address = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    shared = {"address": address, "letters": request.cookies.get(LETTERS, "normal")}
    html = house(request).pages.render(template, **shared, **values).encode()
    if request.method != "GET" or "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(html, status)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HTMLResponse(gzip.compress(html, LEVEL, mtime=0), status, headers)
