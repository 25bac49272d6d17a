"""Sixty cases of robots.txt by RFC 9309, each against a real server: what is forbidden is never asked for."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from scraper.crawl.guard import RefusedByRobots
from scraper.crawl.middlewares.robots import KEEP_ANSWER, KEEP_FAILURE, MAX_DELAY, RobotsCache, read_rules
from tests.crawl.rig import Answer, Asked, ask, guarded, page, serving

#: What is asked for in every case.
PATHS = ("/", "/a", "/a/b", "/a/b.pdf", "/b?x=1", "/caf%C3%A9", "/a$b")
ALL = frozenset(PATHS)
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """A robots.txt, and which of the paths may be asked for."""

    about: str
    text: bytes | str
    allowed: frozenset[str]
    status: int = 200


def but(*paths: str) -> frozenset[str]:
    return ALL - set(paths)


A = ("/a", "/a/b", "/a/b.pdf", "/a$b")
STAR = "User-agent: *\n"
US = "User-agent: gleaner\n"

CASES = [
    # groups
    Case("an empty file", "", ALL),
    Case("a comment", "# Disallow: /\n", ALL),
    Case("everything", STAR + "Disallow: /\n", NOTHING),
    Case("an empty rule", STAR + "Disallow:\n", ALL),
    Case("rules before any group", "Disallow: /\n", ALL),
    Case("a group for another", "User-agent: other\nDisallow: /\n", ALL),
    Case("a group for us", US + "Disallow: /\n", NOTHING),
    Case("our name in capitals", "User-agent: GLEANER\nDisallow: /\n", NOTHING),
    Case("field names in capitals", "USER-AGENT: *\nDISALLOW: /a\n", but(*A)),
    Case("our group beats that for all", STAR + "Disallow: /\n\n" + US + "Disallow: /b\n", but("/b?x=1")),
    Case("our group comes first", US + "Disallow: /b\n\n" + STAR + "Disallow: /\n", but("/b?x=1")),
    Case("our empty group", STAR + "Disallow: /\n\n" + US + "Disallow:\n", ALL),
    Case("one group for several", "User-agent: other\n" + US + "Disallow: /a\n", but(*A)),
    Case("several groups for us", US + "Disallow: /a\n\n" + US + "Disallow: /b\n", but(*A, "/b?x=1")),
    Case("several groups for all", STAR + "Disallow: /a\n\n" + STAR + "Disallow: /b\n", but(*A, "/b?x=1")),
    Case("a blank line within a group", STAR + "\nDisallow: /a\n", but(*A)),
    Case("unknown fields within a group", STAR + "Noindex: /\nHost: x\nDisallow: /a\n", but(*A)),
    Case("a sitemap within a group", STAR + "Sitemap: https://example.org/s.xml\nDisallow: /a\n", but(*A)),
    # paths
    Case("a prefix", STAR + "Disallow: /a\n", but(*A)),
    Case("a folder", STAR + "Disallow: /a/\n", but("/a/b", "/a/b.pdf")),
    Case("one file and what begins with it", STAR + "Disallow: /a/b\n", but("/a/b", "/a/b.pdf")),
    Case("another case of letters", STAR + "Disallow: /A\n", ALL),
    Case("a query", STAR + "Disallow: /b?\n", but("/b?x=1")),
    Case("another query", STAR + "Disallow: /b?y\n", ALL),
    Case("an escaped letter", STAR + "Disallow: /caf%C3%A9\n", but("/caf%C3%A9")),
    Case("the same letter as it is", STAR + "Disallow: /café\n", but("/caf%C3%A9")),
    Case("a comment behind the path", STAR + "Disallow: /a # not this\n", but(*A)),
    Case("blanks around all", "  User-agent :  *  \n  Disallow :  /a  \n", but(*A)),
    Case("no blank behind the colon", "User-agent:*\nDisallow:/a\n", but(*A)),
    # the longest rule
    Case("an exception", STAR + "Disallow: /a\nAllow: /a/b\n", but("/a", "/a$b")),
    Case("an exception stated first", STAR + "Allow: /a/b\nDisallow: /a\n", but("/a", "/a$b")),
    Case(
        "an exception to the exception",
        STAR + "Disallow: /a\nAllow: /a/b\nDisallow: /a/b.\n",
        but("/a", "/a/b.pdf", "/a$b"),
    ),
    Case("of equal rules the one that allows", STAR + "Disallow: /a\nAllow: /a\n", ALL),
    Case("all but one", STAR + "Disallow: /\nAllow: /b\n", frozenset({"/b?x=1"})),
    Case("all but the home page", STAR + "Disallow: /\nAllow: /$\n", frozenset({"/"})),
    Case("allowed and nothing else said", STAR + "Allow: /a\n", ALL),
    # wildcards
    Case("a star at the end", STAR + "Disallow: /a*\n", but(*A)),
    Case("a star at the beginning", STAR + "Disallow: *.pdf\n", but("/a/b.pdf")),
    Case("a star within", STAR + "Disallow: /*/b\n", but("/a/b", "/a/b.pdf")),
    Case("an end", STAR + "Disallow: /a/b$\n", but("/a/b")),
    Case("a star and an end", STAR + "Disallow: /*.pdf$\n", but("/a/b.pdf")),
    Case("a star before a query", STAR + "Disallow: /*?\n", but("/b?x=1")),
    Case("two stars", STAR + "Disallow: /*/*.pdf\n", but("/a/b.pdf")),
    Case("only a star", STAR + "Disallow: *\n", NOTHING),
    Case("the root alone", STAR + "Disallow: /$\n", but("/")),
    Case("an escaped dollar", STAR + "Disallow: /a%24b\n", but("/a$b")),
    # the file itself
    Case("lines that end as on old Macs", "User-agent: *\rDisallow: /a\r", but(*A)),
    Case("lines that end as on Windows", "User-agent: *\r\nDisallow: /a\r\n", but(*A)),
    Case("no end of the last line", STAR + "Disallow: /a", but(*A)),
    Case("a byte order mark", b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", but(*A)),
    Case("bytes that are no UTF-8", b"# \xff\xfe\nUser-agent: *\nDisallow: /a\n", but(*A)),
    Case("a page in its place", "<!doctype html><html><body><h1>Welcome</h1></body></html>", ALL),
    Case("a rule within the first 500 KiB", "#" + "x" * 511_900 + "\n" + STAR + "Disallow: /\n", NOTHING),
    # the status
    Case("nothing there", STAR + "Disallow: /\n", ALL, 404),
    Case("nothing there any more", STAR + "Disallow: /\n", ALL, 410),
    Case("not for us", STAR + "Disallow: /\n", ALL, 403),
    Case("an unauthorised question", STAR + "Disallow: /\n", ALL, 401),
    Case("a bad question", STAR + "Disallow: /\n", ALL, 400),
    Case("no content", "", ALL, 204),
    Case("a broken server", STAR + "Allow: /\n", NOTHING, 500),
    Case("a busy server", STAR + "Allow: /\n", NOTHING, 503),
    Case("a gateway that waited in vain", STAR + "Allow: /\n", NOTHING, 504),
    Case("too many questions", STAR + "Allow: /\n", NOTHING, 429),
]


def test_there_are_sixty_cases() -> None:
    assert len({case.about for case in CASES}) == len(CASES) >= 60


async def reached(case: Case) -> tuple[set[str], list[str]]:
    """The paths that were asked for, and all requests."""

    def answer(asked: Asked) -> Answer:
        return page(case.text, case.status) if asked.target == "/robots.txt" else page()

    settings = guarded(
        robots=True, GLEANER_ALLOW_PRIVATE_NETWORKS=True, GLEANER_ROBOTS_CACHE=RobotsCache(lambda: 0.0)
    )
    async with serving(answer, ["127.0.0.1"]) as site:
        got = await ask([f"http://127.0.0.1:{site.port}{path}" for path in PATHS], settings)
        assert all(one.response or isinstance(one.error, RefusedByRobots) for one in got)
        return set(site.targets()) - {"/robots.txt"}, site.targets()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_what_is_forbidden_is_never_asked_for_and_all_else_is(run_crawl: Any, case: Case) -> None:
    paths, requests = run_crawl(reached(case))
    assert paths == case.allowed
    assert requests[0] == "/robots.txt"
    assert requests.count("/robots.txt") == 1


@pytest.mark.parametrize(("hops", "allowed"), [(1, False), (5, False), (6, True)])
def test_five_redirects_to_the_file_are_followed(run_crawl: Any, hops: int, allowed: bool) -> None:
    """A file behind more redirects is one that cannot be read, which forbids everything for now."""

    def answer(asked: Asked) -> Answer:
        number = int(asked.target.removeprefix("/hop/")) if asked.target.startswith("/hop/") else 0
        if asked.target != "/robots.txt" and not number:
            return page()
        return (
            page(status=302, Location=f"/hop/{number + 1}") if number < hops else page(STAR + "Disallow: /\n")
        )

    async def crawl() -> tuple[bool, list[str]]:
        settings = guarded(
            robots=True, GLEANER_ALLOW_PRIVATE_NETWORKS=True, GLEANER_ROBOTS_CACHE=RobotsCache(lambda: 0.0)
        )
        async with serving(answer, ["127.0.0.1"]) as site:
            (got,) = await ask([f"http://127.0.0.1:{site.port}/a"], settings)
            assert isinstance(got.error, RefusedByRobots)
            return got.error.unread, site.targets()

    unread, targets = run_crawl(crawl())
    assert unread is allowed
    assert "/a" not in targets


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("5", 5),
        ("0.5", 0.5),
        ("0", 0),
        ("3600", MAX_DELAY),
        ("-1", 0),
        ("soon", 0),
        ("", 0),
        ("10 # be kind", 10),
    ],
)
def test_a_crawl_delay_is_the_least_distance(stated: str, seconds: float) -> None:
    rules = read_rules(200, f"{STAR}Crawl-delay: {stated}\nDisallow: /a\n".encode())
    assert rules.delay("Gleaner") == seconds
    assert not rules.allow("https://example.org/a", "Gleaner")


def test_the_delay_of_a_host_is_known_once_its_file_was_read() -> None:
    cache = RobotsCache(lambda: 0.0)

    async def load() -> Any:
        return read_rules(200, f"{STAR}Crawl-delay: 4\n".encode())

    asyncio.run(cache.rules("http://example.org", load))
    assert cache.delay_of("example.org", "Gleaner") == 4
    assert cache.delay_of("www.example.org", "Gleaner") == 0


def test_our_own_crawl_delay_beats_that_for_all() -> None:
    rules = read_rules(200, f"{STAR}Crawl-delay: 2\n\n{US}Crawl-delay: 7\n".encode())
    assert rules.delay("Gleaner") == 7


@pytest.mark.parametrize(("status", "kept"), [(200, KEEP_ANSWER), (404, KEEP_ANSWER), (503, KEEP_FAILURE)])
def test_an_answer_is_kept_a_day_and_a_failure_ten_minutes(status: int, kept: float) -> None:
    now, loads = [0.0], [0]
    cache = RobotsCache(lambda: now[0])

    async def load() -> Any:
        loads[0] += 1
        return read_rules(status, b"")

    async def at(second: float) -> int:
        now[0] = second
        await cache.rules("https://example.org", load)
        return loads[0]

    async def all_of_them() -> list[int]:
        return [await at(second) for second in (0.0, kept - 1, kept, kept + 1)]

    assert asyncio.run(all_of_them()) == [1, 1, 2, 2]
    assert KEEP_ANSWER == 24 * 3600
