"""Step 2: what the source and its entry say fills the gaps the page left."""

from dataclasses import replace
from typing import Any

from scraper.extraction.enrich import enrich

from pipelines.context import awaits_step


class EnrichPipeline:
    """Settles dates, nations and authors with what is known beside the page."""

    def process_item(self, item: Any) -> Any:
        """Only fills gaps: what the page says of itself stands."""
        if not awaits_step(item):
            return item
        return replace(item, publication=enrich(item.publication, item.plan.hints))
