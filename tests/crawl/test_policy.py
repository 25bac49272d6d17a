import re
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawl.guard import RefusedByPolicy, is_literal
from scraper.crawl.middlewares.policy import MAX_URL_LENGTH, refusal
from scraper.outcomes import DropReason
from tests.crawl.rig import Answer, Asked, Got, ask, guarded, page, serving

VISITED = [
    "http://example.org/",
    "https://example.org",
    "HTTPS://EXAMPLE.ORG/News?page=2#top",
    "https://example.org:443/",
    "http://example.org:80/a%20b",
    "http://93.184.216.34/",
    "http://[2606:2800:220:1:248:1893:25c8:1946]/",
    "https://xn--caf-dma.example/é",
    "https://example.org/users/@name",
    "https://example.org/?to=http://user:secret@10.0.0.1:22/",
]

REFUSED = [
    ("ftp://example.org/a", "ftp is not http or https"),
    ("file:///etc/passwd", "file is not http or https"),
    ("data:text/html,hello", "data is not http or https"),
    ("javascript:alert(1)", "javascript is not http or https"),
    ("gopher://example.org/", "gopher is not http or https"),
    ("//example.org/", "no scheme is not http or https"),
    ("", "no scheme is not http or https"),
    ("http://example.org:22/", "port 22 is not a port for web pages"),
    ("http://example.org:6379/", "port 6379 is not a port for web pages"),
    ("http://example.org:0/", "port 0 is not a port for web pages"),
    ("http://example.org:65536/", "this is not a web address"),
    ("http://example.org:http/", "this is not a web address"),
    ("http://[::1/", "this is not a web address"),
    ("http://user@example.org/", "the address holds a user name or password"),
    ("http://user:secret@example.org/", "the address holds a user name or password"),
    ("http://@example.org/", "the address holds a user name or password"),
    ("http://example.org%2f@10.0.0.1/", "the address holds a user name or password"),
    ("http://example.org\\@10.0.0.1/", "the address holds a backslash, a space or a control character"),
    ("http:\\\\example.org/", "the address holds a backslash, a space or a control character"),
    ("http://example.org/a b", "the address holds a backslash, a space or a control character"),
    ("http://example.org/\x00", "the address holds a backslash, a space or a control character"),
    ("http://exam\nple.org/", "the address holds a backslash, a space or a control character"),
    ("http://example.org/\x7f", "the address holds a backslash, a space or a control character"),
    ("http:///path", "the address names no host"),
    ("http://:80/", "the address names no host"),
    ("http://example.org%00.test/", "the name of the host holds escaped characters"),
    ("http://%31%30.0.0.1/", "the name of the host holds escaped characters"),
    ("http://[fe80::1%25eth0]/", "the name of the host holds escaped characters"),
    ("http://127.0.0.1/", "127.0.0.1 is not a public address"),
    ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not a public address"),
    ("http://[::1]/", "::1 is not a public address"),
    ("http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is not a public address"),
]


@pytest.mark.parametrize("url", VISITED)
def test_ordinary_addresses_are_visited(url: str) -> None:
    assert refusal(url) is None


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_odd_addresses_are_refused_with_their_reason(url: str, reason: str) -> None:
    assert refusal(url) == reason


def test_an_address_may_be_as_long_as_the_limit_and_no_longer() -> None:
    url = "http://example.org/".ljust(MAX_URL_LENGTH, "a")
    assert refusal(url) is None
    assert refusal(url + "a") == f"the address is longer than {MAX_URL_LENGTH} characters"


def test_a_port_may_be_allowed() -> None:
    assert refusal("http://example.org:8080/", frozenset({8080})) is None


def test_any_port_and_any_address_may_be_allowed_but_nothing_else() -> None:
    assert refusal("http://127.0.0.1:8080/", None, is_literal) is None
    assert refusal("http://user@127.0.0.1:8080/", None, is_literal)
    assert refusal("file:///etc/passwd", None, is_literal)


@given(st.text(alphabet=string.printable + "é１。@:/[]\\%#?", max_size=60))
def test_any_text_is_judged_and_what_passes_has_one_plain_host(rest: str) -> None:
    if refusal(f"http://{rest}") is None:
        netloc = re.split("[/?#]", rest, maxsplit=1)[0]
        assert netloc
        assert "@" not in netloc
        assert "\\" not in netloc


# -- in a crawl ---------------------------------------------------------------------------------------------


def test_a_refused_address_reaches_neither_the_server_nor_robots_txt(run_crawl: Any) -> None:
    async def crawl() -> tuple[list[Got], int]:
        async with serving(lambda _: page(), ["127.0.0.1"]) as site:
            settings = guarded(robots=True, GLEANER_ALLOW_PRIVATE_NETWORKS=True)
            return await ask([f"http://me:secret@127.0.0.1:{site.port}/"], settings), site.accepts.total()

    [got], accepted = run_crawl(crawl())
    assert accepted == 0
    assert isinstance(got.error, RefusedByPolicy)
    assert got.error.drop_reason is DropReason.REFUSED_BY_POLICY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["http://me@127.0.0.1:{port}/b", "http://127.0.0.1:{port}/%62?{long}", "http://%31:{port}/b"]
)
def test_where_a_redirect_leads_is_judged_again(run_crawl: Any, status: int, target: str) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.target != "/a":
            return page()
        port = asked.host.split(":")[1]
        return page(status=status, Location=target.format(port=port, long="x" * MAX_URL_LENGTH))

    async def crawl() -> tuple[list[Got], list[str]]:
        async with serving(answer, ["127.0.0.1"]) as site:
            settings = guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True)
            return await ask([f"http://127.0.0.1:{site.port}/a"], settings), site.targets()

    [got], targets = run_crawl(crawl())
    assert targets == ["/a"]
    assert isinstance(got.error, RefusedByPolicy)


def test_ports_beside_those_for_web_pages_need_a_setting(
    run_crawl: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.crawl.guard.addresses.is_public", lambda address: address == "127.0.0.2")

    async def crawl(*allowed: int) -> Got:
        async with serving(lambda _: page(), ["127.0.0.2"]) as site:
            ports = [site.port] if allowed else []
            [got] = await ask([f"http://127.0.0.2:{site.port}/"], guarded(GLEANER_ALLOWED_PORTS=ports))
            return got

    assert run_crawl(crawl(1)).response
    assert "is not a port for web pages" in str(run_crawl(crawl()).error)
