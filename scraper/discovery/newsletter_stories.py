"""Which stories do the lines of a newsletter tell? Each address once, with its heading and its words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.dates import parse_date
from scraper.discovery.newsletter_lines import Line, Run
from scraper.discovery.newsletter_words import (
    heads_section,
    is_call,
    is_frame,
    is_frame_line,
    says_nothing,
)
from scraper.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, shorten
from scraper.items import DateFact
from scraper.outcomes import Witness

#: How many lines above a "Read more" are asked for its heading.
LINES_ABOVE = 14
#: Lines of a story's text that are kept as its summary.
SUMMARY_LINES = 4
#: Fewest words of a line that is part of a summary.
SUMMARY_WORDS = 6
#: Fewest words a link inside a sentence must have to be a title, and fewest of any other.
WORDS_INSIDE = 4
WORDS_ALONE = 2
#: Share of its line that a link must cover to be more than a link inside a sentence.
COVERED = 0.6
LONGEST_DATE_LINE = 60

_SENTENCE = re.compile(r"(.{20,}?[.!?])(?=\s|$)")
_BEFORE = re.compile(r"(?:[\s›»→>•·|–-]+|\d{1,2}[.)]\s+)+")
_AFTER = " ›»→>•·|:"
#: What stands over a date that is not the day of publication.
_UNPUBLISHED = re.compile(
    r"\b(?:updated?|amended|modified|deadline|clos(?:es?|ing)(?: date)?|events?|starts?|when)\W*$", re.I
)
#: A path of one plain word: a part of a site, such as its library.
_PART_OF_SITE = re.compile(r"^https?://[^/]+/[a-z]+/?$", re.I)
_READING_TIME = re.compile(r"^\W*\d{1,3}[ -]?min(?:ute)?s?(?: read)?\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Story:
    """One story a newsletter links: `title` None when nothing names it, `summary` "" when there is none."""

    url: str
    title: str | None
    summary: str
    published: DateFact | None


#: How good a title a link's words make: a linked heading; words alone on their line; words inside a sentence,
#: or a call; the name of a picture; none.
_HEADING, _ALONE, _INSIDE, _PICTURE, _NAMELESS = range(5)


@dataclass(frozen=True, slots=True)
class _Place:
    """One link to a story: its line and run, and how good a title its words make."""

    line: int
    run: Run
    rank: int


def find_stories(lines: Sequence[Line], may_be_story: Callable[[str], bool], now: datetime) -> list[Story]:
    """The stories in reading order.

    Args:
        lines: of one message.
        may_be_story: whether an address may be a story's.
        now: judges dates.
    """
    places: dict[str, list[_Place]] = {}
    for number, line in enumerate(lines):
        if is_frame_line(line.text):
            continue
        for run in line.runs:
            if not is_frame(run.words) and may_be_story(run.url):
                places.setdefault(run.url, []).append(_Place(number, run, _rank(line, run)))
    told = _Told(lines, {number: _urls(line, places) for number, line in enumerate(lines)}, now)
    found = (told.story(url, found) for url, found in places.items())
    return [story for story in found if story is not None]


def _urls(line: Line, places: dict[str, list[_Place]]) -> frozenset[str]:
    return frozenset(run.url for run in line.runs if run.url in places)


def _rank(line: Line, run: Run) -> int:
    words = len(run.words.split())
    if not words or says_nothing(run.words) or _READING_TIME.match(run.words):
        return _NAMELESS
    if run.picture:
        return _PICTURE if words > WORDS_ALONE else _NAMELESS
    if is_call(run.words) or words < WORDS_ALONE:
        return _INSIDE
    covers = len(run.words) >= COVERED * len(line.text)
    if line.weight and (covers or line.weight == 2):
        return _HEADING
    return _ALONE if covers else _INSIDE


class _Told:
    """The lines, and which stories each of them links."""

    def __init__(self, lines: Sequence[Line], urls: dict[int, frozenset[str]], now: datetime) -> None:
        self._lines, self._urls, self._now = lines, urls, now

    def story(self, url: str, places: list[_Place]) -> Story | None:
        """What is told of one address; None when its only links are nameless pictures or the frame's."""
        best = min(places, key=lambda place: place.rank)
        if best.rank <= _ALONE:
            best = self._fullest([place for place in places if place.rank == best.rank])
            return self._titled(url, best.line, self._name(best))
        texts = [place for place in places if not place.run.picture]
        if texts and self._follows_frame(texts[0]):
            return None
        above = next((at for place in texts if (at := self._heading_above(place, url)) is not None), None)
        words = len(best.run.words.split())
        inside = best.rank == _INSIDE and not is_call(best.run.words) and words >= WORDS_INSIDE
        if above is not None and not (inside and self._urls[above] - {url}):
            return self._titled(url, above, self._heading(above))
        if above is None and _PART_OF_SITE.match(url):
            return None
        if best.rank < _NAMELESS and words >= WORDS_ALONE:
            return self._titled(url, best.line, _tidy(best.run.words), inside=best.rank == _INSIDE)
        return self._untitled(url, texts) if texts else None

    def _fullest(self, places: list[_Place]) -> _Place:
        """The first link of at least four words, else the fullest: above a title may stand its kind."""
        undated = [place for place in places if not self._date(place.run.words)] or places
        full = [place for place in undated if len(place.run.words.split()) >= WORDS_INSIDE]
        return full[0] if full else max(undated, key=lambda place: len(place.run.words))

    def _name(self, place: _Place) -> str:
        """The heading a link stands in when it is the only one there, else the link's words."""
        line = self._lines[place.line]
        return _tidy(line.text if line.weight == 2 and len(line.runs) == 1 else place.run.words)

    def _follows_frame(self, place: _Place) -> bool:
        """Whether a link that says nothing itself continues a line of the frame ("To stop these: / here")."""
        before = self._lines[max(place.line - 1, 0) : place.line]
        return place.rank == _NAMELESS and any(is_frame_line(line.text) for line in before)

    def _heading_above(self, place: _Place, url: str) -> int | None:
        """The line that heads the part a link ends; another story's when the link belongs to that."""
        here = self._lines[place.line]
        own_words = len(here.text.split()) - len(place.run.words.split())
        if self._heads(here, place) and (here.lead or own_words > 1):
            return place.line
        for number in range(place.line - 1, max(place.line - LINES_ABOVE, 0) - 1, -1):
            line = self._lines[number]
            if _is_beside(line, here):
                continue
            others = bool(self._urls[number] - {url})
            if is_frame_line(line.text) or (others and (not line.weight or own_words > 2)):
                return None
            if self._heads(line, place):
                return number
            if others:
                return None
        return None

    def _heads(self, line: Line, place: _Place) -> bool:
        """Whether a line, or the bold words it begins with, may be the title of what a link leads to."""
        if line.weight:
            return self._may_head(line)
        return (
            bool(line.lead)
            and place.run.words not in line.lead
            and self._may_head(replace(line, text=line.lead))
        )

    def _heading(self, number: int) -> str:
        line = self._lines[number]
        return _tidy(line.text if line.weight else line.lead)

    def _may_head(self, line: Line) -> bool:
        words = line.text.split()
        if not WORDS_ALONE <= len(words) <= 40 or heads_section(line.text) or says_nothing(line.text):
            return False
        return not (self._date(line.text) or _READING_TIME.match(line.text) or is_frame(line.text))

    def _titled(self, url: str, at: int, title: str, *, inside: bool = False) -> Story:
        summary, published = self._text_from(url, at if inside else at + 1, at)
        told = summary.removeprefix(title).lstrip(" :–—-") if inside else summary
        return Story(url, shorten(title, LONGEST_TITLE) or None, told, published)

    def _untitled(self, url: str, places: list[_Place]) -> Story:
        """A story without heading or words of its own goes by the first sentence that is told of it."""
        here = places[0].line
        for number in range(here, max(here - LINES_ABOVE, 0) - 1, -1):
            line = self._lines[number]
            if number < here and (self._urls[number] - {url} or is_frame_line(line.text)):
                break
            if len(line.text.split()) >= SUMMARY_WORDS and not _is_beside(line, self._lines[here]):
                sentence = _SENTENCE.match(line.text)
                title = sentence[1] if sentence else line.text
                summary, published = self._text_from(url, number, number)
                return Story(url, shorten(title, LONGEST_TITLE), summary, published)
        return Story(url, None, "", None)

    def _text_from(self, url: str, start: int, at: int) -> tuple[str, DateFact | None]:
        """What follows a title up to the next story or heading, and the date on a line of its own in it."""
        told: list[str] = []
        published: DateFact | None = None
        for number in range(start, min(start + LINES_ABOVE, len(self._lines))):
            line = self._lines[number]
            if _is_beside(line, self._lines[at]):
                continue
            if number > at and (self._urls[number] - {url} or is_frame_line(line.text)):
                break
            if not _UNPUBLISHED.search(self._lines[number - 1].text):
                published = published or self._date(line.text)
            if number > at and line.weight and url not in self._urls[number] and self._may_head(line):
                break
            if len(line.text.split()) >= SUMMARY_WORDS and len(told) < SUMMARY_LINES and not _is_menu(line):
                told.append(_without_call(line))
        return shorten(" ".join(text for text in told if text), LONGEST_SUMMARY), published

    def _date(self, text: str) -> DateFact | None:
        """The date that a line consists of."""
        return parse_date(text, Witness.LISTING, self._now) if 4 < len(text) <= LONGEST_DATE_LINE else None


def _is_beside(line: Line, other: Line) -> bool:
    """Whether two lines stand in different columns of one table."""
    if line.column is None or other.column is None or line.column[0] != other.column[0]:
        return False
    return line.column[1] != other.column[1]


def _is_menu(line: Line) -> bool:
    """Whether a line consists of several links and little else."""
    linked = sum(len(run.words) for run in line.runs if not run.picture)
    return len(line.runs) > 1 and linked >= COVERED * len(line.text)


def _tidy(words: str) -> str:
    """Words without arrows, bullets and numbers around them."""
    before = _BEFORE.match(words)
    return (words[before.end() :] if before else words).rstrip(_AFTER)


def _without_call(line: Line) -> str:
    """A line's text without the "Read more" at its end; "" when there is no more to it."""
    text = line.text
    for run in reversed(line.runs):
        if run.words and text.rstrip(" .›»→>").endswith(run.words) and says_nothing(run.words):
            text = text.rstrip(" .›»→>").removesuffix(run.words).rstrip(" |–—-:›»→>")
    return text
