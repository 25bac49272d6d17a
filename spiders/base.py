"""The visit as a spider: asks for the due channels and pending pages of one host, and hands on what comes."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.contents import page_address
from scraper.discovery import read as read_document
from scraper.discovery.addresses import leads_to_front_page
from scraper.discovery.answers import judge_status
from scraper.discovery.hints import hints_in
from scraper.discovery.leading import leads_to
from scraper.discovery.sitemap import SITEMAPS
from scraper.items import Document, Reading, Unreadable
from scraper.outcomes import DropReason, Outcome, Strategy
from scraper.plans import ChannelPlan, ChannelRead, PagePlan, PageRead, VisitPlan
from spiders.failures import explain
from spiders.validators import (
    AFRESH_AT,
    ASKED_BY,
    FROZEN,
    LISTED,
    are_frozen,
    digest_of,
    looks_afresh,
    stated_validators,
    validators,
)

#: A page that refuses or lacks is tried again later: sites in trouble answer all of these for a while.
PASSING_STATUSES = frozenset({401, 403, 404, 408, 425, 429, 451})
#: An API that refuses a question says in its answer what is wrong: a page beyond the last, an unknown filter.
SPOKEN_STATUSES = frozenset({400, 422})
#: A page's content comes with 200, and with 410 when the data says that it was taken down.
CONTENT_STATUSES = frozenset({200, 410})


#: Strategies whose document is a page, as a front page is one.
PAGES = frozenset({Strategy.LISTING, Strategy.PAGE})


class VisitContext(Protocol):
    """What a spider needs of the run it belongs to."""

    def clock(self) -> datetime:
        """The present, aware."""

    async def plan_channel(self, slug: str, strategy: Strategy | None) -> VisitPlan:
        """The plan of one channel named source/channel."""


class VisitSpider(Spider):
    """One short crawl of one host.

    Args:
        plan: what to do, as the runner hands it over.
        channel: alternatively one channel, named source/channel, as `scrapy crawl feed -a channel=…`.
    """

    name = "visit"
    strategy: Strategy | None = None

    def __init__(self, plan: VisitPlan | None = None, channel: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if plan is None and channel is None:
            raise ValueError(f"spider {self.name} needs -a channel=SOURCE/CHANNEL")
        self.plan = plan
        self.channel = channel or ""
        self.polled: set[int] = set()
        self.stored = 0

    @property
    def context(self) -> VisitContext:
        """The run this visit belongs to; a crawler makes its spider before its settings are complete."""
        context: VisitContext = self.crawler.settings["GLEANER_CONTEXT"]
        return context

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every due channel, then for every page that waits."""
        if self.plan is None:
            self.plan = await self.context.plan_channel(self.channel, self.strategy)
        for channel in self.plan.channels:
            yield self.ask_channel(channel)
        for page in self.plan.pages:
            yield self.ask_page(page)

    def ask_channel(
        self, plan: ChannelPlan, url: str | None = None, depth: int = 0, poll_id: int | None = None
    ) -> Request:
        """A request for a channel, or for a further document of it."""
        return Request(
            url or plan.url,
            callback=self.read_channel,
            errback=self.channel_failed,
            # What a script fills changes under a frame that does not, so a rendered page is always asked for.
            headers=validators(plan.memory, self.context.clock()) if depth == 0 and not plan.render else {},
            cb_kwargs={
                "plan": plan,
                "depth": depth,
                "poll_id": poll_id,
                "started_at": self.context.clock(),
                "asked": url or "",
            },
            meta={"source": plan.source, "render": plan.render},
            priority=10,
            dont_filter=True,
        )

    def ask_page(self, plan: PagePlan, now_at: str | None = None) -> Request:
        """A request for a pending page, or instead for its content where that stands as data.

        Args:
            plan: the page.
            now_at: the page that the asked content is of, when the publication was said to have moved.
        """
        if plan.counted is not None:
            return self.ask_counter(plan)
        if plan.content_url is not None:
            return Request(
                plan.content_url,
                callback=self.read_content,
                errback=self.content_failed,
                cb_kwargs={"plan": plan, "page": now_at or plan.url},
                meta={"source": plan.source},
                dont_filter=True,
            )
        return Request(
            plan.url,
            callback=self.read_page,
            errback=self.page_failed,
            cb_kwargs={"plan": plan},
            meta={"source": plan.source},
            dont_filter=True,
        )

    def ask_counter(self, plan: PagePlan) -> Request:
        """A request for where a newsletter's link leads; it is neither followed nor archived."""
        return Request(
            plan.url,
            callback=self.read_counter,
            errback=self.page_failed,
            cb_kwargs={"plan": plan},
            meta={"source": plan.source, "dont_redirect": True, "private": True},
            dont_filter=True,
        )

    def read_counter(self, response: Response, plan: PagePlan) -> Iterator[PageRead]:
        """Where the link leads, or why that cannot be known."""
        document = as_document(response)
        if url := leads_to(document, response.status):
            yield PageRead(plan, leads_to=url)
        elif 200 <= response.status < 300:
            said = Unreadable(DropReason.FETCH_FAILED, "the link does not say where it leads")
            yield PageRead(plan, dropped=said)
        else:
            yield from self.read_page(response, plan)

    def read_channel(
        self,
        response: Response,
        *,
        plan: ChannelPlan,
        depth: int,
        poll_id: int | None,
        started_at: datetime,
        asked: str,
    ) -> Iterator[ChannelRead]:
        """Read a channel's document, unless its status or its unchanged bytes say enough."""
        digest = hashlib.sha256(response.body).hexdigest()
        now = self.context.clock()
        remembered = remembered_reading(plan, now) if depth == 0 else {}
        spoken = plan.strategy is Strategy.API and response.status in SPOKEN_STATUSES
        reading = None if spoken else judge_status(response.status, conditional=asks_for_change(response))
        if reading is None and plan.strategy in PAGES and leads_to_front_page(plan.url, response.url):
            reading = Reading(Outcome.SUSPECT, detail="the site leads to its front page instead")
        if reading is None and depth == 0 and says_nothing_new(plan, digest, now):
            reading = Reading(Outcome.UNCHANGED, detail="not changed since the last look")
        if reading is None:
            reading = read_document(
                plan.strategy,
                as_document(response),
                plan.rules,
                remembered,
                now,
                admitted=plan.admitted,
            )
        yield ChannelRead(
            plan=plan,
            reading=reading,
            started_at=started_at,
            status=response.status,
            memory=remember(plan.memory, reading, response, digest, now) if depth == 0 else None,
            size=len(response.body),
            depth=depth,
            poll_id=poll_id,
            moved_to=permanent_move(response) if depth == 0 else None,
            asked=asked,
        )

    def channel_failed(self, failure: Failure) -> Iterator[ChannelRead]:
        """A channel that could not be fetched is an outcome, never silence."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        explained = explain(failure)
        yield ChannelRead(
            plan=arguments["plan"],
            reading=Reading(explained.outcome, detail=explained.words, fault=explained.fault),
            started_at=arguments["started_at"],
            depth=arguments["depth"],
            poll_id=arguments["poll_id"],
            asked=arguments["asked"],
        )

    def read_page(self, response: Response, plan: PagePlan) -> Iterator[PageRead]:
        """Hand a page on to the pipelines, or say why there is none."""
        record = response.meta.get("record")
        if 200 <= response.status < 300 and response.body:
            yield PageRead(plan, document=as_document(response), record=record)
            return
        passing = response.status in PASSING_STATUSES or response.status >= 500 or not response.body
        reason = DropReason.GONE if response.status in {404, 410} else DropReason.FETCH_FAILED
        if response.status in {401, 403, 451}:
            reason = DropReason.BLOCKED
        said = Unreadable(reason, f"the site answered {response.status}")
        yield PageRead(plan, record=record, dropped=said, retry=passing and response.status != 410)

    def read_content(self, response: Response, plan: PagePlan, page: str) -> Iterator[PageRead | Request]:
        """Hand on the content, under its page's address; where there is none, ask for the page itself."""
        if response.status not in CONTENT_STATUSES or not response.body.lstrip().startswith(b"{"):
            yield self.ask_page(replace(plan, content_url=None))
            return
        found = page_address(page, plan.content_url or "", response.url)
        document = replace(as_document(response), url=found)
        yield PageRead(plan, document=document, record=response.meta.get("record"))

    def content_failed(self, failure: Failure) -> Iterator[Request]:
        """A fault of the data says nothing of the page."""
        plan: PagePlan = failure.request.cb_kwargs["plan"]  # type: ignore[attr-defined]
        yield self.ask_page(replace(plan, content_url=None))

    def page_failed(self, failure: Failure) -> Iterator[PageRead]:
        """A page that could not be fetched stays, with the reason; one not asked for, as it was."""
        explained = explain(failure)
        if explained.unasked:
            return
        yield PageRead(
            plan=failure.request.cb_kwargs["plan"],  # type: ignore[attr-defined]
            dropped=Unreadable(explained.reason, explained.words),
            retry=explained.temporary,
        )


def asks_for_change(response: Response) -> bool:
    """Whether the request that was answered sent validators along."""
    return response.request is not None and any(name in response.request.headers for name in ASKED_BY)


def permanent_move(response: Response) -> str | None:
    """Where redirects that all say "for good" (301, 308) led; None when there were none, or one did not."""
    reasons = response.meta.get("redirect_reasons", [])
    return response.url if reasons and all(reason in {301, 308} for reason in reasons) else None


def as_document(response: Response) -> Document:
    """A response as readers and extraction see it."""
    headers = {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }
    return Document(response.url, response.body, headers.get("content-type", ""), headers)


def remembered_reading(plan: ChannelPlan, now: datetime) -> dict[str, Any]:
    """What the reader kept. A sitemap's statements of change are forgotten on every n-th poll."""
    if plan.strategy is Strategy.SITEMAP and looks_afresh(plan.memory, now):
        return {}
    kept: dict[str, Any] = plan.memory.get("reading", {})
    return kept


def says_nothing_new(plan: ChannelPlan, digest: str, now: datetime) -> bool:
    """Whether the same bytes as last time say enough; an index may stay the same while sitemaps change."""
    is_index = SITEMAPS in plan.memory.get("reading", {})
    return plan.memory.get("body") == digest and not (is_index and looks_afresh(plan.memory, now))


def remember(
    memory: dict[str, Any], reading: Reading, response: Response, digest: str, now: datetime
) -> dict[str, Any] | None:
    """What the channel keeps for its next poll; None (as before) when this one was not sound."""
    polls = memory.get("polls", 0) + 1
    asked = {AFRESH_AT: now.isoformat()} if response.status != 304 else {}
    if reading.outcome is Outcome.UNCHANGED:
        return {**memory, "polls": polls, **asked}
    if reading.outcome is not Outcome.NEW:
        return None
    document = as_document(response)
    stated = stated_validators(document.headers)
    listed = digest_of(reading.entries)
    kept = {"polls": polls, "body": digest, "reading": reading.memory, LISTED: listed, **asked, **stated}
    if memory.get(FROZEN) or are_frozen(memory, stated, listed):
        kept[FROZEN] = True
    if hints := hints_in(document).as_json():
        kept["hints"] = hints
    return kept
