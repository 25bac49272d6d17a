"""Which feeds and listings does a page link, and what is its site called?

Pages are taken apart tag by tag, never nested: the time is linear in their size, whatever they hold.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from scraper.items import Document, Link
from scraper.sources.wordpress_api import root_in_headers

#: Most of a page that is looked at, in bytes, and most links taken of it. Menus stand well within.
MOST_BYTES = 3_000_000
MOST_LINKS = 3_000
#: Relation by which WordPress names its interface: https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/
WORDPRESS_API = "https://api.w.org/"

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(r"(/?[a-z][a-z0-9]*)((?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+)>?", re.I)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_FEED_TYPE = re.compile(r"^application/(?:rss|atom|rdf|feed)\+(?:xml|json)$", re.I)
_FEED_PATH = re.compile(
    r"(?:/(?:feed|rss|atom)s?/?|[/.-](?:rss|atom|feed)\.(?:xml|json)|\.(?:rss|atom)|/feeds?/(?:rss|atom)/?)$",
    re.I,
)
_FEED_WORDS = re.compile(
    r"^(?:rss|atom|(?:rss |atom |news |our )?feeds?|subscribe (?:via|by|to our) rss)\b", re.I
)
_BOUNDARY = re.compile(r"\s+[|–—·•»-]\s+|:\s+")
_NO_NAME = re.compile(
    r"^(?:home ?page|home|welcome|news|latest|latest news|index|start|front page|main|gov\.uk)$", re.I
)
#: A page that sends the browser on within so many seconds is a door; a later one loads itself anew.
MOST_SECONDS_OF_DOOR = 10

_REFRESH = re.compile(r"^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"']+)", re.I)
_GREETING = re.compile(r"^(?:welcome to|home of) (?:the )?", re.I)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What detection wants of a page: linked feeds in order, all links, WordPress's API, its site's name.

    `api` is the root of the API that the page or its headers name, "" when they name none.
    """

    feeds: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    api: str = ""
    name: str = ""


def is_html(document: Document) -> bool:
    """Whether a document is a page rather than data: by its first bytes, servers' types being often wrong."""
    start = document.body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"{", b"[")):
        return False
    data = re.search(rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]", start)
    return data is None or b"<html" in start[: data.start()]


def sent_on(document: Document) -> str:
    """The address that a page makes the browser load in its place, "" when it is a page to be read."""
    beginning = replace(document, body=document.body[:20_000])
    if b"refresh" not in beginning.body.lower() or not is_html(beginning):
        return ""
    for name, attributes, _ in _elements(_text(beginning)):
        if name == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            order = _REFRESH.match(attributes.get("content", ""))
            if order and int(order[1]) <= MOST_SECONDS_OF_DOOR:
                return _absolute(document.url, order[2].strip())
    return ""


def page_links(document: Document) -> PageLinks:
    """The links of a page, absolute, in reading order; nothing of a document that is no page."""
    if not is_html(document):
        return PageLinks()
    base = document.url
    api = _absolute(base, root_in_headers(document))
    feeds: list[Link] = []
    links: list[Link] = []
    said: dict[str, str] = {}
    for name, attributes, text in _elements(_text(document)):
        href = _absolute(base, attributes.get("href", ""))
        if name == "base" and href:
            base = href
        elif name == "link":
            relation = attributes.get("rel", "")
            if relation == WORDPRESS_API:
                api = href or api
            if href and "alternate" in relation.lower().split() and _is_feed(attributes, href):
                feeds.append(Link(href, attributes.get("title", "")))
        elif name == "a" and href and len(links) < MOST_LINKS:
            links.append(Link(href, text))
        elif name == "meta" and attributes.get("property") == "og:site_name":
            said["site"] = attributes.get("content", "")
        elif name == "title":
            said.setdefault("title", text)
    feeds += [link for link in links if _looks_like_feed(link)]
    unique = tuple({link.url: link for link in reversed(feeds)}.values())[::-1]
    site = " ".join(said.get("site", "").split())
    named = site if site and not _NO_NAME.match(site) else name_in(said.get("title", ""), document.url)
    return PageLinks(unique, tuple(links), api, named[:100])


def name_in(title: str, url: str) -> str:
    """The site's name in the title of one of its pages; "" when there is none.

    Of "Home | Example Trust" it is the part that is no word of every site; where several are left, the one
    that resembles the host, else the first on a home page and the last on others.
    """
    parts = [_GREETING.sub("", part).strip() for part in _BOUNDARY.split(" ".join(title.split()))]
    parts = [part for part in parts if part and not _NO_NAME.match(part)]
    label = re.sub(r"[^a-z0-9]", "", (urlsplit(url).hostname or "").removeprefix("www.").partition(".")[0])
    alike = [part for part in parts if label and _resembles(part, label)]
    if alike or not parts:
        return alike[0] if alike else ""
    return parts[0] if urlsplit(url).path in {"", "/"} else parts[-1]


def _resembles(part: str, label: str) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", part.lower())
    initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", part.lower()))
    return plain in label or label in plain or initials == label


def _text(document: Document) -> str:
    body = document.body[:MOST_BYTES]
    declared = _CHARSET.search(document.content_type.encode("latin-1", "ignore")) or _CHARSET.search(
        body[:4_096]
    )
    try:
        text = body.decode(declared[1].decode("ascii") if declared else "utf-8", "replace")
    except LookupError:  # a character set nobody knows
        text = body.decode("utf-8", "replace")
    return _UNSEEN.sub(" ", text)


def _elements(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Tags with their attributes; links and titles with the text inside, once they are closed."""
    open_name = ""
    open_attributes: dict[str, str] = {}
    words: list[str] = []
    for piece in text.split("<")[1:]:
        tag = _TAG.match(piece)
        name = tag[1].lower() if tag else ""
        if open_name and name in {"/" + open_name, open_name}:
            yield open_name, open_attributes, " ".join(html.unescape(" ".join(words)).split())
            open_name = ""
        if tag is None:
            continue
        if name in {"a", "title"}:
            open_name, open_attributes, words = name, _attributes(tag[2]), []
        elif name in {"base", "link", "meta"}:
            yield name, _attributes(tag[2]), ""
        if open_name:
            words.append(piece[tag.end() :])


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "").strip()
        for match in _ATTRIBUTE.finditer(text[:10_000])
    }


def _absolute(base: str, href: str) -> str:
    if not href or href.startswith("#"):
        return ""
    try:
        address = urljoin(base, href.replace(" ", "%20")).partition("#")[0]
        parts = urlsplit(address)
        _ = parts.port  # a port that is no number shows only when asked for
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and parts.hostname and address.isprintable()
    return address if usable and len(address) <= 2_000 else ""


def _is_feed(attributes: dict[str, str], href: str) -> bool:
    kind = attributes.get("type", "").partition(";")[0].strip()
    return bool(_FEED_TYPE.match(kind)) or (not kind and bool(_FEED_PATH.search(urlsplit(href).path)))


def _looks_like_feed(link: Link) -> bool:
    path = urlsplit(link.url).path
    return bool(_FEED_PATH.search(path)) or (
        bool(_FEED_WORDS.match(link.text)) and bool(re.search(r"rss|atom|feed", link.url, re.I))
    )
