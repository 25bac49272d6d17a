"""The dates a Source line states, as days: one, a month, or a range of either."""

import re
from calendar import monthrange
from datetime import date

from scraper.digest.characters import BLANKS

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_B = f"[{BLANKS}]"
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept)"
_END = rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?{_B}{{1,4}})?({_MONTH}){_B}{{1,4}}([0-9]{{4}})"
_START = rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?)?{_B}{{0,4}}({_MONTH})?{_B}{{0,4}}([0-9]{{4}})?"

#: "24 June 2024", "April 2024", "29 March – 02 April 2020", "1–5 May 2017": the forms seen in digests.
PERIOD = re.compile(rf"(?:{_START}{_B}{{0,4}}[-–—]{_B}{{0,4}})?{_END}", re.IGNORECASE)


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))


def day_in_words(day: date) -> str:
    """A day as digests write it: "3 October 2023"."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def read_period(text: str) -> tuple[date, date] | None:
    """First and last day of the period `text` names; None when it names none, or a day no month has."""
    found = PERIOD.fullmatch(text.strip(BLANKS))
    if not found:
        return None
    day, month, year, last_day, last_month, last_year = found.groups()
    try:
        last = _day(last_day, last_month, last_year, of_month="last")
        if day is None and month is None:
            return (_day(last_day, last_month, last_year, of_month="first"), last)
        return (_day(day, month or last_month, year or last_year, of_month="first"), last)
    except ValueError:  # 31 June: the calendar refuses it
        return None


def _day(day: str | None, month: str, year: str, *, of_month: str) -> date:
    number = _month_number(month)
    if day is not None:
        return date(int(year), number, int(day))
    return date(int(year), number, 1 if of_month == "first" else monthrange(int(year), number)[1])
