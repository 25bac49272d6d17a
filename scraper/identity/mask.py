"""Dates and counters that change without the text changing: "Updated 3 May 2024", "5 min read", "© 2024".

What looks like one but says something stays: months inside words (marked, decision), sums (£1.50),
section numbers (4.12), and dates by which a reader has to act, since a moved deadline is news.
"""

import re
from typing import Final

#: What stands in for a masked date or counter, so that one appearing or vanishing still counts.
PLACEHOLDER: Final = "0date0"

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
_YEAR = r"(?:19|20)\d\d\b"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?\s+)?"
#: A month alone is not a date here: "may" and "march" are verbs, and "the April edition" is a name.
_DATE = (
    rf"\b{_WEEKDAY}(?:"
    rf"{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+{_YEAR}"
    r"|(?<![\d£$€./-])(?:\d{4}-\d\d-\d\d(?:t[\d:.]+(?:z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}([/-])\d{1,2}\1(?:\d{4}|\d\d)|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)(?![\d/-]|\.\d)"
    r")"
)
_CLOCK = (
    r"(?<![\d£$€.:])(?:\d{1,2}[:.][0-5]\d(?::[0-5]\d)?\s*[ap]\.?m\b|\d{1,2}\s*[ap]m\b"
    r"|(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b)(?!:\d)"
)
_AGO = r"\b(?:\d+|an?)\s+(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\s+ago\b"
_COPYRIGHT = rf"(?:©|\(c\)|\bcopyright)\s*(?:{_YEAR}\s*[-–]\s*)?{_YEAR}"
_DATES = re.compile("|".join((_DATE, _CLOCK, _AGO, _COPYRIGHT)))

_COUNTED = r"(?:views?|reads?|shares?|comments?|likes?|downloads?)"
_COUNTERS = re.compile(
    rf"(?<![\w£$€.,])\d[\d,.]{{0,12}}[km]?\s{{1,3}}{_COUNTED}\b|\b{_COUNTED}\s?[:(]\s?\d[\d,]{{0,12}}"
    r"|\b\d+[\s-]*min(?:ute)?s?[\s-]+read\b"
)
#: A line of so many words is furniture; in a longer one "1,204 comments" is what the sentence tells.
_FURNITURE_WORDS = 12

#: A date beside one of these tells the reader when to act or come.
_TELLING_DATE = re.compile(
    r"\b(?:clos(?:es?|ing|ed)|deadlines?|until|expir(?:es?|y)|extend(?:s|ed)?|due|in(?:to)? force"
    r"|take[sn]? effect|effective from|appl(?:y|ications?)|respond|responses?|submit\w*|submissions?|register"
    r"|book(?:ing)?|takes? place|taking place|held on|webinar|conference|events?|starts?|begins?"
    rf"|(?:by|before|from|on or after)\s+{_WEEKDAY}(?:{_DAY}|{_MONTH}\s+\d))\b"
)
_SEGMENT = re.compile(r"\n+|(?<=[.!?])\s+(?!\d)")  # "3 Sept. 2024" is one date
_REPEATED = re.compile(rf"{PLACEHOLDER}(?:\W+{PLACEHOLDER})+")


def mask(normalised: str) -> str:
    """Lower-case text with its idle dates, clock times and counters replaced by one word."""
    return _REPEATED.sub(PLACEHOLDER, "\n".join(map(_masked, _SEGMENT.split(normalised))))


def _masked(segment: str) -> str:
    if not any(char.isdigit() for char in segment) and "ago" not in segment:
        return segment
    if len(segment.split()) <= _FURNITURE_WORDS:
        segment = _COUNTERS.sub(PLACEHOLDER, segment)
    return segment if _TELLING_DATE.search(segment) else _DATES.sub(PLACEHOLDER, segment)
