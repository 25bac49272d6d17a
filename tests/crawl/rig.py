"""A web on loopback for tests of the crawl: a server, names that resolve as told, and a spider that asks."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.python.failure import Failure
from zope.interface import implementer

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
GUARDED = "scraper.crawl.guard.GuardedDownloadHandler"
ROOM = "scraper.crawl.middlewares"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it. `local` is the address it was connected to."""

    local: str
    host: str
    target: str
    headers: dict[str, str]


Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def page(body: bytes | str = b"<p>ok</p>", status: int = 200, **headers: str) -> bytes:
    """A whole answer; underscores in header names stand for hyphens."""
    body = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


@dataclass
class Site:
    """A server that keeps a ledger: every accepted connection by the address it came in on, every request."""

    answer: Callable[[Asked], Answer]
    port: int = 0
    accepts: Counter[str] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)

    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        local = writer.get_extra_info("sockname")[0].removeprefix("::ffff:")
        self.accepts[local] += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.rstrip().split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            asked = Asked(local, headers.get("host", ""), first.split()[1], headers)
            self.asked.append(asked)
            answer = self.answer(asked)
            if isinstance(answer, bytes):
                writer.write(answer)
            else:
                await answer(writer)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(
    answer: Callable[[Asked], Answer],
    hosts: Sequence[str] = ("0.0.0.0",),
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Site]:
    """A site on all the hosts, at one port that is free on the first of them."""
    site = Site(answer, port)
    servers = []
    for host in hosts:
        servers.append(await asyncio.start_server(site.serve, host, site.port, ssl=tls))
        site.port = servers[0].sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        for server in servers:
            server.close()
            await server.wait_closed()


@implementer(IHostnameResolver)
class Names:
    """Resolves names as a table says, one answer after the other, the last for ever; addresses as the C
    library does, with all the odd spellings it takes. Never asks the network."""

    def __init__(self, table: dict[str, list[list[str]]]) -> None:
        self.answers = {name: list(answers) for name, answers in table.items()}

    def resolveHostName(  # noqa: N802 Twisted's name
        self,
        receiver: Any,
        name: str,
        portNumber: int = 0,  # noqa: N803
        *_: Any,
        **__: Any,
    ) -> Any:
        receiver.resolutionBegan(self)
        for address in self._addresses(name.rstrip(".").lower()):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()
        return self

    def _addresses(self, name: str) -> list[str]:
        answers = self.answers.get(name)
        if answers:
            return answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            found = socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except (socket.gaierror, UnicodeError):
            return []
        return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Got:
    """What became of one request: an answer or an error."""

    asked: str
    response: Response | None = None
    error: BaseException | None = None

    @property
    def body(self) -> bytes:
        return self.response.body if self.response else b""


class AskingSpider(Spider):
    """Asks for all the addresses it is given, at once, and keeps what it got."""

    name = "asking"

    def __init__(self, urls: Sequence[str], got: list[Got], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls
        self.got = got

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            try:
                request = Request(url, self.took, errback=self.failed, dont_filter=True, meta={"asked": url})
            except ValueError as error:
                self.got.append(Got(url, error=error))
            else:
                yield request

    def took(self, response: Response) -> None:
        self.got.append(Got(response.meta["asked"], response))

    def failed(self, failure: Failure) -> None:
        self.got.append(Got(failure.request.meta["asked"], error=failure.value))


def guarded(*, robots: bool = False, **changes: Any) -> Settings:
    """Settings of a crawl with every layer of the guard in place, and nothing that waits.

    robots.txt is left out unless wanted: where it is asked first, nothing else is asked of a refused host.
    """
    return Settings(
        {
            "TWISTED_REACTOR": REACTOR,
            "USER_AGENT": "Gleaner/0.1 (+https://example.org/gleaner)",
            "DOWNLOAD_HANDLERS": {
                "http": GUARDED,
                "https": GUARDED,
                "file": None,
                "data": None,
                "ftp": None,
                "s3": None,
            },
            "DOWNLOADER_MIDDLEWARES": {
                f"{ROOM}.policy.UrlPolicyMiddleware": 50,
                f"{ROOM}.robots.RobotsMiddleware": 100 if robots else None,
                f"{ROOM}.compression.CappedCompressionMiddleware": 590,
                f"{ROOM}.peer.PeerCheckMiddleware": 950,
                "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
                "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            },
            "HTTPERROR_ALLOW_ALL": True,
            "HTTPPROXY_ENABLED": False,
            "DOWNLOAD_MAXSIZE": 10 * 2**20,
            "DOWNLOAD_TIMEOUT": 10,
            "DOWNLOAD_DELAY": 0,
            "DOWNLOAD_DELAY_JITTER": 0,
            "CONCURRENT_REQUESTS": 50,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 50,
            "RETRY_ENABLED": False,
            "COOKIES_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_ENABLED": False,
        }
        | changes
    )


async def ask(urls: Sequence[str], settings: Settings) -> list[Got]:
    """One crawl through a runner, as the program does it: what became of each address, in any order."""
    got: list[Got] = []
    await AsyncCrawlerRunner(settings).crawl(AskingSpider, urls=urls, got=got)
    return got
