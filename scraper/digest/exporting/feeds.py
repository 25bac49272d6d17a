"""An issue as a feed: an entry each, for readers and for the boards of local teams."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime

from lxml import etree

from scraper.digest.characters import tidy
from scraper.digest.exporting.naming import as_uri, is_web_address, lasting_id, title_of
from scraper.digest.exporting.text import source_words
from scraper.digest.model import DigestEntry, Issue, map_texts

ATOM = "http://www.w3.org/2005/Atom"
#: Atom requires a date of everything; an issue that states none and is not kept gets one that says nothing.
NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def atom(issue: Issue) -> bytes:
    """Atom 1.0 (RFC 4287). The heading is the entry's category, its first link's title the entry's title."""
    told = map_texts(issue, tidy)
    moment = _moment(told).strftime("%Y-%m-%dT%H:%M:%SZ")
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en-GB")
    _atom_texts(feed, title=title_of(told), id=lasting_id(issue).urn, updated=moment)
    _atom_texts(etree.SubElement(feed, f"{{{ATOM}}}author"), name="Gleaner")
    for entry, entry_id in zip(told.entries, _entry_ids(told), strict=True):
        item = etree.SubElement(feed, f"{{{ATOM}}}entry")
        _atom_texts(item, title=_title(entry), id=entry_id, updated=moment)
        for number, url in enumerate(_addresses(entry)):
            etree.SubElement(
                item, f"{{{ATOM}}}link", rel="related" if number else "alternate", href=as_uri(url)
            )
        if entry.heading:
            etree.SubElement(item, f"{{{ATOM}}}category", term=entry.heading)
        _atom_texts(item, content=_words(entry))
    return _written(feed)


def rss(issue: Issue) -> bytes:
    """RSS 2.0."""
    told = map_texts(issue, tidy)
    moment = format_datetime(_moment(told), usegmt=True)
    root = etree.Element("rss", version="2.0")
    channel = etree.SubElement(root, "channel")
    urls = [url for entry in told.entries for url in _addresses(entry)]
    _texts(channel, title=title_of(told), link=as_uri(urls[0]) if urls else "https://example.invalid/")
    _texts(channel, description=title_of(told), language="en-GB")
    if told.date:
        _texts(channel, pubDate=moment)
    for entry, entry_id in zip(told.entries, _entry_ids(told), strict=True):
        item = etree.SubElement(channel, "item")
        _texts(item, title=_title(entry))
        if addresses := _addresses(entry):
            _texts(item, link=as_uri(addresses[0]))
        _texts(item, description=_words(entry))
        if entry.heading:
            _texts(item, category=entry.heading)
        guid = etree.SubElement(item, "guid", isPermaLink="false")
        guid.text = entry_id
        if told.date:
            _texts(item, pubDate=moment)
    return _written(root)


def _moment(issue: Issue) -> dt.datetime:
    """Its day; of an issue that states none, when it went out or was begun."""
    if issue.date is None:
        return (issue.kept_at or NO_TIME).astimezone(dt.UTC)
    return dt.datetime.combine(issue.date, dt.time(), dt.UTC)


def _title(entry: DigestEntry) -> str:
    return next((link.shown_title for link in entry.links if link.shown_title), entry.heading)


def _words(entry: DigestEntry) -> str:
    source = [source_words(entry.source, " ")] if entry.source else []
    return "\n\n".join([*entry.summary, *source])


def _addresses(entry: DigestEntry) -> list[str]:
    return list(dict.fromkeys(link.url for link in entry.links if link.url and is_web_address(link.url)))


def _entry_ids(issue: Issue) -> Iterator[str]:
    """An id each, which moving or rewording an entry does not change: that of its first address."""
    met: Counter[str] = Counter()
    for entry in issue.entries:
        named = next(iter(_addresses(entry)), entry.heading)
        met[named] += 1
        yield lasting_id(issue, named if met[named] == 1 else f"{named} {met[named]}").urn


def _atom_texts(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _texts(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        etree.SubElement(parent, name).text = text


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written
