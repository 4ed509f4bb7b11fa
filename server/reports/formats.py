"""The files that a room can be written as: extension -> media type, and what writes it."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from server.reports.contract import Export


class Format(NamedTuple):
    """`writer` is « module:function » and is imported when it is used: a server that writes nothing loads no library for it."""

    media: str
    writer: str


FORMATS = {
    "pdf": Format("application/pdf", "server.reports.pdf:write"),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "server.reports.docx:write"),
    "odt": Format("application/vnd.oasis.opendocument.text", "server.reports.odt:write"),
    "html": Format("text/html; charset=utf-8", "server.reports.html:write"),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "server.reports.workbooks:xlsx"),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", "server.reports.opendocument:ods"),
    "svg": Format("image/svg+xml", "server.reports.poster:poster"),
}  # fmt: skip


def written(export: Export, extension: str) -> bytes:
    module, _, name = FORMATS[extension].writer.partition(":")
    write: Callable[[Export], bytes] = getattr(import_module(module), name)
    return write(export)
