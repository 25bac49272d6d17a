"""Stops asking a host that said "later": 429 and 503, with or without Retry-After."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper.crawl.pauses import Pauses
from scraper.identity.urls import host_of
from scraper.outcomes import DropReason

#: The setting that holds the pauses shared by all crawls of a process.
PAUSES_SETTING = "GLEANER_PAUSES"
#: Answers that ask for a pause whether or not they say how long. Other refusals do when they say so.
ASK_FOR_PAUSE = frozenset({429, 503})


class HostPausedError(IgnoreRequest):
    """The host asked to be left alone for a while; the request is made in a later visit."""

    drop_reason = DropReason.BLOCKED
    temporary = True
    unasked = True


class PauseMiddleware:
    """Refuses every further request to a host that asked for a pause, whichever crawl or page wants it."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the process's pauses."""
        return cls(crawler.settings[PAUSES_SETTING])

    def process_request(self, request: Request) -> None:
        """Refuse while the pause lasts."""
        until = self._pauses.until(host_of(request.url))
        if until is not None:
            raise HostPausedError(f"the site asked us to wait until {until:%d %b %H:%M} UTC")

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note the pause that a refusal asks for."""
        stated = [value.decode("latin-1") for value in response.headers.getlist("Retry-After")]
        if response.status in ASK_FOR_PAUSE or (response.status >= 400 and any(stated)):
            sent = (response.headers.get("Date") or b"").decode("latin-1")
            await self._pauses.note(host_of(request.url), stated, sent)
        return response
