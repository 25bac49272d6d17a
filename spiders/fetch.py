"""Fetches single addresses, outside any run: the same guard and manners as a visit, nothing stored."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.discovery.answers import judge_status
from scraper.items import Document, Reading
from scraper.outcomes import Outcome
from spiders.base import as_document
from spiders.failures import explain


class FetchSpider(Spider):
    """Puts a document, or the reading that says why there is none, into `answers` for every address.

    Args:
        urls: addresses to ask for.
        answers: where to put what came.
        rendered: those of the addresses that are wanted as a browser shows them.
    """

    name = "fetch"

    def __init__(
        self,
        urls: list[str],
        answers: dict[str, Document | Reading],
        rendered: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.urls, self.answers, self.rendered = urls, answers, rendered

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each address once."""
        for url in dict.fromkeys(self.urls):
            try:
                request = Request(
                    url,
                    callback=self.keep,
                    errback=self.excuse,
                    cb_kwargs={"asked": url},
                    meta={"render": url in self.rendered},
                    dont_filter=True,
                )
            except ValueError as error:
                self.answers[url] = Reading(Outcome.FAILED, detail=f"is no address: {error}")
                continue
            yield request

    def keep(self, response: Response, asked: str) -> None:
        """A document, or what the status says that came instead."""
        self.answers[asked] = judge_status(response.status) or as_document(response)

    def excuse(self, failure: Failure) -> None:
        """The reason, in words too."""
        explained = explain(failure)
        asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
        self.answers[asked] = Reading(explained.outcome, detail=explained.words)
