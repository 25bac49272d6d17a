"""What does a WordPress site say through its REST API? Posts and other types under /wp-json/wp/v2/.

The shapes are those of https://developer.wordpress.org/rest-api/reference/posts/ and of the search results
beside them (a plain `title` and `url` instead of a rendered title and a `link`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.dates import parse_date
from scraper.discovery.addresses import LONGEST_ADDRESS, absolute, is_next_page
from scraper.discovery.json_answer import Refused, parse
from scraper.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, plain, shorten, words_of_markup
from scraper.items import ChannelRules, DateFact, Document, Entry, Reading
from scraper.json_data import MOST_MEMBERS, number, objects, text
from scraper.outcomes import Kind, Outcome, Witness

#: Errors of WordPress and of the plugins that close its API, whatever status they come with.
_CLOSED = re.compile(
    r"forbidden|not_?logged_?in|login_required|cannot_(?:access|view|read)|disabled|unauthori[sz]ed"
)
_REFUSALS = frozenset({401, 403, 429, 451})
#: The page asked for lies behind the last one: posts were taken down between two requests.
_BEHIND_THE_LAST = "rest_post_invalid_page_number"
#: What themes put at the end of an excerpt they cut.
_CUT = re.compile(r"\s*\[(?:…|\.\.\.)\].{0,80}$")
#: Post types whose name says what they hold; sites choose these names themselves, "post" says nothing.
_KINDS = {
    "article": Kind.ARTICLE,
    "blog": Kind.BLOG,
    "blog_post": Kind.BLOG,
    "briefing": Kind.BRIEFING,
    "consultation": Kind.CONSULTATION,
    "guidance": Kind.GUIDANCE,
    "news": Kind.NEWS,
    "news_item": Kind.NEWS,
    "press_release": Kind.PRESS_RELEASE,
    "report": Kind.REPORT,
    "research": Kind.RESEARCH,
}


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read one page of a list of posts.

    Args:
        document: the answer; `headers` in lower case may hold x-wp-totalpages and link.
        rules: `kind` is stated of every entry; posts are not filtered, all are sightings.
        memory: passed on unchanged.
        now: judges dates.

    Returns:
        NEW with entries in the order given, and the next page in `more`; EMPTY for a list without posts;
        BLOCKED when the site has closed its API; SUSPECT for an HTML page; FAILED otherwise.
    """
    answer = parse(document.body)
    if isinstance(answer, Refused):
        reading = Reading(answer.outcome, detail=answer.detail)
    elif isinstance(answer.value, list):
        reading = _posts(answer.value, document, rules, now)
    else:
        reading = _error(answer.value)
    return replace(reading, memory=dict(memory))


def _error(said: Any) -> Reading:
    """Reads the error object {"code", "message", "data": {"status"}}."""
    code = plain(text(said, "code"))
    if not code:
        return Reading(Outcome.FAILED, detail="The answer is JSON, but no list of posts")
    words = shorten(words_of_markup(text(said, "message")), 200)
    detail = f"WordPress answers: {words} ({code})" if words else f"WordPress answers: {code}"
    if code == _BEHIND_THE_LAST:
        return Reading(Outcome.EMPTY, detail=detail)
    if number(said, "data", "status") in _REFUSALS or _CLOSED.search(code.lower()):
        return Reading(Outcome.BLOCKED, detail=detail)
    return Reading(Outcome.FAILED, detail=detail)


def _posts(members: list[Any], document: Document, rules: ChannelRules, now: datetime) -> Reading:
    entries = tuple(_entry(post, document.url, rules, now) for post in _distinct(members[:MOST_MEMBERS]))
    if entries:
        return Reading(Outcome.NEW, entries, more=_next_page(document))
    if members:
        return Reading(Outcome.FAILED, detail="The answer is a list, but not of posts")
    return Reading(Outcome.EMPTY, detail="The site shows no posts")


def _distinct(members: Iterable[Any]) -> list[dict[str, Any]]:
    """The members that lead somewhere, each once: a sticky post may be shown twice."""
    posts: dict[tuple[str, str], dict[str, Any]] = {}
    for member in members:
        if link := _link(member):
            posts.setdefault((link, _rendered(member, "title")), member)
    return list(posts.values())


def _entry(post: dict[str, Any], base: str, rules: ChannelRules, now: datetime) -> Entry:
    published = _date(post, "date", now)
    identifier = number(post, "id")
    return Entry(
        url=absolute(base, _link(post)),
        title=shorten(words_of_markup(_rendered(post, "title")), LONGEST_TITLE) or None,
        published=published,
        updated=_date(post, "modified", now) if _is_modified(post) else None,
        guid=plain(_rendered(post, "guid"))[:LONGEST_ADDRESS]
        or (_spelled(identifier) if identifier is not None else None),
        summary=_summary(post) or None,
        authors=_authors(post),
        kind=rules.kind or _kind(post),
    )


def _link(post: Any) -> str:
    return (text(post, "link") or text(post, "url")).strip()


def _rendered(post: Any, key: str) -> str:
    return text(post, key, "rendered") or text(post, key)


def _spelled(identifier: int) -> str | None:
    """An id in figures; None for one no database gives, which may be too long to spell."""
    return str(identifier) if 0 <= identifier < 2**63 else None


def _date(post: dict[str, Any], key: str, now: datetime) -> DateFact | None:
    """The day in the site's own zone; the same moment in UTC may be the day before."""
    for name in (key, f"{key}_gmt"):
        if fact := parse_date(text(post, name), Witness.FEED, now):
            return fact
    return None


def _is_modified(post: dict[str, Any]) -> bool:
    """Whether a post changed after it was published; drafts prepared before carry an earlier time.

    Both times are ISO 8601 in one zone, so their order as text is their order in time.
    """
    for suffix in ("_gmt", ""):
        if (modified := text(post, f"modified{suffix}")) and (published := text(post, f"date{suffix}")):
            return modified > published
    return bool(text(post, "modified") or text(post, "modified_gmt"))


def _summary(post: dict[str, Any]) -> str:
    excerpt = words_of_markup(_rendered(post, "excerpt")) or words_of_markup(_rendered(post, "content"))
    return shorten(_CUT.sub("…", excerpt), LONGEST_SUMMARY)


def _authors(post: dict[str, Any]) -> tuple[str, ...]:
    names = (words_of_markup(text(person, "name")) for person in objects(post, "_embedded", "author"))
    return tuple(dict.fromkeys(shorten(name, 200) for name in names if name))


def _kind(post: dict[str, Any]) -> Kind | None:
    name = (text(post, "subtype") or text(post, "type")).lower().replace("-", "_")
    return _KINDS.get(name) or _KINDS.get(name.removesuffix("s"))


def _next_page(document: Document) -> tuple[str, ...]:
    """The next page's address, by the count of pages or else by the link header.

    Our own address is counted on rather than the header's, which behind a proxy often names another host.
    """
    parts = urlsplit(document.url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if any(key == "offset" for key, _ in query):
        return ()  # an offset overrules the page: every page would be this one
    here = next(
        (int(value) for key, value in query if key == "page" and re.fullmatch(r"\d{1,6}", value, re.A)), 1
    )
    total = document.headers.get("x-wp-totalpages", "").strip()
    if re.fullmatch(r"\d{1,9}", total, re.A):
        if here >= int(total):
            return ()
        following = [(key, value) for key, value in query if key != "page"] + [("page", str(here + 1))]
        return (urlunsplit(parts._replace(query=urlencode(following), fragment="")),)
    named = re.search(
        r"<([^<>]{1,2000})>[^,<]{0,200}?;\s*rel=\"?next\b", document.headers.get("link", ""), re.I
    )
    address = absolute(document.url, named[1]) if named else None
    if address and is_next_page(document.url, address):
        return (address,)
    return ()
