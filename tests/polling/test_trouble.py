"""When does a channel need a replacement, and when may one be looked for again?"""

from datetime import timedelta

import pytest

from scraper.crawl.rendering import obstacle
from scraper.discovery.feed import read as read_feed
from scraper.discovery.listing import read as read_listing
from scraper.items import ChannelRules, Document
from scraper.outcomes import Outcome, Strategy
from scraper.polling.trouble import (
    ChannelFacts,
    Look,
    Trouble,
    is_definite,
    is_refusal,
    next_attempt,
    trouble,
)
from scraper.sources.definition import Role
from tests.factories import NOW

DAY = timedelta(days=1)
NO_PAGE = Look(Outcome.FAILED, "there is no such page (404)", 404)
TIMEOUT = Look(Outcome.FAILED, "the site did not answer in time")
ERROR = Look(Outcome.FAILED, "the site answered with an error (503)", 503)
REFUSED = Look(Outcome.BLOCKED, "the site refused us (403)", 403)
SOUND = Look(Outcome.UNCHANGED)


def facts(*looks: Look, role: Role = Role.MAIN, strategy: Strategy = Strategy.FEED) -> ChannelFacts:
    return ChannelFacts(strategy, role, looks, NOW)


@pytest.mark.parametrize(
    "look",
    [
        NO_PAGE,
        Look(Outcome.GONE, "the site says it is gone for good (410)", 410),
        Look(Outcome.GONE, "The feed says that it has ended", 200),
        Look(Outcome.SUSPECT, "An HTML page stands where the feed should be: “Our news”", 200),
        Look(Outcome.SUSPECT, "The page says that it was not found: “Oops”", 200),
        Look(Outcome.SUSPECT, "shows no entries, though it did before", 200),
        Look(Outcome.EMPTY, "The page shows no publications", 200),
    ],
    ids=lambda look: look.detail,
)
def test_a_definite_answer_counts_at_once(look: Look) -> None:
    assert trouble(facts(look, SOUND), NOW) == Trouble(look.detail)


@pytest.mark.parametrize(
    "look",
    [
        TIMEOUT,
        ERROR,
        Look(Outcome.FAILED, "the site's name could not be found (DNS)"),
        Look(Outcome.SUSPECT, "The server answers with an error page: “Under maintenance”"),
        Look(Outcome.SUSPECT, "A cookie or consent notice stands in front of the page"),
    ],
    ids=lambda look: look.detail,
)
def test_a_fault_that_may_pass_counts_from_the_second_in_a_row(look: Look) -> None:
    assert trouble(facts(look, SOUND), NOW) is None
    assert trouble(facts(look), NOW) is None
    assert trouble(facts(look, REFUSED), NOW) is None
    assert trouble(facts(look, TIMEOUT), NOW) == Trouble(look.detail)


@pytest.mark.parametrize(
    "look",
    [
        REFUSED,
        Look(Outcome.BLOCKED, "robots.txt forbids this"),
        Look(Outcome.SUSPECT, "A challenge page stands in front of the page: “Just a moment...”"),
        Look(Outcome.SUSPECT, "A login page stands in front of the page"),
        Look(Outcome.SUSPECT, "An HTML page stands where the feed should be: “Access denied”"),
    ],
    ids=lambda look: look.detail,
)
def test_a_refusal_never_counts(look: Look) -> None:
    assert trouble(facts(look, look), NOW) is None
    assert trouble(facts(look, TIMEOUT), NOW) is None


@pytest.mark.parametrize(
    "words",
    [
        obstacle("/no/such/program"),
        "rendering needs Chromium: apt install chromium, or name its program in GLEANER_CHROMIUM",
        "rendering is not installed: pip install 'gleaner[render]'",
        "the browser did not start within 30 s",
        "the browser failed: Target crashed",
    ],
)
def test_a_browser_that_is_missing_here_is_no_fault_of_the_channel(words: str) -> None:
    look = Look(Outcome.FAILED, words, 200)
    assert words
    assert trouble(facts(look, look), NOW) is None
    assert trouble(facts(TIMEOUT, look), NOW) is None
    assert trouble(facts(NO_PAGE, look), NOW) == Trouble(NO_PAGE.detail)


@pytest.mark.parametrize(
    ("body", "refusal", "definite"),
    [
        ("<title>Just a moment...</title><p>Checking your browser</p>", True, True),
        ("<title>Log in</title><form><input type='password'></form>", True, True),
        ("<title>Service unavailable</title><p>Come back later</p>", False, False),
        ("<title>Page not found</title><p>Nothing is at this address</p>", False, True),
    ],
)
def test_what_the_readers_say_of_walls_is_understood(body: str, refusal: bool, definite: bool) -> None:
    page = Document("https://example.org/news/", f"<html>{body}</html>".encode(), "text/html")
    for read in (read_listing, read_feed):
        reading = read(page, ChannelRules(), {}, NOW)
        look = Look(reading.outcome, reading.detail, 200)
        assert is_refusal(look) is refusal, reading.detail
        assert refusal or is_definite(look) is definite, reading.detail


@pytest.mark.parametrize("strategy", [Strategy.PAGE, Strategy.NEWSLETTER])
def test_nothing_stands_in_for_a_watched_page_or_a_mailbox(strategy: Strategy) -> None:
    assert trouble(facts(NO_PAGE, strategy=strategy), NOW) is None


def test_a_fallback_and_a_channel_never_polled_ask_for_nothing() -> None:
    assert trouble(facts(NO_PAGE, role=Role.FALLBACK), NOW) is None
    assert trouble(facts(), NOW) is None


def test_a_fault_without_words_is_told_by_its_outcome() -> None:
    assert trouble(facts(Look(Outcome.GONE)), NOW) == Trouble("gone")


@pytest.mark.parametrize(
    ("gap", "days", "dry"),
    [(None, 30, False), (None, 31, True), (5, 31, True), (20, 60, False), (20, 61, True)],
)
def test_a_channel_is_dry_after_thirty_days_or_three_usual_gaps(
    gap: int | None, days: int, dry: bool
) -> None:
    usual = timedelta(days=gap) if gap else None
    found = trouble(ChannelFacts(Strategy.FEED, Role.MAIN, (SOUND,), NOW - days * DAY, usual), NOW)
    assert bool(found and found.dry) is dry
    assert found is None or found.why == f"nothing new since {NOW - days * DAY:%Y-%m-%d}"


def test_a_channel_that_never_showed_anything_is_not_dry() -> None:
    assert trouble(ChannelFacts(Strategy.FEED, Role.MAIN, (SOUND,)), NOW) is None


def test_attempts_are_a_day_apart_and_twice_as_far_while_they_find_nothing_up_to_a_week() -> None:
    began = NOW
    tried = [NOW + 60 * day * DAY for day in range(1, 6)]
    waits = [next_attempt(tried[:count], began) for count in range(6)]
    hours = [(at - tried[count]) / timedelta(hours=1) for count, at in enumerate(waits[1:]) if at]
    assert waits[0] is None
    assert hours == [22, 44, 88, 168, 168]


def test_attempts_of_an_earlier_trouble_do_not_lengthen_the_wait() -> None:
    tried = [NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY]
    assert next_attempt(tried, NOW) == NOW - DAY + timedelta(hours=22)
