"""When was it published, and when changed? All witnesses are heard, in a fixed order of trust.

Order of trust for the day of publication: the place that the source's definition names; the feed's
statement for this very entry; JSON-LD; meta tags; the date in the words around the heading; a time element
there; a script's data; the date in the address; a listing's date; a sitemap's; a PDF's own stamp; a guess
by htmldate. Nothing later than two days ahead of now is taken, and dates labelled as changes, events or
deadlines are not days of publication. Nobody's word, no date.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.dates import FUTURE_TOLERANCE, find_date, find_within, is_template, parse_date
from scraper.extraction.cleaning import line
from scraper.extraction.confidence import rate_date
from scraper.extraction.guessed import guessed_date
from scraper.extraction.metadata import Metadata, path_of
from scraper.extraction.script_dates import script_facts
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
#: One of these stands in whatever speaks of a change.
_SIGNS_OF_CHANGE: Final = ("updat", "modif", "review", "revis", "amended")
_TIME_IS_CHANGE = re.compile(r"updat|modif|review|revis", re.I)
_TIME_IS_OWN = re.compile(r"author|meta|byline|date|publish", re.I)
_TIME_IS_OTHER = re.compile(r"event|deadline|closing|expir|comment|related|countdown|upcoming", re.I)
# The attributes alone are asked, which is a fifth of the work of asking every element for one.
_PUBLISHED_ITEMS: Final = XPath('//@itemprop[.="datePublished"]/..')
#: Rarer marks: microformats, RDFa, data attributes. Dear to look for, so only when nothing else was found.
_MARKED_ITEMS: Final = XPath(
    './/*[contains(@class,"dt-published")'
    " or @data-published or @data-publish-date or @data-date-published or @data-published-at"
    ' or (not(self::meta) and (@property="datePublished" or @property="schema:datePublished"'
    ' or @property="dc:date" or @property="dc:issued" or @property="dcterms:issued"))]'
)
_CHANGED_ITEMS: Final = XPath('//@itemprop[.="dateModified"]/..')
#: Most statements kept that cannot be true.
_MOST_REFUSED: Final = 5
#: Characters of the page searched for the exact day of a month that is known.
_FRONT: Final = 4_000
_DATE_ATTRIBUTES: Final = (
    *("datetime", "content", "data-published", "data-publish-date", "data-date-published"),
    "data-published-at",
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


def settle_published(stated: list[DateFact], doubted: frozenset[Witness] = frozenset()) -> DateFact | None:
    """Choose the day of publication among what was stated, by the order of trust; `doubted` witnesses last.

    A day that fits into the month or year a better witness named makes that exact. The fact chosen says how
    sure it is (`confidence`).
    """
    if not stated:
        return None
    ranked = sorted(stated, key=lambda fact: (fact.witness in doubted, _rank(fact.witness)))
    chosen = ranked[0]
    for fact in ranked[1:]:
        if _refines(fact, chosen):
            chosen = fact
    sure = chosen.confidence or rate_date(chosen, stated)
    # As `replace` would have it, which is dearer.
    return DateFact(chosen.value, chosen.precision, chosen.witness, chosen.raw, sure)


def _rank(witness: Witness) -> int:
    return _ORDER.index(witness) if witness in _ORDER else len(_ORDER)


def published_facts(page: Metadata, hints: PageHints, now: datetime) -> list[DateFact]:
    """What every witness says of the day of publication; the guess only when nobody else speaks."""
    facts = [hints.published] if hints.published and _possible(hints.published, now) else []
    facts += _parsed([page.linked.published], Witness.JSON_LD, now)
    facts += _parsed(page.stated(PUBLISHED_METAS), Witness.META, now)[:1]
    times = _times(page, now, changed=False)
    facts += _visible(page, times, now)
    facts += times[:1]
    facts += url_facts(page.url, now)
    facts = [fact for fact in facts if _possible(fact, now)]
    if not facts:
        return _last_resorts(page, hints, now)
    best = min(facts, key=lambda fact: _rank(fact.witness))
    if best.precision is not Precision.DAY and (exact := _within(page, best, now)):
        facts.append(exact)
    return facts


def doubted_witnesses(page: Metadata, stated: list[DateFact], now: datetime) -> frozenset[Witness]:
    """Witnesses that this page itself gives reason to doubt.

    JSON-LD that gives one day as publication and change, while the page shows an earlier one: some systems
    write the day of the last change into both fields. Meta tags, when the one time element marked as the
    day of publication names another day: a person sees that one.
    """
    doubted = {Witness.JSON_LD} if _stamped_twice(page, stated, now) else set()
    stamps = [one.get("datetime") or "" for one in page.root.iter("time") if one.get("pubdate") is not None]
    marked = {_day(fact) for fact in _parsed(stamps, Witness.TIME_TAG, now)}
    if len(marked) == 1 and any(fact.witness is Witness.TIME_TAG and _day(fact) in marked for fact in stated):
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
    """What is left when no witness speaks of the publication: rare marks, the scripts, an only date, a guess.

    A page that describes itself in JSON-LD and shows nothing but "updated" keeps one date, which is taken
    for want of a better and marked unsure. Without JSON-LD the first date is more often kept from us than
    missing (of seven such pages five had one), so nothing is taken there. Nor is a guess, where the page
    speaks of a change: it would take that, or the date of a box about something else.
    """
    marked = [element for element in _MARKED_ITEMS(page.root) if not _is_elsewhere(element)]
    if facts := _read_times(marked, now)[:1] or script_facts(page.root, now):
        return facts
    changes = list(updated_facts(page, hints, now))
    shown = [fact for fact in changes if fact.witness is Witness.VISIBLE_TEXT]
    if shown and page.linked.present:
        return [replace(shown[0], confidence=Confidence.LOW)]
    if changes:
        return []
    others = _days_of_other_things(page, now)
    guess = guessed_date(page, now)
    return [guess] if guess and _possible(guess, now) and _day(guess) not in others else []


def _within(page: Metadata, period: DateFact, now: datetime) -> DateFact | None:
    return find_within(text_of(body_of(page.root))[:_FRONT], period, now)


def updated_facts(page: Metadata, hints: PageHints, now: datetime) -> Iterator[DateFact]:
    """What every witness says of the last change; each is asked when the one before was heard."""
    return (fact for fact in _changes(page, hints, now) if _possible(fact, now))


def _changes(page: Metadata, hints: PageHints, now: datetime) -> Iterator[DateFact]:
    yield from [hints.updated] if hints.updated else []
    yield from _parsed([page.linked.modified], Witness.JSON_LD, now)
    yield from _parsed(page.stated(UPDATED_METAS), Witness.META, now)[:1]
    yield from _visible_changes(page, now)
    yield from _times(page, now, changed=True)[:1]


def settle_updated(stated: list[DateFact], published: DateFact | None) -> DateFact | None:
    """The last change: the first statement, unless it lies before the publication or only repeats it."""
    for fact in stated:
        if published is None or _day(fact) > _day(published):
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
    return _parsed([written], Witness.URL, now)


def as_facts(field: str, stated: list[DateFact]) -> list[Fact]:
    """Dates as facts of a field."""
    return [Fact(field, str(fact), fact.witness, fact.precision) for fact in stated]


def _parsed(texts: Iterable[str], witness: Witness, now: datetime) -> list[DateFact]:
    return [fact for text in texts if text and (fact := parse_date(text, witness, now))]


def _day(fact: DateFact) -> str:
    """The day alone of a date that may carry a time."""
    return fact.value.isoformat()[:10]


def _possible(fact: DateFact, now: datetime) -> bool:
    """Not more than two days ahead, and not reckoned from a time nobody told."""
    latest = (now + FUTURE_TOLERANCE).date().isoformat()
    return _day(fact) <= latest and fact.value.year < _UNKNOWN_NOW.year - 1


def _refines(fact: DateFact, chosen: DateFact) -> bool:
    if fact.precision is not Precision.DAY or chosen.precision is Precision.DAY:
        return False
    same_year = fact.value.year == chosen.value.year
    return same_year and (chosen.precision is Precision.YEAR or fact.value.month == chosen.value.month)


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
    stamps = _parsed([page.linked.published, page.linked.modified], Witness.JSON_LD, now)
    if len(stamps) < 2 or _day(stamps[0]) != _day(stamps[1]):
        return False
    return any(
        fact.precision is Precision.DAY and _day(fact) < _day(stamps[0])
        for fact in facts
        if fact.witness in (Witness.VISIBLE_TEXT, Witness.TIME_TAG)
    )


def _visible(page: Metadata, times: list[DateFact], now: datetime) -> list[DateFact]:
    """The date in the words around the heading: one with a label before one without.

    When it is written in figures and a time element names the same day with month first, the element is
    right: it is the one form that cannot be misread.
    """
    lines = [text for text in page.surroundings if not _TIME_IS_OTHER.search(text)]
    fact = find_date(" | ".join(lines), Witness.VISIBLE_TEXT, now)
    if fact is None:
        return []
    times.sort(key=lambda time: not _is_swapped(fact, time))
    return [] if times and _is_swapped(fact, times[0]) else [fact]


def _is_swapped(written: DateFact, machine: DateFact) -> bool:
    one, other = written.value, machine.value
    return (one.year, one.month, one.day) == (other.year, other.day, other.month) and one.day != one.month


def _times(page: Metadata, now: datetime, *, changed: bool) -> list[DateFact]:
    """Dates of time elements and of elements marked as one, those after the heading first."""
    return _read_times(_time_elements(page, changed=changed), now)


def _read_times(elements: Iterable[HtmlElement], now: datetime) -> list[DateFact]:
    found: list[DateFact] = []
    for element in elements:
        stated = [element.get(name) for name in _DATE_ATTRIBUTES]
        for text in (*stated, line(text_of(element))):
            fact = parse_date(text, Witness.TIME_TAG, now) if text else None
            if fact:
                found.append(fact)
                break
    return [fact for fact in found if _possible(fact, now)]


def _days_of_other_things(page: Metadata, now: datetime) -> set[str]:
    stated = [
        element.get("datetime") or line(text_of(element))
        for element in page.root.iter("time")
        if _is_elsewhere(element)
    ]
    return {_day(fact) for fact in _parsed(stated, Witness.TIME_TAG, now)}


def _time_elements(page: Metadata, *, changed: bool) -> Iterator[HtmlElement]:
    name, items = ("dateModified", _CHANGED_ITEMS) if changed else ("datePublished", _PUBLISHED_ITEMS)
    yield from items(page.root) if page.mentions(name) else ()
    if next(page.root.iter("time"), None) is None:
        return
    every = list(page.root.iter("time", "h1"))
    after = every.index(page.headings[0]) if page.headings else 0
    for element in (*every[after:], *every[:after]):
        if element.tag == "time" and _tells_of_page(element, changed=changed):
            yield element


def _tells_of_page(element: HtmlElement, *, changed: bool) -> bool:
    """Whether a time element is about this page, and about its change or its publication as asked."""
    above = list(element.iterancestors())
    label = (above[0].text or "") if above else ""
    listed = any(one.tag == "li" for one in above) and not _TIME_IS_OWN.search(_names(element))
    if listed or _is_elsewhere(element):
        return False
    return bool(_TIME_IS_CHANGE.search(f"{_names(element)} {label}")) is changed


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether a time element stands in a box about something else: an event, a comment, other pages.

    A box with one date, named as a date, holds the page's own: some layouts put it there.
    """
    if _TIME_IS_OTHER.search(_names(element)):
        return True
    for one in element.iterancestors():
        if one.tag in ("article", "main"):
            return False  # a footer inside an article is the article's own
        if one.tag in ("footer", "nav", "aside"):
            named = f"{_names(element)} {one.get('class') or ''}"
            return not (_TIME_IS_OWN.search(named) and len(list(one.iter("time"))) == 1)
    return False


def _names(element: HtmlElement) -> str:
    near = (element, *list(element.iterancestors())[:3])
    return " ".join(f"{one.get('class') or ''} {one.get('itemprop') or ''}" for one in near)
