"""Rows and items as tests need them: every argument has a plain default."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from scraper.identity.fingerprint import fingerprint
from scraper.items import (
    ChannelRules,
    DateFact,
    Document,
    Entry,
    PageHints,
    Publication,
    Reading,
    RecordRef,
    Unreadable,
)
from scraper.outcomes import DropReason, Kind, Outcome, Precision, Strategy, Witness
from scraper.plans import ChannelPlan, ChannelRead, PagePlan, PageRead
from scraper.polling.register import register
from scraper.sources.definition import parse_definition
from scraper.storage.models import Channel, Page, Source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = (
    "Children told the inspectors that they wanted one named worker who stays with them while plans change."
    " Practitioners agreed and asked for smaller caseloads, better records and time to listen to families."
    " The authors recommend a yearly review of waiting times in every area and a public register of results."
)

DEFINITION = """
slug = "{slug}"
name = "Example Voice"
home = "https://{slug}.example.org/"
[[channels]]
name = "news"
strategy = "listing"
url = "https://{slug}.example.org/news/"
[[channels]]
name = "feed"
strategy = "feed"
url = "https://{slug}.example.org/feed/"
"""


def make_source(session: Session, slug: str = "example", now: datetime = NOW) -> Source:
    """A registered source with the channels news and feed."""
    register(session, [parse_definition(DEFINITION.format(slug=slug), f"{slug}.toml")], now)
    session.flush()
    return session.query(Source).filter_by(slug=slug).one()


def channel_plan(channel: Channel, first_poll: bool = False, **changes: Any) -> ChannelPlan:
    """The plan of a channel, by default not its first poll."""
    values: dict[str, Any] = {
        "channel_id": channel.id,
        "name": channel.name,
        "source": channel.source.slug,
        "strategy": Strategy(channel.strategy),
        "url": channel.url,
        "rules": ChannelRules(hosts=frozenset({f"{channel.source.slug}.example.org"})),
        "memory": {},
        "first_poll": first_poll,
    }
    return ChannelPlan(**(values | changes))


def day(value: date, witness: Witness = Witness.LISTING, precision: Precision = Precision.DAY) -> DateFact:
    """A stated date."""
    return DateFact(value, precision, witness, value.isoformat())


def entry(path: str = "/news/one-story", title: str = "One story", **changes: Any) -> Entry:
    """An entry of the source "example"."""
    return Entry(**({"url": f"https://example.example.org{path}", "title": title} | changes))


def reading(
    plan: ChannelPlan, *entries: Entry, outcome: Outcome = Outcome.NEW, **changes: Any
) -> ChannelRead:
    """A channel's document with these entries."""
    return ChannelRead(**({"plan": plan, "reading": Reading(outcome, entries), "started_at": NOW} | changes))


def publication(**changes: Any) -> Publication:
    """A publication of the source "example"."""
    values: dict[str, Any] = {
        "url": "https://example.example.org/news/one-story",
        "canonical_url": None,
        "title": "One story",
        "text": WORDS,
        "published": day(date(2026, 11, 20), Witness.META),
        "kind": Kind.NEWS,
        "language": "en",
    }
    return Publication(**(values | changes))


def page_read(page: Page, found: Publication | None = None, **changes: Any) -> PageRead:
    """A page that was fetched and understood."""
    found = found or publication(url=page.url)
    values: dict[str, Any] = {
        "plan": PagePlan(page.id, page.url, "example", PageHints()),
        "document": Document(found.url, b"<html>", "text/html"),
        "record": RecordRef(found.url, 200, NOW, "one.warc.gz", 17, "ab" * 32, "text/html"),
        "publication": found,
        "fingerprint": fingerprint(found, found.url, page.url),
    }
    return PageRead(**(values | changes))


def failed_read(page: Page, reason: DropReason, retry: bool) -> PageRead:
    """A page that could not be had."""
    plan = PagePlan(page.id, page.url, "example", PageHints())
    return PageRead(plan, dropped=Unreadable(reason, "in words"), retry=retry)
