"""How the house writes, as a check: what in an entry needs a look, where and why. Nothing is changed.

What makes an entry broken is the same in every house; the rules of style (`style_rules.py`) and the heed each
gets stand in the house profile.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scraper.digest.characters import BLANKS
from scraper.digest.house import Heed, House
from scraper.digest.model import DigestEntry, DigestLink
from scraper.digest.style import LABEL_PHRASES
from scraper.digest.style_rules import QUOTED, Found, heading_rules, link_rules, summary_rules
from scraper.identity.urls import host_of

#: Stands where the editor's own words are due.
TO_BE_WRITTEN = "…"
_OPEN_PLACE = re.compile(rf"(?:^|[{BLANKS}(]){TO_BE_WRITTEN}(?=[{BLANKS}.,;:)]|$)")


class Level(StrEnum):
    """How much a note says: the entry cannot go out, it needs a look, it is only told."""

    BROKEN = "broken"
    LOOK = "look"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class StyleNote:
    """One finding. `place` is "heading", "summary", "links" or "link 2"; `words` say what and why.

    `rule` is the name of the rule in the house profile, "" for what makes an entry broken and for findings
    that no rule of style made.
    """

    level: Level
    place: str
    words: str
    rule: str = ""


def style_notes(entry: DigestEntry, house: House) -> list[StyleNote]:
    """What in an entry needs a look, its heading first."""
    broken = broken_notes(entry)
    missing = {note.place for note in broken if "missing" in note.words}
    notes = list(broken)
    if "heading" not in missing:
        notes += _heeded(heading_rules(entry.heading, house.style), "heading", house)
    if "summary" not in missing:
        notes += _heeded(summary_rules(entry.summary, house), "summary", house)
    known = frozenset(label.lower() for label in (*house.offered, *LABEL_PHRASES))
    for number, link in enumerate(entry.links, start=1):
        notes += _heeded(link_rules(link, known), f"link {number}", house)
    places = ["heading", "summary", "links", *(f"link {number}" for number in range(1, len(entry.links) + 1))]
    return sorted(notes, key=lambda note: places.index(note.place))


def _heeded(found: Iterator[Found], place: str, house: House) -> Iterator[StyleNote]:
    """The findings that the house wants to hear of, each with its level."""
    for rule, words in found:
        heed = house.rules[rule]
        if heed is not Heed.OFF:
            yield StyleNote(Level(heed.value), place, words, rule)


def broken_notes(entry: DigestEntry) -> list[StyleNote]:
    """Why an entry cannot go out: no heading, no summary, no link, words or addresses that are still due."""
    return [StyleNote(Level.BROKEN, place, words) for place, words in _broken(entry)]


def is_broken(entry: DigestEntry) -> bool:
    """Whether the entry cannot go out."""
    return bool(broken_notes(entry))


def _broken(entry: DigestEntry) -> Iterator[tuple[str, str]]:
    if entry.heading.strip(BLANKS) in {"", TO_BE_WRITTEN}:
        yield "heading", "The heading is missing."
    summary = " ".join(entry.summary).strip()
    if not summary:
        yield "summary", "The summary is missing."
    elif _OPEN_PLACE.search(QUOTED.sub("", summary)):
        yield "summary", "A place is still open: “…” stands where words are due."
    if not entry.links:
        yield "links", "There is no link."
    for number, link in enumerate(entry.links, start=1):
        for words in _broken_link(link):
            yield f"link {number}", words


def _broken_link(link: DigestLink) -> Iterator[str]:
    if not link.title:
        yield "The title is missing."
    if link.url and not (link.url.startswith(("http://", "https://")) and host_of(link.url)):
        yield "The address is none: it begins with http:// or https:// and a host."
