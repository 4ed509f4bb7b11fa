"""The edge: which hosts and origins are served, in which language, the headers every answer carries, the browser's cookie."""

import hashlib
import ipaddress
from base64 import b64encode
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.config import ROOT
from server.i18n import speaking
from server.room.refusal import Refusal
from server.web import languages
from server.web.languages import YEAR
from server.web.who import COOKIE, COOKIE_TLS

EARLY = b64encode(hashlib.sha256((ROOT / "templates/_early.js").read_text().rstrip().encode()).digest()).decode()
"""The one script that stands in pages, and nothing but it."""
CSP = (
    f"default-src 'none'; script-src 'self' 'sha256-{EARLY}'; "
    "style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers post forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
SAFE = {"GET", "HEAD", "OPTIONS"}
MONTH = 30 * 24 * 3600


class Shield:
    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        public = urlsplit(public_url)
        self._public_host = public.hostname or ""
        self._tls = public.scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})
        with speaking(languages.wanted(scope, headers)):
            await self._serve(scope, receive, send, headers)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        if not self._serves(headers.get("host", "")) or not self._same_origin(scope, headers):
            await self._turn_away(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(scope, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, dressed)

    def _serves(self, host: str) -> bool:
        """IP addresses, localhost and the public name: a page of another site cannot point its name here (DNS rebinding)."""
        name = _split(f"//{host}")[0]
        if name in ("localhost", self._public_host):
            return bool(name)
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _same_origin(self, scope: Scope, headers: Headers) -> bool:
        """Unsafe methods and sockets come from our own pages when a cookie rides along; tools without one need no Origin."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        ours = origin is not None and _split(origin)[1] == headers.get("host")
        with_cookie = f"{COOKIE}=" in headers.get("cookie", "")
        if scope["type"] == "websocket":
            return ours or (origin is None and not with_cookie)
        if scope["method"] in SAFE or not with_cookie:
            return True
        if origin is not None:
            return ours
        return site in (None, "same-origin", "none")

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = JSONResponse({"error": "forbidden", "message": Refusal("forbidden").message}, 403)
        self._dress(scope, answer.headers)
        await answer(scope, receive, send)

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        tls = self._tls or scope["scheme"] == "https"
        if tls:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        if cookie := scope["state"].get("new_browser"):
            name, extra = (COOKIE_TLS, "; Secure") if tls else (COOKIE, "")
            headers.append("Set-Cookie", f"{name}={cookie}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{extra}")
        if ticket := scope["state"].get("ticket"):
            name, extra = ticket[0], "; Secure" if tls else ""
            told = f"{name}={ticket[1]}; Path=/r; Max-Age={MONTH}; HttpOnly; SameSite=Lax{extra}"
            headers.append("Set-Cookie", told)


def _split(address: str) -> tuple[str, str]:
    """Host name, and host with port; empty for what is no address."""
    try:
        parts = urlsplit(address)
        return parts.hostname or "", parts.netloc
    except ValueError:
        return "", ""
