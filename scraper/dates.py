"""What day does this text name? Reading dates as British publishers write them.

Two questions, asked of feeds, listings and pages alike: is this whole string a date (`parse_date`), and
which date in this longer text says when it was published (`find_date`). Day comes before month always;
the day is the one the source wrote, in its own zone. Years before 1990 and days more than two days ahead
of `now` are no publication dates and give None: the first is a birth date or a broken clock, the second
an event or a deadline (two days cover time zones and early postings).
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import compress, product
from typing import Any, NamedTuple

import dateparser

from scraper.items import DateFact
from scraper.outcomes import Precision, Witness

EARLIEST_YEAR = 1990
FUTURE_TOLERANCE = timedelta(days=2)
#: Longest text taken for one date, in characters; dateparser needs seconds for some longer ones.
LONGEST_DATE = 120
#: Longest text searched for a date, in characters.
LONGEST_TEXT = 20_000

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: A month in English, whole or cut, as a pattern to be searched without regard to case.
MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_BEFORE = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]?\s*$", re.I)
#: The longest name of a weekday with a comma and a blank, in characters.
_LONGEST_WEEKDAY = 12
_ORDINAL = r"(?:\s?(?:st|nd|rd|th)\b)?"
_DASH = r"(?:-|–|—|to|until|and|&)"
_ZONE = r"(?:\s*(?:z|(?:gmt|utc)?\s?[+-]\d{1,2}:?\d{2}|[a-z]{2,5})\b)?(?:\s?\([a-z]{2,5}\))?"
_TIME = (
    r"(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\b\.?)?"
    r"|\d{1,2}\s?[ap]\.?m\b\.?|noon|midnight)" + _ZONE
)
_LABEL = (
    r"(?:(?:first\s+)?(?:published|posted|publication|date|dated|added|issued|released|created|uploaded)"
    r"(?:\s+(?:date|on|in|at|published|posted|added|of\s+(?:publication|issue)))*|on)(?![a-z])"
)
_READING_TIME = r"(?:[\s|·•,/–-]*\d{1,3}\s?-?min(?:ute)?s?(?:\s+read)?)?"

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DAY = r"(?P<day>[0-3]?\d)" + _ORDINAL
_MONTH = rf"(?P<month>{MONTH_NAME})"


class _Shape(NamedTuple):
    """One way to write a date: its precision, the forms for a whole string and for a search in text, and what
    stands in every text that holds it (names of `_SIGNS`).
    """

    precision: Precision
    whole: re.Pattern[str]
    inside: re.Pattern[str] | None
    signs: frozenset[str]


#: What two dates, a date in figures and a month are written with: how it looks in a form, and how to find it.
#: Most texts lack one of them, and a search for it is much cheaper than one for a form.
_SIGNS = (
    ("dash", _DASH, re.compile(_DASH, re.I)),
    ("figures", "(?P<mark>", re.compile(r"\d\s?[-/.]\s?\d")),
    ("name", MONTH_NAME, re.compile("|".join(_MONTHS), re.I)),
)


def _shape(core: str, precision: Precision = Precision.DAY, *, searched: bool = True) -> _Shape:
    whole = (
        rf"[\s(\[]*(?:{_LABEL}[\s:|–-]*)?(?:on\s+)?(?:{_TIME}[\s,]*(?:on\s+)?)?(?:{_WEEKDAY}\s*)?(?:the\s+)?"
        rf"{core}(?:[\s,]*(?:t|at|@|-|–|\||·|•)?\s*{_TIME})?{_READING_TIME}[\s)\].,;:]*"
    )
    inside = rf"(?<![\w/.:-]){core}(?![\w/])(?!\.\d)"
    signs = frozenset(name for name, written, _ in _SIGNS if written in core)
    return _Shape(precision, re.compile(whole, re.I), re.compile(inside, re.I) if searched else None, signs)


_ISO = r"(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
_NUMERIC = (
    r"(?P<day>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>(?:19|20)\d{2}|\d{2})"
)
_SHAPES = (
    _shape(
        rf"{_DAY}(?:\s*{_MONTH}(?:,?\s+{_YEAR})?)?\s*{_DASH}\s*(?:{_WEEKDAY}\s*)?[0-3]?\d{_ORDINAL}"
        rf"\s*(?P<last_month>{MONTH_NAME}),?\s+(?P<last_year>(?:19|20)\d{{2}})"
    ),
    _shape(
        rf"{_MONTH}(?:,?\s+{_YEAR})?\s*{_DASH}\s*(?P<last_month>{MONTH_NAME}),?\s+(?P<last_year>(?:19|20)\d{{2}})",
        Precision.MONTH,
    ),
    _shape(_ISO + r"(?:t\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:z|[+-]\d{2}(?::?\d{2})?)?)?"),
    _shape(_NUMERIC),
    _shape(rf"{_DAY}(?:\s+of)?[\s,./-]*{_MONTH}[\s,./-]*{_YEAR}"),
    _shape(rf"{_DAY}[\s,./-]*{_MONTH}[\s,./-]*['’]?(?P<year>\d{{2}})", searched=False),
    _shape(rf"{_MONTH}\s*{_DAY}(?:\s*,\s*|\s+){_YEAR}"),
    _shape(rf"{_MONTH}\s+{_DAY},?\s+{_TIME}\s+{_YEAR}"),
    _shape(rf"{_YEAR}[\s,-]+{_MONTH}[\s,-]+{_DAY}"),
    _shape(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:t\d{4,6}z?)?", searched=False),
    _shape(rf"{_MONTH}[\s,/-]*{_YEAR}", Precision.MONTH),
    _shape(rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])", Precision.MONTH, searched=False),
    _shape(_YEAR, Precision.YEAR),
)

#: The shapes, with their number, by which of the signs stand in a text.
_LIKELY = {
    there: tuple(
        (number, shape)
        for number, shape in enumerate(_SHAPES)
        if shape.signs <= set(compress((name for name, _, _ in _SIGNS), there))
    )
    for there in product((False, True), repeat=len(_SIGNS))
}

_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")
_RELATIVE = re.compile(
    rf"[\s(]*(?:{_LABEL}[\s:]*)?(?:(?P<word>today|yesterday|just now)"
    r"|(?:about |around |over |almost )?(?P<count>\d{1,3}|an?|one|two|three|four|five|six)\s+"
    r"(?P<unit>second|sec|minute|min|hour|hr|day|week|month|year)s?\s+ago)"
    rf"(?:[\s,]*(?:at\s+)?{_TIME})?{_READING_TIME}[\s).,]*",
    re.I,
)
_MAY_BE_DATE = re.compile(r"\d|day\b|ago\b|now\b", re.I)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

#: What stands before a date that is not the day of publication.
_NOT_PUBLISHED = (
    r"updat\w*|modified|reviewed|(?:next|last) review|revis\w*|amended|edited|accessed|retrieved"
    r"|deadlines?|clos(?:es?|ed|ing)|apply|applications?|expir\w*|due|valid|until|register|registration|book(?:ing)?|events?|ends?|ending"
    r"|starts?|starting|held|takes? place|takes? effect|comes? into|before|born|copyright|effective"
    r"|next|since|between|as (?:at|of)|ended|(?:years?|periods?|quarters?|months?|weeks?) to"
)
_CONTEXT = re.compile(
    rf"(?P<no>\b(?:{_NOT_PUBLISHED})(?:\s+dates?)?\b|©|\bby\s*$)"
    r"|(?P<yes>\b(?:embargo(?:ed)? until|publish(?:ed)?|posted|publication|issued|released|dated?|added"
    r"|uploaded)\b)",
    re.I,
)
#: How many characters after a label its date may end.
_REACH_AFTER = 60
#: How many characters before a date belong to its label ("Closing date for applications: ").
_LABEL_REACH = 40
_HAS_MONTH_AND_YEAR = re.compile(rf"(?=.*\b{MONTH_NAME})(?=.*\b(?:19|20)\d{{2}}\b).*\d", re.I)


class _Candidate(NamedTuple):
    fact: DateFact
    start: int
    end: int


def parse_date(text: str, witness: Witness, now: datetime) -> DateFact | None:
    """Read a string that is a date as a whole.

    A label ("Published on", "Date published:"), the weekday, a time with its zone and a reading time may
    stand around the date. ISO 8601, RFC 822, seconds since 1970 and "3 days ago" are read too.

    Args:
        text: the string as written; white space of any sort counts as a blank.
        witness: where it was read.
        now: the time relative dates count from and future ones are judged by.

    Returns:
        The date with its precision (a range gives its first day), or None when the string is no date or
        not a plausible day of publication.
    """
    raw = " ".join(text[: LONGEST_DATE * 4].split())
    if len(raw) > LONGEST_DATE or not _MAY_BE_DATE.search(raw):
        return None
    for _, shape in _likely(raw):
        if match := shape.whole.fullmatch(raw):
            return _fact(match, shape.precision, witness, now, raw)
    if match := _EPOCH.fullmatch(raw):
        day = datetime.fromtimestamp(int(match[1]), UTC).date()
        return _plausible(DateFact(day, Precision.DAY, witness, raw), now)
    if match := _RELATIVE.fullmatch(raw):
        return _plausible(_relative(match, witness, now, raw), now)
    return _unusual(raw, witness, now)


def find_date(text: str, witness: Witness, now: datetime) -> DateFact | None:
    """Find the date of publication inside a longer text.

    A date right after a word like "published" wins; else the first exact day; else the first month. A year
    counts only after such a word. Dates that follow "last updated", "deadline", "closes on" and their like
    are passed over. Only the first 20,000 characters are searched.

    Returns:
        The date, `raw` being the words it was read from, or None.
    """
    plain = " ".join(text[:LONGEST_TEXT].split())
    chosen: DateFact | None = None
    position = 0
    for candidate in _candidates(plain, witness, now):
        before = plain[max(position, candidate.start - _LABEL_REACH) : candidate.start]
        position = candidate.end
        words = list(_CONTEXT.finditer(before))
        if words and words[-1]["no"]:
            continue
        if words:
            return candidate.fact
        chosen = _better(chosen, candidate.fact)
    return chosen or _labelled_relative(plain, witness, now)


def find_within(text: str, period: DateFact, now: datetime) -> DateFact | None:
    """The first exact day in a text that falls into the month or year `period` names.

    What it says before the day does not matter: the period is known already.
    """
    plain = " ".join(text[:LONGEST_TEXT].split())
    length = {Precision.MONTH: 7, Precision.YEAR: 4}.get(period.precision, 10)
    for candidate in _candidates(plain, Witness.VISIBLE_TEXT, now):
        fact = candidate.fact
        if fact.precision is Precision.DAY and fact.value.isoformat()[:length] == str(period):
            return fact
    return None


def find_after(
    text: str, label: re.Pattern[str], witness: Witness, now: datetime, *, ahead: timedelta = timedelta(0)
) -> DateFact | None:
    """The first exact day within 60 characters after a label; up to `ahead` later than now.

    Deadlines and events are looked for with it, which are mostly to come. Only the first 20,000 characters
    are searched.
    """
    plain = " ".join(text[:LONGEST_TEXT].split())
    for match in label.finditer(plain):
        behind = plain[match.end() : match.end() + _REACH_AFTER]
        for candidate in _candidates(behind, witness, now + ahead):
            if candidate.fact.precision is Precision.DAY:
                return candidate.fact
    return None


def is_template(text: str, now: datetime) -> bool:
    """Whether a text is written like a date but names none anybody published on: before 1990, to come, no
    day of the calendar, or a template's own mark.
    """
    raw = " ".join(text[:LONGEST_DATE].split())
    if re.search(r"\{\{|%[YymdB]|\[date\]|Invalid [Dd]ate|^0000-00-00", raw):
        return True
    if iso := re.match(r"\d{4}-\d\d-\d\d", raw):
        raw = iso[0]  # what follows is a time, however it is written
    written = iso is not None or any(shape.whole.fullmatch(raw) for shape in _SHAPES)
    return written and parse_date(raw, Witness.VISIBLE_TEXT, now) is None


def _likely(text: str) -> tuple[tuple[int, _Shape], ...]:
    """The shapes of which all signs stand in a text, with their number."""
    return _LIKELY[tuple([found.search(text) is not None for _, _, found in _SIGNS])]


def _better(chosen: DateFact | None, found: DateFact) -> DateFact | None:
    if found.precision is Precision.YEAR:
        return chosen
    if chosen is None or (chosen.precision is Precision.MONTH and found.precision is Precision.DAY):
        return found
    return chosen


def _candidates(text: str, witness: Witness, now: datetime) -> Iterator[_Candidate]:
    """All plausible dates in reading order; of overlapping readings the first, then the longest."""
    matches = [
        (match.start(), -match.end(), number, match)
        for number, shape in _likely(text)
        if shape.inside
        for match in shape.inside.finditer(text)
    ]
    reached = 0
    for start, negative_end, number, match in sorted(matches, key=lambda found: found[:3]):
        if start < reached:
            continue
        reached = -negative_end
        if fact := _fact(match, _SHAPES[number].precision, witness, now, match[0]):
            yield _Candidate(fact, start, reached)


def _fact(
    match: re.Match[str], precision: Precision, witness: Witness, now: datetime, raw: str
) -> DateFact | None:
    groups = match.groupdict()
    last_month = groups.get("last_month")
    month = _month(groups.get("month") or last_month or "1")
    year = _year(groups.get("year") or "", now)
    if year is None:
        # "29 December – 2 January 2020": the year is said once, after the second date.
        year = int(groups["last_year"]) - (last_month is not None and month > _month(last_month))
    day = int(groups.get("day") or 1)
    if _is_month_first(match, year, month, day):
        day, month = month, day
    try:
        value = date(year, month, day)
    except ValueError:  # 31 June, month 13: written, but no day of the calendar
        return None
    return _plausible(DateFact(value, precision, witness, raw), now)


def _is_month_first(match: re.Match[str], year: int, month: int, day: int) -> bool:
    """Whether figures read as day and month can only mean month and day: 2/24/2026, Sun 05/12/2024."""
    groups = match.groupdict()
    if not groups.get("mark") or match.start("day") > match.start("month") or day > len(_MONTHS):
        return False
    if month > len(_MONTHS):
        return True
    before = match.string[max(0, match.start("day") - _LONGEST_WEEKDAY) : match.start("day")]
    named = _WEEKDAY_BEFORE.search(before)
    if not named or not day or not month:
        return False
    weekday = _WEEKDAYS.index(named[1][:3].lower())
    return date(year, month, day).weekday() != weekday == date(year, day, month).weekday()


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3].lower()) + 1


def _year(text: str, now: datetime) -> int | None:
    if not text:
        return None
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    return year if year <= now.year + 1 else year - 100


def _plausible(fact: DateFact, now: datetime) -> DateFact | None:
    if fact.value.year < EARLIEST_YEAR or fact.value > now.date() + FUTURE_TOLERANCE:
        return None
    return fact


def _relative(match: re.Match[str], witness: Witness, now: datetime, raw: str) -> DateFact:
    today = now.date()
    if word := match["word"]:
        return DateFact(today - timedelta(days=word.lower() == "yesterday"), Precision.DAY, witness, raw)
    count = _COUNTS.get(match["count"].lower()) or int(match["count"])
    unit = match["unit"].lower()
    if unit == "year":
        return DateFact(date(today.year - count, 1, 1), Precision.YEAR, witness, raw)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return DateFact(date(months // 12, months % 12 + 1, 1), Precision.MONTH, witness, raw)
    seconds = {"sec": 1, "second": 1, "min": 60, "minute": 60, "hr": 3600, "hour": 3600}
    length = timedelta(days={"day": 1, "week": 7}.get(unit, 0), seconds=seconds.get(unit, 0))
    return DateFact((now - count * length).date(), Precision.DAY, witness, raw)


def _labelled_relative(text: str, witness: Witness, now: datetime) -> DateFact | None:
    """ "Posted 3 days ago" inside a text; without the label it may be anything the text tells of."""
    label = re.search(
        r"\b(?:published|posted|added)\b[\s:]*([^.;|]{3,30}?(?:\bago|yesterday|today)\b)", text, re.I
    )
    return parse_date(label[1], witness, now) if label else None


def _unusual(raw: str, witness: Witness, now: datetime) -> DateFact | None:
    """What no shape of ours reads: dateparser's turn, if a month's name and a year stand in it."""
    if not _HAS_MONTH_AND_YEAR.match(raw) or re.search(_NOT_PUBLISHED, raw, re.I):
        return None
    settings: Any = {
        "DATE_ORDER": "DMY",
        "STRICT_PARSING": True,
        "RELATIVE_BASE": now.replace(tzinfo=None),
    }
    try:
        found = dateparser.parse(raw, languages=["en"], settings=settings)
    except (ValueError, OverflowError):  # its own arithmetic on numbers that are no date
        return None
    if found is None or str(found.year) not in raw:
        return None
    return _plausible(DateFact(found.date(), Precision.DAY, witness, raw), now)
