"""The peer check: did the answer come from where it may come from?"""

import logging
from typing import TYPE_CHECKING

from scraper.crawl.guard.addresses import Permits, permitted
from scraper.crawl.guard.refusals import RefusedByPolicy

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

#: Counted in the crawl's statistics. Anything but 0 means that the gate has been passed by.
ALARMS = "guard/alarms"


class PeerCheckMiddleware:
    """Refuses answers from addresses that no connection should have reached."""

    def __init__(self, crawler: "Crawler", permits: Permits) -> None:
        self._crawler = crawler
        self._permits = permits

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "PeerCheckMiddleware":
        """With the rule of the crawl's settings."""
        return cls(crawler, permitted(crawler.settings))

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Let the answer pass. One without an address did not come from the network, but from an archive.

        Raises:
            RefusedByPolicy: it came from an address that is not public.
        """
        peer = response.ip_address
        if peer is None or self._permits(str(peer)):
            return response
        self._crawler.stats.inc_value(ALARMS)
        logger.critical("Security alarm: %s was answered by %s, past the guard", request.url, peer)
        raise RefusedByPolicy(f"answered by {peer}, which is not a public address")
