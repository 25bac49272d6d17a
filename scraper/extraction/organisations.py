"""Which bodies are behind it? The publisher, those a page is from, and all who signed a joint letter."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from scraper.extraction.authors import is_body
from scraper.extraction.cleaning import line, words
from scraper.extraction.metadata import Metadata
from scraper.items import Fact
from scraper.outcomes import Kind, Witness

#: Most bodies kept; some letters have hundreds of signatories.
MOST: Final = 50
_LONGEST: Final = 90
_FROM = re.compile(
    r"(?:from|published by|publisher|organisations?|a joint \w+ (?:by|from))\s*:\s*(?P<names>.*)", re.I
)
_SPLIT = re.compile(r"\s*(?:,\s+and\s+|,\s+|;\s*|\s+and\s+(?=(?:the\s+)?[A-Z]))\s*")
#: "A, B and C have published …": several bodies as the subject of the first sentence.
_TOGETHER = re.compile(
    r"(?P<names>[^.!?\n]{10,300}?)\s+(?:have|are)\s+(?:today\s+|jointly\s+|together\s+)?"
    r"(?:published|launched|written|signed|called|issued|released|joined|calling|publishing|urging)\b"
)
#: Stands in whatever the pattern finds, within so many characters; a search for it is much cheaper.
_HAVE = re.compile(r"\s(?:have|are)\s")
_SUBJECT: Final = 320
_SIGNED = re.compile(
    r"(?:-\s*)?(?:signed(?: by)?|signator(?:y|ies)|yours (?:sincerely|faithfully)|the undersigned"
    r"|co-?signed by|supported by|list of signatories)\s*[:,]?",
    re.I,
)
_ACRONYM = re.compile(r"[A-Z]{3,8}")


def settle_organisations(
    page: Metadata | None, text: str, kind: Kind, site_names: tuple[str, ...], named: list[Fact]
) -> tuple[tuple[str, ...], list[Fact]]:
    """The bodies behind a publication, each once, and who said so.

    Args:
        page: what the page says of itself; None for a file, which has only its text.
        text: its text.
        kind: its kind: a letter is signed.
        site_names: names of the source.
        named: what witnesses said of authors.
    """
    facts = [fact for fact in named if fact.field == "organisation"]
    stated = [
        *((name, Witness.VISIBLE_TEXT) for name in (_from_lines(page) if page else ())),
        *((name, Witness.VISIBLE_TEXT) for name in _together(text)),
        *((name, Witness.VISIBLE_TEXT) for name in (_signatories(text) if kind is Kind.LETTER else ())),
        *((name, Witness.META) for name in (page.site_names[:1] if page else ())),
        *((name, Witness.DEFINITION) for name in site_names[:1]),
    ]
    known = [*facts, *(Fact("organisation", name, witness) for name, witness in stated)]
    chosen: dict[str, str] = {}
    for fact in known:
        chosen.setdefault("".join(words(fact.value)).removeprefix("the"), fact.value)
    return tuple(chosen.values())[:MOST], [fact for fact in known if fact not in facts][:MOST]


def _from_lines(page: Metadata) -> Iterator[str]:
    """The bodies after "From:" near the heading, on its line or the next."""
    for text, following in pairwise((*page.surroundings, "")):
        if ":" in text and (match := _FROM.fullmatch(text)):
            yield from _bodies(match["names"] or following)


def _together(text: str) -> list[str]:
    match = _TOGETHER.match(text) if _HAVE.search(text[:_SUBJECT]) else None
    names = _bodies(match["names"]) if match else []
    return names if len(names) > 1 else []


def _signatories(text: str) -> Iterator[str]:
    """The bodies in the lines after "Signed by": of "Name, role, body" the last part."""
    lines = text.split("\n")
    start = next((number for number, one in enumerate(lines) if _SIGNED.fullmatch(one.strip())), len(lines))
    for one in lines[start + 1 :]:
        bare = line(one.removeprefix("- "))
        if not bare or len(bare) > _LONGEST * 2:
            continue
        last = re.split(r",\s+|\s+[–—-]\s+", bare)[-1]
        if _is_body(last):
            yield last


def _bodies(text: str) -> list[str]:
    names = [
        re.sub(r"^(?:the|and)\s+", "", part.strip(" .:"), flags=re.I) for part in _SPLIT.split(line(text))
    ]
    return [name for name in _rejoined(names) if _is_body(name)]


def _rejoined(names: list[str]) -> list[str]:
    """ "Department for Levelling Up, Housing and Communities" is one body: what names none belongs before."""
    joined: list[str] = []
    for name in names:
        if joined and not _is_body(name) and joined[-1].startswith(("Department", "Ministry")):
            joined[-1] += f", {name}" if "," not in joined[-1] else f" and {name}"
        else:
            joined.append(name)
    return joined


def _is_body(name: str) -> bool:
    if not 2 < len(name) <= _LONGEST or not name[0].isupper():
        return False
    return bool(_ACRONYM.fullmatch(name)) or is_body(name)
