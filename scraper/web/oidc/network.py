"""The one place from which the desk opens connections: to the sign-in service that its settings name.

Only the issuer of the settings and addresses that the issuer states are asked. The guard of crawls does not
hold here, a house's service is often a private address; instead nothing is followed anywhere, and what comes
back is JSON of a bounded size in a bounded time.
"""

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection  # noqa: TID251 - this is the place
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from scraper.errors import SignInRefusedError
from scraper.sign_in import is_safe_address
from scraper.web.oidc.refusals import Refusal

#: Seconds that one answer may take, from the first byte of the question to its own last one.
SECONDS = 10.0
#: Descriptions and sets of keys are some kilobytes; the largest in use, with certificates, stay below 100.
MOST_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a status, and an object."""

    status: int
    said: dict[str, Any]


def ask(
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """What an address answers; with a form it is posted there.

    Raises:
        SignInRefusedError: the address is not safe, or does not answer with a JSON object in time.
    """
    if not is_safe_address(url):
        raise fault(url, "is neither https nor on this machine")
    parts = urlsplit(url)
    connection = _connection_to(parts, seconds)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept": "application/json", "Connection": "close", **(headers or {})}
    body = None
    if form is not None:
        body = urlencode(form)
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        with closing(connection):
            connection.connect()
            with _ended_after(connection.sock, seconds):
                connection.request("POST" if body else "GET", target, body, sent)
                with closing(connection.getresponse()) as response:
                    read = response.read(MOST_BYTES + 1)
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a header of the settings
        raise fault(url, f"does not answer: {type(error).__name__}") from error
    return _understood(url, response.status, read)


def _connection_to(parts: SplitResult, seconds: float) -> HTTPConnection:
    """A connection that is not open yet; `seconds` hold for each step of opening it."""
    host = str(parts.hostname)
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port, timeout=seconds)
    context = ssl.create_default_context()  # the machine's authorities, or those of SSL_CERT_FILE
    return HTTPSConnection(host, parts.port, timeout=seconds, context=context)


def _understood(url: str, status: int, read: bytes) -> Answer:
    """The object of an answer. A redirect is none: where it leads was not stated by the issuer."""
    if len(read) > MOST_BYTES:
        raise fault(url, f"answers with more than {MOST_BYTES} bytes")
    if 300 <= status < 400:
        raise fault(url, f"answers {status}, and redirects are not followed")
    try:
        said = json.loads(read)
    except (ValueError, RecursionError) as error:
        raise fault(url, f"answers {status} without JSON, or did not end in time") from error
    if not isinstance(said, dict):
        raise fault(url, f"answers {status} with JSON that is no object")
    return Answer(status, said)


@contextmanager
def _ended_after(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Break off what is read after so long: a socket's own timeout begins anew with every byte."""

    def break_off() -> None:
        with suppress(OSError):  # it ended by itself in the same moment
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # below TLS, which the other thread is using

    timer = Timer(seconds, break_off)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def fault(url: str, what: str) -> SignInRefusedError:
    """The service is at fault. Of its address only what is no secret is told."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return SignInRefusedError(Refusal.UNREACHABLE, f"{parts.scheme}://{host}{parts.path} {what}")
