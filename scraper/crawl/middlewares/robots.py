"""What robots.txt says, by RFC 9309: asked once per host and day, and before anything else is.

Scrapy's own middleware shares one answer between requests that wait for it in a way that only the first
of them gets it; the others are let through. It takes a server error for permission, reads the error page
of a missing file as rules, and keeps what it read for as long as a crawl lasts and no longer.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scraper.crawl.guard.refusals import RefusedByRobots
from scraper.discovery.answers import fault_in_words

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

#: Bytes that are read as rules. RFC 9309, 2.5 asks for at least 500 KiB.
MAX_BYTES = 512 * 1024
#: Seconds an answer is kept. RFC 9309, 2.4 asks for not more than a day.
KEEP_ANSWER = 24 * 3600.0
#: Seconds until a file that could not be read is asked for again.
KEEP_FAILURE = 600.0
#: Seconds. A longer Crawl-delay would make a visit outlast its lease.
MAX_DELAY = 60.0
#: Redirects that are followed to the file. RFC 9309, 2.3.1.2 asks for at least five.
MOST_REDIRECTS = 5
#: Hosts. Rules of a large file take about a megabyte.
MAX_ORIGINS = 1000

#: The setting that holds the cache shared by all crawls of a process.
CACHE_SETTING = "GLEANER_ROBOTS_CACHE"

_PRODUCT_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host asks of us: `parsed` is None when it asks nothing, `unread` says why we do not know."""

    parsed: Protego | None = None
    unread: str = ""

    def allow(self, url: str, agent: str) -> bool:
        """Whether the agent may fetch the URL. What could not be read forbids everything."""
        if self.unread:
            return False
        return self.parsed is None or self.parsed.can_fetch(url, agent)

    def delay(self, agent: str) -> float:
        """Seconds the host wants between two requests, at most MAX_DELAY; 0 when it does not say."""
        stated = self.parsed.crawl_delay(agent) if self.parsed else None
        return min(stated or 0.0, MAX_DELAY)

    @property
    def keep(self) -> float:
        """Seconds these rules may be used."""
        return KEEP_FAILURE if self.unread else KEEP_ANSWER


def read_rules(status: int, body: bytes) -> Rules:
    """The rules an answer to /robots.txt stands for (RFC 9309, 2.3.1).

    Args:
        status: of the last answer, after redirects.
        body: decoded from any transfer and content encoding.
    """
    if 200 <= status < 300:
        text = body[:MAX_BYTES].decode("utf-8-sig", errors="ignore")
        return Rules(parsed=Protego.parse(text))
    if status >= 500 or status == 429:
        return Rules(unread=f"robots.txt was answered with status {status}")
    return Rules()


def product_token(user_agent: str) -> str:
    """The name robots.txt knows us by: "Gleaner" of "Gleaner/1.0 (+https://…)"."""
    match = _PRODUCT_TOKEN.match(user_agent.strip())
    return match.group() if match else "*"


class RobotsCache:
    """The rules of every host asked lately, and the questions under way: one for all crawls of a process.

    Args:
        clock: seconds that only ever grow.
        limit: hosts to remember; the one longest unused is forgotten first.
    """

    def __init__(self, clock: Callable[[], float], limit: int = MAX_ORIGINS) -> None:
        self._clock = clock
        self._limit = limit
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._loading: dict[str, asyncio.Task[Rules]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "RobotsCache":
        # Scrapy copies its settings deeply for every crawl. This is the one thing in them that is shared.
        return self

    async def rules(self, origin: str, load: Callable[[], Coroutine[Any, Any, Rules]]) -> Rules:
        """The rules of an origin ("https://example.org"), loaded when nobody has or is about to."""
        expiry, rules = self._kept.get(origin, (float("-inf"), None))
        if rules is not None and self._clock() < expiry:
            self._kept.move_to_end(origin)
            return rules
        task = self._loading.get(origin)
        if task is None:
            task = asyncio.ensure_future(self._load(origin, load))
            self._loading[origin] = task
            task.add_done_callback(lambda _: self._loading.pop(origin))
        # A crawl that is cancelled while it waits must not take the answer from the others.
        return await asyncio.shield(task)

    def delay_of(self, host: str, agent: str) -> float:
        """Seconds that a host ("www.example.org") asked for between two requests, as far as is known."""
        origins = (f"https://{host}", f"http://{host}")
        return max(self._kept[origin][1].delay(agent) if origin in self._kept else 0.0 for origin in origins)

    async def _load(self, origin: str, load: Callable[[], Coroutine[Any, Any, Rules]]) -> Rules:
        rules = await load()
        self._kept[origin] = (self._clock() + rules.keep, rules)
        self._kept.move_to_end(origin)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return rules


class RobotsMiddleware:
    """Asks robots.txt before every request, and keeps the distance the host asks for."""

    def __init__(self, crawler: "Crawler", cache: RobotsCache, agent: str, *, offline: bool = False) -> None:
        self._crawler = crawler
        self._offline = offline  # answers come from an archive: there is no host to keep a distance from
        self._cache = cache
        self._agent = agent

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "RobotsMiddleware":
        """With the process's cache (setting GLEANER_ROBOTS_CACHE), or one of its own.

        ROBOTSTXT_OBEY is the switch of Scrapy's own middleware. This one has none.
        """
        settings = crawler.settings
        cache = settings.get(CACHE_SETTING) or RobotsCache(monotonic)
        offline = settings.getbool("GLEANER_OFFLINE")
        return cls(crawler, cache, product_token(settings["USER_AGENT"]), offline=offline)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, unless its meta says `dont_obey_robotstxt` without asking.

        Raises:
            RefusedByRobots: the rules forbid it, or are unknown.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        rules = await self._cache.rules(origin, partial(self._fetch, origin))
        if not rules.allow(request.url, self._agent):
            raise RefusedByRobots(rules.unread or "robots.txt asks not to", unread=bool(rules.unread))
        self._keep_distance(request, rules.delay(self._agent))

    async def _fetch(self, origin: str) -> Rules:
        request = Request(
            f"{origin}/robots.txt",
            priority=1000,
            callback=NO_CALLBACK,
            # No retry: pages wait for this, and a failure is asked again soon anyway.
            meta={"dont_obey_robotstxt": True, "dont_retry": True, "redirect_ttl": MOST_REDIRECTS},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 downloads fail with any class, and all mean the same (2.3.1.4)
            logger.info("No robots.txt from %s: %r", origin, error)
            return Rules(unread=f"robots.txt could not be read: {fault_in_words(error)}")
        return read_rules(response.status, response.body)

    def _keep_distance(self, request: Request, delay: float) -> None:
        if delay <= 0 or self._offline:
            return
        # At every request: the slot is new in every crawl, and dropped by Scrapy after a minute of rest.
        _, slot = self._crawler.engine.downloader._get_slot(request)  # noqa: SLF001 there is no public way in
        if delay >= slot.delay:
            slot.delay = delay
            slot.jitter = 0.0  # which may halve a delay, and this one is the least they want
