"""Ways in which a server can misbehave, to be set as ``faults`` of a stand-in server."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Mapping
from itertools import count

from tests.standin.server import Fault, Handler

CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"
SOFT_404 = b"<!DOCTYPE html><html><head><title>Page not found - Made up</title></head><body>Sorry.</body></html>"


def status(code: int, headers: Mapping[str, str] | None = None, content: bytes = b"<html>no</html>") -> Fault:
    """Always this status."""
    told = {"Content-Type": "text/html", **(headers or {})}
    return lambda handler: handler.reply(code, content, told)


def challenge(code: int = 200) -> Fault:
    """A page that wants the visitor to prove being human."""
    return status(code, content=CHALLENGE)


def soft_404() -> Fault:
    """A page that says with status 200 that there is none."""
    return status(200, content=SOFT_404)


def redirect(location: str) -> Fault:
    """A redirect to this address."""
    return status(302, {"Location": location}, b"")


def at_first(times: int, fault: Fault) -> Fault:
    """The fault for so many requests, then the page as it is."""
    calls = count(1)

    def answer(handler: Handler) -> None:
        if next(calls) <= times:
            fault(handler)
        else:
            handler.site.answer(handler)

    return answer


def slow(seconds: float) -> Fault:
    """The page, after a pause."""

    def answer(handler: Handler) -> None:
        time.sleep(seconds)
        handler.site.answer(handler)

    return answer


def dripping(pieces: int, pause: float) -> Fault:
    """A body that comes in small pieces, each in time, together too slow."""

    def answer(handler: Handler) -> None:
        handler.note(200)
        _head(handler, {"Content-Type": "text/html", "Content-Length": str(pieces)})
        for _ in range(pieces):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(pause)

    return _ended(answer)


def truncated() -> Fault:
    """Fewer bytes than announced."""

    def answer(handler: Handler) -> None:
        handler.note(200)
        _head(handler, {"Content-Type": "text/html", "Content-Length": "5000"})
        handler.wfile.write(b"<!DOCTYPE html><html><body>cut off")

    return _ended(answer)


def cut_gzip() -> Fault:
    """A packed body without a length, cut in the middle: many libraries take it for whole."""
    whole = gzip.compress(b"<!DOCTYPE html><html><body>" + bytes(range(256)) * 40 + b"</body></html>")

    def answer(handler: Handler) -> None:
        handler.note(200)
        _head(handler, {"Content-Type": "text/html", "Content-Encoding": "gzip", "Connection": "close"})
        handler.wfile.write(whole[: len(whole) // 2])

    return _ended(answer)


def packed(content: bytes) -> Fault:
    """A whole gzip body."""
    told = {"Content-Encoding": "gzip"}
    return status(200, told, gzip.compress(content))


def gzip_bomb(megabytes: int) -> Fault:
    """A small body that unfolds to this size."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(megabytes)) + pack.flush()
    return status(200, {"Content-Encoding": "gzip"}, body)


def _head(handler: Handler, headers: Mapping[str, str]) -> None:
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()


def _ended(fault: Fault) -> Fault:
    def answer(handler: Handler) -> None:
        handler.close_connection = True
        try:
            fault(handler)
        except (BrokenPipeError, ConnectionResetError):
            # The client gave up, as it should.
            return

    return answer
