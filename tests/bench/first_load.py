"""What the first load of the phone page weighs: the page and all it refers to, as a browser with an empty cache gets it.

Over plain HTTP browsers accept gzip, not brotli. Everything referred to is counted, fonts that a page may not need included;
not what a script asks for once the page is there (`import()`).
"""

import gzip
import http.client
import re
from collections import defaultdict
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.bench.child import Server, serving

IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)['\"]")
IN_JS = re.compile(r"(?:\bfrom\s*|\bimport\s+)['\"]([^'\"]+)['\"]")
LOADED_LINKS = {"stylesheet", "icon", "manifest", "preload", "modulepreload", "apple-touch-icon"}


class References(HTMLParser):
    """The addresses that a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and LOADED_LINKS & set(values.get("rel", "").split()):
            self.found.append(values.get("href", ""))
        elif tag in ("script", "img", "source", "video", "audio", "iframe") and "src" in values:
            self.found.append(values["src"])
        elif tag == "use" and not values.get("href", "#").startswith("#"):
            self.found.append(values["href"])


def main() -> None:
    with serving() as server:
        server.seconds_until("/readyz", "grouping")
        sizes, foreign = _load(server, f"/r/{server.open_room()['code']}")
    for kind, found in sorted(sizes.items(), key=lambda item: -sum(item[1])):
        print(f"  {kind:<28}{len(found):3} requêtes {sum(found) / 1000:8.1f} Ko")
    every = [size for found in sizes.values() for size in found]
    print(f"  {'en tout, en-têtes compris':<28}{len(every):3} requêtes {sum(every) / 1000:8.1f} Ko")
    print(f"  vers d'autres hôtes : {', '.join(sorted(foreign)) or 'aucune requête'}")


def _load(server: Server, page: str) -> tuple[dict[str, list[int]], set[str]]:
    """Bytes received, by content type, and the addresses on other hosts (which are not contacted)."""
    sizes: dict[str, list[int]] = defaultdict(list)
    foreign: set[str] = set()
    waiting, seen = [server.url + page], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("data:"):
            continue
        seen.add(address)
        if urlsplit(address).netloc != urlsplit(server.url).netloc:
            foreign.add(address)
            continue
        size, kind, text = _get(address)
        sizes[kind].append(size)
        waiting += [urljoin(address, one) for one in _references(kind, text)]
    return sizes, foreign


def _references(kind: str, text: str) -> list[str]:
    if kind == "text/html":
        parser = References()
        parser.feed(text)
        return parser.found
    if kind == "text/css":
        return [one or other for one, other in IN_CSS.findall(text)]
    return IN_JS.findall(text) if kind == "text/javascript" else []


def _get(address: str) -> tuple[int, str, str]:
    """Bytes of the answer (status line, headers, body as sent), its content type, its text."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "text/html,*/*"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{address}: {answer.status}"
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        size = len(f"HTTP/1.1 {answer.status} {answer.reason}\r\n") + head + 2 + len(body)
        kind = answer.headers.get_content_type()
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return size, kind, body.decode("utf-8", "replace") if kind.startswith("text/") else ""
    finally:
        connection.close()
