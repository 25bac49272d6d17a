"""Until when can one respond to it, and when does it take place? Days of their own, never of publication."""

import re
from datetime import datetime, timedelta
from typing import Final

from scraper.dates import find_after, parse_date
from scraper.extraction.metadata import Metadata
from scraper.items import DateFact
from scraper.outcomes import Precision, Witness

#: How far ahead a deadline or an event is believed.
AHEAD: Final = timedelta(days=3 * 365)
#: Characters of the text in which an event is looked for: later ones are usually other events.
_LEAD: Final = 3_000
_ASKED = r"(?:responses|submissions|comments|evidence|views|applications)"
_DEADLINE = re.compile(
    r"\b(?:(?:consultation|call for (?:evidence|views|papers)|survey|inquiry|questionnaire|review|it|this"
    r"|which) (?:(?:will )?closes?|closed|(?:will )?ends?|ended|(?:is|was|remains) open until"
    r"|(?:will )?runs? until)"
    rf"|clos(?:es|ed|ing)(?: date| on| at)?(?: for {_ASKED})?"
    r"|deadlines?(?: (?:for|to) [\w' -]{3,40}?)?(?: is| was|:)?"
    rf"|(?:respond|responses?|replies|submission|{_ASKED})(?: [\w' -]{{1,40}}?)? (?:by|before|until)"
    r"|have your say (?:by|before|until)|open (?:for (?:responses|comments) )?until)(?![\w-])",
    re.I,
)
#: One of these stands in whatever the pattern finds; plain searches for them are much cheaper than it.
_DEADLINE_SIGNS: Final = (
    *(
        "clos",
        " end",
        "until",
        "deadline",
        "respon",
        "replies",
        "submission",
        "comments",
        "evidence",
        "views",
    ),
    *("applications", "have your say"),
)
# Each branch begins with a digit, which most characters are not; what stands before is looked at after.
_DATED = re.compile(r"\d(?:[/.]\d\d|(?<!\w\d)(?:(?<=1)9|(?<=2)0)\d\d)\b")
_EVENT = re.compile(
    r"\b(?:event date|date of (?:the )?event|date and time|when:|(?:takes?|taking) place on"
    r"|(?:will be|being) held on|join us (?:on|at)"
    r"|(?:webinar|conference|event|seminar|workshop|launch|meeting) (?:is |will be )?on)(?![\w-])",
    re.I,
)
_EVENT_SIGNS: Final = (
    *(
        "event",
        "date and time",
        "when:",
        "place on",
        "held on",
        "join us",
        "webinar",
        "conference",
        "seminar",
    ),
    *("workshop", "launch", "meeting"),
)


def find_appointments(
    page: Metadata | None, text: str, now: datetime
) -> tuple[DateFact | None, DateFact | None]:
    """The last day to respond that the text names, past or up to three years ahead; and the day of the event
    a page is about: its one JSON-LD event's, else that of its first sentences.
    """
    told = _telling(text)
    lead = told if len(text) <= _LEAD else _telling(text[:_LEAD])
    return _found(told, _DEADLINE, _DEADLINE_SIGNS, now), _stated(page, now) or _found(
        lead, _EVENT, _EVENT_SIGNS, now
    )


def _stated(page: Metadata | None, now: datetime) -> DateFact | None:
    stated = page.linked.event if page else ""
    fact = parse_date(stated, Witness.JSON_LD, now + AHEAD) if stated else None
    return fact if fact and fact.precision is Precision.DAY else None


def _found(told: str, label: re.Pattern[str], signs: tuple[str, ...], now: datetime) -> DateFact | None:
    if not told or not any(map(told.casefold().__contains__, signs)):
        return None
    return find_after(told, label, Witness.VISIBLE_TEXT, now, ahead=AHEAD)


def _telling(text: str) -> str:
    """The paragraphs in which a day is named, and two before each: the label may be a heading."""
    dated = {text.count("\n", 0, day.start()) for day in _DATED.finditer(text)}
    if not dated:
        return ""
    near = {number - before for number in dated for before in range(3)}
    paragraphs = (paragraph for number, paragraph in enumerate(text.split("\n")) if number in near)
    return " ".join(" ".join(paragraphs).split())
