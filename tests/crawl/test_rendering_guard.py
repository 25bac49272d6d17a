"""No way leads a script in a rendered page to a private address, and the browser itself to any."""

import asyncio
import json
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.crawl.guard import install_resolver, is_public
from scraper.crawl.rendering import Limits, Renderer, obstacle
from scraper.crawl.rendering.processes import marked
from tests.crawl.canary import Attempts, Canary, name_table
from tests.crawl.rig import Answer, Asked, Names, guarded, page, serving

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(obstacle("")), reason=obstacle(""))]

#: Stands for the public internet where there is only a loopback.
PUBLIC = "127.0.0.2"
_STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
UNGUARDED = {"http": _STOCK, "https": _STOCK, "file": None, "data": None, "ftp": None, "s3": None}

#: Tries every way of a script to reach an address, for every address in `targets`.
TRY = """
const targets = TARGETS, done = []
const quietly = attempt => { try { const p = attempt(); if (p && p.catch) p.catch(() => 0) } catch {} }
const add = (tag, attributes) => document.body.append(Object.assign(document.createElement(tag), attributes))
for (const url of targets) {
  const port = PORT, ws = url.replace(/^http/, "ws")
  done.push(fetch(url, {mode: "no-cors"}).catch(() => 0))
  if (targets.indexOf(url) % 4) continue // the other ways for some
  for (const tag of ["img", "iframe", "embed", "video", "audio"]) quietly(() => add(tag, {src: url}))
  quietly(() => add("script", {src: url}))
  quietly(() => add("object", {data: url}))
  for (const rel of ["stylesheet", "preconnect", "dns-prefetch", "prefetch", "preload", "icon", "manifest"])
    quietly(() => add("link", {rel, href: url, as: "script"}))
  quietly(() => new WebSocket(ws))
  quietly(() => new EventSource(url))
  quietly(() => navigator.sendBeacon(url, "x"))
  quietly(() => window.open(url))
  quietly(() => new Worker(URL.createObjectURL(new Blob([`fetch("${url}"); importScripts("${url}")`]))))
  quietly(() => new SharedWorker(url))
  quietly(() => navigator.serviceWorker.register(url))
  quietly(() => new WebTransport(url.replace(/^http:/, "https:")).ready)
}
for (const host of ["127.0.0.1", "169.254.169.254", "10.0.0.1", "localhost", "private-0.test"])
  quietly(() => {
    const peer = new RTCPeerConnection({iceServers: [
      {urls: `stun:${host}:UDP`}, {urls: `turn:${host}:PORT?transport=tcp`, username: "a", credential: "b"}]})
    peer.createDataChannel("x")
    peer.createOffer().then(offer => peer.setLocalDescription(offer))
  })
fetch("/in").then(answer => answer.text()).then(text => Promise.all(done).then(() => {
  document.title = `tried ${targets.length}, ${text}`
}))
"""


class Showing(Spider):
    """Asks for pages as a browser shows them."""

    name = "showing"

    def __init__(self, urls: Sequence[str], got: list[Response | BaseException], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls, self.got = urls, got

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url, self.took, errback=self.failed, dont_filter=True, meta={"render": True})

    def took(self, response: Response) -> None:
        self.got.append(response)

    def failed(self, failure: Failure) -> None:
        self.got.append(failure.value)  # type: ignore[arg-type]


async def render(
    urls: Sequence[str], limits: Limits | None = None, **changes: Any
) -> list[Response | BaseException]:
    """One crawl with all of the guard that shows these pages to a browser, which must have no socket."""
    settings = guarded(robots=True, DOWNLOAD_TIMEOUT=3, **changes)
    middlewares = settings["DOWNLOADER_MIDDLEWARES"]
    middlewares["scraper.crawl.middlewares.render.RenderMiddleware"] = 200
    if "DOWNLOAD_HANDLERS" in changes:
        middlewares["scraper.crawl.middlewares.policy.UrlPolicyMiddleware"] = None
        middlewares["scraper.crawl.middlewares.peer.PeerCheckMiddleware"] = None
    else:
        install_resolver(settings)
    renderer = Renderer("", "Gleaner/0.1", limits)
    settings.set("GLEANER_RENDERER", renderer)
    got: list[Response | BaseException] = []
    sockets: set[str] = set()
    watch = asyncio.ensure_future(note_sockets(renderer, sockets))
    try:
        await AsyncCrawlerRunner(settings).crawl(Showing, urls=urls, got=got)
    finally:
        watch.cancel()
        await renderer.close()
    assert sockets == set()
    return got


async def note_sockets(renderer: Renderer, found: set[str]) -> None:
    while True:
        found.update(internet_sockets(marked(renderer._mark)))
        await asyncio.sleep(0.1)


def internet_sockets(processes: set[int]) -> Iterator[str]:
    """The TCP and UDP sockets of processes, as the system lists them."""
    held = set()
    for process in processes:
        with suppress(OSError):
            for descriptor in Path(f"/proc/{process}/fd").iterdir():
                with suppress(OSError):
                    held.add(descriptor.readlink().name)
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/self/net/{kind}").read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in held:
                yield f"{kind} {fields[1]} to {fields[2]}"


@pytest.fixture(scope="module")
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
def names(crawl_loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A reactor that resolves the names of the canary, where the public address is public."""
    from twisted.internet import reactor  # noqa: PLC0415 it is installed by conftest

    monkeypatch.setattr(
        "scraper.crawl.guard.addresses.is_public", lambda address: address == PUBLIC or is_public(address)
    )
    usual = reactor.nameResolver
    reactor.installNameResolver(Names(name_table(PUBLIC)))
    yield reactor
    reactor.installNameResolver(usual)


class Trap(Canary):
    """The canary, with a page whose scripts try all its targets, straight and through a redirect."""

    def __init__(self, udp: int, step: int) -> None:
        super().__init__(PUBLIC, 0)
        self.udp = udp
        self.step = step

    def answer(self, asked: Asked) -> Answer:
        if asked.target == "/page":
            return page('<!doctype html><body><script src="/try.js"></script>')
        if asked.target == "/try.js":
            return page(self.script(), Content_Type="text/javascript")
        return super().answer(asked)

    def script(self) -> str:
        start = f"http://{self.public}:{self.port}"
        straight = self.targets[:: self.step]
        led = [
            f"{start}/go/{how}/{index}" for how in ("302", "307") for index in range(0, len(self.targets), 9)
        ]
        tried = json.dumps([*straight, *led])
        return TRY.replace("TARGETS", tried).replace("PORT", str(self.port)).replace("UDP", str(self.udp))


def udp_listener() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("0.0.0.0", 0))
    listener.setblocking(False)
    return listener


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of the trap: the page as shown or why it was not, addresses reached, datagrams received."""

    got: Response | BaseException
    addresses: set[str]
    datagrams: list[Any]


async def spring(attempts: Attempts, step: int, **changes: Any) -> Reached:
    """Show the page that tries everything."""
    with udp_listener() as udp:
        trap = Trap(udp.getsockname()[1], step)
        async with trap.open() as site:
            attempts.seen.clear()
            attempts.listening = True
            plenty = Limits(seconds=300, requests=100_000, memory_bytes=2**33, heap_megabytes=2000)
            (got,) = await render(
                [f"http://public.test:{site.port}/page"],
                plenty,
                GLEANER_ALLOWED_PORTS=[site.port],
                **changes,
            )
            attempts.listening = False
            datagrams = []
            with suppress(BlockingIOError):
                datagrams.append(udp.recvfrom(100))
            reached = {each.removeprefix("::ffff:") for each in (*attempts.seen, *site.accepts)}
            return Reached(got, reached, datagrams)


def test_no_way_leads_a_script_to_a_private_address(run_crawl: Any, names: Any, attempts: Attempts) -> None:
    reached = run_crawl(spring(attempts, step=3), timeout=400)
    assert isinstance(reached.got, Response), reached.got
    assert re.search(r"<title>tried 1\d\d, inside</title>", reached.got.text)
    assert reached.addresses == {PUBLIC}
    assert reached.datagrams == []


def test_the_trap_springs_when_files_are_fetched_without_the_guard(
    run_crawl: Any, names: Any, attempts: Attempts
) -> None:
    reached = run_crawl(spring(attempts, step=20, DOWNLOAD_HANDLERS=UNGUARDED), timeout=400)
    assert len(reached.addresses - {PUBLIC}) > 5


def test_a_browser_left_to_itself_reaches_nothing(run_crawl: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without our answers to what it asks: only its command line stands between a page and the network."""

    async def run() -> tuple[str, Counter[str], Counter[str]]:
        async with serving(lambda _asked: page("<p>inside")) as site:
            error = await go_to(f"http://127.0.0.1:{site.port}/")
            ours, site.accepts = site.accepts, Counter()
            monkeypatch.setattr("scraper.crawl.rendering.browser.LOOPBACK_TOO", "127.0.0.1")
            monkeypatch.setattr(
                "scraper.crawl.rendering.browser.arguments", lambda mark, _limits: [f"--x={mark}"]
            )
            assert await go_to(f"http://127.0.0.1:{site.port}/") == ""
            return error, ours, site.accepts

    error, with_ours, without = run_crawl(run())
    assert "net::ERR_PROXY_CONNECTION_FAILED" in error
    assert with_ours == {}
    assert without["127.0.0.1"] > 0


async def go_to(url: str) -> str:
    """Send the browser to an address, with nothing between; the error, "" when it got there."""
    from playwright.async_api import Error  # noqa: PLC0415 where there is a browser

    renderer = Renderer("", "Gleaner/0.1")
    try:
        window = await (await renderer._started()).new_page()
        await window.goto(url)
    except Error as error:
        return str(error)
    finally:
        await renderer.close()
    return ""
