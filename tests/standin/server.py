"""The servers of the stand-in: the site on two hosts (by port), and a web archive that holds it.

Every request is logged. ``faults`` makes an address misbehave: a function gets the handler and answers itself.
All servers listen on loopback only and stop with their context.
"""

from __future__ import annotations

import hashlib
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from pipeline.words.addresses import Mirror, canonical_url, mirror
from tests.standin.pages import ASSETS, PILLAR_CYCLES, SITE, Resource, resources

Fault = Callable[["Handler"], None]

LAST_MODIFIED = "Fri, 05 Jan 2024 12:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a server got. ``at`` is of the monotonic clock, in seconds; header names in lower case."""

    at: float
    host: str
    path: str
    headers: Mapping[str, str]
    status: int
    port: int
    """The port from which the request came: the same for all requests of one connection."""


@dataclass
class _Logged:
    """What all servers have: a log and faults, by path with its query."""

    log: list[Asked] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)

    def paths(self) -> list[str]:
        """The paths asked, in order."""
        return [asked.path for asked in self.log]


class Handler(BaseHTTPRequestHandler):
    """Answers one request; made by its server with ``site`` and ``host`` set."""

    protocol_version = "HTTP/1.1"
    # One write for head and body: two would wait for each other (Nagle), 40 ms an answer.
    wbufsize = 1 << 16
    site: SiteServer | ArchiveServer
    host = ""

    def do_GET(self) -> None:
        fault = self.site.faults.get(self.path)
        if fault:
            fault(self)
        else:
            self.site.answer(self)

    def do_POST(self) -> None:
        """The control path: ``/control/version/2`` switches the site to another version."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        part = self.path.rsplit("/", 1)
        if isinstance(self.site, SiteServer) and part[0] == "/control/version" and part[1].isdigit():
            self.site.show_version(int(part[1]))
            self.reply(200, f"version {part[1]}\n".encode(), {"Content-Type": "text/plain"}, logged=False)
        else:
            self.reply(404, logged=False)

    def note(self, status: int) -> None:
        """Write the request into the log."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.site.log.append(Asked(time.monotonic(), self.host, self.path, headers, status, self.client_address[1]))

    def reply(
        self, status: int, content: bytes = b"", headers: Mapping[str, str] | None = None, *, logged: bool = True
    ) -> None:
        """Answer with these bytes; the length is added unless the headers state one."""
        if logged:
            self.note(status)
        told = {"Content-Length": str(len(content)), **(headers or {})}
        self.send_response(status)
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal: the log is in the server."""


class _QuietServer(ThreadingHTTPServer):
    """Clients that are killed in the middle are part of the tests and no news."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Server:
    """A threading HTTP server on loopback in a thread of its own."""

    def __init__(self, site: SiteServer | ArchiveServer, host: str, port: int) -> None:
        handler = type("BoundHandler", (Handler,), {"site": site, "host": host})
        self._server = _QuietServer(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class SiteServer(_Logged):
    """The site: pages on one port, PDFs on another."""

    def __init__(self, port: int = 0, assets_port: int = 0) -> None:
        super().__init__()
        self.version = 1
        self.gone: set[str] = set()
        self.reversed_listings = False
        self.robots: bytes | None = b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/\nSitemap: /sitemap.xml\n"
        self._resources: dict[str, Resource] = {}
        self.show_version(1)
        self._servers = (_Server(self, "site", port), _Server(self, "assets", assets_port))
        self.base, self.assets_base = (server.base for server in self._servers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop both hosts."""
        for server in self._servers:
            server.stop()

    @property
    def mirrors(self) -> tuple[Mirror, Mirror]:
        """What ``--site`` takes to scrape this stand-in."""
        return mirror(self.base), mirror(f"{self.assets_base}={ASSETS}")

    def show_version(self, version: int) -> None:
        """From now on serve this version of the pages."""
        self.version = version
        self._resources = {resource.url: resource for resource in resources(version)}

    def documents(self) -> dict[str, bytes]:
        """What a full scrape must end with: canonical address → bytes."""
        held = self._resources.values()
        return {canonical_url(r.url): r.content for r in held if r.is_document and r.path not in self.gone}

    def answer(self, handler: Handler) -> None:
        """Answer as the real site does: redirects to its newest form, ETags, a sitemap."""
        parts = urlsplit(handler.path)
        if handler.host == "assets":
            self._answer_with(handler, self._resources.get(ASSETS + parts.path))
        elif parts.path == "/robots.txt" and self.robots is not None:
            handler.reply(200, self.robots, {"Content-Type": "text/plain"})
        elif parts.path == "/sitemap.xml":
            handler.reply(200, self._sitemap(), {"Content-Type": "application/xml"})
        elif parts.path.startswith(("/hmicfrs/", "/hmic/")):
            handler.reply(301, headers={"Location": "/" + parts.path.split("/", 2)[2]})
        elif not parts.path.endswith("/") and SITE + parts.path + "/" in self._resources:
            handler.reply(301, headers={"Location": parts.path + "/"})
        else:
            self._answer_with(handler, self._resources.get(SITE + parts.path))

    def _answer_with(self, handler: Handler, resource: Resource | None) -> None:
        if resource is None or resource.path in self.gone:
            page = b"<!DOCTYPE html><html><head><title>Page not found</title></head></html>"
            handler.reply(404, page, {"Content-Type": "text/html"})
            return
        content = resource.content
        if self.reversed_listings and not resource.is_document:
            content = re.sub(rb"(?s)<ul>(.*?)</ul>", _reversed, content)
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if handler.headers.get("If-None-Match") == etag:
            handler.reply(304, headers={"ETag": etag})
            return
        told = {"Content-Type": resource.media_type, "ETag": etag, "Last-Modified": LAST_MODIFIED}
        handler.reply(200, content, told)

    def _sitemap(self) -> bytes:
        entries = sorted(self._resources.values(), key=lambda r: r.url, reverse=self.reversed_listings)
        told = "".join(
            f"<url><loc>{r.url}</loc><lastmod>{r.changed}</lastmod></url>\n"
            for r in entries
            if r.path not in self.gone and "hampshire" not in r.url
        )
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        return f"{head}{told}</urlset>\n".encode()


class ArchiveServer(_Logged):
    """A Memento server: version 2 of every page in 2024, and version 1 of the older cycles in 2018."""

    OLD, NEW = "20180410093000", "20240105120000"

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self._held: dict[tuple[str, str], Resource] = {}
        for version, stamp in ((1, self.OLD), (2, self.NEW)):
            for resource in resources(version):
                is_old = any(f"/{part}/" in resource.url for part in PILLAR_CYCLES.values())
                if stamp == self.NEW or is_old:
                    self._held[(canonical_url(resource.url), stamp)] = resource
        self._server = _Server(self, "archive", port)
        self.base = f"{self._server.base}/ukgwa/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    def answer(self, handler: Handler) -> None:
        """Lists of versions, and versions with their original bytes."""
        rest = handler.path.removeprefix("/ukgwa/")
        if rest.startswith("timemap/link/"):
            self._timemap(handler, rest.removeprefix("timemap/link/"))
            return
        stamp, _, url = rest.partition("id_/")
        resource = self._held.get((canonical_url(url), stamp)) if url else None
        if resource is None:
            handler.reply(404, b"not archived", {"Content-Type": "text/plain"})
            return
        told = {"Content-Type": resource.media_type, "Memento-Datetime": _http_date(stamp)}
        handler.reply(200, resource.content, told)

    def _timemap(self, handler: Handler, url: str) -> None:
        # Like a real archive it knows a page under the address it was captured from: the old host in 2018.
        stamp = self.OLD if url.startswith("https://www.") and "/hmicfrs/" in url else self.NEW
        is_known = (url.startswith("https://www.") == (stamp == self.OLD)) and (canonical_url(url), stamp) in self._held
        if not is_known:
            handler.reply(404, b"", {"Content-Type": "text/plain"})
            return
        lines = [
            f'<{url}>; rel="original"',
            f'<{self.base}timemap/link/{url}>; rel="self"; type="application/link-format"',
            f'<{self.base}{stamp}/{url}>; rel="first last memento"; datetime="{_http_date(stamp)}"',
        ]
        handler.reply(200, ",\n".join(lines).encode(), {"Content-Type": "application/link-format"})


def _reversed(found: re.Match[bytes]) -> bytes:
    items = found[1].split(b"<li>")[1:]
    return b"<ul>" + b"".join(b"<li>" + item.strip() for item in reversed(items)) + b"</ul>"


def _http_date(stamp: str) -> str:
    return format_datetime(datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)
