"""Static files, read and gzipped once at start, under addresses that change with their content: cached for good."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

SQUEEZED = {".css", ".js", ".svg", ".json", ".webmanifest", ".txt"}
LEFT_OUT = {".py", ".toml", ".pyc", ".ttf"}
"""`.ttf`: what reports are printed with stays here."""
TOGETHER = {
    "css/on-phone.css": ("css/tokens.css", "css/base.css", "css/phone.css", "css/phone-panels.css"),
    "css/on-screen.css": (
        "css/screen.css", "css/screen-section.css", "css/screen-wall.css", "css/screen-outcome.css",
    ),
}  # fmt: skip
"""Files that one page needs before it shows, as one: on a weak network each connection costs as much as what it brings."""
UNREAD = {
    "css": re.compile(rb"/\*.*?\*/|^[ \t]+", re.DOTALL | re.MULTILINE),
    "js": re.compile(rb"^[ \t]*//.*$", re.MULTILINE),
}
"""By folder, what files say to their readers alone: comments, and in sheets the margin. Lines of scripts keep their numbers."""
ASK_AGAIN = "no-cache"
FOREVER = "public, max-age=31536000, immutable"

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    gzipped: bytes | None
    kind: str
    tag: str


class Assets:
    """An ASGI application for /static, and `address` for templates."""

    def __init__(self, folder: Path) -> None:
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in LEFT_OUT]
        bodies = {(name := path.relative_to(folder).as_posix()): _read(name, path.read_bytes()) for path in paths}
        bodies |= {name: b"".join(bodies[part] for part in parts) for name, parts in TOGETHER.items()}
        self._assets = {name: _asset(name, body) for name, body in bodies.items()}

    def address(self, name: str) -> str:
        return f"/static/{name}?v={self._assets[name].tag}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].removeprefix("/static/")
        asset = self._assets.get(name)
        if asset is None:
            await Response(status_code=404)(scope, receive, send)
            return
        sent = dict(scope["headers"])
        accepts = sent.get(b"accept-encoding", b"")
        versioned = scope["query_string"] == f"v={asset.tag}".encode()
        headers = {
            "Cache-Control": FOREVER if versioned else ASK_AGAIN,
            "ETag": f'"{asset.tag}"',
            "Vary": "Accept-Encoding",
        }
        if sent.get(b"if-none-match") == headers["ETag"].encode():
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return
        squeezed = asset.gzipped is not None and b"gzip" in accepts
        if squeezed:
            headers["Content-Encoding"] = "gzip"
        body = asset.gzipped if squeezed and asset.gzipped else asset.body
        await Response(body, media_type=asset.kind, headers=headers)(scope, receive, send)


def _read(name: str, body: bytes) -> bytes:
    unread = UNREAD.get(name.split("/")[0])
    return unread.sub(b"", body) if unread else body


def _asset(name: str, body: bytes) -> Asset:
    gzipped = gzip.compress(body, 9, mtime=0) if PurePosixPath(name).suffix in SQUEEZED else None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(body, gzipped, kind, hashlib.blake2b(body, digest_size=6).hexdigest())
