import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.core.downloader import Slot
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from scraper.crawl.guard import RefusedByRobots
from scraper.crawl.middlewares.robots import (
    KEEP_ANSWER,
    KEEP_FAILURE,
    MAX_BYTES,
    MAX_DELAY,
    RobotsCache,
    Rules,
    product_token,
    read_rules,
)
from scraper.outcomes import DropReason
from tests.crawl.rig import Answer, Asked, AskingSpider, Got, ask, guarded, page, serving

DENY = "User-agent: *\nDisallow: /\n"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def polite(cache: RobotsCache | None = None, **changes: Any) -> Settings:
    usual: dict[str, Any] = {
        "GLEANER_ALLOW_PRIVATE_NETWORKS": True,
        "GLEANER_ROBOTS_CACHE": cache or RobotsCache(Clock()),
    }
    return guarded(robots=True, **usual | changes)


def robots(answer: Answer) -> Callable[[Asked], Answer]:
    """A site with that robots.txt and a page everywhere else."""
    return lambda asked: answer if asked.target == "/robots.txt" else page()


async def five_at_once(answer: Answer, settings: Settings | None = None) -> tuple[list[Got], list[str]]:
    async with serving(robots(answer), ["127.0.0.1"]) as site:
        urls = [f"http://127.0.0.1:{site.port}/{number}" for number in range(5)]
        got = await ask(urls, settings or polite())
        return got, site.targets()


def refused(got: list[Got]) -> list[RefusedByRobots]:
    return [one.error for one in got if isinstance(one.error, RefusedByRobots)]


# -- five requests at once ------------------------------------------------------------------------------


def test_a_disallow_holds_for_requests_that_wait_while_robots_txt_loads(run_crawl: Any) -> None:
    got, targets = run_crawl(five_at_once(page(DENY)))
    assert targets == ["/robots.txt"]
    assert [error.drop_reason for error in refused(got)] == [DropReason.REFUSED_BY_ROBOTS] * 5


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_answer_that_says_nothing_forbids_everything_for_now(run_crawl: Any, status: int) -> None:
    got, targets = run_crawl(five_at_once(page(status=status)))
    assert targets == ["/robots.txt"]
    assert [(error.drop_reason, error.temporary) for error in refused(got)] == [
        (DropReason.FETCH_FAILED, True)
    ] * 5
    assert str(status) in str(refused(got)[0])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_the_page_of_a_missing_file_is_not_read_as_rules(run_crawl: Any, status: int) -> None:
    got, targets = run_crawl(five_at_once(page(DENY, status=status)))
    assert len(targets) == 6
    assert all(one.response for one in got)


def test_only_what_is_disallowed_is_refused(run_crawl: Any) -> None:
    got, targets = run_crawl(five_at_once(page("User-agent: *\nDisallow: /3\nDisallow: /4\n")))
    assert sorted(targets) == ["/0", "/1", "/2", "/robots.txt"]
    assert len(refused(got)) == 2


async def paced(settings: Settings, stated: float) -> tuple[float, Slot]:
    """Five requests to a host that states a Crawl-delay: seconds from first to last, and the slot."""
    times: list[float] = []

    def answer(asked: Asked) -> Answer:
        if asked.target == "/robots.txt":
            return page(f"User-agent: *\nCrawl-delay: {stated}\n")
        times.append(asyncio.get_running_loop().time())
        return page()

    async with serving(answer, ["127.0.0.1"]) as site:
        crawler = AsyncCrawlerRunner(settings).create_crawler(AskingSpider)
        await crawler.crawl_async(urls=[f"http://127.0.0.1:{site.port}/{n}" for n in range(5)], got=[])
        return times[-1] - times[0], crawler.engine.downloader.slots["127.0.0.1"]


def test_a_crawl_delay_keeps_requests_apart(run_crawl: Any) -> None:
    elapsed, slot = run_crawl(paced(polite(DOWNLOAD_DELAY_JITTER=0.5), 0.2))
    assert elapsed > 0.6  # 0.8, less what a busy machine may be late with the first
    assert (slot.delay, slot.jitter) == (0.2, 0)


def test_a_shorter_crawl_delay_leaves_our_own(run_crawl: Any) -> None:
    _, slot = run_crawl(paced(polite(DOWNLOAD_DELAY=0.02, DOWNLOAD_DELAY_JITTER=0.5), 0.01))
    assert (slot.delay, slot.jitter) == (0.02, 0.5)


def test_a_connection_that_breaks_off_forbids_everything_for_now(run_crawl: Any) -> None:
    async def hang_up(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    got, targets = run_crawl(five_at_once(hang_up))
    assert set(targets) == {"/robots.txt"}
    assert [error.unread for error in refused(got)] == [True] * 5


# -- where the file is ------------------------------------------------------------------------------------


def test_a_robots_txt_that_has_moved_is_followed(run_crawl: Any) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.target == "/robots.txt":
            return page(status=301, Location="/rules/robots.txt")
        return page(DENY) if asked.target == "/rules/robots.txt" else page()

    async def crawl() -> tuple[list[Got], list[str]]:
        async with serving(answer, ["127.0.0.1"]) as site:
            return await ask([f"http://127.0.0.1:{site.port}/a"], polite()), site.targets()

    got, targets = run_crawl(crawl())
    assert targets == ["/robots.txt", "/rules/robots.txt"]
    assert len(refused(got)) == 1


def test_a_robots_txt_that_moves_in_circles_forbids_everything_for_now(run_crawl: Any) -> None:
    got, _ = run_crawl(five_at_once(page(status=302, Location="/robots.txt"), polite(REDIRECT_MAX_TIMES=3)))
    assert [error.unread for error in refused(got)] == [True] * 5


def test_every_host_a_redirect_leads_to_is_asked_for_its_own_rules(run_crawl: Any) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.local == "127.0.0.3":
            return page(DENY)
        if asked.target == "/robots.txt":
            return page(status=404)
        return page(status=302, Location=f"http://127.0.0.3:{asked.host.split(':')[1]}/b")

    async def crawl() -> tuple[list[Got], list[tuple[str, str]]]:
        async with serving(answer) as site:
            got = await ask([f"http://127.0.0.2:{site.port}/a"], polite())
            return got, [(asked.local, asked.target) for asked in site.asked]

    got, asked = run_crawl(crawl())
    assert asked == [("127.0.0.2", "/robots.txt"), ("127.0.0.2", "/a"), ("127.0.0.3", "/robots.txt")]
    assert len(refused(got)) == 1


def test_the_rules_for_our_name_go_before_those_for_everybody(run_crawl: Any) -> None:
    got, _ = run_crawl(five_at_once(page(f"{DENY}\nUser-agent: gleaner\nDisallow: /4\n")))
    assert len(refused(got)) == 1


def test_robots_txt_is_obeyed_whatever_scrapys_own_switch_says(run_crawl: Any) -> None:
    _, targets = run_crawl(five_at_once(page(DENY), polite(ROBOTSTXT_OBEY=False)))
    assert targets == ["/robots.txt"]


# -- the cache over crawls --------------------------------------------------------------------------------


async def two_crawls(clock: Clock, *, apart: float | None, answer: Answer) -> tuple[list[str], list[Got]]:
    """Two crawls with one cache: side by side when `apart` is None, else that many seconds after another."""
    settings = polite(RobotsCache(clock))
    async with serving(robots(answer), ["127.0.0.1"]) as site:
        url = f"http://127.0.0.1:{site.port}/a"
        if apart is None:
            first, second = await asyncio.gather(ask([url], settings), ask([url], settings))
        else:
            first = await ask([url], settings)
            clock.now += apart
            second = await ask([url], settings)
        return site.targets(), [*first, *second]


@pytest.mark.parametrize("apart", [None, 0.0, KEEP_ANSWER - 1])
def test_two_crawls_ask_once(run_crawl: Any, apart: float | None) -> None:
    targets, got = run_crawl(two_crawls(Clock(), apart=apart, answer=page(DENY)))
    assert targets == ["/robots.txt"]
    assert len(refused(got)) == 2


def test_rules_are_asked_for_again_after_a_day(run_crawl: Any) -> None:
    targets, _ = run_crawl(two_crawls(Clock(), apart=KEEP_ANSWER, answer=page(DENY)))
    assert targets == ["/robots.txt"] * 2


def test_rules_that_could_not_be_read_are_asked_for_again_after_ten_minutes(run_crawl: Any) -> None:
    targets, _ = run_crawl(two_crawls(Clock(), apart=KEEP_FAILURE, answer=page(status=503)))
    assert targets == ["/robots.txt"] * 2


def test_a_crawl_delay_holds_in_a_crawl_that_finds_the_rules_in_the_cache(run_crawl: Any) -> None:
    async def crawl() -> tuple[list[str], list[float]]:
        settings = polite(RobotsCache(Clock()))
        async with serving(robots(page("User-agent: *\nCrawl-delay: 0.05\n")), ["127.0.0.1"]) as site:
            delays = []
            for _ in range(2):
                crawler = AsyncCrawlerRunner(settings).create_crawler(AskingSpider)
                await crawler.crawl_async(urls=[f"http://127.0.0.1:{site.port}/a"], got=[])
                delays.append(crawler.engine.downloader.slots["127.0.0.1"].delay)
            return site.targets(), delays

    assert run_crawl(crawl()) == (["/robots.txt", "/a", "/a"], [0.05, 0.05])


def test_a_crawl_that_is_cancelled_leaves_the_answer_to_the_others(run_crawl: Any) -> None:
    async def crawl() -> Rules:
        cache = RobotsCache(Clock())
        gate = asyncio.Event()

        async def load() -> Rules:
            await gate.wait()
            return Rules(unread="closed")

        first = asyncio.create_task(cache.rules("http://a", load))
        second = asyncio.create_task(cache.rules("http://a", load))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        gate.set()
        return await second

    assert run_crawl(crawl()) == Rules(unread="closed")


def test_the_cache_forgets_the_host_longest_unused(run_crawl: Any) -> None:
    loaded: list[str] = []

    async def crawl() -> None:
        cache = RobotsCache(Clock(), limit=2)
        for origin in ["a", "b", "a", "c", "a", "b"]:

            async def load(origin: str = origin) -> Rules:
                loaded.append(origin)
                return Rules()

            await cache.rules(origin, load)

    run_crawl(crawl())
    assert loaded == ["a", "b", "c", "b"]


# -- what an answer means ---------------------------------------------------------------------------------


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    rules = read_rules(200, b"User-agent: *\n" + b"#" * MAX_BYTES + b"\nDisallow: /\n")
    assert rules.allow("http://a/b", "Gleaner")


def test_rules_may_start_with_a_byte_order_mark() -> None:
    assert not read_rules(200, b"\xef\xbb\xbf" + DENY.encode()).allow("http://a/b", "Gleaner")


def test_robots_txt_itself_may_always_be_read() -> None:
    assert read_rules(200, DENY.encode()).allow("http://a/robots.txt", "Gleaner")


@pytest.mark.parametrize(
    ("stated", "kept"), [("5", 5.0), ("3600", MAX_DELAY), ("soon", 0.0), ("nan", 0.0), ("-1", 0.0)]
)
def test_a_crawl_delay_is_capped_and_nonsense_is_none(stated: str, kept: float) -> None:
    delay = read_rules(200, f"User-agent: *\nCrawl-delay: {stated}\n".encode()).delay("Gleaner")
    assert max(delay, 0.0) == kept


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("Gleaner/0.1 (+https://example.org)", "Gleaner"),
        ("Gleaner", "Gleaner"),
        (" my-bot 2", "my-bot"),
        ("", "*"),
    ],
)
def test_the_product_token_is_the_first_name_of_the_user_agent(user_agent: str, token: str) -> None:
    assert product_token(user_agent) == token


@given(st.integers(100, 999), st.binary(max_size=300))
def test_any_answer_means_something(status: int, body: bytes) -> None:
    rules = read_rules(status, body)
    assert rules.allow("http://a/b", "Gleaner") in {True, False}
    assert rules.delay("Gleaner") <= MAX_DELAY
    assert rules.keep in {KEEP_ANSWER, KEEP_FAILURE}
