"""What a page's scripts ask for, what they are given, and what they are refused."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: Kinds of files, in the browser's words, that can decide what a page says. Never images, fonts, media and
#: sockets. Style sheets are among them because some frameworks wait for theirs.
FETCHED = frozenset({"script", "stylesheet", "xhr", "fetch"})

#: Headers of a request that the crawl writes itself, or that say where we were and who we are.
OWN_HEADERS = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "cookie", "host", "keep-alive", "origin-trial"),
        *("referer", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"),
    }
)
OWN_PREFIXES = ("sec-", "proxy-", "x-devtools-")

#: Headers of an answer that no longer hold for its decoded body, that would keep something in the browser,
#: or that lead it elsewhere.
KEPT_BACK = frozenset(
    {
        *("alt-svc", "connection", "content-disposition", "content-encoding", "content-length", "keep-alive"),
        *("link", "refresh", "service-worker-allowed", "set-cookie", "strict-transport-security"),
        *("trailer", "transfer-encoding", "upgrade"),
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """One file a page asks for. `headers` are its script's own."""

    url: str
    method: str
    headers: dict[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: `body` is decoded from content encodings, `headers` may name one several times."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


#: Fetches a part on the guarded way; None when it is refused or not to be had.
#: It raises NotRenderedError when the page must not be shown without the part.
Fetch = Callable[[Part], Coroutine[Any, Any, Answer | None]]


def headers_to_send(headers: Mapping[str, str]) -> dict[str, str]:
    """Of a script's request: what its server needs (a key, a type), nothing of the browser."""
    return {
        name: value
        for name, value in headers.items()
        if name.lower() not in OWN_HEADERS and not name.lower().startswith(OWN_PREFIXES)
    }


def headers_to_show(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of an answer: what the browser is told. Several values of one name become one (RFC 9110, 5.3)."""
    shown: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        if lower not in KEPT_BACK:
            shown[lower] = f"{shown[lower]}, {value}" if lower in shown else value
    return shown
