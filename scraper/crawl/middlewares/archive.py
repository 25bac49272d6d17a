"""Keeps every response as it came over the wire, and counts requests and bytes."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from scraper.archive.writer import Exchange
from scraper.crawl.context import CrawlContext

#: In a request's meta: it is for a file of a page being rendered, which is counted, but not archived.
PART_OF_PAGE = "part_of_page"
#: In a request's meta: its address says who is subscribed to a newsletter, which is nobody's to keep.
PRIVATE = "private"


class ArchiveMiddleware:
    """Sits below decompression and redirects: sees bodies as served, and every hop of a redirect."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the run's context from the settings."""
        return cls(crawler.settings["GLEANER_CONTEXT"])

    def process_request(self, request: Request) -> None:
        """Count the request for the source it is made for; robots.txt counts for none."""
        source = request.meta.get("source")
        if source is not None:
            self._context.tally.of(source).requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange and tell the spider where it lies."""
        source = request.meta.get("source")
        if source is not None:
            self._context.tally.of(source).size += len(response.body)
        if request.meta.get(PART_OF_PAGE) or request.meta.get(PRIVATE):
            return response
        fetched_at = self._context.clock()
        record = self._context.archive.write(
            Exchange(
                url=response.url,
                status=response.status,
                headers=pairs(response.headers),
                body=response.body,
                fetched_at=fetched_at,
                method=request.method,
                request_headers=pairs(request.headers),
                content_type=header(response.headers, "Content-Type"),
            )
        )
        request.meta["record"] = record
        return response


def pairs(headers: Headers) -> list[tuple[str, str]]:
    """Headers as text, one pair for each value; bytes outside ASCII are kept through latin-1."""
    return [
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in headers.items()
        for value in values
    ]


def header(headers: Headers, name: str) -> str:
    """The value of one header, "" when it is absent."""
    value = headers.get(name)
    return value.decode("latin-1") if value else ""
