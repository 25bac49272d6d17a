"""GOV.UK's addresses and the feeds they stand for."""

from urllib.parse import quote

import pytest

from scraper.items import Link
from scraper.sources.definition import dump_definition, parse_definition
from scraper.sources.detect import Search, conclude, next_guesses
from scraper.sources.draft import draft
from scraper.sources.govuk import CONTENT_API, feeds_of, topic_feeds
from tests.sources.test_detect import SITE, news, run
from tests.sources.test_detect_trials import NOW

HOME = "https://www.gov.uk"
OWN = f"{HOME}/government/organisations/ofsted.atom"
FINDER = f"{HOME}/search/all.atom?"
BY_ORGANISATION = f"{FINDER}organisations%5B%5D=ofsted&order=updated-newest"
TOPIC = "c58fdadd-7743-46d6-9629-90bb3ccc4ef0"


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        (f"{HOME}/government/organisations/ofsted", (OWN, BY_ORGANISATION)),
        ("https://gov.uk/government/organisations/ofsted/", (OWN, BY_ORGANISATION)),
        (
            f"{HOME}/government/topical-events/care-review",
            (f"{FINDER}topical_events%5B%5D=care-review&order=updated-newest",),
        ),
        (f"{HOME}/government/people/jo-example", (f"{FINDER}people%5B%5D=jo-example&order=updated-newest",)),
        (f"{HOME}/world/france/news", (f"{FINDER}world_locations%5B%5D=france&order=updated-newest",)),
        (
            f"{HOME}/search/all?keywords=child+safety&organisations[]=ofsted&order=relevance&page=3&parent=x",
            (f"{FINDER}keywords=child+safety&organisations%5B%5D=ofsted&order=updated-newest",),
        ),
        (
            f"{HOME}/search/research-and-statistics",
            (f"{HOME}/search/research-and-statistics.atom?order=updated-newest",),
        ),
        (f"{HOME}/search/all.atom?keywords=x", ()),
        (f"{HOME}/guidance/kinship-care", ()),
        (f"{HOME}/", ()),
        ("https://www.education-ni.gov.uk/search/all?x=y", ()),
        ("https://www.example.org/government/organisations/ofsted", ()),
    ],
)
def test_an_address_stands_for_the_feed_that_shows_the_same(address: str, feeds: tuple[str, ...]) -> None:
    assert feeds_of(address) == feeds


def test_a_topics_page_links_the_search_of_its_publications() -> None:
    parts = (f"{HOME}/browse", f"{HOME}/search/services", f"{HOME}/search/services?level_one_taxon={TOPIC}")
    assert topic_feeds(Link(url, "More") for url in parts) == (f"{FINDER}topic={TOPIC}&order=updated-newest",)
    assert topic_feeds([Link("https://other.org/search/all?topic=x", "x")]) == ()


def test_an_organisation_of_gov_uk_has_its_feed_at_a_known_address() -> None:
    address = f"{HOME}/government/organisations/ofsted"
    page: SITE = {address: "<html><title>Ofsted - GOV.UK</title>", OWN: ("<feed>", news("a"))}
    search, rounds = run(page, address)
    assert rounds == [[address, OWN]]
    assert conclude(search, NOW).name == "Ofsted"
    _, rounds = run({address: "<html>"}, address)
    assert rounds[1] == [BY_ORGANISATION]


def test_a_search_is_watched_as_its_feed_even_when_the_page_shows_results() -> None:
    address = f"{HOME}/search/all?keywords=care"
    feed = f"{FINDER}keywords=care&order=updated-newest"
    search, rounds = run({address: ("<html>", news("a", "b", "c")), feed: ("<feed>", news("a"))}, address)
    assert rounds == [[address, feed]]
    assert [each.url for each in conclude(search, NOW).channels] == [feed]


def test_a_topic_is_watched_as_the_feed_of_the_search_it_links() -> None:
    address = f"{HOME}/childcare-parenting/fostering"
    feed = f"{FINDER}topic={TOPIC}&order=updated-newest"
    link = f"{HOME}/search/news-and-communications?parent={quote('/childcare-parenting')}&topic={TOPIC}"
    page = f'<html><title>Fostering - GOV.UK</title><a href="{link}">See all</a>'
    search, rounds = run({address: page, feed: ("<feed>", news("a"))}, address)
    assert rounds == [[address], [feed]]
    assert [each.url for each in conclude(search, NOW).channels] == [feed]


def test_a_single_page_of_gov_uk_stays_a_page() -> None:
    address = f"{HOME}/guidance/kinship-care"
    search, rounds = run({address: "<html>"}, address)
    assert rounds == [[address]]
    assert next_guesses(Search(address), NOW)[0].url == address
    assert [each.url for each in conclude(search, NOW).channels] == [address]


def test_the_definition_drafted_for_gov_uk_names_its_content_api_and_its_hosts() -> None:
    address = f"{HOME}/government/organisations/ofsted"
    page: SITE = {address: "<html><title>Ofsted - GOV.UK</title>", OWN: ("<feed>", news("a"))}
    drafted = draft(conclude(run(page, address)[0], NOW), None, (), NOW)
    assert drafted.content_api == CONTENT_API
    assert drafted.hosts == ("www.gov.uk", "gov.uk", "assets.publishing.service.gov.uk")
    assert drafted.not_publications
    assert parse_definition(dump_definition(drafted), "") == drafted


def test_the_definition_drafted_for_any_other_site_names_none() -> None:
    home: SITE = {"/": "<html>", "/feed/": ("<rss>", news("a"))}
    drafted = draft(conclude(run(home)[0], NOW), None, (), NOW)
    assert (drafted.content_api, drafted.not_publications) == (None, ())
