"""Which addresses can be a publication's? Resolving links and judging their shape, without asking anyone."""

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

LONGEST_ADDRESS = 2_000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook\.com|fb\.com|twitter\.com|x\.com|linkedin\.com|instagram\.com|youtube\.com|youtu\.be"
    r"|tiktok\.com|pinterest\.[a-z.]+|whatsapp\.com|wa\.me|t\.me|telegram\.me|threads\.net|threads\.com|bsky\.app"
    r"|reddit\.com|tumblr\.com|flickr\.com|snapchat\.com|vimeo\.com|spotify\.com|podcasts\.apple\.com"
    r"|apps\.apple\.com|play\.google\.com|addtoany\.com|addthis\.com|sharethis\.com|justgiving\.com"
    r"|eventbrite\.[a-z.]+|paypal\.com)$"
)
#: Last or only parts of a path that name a page of the site itself.
_SITE_PAGES = re.compile(
    r"^(?:about|about-?us|who-we-are|what-we-do|our-work|our-people|our-team|contact|contact-?us|privacy"
    r"|privacy-(?:policy|notice|statement)|cookies?|cookies?-(?:policy|notice|settings)|legal|disclaimer|copyright"
    r"|terms|terms-(?:and|of|&)-[a-z-]+|accessibility|accessibility-statement|modern-slavery-statement|sitemap"
    r"|site-map|help|faqs?|home|index|default|jobs|vacancies|careers|work-(?:for|with)-us|volunteer(?:ing)?"
    r"|get-involved|get-help|shop|basket|cart|checkout|my-?account|members?|membership|subscriptions?|rss"
    r"|news|blogs?|articles|press|media|latest|publications|reports|resources|events|archive)"
    r"(?:\.(?:html?|php|aspx?))?$",
    re.I,
)
#: Parts of a path that nothing under them makes a publication.
_NEVER = re.compile(
    r"^(?:search|search-results|login|log-in|logout|sign-?in|sign-?up|register|registration|donate|donations?"
    r"|subscribe|unsubscribe|newsletter-sign-?up|feed|wp-admin|wp-json|wp-login\.php|cdn-cgi|xmlrpc\.php"
    r"|events?|whats-on|calendar|basket|cart|checkout|share|print|cookies?|user|users|author|authors|profile"
    r"|profiles)$",
    re.I,
)
_LABELS = re.compile(r"^(?:tags?|category|categories|topics?|keywords?|subjects?|section|sections)$", re.I)
_NO_TEXT = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|avif|ico|css|js|mjs|json|xml|rss|atom|woff2?|mp3|m4a|wav|mp4|mov|avi|webm"
    r"|zip|gz|7z|rar|exe|dmg|ics|vcf)$",
    re.I,
)
_INDEX = re.compile(r"^(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", re.I)
#: A path whose parameters say what is shown.
SCRIPT = re.compile(r"\.(?:php|aspx?|jsp|cfm|cgi)$", re.I)
_PAGE_PARAMETER = re.compile(r"^(?:page|paged|pg|p|start|offset|pageno|page_?num(?:ber)?)$", re.I)
_PAGE_PATH = re.compile(r"/page[/-](\d{1,4})/?$", re.I)


def absolute(base: str, href: str | None) -> str | None:
    """The http(s) address a link leads to, without fragment; None when it leads nowhere we can go.

    Percent-encoding is kept as written; blanks inside are encoded. A fragment that is a route of a script
    ("#!/report") stays.
    """
    if not href:
        return None
    cleaned = _CONTROL.sub("", href).strip().replace(" ", "%20")
    try:
        address = urljoin(base, cleaned)
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port  # a port that is no number shows only when asked for
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or len(address) > LONGEST_ADDRESS:
        return None
    if parts.fragment.startswith(("!", "/")):
        return address
    return address.split("#", 1)[0]


def host_of(address: str) -> str:
    """The host in lower case without a leading "www."."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_front_page(address: str) -> bool:
    """Whether an address is a site's root, by whatever name of an index file."""
    parts = urlsplit(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    return not parts.query and (not segments or (len(segments) == 1 and bool(_INDEX.match(segments[0]))))


def leads_to_front_page(asked: str, served: str) -> bool:
    """Whether who asked for a place of a site was led to the site's front page instead."""
    return is_front_page(served) and not is_front_page(asked) and host_of(asked) == host_of(served)


def same_document(one: str, other: str) -> bool:
    """Whether two addresses differ at most in scheme, "www.", fragment and a final slash."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return host_of(address), parts.path.rstrip("/"), parts.query


def is_same_place(one: str, other: str) -> bool:
    """Whether two addresses differ in their parameters only: a listing in another order, narrowed, paged on.

    A script that answers every address ("/show.php?id=7"), or the root ("/?p=7"), is a place for each.
    """
    here, there = _plain(one), _plain(other)
    return here[:2] == there[:2] and bool(here[1]) and not SCRIPT.search(here[1])


def is_social(address: str) -> bool:
    """Whether the address belongs to a social network, a sharing service, a donation or a ticket shop."""
    return bool(_SOCIAL.search(host_of(address)))


def may_be_publication(address: str) -> bool:
    """Whether nothing in the address's shape says it is something other than a publication.

    Not publications: home pages, the site's own pages (about, contact, privacy), searches, logins, donation
    and event pages, tags and categories, date archives, images, scripts, feeds and media files.
    """
    if is_social(address):
        return False
    parts = urlsplit(address)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    if segments and _INDEX.match(segments[-1]):
        segments.pop()
    if not segments:
        # "/?p=123" is how some publishing systems address a text before it has a name.
        return any(key in {"p", "id", "page_id"} and value for key, value in parse_qsl(parts.query))
    if _NO_TEXT.search(segments[-1]) or any(_NEVER.match(segment) for segment in segments):
        return False
    if (
        _SITE_PAGES.match(segments[-1])
        or _PAGE_PATH.search(parts.path)
        or all(segment.isdigit() for segment in segments)
    ):
        return False
    return not _is_label(segments)


def _is_label(segments: list[str]) -> bool:
    """A tag or category page: such a word with one or two short names after it."""
    for position, segment in enumerate(segments):
        after = segments[position + 1 :]
        if _LABELS.match(segment) and len(after) <= 2 and all(name.count("-") < 4 for name in after):
            return True
    return False


def page_number(address: str) -> int | None:
    """The number of a listing's page in its address ("?page=3", "/page/3/"), None when it has none."""
    parts = urlsplit(address)
    if match := _PAGE_PATH.search(parts.path):
        return int(match[1])
    for key, value in parse_qsl(parts.query):
        if _PAGE_PARAMETER.match(key) and value.isascii() and value.isdigit() and len(value) < 7:
            return int(value)
    return None


def is_next_page(current: str, address: str) -> bool:
    """Whether an address is a later page of the same listing: same host and path, a higher page number."""
    here, there = urlsplit(current), urlsplit(address)
    if host_of(current) != host_of(address):
        return False
    if _PAGE_PATH.sub("", here.path).rstrip("/") != _PAGE_PATH.sub("", there.path).rstrip("/"):
        return False
    number = page_number(address)
    if number is None:
        return False
    if _without_page(here.query) - _without_page(there.query):
        return False
    return number > max(page_number(current) or 0, 0)


def _without_page(query: str) -> set[tuple[str, str]]:
    return {(key, value) for key, value in parse_qsl(query) if not _PAGE_PARAMETER.match(key)}


def directory(address: str) -> str | None:
    """The folder an address stands in ("/news/" of "/news/slug"), None for the root."""
    folder = urlsplit(address).path.rstrip("/").rpartition("/")[0]
    return folder + "/" if folder else None
