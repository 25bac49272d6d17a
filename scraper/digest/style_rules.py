"""The rules of style, one by one: what each finds in a text, where, and in which words it says so.

They were read from past issues of a digest of this kind: six entries of one issue, nineteen extracts of
others. What they count and look for stands in the house profile, and so does how much
heed each gets.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from scraper.digest.characters import BLANKS
from scraper.digest.house import House, Style
from scraper.digest.key_sentences import sentences
from scraper.digest.model import DigestLink
from scraper.digest.style import LONGEST_HEADING, OPEN_PHRASES
from scraper.identity.urls import host_of, without_tracking

#: One finding: the rule's name, and what it says.
Found = tuple[str, str]

QUOTED = re.compile("‘[^’]*(?:’\\w[^’]*)*’|“[^”]*”")
_SINGLE = re.compile("‘[^’]*(?:’\\w[^’]*)*’")
_STRAIGHT = re.compile(r"[\"']")
_SPACE_BEFORE = re.compile(rf"[{BLANKS}]+[,;:.!?](?![.\d])")
_DOUBLE_SPACE = re.compile(rf"[{BLANKS}]{{2,}}")
_THREE_STOPS = re.compile(r"\.\.\.")
#: Neither a year nor a part of a date, an address or a number with its series: "HC 1234", "ISO 27001".
_BIG_NUMBER = re.compile(
    r"(?<![\d.,/-])(?<![A-Z]{2}[ \u00a0])(?<!\d[ \u00a0])(?<!No )(?<!no\. )"
    r"(?!(?:1[5-9]|2[01])\d\d(?!\d))\d{4,}(?![\d/-])"
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)(?: of)? {_MONTH}"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?![\d%]| (?:of|per|in) )"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
)
_DASH = re.compile("[–—]")
_DOUBLE_MARKS = re.compile("“[^”]*”")
_CAPITALS = re.compile(r"\b[A-Z]{2,6}s?\b")
#: "HC 1234" is the number of a paper; "CSPR 2024" is not.
_SERIES = re.compile(r"[ \u00a0](?!(?:1[5-9]|2[01])\d\d\b)\d{3,}")
_LIST_END = re.compile(r";\s+(?:and|or)\b")
_ITEM_START = re.compile(r"(?:and |or )?(\w[\w’-]*)(?: ([a-z]))?")
#: Words that begin an item with a capital only by mistake: no name begins so when a small letter follows.
_COMMON = frozenset(
    {
        "a", "all", "an", "being", "better", "both", "children", "each", "families", "few", "fewer", "for",
        "girls", "half", "having", "how", "improved", "in", "increased", "it", "lack", "less", "making",
        "many", "more", "most", "on", "one", "parents", "people", "professionals", "schools", "some", "that",
        "the", "there", "they", "three", "to", "two", "using", "victims", "what", "when", "where", "who",
        "why", "with", "young",
    }
)  # fmt: skip
_PERSON = re.compile(
    r"(?<!Part )(?<!Phase )(?<!Volume )(?<!Annex )\bI\b|\b(?:[Ww]e|[Oo]ur|us|[Yy]ou|[Yy]our)\b"
)
_TWO_BODIES = re.compile(r"\([A-Z][\w&-]*\),? and (?:the )?[A-Z][^.;:]*? has\b")


def heading_rules(heading: str, style: Style) -> Iterator[Found]:
    """A topic of a few words in sentence case, without an end mark."""
    words = heading.split()
    if len(heading) > LONGEST_HEADING or 0 < style.most_heading_words < len(words):
        yield "heading-long", "The heading is long: a topic has a few words."
    if heading.endswith((".", "!", "?", ";", ":", ",")):
        yield "heading-mark", "The heading ends in a mark."
    capitals = sum(word[:1].isupper() and not word.isupper() for word in words[1:])
    if len(words) > 2 and capitals == len(words) - 1 and words[-1] not in style.names_end_in:
        yield "heading-case", "Each word has a capital: headings are in sentence case."
    yield from mark_rules(heading)


def summary_rules(paragraphs: tuple[str, ...], house: House) -> Iterator[Found]:
    """Length, form, lists, words and marks of a summary that has words."""
    summary, style = " ".join(paragraphs), house.style
    if len(paragraphs) > 1:
        yield "paragraphs", f"{len(paragraphs)} paragraphs: summaries have one."
    yield from length_rules(summary, style)
    yield from list_rules(summary, style)
    yield from opening_rules(sentences(summary)[0], style)
    yield from abbreviation_rules(summary, style)
    yield from mark_rules(summary)
    if found := _DOUBLE_MARKS.search(_SINGLE.sub("", summary)):
        yield "double-marks", f"{found[0]}: the house quotes in ‘single’ marks."
    yield from word_rules(QUOTED.sub("", summary), style)


def length_rules(summary: str, style: Style) -> Iterator[Found]:
    """Words and sentences."""
    words, count = len(summary.split()), len(sentences(summary))
    if words < style.fewest_words:
        yield "length", f"{words} words: summaries have at least {style.fewest_words}."
    if 0 < style.most_words < words:
        yield "length", f"{words} words: summaries have at most {style.most_words}."
    if 0 < style.most_sentences < count:
        yield "sentences", f"{count} sentences: summaries have two or three."


def list_rules(summary: str, style: Style) -> Iterator[Found]:
    """A list in a sentence has three items, "a; b; and c", in small letters."""
    for sentence in sentences(summary):
        marks = sentence.count(";")
        if marks < 2 and not (marks and ":" in sentence):
            continue  # one semicolon joins two clauses
        if marks >= 2 and not _LIST_END.search(sentence):
            yield "list-end", "The list does not end in “; and”."
        if style.list_items and marks + 1 != style.list_items:
            yield "list-items", f"The list has {marks + 1} items: lists have {style.list_items}."
        items = sentence.rpartition(":")[2].split(";") if ":" in sentence else sentence.split(";")[1:]
        for item in items:
            if word := capital_by_mistake(item.strip(f"{BLANKS}.")):
                yield "list-case", f"“{word}”: items of a list begin with a small letter."
                break


def capital_by_mistake(item: str) -> str:
    """The first word of a list's item when its capital is a mistake, "" when it may be a name."""
    found = _ITEM_START.match(item)
    if not found or not found[1][0].isupper() or found[1].lower() not in _COMMON:
        return ""
    return found[1] if found[2] else ""


def opening_rules(first: str, style: Style) -> Iterator[Found]:
    """The first sentence says who has published, written or launched what."""
    if not opening_of(style.opening_verbs, style.opening_words).search(first):
        yield "opening", "The first sentence does not say who has published, written or launched what."
    if _TWO_BODIES.search(first):
        yield "agreement", "Two bodies “have”: the first sentence says “has”."


def abbreviation_rules(summary: str, style: Style) -> Iterator[Found]:
    """An abbreviation stands in brackets after its full words when it is used first."""
    told: set[str] = set()
    for found in _CAPITALS.finditer(summary):
        word = found[0].removesuffix("s")
        if word in style.known or word in told or _SERIES.match(summary, found.end()):
            continue
        told.add(word)
        bracket = summary.rfind("(", 0, found.start())
        if bracket < 0 or ")" in summary[bracket : found.start()]:
            yield "abbreviation", f"“{word}” is not written out where it stands first."


def word_rules(own: str, style: Style) -> Iterator[Found]:
    """Praise, alarm, persons and American spelling in the house's own words, quotations left out."""
    if style.judging and (found := one_of(style.judging).search(own)):
        yield "judging", f"“{found[0]}” judges: a summary tells what the source says."
    if found := _PERSON.search(own):
        yield "person", f"“{found[0]}”: summaries are written in the third person."
    if style.spelling and (found := spelt(tuple(style.spelling)).search(own)):
        word = found[1]
        yield "spelling", f"“{found[0]}” is American: “{style.spelling[word]}” is the British word."


def mark_rules(text: str) -> Iterator[Found]:
    """Quotation marks, blanks, numbers, dates and dashes."""
    for rule, pattern, words in _MARKS:
        if found := pattern.search(text):
            yield rule, words.format(found[0])


_MARKS = (
    ("straight-marks", _STRAIGHT, "A straight quotation mark: the house’s are curly."),
    ("space-before-mark", _SPACE_BEFORE, "A space before a mark."),
    ("two-spaces", _DOUBLE_SPACE, "Two spaces in a row."),
    ("three-stops", _THREE_STOPS, "Three full stops: “…” is one character."),
    ("thousands", _BIG_NUMBER, "“{}”: thousands are set apart by a comma."),
    ("dates", _DATE, "“{}”: dates are written 3 October 2023."),
    ("dashes", _DASH, "A long dash: the house writes a hyphen, or none."),
)


def link_rules(link: DigestLink, known_labels: frozenset[str]) -> Iterator[Found]:
    """Label, title and address of one link; labels are known in lower case."""
    if not is_label(link.label, known_labels):
        yield "label", f"“{link.label}” is no label of the house."
    if not link.url:
        yield "address-unknown", "The address is not known."
    elif host_of(link.url) and counts_readers(link.url):
        yield "counts-readers", "The address carries words that only count readers."
    if link.title.endswith(".") and not link.title.endswith("..."):
        yield "title-stop", "The title ends in a full stop."
    if _STRAIGHT.search(link.title):
        yield "straight-marks", "A straight quotation mark: the house’s are curly."


def is_label(label: str, known: frozenset[str]) -> bool:
    """Whether the house knows a label; a bare title has none, and "See also on …" may go on as it likes."""
    said = label.lower()
    return not said or said in known or said.startswith(tuple(f"{phrase} on " for phrase in OPEN_PHRASES))


def counts_readers(url: str) -> bool:
    """Whether an address carries parameters that say nothing but where its reader came from."""
    return len(_query_of(without_tracking(url))) < len(_query_of(url))


def _query_of(url: str) -> str:
    return url.partition("#")[0].partition("?")[2]


@lru_cache(maxsize=32)
def one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the first of some words, whatever their case."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


@lru_cache(maxsize=8)
def spelt(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds one of some words in small letters, with its endings: what has a capital may be a name."""
    return re.compile(
        rf"\b({'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?:e?s|e?d|ing)?\b"
    )


@lru_cache(maxsize=8)
def opening_of(verbs: tuple[str, ...], words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds what a first sentence says of a publication and its publisher."""
    after_has, alone = ("|".join(map(re.escape, some)) or "(?!)" for some in (verbs, words))
    return re.compile(
        rf"\b(?:has|have)\b(?: \w+ly| all| both| jointly| now)*\s(?:{after_has})\b|\b(?:{alone})\b",
        re.IGNORECASE,
    )
