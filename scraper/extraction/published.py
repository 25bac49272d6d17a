"""When was it published, and when changed? All witnesses are heard, in a fixed order of trust.

Order of trust for the day of publication: the place that the source's definition names; the feed's
statement for this very entry; JSON-LD; meta tags; the date in the words around the heading; a time element
there; a script's data; the date in the address; a listing's date; a sitemap's; a PDF's own stamp; a guess
by htmldate. Nothing later than two days ahead of now is taken, and dates labelled as changes, events or
deadlines are not days of publication. Nobody's word, no date.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from scraper.dates import MONTH_NAME, find_date, find_within, is_template
from scraper.extraction.cleaning import line
from scraper.extraction.confidence import rate_date
from scraper.extraction.guessed import guessed_date
from scraper.extraction.metadata import Metadata, path_of
from scraper.extraction.script_dates import script_facts
from scraper.extraction.stated import day_of, is_possible, parsed, utc_hour
from scraper.extraction.time_elements import (
    days_of_other_things,
    element_dates,
    is_about_other,
    marked_days,
    rarely_marked_dates,
)
from scraper.extraction.tree import body_of, text_of
from scraper.items import DateFact, Fact, PageHints
from scraper.outcomes import Confidence, Precision, Witness

PUBLISHED_METAS: Final = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "publishdate",
    "publicationdate",
    "publication_date",
    "published-date",
    "published_date",
    "pubdate",
    "article.published",
    "article:published",
    "first_published_at",
    "govuk:first-published-at",
    "cxenseparse:recs:publishtime",
    "date",
)
UPDATED_METAS: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "govuk:updated-at",
    "govuk:public-updated-at",
    "last-modified",
    "revised",
)
_ORDER: Final = (
    Witness.DEFINITION,
    Witness.FEED,
    Witness.JSON_LD,
    Witness.META,
    Witness.VISIBLE_TEXT,
    Witness.TIME_TAG,
    Witness.SCRIPT,
    Witness.URL,
    Witness.LISTING,
    Witness.SITEMAP,
    Witness.PDF_INFO,
    Witness.GUESS,
)
_URL_DATE = re.compile(
    r"/(?P<year>20\d\d|199\d)[/-](?P<month>0?[1-9]|1[0-2]|[a-z]{3,9}(?=/|$))(?:[/-](?P<day>0?[1-9]|[12]\d|3[01]))?(?=[/-]|$)",
    re.I,
)
_UPDATED = re.compile(
    r"(?:last\s+)?(?:updated|modified|reviewed|revised|amended)(?:\s+(?:on|at|date))?\s*[:\-–|]?\s*(?P<date>.{6,60})",
    re.I,
)
#: Hours of UTC that are the day before up to eight hours west of us, and the day after up to two hours east.
_EARLY: Final = range(8)
_LATE: Final = range(22, 24)
_SHOWN: Final = (Witness.VISIBLE_TEXT, Witness.URL)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
#: Day, month and year in boxes of their own, as on a leaf of a calendar.
_BADGE = re.compile(
    rf"(?<![\w/.-])(?:{_DAY}(?: \|)? {MONTH_NAME}|{MONTH_NAME}(?: \|)? {_DAY}) \| (?:19|20)\d\d(?![\w/.-])",
    re.I,
)
_LABEL = re.compile(
    r"(?:(?:first|page|article|post) )?(?:published|posted)(?: on| date)?\b\s*:?\s*"
    r"|(?:publication date|publish date|date published|date of publication|date posted)\b\s*:?\s*",
    re.I,
)
#: One of these stands in whatever speaks of a change.
_SIGNS_OF_CHANGE: Final = ("updat", "modif", "review", "revis", "amended")
#: Most statements kept that cannot be true.
_MOST_REFUSED: Final = 5
#: Characters of the page searched for the exact day of a month that is known.
_FRONT: Final = 4_000


def settle_published(stated: list[DateFact], doubted: frozenset[Witness] = frozenset()) -> DateFact | None:
    """Choose the day of publication among what was stated, by the order of trust; `doubted` witnesses last.

    A day that fits into the month or year a better witness named makes that exact. Of a moment stamped in
    UTC the day is the one the page shows, where both can be the same moment. The fact chosen says how sure
    it is (`confidence`).
    """
    if not stated:
        return None
    ranked = sorted(stated, key=lambda fact: (fact.witness in doubted, _rank(fact.witness)))
    chosen = ranked[0]
    for fact in ranked[1:]:
        if _refines(fact, chosen) or _is_local_day(fact, chosen):
            chosen = fact
    sure = chosen.confidence or rate_date(chosen, stated)
    # As `replace` would have it, which is dearer.
    return DateFact(chosen.value, chosen.precision, chosen.witness, chosen.raw, sure)


def _rank(witness: Witness) -> int:
    return _ORDER.index(witness) if witness in _ORDER else len(_ORDER)


def published_facts(page: Metadata, hints: PageHints, now: datetime) -> list[DateFact]:
    """What every witness says of the day of publication; the guess only when nobody else speaks."""
    facts = [hints.published] if hints.published and is_possible(hints.published, now) else []
    facts += parsed([page.linked.published], Witness.JSON_LD, now)
    facts += parsed(page.stated(PUBLISHED_METAS), Witness.META, now)[:1]
    times = element_dates(page, now, changed=False)
    facts += _visible(page, times, now)
    facts += times[:1]
    facts += url_facts(page.url, now)
    facts = [fact for fact in facts if is_possible(fact, now)]
    if not facts:
        return _last_resorts(page, hints, now)
    best = min(facts, key=lambda fact: _rank(fact.witness))
    if best.precision is not Precision.DAY and (exact := _within(page, best, now)):
        facts.append(exact)
    return facts


def days_shown(stated: DateFact, page: Metadata, now: datetime) -> list[DateFact]:
    """What the page shows and its address names beside a stamp in UTC that may be another day's elsewhere."""
    hour = utc_hour(stated)
    if hour is None or (hour not in _EARLY and hour not in _LATE):
        return []
    return [fact for fact in (*_visible(page, [], now), *url_facts(page.url, now)) if is_possible(fact, now)]


def doubted_witnesses(page: Metadata, stated: list[DateFact], now: datetime) -> frozenset[Witness]:
    """Witnesses that this page itself gives reason to doubt.

    JSON-LD that gives one day as publication and change, while the page shows an earlier one: some systems
    write the day of the last change into both fields. Meta tags, when the one time element marked as the
    day of publication names another day: a person sees that one.
    """
    doubted = {Witness.JSON_LD} if _stamped_twice(page, stated, now) else set()
    marked = marked_days(page, now)
    if len(marked) == 1 and any(
        fact.witness is Witness.TIME_TAG and day_of(fact) in marked for fact in stated
    ):
        doubted.add(Witness.META)
    return frozenset(doubted)


def refused_dates(page: Metadata, now: datetime) -> list[Fact]:
    """Statements of a day of publication that cannot be true: to come, long past, or a template's mark."""
    stated = [(page.linked.published, Witness.JSON_LD)]
    stated += [(value, Witness.META) for value in page.stated(PUBLISHED_METAS)]
    stated += [(element.get("datetime") or "", Witness.TIME_TAG) for element in page.root.iter("time")]
    refused = dict.fromkeys(
        Fact("refused date", line(text), witness, confidence=Confidence.LOW)
        for text, witness in stated
        if text and is_template(text, now)
    )
    return list(refused)[:_MOST_REFUSED]


def _last_resorts(page: Metadata, hints: PageHints, now: datetime) -> list[DateFact]:
    """What is left when no witness speaks of the publication: a labelled line far from the heading, rare
    marks, the scripts, an only date, a guess.

    A page that describes itself in JSON-LD and shows nothing but "updated" keeps one date, which is taken
    for want of a better and marked unsure. Without JSON-LD the first date is more often kept from us than
    missing (of seven such pages five had one), so nothing is taken there. Nor is a guess, where the page
    speaks of a change: it would take that, or the date of a box about something else.
    """
    if facts := _labelled(page, now) or rarely_marked_dates(page, now)[:1] or script_facts(page.root, now):
        return facts
    changes = list(updated_facts(page, hints, now))
    shown = [fact for fact in changes if fact.witness is Witness.VISIBLE_TEXT]
    if shown and page.linked.present:
        return [replace(shown[0], confidence=Confidence.LOW)]
    if changes:
        return []
    others = days_of_other_things(page, now)
    guess = guessed_date(page, now)
    return [guess] if guess and is_possible(guess, now) and day_of(guess) not in others else []


def _labelled(page: Metadata, now: datetime) -> list[DateFact]:
    """The one day that lines beginning with "Published" and its like give, wherever they stand.

    Several days are those of a list: they say nothing of this page.
    """
    lines = ((text, _LABEL.match(text), following) for text, following in pairwise((*page.short_lines, "")))
    stated = [
        find_date(text if match.end() < len(text) else f"{text} {following}", Witness.VISIBLE_TEXT, now)
        for text, match, following in lines
        if match
    ]
    facts = [fact for fact in stated if fact and fact.precision is Precision.DAY]
    return facts[:1] if len({fact.value for fact in facts}) == 1 else []


def _within(page: Metadata, period: DateFact, now: datetime) -> DateFact | None:
    return find_within(text_of(body_of(page.root))[:_FRONT], period, now)


def updated_facts(page: Metadata, hints: PageHints, now: datetime) -> Iterator[DateFact]:
    """What every witness says of the last change; each is asked when the one before was heard."""
    return (fact for fact in _changes(page, hints, now) if is_possible(fact, now))


def _changes(page: Metadata, hints: PageHints, now: datetime) -> Iterator[DateFact]:
    yield from [hints.updated] if hints.updated else []
    yield from parsed([page.linked.modified], Witness.JSON_LD, now)
    yield from parsed(page.stated(UPDATED_METAS), Witness.META, now)[:1]
    yield from _visible_changes(page, now)
    yield from element_dates(page, now, changed=True)[:1]


def settle_updated(stated: list[DateFact], published: DateFact | None) -> DateFact | None:
    """The last change: the first statement, unless it lies before the publication or only repeats it."""
    for fact in stated:
        if published is None or day_of(fact) > day_of(published):
            return fact
    return None


def url_facts(url: str, now: datetime) -> list[DateFact]:
    """The date in an address: /2024/07/16/, /2024-07/, /2024/may/."""
    match = _URL_DATE.search(path_of(url))
    if not match:
        return []
    written = "-".join(part for part in match.groups() if part)
    if match["month"].isdigit():
        digits = [part.zfill(2) for part in match.groups() if part]
        written = "-".join(digits)
    else:
        written = f"{match['day'] or ''} {match['month']} {match['year']}".strip()
    return parsed([written], Witness.URL, now)


def as_facts(field: str, stated: list[DateFact]) -> list[Fact]:
    """Dates as facts of a field."""
    return [Fact(field, str(fact), fact.witness, fact.precision) for fact in stated]


def _refines(fact: DateFact, chosen: DateFact) -> bool:
    if fact.precision is not Precision.DAY or chosen.precision is Precision.DAY:
        return False
    same_year = fact.value.year == chosen.value.year
    return same_year and (chosen.precision is Precision.YEAR or fact.value.month == chosen.value.month)


def _is_local_day(fact: DateFact, chosen: DateFact) -> bool:
    """Whether the page shows or addresses the day that the publisher's clocks had at a stamp in UTC.

    The day before for zones west of us, the day after for British summer and central Europe. Zones further
    east are left out: there a later day is more often that of a change.
    """
    if fact.witness not in _SHOWN or {fact.precision, chosen.precision} != {Precision.DAY}:
        return False
    apart = (fact.value - chosen.value).days
    return abs(apart) == 1 and utc_hour(chosen) in (_EARLY if apart < 0 else _LATE)


def _visible_changes(page: Metadata, now: datetime) -> list[DateFact]:
    """Dates after "updated" and its like near the heading; the date may stand on the next line."""
    if not any(map("\n".join(page.surroundings).casefold().__contains__, _SIGNS_OF_CHANGE)):
        return []
    for text, following in pairwise((*page.surroundings, "")):
        for candidate in (text, f"{text} {following}"):
            match = _UPDATED.search(candidate)
            if match and (fact := find_date(match["date"], Witness.VISIBLE_TEXT, now)):
                return [fact]
    return []


def _stamped_twice(page: Metadata, facts: list[DateFact], now: datetime) -> bool:
    """Whether JSON-LD gives one day as publication and change while the page shows an earlier one.

    Some systems write the day of the last change into both fields.
    """
    stamps = parsed([page.linked.published, page.linked.modified], Witness.JSON_LD, now)
    if len(stamps) < 2 or day_of(stamps[0]) != day_of(stamps[1]):
        return False
    return any(
        fact.precision is Precision.DAY and day_of(fact) < day_of(stamps[0])
        for fact in facts
        if fact.witness in (Witness.VISIBLE_TEXT, Witness.TIME_TAG)
    )


def _visible(page: Metadata, times: list[DateFact], now: datetime) -> list[DateFact]:
    """The date in the words around the heading: one with a label before one without.

    When it is written in figures and a time element names the same day with month first, the element is
    right: it is the one form that cannot be misread. A day later than the one marked as the publication's
    is that of a change, whatever language says so.
    """
    lines = " | ".join(text for text in page.surroundings if not is_about_other(text))
    whole = _BADGE.sub(lambda match: match[0].replace(" | ", " "), lines)
    fact = find_date(whole, Witness.VISIBLE_TEXT, now)
    if fact is None:
        return []
    times.sort(key=lambda time: not _is_swapped(fact, time))
    if times and _is_swapped(fact, times[0]):
        return []
    marked = marked_days(page, now)
    return [] if len(marked) == 1 and day_of(fact) > min(marked) else [fact]


def _is_swapped(written: DateFact, machine: DateFact) -> bool:
    one, other = written.value, machine.value
    return (one.year, one.month, one.day) == (other.year, other.day, other.month) and one.day != one.month
