"""A download handler that answers from an archive: the crawl's other half stays exactly as it is."""

from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from scraper.archive.reader import ArchiveIndex
from scraper.outcomes import DropReason


class NotInArchiveError(OSError):
    """The archive holds no answer to this request. An ordinary failed request."""

    drop_reason = DropReason.FETCH_FAILED
    temporary = True


class ReplayHandler(BaseDownloadHandler):
    """Answers http and https requests from `context.replay`; never opens a connection."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        index = crawler.settings["GLEANER_CONTEXT"].replay
        if index is None:
            raise NotConfigured("no archive to replay")
        self._index: ArchiveIndex = index

    async def download_request(self, request: Request) -> Response:
        """The archived response.

        Raises:
            NotInArchiveError: there is none.
        """
        url = urldefrag(request.url).url
        stored = self._index.read(url)
        if stored is None:
            return self._missing(request)
        headers = Headers()
        for name, value in stored.headers:
            headers.appendlist(name, value)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=stored.body)
        return kind(url=request.url, status=stored.status, headers=headers, body=stored.body)

    def _missing(self, request: Request) -> Response:
        # robots.txt asks what a live server allows; where none was archived there is nobody to ask
        if urlsplit(request.url).path == "/robots.txt":
            return Response(url=request.url, status=404)
        raise NotInArchiveError(f"the archive {self._index.path.name} holds no answer to this")
