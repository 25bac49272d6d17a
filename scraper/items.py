"""What travels between the rooms: frozen data, no behaviour beyond spelling itself."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from scraper.outcomes import (
    Confidence,
    DropReason,
    Fault,
    Kind,
    Nation,
    Outcome,
    Precision,
    Witness,
)


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date somebody stated, with where and how exactly.

    `value` is the date as the source wrote it (its own zone kept), the first day of the period when
    only month or year are known. `raw` is the text it was read from. `confidence` is set when the fact was
    settled beside what the other witnesses say; None before.
    """

    value: date
    precision: Precision
    witness: Witness
    raw: str = ""
    confidence: Confidence | None = None

    def __str__(self) -> str:
        """ISO 8601 cut to the precision: 2024-07-16, 2024-07 or 2024."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4, Precision.NONE: 0}
        return self.value.isoformat()[: length[self.precision]]

    def as_json(self) -> dict[str, str]:
        """The fact as plain data; `from_json` reads it back."""
        return {
            "value": self.value.isoformat(),
            "precision": self.precision,
            "witness": self.witness,
            "raw": self.raw,
            **({"confidence": self.confidence} if self.confidence else {}),
        }

    @classmethod
    def from_json(cls, said: dict[str, str] | None) -> "DateFact | None":
        """The fact from plain data; None from None."""
        if said is None:
            return None
        value = date.fromisoformat(said["value"])
        sure = Confidence(said["confidence"]) if said.get("confidence") else None
        return cls(value, Precision(said["precision"]), Witness(said["witness"]), said["raw"], sure)


@dataclass(frozen=True, slots=True)
class Fact:
    """One witness's statement about one field of a publication ("title", "author", "kind", …).

    `chosen` marks the statements that the publication's own fields were taken from.
    """

    field: str
    value: str
    witness: Witness
    precision: Precision = Precision.NONE
    confidence: Confidence | None = None
    chosen: bool = False

    def as_json(self) -> dict[str, Any]:
        """The fact as plain data."""
        return {
            "field": self.field,
            "value": self.value,
            "witness": self.witness,
            "precision": self.precision,
            "confidence": self.confidence,
            "chosen": self.chosen,
        }


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the text of a page: absolute URL and its words."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One response body as a reader sees it.

    `body` is decoded from any transfer encoding, not from its character set; `content_type` is the
    header's value ("text/html; charset=utf-8"), "" when absent; `url` is the final address.
    """

    url: str
    body: bytes
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UrlRules:
    """What a source says of its addresses.

    `twins` are hosts that show the same pages as `host`, the source's own; `tracking` are names of parameters
    that say nothing on `host` and its twins. All without "www." and port.
    """

    host: str = ""
    twins: frozenset[str] = frozenset()
    tracking: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """What a definition says about reading one channel. All patterns are searched in the absolute URL.

    With `versioned`, the time of update that an entry states marks a version of its content. `senders` are
    the mail addresses, or domains written "@example.org", whose newsletters count; all when empty.
    """

    publications: tuple[re.Pattern[str], ...] = ()
    not_publications: tuple[re.Pattern[str], ...] = ()
    hosts: frozenset[str] = frozenset()
    item_selector: str | None = None
    kind: Kind | None = None
    versioned: bool = False
    addresses: UrlRules = UrlRules()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a channel says it published: one item of a feed, a listing, a sitemap, a watched page.

    `url` is absolute or None when the channel gave none. `guid` is the id as given. `version` marks a
    content version when the address alone does not identify the entry (a watched page).
    """

    url: str | None
    title: str | None = None
    published: DateFact | None = None
    updated: DateFact | None = None
    guid: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    kind: Kind | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a channel's document.

    `outcome` is NEW when there are entries (known or not: the ledger decides that), EMPTY when the
    document is sound but shows none, SUSPECT when it does not look like the channel (a cookie wall, an
    HTML page where a feed should be), GONE when it says so itself, FAILED when it cannot be read.
    `detail` says why, in words for an editor. `more` are further documents of the same channel to read
    (sitemaps of an index, next pages of a listing). `memory` is kept by the channel until the next poll.
    `fault` is how much trouble says against the channel, None for what is usual for its outcome.
    """

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    detail: str = ""
    more: tuple[str, ...] = ()
    memory: dict[str, Any] = field(default_factory=dict)
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class PollHints:
    """What a server said of when to come back.

    `fresh_for` is how long its answer stays as it is, by its headers or by the document itself. Nothing is
    published in `skip_hours` (0 to 23, UTC) and on `skip_days` (Monday is 0). `not_before` is what it asked
    for when it was overloaded.
    """

    fresh_for: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    not_before: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """What holds until the next answer, as plain data; `from_json` reads it back."""
        said: dict[str, Any] = {}
        if self.fresh_for is not None:
            said["fresh_for"] = int(self.fresh_for.total_seconds())
        if self.skip_hours:
            said["skip_hours"] = sorted(self.skip_hours)
        if self.skip_days:
            said["skip_days"] = sorted(self.skip_days)
        return said

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "PollHints":
        """The hints from plain data, {} being none."""
        seconds = said.get("fresh_for")
        return cls(
            fresh_for=None if seconds is None else timedelta(seconds=seconds),
            skip_hours=frozenset(said.get("skip_hours", ())),
            skip_days=frozenset(said.get("skip_days", ())),
        )


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Where the archive keeps what was served."""

    url: str
    status: int
    fetched_at: datetime
    file: str
    offset: int
    sha256: str
    content_type: str


@dataclass(frozen=True, slots=True)
class SitePattern:
    """What some pages of a source taught of its template.

    `repeated` are lines that stand on several pages, as words in lower case. `content` is the XPath of the
    one element that holds the text, None when there is none on all pages. `title`, `published`, `authors` say
    where those stand: ("meta", name), ("json-ld", field), ("element", XPath), ("title-tag", ""), ("url", "");
    ("nowhere", "") when no page has any, None when no place serves.
    `share` is the least share of a page's prose that its content held, `pages` how many were learnt from.
    """

    repeated: frozenset[str] = frozenset()
    content: str | None = None
    title: tuple[str, str] | None = None
    published: tuple[str, str] | None = None
    authors: tuple[str, str] | None = None
    share: float = 0.0
    pages: int = 0

    def as_json(self) -> dict[str, Any]:
        """The pattern as plain data; `from_json` reads it back."""
        return {
            "repeated": sorted(self.repeated),
            "content": self.content,
            "title": self.title,
            "published": self.published,
            "authors": self.authors,
            "share": self.share,
            "pages": self.pages,
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "SitePattern":
        """The pattern from plain data."""
        places = {
            name: (said[name][0], said[name][1]) if said[name] else None
            for name in ("title", "published", "authors")
        }
        return cls(
            repeated=frozenset(said["repeated"]),
            content=said["content"],
            share=said["share"],
            pages=said["pages"],
            **places,
        )


@dataclass(frozen=True, slots=True)
class Override:
    """Where a source's pages hold what no general rule finds there, as CSS selectors.

    It holds for addresses in which `pattern` is found, served from `since` to `until`, both included; None
    where it has no end. `drop` are elements that are never content.
    """

    pattern: str = ""
    since: date | None = None
    until: date | None = None
    title: str | None = None
    published: str | None = None
    authors: str | None = None
    text: str | None = None
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageHints:
    """What is known of a page before it is read: its entry's statements and its source's rules.

    `witness` is the channel that stated title and authors: a feed, a listing, a sitemap. `patterns` are what
    the source's pages taught of its templates, the oldest first. `served` is the day an archived page was
    served, None for today or what its server says; overrides hold by it.
    """

    title: str | None = None
    witness: Witness = Witness.FEED
    published: DateFact | None = None
    updated: DateFact | None = None
    authors: tuple[str, ...] = ()
    kind: Kind | None = None
    kind_patterns: tuple[tuple[str, Kind], ...] = ()
    site_names: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    nations: tuple[Nation, ...] = ()
    addresses: UrlRules = UrlRules()
    patterns: tuple[SitePattern, ...] = ()
    overrides: tuple[Override, ...] = ()
    now: datetime | None = None
    served: date | None = None

    @property
    def repeated(self) -> frozenset[str]:
        """The lines that stand on several pages of the source, whichever pattern they were learnt with."""
        return frozenset().union(*(pattern.repeated for pattern in self.patterns))


@dataclass(frozen=True, slots=True)
class Publication:
    """What we understood of a page or PDF. `facts` holds what every witness said, the chosen ones too.

    `organisations` are the bodies behind it; `deadline` is the last day to respond to it and `event` the day
    it invites to; `summary` is a report's own executive summary.
    """

    url: str
    canonical_url: str | None
    title: str
    text: str
    authors: tuple[str, ...] = ()
    published: DateFact | None = None
    updated: DateFact | None = None
    kind: Kind = Kind.OTHER
    kind_witness: Witness = Witness.GUESS
    nations: tuple[Nation, ...] = ()
    language: str | None = None
    links: tuple[Link, ...] = ()
    media_type: str = "text/html"
    pages: int | None = None
    partial: bool = False
    facts: tuple[Fact, ...] = ()
    organisations: tuple[str, ...] = ()
    deadline: DateFact | None = None
    event: DateFact | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a page gave no publication: the expected failure of extraction.

    `moved_to` is where it says that it is now, None when it does not.
    """

    reason: DropReason
    detail: str = ""
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Identity of a text: the canonical URL key, further keys it goes by, and its text hashes (hex)."""

    key: str
    aliases: tuple[str, ...]
    text_hash: str
    mask_hash: str
    words: int
