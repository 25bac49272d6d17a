"""What a visit has to do, and what came of each part: frozen data, as what travels between the rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.items import (
    ChannelRules,
    Document,
    Fingerprint,
    PageHints,
    Publication,
    Reading,
    RecordRef,
    Unreadable,
)
from scraper.outcomes import Strategy


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One channel to poll in a visit.

    `memory` is what it kept from its last poll; `admitted` the addresses of its latest publications that were
    stored, newest first; `render` asks for the page as a browser shows it.
    """

    channel_id: int
    name: str
    source: str
    strategy: Strategy
    url: str
    rules: ChannelRules
    memory: dict[str, Any]
    first_poll: bool
    admitted: tuple[str, ...] = ()
    render: bool = False

    @property
    def slug(self) -> str:
        """How a person names the channel: source/channel."""
        return f"{self.source}/{self.name}"


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One pending page to fetch in a visit, with what is known of it.

    `content_url` is where the page's content can be had as data, None when only the page itself has it.
    `counted` is set for a newsletter's link that counts clicks: it is asked where it leads, and these rules
    say whether that may be a page of the source.
    """

    page_id: int
    url: str
    source: str
    hints: PageHints
    content_url: str | None = None
    counted: ChannelRules | None = None


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """All that one visit of one host has to do."""

    host_id: int
    host: str
    channels: tuple[ChannelPlan, ...]
    pages: tuple[PagePlan, ...]


@dataclass(frozen=True, slots=True)
class ChannelRead:
    """One document of a channel, read. `memory` replaces the channel's, None leaves it as it was.

    `depth` counts the documents before it (sitemaps of an index, next pages); `poll_id` is the poll they
    belong to, None for the first; `asked` is the address such a further document was asked for by. `moved_to`
    is where permanent redirects led, None when there were none.
    """

    plan: ChannelPlan
    reading: Reading
    started_at: datetime
    status: int | None = None
    memory: dict[str, Any] | None = None
    size: int = 0
    depth: int = 0
    poll_id: int | None = None
    moved_to: str | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page on its way from the network to the desk; each pipeline step fills in its part.

    `leads_to` is the address that a link which counts clicks was found to lead to.
    """

    plan: PagePlan
    document: Document | None = None
    record: RecordRef | None = None
    publication: Publication | None = None
    fingerprint: Fingerprint | None = None
    dropped: Unreadable | None = None
    retry: bool = False
    leads_to: str | None = None
