"""The last step and the crawl's only write path: polls go to the ledger, pages to intake."""

from dataclasses import replace
from typing import Any, Self

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from pipelines.context import StepContext
from scraper.contents import elsewhere
from scraper.plans import ChannelRead, PageRead


class StorePipeline:
    """Writes first, asks afterwards: a page is requested only once its sighting is in the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._context: StepContext = crawler.settings["GLEANER_CONTEXT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler, to ask for the pages that the ledger did not know."""
        return cls(crawler)

    @property
    def _engine(self) -> ExecutionEngine:
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("items are processed while the engine runs")
        return engine

    async def process_item(self, item: Any) -> Any:
        """Write the item in one transaction."""
        if isinstance(item, ChannelRead):
            await self._write_reading(item)
        elif isinstance(item, PageRead):
            await self._store_page(item)
        return item

    async def _store_page(self, read: PageRead) -> None:
        """Write what became of a page, unless it is still to be had elsewhere."""
        spider: Any = self._crawler.spider
        if following := elsewhere(read):
            self._engine.crawl(spider.ask_page(*following))
            return
        if read.leads_to is not None:
            await self._context.lead_on(read)
        else:
            await self._context.store_page(read)
        spider.stored += 1

    async def _write_reading(self, read: ChannelRead) -> None:
        spider: Any = self._crawler.spider
        following = await self._context.write_reading(spider.plan, read)
        spider.polled.add(read.plan.channel_id)
        for page in following.pages:
            self._engine.crawl(spider.ask_page(page))
        for document in following.further:
            plan = replace(read.plan, first_poll=document.first_poll)
            self._engine.crawl(spider.ask_channel(plan, document.url, read.depth + 1, following.poll_id))
