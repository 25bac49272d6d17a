"""Where every crawl of this process begins: a runner on the one reactor, behind the guard."""

from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings as ScrapySettings

from scraper.crawl.guard.resolver import assert_guarded, install_resolver


def guarded_runner(settings: ScrapySettings) -> AsyncCrawlerRunner:
    """A runner whose reactor looks up names through the guard; runner mode would skip that by itself.

    Raises:
        CrawlRefusedError: the guard against private addresses is not in place.
    """
    install_resolver(settings)
    assert_guarded(the_reactor(), settings)
    return AsyncCrawlerRunner(settings)


def the_reactor() -> Any:
    """The reactor of the process, loosely typed; importing it earlier would install one without our loop."""
    from twisted.internet import reactor  # noqa: PLC0415

    return reactor
