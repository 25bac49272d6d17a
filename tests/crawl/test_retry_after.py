"""A host that asks for a pause gets it, however it says so, from whichever request comes next."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy.settings import Settings
from sqlalchemy import select

from scraper.crawl.middlewares.pause import HostPausedError
from scraper.crawl.middlewares.robots import RobotsCache
from scraper.crawl.pauses import USUAL_PAUSE, Pauses, pause_until
from scraper.polling.visits import LONGEST_PAUSE
from scraper.storage.engine import Database
from scraper.storage.models import Host
from tests.crawl.rig import ROOM, Answer, Asked, Got, ask, guarded, page, serving

#: A Monday morning in winter: London is on UTC.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
USUAL, MOST, NONE = USUAL_PAUSE.total_seconds(), LONGEST_PAUSE.total_seconds(), 0.0

Vector = tuple[tuple[str, ...], float]

SECONDS: list[Vector] = [
    *(((str(number),), float(number)) for number in (0, 1, 2, 5, 10, 30, 59, 60, 61, 90, 119, 120, 300, 599)),
    *(
        ((str(number),), float(number))
        for number in (600, 601, 900, 1800, 3600, 7200, 86_399, 86_400, 86_401)
    ),
    *(((str(number),), float(number)) for number in (172_800, 604_800, 1_209_600, 2_592_000, 2_678_400)),
    *(((text,), MOST) for text in ("2678401", "31536000", "99999999", "9" * 15, "9" * 40, "9" * 300)),
    *(
        ((text,), 120.0)
        for text in (" 120", "120 ", "\t120\t", "0120", "00000120", "+120", '"120"', "'120'", "120.")
    ),
    *(
        ((text,), 120.0)
        for text in ("120.0", "120.000", "119.5", "119.001", "120s", "120 s", "120 sec", "120 secs")
    ),
    *(
        ((text,), 120.0)
        for text in ("120 seconds", "120 Seconds", "120 second", "2m", "2 m", "2 min", "2 mins")
    ),
    *(
        ((text,), 120.0)
        for text in ("2 minutes", "2 MINUTES", "2minute", "120,", ", 120", "60, 120", "120,60,30")
    ),
    *(((text,), 3600.0) for text in ("1h", "1 h", "1 hour", "1 hours", "60 minutes", "3600s")),
    *(((text,), 1.0) for text in ("0.1", ".5", "0.999", "1.0", "01")),
    *(
        ((text,), NONE)
        for text in ("0.0", "-0", "-1", "-120", "-1.5", "-99999999", "+0", "000", "-0.0", '"0"')
    ),
]

#: Written by hand, as servers write them: the three forms of RFC 9110, and what comes instead of them.
DATES: list[Vector] = [
    *(
        ((text,), 3600.0)
        for text in (
            "Mon, 23 Nov 2026 10:00:00 GMT",
            "Monday, 23-Nov-26 10:00:00 GMT",
            "Mon Nov 23 10:00:00 2026",
            "mon, 23 nov 2026 10:00:00 gmt",
            "MON, 23 NOV 2026 10:00:00 GMT",
            "Mon, 23 november 2026 10:00:00 GMT",
            "Mon, 23 Nov 2026 10:00:00",
            "Mon, 23 Nov 2026 10:00:00 UTC",
            "Mon, 23 Nov 2026 10:00:00 UT",
            "Mon, 23 Nov 2026 10:00:00 Z",
            "Mon, 23 Nov 2026 10:00:00 +0000",
            "Mon, 23 Nov 2026 10:00:00 -0000",
            "Mon, 23 Nov 2026 11:00:00 +0100",
            "Mon, 23 Nov 2026 05:00:00 -0500",
            "Mon, 23 Nov 2026 05:00:00 EST",
            "Mon, 23 Nov 2026 02:00:00 PST",
            "Mon, 23 Nov 2026 15:30:00 +0530",
            "Tue, 24 Nov 2026 00:00:00 +1400",
            "23 Nov 2026 10:00:00 GMT",
            "23 Nov 2026 10:00:00",
            "23 Nov 26 10:00:00 GMT",
            "23-Nov-2026 10:00:00 GMT",
            "Mon, 23-Nov-2026 10:00:00 GMT",
            "Mon, 23-nov-26 10:00:00 GMT",
            "  Mon, 23 Nov 2026 10:00:00 GMT  ",
            '"Mon, 23 Nov 2026 10:00:00 GMT"',
            "Mon,23 Nov 2026 10:00:00 GMT",
            "Mon,  23  Nov  2026  10:00:00  GMT",
            "Fri, 23 Nov 2026 10:00:00 GMT",
            "Mon, 23 Nov 2026 10:00 GMT",
            "Mon, 23 Nov 2026 10.00.00 GMT",
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:00+00:00",
            "2026-11-23T11:00:00+01:00",
            "2026-11-23T10:00:00",
            "2026-11-23 10:00:00",
            "2026-11-23T10:00:00.000Z",
            f"{int(NOW.timestamp()) + 3600}",
            f"{int(NOW.timestamp()) + 3600}.0",
        )
    ),
    (("Mon, 23 Nov 2026 09:59:60 GMT",), 3599.0),
    (("Mon, 23 Nov 2026 09:00:00 GMT",), NONE),
    (("Mon, 23 Nov 2026 08:59:59 GMT",), NONE),
    (("Sun, 06 Nov 1994 08:49:37 GMT",), NONE),
    (("Sunday, 06-Nov-94 08:49:37 GMT",), NONE),
    (("Sun Nov  6 08:49:37 1994",), NONE),
    (("Thu, 01 Jan 1970 00:00:00 GMT",), NONE),
    (("Mon, 01 Jan 0001 00:00:00 GMT",), NONE),
    (("Wed, 23 Dec 2026 09:00:00 GMT",), 30 * 86_400.0),
    (("Thu, 24 Dec 2026 09:00:00 GMT",), MOST),
    (("Thu, 24 Dec 2026 09:00:01 GMT",), MOST),
    (("Tue, 23 Nov 2027 09:00:00 GMT",), MOST),
    (("Fri, 31 Dec 9999 23:59:59 GMT",), MOST),
    (("Fri, 31 Dec 9999 23:59:59 -0500",), MOST),
    (("Tue, 29 Feb 2028 00:00:00 GMT",), MOST),
    (("Tue, 24 Nov 2026 00:00:00 GMT",), 15 * 3600.0),
    (("Mon, 30 Nov 2026 09:00:00 GMT",), 7 * 86_400.0),
    (("Tue Dec  1 09:00:00 2026",), 8 * 86_400.0),
    (("Tue Dec 1 09:00:00 2026",), 8 * 86_400.0),
]

UNREADABLE: list[Vector] = [
    ((text,), USUAL)
    for text in (
        *(
            "",
            " ",
            '""',
            "soon",
            "later",
            "never",
            "null",
            "None",
            "undefined",
            "NaN",
            "inf",
            "-",
            "+",
            ".",
            "1e3",
        ),
        *(
            "0x78",
            "12 34",
            "1:30",
            "PT2M",
            "2 weeks",
            "120 bananas",
            "tomorrow",
            "1 year",
            "1,5 s",
            "10;20",
            "60 / 120",
            "Mon 23",
            "--5",
            "+-5",
            "12O",
            "%d",
        ),
        *(
            "<html>",
            "{}",
            "Mon",
            "Mon,",
            "GMT",
            "Mon, 32 Nov 2026 10:00:00 GMT",
            "Mon, 30 Feb 2026 10:00:00 GMT",
        ),
        *(
            "Mon, 23 Nov 2026 24:61:00 GMT",
            "Mon, 23 Xyz 2026 10:00:00 GMT",
            "2026-13-45T10:00:00Z",
            "in 5 minutes",
        ),
        *("23/11/2026", "²", "١٢٠", "120\x00"),
    )
]

SEVERAL: list[Vector] = [
    ((), USUAL),
    (("60", "120"), 120.0),
    (("120", "60"), 120.0),
    (("0", "300"), 300.0),
    (("-5", "30"), 30.0),
    (("", "30"), 30.0),
    (("Mon, 23 Nov 2026 10:00:00 GMT", "60"), 3600.0),
    (("Mon, 23 Nov 2026 08:00:00 GMT", "60"), 60.0),
    (("soon", "60"), USUAL),
    (("soon", "3600"), 3600.0),
    (("9" * 30, "1"), MOST),
    (("", ""), USUAL),
]

VECTORS = [*SECONDS, *DATES, *UNREADABLE, *SEVERAL]


def test_there_are_two_hundred_forms() -> None:
    assert len({stated for stated, _ in VECTORS}) >= 200


@pytest.mark.parametrize(("stated", "seconds"), VECTORS)
def test_every_form_of_retry_after_is_a_pause(stated: tuple[str, ...], seconds: float) -> None:
    assert (pause_until(stated, NOW) - NOW).total_seconds() == seconds


@pytest.mark.parametrize(
    ("server_time", "seconds"),
    [
        ("Mon, 23 Nov 2026 09:00:00 GMT", 3600),
        ("Mon, 23 Nov 2026 08:00:00 GMT", 7200),  # its clock is an hour slow: the date comes an hour later
        ("Mon, 23 Nov 2026 09:30:00 GMT", 3600),  # its clock is fast: the date by ours, to be safe
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("nonsense", 3600),
    ],
)
def test_a_date_is_counted_from_the_servers_own_clock_when_that_is_later(
    server_time: str, seconds: int
) -> None:
    until = pause_until(["Mon, 23 Nov 2026 10:00:00 GMT"], NOW, server_time)
    assert until == NOW + timedelta(seconds=seconds)


# -- against a real server -----------------------------------------------------------------------------------


class Clock:
    """A present that tests move on."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def refusing(asked: Asked) -> Answer:
    """A busy site: each path /N answers with the headers of vector N; robots.txt and the rest are fine."""
    number = asked.target.removeprefix("/busy/")
    if not number.isdigit():
        return page()
    stated, _ = VECTORS[int(number)]
    head = "".join(f"Retry-After: {value}\r\n" for value in stated)
    return f"HTTP/1.1 503 Busy\r\n{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode("latin-1")


def manners(pauses: Pauses, robots: bool = False) -> Settings:
    settings = guarded(
        robots=robots,
        GLEANER_ALLOW_PRIVATE_NETWORKS=True,
        GLEANER_PAUSES=pauses,
        GLEANER_ROBOTS_CACHE=RobotsCache(lambda: 0.0),
    )
    settings["DOWNLOADER_MIDDLEWARES"][f"{ROOM}.pause.PauseMiddleware"] = 90
    return settings


def asked_for(got: list[Got]) -> bool:
    """Whether the one request was made."""
    (one,) = got
    assert one.response is not None or isinstance(one.error, HostPausedError)
    return one.response is not None


def sendable() -> Iterator[int]:
    for number, (stated, _) in enumerate(VECTORS):
        if all(value.isascii() and "\x00" not in value for value in stated):
            yield number


def test_no_request_is_early_and_the_first_on_time_is_made(run_crawl: Any) -> None:
    async def crawl() -> tuple[list[int], list[int], list[str]]:
        early, late = [], []
        async with serving(refusing, ["127.0.0.1"]) as site:
            url = f"http://127.0.0.1:{site.port}"
            for number in sendable():
                clock = Clock()
                settings = manners(Pauses(clock))
                await ask([f"{url}/busy/{number}"], settings)
                seconds = VECTORS[number][1]
                if seconds:
                    clock.now = NOW + timedelta(seconds=seconds, microseconds=-1)
                    early += [number] if asked_for(await ask([f"{url}/page"], settings)) else []
                clock.now = NOW + timedelta(seconds=seconds)
                late += [] if asked_for(await ask([f"{url}/page"], settings)) else [number]
            return early, late, site.targets()

    early, late, targets = run_crawl(crawl(), timeout=240)
    assert ([VECTORS[number] for number in early], [VECTORS[number] for number in late]) == ([], [])
    assert len(targets) == 2 * len(list(sendable()))


def test_a_pause_holds_for_robots_txt_and_for_redirects_from_other_hosts(run_crawl: Any) -> None:
    async def crawl() -> tuple[list[Got], list[str], list[str]]:
        pauses = Pauses(Clock())
        async with serving(refusing, ["127.0.0.1"]) as busy:

            def elsewhere(asked: Asked) -> Answer:
                if asked.target == "/robots.txt":
                    return page(status=404)
                return page(status=302, Location=f"http://127.0.0.1:{busy.port}/page")

            async with serving(elsewhere, ["127.0.0.1"]) as other:
                await ask(
                    [f"http://127.0.0.1:{busy.port}/busy/{VECTORS.index((('120',), 120.0))}"], manners(pauses)
                )
                urls = [f"http://127.0.0.1:{busy.port}/page", f"http://127.0.0.1:{other.port}/moved"]
                return await ask(urls, manners(pauses, robots=True)), busy.targets(), other.targets()

    got, busy, other = run_crawl(crawl())
    assert [type(one.error) for one in got] == [HostPausedError] * 2
    assert len(busy) == 1
    assert sorted(other) == ["/moved", "/robots.txt"]


def test_a_robots_txt_that_asks_for_a_pause_gets_it(run_crawl: Any) -> None:
    async def crawl() -> tuple[datetime | None, list[str]]:
        pauses = Pauses(Clock())

        def answer(_asked: Asked) -> Answer:
            return page(status=429, Retry_After="7200")

        async with serving(answer, ["127.0.0.1"]) as site:
            await ask(
                [f"http://127.0.0.1:{site.port}/{number}" for number in range(3)],
                manners(pauses, robots=True),
            )
            return pauses.until(f"127.0.0.1:{site.port}"), site.targets()

    until, targets = run_crawl(crawl())
    assert (until, targets) == (NOW + timedelta(hours=2), ["/robots.txt"])


def test_a_pause_outlives_the_process(run_crawl: Any, database: Database) -> None:
    clock = Clock()

    async def crawl() -> str:
        async with serving(refusing, ["127.0.0.1"]) as site:
            number = VECTORS.index((("3600",), 3600.0))
            await ask([f"http://127.0.0.1:{site.port}/busy/{number}"], manners(Pauses(clock, database)))
            return f"127.0.0.1:{site.port}"

    host = run_crawl(crawl())
    with database.reading() as session:
        assert session.scalars(select(Host.paused_until).where(Host.name == host)).all() == [
            NOW + timedelta(hours=1)
        ]
    again = Pauses(clock, database)
    assert again.until(host) == NOW + timedelta(hours=1)
    clock.now = NOW + timedelta(hours=1)
    assert again.until(host) is None
    assert Pauses(clock, database).until(host) is None


def test_a_shorter_pause_takes_nothing_from_a_longer_one(run_crawl: Any) -> None:
    async def crawl() -> datetime | None:
        pauses = Pauses(Clock())
        await pauses.note("www.example.org", ["3600"], "")
        await pauses.note("www.example.org", ["5"], "")
        return pauses.until("www.example.org")

    assert run_crawl(crawl()) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(("status", "paused"), [(403, True), (500, True), (200, False), (404, True)])
def test_other_refusals_ask_for_a_pause_when_they_name_one(run_crawl: Any, status: int, paused: bool) -> None:
    async def crawl() -> bool:
        pauses = Pauses(Clock())
        async with serving(lambda _: page(status=status, Retry_After="60"), ["127.0.0.1"]) as site:
            await ask([f"http://127.0.0.1:{site.port}/"], manners(pauses))
            return pauses.until(f"127.0.0.1:{site.port}") is not None

    assert run_crawl(crawl()) is paused
