"""What does a sitemap say? The sitemaps.org protocol, its index files, and the news extension."""

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from scraper.dates import parse_date
from scraper.discovery.addresses import absolute, host_of, may_be_publication
from scraper.discovery.feed_repair import repaired
from scraper.discovery.text import LONGEST_TITLE, plain, shorten
from scraper.items import ChannelRules, DateFact, Document, Entry, Reading
from scraper.outcomes import Outcome, Witness

#: Both limits are the protocol's: https://www.sitemaps.org/protocol.html.
MOST_ADDRESSES = 50_000
LARGEST_SITEMAP = 50 * 1024 * 1024
GZIP = b"\x1f\x8b"
#: Parts of a packed file: a server that appends to it packs one for every so many addresses.
MOST_PARTS = 1_000
#: Most sitemaps of an index that are named for reading and remembered, latest first.
MOST_SITEMAPS = 200
#: What an index's memory calls the sitemaps it named, each with its `lastmod` as written.
SITEMAPS = "sitemaps"

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.I | re.S)
_NO_PUBLICATIONS = re.compile(
    r"(?:image|video|author|user|member|product|categor|tag|taxonom|event|location)[a-z_]*-?sitemap", re.I
)


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read a sitemap or a sitemap index, plain or compressed with gzip.

    A sitemap lists a whole site: with `rules.publications` only matching addresses are entries, without
    them all that do not look like something else. `lastmod` is kept as `updated`; only the news extension
    says when something was published. Addresses on other hosts than the sitemap's and `rules.hosts` are
    left out, as the protocol asks. Of an index only those sitemaps are named for reading that `memory` does
    not hold, that say they changed since, or that say nothing of it.

    Returns:
        NEW with entries, or with `more` for an index (latest sitemaps first, none when none changed); EMPTY
        when nothing in it is a publication; SUSPECT for an HTML page; FAILED otherwise.
    """
    kept = dict(memory)
    body = unpacked(document.body)
    if not body or not body.strip():
        detail = "The sitemap is broken or too large" if body is None else "The answer was empty"
        return Reading(Outcome.FAILED, detail=detail, memory=kept)
    if _HTML.match(body[:5_000].removeprefix(b"\xef\xbb\xbf")):
        detail = "An HTML page stands where the sitemap should be"
        return Reading(Outcome.SUSPECT, detail=detail, memory=kept)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*https?://", body):
        return _entries(_lines(body), document.url, rules, kept)
    return _read_xml(body, document.url, rules, kept, now)


def _read_xml(body: bytes, base: str, rules: ChannelRules, memory: dict[str, Any], now: datetime) -> Reading:
    root = _root(body)
    name = _name(root) if root is not None else ""
    if name == "sitemapindex":
        return _index(root, base, rules, memory, now)
    if name == "urlset":
        return _entries(_stated(root, base, now), base, rules, memory)
    detail = f"The answer is no sitemap (it begins with <{name}>)" if name else "The answer is no sitemap"
    return Reading(Outcome.FAILED, detail=detail, memory=memory)


def unpacked(body: bytes) -> bytes | None:
    """The body without gzip, up to 50 MB; None when it is larger, broken or cut off.

    A file of several parts, each packed by itself (RFC 1952, 2.2), is all of them.
    """
    if not body.startswith(GZIP):
        return body if len(body) <= LARGEST_SITEMAP else None
    parts: list[bytes] = []
    room = LARGEST_SITEMAP
    while body.startswith(GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(body, room + 1))
        except zlib.error:
            return None
        room -= len(parts[-1])
        if room < 0 or not unpacker.eof or len(parts) > MOST_PARTS:
            return None
        body = unpacker.unused_data
    return b"".join(parts)


def _root(body: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        return etree.fromstring(repaired(body).lstrip(), parser)
    except etree.XMLSyntaxError:
        return None


def _name(node: Any) -> str:
    """The tag without its namespace, which is often a wrong or an old one."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _values(node: Any) -> dict[str, str]:
    return {_name(child): plain(child.text or "") for child in node if _name(child)}


def _stated(root: Any, base: str, now: datetime) -> Iterator[Entry]:
    for node in root:
        if _name(node) != "url":
            continue
        values = _values(node)
        news = next((_values(child) for child in node if _name(child) == "news"), {})
        yield Entry(
            url=absolute(base, values.get("loc")),
            title=shorten(news.get("title", ""), LONGEST_TITLE) or None,
            published=_date(news.get("publication_date"), now),
            updated=_date(values.get("lastmod"), now),
        )


def _lines(body: bytes) -> Iterator[Entry]:
    for line in body.decode("utf-8", "replace").split():
        yield Entry(url=absolute("", line.strip("\ufeff")))


def _date(text: str | None, now: datetime) -> DateFact | None:
    return parse_date(text, Witness.SITEMAP, now) if text else None


def _entries(stated: Iterator[Entry], base: str, rules: ChannelRules, memory: dict[str, Any]) -> Reading:
    chosen: dict[str, Entry] = {}
    count = 0
    for count, entry in enumerate(stated, 1):
        if count > MOST_ADDRESSES:
            break
        if entry.url and _wanted(entry.url, base, rules):
            chosen.setdefault(entry.url, _of_kind(entry, rules))
    detail = f"Only the first {MOST_ADDRESSES} addresses were read" if count > MOST_ADDRESSES else ""
    if chosen:
        return Reading(Outcome.NEW, tuple(chosen.values()), detail, memory=memory)
    detail = (
        f"None of the sitemap's {count} addresses is a publication's" if count else "The sitemap is empty"
    )
    return Reading(Outcome.EMPTY, detail=detail, memory=memory)


def _of_kind(entry: Entry, rules: ChannelRules) -> Entry:
    return Entry(entry.url, entry.title, entry.published, entry.updated, kind=rules.kind)


def _wanted(url: str, base: str, rules: ChannelRules) -> bool:
    if not _own(url, base, rules) or any(pattern.search(url) for pattern in rules.not_publications):
        return False
    if rules.publications:
        return any(pattern.search(url) for pattern in rules.publications)
    return may_be_publication(url)


def _own(url: str, base: str, rules: ChannelRules) -> bool:
    host = host_of(url)
    return host == host_of(base) or any(host == name.removeprefix("www.") for name in rules.hosts)


def _index(root: Any, base: str, rules: ChannelRules, memory: dict[str, Any], now: datetime) -> Reading:
    named = [_values(node) for node in root if _name(node) == "sitemap"]
    moments: dict[str, str] = {}
    for values in named:
        url = absolute(base, values.get("loc"))
        if url and url != base and _own(url, base, rules) and _useful(url):
            moments.setdefault(url, values.get("lastmod", ""))
    if not moments:
        return Reading(Outcome.EMPTY, detail="The sitemap index names no sitemaps", memory=memory)
    latest = dict(_latest_first(list(moments.items()), now)[:MOST_SITEMAPS])
    earlier = memory.get(SITEMAPS)
    earlier = earlier if isinstance(earlier, dict) else {}
    moved = tuple(url for url, moment in latest.items() if not moment or earlier.get(url) != moment)
    detail = f"An index of {len(moments)} sitemaps, {len(moved)} to be read"
    if len(moments) > MOST_SITEMAPS:
        detail += f"; {len(moments) - MOST_SITEMAPS} are left out, there are more than {MOST_SITEMAPS}"
    return Reading(Outcome.NEW, detail=detail, more=moved, memory=memory | {SITEMAPS: latest})


def _latest_first(moments: list[tuple[str, str]], now: datetime) -> list[tuple[str, str]]:
    """Sitemaps by the day they say they changed; of equals first those at either end of the list.

    Where all say nothing or the same, new publications are in the first or in the last one: systems number
    them from the newest on or, more often, from the oldest.
    """
    days = [_ordinal(moment, now) for _, moment in moments]
    last = len(moments) - 1
    order = sorted(range(len(moments)), key=lambda place: (-days[place], min(place, last - place)))
    return [moments[place] for place in order]


def _ordinal(stated: str, now: datetime) -> int:
    fact = _date(stated, now)
    return fact.value.toordinal() if fact else 0


def _useful(url: str) -> bool:
    return not _NO_PUBLICATIONS.search(url.rpartition("/")[2])
