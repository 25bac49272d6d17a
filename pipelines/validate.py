"""Step 2: what a site shows in a publication's place is dropped, with its reason on the sighting."""

from dataclasses import replace
from typing import Any

from pipelines.context import awaits_step
from scraper.extraction.validate import find_fault
from scraper.outcomes import DropReason


class ValidatePipeline:
    """Knows error pages and robot checks that come with status 200."""

    def process_item(self, item: Any) -> Any:
        """The item, dropped when it has a fault; a check for robots may be gone at the next visit."""
        if not awaits_step(item):
            return item
        fault = find_fault(item.publication)
        if fault is None:
            return item
        return replace(item, dropped=fault, retry=fault.reason is DropReason.BLOCKED)
