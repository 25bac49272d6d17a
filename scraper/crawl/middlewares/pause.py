"""Stops asking a host that said "later": 429 and 503, with or without Retry-After."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper.crawl.context import CrawlContext
from scraper.identity.urls import host_of
from scraper.outcomes import DropReason

#: Waited when the server names no time of its own, or one that cannot be read.
USUAL_PAUSE = timedelta(minutes=10)
#: A server can keep us away no longer than this without being asked again.
LONGEST_PAUSE = timedelta(hours=24)


class HostPausedError(IgnoreRequest):
    """The host asked to be left alone for a while; the request is made in a later visit."""

    drop_reason = DropReason.BLOCKED
    temporary = True
    unasked = True


class PauseMiddleware:
    """Refuses every further request of a visit once its host asked for a pause."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._context: CrawlContext = crawler.settings["GLEANER_CONTEXT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler, whose spider holds the visit."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse while the pause lasts."""
        until = self._paused_until()
        if until is not None and self._is_ours(request.url):
            raise HostPausedError(f"the site asked us to wait until {until:%d %b %H:%M} UTC")

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the pause a 429 or 503 asks for."""
        if response.status in {429, 503} and self._is_ours(request.url):
            stated = response.headers.get("Retry-After")
            until = pause_until(stated.decode("latin-1") if stated else "", self._context.clock())
            self._crawler.spider.paused_until = max(until, self._paused_until() or until)  # type: ignore[union-attr]
        return response

    def _paused_until(self) -> datetime | None:
        return getattr(self._crawler.spider, "paused_until", None)

    def _is_ours(self, url: str) -> bool:
        plan = getattr(self._crawler.spider, "plan", None)
        return plan is not None and host_of(url) == plan.host


def pause_until(retry_after: str, now: datetime) -> datetime:
    """When a host may be asked again: seconds or an HTTP date (RFC 9110, 10.2.3), at most 24 hours on."""
    text = retry_after.strip()
    pause = USUAL_PAUSE
    if text.isascii() and text.isdigit():
        pause = timedelta(seconds=min(int(text[:9]), int(LONGEST_PAUSE.total_seconds())))
    elif text:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return now + USUAL_PAUSE
        pause = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return now + min(max(pause, timedelta()), LONGEST_PAUSE)
