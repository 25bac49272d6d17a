"""What a visit is told of a pending page: what its channels said of it, and what its source says of all."""

from typing import Any

import pytest

from scraper.errors import NotFoundError
from scraper.items import SitePattern
from scraper.outcomes import Kind, Strategy, Witness
from scraper.plans import PagePlan
from scraper.polling.visits import add_statement, counter_rules, plan_page, plan_pages, plan_single
from scraper.sources.definition import page_hints, parse_definition
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page, Sighting
from tests.factories import DEFINITION, NOW, make_source

LETTERS = """
[[channels]]
name = "mail"
strategy = "newsletter"
url = "folder:inbox"
rules.senders = ["@example.org"]
"""
EXAMPLE = parse_definition(DEFINITION.format(slug="example") + LETTERS, "example.toml")
COUNTER = "https://example.us7.list-manage.com/track/click?u=1&id=2"
STORY = "https://example.example.org/news/one-story"


def showing(strategy: Strategy = Strategy.LISTING, name: str = "news", **statement: Any) -> Sighting:
    """A sighting of a channel that said this."""
    return Sighting(
        channel=Channel(name=name, strategy=strategy), title=statement.pop("title", None), statement=statement
    )


def planned(*sightings: Sighting, url: str = STORY) -> PagePlan:
    page = Page(id=7, url=url, sightings=list(sightings))
    return plan_page(page, EXAMPLE, (SitePattern(),), NOW)


def test_the_first_channel_to_say_something_is_believed_and_others_fill_the_gaps() -> None:
    listing = showing(kind="report")
    feed = showing(Strategy.FEED, "feed", title="One story", authors=["Ann"], kind="news")
    sitemap = showing(Strategy.SITEMAP, "map", title="Another", authors=["Ben"])
    hints = planned(listing, feed, sitemap).hints
    assert (hints.title, hints.witness, hints.authors) == ("One story", Witness.FEED, ("Ann",))
    assert (hints.kind, hints.published, hints.updated) == (Kind.REPORT, None, None)
    assert (hints.now, hints.patterns) == (NOW, (SitePattern(),))


def test_dates_are_believed_as_they_were_stated() -> None:
    said = {"value": "2026-11-20", "precision": "day", "witness": "feed", "raw": "20 Nov"}
    later = {"value": "2026-11-22", "precision": "day", "witness": "listing", "raw": "22 Nov"}
    hints = planned(showing(Strategy.FEED, published=said), showing(published=later, updated=later)).hints
    assert [str(fact) for fact in (hints.published, hints.updated)] == ["2026-11-20", "2026-11-22"]


def test_a_channel_that_says_nothing_changes_nothing() -> None:
    hints = page_hints(EXAMPLE)
    assert add_statement(hints, showing()) == hints


def test_a_website_that_was_announced_is_one_whatever_its_address_says() -> None:
    assert planned(showing(announced=True)).hints.kind_patterns[0] == (".", Kind.WEBSITE)
    assert (".", Kind.WEBSITE) not in planned(showing()).hints.kind_patterns


def test_a_link_that_counts_clicks_is_asked_by_the_rules_of_its_newsletter() -> None:
    plan = planned(showing(Strategy.NEWSLETTER, "mail"), url=COUNTER)
    assert plan.counted is not None
    assert plan.counted.senders == ("@example.org",)
    assert plan.counted.hosts == frozenset(EXAMPLE.hosts)


def test_where_its_newsletter_left_the_definition_the_hosts_of_the_source_stay() -> None:
    plan = planned(showing(Strategy.NEWSLETTER, "former"), url=COUNTER)
    assert plan.counted is not None
    assert (plan.counted.senders, plan.counted.hosts) == ((), frozenset(EXAMPLE.hosts))


@pytest.mark.parametrize(
    ("url", "sighting"),
    [(STORY, showing(Strategy.NEWSLETTER, "mail")), (COUNTER, showing(Strategy.LISTING, "news"))],
    ids=["no counter", "no newsletter"],
)
def test_any_other_page_is_read_as_a_page(url: str, sighting: Sighting) -> None:
    assert counter_rules(Page(url=url, sightings=[sighting]), EXAMPLE) is None


def test_pages_are_planned_in_order_and_those_that_are_gone_left_out(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        for number in (3, 1, 2):
            session.add(
                Page(
                    id=number,
                    key=f"k{number}",
                    url=f"{STORY}-{number}",
                    source_id=source.id,
                    state="pending",
                    first_seen_at=NOW,
                )
            )
        session.flush()
        plans = plan_pages(session, [2, 1, 9], NOW)
    assert [(plan.page_id, plan.source) for plan in plans] == [(1, "example"), (2, "example")]


@pytest.mark.parametrize("slug", ["example/nothing", "nobody/feed", "example", ""])
def test_a_channel_that_is_not_there_is_not_planned(database: Database, slug: str) -> None:
    with database.writing() as session:
        make_source(session)
        with pytest.raises(NotFoundError, match="name it source/channel"):
            plan_single(session, slug)
