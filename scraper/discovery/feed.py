"""What does a feed say? RSS 0.9x to 2.0, RDF and Atom through feedparser, JSON Feed beside them."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import feedparser

from scraper.dates import parse_date
from scraper.discovery import json_feed
from scraper.discovery.addresses import absolute, host_of
from scraper.discovery.entries import distinct, version_of
from scraper.discovery.feed_repair import oversized, repaired
from scraper.discovery.sitemap import GZIP, unpacked
from scraper.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, shorten, words_of_markup
from scraper.govuk import split_title_prefix
from scraper.items import ChannelRules, DateFact, Document, Entry, Reading
from scraper.outcomes import Outcome, Witness

_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.I | re.S)
_HTML_TITLE = re.compile(rb"<title[^>]*>([^<]{0,200})", re.I)
_ADDRESS = re.compile(r"\s*https?://", re.I)
_ITEM = re.compile(rb"<((?:\w{1,20}:)?(?:item|entry))[\s>]", re.I)
#: A server may pack what an application packed already, and say so once or not at all.
MOST_WRAPPINGS = 2
#: So many entries with one link say that it leads to none of them.
LEAST_SHARED = 3
#: The one host whose feeds are known to put a publication's type before its title.
GOVUK_HOST = "gov.uk"  # as `host_of` gives it, without www.
#: The words of GOV.UK's finders when a feed was closed; the answer is still a valid Atom feed.
_ENDED = re.compile(r"^this feed has ended\W*$", re.I)


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read a feed.

    Args:
        document: the feed as served; XML in any encoding, or JSON.
        rules: `kind` is stated of every entry; a feed's entries are not filtered, all are sightings.
        memory: passed on unchanged.
        now: judges dates.

    Returns:
        NEW with entries in feed order, the same item shown twice being one; EMPTY for a sound feed without
        items; SUSPECT for an HTML page; GONE for a feed that says it has ended; FAILED otherwise.
    """
    body = unwrapped(document.body)
    kept = dict(memory)
    if body is None:
        return Reading(Outcome.FAILED, detail="The feed is packed, and broken or too large", memory=kept)
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return Reading(Outcome.FAILED, detail="The answer was empty", memory=kept)
    document = replace(document, body=body)
    if json_feed.is_json(body):
        return json_feed.read(document, rules, memory, now)
    if _HTML.match(body.removeprefix(b"\xef\xbb\xbf")):
        return Reading(Outcome.SUSPECT, detail=_page_instead(body), memory=kept)
    fixed = repaired(body)
    if reason := oversized(fixed):
        return Reading(Outcome.FAILED, detail=reason, memory=kept)
    return _judged(_parsed(fixed, document.content_type), document, rules, kept, now)


def unwrapped(body: bytes) -> bytes | None:
    """The body without gzip that no header tells of, once or twice; None when it is broken or too large."""
    for _ in range(MOST_WRAPPINGS):
        if body.startswith(GZIP):
            plain = unpacked(body)
            if plain is None:
                return None
            body = plain
    return body


def _page_instead(body: bytes) -> str:
    title = _HTML_TITLE.search(body[:20_000])
    words = words_of_markup(title[1].decode("utf-8", "replace")) if title else ""
    return "An HTML page stands where the feed should be" + (f": “{words}”" if words else "")


def _parsed(body: bytes, content_type: str) -> Any:
    """Feedparser's result; an Exception when it gives up.

    The body goes in as a file object: bytes given directly are taken for a file name or an address. No
    base address is given, so that ids stay as written; links are resolved by us.
    """
    headers = {"content-type": content_type} if content_type else {}
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 - feedparser lets any error of its parts through: it is the answer
        return error


def _judged(
    parsed: Any, document: Document, rules: ChannelRules, memory: dict[str, Any], now: datetime
) -> Reading:
    if isinstance(parsed, Exception):
        detail = f"The feed cannot be read: {type(parsed).__name__}: {shorten(str(parsed), 120)}"
        return Reading(Outcome.FAILED, detail=detail, memory=memory)
    items = parsed.get("entries") or []
    version = parsed.get("version") or ""
    if not items:
        outcome, detail = _without_items(document.body, version, parsed)
        return Reading(outcome, detail=detail, memory=memory)
    entries = distinct(
        _by_own_address([_entry(item, version, document.url, rules, now) for item in items], document.url)
    )
    if len(entries) == 1 and _ENDED.match(entries[0].title or ""):
        return Reading(Outcome.GONE, detail="The feed says that it has ended", memory=memory)
    return Reading(Outcome.NEW, entries, detail=_damage(parsed), memory=memory)


def _without_items(body: bytes, version: str, parsed: Any) -> tuple[Outcome, str]:
    if not version and b"<html" in body[:5_000].lower():
        return Outcome.SUSPECT, _page_instead(body)
    if not version:
        return Outcome.FAILED, "The answer is no feed" + _reason(parsed)
    if lost := _ITEM.search(body):
        tag = lost[1].decode("ascii", "replace")
        return Outcome.FAILED, f"The feed shows items (<{tag}>) that cannot be read" + _reason(parsed)
    return Outcome.EMPTY, "The feed shows no items"


def _reason(parsed: Any) -> str:
    error = parsed.get("bozo_exception")
    return f": {shorten(' '.join(str(error).split()), 120)}" if error else ""


def _damage(parsed: Any) -> str:
    """A word on broken XML. Wrong content types and character sets are common and harmless."""
    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    if parsed.get("bozo") and not isinstance(parsed.get("bozo_exception"), harmless):
        return "The feed is broken XML; read as far as it goes" + _reason(parsed)
    return ""


def _entry(item: Any, version: str, base: str, rules: ChannelRules, now: datetime) -> Entry:
    published, updated = _dates(item, version, now)
    title = shorten(words_of_markup(_text(item, "title")), LONGEST_TITLE)
    summary = shorten(words_of_markup(_summary(item)), LONGEST_SUMMARY)
    url, kind = _address(item, base), rules.kind
    if url and host_of(url) == GOVUK_HOST:  # its organisations' feeds put the type before the title
        named, title = split_title_prefix(title)
        kind = named or kind
    return Entry(
        url=url,
        title=title or None,
        published=published,
        updated=updated,
        guid=_text(item, "id").strip() or None,
        summary=summary or None,
        authors=_authors(item),
        kind=kind,
        version=version_of(updated, rules),
    )


def _by_own_address(entries: Sequence[Entry], base: str) -> Iterable[Entry]:
    """The entries; where several have one link, each by the address that its id is, if that is its own."""
    shared = {url for url, count in Counter(entry.url for entry in entries).items() if count >= LEAST_SHARED}
    ids = Counter(entry.guid for entry in entries)
    for entry in entries:
        own = absolute(base, entry.guid) if _ADDRESS.match(entry.guid or "") else None
        may_stand_in = own is not None and ids[entry.guid] == 1 and host_of(own) == host_of(entry.url or base)
        yield replace(entry, url=own) if entry.url in shared and may_stand_in else entry


def _text(item: Any, key: str) -> str:
    """A value as text. `dict.get` because feedparser's own `get` answers "updated" with "published"."""
    value = dict.get(item, key)
    return value if isinstance(value, str) else ""


def _summary(item: Any) -> str:
    contents = dict.get(item, "content") or []
    return _text(item, "summary") or next((_text(content, "value") for content in contents), "")


def _address(item: Any, base: str) -> str | None:
    """Where the item leads: its address before a feed service rewrote it, its page, its lasting id, a PDF."""
    links = [link for link in dict.get(item, "links") or [] if isinstance(link, dict)]
    own = [link for link in links if link.get("rel", "alternate") == "alternate"]
    own.sort(key=lambda link: "html" not in (link.get("type") or "html"))
    files = [link for link in links if link.get("rel") == "enclosure" and "pdf" in (link.get("type") or "")]
    permanent = _text(item, "id") if dict.get(item, "guidislink") is not False or not links else ""
    if not _ADDRESS.match(permanent):
        permanent = ""
    candidates = [_text(item, "feedburner_origlink"), *(_text(link, "href") for link in own), permanent]
    candidates += [_text(link, "href") for link in files]
    return next((url for link in candidates if link.strip() and (url := absolute(base, link))), None)


def _dates(item: Any, version: str, now: datetime) -> tuple[DateFact | None, DateFact | None]:
    published = _date(item, "published", now) or _date(item, "created", now)
    updated = _date(item, "updated", now)
    if published is None and not version.startswith("atom"):
        # dc:date, the only date of RSS 1.0, is given as "updated"; nothing says it was an update.
        return updated, None
    return published, updated


def _date(item: Any, key: str, now: datetime) -> DateFact | None:
    """The date as written. Feedparser's reading is not asked: it guesses where it cannot know."""
    return parse_date(_text(item, key), Witness.FEED, now)


def _authors(item: Any) -> tuple[str, ...]:
    people = [person for person in dict.get(item, "authors") or [] if isinstance(person, dict)]
    names = (re.sub(r"^\S+@\S+\s*(?:\((.*)\))?$", r"\1", words_of_markup(_text(p, "name"))) for p in people)
    return tuple(dict.fromkeys(shorten(name, 200) for name in names if name))
