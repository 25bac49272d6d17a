"""Dates as somebody stated them: read with their witness, and refused where they cannot be true."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from scraper.dates import FUTURE_TOLERANCE, parse_date
from scraper.items import DateFact, PageHints
from scraper.outcomes import Witness

#: When nobody says what time it is, the bound is put here and relative dates ("3 days ago") are not read.
_UNKNOWN_NOW: Final = datetime(2100, 1, 1, tzinfo=UTC)


def now_of(hints: PageHints, headers: dict[str, str]) -> datetime:
    """The time to judge dates by: the caller's, else the server's own Date header, else the year 2100."""
    if hints.now is not None:
        return hints.now if hints.now.tzinfo else hints.now.replace(tzinfo=UTC)
    stamp = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        return parsedate_to_datetime(stamp)
    except ValueError:  # absent, or not a date
        return _UNKNOWN_NOW


def parsed(texts: Iterable[str], witness: Witness, now: datetime) -> list[DateFact]:
    """Those of the texts that are dates, as facts of one witness."""
    return [fact for text in texts if text and (fact := parse_date(text, witness, now))]


def day_of(fact: DateFact) -> str:
    """The day alone of a date that may carry a time, as ISO 8601 has it."""
    return fact.value.isoformat()[:10]


def is_possible(fact: DateFact, now: datetime) -> bool:
    """Not more than two days ahead, and not reckoned from a time nobody told."""
    latest = (now + FUTURE_TOLERANCE).date().isoformat()
    return day_of(fact) <= latest and fact.value.year < _UNKNOWN_NOW.year - 1
