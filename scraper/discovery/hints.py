"""What does an answer say of when to come back? Its headers, and what feeds and sitemaps have words for."""

import re
from collections.abc import Iterator
from datetime import timedelta

from scraper.items import Document, PollHints

#: Where a feed says it: in its head, before its items.
_HEAD = 20_000
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.I)
_FORBIDDEN = re.compile(r"\bno-(?:cache|store)\b", re.I)
#: Minutes: https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.I)
#: GMT: https://www.rssboard.org/skip-hours-days
_HOURS = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_DAYS = re.compile(rb"<day>\s*([a-z]{6,9})\s*</day>", re.I)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: https://web.resource.org/rss/1.0/modules/syndication/
_PERIOD = re.compile(rb"<(?:\w+:)?updatePeriod>\s*(\w+)\s*<", re.I)
_FREQUENCY = re.compile(rb"<(?:\w+:)?updateFrequency>\s*(\d{1,4})\s*<", re.I)
#: https://www.sitemaps.org/protocol.html
_CHANGES = re.compile(rb"<changefreq>\s*(\w+)\s*</changefreq>", re.I)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def hints_in(document: Document) -> PollHints:
    """All that an answer says; of several times the longest. What cannot be meant is left out."""
    head = document.body[:_HEAD]
    spans = [*_of_headers(document.headers.get("cache-control", "")), *_of_feed(head), *_of_sitemap(head)]
    hours = frozenset(int(hour) % 24 for hour in _HOURS.findall(head) if int(hour) <= 24)
    named = {day.decode().lower() for day in _DAYS.findall(head)}
    days = frozenset(number for number, name in enumerate(_WEEK) if name in named)
    return PollHints(
        fresh_for=max((span for span in spans if span), default=None),
        skip_hours=hours if len(hours) < len(range(24)) else frozenset(),
        skip_days=days if len(days) < len(_WEEK) else frozenset(),
    )


def _of_headers(cache_control: str) -> Iterator[timedelta]:
    """RFC 9111, 5.2.2: `max-age` says nothing beside a word that forbids keeping the answer."""
    age = _MAX_AGE.search(cache_control)
    if age and not _FORBIDDEN.search(cache_control):
        yield timedelta(seconds=int(age[1]))


def _of_feed(head: bytes) -> Iterator[timedelta]:
    if minutes := _TTL.search(head):
        yield timedelta(minutes=int(minutes[1]))
    period = _PERIOD.search(head)
    span = _PERIODS.get(period[1].decode("ascii", "replace").lower()) if period else None
    if span is not None:
        times = _FREQUENCY.search(head)
        yield span / max(1, int(times[1]) if times else 1)


def _of_sitemap(head: bytes) -> Iterator[timedelta]:
    """The shortest of its pages: the most restless says when there may be something new."""
    words = (word.decode("ascii", "replace").lower() for word in _CHANGES.findall(head))
    spans = [_PERIODS.get(word, timedelta()) for word in words if word != "never"]
    if spans:
        yield min(spans)
