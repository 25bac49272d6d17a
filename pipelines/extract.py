"""Step 1: a page becomes a publication, in a process that can be killed."""

from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler

from pipelines.context import StepContext, awaits_step
from scraper.items import Unreadable


class ExtractPipeline:
    """Hands pages to the extraction pool."""

    def __init__(self, context: StepContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the run's context from the settings."""
        return cls(crawler.settings["GLEANER_CONTEXT"])

    async def process_item(self, item: Any) -> Any:
        """Fill in the publication, or the reason why there is none."""
        if not awaits_step(item):
            return item
        found = await self._context.extract(item)
        if isinstance(found, Unreadable):
            return replace(item, dropped=found)
        return replace(item, publication=found)
