"""Connections that reach only public addresses, whatever a name resolves to.

A page or a redirect must not be able to send us to a machine of the operator's own network. The name is
resolved once, what it resolves to is judged, and exactly that address is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator

import httpcore
import httpx

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")

MAX_CONNECTIONS = 4
"""Requests are made one after another, so a host never has more than one; this bounds idle ones of other hosts."""


class PrivateAddressError(Exception):
    """The host's name leads to an address that is not on the public internet."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also behind its IPv6 disguises."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64 or ip in _SIX_TO_FOUR or ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses, and to the host and port pairs that the operator named."""

    def __init__(self, named: Iterable[tuple[str, int]] = ()) -> None:
        self._named = frozenset(named)
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers.

        Raises:
            PrivateAddressError: one of its addresses is not public, and the operator did not name it.
            httpcore.ConnectError: the name is unknown, or no address answers.
        """
        addresses = self._resolve(host, port)
        if (host.lower(), port) not in self._named:
            private = [address for address in addresses if not is_public(address)]
            if private:
                raise PrivateAddressError(f"{host} is {private[0]}, which is not on the public internet")
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be found ({error})") from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport over :class:`GuardedBackend`."""

    def __init__(self, named: Iterable[tuple[str, int]] = ()) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=MAX_CONNECTIONS,
            network_backend=GuardedBackend(named),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of the answer is read by the caller.

        Raises:
            PrivateAddressError: see :meth:`GuardedBackend.connect_tcp`.
            httpx.TransportError: no answer, or one that is no HTTP.
        """
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx_errors():
            response = self._pool.handle_request(sent)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _as_httpx_errors:
    """Turns the transport's errors into httpx's, so that callers know one family only."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, httpcore.TimeoutException):
            raise httpx.TimeoutException(str(error) or type(error).__name__) from error
        if isinstance(error, (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)):
            raise httpx.TransportError(str(error) or type(error).__name__) from error
