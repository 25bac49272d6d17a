"""Fetches single addresses for `gleaner extract`: the same guard and manners, nothing stored."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.items import Document
from spiders.base import as_document
from spiders.failures import explain


class FetchSpider(Spider):
    """Puts a document, or the reason why there is none, into `answers` for every address."""

    name = "fetch"

    def __init__(self, urls: list[str], answers: dict[str, Document | str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls, self.answers = urls, answers

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each address once."""
        for url in dict.fromkeys(self.urls):
            try:
                request = Request(
                    url,
                    callback=self.keep,
                    errback=self.excuse,
                    cb_kwargs={"asked": url},
                    
                    dont_filter=True,
                )
            except ValueError as error:
                self.answers[url] = f"is no address: {error}"
                continue
            yield request

    def keep(self, response: Response, asked: str) -> None:
        """A document, or the status that came instead."""
        sound = 200 <= response.status < 300
        self.answers[asked] = as_document(response) if sound else f"the site answered {response.status}"

    def excuse(self, failure: Failure) -> None:
        """The reason in words."""
        self.answers[failure.request.cb_kwargs["asked"]] = explain(failure).words  # type: ignore[attr-defined]
