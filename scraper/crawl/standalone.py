"""What makes `scrapy crawl feed -a channel=…` work: the add-on opens the home that the runner would open."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from scraper.config import default_home, load_settings
from scraper.crawl.guard.resolver import install_resolver
from scraper.crawl.opening import opened_context
from scraper.crawl.rendering import RENDERER_SETTING
from scraper.crawl.settings import installation
from scraper.polling.home import open_home


class StandaloneAddon:
    """Fills `GLEANER_CONTEXT` where no runner has: an entry point, so it may read clock and environment."""

    def __init__(self) -> None:
        self._held = ExitStack()

    def update_settings(self, settings: BaseSettings) -> None:
        """Open home and context unless the runner already did."""
        if settings.get("GLEANER_CONTEXT") is not None:
            return
        home = Path(os.environ.get("GLEANER_HOME") or default_home())
        chosen = load_settings(home, os.environ, {})
        database = open_home(chosen, utc_now()).database
        context = self._held.enter_context(opened_context(chosen, database, utc_now))
        settings.update(installation(context), priority="addon")
        settings.set("GLEANER_CLOSER", self._held, priority="addon")


class StandaloneVisit:
    """Puts the guard in place for this home's settings, and closes the add-on's context at the end."""

    def __init__(self, crawler: Crawler) -> None:
        closer = crawler.settings.get("GLEANER_CLOSER")
        if closer is None:
            raise NotConfigured("the runner does this itself")
        self._closer: ExitStack = closer
        self._settings = crawler.settings
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StandaloneVisit":
        """Listen for the end."""
        return cls(crawler)

    def spider_opened(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy's signature
        """Scrapy installed a resolver before the add-on could say what this home allows."""
        install_resolver(self._settings)

    async def spider_closed(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy's signature
        """Give back browser, lock, archive and pool."""
        await self._settings[RENDERER_SETTING].close()
        self._closer.close()


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)  # noqa: TID251 - an entry point's clock
