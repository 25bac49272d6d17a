"""Step 3: what is valid gets its identity."""

from dataclasses import replace
from typing import Any

from pipelines.context import awaits_step
from scraper.identity.fingerprint import fingerprint
from scraper.plans import PageRead


class FingerprintPipeline:
    """Fills in canonical URL keys and text hashes."""

    def process_item(self, item: Any) -> Any:
        """The final address is the identity; the one asked for is an alias."""
        if not awaits_step(item):
            return item
        return with_fingerprint(item)


def with_fingerprint(page: PageRead) -> PageRead:
    """The page with its fingerprint."""
    if page.publication is None or page.document is None:
        raise ValueError("only an extracted page has an identity")
    addresses = (page.document.url, page.plan.url)
    return replace(page, fingerprint=fingerprint(page.publication, *addresses, page.plan.hints.addresses))
