"""What sets two publications of one text, or nearly one, apart all the same.

This month's figures are told in last month's words, the landing pages of all inspections read the same, and a
correction repeats what it corrects. One row for two of them would cost an editor a publication; two rows in
one story cost her a glance.
"""

import itertools
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from scraper.identity.editions import series
from scraper.identity.fingerprint import normalise, tokens
from scraper.identity.mask import PLACEHOLDER, mask
from scraper.identity.story_words import names

#: Publications of one source under one title so many days apart are two numbers of a series.
SERIES_DAYS: Final = 5
#: Words by which titles of one form differ, the name of a council or a region; more say different things.
_LONGEST_NAME: Final = 3
#: Words so alike (0–1) are one word, once misspelt; Bradford and Bedford are 0.8 alike.
_SLIP: Final = 0.85
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
#: A longer text under two headlines is one publication; a shorter one may be a landing page's.
_LONGEST_LANDING: Final = 120
#: Titles of fewer words, "Inspection report", name no publication by themselves.
_LEAST_TELLING: Final = 3
#: A line of so many words may be a byline with its date, which says nothing of the text.
_BYLINE_WORDS: Final = 12
#: Words of a title that make it another publication than the one without them: another state, or a part.
_STATE_WORDS = """
agenda annex annexes appendices appendix cancelled clarification corrected correction corrections draft
errata erratum extended extension final interim methodology minutes postponed preliminary provisional
reminder reopened rescheduled retracted retraction revised revoked superseded supplement supplementary
tables technical update updated withdrawn
"""
_STATES: Final = frozenset(_STATE_WORDS.split())
#: Where a text was changed too, these say the contrary, or that it is about one place only.
_TURN_WORDS = "cannot in england ireland never no not scotland wales without"
_TURNS: Final = frozenset(_TURN_WORDS.split())
#: What every body publishes of itself under the title of all. A title that names a body first is no such one:
#: articles on an inspectorate's annual report are of one story.
_OF_ITSELF = re.compile(
    r"(?:(?:our|the|we are|gender|ethnicity|disability) )*"
    r"(?:pay gap (?:report|reporting|statement|data)|modern slavery"
    r"|annual (?:report|review|accounts|general meeting)|impact report|(?:strategic|corporate|business) plan"
    r"|(?:accessibility|safeguarding|privacy|cookies?|complaints|whistleblowing|equality|data protection)"
    r" (?:policy|notice|statement)"
    r"|vacanc(?:y|ies)|recruiting|join our (?:trustees|board|team)|board (?:meetings?|papers|minutes))\b",
    re.IGNORECASE,
)
OWN_PAPERS: Final = "each publishes this of itself"


@dataclass(frozen=True, slots=True)
class Told:
    """A publication as it is told apart from another of nearly the same text.

    Attributes:
        source: of its source.
        title: its title.
        text: its text.
        day: the day it states, in ISO 8601 cut to its precision; None when it states none.
        files: keys of the documents it links.
    """

    source: int
    title: str
    text: str
    day: str | None
    files: frozenset[str]


def set_apart(one: Told, other: Told) -> str | None:
    """Why two publications of (nearly) the same text are two, in words for an editor; else None."""
    is_same_text = tokens(one.text) == tokens(other.text)
    marks = _STATES if is_same_text else _STATES | _TURNS
    differing = set(tokens(one.title)) ^ set(tokens(other.title))
    if one.title and other.title and differing & marks:
        return f"only one title says “{min(differing & marks)}”"
    has_own_names = _each_has_its_own(_names(one.text), _names(other.text))
    if one.source != other.source:
        return OWN_PAPERS if has_own_names and are_own_papers(one.title, other.title) else None
    if len(tokens(one.text)) > _LONGEST_LANDING:
        return _other_number(one, other, is_same_text=is_same_text)
    name = _other_name(one.title, other.title) if is_same_text else None
    if name:
        return name
    if has_own_names and len(series(one.title)) < _LEAST_TELLING:
        return "a title that says little, and other names in the text"
    return _other_number(one, other, is_same_text=is_same_text)


def _each_has_its_own(ours: Set[str], theirs: Set[str]) -> bool:
    return bool(ours - theirs and theirs - ours)


def are_own_papers(one: str, other: str) -> bool:
    """Whether two titles are of what every body publishes of itself: a policy, its accounts, a vacancy."""
    return bool(_OF_ITSELF.match(one) and _OF_ITSELF.match(other))


def one_form(a: Sequence[str], b: Sequence[str]) -> str | None:
    """What sets two titles of one form apart: inspections of two councils, figures for two regions.

    Args:
        a, b: the stems of the titles, in their order.
    """
    gaps = _differing(a, b)
    return f"one form of title: {' '.join(gaps[0])} / {' '.join(gaps[1])}" if gaps else None


def _other_name(one: str, other: str) -> str | None:
    """What sets titles of one form apart when it is a name; a slip that was mended is none."""
    gaps = _differing(_WORD.findall(one), _WORD.findall(other))
    if gaps is None or not all(word[0].isupper() or word[0].isdigit() for gap in gaps for word in gap):
        return None
    ours, theirs = (" ".join(gap) for gap in gaps)
    if SequenceMatcher(None, ours.lower(), theirs.lower()).ratio() >= _SLIP:
        return None
    return f"another name in the title: {ours} / {theirs}"


def _differing(a: Sequence[str], b: Sequence[str]) -> tuple[Sequence[str], Sequence[str]] | None:
    """The words in the middle by which titles of one form differ; None when they are of none."""
    begin = _shared_beginning(a, b)
    rest_a, rest_b = a[begin:], b[begin:]
    end = _shared_beginning(rest_a[::-1], rest_b[::-1])
    ours, theirs = rest_a[: len(rest_a) - end], rest_b[: len(rest_b) - end]
    shortest, longest = sorted((len(ours), len(theirs)))
    if shortest >= 1 and longest <= _LONGEST_NAME and 2 * (begin + end) >= max(len(a), len(b)):
        return ours, theirs
    return None


def _shared_beginning(a: Sequence[str], b: Sequence[str]) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _other_number(one: Told, other: Told, *, is_same_text: bool) -> str | None:
    """Why two of one title are two numbers of a series: another day, and other figures or another file.

    What is posted once more says the same.
    """
    if series(one.title) != series(other.title) or not _on_other_days(one.day, other.day):
        return None
    if _each_has_its_own(one.files, other.files):
        return "the same title on another day, with another file"
    if not is_same_text and _each_has_its_own(_figures(one.text), _figures(other.text)):
        return "the same title on another day, with other figures"
    return None


def _on_other_days(one: str | None, other: str | None) -> bool:
    """Whether stated days are too far apart for one publication, as far as they are exact."""
    if one is None or other is None:
        return False
    exact = min(len(one), len(other))
    if exact < len("2026-11-23"):
        return one[:exact] != other[:exact]
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) >= SERIES_DAYS


def _names(text: str) -> frozenset[str]:
    """The names in a text, however its lines are broken."""
    return names(" ".join(text.split()))


def _figures(text: str) -> set[str]:
    """The words with a digit of a text, without the dates of bylines."""
    lines = (
        line if len(line.split()) > _BYLINE_WORDS else mask(normalise(line)) for line in text.splitlines()
    )
    words = {word for line in lines for word in tokens(line) if any(map(str.isdigit, word))}
    return words - {PLACEHOLDER}
