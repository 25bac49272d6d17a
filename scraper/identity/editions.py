"""Whether two titles name different editions of one series: next year's report is not this year's.

Reports of one series share most of their words, and their pages may share all of them, so no text
comparison may merge two whose titles conflict. A title that does not name its year, number or nation
conflicts with no other's: the guard must not tear apart what two sources say of one event.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

#: What is longer is a text put where a title belongs; its numbers mean nothing here.
_LONGEST_TITLE: Final = 400

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\u2018\u2019\u02bc]")

_WORD_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ROMANS: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_TENTHS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
_VALUES: Final = {
    word: str(n) for words in (_WORD_NUMBERS, _ROMANS, _TENTHS) for n, word in enumerate(words, 1)
}

_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NAME: Final = {name[:3].lower(): name for name in _MONTH_NAMES}
_YEAR_RANGE = re.compile(
    rf"\b({_YEAR})\s*(?:-|/|to|and|-to-)\s*(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH}\s+)?({_YEAR}|\d\d)\b(?![/-]\d)"
)
#: "22/23" is a reporting year, "16/17-year-olds" an age.
_SHORT_RANGE = re.compile(r"(?<![\d/.-])([1-9]\d)/([1-9]\d)(?![\d/]|[\s-]+years?[\s-]+olds?)")
_SINGLE_YEAR = re.compile(rf"(?<![\d,.£$€]){_YEAR}(?![\d,%]|\.\d)")
#: A reporting period spans so many years at most; a longer run is a time series, known by its last year.
_LONGEST_PERIOD = 3

#: What comes out under one name again and again, each with its own date.
_SERIAL = (
    r"(?:newsletter|bulletin|update|briefing|edition|issue|digest|round-?up"
    r"|statistics|meeting|minutes|agenda)"
)
_PERIODICAL = re.compile(rf"\b(?:weekly|daily|fortnightly|week (?:commencing|ending)|w/c|{_SERIAL}s?)\b")
#: A season numbers what comes out by it; "summer hunger" is no edition.
_SEASON = re.compile(rf"\b(spring|summer|autumn|winter)(?=,?\s+(?:term|{_SERIAL}|{_YEAR}))")
_DATED_MONTH = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})(?:\s+{_YEAR})?|({_MONTH})\s+{_YEAR})\b"
)
#: "May" and "march" are verbs too: alone they are months only after "in", at an end, before a serial's name.
_BARE_MONTH = re.compile(
    r"\b(january|february|april|june|july|august|september|october|november|december)\b"
    rf"|\b(?:in|for|of)\s+(may|march)\b|\b(may|march)(?=\s*[,:;.)(]|\s*$|\s+{_SERIAL})"
)
_QUARTER = re.compile(
    r"\bq([1-4])\b|\b(first|second|third|fourth|1st|2nd|3rd|4th) quarter\b"
    r"|\bquarter ([1-4]|one|two|three|four)\b"
)

_NUMERAL = re.compile(
    r"\b(part|volume|vol|issue|no|number|phase|chapter|edition|episode|bulletin|newsletter|week|module"
    r"|appendix|annex|wave|report|series|session|lesson|unit|stage|round|tranche|cohort|section|schedule|year)s?"
    rf"\.?\s*(?:no\.?|number)?\s*#?\s*(\d{{1,4}}|{'|'.join(_WORD_NUMBERS)}|[ivx]{{1,4}})"
    r"((?:\s*(?:,|and|&|to|-)\s*\d{1,4})*)\b"
    r"(?!\s*(?:%|per ?cent|million|billion|thousand|hundred|(?:year|month|week|day)s?\b|in\b"
    r"|children|people|councils|families|schools)|[.,]\d|-year)"
)
_SAME_WORD: Final = {"vol": "volume", "no": "number"}
#: "No one left behind", "one report, two findings": only digits number these.
_DIGITS_ONLY = frozenset({"no", "number", "report", "unit", "round"})
#: "Report I commissioned": only parts of a book are counted i, v, x.
_ROMAN_TOO = frozenset(
    {"part", "volume", "vol", "phase", "chapter", "appendix", "annex", "section", "schedule"}
)
_LETTERED = re.compile(r"\b(appendix|annex|schedule|part)\s+([a-h])\b(?=\s*[,:;.)(-]|\s*$)")
_ORDINAL = re.compile(
    rf"\b({'|'.join(_TENTHS)}|[1-9]?\d(?:st|nd|rd|th))\s+"
    r"(?:edition|annual|report|issue|interim|progress|monitoring|national)\b"
)
_VERSION = re.compile(r"\b(?:v|ver\.?|version)\s*(\d+(?:\.\d+)*)\b")

#: Numbers that count the issues of a series; parts and chapters are works of their own.
_SERIAL_NUMBERS = frozenset(
    {"volume", "vol", "issue", "no", "number", "edition", "episode", "bulletin", "newsletter", "week", "wave"}
)
_EDITION_KINDS: Final = (
    "year", "month", "day", "season", "quarter", "version", "number", "volume", "issue", "edition", "episode",
    "bulletin", "newsletter", "week", "wave",
)  # fmt: skip
_UPDATED = re.compile(r"\b(?:updated?|revised|refreshed)\b")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_JOINING = frozenset(("a", "an", "the", "of", "for", "and", "in", "on", "to", "by", "with", "year", "ending"))

_CASE = re.compile(
    r"\b(?:child(?:ren)?|bab(?:y|ies)|famil(?:y|ies)|cases?|adults?|young (?:person|people)|yp|siblings?"
    r"|subject|infant|scr|cspr|lcspr)\s+([a-z]{1,2}\d{0,2}|\d{1,3})\b"
    r"(?!\s*(?:[-+%]|to\b|years?\b|months?\b|weeks?\b|per ?cent))"
    r"((?:(?:\s*,\s*|\s+(?:and|&)\s+)(?:child\s+)?[a-z]{1,2}\d{0,2}\b(?=\s*[,:;.)(]|\s*$|\s+(?:and|&)\s))*)"
)
_CASE_CODE = re.compile(r"\b(?!and\b)[a-z]{1,2}\d{0,2}\b")
_SHORT_WORDS = """
ad ai am an as at be by do dr eu go he hq id if in is it me mp mr ms my ni no of ok on or pm qc re so to tv uk
un up us vs we
"""
_NO_CODE = frozenset(_SHORT_WORDS.split())
#: A letter that is a word as well is a code only where the phrase ends.
_WORD_LETTERS = frozenset("aiv")
_PHRASE_END = re.compile(r"\s*(?:[,:;.)(\]-]|$)")
#: Reviews are also named after an alias: "Serious case review: Jack".
_NAMED_REVIEW = re.compile(r"\b(?:practice review|case review|scr|cspr)\s*[:-]\s*([a-z]+)$")
_NATION = re.compile(r"(?<!new )(?<!new south )\b(england|wales|scotland|northern ireland)\b")

#: Another form of the same work. On one side only it is a conflict.
_VARIANTS: Final = {
    "an easy read version": re.compile(r"\beasy[ -]read\b"),
    "a young people's version": re.compile(
        r"\b(?:young (?:people|person)'?s|youth)(?: friendly)? (?:version|summary|guide)\b"
    ),
    "a children's version": re.compile(r"\b(?:children'?s|child[ -]friendly) (?:version|summary)\b"),
    "a summary": re.compile(
        r"\bexecutive summary\b|\bsummary(?= report| version|\s*[,:;.)(\]-]|\s*$)|^summary of (?!the changes)"
    ),
    "in Welsh": re.compile(r"\bcymraeg\b|\bwelsh(?:[ -]language)? version\b"),
    "in British Sign Language": re.compile(r"\bbsl\b|\bbritish sign language\b"),
    "in large print": re.compile(r"\blarge[ -]print\b"),
    "an equality impact assessment": re.compile(r"\bequality(?: and \w+)? impact\b"),
    "a response": re.compile(
        r"\b(?:government|department|consultation)(?:'s)? response\b|\bresponse to (?:the |a )?consultation\b"
    ),
}


def titles_conflict(a: str, b: str) -> str | None:
    """Why two titles cannot name the same edition, in words for an editor; None when they may.

    Days of a month count only where both titles name a periodical or a meeting: two reports of one event
    are often days apart.
    """
    first, second = _plain(a), _plain(b)
    if not first or not second:
        return None
    return _year_conflict(first, second) or _mark_conflict(first, second) or _variant_conflict(first, second)


def series(title: str) -> tuple[str, ...]:
    """The words all editions of a series share: the title without years, months, numbers of issue, updates.

    Words that only join ("the", "of", "and") are left out too, so that a reworded edition is still found.
    """
    text = _plain(title)
    for pattern in (_YEAR_RANGE, _SHORT_RANGE, _SINGLE_YEAR, _DATED_MONTH, _BARE_MONTH, _QUARTER, _VERSION):
        text = pattern.sub(" ", text)
    text = _ORDINAL.sub(lambda found: found[0].replace(found[1], " "), text)
    text = _NUMERAL.sub(lambda found: found[1] if found[1] in _SERIAL_NUMBERS else found[0], text)
    return tuple(word for word in _WORD.findall(_UPDATED.sub(" ", text)) if word not in _JOINING)


def is_update(title: str) -> bool:
    """Whether a title says that it is the new state of something published before."""
    return bool(_UPDATED.search(_plain(title)))


def is_later_edition(conflict: str) -> bool:
    """Whether what `titles_conflict` said sets editions of one series apart, rather than two works."""
    return any(conflict.startswith(f"different {kind}") for kind in _EDITION_KINDS)


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title[:_LONGEST_TITLE])
    return " ".join(_QUOTES.sub("'", _DASHES.sub("-", text)).lower().split())


def _year_conflict(a: str, b: str) -> str | None:
    """Equal periods agree, and so does one inside the other: an annual report 2023 may cover 2022/23."""
    ours, theirs = _periods(a), _periods(b)
    if not ours or not theirs or any(_nested(one, other) for one in ours for other in theirs):
        return None
    return f"different year: {_period_words(ours)} / {_period_words(theirs)}"


def _periods(title: str) -> list[tuple[int, int]]:
    """The latest range of years the title names, else each of its years, as (first, last)."""
    ranges = [_range(int(found[1]), found[2]) for found in _YEAR_RANGE.finditer(title)]
    ranges += [_range(2000 + int(found[1]), found[2]) for found in _SHORT_RANGE.finditer(title)]
    known = [period for period in ranges if period]
    if known:
        return [max(known, key=lambda period: period[1])]
    return sorted({(int(year), int(year)) for year in _SINGLE_YEAR.findall(title)})


def _range(first: int, end: str) -> tuple[int, int] | None:
    last = int(end) if len(end) == 4 else first - first % 100 + int(end)
    if last <= first or (len(end) == 2 and last - first > _LONGEST_PERIOD):
        return None
    return (first, last) if last - first <= _LONGEST_PERIOD else (last, last)


def _nested(one: tuple[int, int], other: tuple[int, int]) -> bool:
    inner, outer = sorted((one, other), key=lambda period: period[1] - period[0])
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _period_words(periods: list[tuple[int, int]]) -> str:
    return ", ".join(str(last) if first == last else f"{first}–{last}" for first, last in periods)


def _mark_conflict(a: str, b: str) -> str | None:
    ours, theirs = _marks(a), _marks(b)
    for kind, values in ours.items():
        others = theirs.get(kind)
        if others and not values & others:
            return f"different {kind}: {', '.join(sorted(values))} / {', '.join(sorted(others))}"
    return None


def _marks(title: str) -> dict[str, set[str]]:
    """What sets an edition apart, by kind: {"part": {"2"}, "nation": {"wales"}}."""
    found: dict[str, set[str]] = {}
    for kind, value in (*_dates(title), *_numbers(title), *_cases(title)):
        found.setdefault(kind, set()).add(value)
    return found


def _dates(title: str) -> Iterator[tuple[str, str]]:
    dated = list(_DATED_MONTH.finditer(title))
    for month in dated:
        yield "month", _MONTH_NAME[(month[2] or month[3])[:3]]
        if month[1] and _PERIODICAL.search(title):
            yield "day", month[1].lstrip("0")
    if not dated:
        for month in _BARE_MONTH.finditer(title):
            yield "month", _MONTH_NAME[month[month.lastindex or 0][:3]]
    for season in _SEASON.finditer(title):
        yield "season", season[1]
    for quarter in _QUARTER.finditer(title):
        yield "quarter", _number(quarter[quarter.lastindex or 0])


def _numbers(title: str) -> Iterator[tuple[str, str]]:
    for found in _NUMERAL.finditer(title):
        if _counts(found[1], found[2]):
            kind = _SAME_WORD.get(found[1], found[1])
            yield from ((kind, _number(value)) for value in (found[2], *re.findall(r"\d+", found[3])))
    for found in _LETTERED.finditer(title):
        yield found[1], found[2]
    for found in _ORDINAL.finditer(title):
        yield "number in the series", _number(found[1])
    for found in _VERSION.finditer(title):
        yield "version", found[1]
    for found in _NATION.finditer(title):
        yield "nation", found[1]


def _counts(word: str, value: str) -> bool:
    """Whether `value` after `word` numbers an edition, rather than being a year or a word of its own."""
    if value.isdigit():
        return not 1900 <= int(value) <= 2100
    if word in _DIGITS_ONLY or value not in _VALUES:
        return False
    return value in _WORD_NUMBERS or word in _ROMAN_TOO


def _number(text: str) -> str:
    """Digits of a number in figures, words, roman numerals or as an ordinal."""
    return _VALUES.get(text) or (re.sub(r"\D", "", text).lstrip("0") or "0")


def _cases(title: str) -> Iterator[tuple[str, str]]:
    codes: list[str] = []
    for found in _CASE.finditer(title):
        further = _CASE_CODE.findall(found[2])
        ends = bool(further) or bool(_PHRASE_END.match(title, found.end(1)))
        if found[1] not in _NO_CODE and (ends or found[1] not in _WORD_LETTERS):
            codes += [found[1], *further]
    if not codes:
        codes = _NAMED_REVIEW.findall(title)
    yield from (("case", code) for code in codes)


def _variant_conflict(a: str, b: str) -> str | None:
    for name, pattern in _VARIANTS.items():
        if bool(pattern.search(a)) != bool(pattern.search(b)):
            return f"only one is {name}"
    return None
