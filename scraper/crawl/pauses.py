"""How long a host asked to be left alone, and the one list of such hosts in a process."""

import asyncio
import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self

from scraper.polling.visits import CLOCK_SLACK, LONGEST_PAUSE, note_pause, pauses_under_way
from scraper.storage.engine import Database

#: Waited when the server names no time of its own, or one that cannot be read.
USUAL_PAUSE: Final = timedelta(minutes=10)

#: Seconds of the units that servers add to the number, against RFC 9110, 10.2.3.
_UNITS: Final = {
    "": 1,
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
}
_NUMBER = re.compile(
    r"([+-]?)(\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})\s*([a-z]*?)s?", re.ASCII | re.IGNORECASE
)
_NUMBERS = re.compile(r"[\d\s,.+-]+", re.ASCII)
#: Some servers answer with the second counted from 1970 instead of a number of seconds.
_EPOCH_FROM: Final = 1_000_000_000


def pause_until(stated: Iterable[str], now: datetime, server_time: str = "") -> datetime:
    """When a host may be asked again, by its Retry-After (RFC 9110, 10.2.3), at most LONGEST_PAUSE on.

    Of several statements the longest counts. What has passed or is negative is no pause at all; what cannot
    be read is the usual one.

    Args:
        stated: the values of all Retry-After headers.
        now: the present, aware.
        server_time: the Date header. A date is counted from it too: the server's clock may be wrong.
    """
    ahead = [wait for value in stated for wait in _waits(value, now, server_time)]
    wait = max(ahead, default=None)
    if wait is None:
        return now + USUAL_PAUSE
    return now + min(max(wait, timedelta()), LONGEST_PAUSE)


def _waits(value: str, now: datetime, server_time: str) -> list[timedelta]:
    """What one header asks for; several waits when proxies joined several headers, none when it is empty."""
    text = value.strip().strip("\"'").strip()
    if not text:
        return []
    parts = [text]
    if "," in text and _NUMBERS.fullmatch(text):
        parts = [part.strip() for part in text.split(",") if part.strip()]
    return [_wait(part, now, server_time) for part in parts]


def _wait(text: str, now: datetime, server_time: str) -> timedelta:
    if number := _NUMBER.fullmatch(text):
        unit = _UNITS.get(number[3].lower())
        if unit is None:
            return USUAL_PAUSE
        return timedelta() if number[1] == "-" else _seconds(number[2], unit, now)
    at = _date(text)
    if at is None:
        return USUAL_PAUSE
    sent = _date(server_time.strip()) or now
    return max(at - now, at - sent) if at > sent else at - sent


def _seconds(digits: str, unit: int, now: datetime) -> timedelta:
    """Whole seconds, rounded up: half a second early is early."""
    most = LONGEST_PAUSE.total_seconds()
    amount = float(digits) * unit
    if amount >= _EPOCH_FROM and 0 <= amount - now.timestamp() <= most:
        amount -= now.timestamp()
    return timedelta(seconds=math.ceil(min(amount, most)))


def _date(text: str) -> datetime | None:
    """A date in any of the three forms of RFC 9110, 5.6.7, or in ISO 8601; without a zone it is UTC."""
    text = re.sub(r":60(?!\d)", ":59", text)  # a leap second, which no datetime holds
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):  # what the two raise for words
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


class Pauses:
    """The hosts that asked to be left alone, for all crawls of a process and, in the database, for the next.

    Args:
        clock: the present, aware.
        database: where pauses are found and kept; None to keep them to oneself.
    """

    def __init__(self, clock: Callable[[], datetime], database: Database | None = None) -> None:
        self._clock, self._database = clock, database
        self._until: dict[str, datetime] = {}
        if database is not None:
            with database.reading() as session:
                self._until = pauses_under_way(session, clock())

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        # Scrapy copies its settings deeply for every crawl; this is shared by all of them.
        return self

    def until(self, host: str) -> datetime | None:
        """Until when a host is left alone; None when it may be asked."""
        until = self._until.get(host)
        if until is None or timedelta() < until - self._clock() <= LONGEST_PAUSE + CLOCK_SLACK:
            return until
        del self._until[host]  # it is over, or noted by a clock that was far ahead
        return None

    async def note(self, host: str, stated: Iterable[str], server_time: str) -> None:
        """Keep what a host asked for, in the database too; a longer pause that it asked for before stands."""
        now = self._clock()
        until = pause_until(stated, now, server_time)
        if until <= max(now, self._until.get(host, now)):
            return
        self._until[host] = until
        if self._database is not None:
            await asyncio.to_thread(self._write, self._database, host, until)

    @staticmethod
    def _write(database: Database, host: str, until: datetime) -> None:
        with database.writing() as session:
            note_pause(session, host, until)
