from datetime import timedelta

import pytest

from scraper.discovery.hints import hints_in
from scraper.items import Document, PollHints

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYNDICATED = "<sy:updatePeriod> hourly </sy:updatePeriod>"


def said(body: str = "", **headers: str) -> PollHints:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return hints_in(Document("https://example.org/feed", body.encode(), "", named))


def test_most_answers_say_nothing() -> None:
    assert said("<rss><channel></channel></rss>") == PollHints()


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("max-age=3600", HOUR),
        ("public, Max-Age = 3600", HOUR),
        ('max-age="3600"', HOUR),
        ("s-maxage=3600", None),
        ("max-age=0", None),
        ("max-age=soon", None),
        ("no-cache, max-age=3600", None),
        ("max-age=3600, no-store", None),
    ],
)
def test_an_answer_says_how_long_it_stays_fresh(header: str, span: timedelta | None) -> None:
    assert said(cache_control=header).fresh_for == span


@pytest.mark.parametrize(
    ("body", "span"),
    [
        ("<ttl>60</ttl>", HOUR),
        ("<ttl> 1440 </ttl>", DAY),
        ("<ttl>0</ttl>", None),
        (SYNDICATED, HOUR),
        (SYNDICATED + "<sy:updateFrequency>2</sy:updateFrequency>", HOUR / 2),
        ("<updatePeriod>daily</updatePeriod><updateFrequency>0</updateFrequency>", DAY),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", None),
        ("<changefreq>weekly</changefreq><changefreq>daily</changefreq>", DAY),
        ("<changefreq>never</changefreq>", None),
        ("<changefreq>always</changefreq><changefreq>daily</changefreq>", None),
        ("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", DAY),
    ],
)
def test_feeds_and_sitemaps_say_how_often_they_change(body: str, span: timedelta | None) -> None:
    assert said(body).fresh_for == span


def test_a_feed_says_when_nothing_is_published() -> None:
    hours = "<skipHours><hour>0</hour><hour>24</hour><hour>5</hour><hour>77</hour></skipHours>"
    hints = said(hours + "<skipDays><day>Saturday</day><day>Sunday</day><day>Someday</day></skipDays>")
    assert (hints.skip_hours, hints.skip_days) == (frozenset({0, 5}), frozenset({5, 6}))


def test_a_feed_that_skips_every_hour_or_day_means_nothing_by_it() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    assert said(hours + "".join(f"<day>{name}</day>" for name in names)) == PollHints()


def test_hints_are_kept_as_plain_data() -> None:
    hints = PollHints(HOUR, frozenset({3}), frozenset({6}))
    assert hints.as_json() == {"fresh_for": 3600, "skip_hours": [3], "skip_days": [6]}
    assert PollHints.from_json(hints.as_json()) == hints
    assert PollHints.from_json(PollHints().as_json()) == PollHints()
