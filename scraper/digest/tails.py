"""What the lines after (or before) a summary say: links, further addresses, Source and Date.

Every reader takes a line without the blanks around it and gives None when it is not its kind of line. They
look at one line alone; `importing` decides what may stand where.
"""

import re
from dataclasses import dataclass

from scraper.digest.characters import BLANKS, split_blanks
from scraper.digest.periods import PERIOD
from scraper.digest.style import LABEL_DETERMINERS, LABEL_PHRASES, LABEL_VERBS, OPEN_PHRASES

_B = f"[{BLANKS}]"
_WORD = rf"[^{BLANKS}:>|]+"


def _any_of(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(word.replace(" ", f"{_B}+") for word in longest_first) + ")"


_OPEN = rf"{_any_of(OPEN_PHRASES)}{_B}+(?:on|about|at|from)"
_LABEL = (
    rf"(?:{_any_of(LABEL_VERBS)}{_B}+{_any_of(LABEL_DETERMINERS)}(?:{_B}+{_WORD}){{1,8}}"
    rf"|{_OPEN}(?:{_B}+{_WORD}){{1,8}}"
    rf"|further{_B}+(?:details|information){_B}+(?:is|are){_B}+available{_B}+here"
    rf"|{_any_of(LABEL_PHRASES)})"
)
#: "Read the report: …", "Read the guidance here > …". A colon before "//" belongs to an address.
_LINK_LINE = re.compile(
    rf"(?P<label>{_LABEL})(?P<mark_gap>{_B}*)(?P<mark>:(?!//)|[>|])(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
#: "See also on Example Learning - …": a dash is a mark only between blanks, and only after these phrases.
_DASHED_LINE = re.compile(
    rf"(?P<label>(?:{_OPEN}(?:{_B}+{_WORD}){{1,8}}?|see{_B}+also))(?P<mark_gap>{_B}+)(?P<mark>[-–—])"
    rf"(?P<rest>(?:{_B}.*)?)",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE_LINE = re.compile(rf"(?P<label>sources?)(?P<mark_gap>{_B}*):(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DATE_LABEL = r"(?:publication date|date of publication|date published|date)"
_DATE_LINE = re.compile(
    rf"(?P<label>{_DATE_LABEL})(?P<mark_gap>{_B}*)(?P<mark>:?)(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_DATE_IN_LINE = re.compile(rf"(?:^|(?<={_B})){_DATE_LABEL}{_B}{{0,8}}:", re.IGNORECASE)
_BARE_DATE_AT_END = re.compile(rf"(?:^|(?<={_B}))(?:{PERIOD.pattern})$", re.IGNORECASE)
_URL_LINE = re.compile(rf"https?://[^{BLANKS}]+", re.IGNORECASE)
#: Only the usual spelling, one space and capitals, is taken apart; any other stays in the title.
_MEDIA = re.compile(r"(.*\S) \((PDF|Word|Excel|PowerPoint|PPT|DOC|DOCX|XLS|XLSX|MP3|MP4)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LinkTail:
    """A labelled link line; `title` is "" when it fell to the next line."""

    label: str
    mark_gap: str
    mark: str
    gap: str
    title: str


@dataclass(frozen=True, slots=True)
class UrlTail:
    """An address alone on its line: the one of the link above it."""

    url: str


@dataclass(frozen=True, slots=True)
class DateTail:
    """A stated date. `before` is the blanks between it and the source on its line, "" when it is alone."""

    before: str
    label: str
    mark_gap: str
    mark: str
    gap: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceTail:
    """A Source line, with the date that stands on it."""

    label: str
    mark_gap: str
    gap: str
    name: str
    date: DateTail | None


Tail = LinkTail | UrlTail | SourceTail | DateTail


def read_tail(text: str) -> Tail | None:
    """What the line is when it is none of heading, summary and bare title."""
    return _read_link(text) or _read_source(text) or _read_date(text) or _read_url(text)


def split_media(title: str) -> tuple[str, str]:
    """("Annual review", "PDF") of "Annual review (PDF)"; ("Annual review", "") without one."""
    found = _MEDIA.fullmatch(title)
    return (found[1], found[2]) if found else (title, "")


def _read_link(text: str) -> LinkTail | None:
    found = _DASHED_LINE.fullmatch(text) or _LINK_LINE.fullmatch(text)
    if not found:
        return None
    gap, title, _ = split_blanks(found["rest"])
    if not title and found["mark"] in ">|" and found["label"].lower().endswith("here"):
        # "Read the full guidance here >": the label is the link, nothing is to follow.
        return LinkTail("", "", ":", "", text)
    return LinkTail(found["label"], found["mark_gap"], found["mark"], gap, title)


def _read_url(text: str) -> UrlTail | None:
    return UrlTail(text) if _URL_LINE.fullmatch(text) else None


def _read_source(text: str) -> SourceTail | None:
    found = _SOURCE_LINE.fullmatch(text)
    if not found:
        return None
    name_part, stated = _split_off_date(found["rest"])
    gap, name, trail = split_blanks(name_part)
    if stated:
        stated = DateTail(trail, stated.label, stated.mark_gap, stated.mark, stated.gap, stated.text)
    return SourceTail(found["label"], found["mark_gap"], gap, name, stated)


def _split_off_date(rest: str) -> tuple[str, DateTail | None]:
    """What follows "Source:" as (name with the blanks around it, date with no blanks before it)."""
    starts = [labelled.start() for labelled in _DATE_IN_LINE.finditer(rest)]
    stated = _read_date(rest[starts[-1] :]) if starts else None
    # "Source: Up to Date: the magazine" is a name; "Source: Example Date:" has lost its date.
    if stated and (not stated.text or PERIOD.fullmatch(stated.text)):
        return rest[: starts[-1]], stated
    if bare := _BARE_DATE_AT_END.search(rest):
        return rest[: bare.start()], DateTail("", "", "", ":", "", bare[0])
    return rest, None


def _read_date(text: str) -> DateTail | None:
    found = _DATE_LINE.fullmatch(text)
    if not found:
        return None
    gap, stated, _ = split_blanks(found["rest"])
    if not found["mark"] and not (found["mark_gap"] and PERIOD.fullmatch(stated)):
        return None  # "Date rape drugs" is a heading, "Publication date April 2024" is a date
    if not found["mark"]:
        return DateTail("", found["label"], "", "", found["mark_gap"] + gap, stated)
    return DateTail("", found["label"], found["mark_gap"], ":", gap, stated)
