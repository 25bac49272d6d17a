"""RIS, for Zotero, EndNote and library catalogues: a reference each link."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scraper.digest.characters import tidy
from scraper.digest.exporting.naming import is_web_address
from scraper.digest.model import DigestEntry, DigestLink, Issue, map_texts

#: Type of a reference by the word that names the thing in a link's label. Never GEN: Zotero would make a
#: journal article of it (its RIS translator). What has no word of its own here is a web page.
TYPES = {
    "report": "RPRT", "research": "RPRT", "evaluation": "RPRT", "guidance": "RPRT", "briefing": "RPRT",
    "strategy": "RPRT", "summary": "RPRT", "framework": "RPRT", "statistics": "RPRT", "review": "RPRT",
    "blog": "BLOG", "news": "NEWS", "article": "NEWS", "press release": "NEWS", "magazine": "MGZN",
    "podcast": "SOUND", "podcasts": "SOUND", "video": "VIDEO", "videos": "VIDEO", "bill": "BILL",
    "act": "STAT",
}  # fmt: skip
#: Things that have no type, and are what they are beside any word above.
UNTYPED = ("letter", "consultation")
#: Types whose publisher is an institution (PB); of the others the site is told (T2). Where the entry names no
#: source, the site's name stands for both: a report without an institution is of little use to a catalogue.
BY_AN_INSTITUTION = frozenset({"RPRT"})


def render(issue: Issue) -> bytes:
    """UTF-8 with CRLF line ends; a link without an address is a reference all the same."""
    told = map_texts(issue, tidy)
    references = [
        _reference(told, entry, link) for entry in told.entries for link in entry.links if link.title
    ]
    return "".join(references).encode()


def _reference(issue: Issue, entry: DigestEntry, link: DigestLink) -> str:
    lines = [f"{tag}  - {value}" for tag, value in _fields(issue, entry, link) if value]
    return "\r\n".join([*lines, "ER  - "]) + "\r\n\r\n"


def _fields(issue: Issue, entry: DigestEntry, link: DigestLink) -> Iterator[tuple[str, str]]:
    word = thing_of(link.label)
    kind = TYPES.get(word, "ELEC")
    source = entry.source
    name = source.name if source and source.name else _site(link.url)
    yield "TY", kind
    yield "TI", link.title
    yield "PB", name if kind in BY_AN_INSTITUTION else ""
    yield "T2", "" if kind in BY_AN_INSTITUTION else name
    yield "M3", word if kind in {"RPRT", "ELEC"} else ""
    yield "UR", link.url if link.url and is_web_address(link.url) else ""
    yield "AB", " ".join(entry.summary)
    yield "KW", entry.heading
    yield "LA", "en"
    period = source.period if source else None
    if period and period[0] == period[1]:
        yield "DA", f"{period[0]:%Y/%m/%d}/"
    if issue.date:
        yield "Y2", f"{issue.date:%Y/%m/%d}/"


def thing_of(label: str) -> str:
    """What a label sends to, in lower case: "Read the press release" to "press release", else ""."""
    words = label.lower()
    named = next((name for name in UNTYPED if re.search(rf"\b{name}s?\b", words)), "")
    found = [name for name in TYPES if re.search(rf"\b{name}\b", words)]
    return named or max(found, key=len, default="")


def _site(url: str | None) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url and is_web_address(url) else ""
