"""Dates as somebody stated them: read with their witness, and refused where they cannot be true."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from scraper.dates import FUTURE_TOLERANCE, parse_date
from scraper.govuk import LONDON
from scraper.items import DateFact, PageHints
from scraper.outcomes import Nation, Precision, Witness

#: The hour of UTC that belongs to the next day in British summer time.
_LAST_HOUR: Final = 23
#: The end of a moment in UTC, as ISO 8601 and RFC 822 write it.
_UTC = re.compile(
    r"(?<!\d)(?P<hour>[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d+)?)?\s*(?:z|gmt|utc|[+-]00:?00)$", re.I
)
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


def utc_hour(fact: DateFact) -> int | None:
    """The hour of a day that was stamped in UTC; None for any other date."""
    stamp = _UTC.search(fact.raw) if fact.precision is Precision.DAY else None
    return int(stamp["hour"]) if stamp else None


def in_days_of(nations: tuple[Nation, ...], stated: list[DateFact]) -> list[DateFact]:
    """Dates in the days of a British publisher's clocks: 23.01 UTC in June is one past midnight.

    Embargoes end at 00.01, and systems that keep days as moments keep a day in summer as 23.00 UTC of the day
    before. `nations` are the source's own; where it has none, or is abroad, the stamp's day stays.
    """
    if not nations or Nation.INTERNATIONAL in nations:
        return stated
    return [_in_london(fact) for fact in stated]


def _in_london(fact: DateFact) -> DateFact:
    if utc_hour(fact) != _LAST_HOUR:
        return fact
    moment = datetime(fact.value.year, fact.value.month, fact.value.day, _LAST_HOUR, tzinfo=UTC)
    day = moment.astimezone(LONDON).date()
    # settled: what the page shows does not move it once more
    return fact if day == fact.value else replace(fact, value=day, raw=f"{fact.raw} in London")


def is_possible(fact: DateFact, now: datetime) -> bool:
    """Not more than two days ahead, and not reckoned from a time nobody told."""
    latest = (now + FUTURE_TOLERANCE).date().isoformat()
    return day_of(fact) <= latest and fact.value.year < _UNKNOWN_NOW.year - 1
