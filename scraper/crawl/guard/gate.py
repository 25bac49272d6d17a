"""The connect gate: the one place where a crawl's sockets are opened.

Checking addresses of URLs, or of names before they are resolved again, has failed wherever it was tried:
redirects and changing DNS answers get around it. This gate stands after the last resolution. What it is
given is the literal address the socket will connect to.
"""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import DownloadFailedError
from twisted.internet.endpoints import HostnameEndpoint, _WrapperEndpoint
from twisted.internet.error import ConnectError
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE
from twisted.web.client import HTTPConnectionPool
from zope.interface import directlyProvides, providedBy

from scraper.crawl.guard.addresses import Permits, permitted
from scraper.crawl.guard.refusals import RefusedByPolicy, TooLarge

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

#: Bytes a response may send before its body starts, interim (1xx) responses included. Browsers stop at
#: 256 KiB as well (Chromium: net/http/http_stream_parser.h).
MAX_HEADER_BYTES = 256 * 1024


class RefusedAddressError(ConnectError):
    """The socket was not opened, because the address is not a public one."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(string=reason)  # type: ignore[no-untyped-call]


class HeadersTooLargeError(Exception):
    """The response sent more than MAX_HEADER_BYTES before its body."""


class GatedReactor:
    """The reactor, except that it connects to permitted addresses only."""

    def __init__(self, reactor: Any, permits: Permits) -> None:
        self._reactor = reactor
        self._permits = permits
        directlyProvides(self, providedBy(reactor))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 Twisted's name
        """Connect as the reactor does.

        Raises:
            RefusedAddressError: the host is not a literal address, or not a permitted one.
        """
        if not self._permits(host):
            raise RefusedAddressError(f"{host} is not a public address")
        return self._reactor.connectTCP(host, port, *args, **kwargs)


class _CappedProtocol(_LenientHTTP11ClientProtocol):
    """HTTP/1.1 as Scrapy reads it, with an end to the headers."""

    _header_bytes = 0

    def request(self, request: Any) -> Any:
        self._header_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 Twisted's name
        if self._parser is not None and self._parser.state not in {BODY, DONE}:
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADER_BYTES:
                # At once: losing the connection politely would read on until the server agrees.
                cast("Any", self.transport).abortConnection()
                error = HeadersTooLargeError(f"the headers are larger than {MAX_HEADER_BYTES} bytes")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _CappedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _CappedProtocol:  # noqa: ARG002, N802 Twisted's signature
        return _CappedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class GuardedPool(HTTPConnectionPool):
    """A connection pool whose new connections all pass the gate."""

    _factory = _CappedFactory

    def __init__(self, reactor: Any, permits: Permits) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._gated = GatedReactor(reactor, permits)

    def getConnection(self, key: Hashable, endpoint: Any) -> Any:  # noqa: N802 Twisted's name
        """A connection to the endpoint, kept or new.

        Raises:
            RefusedAddressError: the endpoint connects by other means than a host name and a port, as to a
                proxy, which would open its own connections out of our sight.
        """
        inner = endpoint
        while isinstance(inner, _WrapperEndpoint):
            inner = inner._wrappedEndpoint  # noqa: SLF001 there is no public way in
        # Not looked at more leniently: an endpoint that keeps its reactor elsewhere would pass by the gate.
        if not isinstance(inner, HostnameEndpoint) or "_reactor" not in vars(inner):
            raise RefusedAddressError(f"{type(inner).__name__} cannot be guarded")
        inner._reactor = self._gated  # noqa: SLF001 as above
        return super().getConnection(key, endpoint)


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https with the gate in place, whichever way the crawl is run."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        # Imported late: importing it installs a reactor, and which one is not ours to choose.
        from twisted.internet import reactor  # noqa: PLC0415

        pool = GuardedPool(reactor, permitted(crawler.settings))
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        self._pool = pool

    async def download_request(self, request: "Request") -> "Response":
        """Download as Scrapy does.

        Raises:
            RefusedByPolicy: the connection would not go to a public address.
            TooLarge: the headers did not end.
        """
        try:
            return await super().download_request(request)
        except RefusedAddressError as refused:
            # ConnectError is retried and logged as a failure of the network. This is neither.
            raise RefusedByPolicy(refused.reason) from refused
        except DownloadFailedError as failed:
            for reason in getattr(failed.__cause__, "reasons", ()):
                if reason.check(HeadersTooLargeError):
                    raise TooLarge(reason.getErrorMessage()) from failed
            raise
