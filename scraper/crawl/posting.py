"""One request to an address of the settings: guarded, bounded in time and size, no redirect followed.

For what is no page: a webhook, a model's endpoint, a sign-in service. It needs no reactor, so every process
can use it, from a thread. Proxies of the environment are not used: they would connect where the guard cannot
see.
"""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse  # noqa: TID251 - this is such a place
from urllib.parse import urlsplit

from scraper.crawl.guard import Permits, is_literal, is_public
from scraper.endpoints import is_loopback

#: Seconds until a request is given up, whatever trickles in.
LONGEST = 30.0
#: Bytes that are taken of an answer.
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of one request.

    Attributes:
        status: of the answer; 0 when there was none.
        problem: why there was none, or why it was not taken, in words; "" for an answer.
        body: of the answer, at most as many bytes as were to be taken.
        retry_after: the values of its Retry-After headers.
        date: its Date header.
    """

    status: int = 0
    problem: str = ""
    body: bytes = b""
    retry_after: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Most seconds of a request, most bytes taken of its answer, and whether more of them is a fault."""

    seconds: float = LONGEST
    most_bytes: int = MOST_BYTES
    whole: bool = False


USUAL = Limits()


def permits_of(url: str, *, allow_private: bool, own_machine: bool = False) -> Permits:
    """Which addresses a request may connect to: public ones, and all where private networks are allowed.

    Args:
        url: where the settings say it goes.
        allow_private: the setting `allow_private_networks`.
        own_machine: let what is written as this machine (localhost, 127.0.0.1, ::1) be this machine.
    """
    if allow_private:
        return is_literal
    host = urlsplit(url).hostname or ""
    return is_loopback if own_machine and (host == "localhost" or is_loopback(host)) else is_public


def post(
    url: str, body: bytes, headers: Mapping[str, str], permits: Permits, limits: Limits = USUAL
) -> Posted:
    """Send a body to an address and read what is answered, as `send` does."""
    return send("POST", url, body, headers, permits, limits=limits)


def send(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    permits: Permits,
    *,
    limits: Limits = USUAL,
) -> Posted:
    """Ask an address and read what it answers. Every fault is told, none is raised.

    Args:
        method: "GET" or "POST".
        url: http or https, as the settings have it: nothing that a site wrote.
        body: sent as it is; None for none.
        headers: sent beside those that HTTP needs.
        permits: which addresses may be connected to.
        limits: of time and size.
    """
    parts = urlsplit(url)
    connection = _Guarded(parts.hostname or "", parts.port, parts.scheme == "https", permits, limits.seconds)
    ending = threading.Timer(limits.seconds, connection.cut)
    ending.daemon = True
    ending.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, {"Accept-Encoding": "identity", **headers})
        return _read(connection.getresponse(), limits)
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a host that no name can be
        words = "it did not answer in time" if connection.was_cut else fault_in_words(error)
        return Posted(problem=words)
    finally:
        ending.cancel()
        connection.close()


def _read(answer: HTTPResponse, limits: Limits) -> Posted:
    """The answer, which counts once its status is known, unless it is to be whole."""
    try:
        body = answer.read(limits.most_bytes + 1)
        broke = bool(answer.length) and len(body) <= limits.most_bytes
    except (OSError, HTTPException):
        body, broke = b"", True
    problem = ""
    if limits.whole and len(body) > limits.most_bytes:
        problem = f"its answer is larger than {limits.most_bytes:,} bytes"
    elif limits.whole and broke:
        problem = "its answer broke off, or took too long"
    stated = tuple(answer.headers.get_all("Retry-After") or ())
    return Posted(answer.status, problem, body[: limits.most_bytes], stated, answer.headers.get("Date", ""))


class RefusedError(OSError):
    """The name has no address that may be connected to."""


class _Guarded(HTTPConnection):
    """A connection to a permitted address: what was checked is what is connected to."""

    def __init__(
        self, host: str, port: int | None, encrypted: bool, permits: Permits, seconds: float
    ) -> None:
        super().__init__(host, port or (443 if encrypted else 80), timeout=seconds)
        self.default_port = 443 if encrypted else 80  # it is left out of the Host header then
        self._encrypted, self._permits = encrypted, permits
        self._opened: socket.socket | None = None
        self._over = threading.Event()

    @property
    def was_cut(self) -> bool:
        """Whether its time was over."""
        return self._over.is_set()

    def connect(self) -> None:
        """Open the connection, encrypted where the address says so.

        Raises:
            RefusedError: the host has no permitted address.
            OSError: it cannot be reached, or its certificate not be verified.
        """
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found if self._permits(str(each[4][0]))]
        if not addresses:
            raise RefusedError("it is in a private network: allow_private_networks is off")
        self._keep(_first_open(addresses, self.port, self.timeout))
        if self._encrypted:
            shell = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._keep(shell)
            shell.do_handshake()

    def _keep(self, opened: socket.socket) -> None:
        self.sock = self._opened = opened
        if self.was_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End it from another thread: whatever waits gets an error."""
        self._over.set()
        if self._opened is not None:
            try:
                self._opened.shutdown(socket.SHUT_RDWR)
            except OSError:  # closed already
                return


def _first_open(addresses: list[str], port: int, seconds: float | None) -> socket.socket:
    last: OSError = OSError("no address")
    for address in dict.fromkeys(addresses):
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as error:
            last = error
    raise last


def fault_in_words(error: Exception) -> str:
    """What kept an answer from coming, in words; never what was sent, which may be secret."""
    if isinstance(error, RefusedError):
        return str(error)
    for kind, words in (
        (ssl.SSLCertVerificationError, "its certificate cannot be verified"),
        (ssl.SSLError, "no encrypted connection could be made"),
        (socket.gaierror, "its name could not be found (DNS)"),
        (TimeoutError, "it did not answer in time"),
        (ConnectionRefusedError, "it refused the connection"),
        (HTTPException, "it does not speak HTTP, or broke off"),
    ):
        if isinstance(error, kind):
            return words
    return f"the connection failed: {getattr(error, 'strerror', None) or type(error).__name__}"
