"""Step 3: what cannot be a publication is dropped, with its reason on the sighting."""

from dataclasses import replace
from typing import Any

from scraper.extraction.validate import find_fault

from pipelines.context import awaits_step


class ValidatePipeline:
    """Judges what enriching could not mend."""

    def process_item(self, item: Any) -> Any:
        """The item, dropped when it has a fault."""
        if not awaits_step(item):
            return item
        return replace(item, dropped=find_fault(item.publication))
