"""How the house writes, as a check: what in an entry needs a look, where and why. Nothing is changed.

The rules were read from past issues of a digest of this kind: six entries of one issue, nineteen extracts of
others. Every threshold below is theirs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scraper.digest.characters import BLANKS
from scraper.digest.key_sentences import sentences
from scraper.digest.model import DigestEntry, DigestLink
from scraper.digest.style import LONGEST_HEADING
from scraper.identity.urls import host_of, without_tracking

#: Stands where the editor's own words are due.
TO_BE_WRITTEN = "…"


class Level(StrEnum):
    """How much a note says: the entry cannot go out, it needs a look, it is only told."""

    BROKEN = "broken"
    LOOK = "look"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class StyleNote:
    """One finding. `place` is "heading", "summary", "links" or "link 2"; `words` say what and why."""

    level: Level
    place: str
    words: str


#: A summary has so many words (of past entries 40 to 115) and sentences (2 to 3; one where it is short).
FEWEST_WORDS, MOST_WORDS = 20, 120
MOST_SENTENCES = 4
#: A topic, not a title.
MOST_HEADING_WORDS = 9
#: Abbreviations that every reader knows.
KNOWN = frozenset(
    {"AI", "BBC", "DVD", "EU", "GB", "GP", "HIV", "ID", "IT", "NHS", "PDF", "TV", "UK", "US", "USA"}
)

_STRAIGHT = re.compile(r"[\"']")
_SPACE_BEFORE = re.compile(rf"[{BLANKS}]+[,;:.!?](?![.\d])")
_DOUBLE_SPACE = re.compile(rf"[{BLANKS}]{{2,}}")
_BIG_NUMBER = re.compile(r"(?<![\d.,/-])(?!(?:1[5-9]|20)\d\d(?!\d))\d{4,}(?![\d/-])")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)(?: of)? {_MONTH}|\b{_MONTH} \d{{1,2}}\b(?!\d)"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
)
_DASH = re.compile("[–—]")
_CAPITALS = re.compile(r"\b[A-Z]{2,6}s?\b")
_QUOTED = re.compile("‘[^’]*’|“[^”]*”")
_OPEN_PLACE = re.compile(rf"(?:^|[{BLANKS}(]){TO_BE_WRITTEN}(?=[{BLANKS}.,;:)]|$)")
_LIST_END = re.compile(r";\s+(?:and|or)\b")
_JUDGING = re.compile(
    r"\b(?:sadly|unfortunately|shocking(?:ly)?|excellent|groundbreaking|brilliant|worrying(?:ly)?|interesting(?:ly)?"
    r"|important(?:ly)?|exciting|alarming(?:ly)?|timely|must-read|hugely|amazing)\b",
    re.I,
)
_OPENING = re.compile(
    r"\b(?:has|have)\b(?:\s\w+ly)?\s"
    r"(?:published|written|launched|released|issued|opened|produced|updated|announced)\b"
    r"|\b(?:advises|explains|sets out|looks at|discusses|argues)\b"
)
_PERSON = re.compile(r"\b(?:I|we|our|us|you|your)\b")


def style_notes(entry: DigestEntry) -> list[StyleNote]:
    """What in an entry needs a look, its heading first."""
    summary = " ".join(entry.summary)
    notes = [*heading_notes(entry.heading), *summary_notes(summary)]
    if not entry.links:
        notes.append(StyleNote(Level.BROKEN, "links", "There is no link."))
    for number, link in enumerate(entry.links, start=1):
        notes += link_notes(link, f"link {number}")
    return notes


def is_broken(entry: DigestEntry) -> bool:
    """Whether the entry cannot go out: no heading, no summary, no link, or words that are still due."""
    return any(note.level is Level.BROKEN for note in style_notes(entry))


def heading_notes(heading: str) -> Iterator[StyleNote]:
    """The heading: a topic of a few words without an end mark."""
    if not heading or heading == TO_BE_WRITTEN:
        yield StyleNote(Level.BROKEN, "heading", "The heading is missing.")
        return
    if len(heading) > LONGEST_HEADING or len(heading.split()) > MOST_HEADING_WORDS:
        yield StyleNote(Level.LOOK, "heading", "The heading is long: a topic has a few words.")
    if heading.endswith((".", "!", "?", ";", ":", ",")):
        yield StyleNote(Level.LOOK, "heading", "The heading ends in a mark.")
    words = heading.split()
    capitals = sum(word[:1].isupper() and not word.isupper() for word in words[1:])
    if len(words) > 2 and capitals == len(words) - 1:
        yield StyleNote(Level.LOOK, "heading", "Each word has a capital: headings are in sentence case.")
    yield from mark_notes(heading, "heading")


def summary_notes(summary: str) -> Iterator[StyleNote]:
    """The summary: length, form, marks, abbreviations, tone."""
    if not summary:
        yield StyleNote(Level.BROKEN, "summary", "The summary is missing.")
        return
    if _OPEN_PLACE.search(_QUOTED.sub("", summary)):
        yield StyleNote(Level.BROKEN, "summary", "A place is still open: “…” stands where words are due.")
    yield from length_notes(summary)
    yield from list_notes(summary)
    if not _OPENING.search(sentences(summary)[0]):
        yield StyleNote(
            Level.TOLD,
            "summary",
            "The first sentence does not say who has published, written or launched what.",
        )
    yield from abbreviation_notes(summary)
    yield from mark_notes(summary, "summary")
    own = _QUOTED.sub("", summary)
    if found := _JUDGING.search(own):
        yield StyleNote(Level.LOOK, "summary", f"“{found[0]}” judges: a summary tells what the source says.")
    if found := _PERSON.search(own):
        yield StyleNote(Level.LOOK, "summary", f"“{found[0]}”: summaries are written in the third person.")


def length_notes(summary: str) -> Iterator[StyleNote]:
    """Words and sentences."""
    words, count = len(summary.split()), len(sentences(summary))
    if words < FEWEST_WORDS:
        yield StyleNote(Level.LOOK, "summary", f"{words} words: summaries have at least {FEWEST_WORDS}.")
    if words > MOST_WORDS:
        yield StyleNote(Level.LOOK, "summary", f"{words} words: summaries have at most {MOST_WORDS}.")
    if count > MOST_SENTENCES:
        yield StyleNote(Level.LOOK, "summary", f"{count} sentences: summaries have two or three.")


def list_notes(summary: str) -> Iterator[StyleNote]:
    """A list in a sentence has three items, "a; b; and c"."""
    for sentence in sentences(summary):
        marks = sentence.count(";")
        if marks >= 2 and not _LIST_END.search(sentence):
            yield StyleNote(Level.TOLD, "summary", "The list does not end in “; and”.")
        if marks not in {0, 2}:
            yield StyleNote(Level.TOLD, "summary", f"The list has {marks + 1} items: lists have three.")


def abbreviation_notes(summary: str) -> Iterator[StyleNote]:
    """An abbreviation stands in brackets after its full words when it is used first."""
    told: set[str] = set()
    for found in _CAPITALS.finditer(summary):
        word = found[0].removesuffix("s")
        if word in KNOWN or word in told or len(word) < 2:
            continue
        told.add(word)
        bracket = summary.rfind("(", 0, found.start())
        if bracket < 0 or ")" in summary[bracket : found.start()]:
            yield StyleNote(Level.LOOK, "summary", f"“{word}” is not written out where it stands first.")


def mark_notes(text: str, place: str) -> Iterator[StyleNote]:
    """Quotation marks, blanks, numbers, dates and dashes."""
    for pattern, level, words in (
        (_STRAIGHT, Level.LOOK, "A straight quotation mark: the house’s are curly."),
        (_SPACE_BEFORE, Level.LOOK, "A space before a mark."),
        (_DOUBLE_SPACE, Level.LOOK, "Two spaces in a row."),
        (re.compile(r"\.\.\."), Level.LOOK, "Three full stops: “…” is one character."),
        (_BIG_NUMBER, Level.LOOK, "“{}”: thousands are set apart by a comma."),
        (_DATE, Level.LOOK, "“{}”: dates are written 3 October 2023."),
        (_DASH, Level.TOLD, "A long dash: the house writes a hyphen, or none."),
    ):
        if found := pattern.search(text):
            yield StyleNote(level, place, words.format(found[0]))


def link_notes(link: DigestLink, place: str) -> Iterator[StyleNote]:
    """One link: words and address that a reader can use."""
    if not link.title:
        yield StyleNote(Level.BROKEN, place, "The title is missing.")
    if not link.url:
        yield StyleNote(Level.LOOK, place, "The address is not known.")
    elif not link.url.startswith(("http://", "https://")) or not host_of(link.url):
        yield StyleNote(
            Level.BROKEN, place, "The address is none: it begins with http:// or https:// and a host."
        )
    elif counts_readers(link.url):
        yield StyleNote(Level.LOOK, place, "The address carries words that only count readers.")
    if link.title.endswith(".") and not link.title.endswith("..."):
        yield StyleNote(Level.LOOK, place, "The title ends in a full stop.")
    if _STRAIGHT.search(link.title):
        yield StyleNote(Level.LOOK, place, "A straight quotation mark: the house’s are curly.")


def counts_readers(url: str) -> bool:
    """Whether an address carries parameters that say nothing but where its reader came from."""
    return len(query_of(without_tracking(url))) < len(query_of(url))


def query_of(url: str) -> str:
    """What stands between the question mark and the place on the page."""
    return url.partition("#")[0].partition("?")[2]
