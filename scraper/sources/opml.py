"""Definitions as OPML 2.0, the form in which feed readers exchange what they follow.

A source is an outline with one outline per channel inside; feeds are of type "rss", so that any reader can
follow them. The definition itself stands in the source's outline as an element of our own namespace, which
OPML 2.0 allows, so that nothing is lost between two Gleaners.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import urlsplit

from lxml import etree

from scraper.errors import DefinitionError
from scraper.outcomes import Strategy
from scraper.sources.catalogue import Catalogue, gathered
from scraper.sources.definition import (
    ChannelDefinition,
    SourceDefinition,
    dump_definition,
    home_hosts,
    parse_definition,
)
from scraper.sources.table import line_problem, url_problem

#: Namespace of our own element; a name, not an address.
NAMESPACE = "urn:gleaner:definition:1"

#: Bounds of what is read. Lists of public collections have some hundreds of outlines and 200 kB at most.
MOST_OUTLINES = 5_000
MOST_BYTES = 5_000_000

_DEFINITION = f"{{{NAMESPACE}}}definition"
#: What XML 1.0 cannot hold in any spelling (its production Char).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Longest slug made from a title: leaves room for a number within the 80 characters of a slug.
_SLUG_LENGTH = 72


def to_opml(definitions: Iterable[SourceDefinition]) -> bytes:
    """The definitions as an OPML file; `from_opml` reads it back without loss."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"gleaner": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources of Gleaner"
    body = etree.SubElement(root, "body")
    for definition in definitions:
        outline = etree.SubElement(body, "outline", {"text": _printable(definition.name)})
        etree.SubElement(outline, _DEFINITION).text = _as_toml(definition)
        for channel in definition.channels:
            etree.SubElement(outline, "outline", _channel_attributes(definition, channel))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def from_opml(data: bytes, file: str = "import.opml", taken: Collection[str] = ()) -> Catalogue:
    """The definitions of an OPML file, in its order, ours before others.

    Of a file of ours every definition comes back as it was. Of another program's file every outline with
    a feed, in folders or not, becomes a source with that feed as its one channel; a feed listed twice is
    taken once. What cannot be used is among the refused and costs none of the others.

    Args:
        data: the file's bytes.
        file: its name, for messages.
        taken: slugs in use, which a feed of another program's file must not take over.

    Raises:
        DefinitionError: the file as a whole cannot be used: no OPML, too large, or with entities.
    """
    outlines = _outlines(_root(data, file), file)
    own = [each for each in outlines if each.find(_DEFINITION) is not None]
    read: list[SourceDefinition | DefinitionError] = [_own(each, file) for each in own]
    used = {*taken, *(each.slug for each in read if isinstance(each, SourceDefinition))}
    read += _foreign(outlines, file, used)
    if not read:
        raise DefinitionError(f"{file}: outline: none has a feed (an attribute xmlUrl)")
    return gathered(read, file)


def slug_of(title: str, taken: Collection[str]) -> str:
    """A slug made from a title, with a number when it is taken already; "source" when no letter is left."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower().replace("'", ""))
    base = "-".join(words)[:_SLUG_LENGTH].strip("-") or "source"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _as_toml(definition: SourceDefinition) -> str:
    # What XML cannot hold stands in basic strings only, where TOML has an escape for it.
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", dump_definition(definition))


def _channel_attributes(definition: SourceDefinition, channel: ChannelDefinition) -> dict[str, str]:
    text = {"text": f"{_printable(definition.name)}: {channel.name}"}
    if channel.strategy is Strategy.FEED:
        return text | {"type": "rss", "xmlUrl": channel.url, "htmlUrl": definition.home}
    return text | {"type": "link", "url": channel.url}


def _printable(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _root(data: bytes, file: str) -> etree._Element:
    """The root of an OPML file from anywhere: nothing is loaded, nothing is expanded, sizes are bounded."""
    if len(data) > MOST_BYTES:
        raise DefinitionError(f"{file}: file: larger than {MOST_BYTES:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DefinitionError(f"{file}: file: cannot be read as XML: {error.msg}") from error
    if root.getroottree().docinfo.doctype:
        raise DefinitionError(f"{file}: file: has a document type declaration, which no OPML needs")
    if root.tag != "opml":
        raise DefinitionError(f"{file}: file: is XML, but no OPML: it begins with <{root.tag}>")
    return root


def _outlines(root: etree._Element, file: str) -> list[etree._Element]:
    outlines = list(root.iter("outline"))
    if len(outlines) > MOST_OUTLINES:
        raise DefinitionError(
            f"{file}: outline: {len(outlines):,} of them, at most {MOST_OUTLINES:,} are read"
        )
    return outlines


def _own(outline: etree._Element, file: str) -> SourceDefinition | DefinitionError:
    where = f"{file}: {outline.get('text', 'outline')}"
    try:
        return parse_definition(outline.findtext(_DEFINITION, ""), where)
    except DefinitionError as error:
        return error


def _foreign(
    outlines: Iterable[etree._Element], file: str, taken: set[str]
) -> Iterator[SourceDefinition | DefinitionError]:
    """One source for each feed that belongs to no definition of ours."""
    feeds: set[str] = set()
    for outline in outlines:
        said = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        url = said.get("xmlurl", "")  # some programs write xmlurl or XMLURL
        parent = outline.getparent()
        if not url or url in feeds or (parent is not None and parent.find(_DEFINITION) is not None):
            continue
        feeds.add(url)
        if problem := url_problem(url):
            yield DefinitionError(f"{file}: {said.get('text') or 'outline'}: xmlUrl: {problem}: {url!r}")
            continue
        definition = _from_feed(url, said, taken)
        taken.add(definition.slug)
        yield definition


def _from_feed(url: str, said: dict[str, str], taken: Collection[str]) -> SourceDefinition:
    parts = urlsplit(url)
    home = said.get("htmlurl", "")
    if url_problem(home):
        home = f"{parts.scheme}://{parts.netloc}/"
    titles = (" ".join(said.get(key, "").split()) for key in ("title", "text"))
    name = next((each for each in titles if not line_problem(each)), parts.hostname or url)
    return SourceDefinition(
        slug=slug_of(name, taken),
        name=name,
        home=home,
        channels=(ChannelDefinition(name="feed", strategy=Strategy.FEED, url=url),),
        hosts=tuple(dict.fromkeys((*home_hosts(home), *home_hosts(url)))),
        attribution=name,
    )
