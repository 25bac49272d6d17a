"""The gate, the resolver and the peer check, each on its own and on the installed Scrapy."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.misc import load_object
from twisted.internet.error import ConnectError

from scraper.crawl.guard import (
    GuardedDownloadHandler,
    RefusedAddressError,
    RefusedByPolicy,
    SafeResolver,
    TooLarge,
    assert_guarded,
    install_resolver,
    is_literal,
    is_public,
)
from scraper.crawl.guard.gate import MAX_HEADER_BYTES, GatedReactor
from scraper.crawl.middlewares.peer import ALARMS
from scraper.errors import CrawlRefusedError
from scraper.outcomes import DropReason
from tests.crawl.rig import Answer, Asked, AskingSpider, Got, Names, ask, guarded, page, serving

STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
BARE = {
    f"scraper.crawl.middlewares.{name}": None
    for name in ("policy.UrlPolicyMiddleware", "peer.PeerCheckMiddleware")
}

LAYERS = (
    "policy.UrlPolicyMiddleware",
    "robots.RobotsMiddleware",
    "compression.CappedCompressionMiddleware",
    "peer.PeerCheckMiddleware",
)


@pytest.fixture
def reactor(crawl_loop: asyncio.AbstractEventLoop) -> Iterator[Any]:
    """The reactor, with its resolver put back afterwards."""
    from twisted.internet import reactor  # noqa: PLC0415 it is installed by conftest

    usual = reactor.nameResolver
    yield reactor
    reactor.installNameResolver(usual)


def everything(asked: Asked) -> Answer:
    return page()


def always(answer: Answer) -> Callable[[Asked], Answer]:
    return lambda _: answer


def gate_only(**changes: Any) -> Settings:
    """The gate without the layers before and after it."""
    settings = guarded(**changes)
    settings["DOWNLOADER_MIDDLEWARES"].update(BARE)
    return settings


async def one(answer: Any, settings: Settings, url: str = "http://127.0.0.1:{port}/") -> tuple[Got, int]:
    async with serving(answer, ["127.0.0.1"]) as site:
        [got] = await ask([url.format(port=site.port)], settings)
        return got, site.accepts.total()


# -- the gate ---------------------------------------------------------------------------------------------


def test_the_gate_opens_no_socket_to_a_private_address(run_crawl: Any) -> None:
    got, accepted = run_crawl(one(everything, gate_only()))
    assert accepted == 0
    assert isinstance(got.error, RefusedByPolicy)
    assert got.error.drop_reason is DropReason.REFUSED_BY_POLICY
    assert str(got.error) == "127.0.0.1 is not a public address"
    assert isinstance(got.error.__cause__, RefusedAddressError)
    assert isinstance(got.error.__cause__, ConnectError)


def test_the_same_crawl_without_the_gate_reaches_the_private_address(run_crawl: Any) -> None:
    got, accepted = run_crawl(one(everything, gate_only(DOWNLOAD_HANDLERS={"http": STOCK})))
    assert (accepted, got.body) == (1, b"<p>ok</p>")


def test_the_gate_lets_a_crawl_through_that_allows_private_networks(run_crawl: Any) -> None:
    got, accepted = run_crawl(one(everything, gate_only(GLEANER_ALLOW_PRIVATE_NETWORKS=True)))
    assert (accepted, got.body) == (1, b"<p>ok</p>")


def test_the_gate_keeps_two_crawls_of_one_process_apart(run_crawl: Any) -> None:
    async def crawl() -> tuple[list[Got], list[Got]]:
        async with serving(everything, ["127.0.0.1"]) as site:
            urls = [f"http://127.0.0.1:{site.port}/"] * 5
            return await asyncio.gather(
                ask(urls, gate_only(GLEANER_ALLOW_PRIVATE_NETWORKS=True)), ask(urls, gate_only())
            )

    allowed, closed = run_crawl(crawl())
    assert [bool(got.response) for got in allowed] == [True] * 5
    assert [bool(got.response) for got in closed] == [False] * 5


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_gate_refuses_proxies_which_would_connect_out_of_its_sight(run_crawl: Any, scheme: str) -> None:
    async def crawl() -> tuple[list[Got], int]:
        async with serving(everything, ["127.0.0.1"]) as proxy:
            urls = [f"{scheme}://93.184.216.34/"]
            settings = gate_only(HTTPPROXY_ENABLED=True)
            settings["DOWNLOADER_MIDDLEWARES"][ThroughProxy] = 1
            ThroughProxy.address = f"http://127.0.0.1:{proxy.port}"
            return await ask(urls, settings), proxy.accepts.total()

    [got], accepted = run_crawl(crawl())
    assert accepted == 0
    assert isinstance(got.error, RefusedByPolicy)


class ThroughProxy:
    address = ""

    def process_request(self, request: Any) -> None:
        request.meta["proxy"] = self.address


@pytest.mark.parametrize("host", ["example.org", "", "127.0.0.1", "::1", "0x7f000001"])
def test_the_gated_reactor_takes_public_literals_only(reactor: Any, host: str) -> None:
    with pytest.raises(RefusedAddressError):
        GatedReactor(reactor, is_public).connectTCP(host, 80, None)


def test_the_gated_reactor_is_the_reactor_otherwise(reactor: Any) -> None:
    gated = GatedReactor(reactor, is_public)
    assert gated.seconds == reactor.seconds
    assert gated.nameResolver is reactor.nameResolver


def test_an_endpoint_the_gate_does_not_know_is_refused(reactor: Any) -> None:
    from scraper.crawl.guard.gate import GuardedPool  # noqa: PLC0415 not part of the room's face

    with pytest.raises(RefusedAddressError, match="object cannot be guarded"):
        GuardedPool(reactor, is_public).getConnection("key", object())


# -- https passes the same gate -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=36500))
    path: Path = tmp_path_factory.mktemp("tls") / "site.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(("allow", "accepted"), [(True, 1), (False, 0)])
def test_https_passes_the_same_gate(
    run_crawl: Any, certificate: ssl.SSLContext, allow: bool, accepted: int
) -> None:
    async def crawl() -> tuple[Got, int]:
        async with serving(everything, ["127.0.0.1"], tls=certificate) as site:
            settings = gate_only(GLEANER_ALLOW_PRIVATE_NETWORKS=allow)
            [got] = await ask([f"https://127.0.0.1:{site.port}/"], settings)
            return got, site.accepts.total()

    got, connections = run_crawl(crawl())
    assert connections == accepted
    assert (got.body == b"<p>ok</p>") is allow


# -- headers end --------------------------------------------------------------------------------------------


async def header_flood(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        writer.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))
        await writer.drain()


async def interim_flood(writer: asyncio.StreamWriter) -> None:
    for _ in range(200_000):
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 50)
        await writer.drain()


@pytest.mark.parametrize("flood", [header_flood, interim_flood])
def test_headers_that_do_not_end_are_cut_off(run_crawl: Any, flood: Answer) -> None:
    settings = guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True, DOWNLOAD_TIMEOUT=30)
    got, _ = run_crawl(one(always(flood), settings))
    assert isinstance(got.error, TooLarge)
    assert got.error.drop_reason is DropReason.TOO_LARGE
    assert str(MAX_HEADER_BYTES) in str(got.error)


def test_long_headers_within_the_limit_are_read(run_crawl: Any) -> None:
    fields = {f"X-{number}": "x" * 8000 for number in range(25)}
    got, _ = run_crawl(one(always(page(**fields)), guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True)))
    assert got.response is not None
    assert len(got.response.headers) > 25


def test_a_large_body_counts_not_as_headers(run_crawl: Any) -> None:
    body = b"x" * (4 * MAX_HEADER_BYTES)
    got, _ = run_crawl(one(always(page(body)), guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True)))
    assert got.body == body


def test_every_answer_on_a_kept_connection_may_have_headers_of_its_own(run_crawl: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline() != b"":
            while await reader.readline() not in {b"\r\n", b""}:
                pass
            padding = b"".join(b"X-%d: %s\r\n" % (number, b"x" * 8000) for number in range(12))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + padding + b"\r\nok")
        writer.close()

    async def crawl() -> list[Got]:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        settings = guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True, CONCURRENT_REQUESTS_PER_DOMAIN=1)
        settings.set("DOWNLOAD_DELAY", 0.001)
        got = await ask([f"http://127.0.0.1:{port}/{number}" for number in range(6)], settings)
        server.close()
        return got

    assert [got.body for got in run_crawl(crawl())] == [b"ok"] * 6


def test_a_failed_download_stays_the_failure_it_is(run_crawl: Any) -> None:
    async def garbage(writer: asyncio.StreamWriter) -> None:
        writer.write(b"this is not HTTP\r\n\r\n")

    got, _ = run_crawl(one(always(garbage), guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True)))
    assert type(got.error).__name__ == "DownloadFailedError"


# -- the resolver -------------------------------------------------------------------------------------------


class Receiver:
    """Notes what a resolution tells."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 Twisted's name
        self.told.append("began")

    def addressResolved(self, address: Any) -> None:  # noqa: N802 Twisted's name
        self.told.append(f"{address.host}:{address.port}")

    def resolutionComplete(self) -> None:  # noqa: N802 Twisted's name
        self.told.append("complete")


def resolved(reactor: Any, name: str) -> list[str]:
    receiver = Receiver()
    reactor.nameResolver.resolveHostName(receiver, name, 80)
    return receiver.told


def test_a_name_keeps_its_public_addresses_and_loses_the_others(reactor: Any) -> None:
    reactor.installNameResolver(Names({"mixed.test": [["10.0.0.1", "93.184.216.34", "::1", "2606:2800::1"]]}))
    install_resolver(Settings())
    assert resolved(reactor, "mixed.test") == ["began", "93.184.216.34:80", "2606:2800::1:80", "complete"]


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "::ffff:10.0.0.1"]
)
def test_a_private_address_as_a_name_resolves_to_nothing(reactor: Any, name: str) -> None:
    reactor.installNameResolver(Names({}))
    install_resolver(Settings())
    assert resolved(reactor, name) == ["began", "complete"]


def test_a_name_that_moves_is_found_at_its_new_address(reactor: Any) -> None:
    reactor.installNameResolver(Names({"moves.test": [["93.184.216.34"], ["1.1.1.1"]]}))
    install_resolver(Settings({"DNSCACHE_ENABLED": True}))
    assert "93.184.216.34:80" in resolved(reactor, "moves.test")
    assert "1.1.1.1:80" in resolved(reactor, "moves.test")


def test_installing_again_replaces_the_rule(reactor: Any) -> None:
    reactor.installNameResolver(Names({}))
    install_resolver(Settings())
    install_resolver(Settings({"GLEANER_ALLOW_PRIVATE_NETWORKS": True}))
    assert resolved(reactor, "127.0.0.1") == ["began", "127.0.0.1:80", "complete"]
    assert not isinstance(reactor.nameResolver.original_resolver, SafeResolver)


def test_installing_gives_the_reactor_its_threads(reactor: Any) -> None:
    install_resolver(Settings({"REACTOR_THREADPOOL_MAXSIZE": 17}))
    assert reactor.getThreadPool().max == 17


def test_scrapy_can_build_the_resolver_from_its_settings(reactor: Any) -> None:
    runner = AsyncCrawlerRunner({"GLEANER_ALLOW_PRIVATE_NETWORKS": True})
    resolver = SafeResolver.from_crawler(runner.create_crawler(AskingSpider), reactor)
    assert resolver.permits is is_literal


def test_a_crawl_is_refused_while_the_resolver_is_not_in_place(reactor: Any) -> None:
    reactor.installNameResolver(Names({}))
    with pytest.raises(CrawlRefusedError, match="Names"):
        assert_guarded(reactor, Settings())


def test_a_crawl_is_refused_while_the_resolver_is_laxer_than_its_settings(reactor: Any) -> None:
    install_resolver(Settings({"GLEANER_ALLOW_PRIVATE_NETWORKS": True}))
    with pytest.raises(CrawlRefusedError, match="other settings"):
        assert_guarded(reactor, Settings())


def test_a_crawl_may_start_when_the_resolver_is_in_place(reactor: Any) -> None:
    install_resolver(Settings())
    assert_guarded(reactor, Settings())


# -- the peer check -----------------------------------------------------------------------------------------


def test_an_answer_from_a_private_address_is_refused_and_raises_the_alarm(
    run_crawl: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def crawl() -> tuple[list[Got], int]:
        async with serving(everything, ["127.0.0.1"]) as site:
            settings = gate_only(DOWNLOAD_HANDLERS={"http": STOCK})
            settings["DOWNLOADER_MIDDLEWARES"]["scraper.crawl.middlewares.peer.PeerCheckMiddleware"] = 950
            crawler = AsyncCrawlerRunner(settings).create_crawler(AskingSpider)
            got: list[Got] = []
            await crawler.crawl_async(urls=[f"http://127.0.0.1:{site.port}/"], got=got)
            return got, crawler.stats.get_value(ALARMS)

    [got], alarms = run_crawl(crawl())
    assert isinstance(got.error, RefusedByPolicy)
    assert alarms == 1
    assert "Security alarm" in caplog.text


# -- the program's own settings ------------------------------------------------------------------------------


def test_the_programs_settings_have_every_layer_in_its_place() -> None:
    settings = Settings()
    settings.setmodule("scraper.crawl.settings")
    handlers = {
        scheme: handler for scheme, handler in settings.getwithbase("DOWNLOAD_HANDLERS").items() if handler
    }
    assert {scheme: load_object(handler) for scheme, handler in handlers.items()} == {
        "http": GuardedDownloadHandler,
        "https": GuardedDownloadHandler,
    }
    assert load_object(settings["TWISTED_DNS_RESOLVER"]) is SafeResolver
    assert not settings.getbool("HTTPPROXY_ENABLED")
    places = settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    ours = [f"scraper.crawl.middlewares.{name}" for name in LAYERS]
    assert [places[name] for name in ours] == [50, 100, 590, 950]
    assert places["scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"] is None
    assert places["scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"] is None
