"""The last step and the crawl's only write path: polls go to the ledger, pages to intake."""

from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler

from pipelines.context import StepContext
from scraper.items import ChannelRead, PageRead


class StorePipeline:
    """Writes first, asks afterwards: a page is requested only once its sighting is in the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._context: StepContext = crawler.settings["GLEANER_CONTEXT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler, to ask for the pages that the ledger did not know."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Write the item in one transaction."""
        if isinstance(item, ChannelRead):
            await self._write_reading(item)
        elif isinstance(item, PageRead):
            await self._context.store_page(item)
            spider: Any = self._crawler.spider
            spider.stored += 1
        return item

    async def _write_reading(self, read: ChannelRead) -> None:
        spider: Any = self._crawler.spider
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("items are processed while the engine runs")
        following = await self._context.write_reading(spider.plan, read)
        spider.polled.add(read.plan.channel_id)
        for page in following.pages:
            engine.crawl(spider.ask_page(page))
        for document in following.further:
            plan = replace(read.plan, first_poll=document.first_poll)
            engine.crawl(spider.ask_channel(plan, document.url, read.depth + 1, following.poll_id))
