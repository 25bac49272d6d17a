"""Shows a page to a browser where its channel asks for that, and passes on what the browser showed."""

import logging
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, NotConfigured
from scrapy.http import HtmlResponse, Response
from scrapy.utils.httpobj import urlparse_cached

from scraper.archive.writer import Exchange
from scraper.crawl.guard.refusals import TooLarge
from scraper.crawl.middlewares.archive import PART_OF_PAGE, pairs
from scraper.crawl.rendering import RENDERER_SETTING, Answer, Fetch, NotRenderedError, Part, Renderer
from scraper.crawl.rendering.limits import MEGABYTE
from scraper.discovery.answers import fault_in_words

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from scraper.crawl.context import CrawlContext

logger = logging.getLogger(__name__)

#: In a request's meta: the document is wanted as a browser shows it.
RENDER = "render"
#: In the headers of what a browser showed, and in the archive: which browser that was.
RENDERED = "X-Gleaner-Rendered"


class RenderMiddleware:
    """Stands where redirects have been followed and bodies are decoded: the page itself came the usual way.

    So do the files its scripts ask for: they pass all middlewares and the guard. They do without the pause
    between two requests, as they would with any reader, and are not archived: the shown page is. robots.txt
    binds them on the page's own host, whose rules are known; of other hosts they are parts of this page.
    """

    def __init__(self, crawler: "Crawler", renderer: Renderer) -> None:
        self._crawler = crawler
        self._renderer = renderer
        self._offline = crawler.settings.getbool("GLEANER_OFFLINE")
        self._context: CrawlContext | None = crawler.settings.get("GLEANER_CONTEXT")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """With the run's renderer (setting GLEANER_RENDERER)."""
        renderer = crawler.settings.get(RENDERER_SETTING)
        if renderer is None:
            raise NotConfigured
        return cls(crawler, renderer)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page as a browser shows it; as it came when nobody asked for that, or it is no page.

        Raises:
            NotRenderedError: it was asked for and cannot be had.
        """
        if not request.meta.get(RENDER) or not isinstance(response, HtmlResponse):
            return response
        if not 200 <= response.status < 300:
            return response
        if self._offline:
            if RENDERED not in response.headers:
                raise NotRenderedError("the archive holds the page as it was served, not as it was shown")
            return response
        rendered = await self._renderer.render(request.url, as_answer(response), self._fetch(request))
        shown = HtmlResponse(
            url=response.url,
            status=response.status,
            headers={"Content-Type": "text/html; charset=utf-8", RENDERED: rendered.browser},
            body=rendered.html.encode("utf-8", "replace"),
            encoding="utf-8",
            ip_address=response.ip_address,
        )
        self._archive(request, shown)
        return shown

    def _archive(self, request: Request, shown: Response) -> None:
        """Keep what was shown behind what was served: a replay answers with the latest record."""
        if self._context is not None:
            request.meta["record"] = self._context.archive.write(
                Exchange(
                    url=shown.url,
                    status=shown.status,
                    headers=pairs(shown.headers),
                    body=shown.body,
                    fetched_at=self._context.clock(),
                    request_headers=pairs(request.headers),
                    content_type="text/html; charset=utf-8",
                )
            )

    def _fetch(self, page: Request) -> Fetch:
        """How files of this page are fetched."""
        host = urlparse_cached(page).netloc.lower()

        async def fetch(part: Part) -> Answer | None:
            request = Request(part.url, method=part.method, headers=part.headers, body=part.body)
            request.meta.update(
                {
                    "source": page.meta.get("source"),
                    "download_maxsize": self._renderer.limits.part_bytes,
                    "dont_obey_robotstxt": urlparse_cached(request).netloc.lower() != host,
                    PART_OF_PAGE: True,
                }
            )
            try:
                return as_answer(await self._download(request))
            except (TooLarge, DownloadCancelledError) as error:
                most = self._renderer.limits.part_bytes // MEGABYTE
                raise NotRenderedError(f"{part.url[:200]} is larger than {most} MB") from error
            except Exception as error:  # noqa: BLE001 downloads fail with any class; a page may do without a part
                logger.info("No %s for %s: %s", part.url, page.url, fault_in_words(error))
                return None

        return fetch

    async def _download(self, request: Request) -> Response:
        """Through all middlewares, redirects followed, past the queue of the host."""
        engine = self._crawler.engine
        if engine is None:
            raise NotRenderedError("the visit has ended")
        downloader = engine.downloader
        while True:
            answer = await downloader.middleware.download_async(
                downloader.handlers.download_request_async, request
            )
            if isinstance(answer, Response):
                return answer
            request = answer


def as_answer(response: Response) -> Answer:
    """A response as the browser is given it."""
    return Answer(response.status, tuple(pairs(response.headers)), response.body)
