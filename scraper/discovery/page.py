"""Did a watched page change? Its text and the links in it, against what was remembered."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scraper.discovery.addresses import host_of, is_next_page, is_social, may_be_publication, same_document
from scraper.discovery.block_dates import date_in
from scraper.discovery.blocks import Page, alone
from scraper.discovery.furniture import main_part, prune
from scraper.discovery.listing import not_a_page
from scraper.discovery.markup import Anchor, Node, anchors, base_of, lines, parse, text_of
from scraper.discovery.text import LONGEST_TITLE, plain, shorten
from scraper.discovery.titles import is_generic, leads_on
from scraper.discovery.walls import wall
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.outcomes import Outcome

#: A text that shrinks below this share of the remembered words, and below this many words, is an error page
#: or a wall more often than an edit (815 real refetches).
COLLAPSE_SHARE = 0.4
COLLAPSE_WORDS = 120
#: Most links remembered.
MOST_REMEMBERED = 2_000

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
#: What changes on a page that nobody edited: dates, times, ages, counters, the year of the copyright line.
_NOISE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\b(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?,?(?:\s+\d{{4}}\b)?"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b|\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?\b"
    r"|\b(?:\d+|an?|one)\s+(?:second|minute|min|hour|day|week|month|year)s?\s+ago\b"
    r"|\b(?:today|yesterday|just now)\b"
    r"|\b\d[\d.,]*[km]?\s+(?:views?|reads?|shares?|comments?|likes?|downloads?|visitors?|followers?)\b"
    r"|\b(?:views?|reads?|shares?|comments?|likes?|downloads?)\s*[:({]\s*\d[\d.,]*[km]?\b|©\s*\d{4}(?:\s*[-–]\s*\d{4})?"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
_WORD = re.compile(r"\w+")


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Watch one page.

    The first reading gives the page itself as an entry, and the links that `rules.publications` names. A
    later one gives the page again, with the text's hash as `version`, when its words changed materially
    (dates, ages and counters do not count), and each link in its main content that was not there before:
    the named ones and files if the definition names any, all that may be publications otherwise. A page that
    `rules.publications` leaves out is only watched for its links.

    Args:
        document: the page as served.
        rules: see above; `not_publications` never count, `hosts` are read as the page's own.
        memory: "text" (hash), "words" (count) and "links" (sorted addresses) of the last sound reading.
        now: judges dates.

    Returns:
        NEW with entries; UNCHANGED; SUSPECT, with the memory kept as it was, when a wall stands in front of
        the page or its text collapsed; FAILED for anything but HTML.
    """
    kept = dict(memory)
    if reason := not_a_page(document):
        return Reading(Outcome.FAILED, detail=reason, memory=kept)
    tree = parse(document)
    if tree is None:
        return Reading(Outcome.FAILED, detail="The answer cannot be read as an HTML page", memory=kept)
    if reason := wall(tree, document.body):
        return Reading(Outcome.SUSPECT, detail=reason, memory=kept)
    prune(tree)
    main = main_part(tree)
    text = "\n".join(lines(main))
    words = len(text.split())
    if reason := _collapsed(words, kept.get("words")):
        return Reading(Outcome.SUSPECT, detail=reason, memory=kept)
    page = Page(tuple(_content_links(main, document, rules)), host_of(document.url), now)
    first = not kept.get("text")
    current = text_hash(text)
    entries: list[Entry] = []
    watched_itself = not rules.publications or _is_named(document.url, rules)
    if watched_itself and first:
        title = _title(main)
        published = date_in(main, title or "", now)
        entries.append(Entry(url=document.url, title=title, published=published, kind=rules.kind))
    elif watched_itself and current != kept["text"]:
        entries.append(Entry(url=document.url, title=_title(main), kind=rules.kind, version=current))
    remembered = _remembered(kept)
    entries += _link_entries(page, rules, remembered, first)
    links = sorted({anchor.url for anchor in page.anchors})
    old = [url for url in sorted(remembered) if url not in links]
    memory_now = {"text": current, "words": words, "links": sorted((links + old)[:MOST_REMEMBERED])}
    outcome = Outcome.NEW if entries else Outcome.UNCHANGED
    return Reading(outcome, tuple(entries), _said(entries, first, document.url), memory=memory_now)


def text_hash(text: str) -> str:
    """SHA-256 (hex) of a text's words in lower case, dates, ages and counters masked."""
    words = _WORD.findall(_NOISE.sub(" ", " ".join(text.split())).lower())
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()


def _collapsed(words: int, remembered: object) -> str:
    if words == 0:
        return "The page shows no text"
    if not isinstance(remembered, int) or words >= COLLAPSE_WORDS or words >= remembered * COLLAPSE_SHARE:
        return ""
    return f"The page's text shrank from {remembered} words to {words}"


def _remembered(memory: Mapping[str, Any]) -> frozenset[str]:
    links = memory.get("links")
    return frozenset(url for url in links if isinstance(url, str)) if isinstance(links, list) else frozenset()


def _content_links(main: Node, document: Document, rules: ChannelRules) -> list[Anchor]:
    """The links of the main content that may lead to publications, each address once."""
    chosen: dict[str, Anchor] = {}
    for anchor in anchors(main, base_of(main, document)):
        url = anchor.url
        if same_document(url, document.url) or is_next_page(document.url, url) or is_social(url):
            continue
        if any(pattern.search(url) for pattern in rules.not_publications):
            continue
        if _is_named(url, rules) or may_be_publication(url):
            chosen.setdefault(url, anchor)
    return list(chosen.values())


def _is_named(url: str, rules: ChannelRules) -> bool:
    return any(pattern.search(url) for pattern in rules.publications)


def _is_file(url: str) -> bool:
    return url.partition("?")[0].lower().endswith((".pdf", ".docx", ".xlsx", ".odt", ".ods"))


def _title(main: Node) -> str | None:
    """The heading of the page: in its main part, or anywhere; else what the browser shows."""
    tree = main.getroottree().getroot()
    for node in (*main.iter("h1"), *tree.iter("h1"), *tree.iter("title")):
        if text := text_of(node) or plain(node.text or ""):
            return shorten(text, LONGEST_TITLE)
    return None


def _link_entries(page: Page, rules: ChannelRules, remembered: frozenset[str], first: bool) -> list[Entry]:
    entries = []
    for anchor in page.anchors:
        named = _is_named(anchor.url, rules)
        if first and not named:
            continue
        if anchor.url in remembered or (rules.publications and not named and not _is_file(anchor.url)):
            continue
        if leads_on(text_of(anchor.node)):
            continue
        item = alone(anchor, page)
        title = None if is_generic(item.title) else item.title
        entries.append(Entry(url=anchor.url, title=title, published=item.published, kind=rules.kind))
    return entries


def _said(entries: list[Entry], first: bool, url: str) -> str:
    if first or not entries:
        return ""
    changed = entries[0].url == url
    links = len(entries) - changed
    parts = ["the text changed"] * changed + [f"{links} new link{'s' * (links > 1)}"] * bool(links)
    return "On the page " + " and ".join(parts)
