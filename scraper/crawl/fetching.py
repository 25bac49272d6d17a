"""Single addresses, fetched with the same guard and manners as a visit, outside any run."""

import asyncio
import time
from collections.abc import Collection, Sequence

from scrapy.settings import Settings as ScrapySettings

from scraper.config import Settings
from scraper.crawl.guarded import guarded_runner
from scraper.crawl.middlewares.pause import PAUSES_SETTING
from scraper.crawl.middlewares.robots import CACHE_SETTING, RobotsCache
from scraper.crawl.pauses import Pauses
from scraper.crawl.rendering import RENDERER_SETTING, Renderer
from scraper.crawl.settings import DOWNLOADER_MIDDLEWARES, choices
from scraper.items import Document, Reading
from scraper.outcomes import Outcome

#: What belongs to a run and has no place here.
OF_A_RUN = ("scraper.crawl.middlewares.archive.ArchiveMiddleware",)
#: The answer for what was not asked in the time there was.
UNASKED = Reading(Outcome.FAILED, detail="there was no time left to ask")
#: Requests under way at once, those that wait for their host's delay among them.
REQUESTS_AT_ONCE = 200


async def fetch_documents(
    settings: Settings, urls: Sequence[str], pauses: Pauses
) -> dict[str, Document | str]:
    """The document behind each address, or why there is none."""
    answers = await fetch_answers(settings, urls, pauses)
    return {url: answer if isinstance(answer, Document) else answer.detail for url, answer in answers.items()}


async def fetch_answers(
    settings: Settings,
    urls: Sequence[str],
    pauses: Pauses,
    robots: RobotsCache | None = None,
    *,
    seconds: float | None = None,
    rendered: Collection[str] = (),
) -> dict[str, Document | Reading]:
    """The document behind each address, or the reading that says why there is none.

    Args:
        settings: of the installation.
        urls: absolute addresses; hosts are asked side by side, each at its own pace.
        pauses: the hosts that asked to be left alone, to be used and added to.
        robots: what robots.txt of hosts said earlier, to be used and added to.
        seconds: after which what has not been answered is given up as UNASKED, the process being about to
            end; None for the limit of a visit.
        rendered: those of the addresses whose page is wanted as a browser shows it.
    """
    renderer = Renderer(settings.chromium, settings.user_agent)
    own = ScrapySettings()
    own.setmodule("scraper.crawl.settings", priority="project")
    own.setdict(choices(settings), priority="cmdline")
    own.setdict(
        _manners(settings, pauses, robots, seconds) | {RENDERER_SETTING: renderer}, priority="cmdline"
    )
    answers: dict[str, Document | Reading] = {}
    runner = guarded_runner(own)
    crawling = runner.crawl(
        runner.create_crawler("fetch"), urls=list(urls), answers=answers, rendered=frozenset(rendered)
    )
    try:
        # Scrapy closes only after all it has taken on, and a host with many addresses keeps its pace.
        done, _ = await asyncio.wait({asyncio.ensure_future(crawling)}, timeout=seconds)
        for task in done:
            task.result()  # raises what the crawl raised
    finally:
        await renderer.close()
    return {url: answers.get(url, UNASKED) for url in urls}


def _manners(
    settings: Settings, pauses: Pauses, robots: RobotsCache | None, seconds: float | None
) -> dict[str, object]:
    """The Scrapy settings of such a fetch; one request takes at most half of its time, as robots.txt may."""
    own: dict[str, object] = {
        "ADDONS": {},
        "ITEM_PIPELINES": {},
        "DOWNLOADER_MIDDLEWARES": {**DOWNLOADER_MIDDLEWARES, **dict.fromkeys(OF_A_RUN)},
        "CONCURRENT_REQUESTS": REQUESTS_AT_ONCE,
        CACHE_SETTING: robots or RobotsCache(time.monotonic),
        PAUSES_SETTING: pauses,
    }
    if seconds is not None:
        own["DOWNLOAD_TIMEOUT"] = min(settings.download_timeout, seconds / 2.5)
    return own
