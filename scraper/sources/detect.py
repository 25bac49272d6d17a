"""An address becomes channels: which addresses to try next, and what to make of those that were tried.

Nothing is asked here. The crawl fetches what `next_guesses` names, reads it, adds the trials, and asks again
until nothing is left to try; `conclude` then says how to watch the site.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from scraper.items import Document, Link, Reading
from scraper.outcomes import Outcome, Strategy
from scraper.sources import govuk
from scraper.sources.choice import DetectedChannel, choose
from scraper.sources.page_links import PageLinks, is_html, page_links, sent_on
from scraper.sources.trials import (
    PUBLISHING,
    Guess,
    Origin,
    Rejected,
    Trial,
    address_key,
    endless,
    fault,
    feed_address_fault,
    in_one_language,
)
from scraper.sources.wordpress_api import USUAL_ROOT, publication_routes, route

#: Requests one detection makes at most, beside robots.txt.
MOST_REQUESTS = 24
MOST_LINKED_FEEDS = 4
MOST_LISTINGS = 7
MOST_DEEPER = 3
MOST_SITEMAPS = 3

#: Usual addresses, the commonest first; each portion is tried only when those before gave nothing.
USUAL_FEEDS = (
    ("/feed/", "/rss.xml", "/feed.xml"),
    ("/rss", "/atom.xml", "/index.xml"),
    ("/feed.json", "/news/feed/", "/blog/feed/"),
)
USUAL_LISTINGS = (
    "/news/",
    "/news",
    "/publications/",
    "/blog/",
    "/resources/",
    "/latest/",
    "/reports/",
    "/research/",
)
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")

_START_PAGE = re.compile(r"^/?(?:[a-z]{2}(?:-[a-z]{2})?/?|(?:index|home|default)(?:\.[a-z]{3,5})?/?)?$", re.I)
_INDEX_FILE = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", re.I)
#: Answers of a server in trouble, which may pass: its errors, and silence.
_PASSING = re.compile(r"an error \(5\d\d\)|did not answer in time|broke off before")
_NO_LISTING = re.compile(
    r"newsletter|enquir|contact|sign-?up|subscri|login|donat|privacy|/feed|rss|\.(?!html?|php|aspx?)\w+$",
    re.I,
)
_FIRST_WORDS = frozenset(
    {"news", "latest", "publications", "reports", "blog", "blogs", "research", "resources"}
)
#: Addresses of APIs whose answers are lists of publications.
_API = re.compile(r"/wp-json/wp/|[?&]rest_route=/wp/|/api/search\.json|/search/[a-z-]+\.json")
_NAMED_FOR_POSTS = re.compile(
    r"news|post|article|blog|publication|report|resource|research|stor(?:y|ies)", re.I
)


@dataclass(frozen=True, slots=True)
class Search:
    """What one detection knows so far.

    Attributes:
        address: what was pasted.
        answers: by asked address, the document, or the reading that says why there is none.
        sitemaps: the addresses that robots.txt names.
        trials: the answers as they read, in the order they were asked for.
        repeated: how many requests were made once more.
    """

    address: str
    answers: Mapping[str, Document | Reading] = field(default_factory=dict)
    sitemaps: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()
    repeated: int = 0

    @property
    def start(self) -> Document | None:
        """The document behind the pasted address, or the one that it sends browsers on to."""
        answer = self.answers.get(self.address)
        if not isinstance(answer, Document):
            return None
        onward = self.answers.get(sent_on(answer))
        return onward if isinstance(onward, Document) else answer

    @property
    def requests(self) -> int:
        """How many requests were made, robots.txt left out."""
        return len(self.answers) + self.repeated

    @property
    def home(self) -> str:
        """The address everything else counts from: the pasted one, after redirects."""
        return self.start.url if self.start else self.address


@dataclass(frozen=True, slots=True)
class Detected:
    """How to watch a site. Without channels, `problem` says why in words."""

    home: str
    name: str
    channels: tuple[DetectedChannel, ...]
    rejected: tuple[Rejected, ...]
    requests: int
    problem: str = ""


def next_guesses(search: Search, now: datetime) -> tuple[Guess, ...]:
    """What to try next, the most reliable first; nothing when enough is known or the bound is reached."""
    if not search.answers:
        return _first(search.address)
    left = MOST_REQUESTS - search.requests
    asked = {address_key(url) for url in search.answers} | {address_key(trial.url) for trial in search.trials}
    for step in _steps(search, now):
        fresh = {address_key(guess.url): guess for guess in reversed(list(step))}
        guesses = [guess for key, guess in reversed(fresh.items()) if key not in asked]
        if guesses:
            return tuple(guesses[: max(left, 0)])
    return ()


def worth_repeating(
    search: Search, guesses: Iterable[Guess], answers: Mapping[str, Document | Reading]
) -> tuple[str, ...]:
    """Addresses that the site itself names and whose server was in trouble: one more request each."""
    failed = [
        guess.url
        for guess in guesses
        if guess.origin is not Origin.USUAL
        and isinstance(answer := answers[guess.url], Reading)
        and _PASSING.search(answer.detail)
    ]
    left = MOST_REQUESTS - search.requests - len(answers)
    return tuple(failed[: max(left, 0)])


def conclude(search: Search, now: datetime) -> Detected:
    """What to make of everything that was tried."""
    page = page_links(search.start) if search.start else PageLinks()
    passed_over = [
        Rejected(link.url, Strategy.FEED, reason)
        for link in page.feeds
        if (reason := _not_tried(link, search))
    ]
    channels, rejected = choose(search.trials, now, whole_site=_whole_site(search))
    name = page.name or (urlsplit(search.home).hostname or search.home).removeprefix("www.")
    is_page = search.start is not None and is_html(search.start)
    return Detected(
        home=search.home if is_page else urljoin(search.home, "/"),
        name=name,
        channels=channels,
        rejected=(*passed_over, *rejected),
        requests=search.requests,
        problem="" if channels else _problem(search),
    )


def strategies_of(guess: Guess, document: Document) -> tuple[Strategy, ...]:
    """How to read the answer to a guess: the pasted address may turn out to be anything."""
    if guess.origin is Origin.TYPES:
        return ()  # it says where else to look, and shows nothing itself
    if guess.origin is not Origin.GIVEN:
        return (guess.strategy,)
    if is_html(document):
        return (Strategy.LISTING, Strategy.PAGE)
    if _API.search(document.url):
        return (Strategy.API,)
    is_sitemap = re.search(rb"<(?:urlset|sitemapindex)[\s>]", document.body[:5_000])
    return (Strategy.SITEMAP,) if is_sitemap else (Strategy.FEED,)


def _first(address: str) -> tuple[Guess, ...]:
    """The pasted address, and on GOV.UK the feed that it implies."""
    implied = [Guess(url, Strategy.FEED, Origin.GOV_UK) for url in govuk.feeds_of(address)[:1]]
    return (Guess(address, Strategy.LISTING, Origin.GIVEN), *implied)


def _whole_site(search: Search) -> bool:
    """Whether the address stands for a site, or a place of GOV.UK's, rather than for one page of it."""
    paths = (urlsplit(url).path for url in (search.address, search.home))
    return any(map(_START_PAGE.match, paths)) or bool(_govuk_feeds(search))


def _govuk_feeds(search: Search) -> tuple[str, ...]:
    """The feeds that GOV.UK has for the pasted address, or for where it led, or for the topic shown there."""
    named = govuk.feeds_of(search.address) or govuk.feeds_of(search.home)
    if named or search.start is None or not govuk.is_govuk(search.home):
        return named
    return govuk.topic_feeds(page_links(search.start).links)


def _steps(search: Search, now: datetime) -> Iterator[Iterable[Guess]]:
    """The steps of a detection in order; each is tried as a whole before the next is thought of."""
    if search.start is None and not _lacks_page(search):
        if _refused(search):
            yield _usual(search, USUAL_FEEDS[0], Strategy.FEED)
        return
    if feeds := _govuk_feeds(search):
        for url in feeds:
            if not _live(search, now, Strategy.FEED):
                yield [Guess(url, Strategy.FEED, Origin.GOV_UK)]
        return
    if search.start is not None and not is_html(search.start):
        yield _children(search)
        return
    yield _onward(search)
    page = page_links(search.start) if search.start else PageLinks()
    yield (*_linked_feeds(page, search), *_listings(_menu(page, search, now), search, MOST_LISTINGS))
    if not _whole_site(search):
        return
    yield _deeper(search, now)
    yield from _without_feed(search, page, now)
    yield from _wordpress(search, page, now)
    if not _live(search, now, Strategy.FEED, Strategy.LISTING, Strategy.API):
        yield _usual(search, USUAL_LISTINGS, Strategy.LISTING)
    yield from _with_sitemaps(search, now)


def _onward(search: Search) -> list[Guess]:
    """The page of the same site that the pasted one makes the browser load in its place."""
    onward = sent_on(search.start) if search.start else ""
    return [Guess(onward, Strategy.LISTING, Origin.GIVEN)] if _same_site(onward, search.home) else []


def _menu(page: PageLinks, search: Search, now: datetime) -> tuple[Link, ...]:
    """The links among which listings are looked for: all of a site's home page.

    A page that is none and lists nothing itself may be the home of a site below a path: what lies below it.
    """
    if _whole_site(search):
        return page.links
    given = [
        t for t in search.trials if t.guess.origin is Origin.GIVEN and t.guess.strategy is Strategy.LISTING
    ]
    if not all(fault(trial, now) for trial in given):
        return ()
    return tuple(link for link in page.links if link.url.startswith(search.home.rstrip("/") + "/"))


def _without_feed(search: Search, page: PageLinks, now: datetime) -> Iterator[Iterable[Guess]]:
    """Feeds that nobody links, unless one was found."""
    portions = USUAL_FEEDS[:1] if page.api else USUAL_FEEDS
    for portion in portions:
        if not _live(search, now, Strategy.FEED):
            yield _usual(search, portion, Strategy.FEED)


def _wordpress(search: Search, page: PageLinks, now: datetime) -> Iterator[Iterable[Guess]]:
    """What WordPress's API has: posts where no feed shows them, and the types that a feed leaves out.

    Where no page names the API and nothing else was found, its usual address is tried.
    """
    fed = _live(search, now, Strategy.FEED)
    if not page.api and (fed or _live(search, now, Strategy.LISTING)):
        return
    root = page.api or urljoin(search.home, USUAL_ROOT)
    if not fed:
        yield [Guess(route(root, "posts"), Strategy.API, Origin.API if page.api else Origin.USUAL)]
    if not page.api and not _live(search, now, Strategy.API):
        return
    types = Guess(route(root, "types"), Strategy.API, Origin.TYPES)
    yield [types]
    answer = search.answers.get(types.url)
    if isinstance(answer, Document):
        yield [Guess(route(root, name), Strategy.API, Origin.API) for name in publication_routes(answer)]


def _with_sitemaps(search: Search, now: datetime) -> Iterator[Iterable[Guess]]:
    """Sitemaps: those named for news beside a listing, any when there is nothing better."""
    if _live(search, now, Strategy.FEED, Strategy.API):
        return
    bare = not _live(search, now, Strategy.LISTING)
    named = [url for url in search.sitemaps if bare or "news" in url.lower()]
    yield [Guess(url, Strategy.SITEMAP, Origin.ROBOTS) for url in named[:MOST_SITEMAPS]]
    if bare and not _read_sitemaps(search):
        yield _usual(search, USUAL_SITEMAPS, Strategy.SITEMAP)
    if bare:
        yield _children(search)


def _linked_feeds(page: PageLinks, search: Search) -> list[Guess]:
    wanted = [link for link in page.feeds if not _not_tried(link, search)]
    return [Guess(link.url, Strategy.FEED, Origin.LINKED) for link in wanted[:MOST_LINKED_FEEDS]]


def _not_tried(link: Link, search: Search) -> str:
    """Why a linked feed is not worth a request; a label's feed is, where its own page was pasted."""
    reason = feed_address_fault(link.url)
    under = urlsplit(link.url).path.startswith(urlsplit(search.home).path.rstrip("/") + "/")
    return "" if urlsplit(search.home).path.strip("/") and under else reason


def _listings(links: Iterable[Link], search: Search, most: int) -> list[Guess]:
    """Links to places of publications on the same site: named so in the address and not far down in it."""
    ranked: dict[str, tuple[bool, int]] = {}
    for link in links:
        segments = _INDEX_FILE.sub("/", urlsplit(link.url).path).strip("/").lower().split("/")
        words = re.findall(r"[a-z]+", segments[-1])
        if not _same_site(link.url, search.home) or endless(link.url) or _NO_LISTING.search(link.url):
            continue
        if len(segments) <= 4 and len(words) <= 4 and set(words) & PUBLISHING and len(link.text.split()) <= 6:
            ranked.setdefault(link.url, (not set(words) & _FIRST_WORDS, len(segments)))
    chosen = in_one_language(sorted(ranked, key=lambda url: ranked[url]), search.home)
    return [Guess(url, Strategy.LISTING, Origin.MENU) for url in chosen[:most]]


def _deeper(search: Search, now: datetime) -> list[Guess]:
    """From places of publications: the feeds they link, and the listings below those that list nothing."""
    found: list[Guess] = []
    feed_wanted = not _live(search, now, Strategy.FEED)
    for trial in search.trials:
        answer = search.answers.get(trial.guess.url)
        if trial.guess.origin is not Origin.MENU or not isinstance(answer, Document):
            continue
        page = page_links(answer)
        if feed_wanted:
            found += _linked_feeds(page, search)
        if fault(trial, now):
            below = [link for link in page.links if link.url.startswith(trial.url.rstrip("/") + "/")]
            found += _listings(below, search, MOST_DEEPER)
    return found[: MOST_DEEPER + 1]


def _children(search: Search) -> list[Guess]:
    """The sitemaps of an index: the latest of those named for what is published, else the latest."""
    found: list[Guess] = []
    for trial in search.trials:
        if (
            trial.guess.strategy is Strategy.SITEMAP
            and trial.reading.more
            and trial.guess.origin is not Origin.INDEX
        ):
            named = [url for url in trial.reading.more if _NAMED_FOR_POSTS.search(url.rpartition("/")[2])]
            chosen = named or list(trial.reading.more)
            found += [Guess(url, Strategy.SITEMAP, Origin.INDEX) for url in chosen[:MOST_SITEMAPS]]
    return found


def _usual(search: Search, paths: Iterable[str], strategy: Strategy) -> list[Guess]:
    return [Guess(urljoin(search.home, path), strategy, Origin.USUAL) for path in paths]


def _live(search: Search, now: datetime, *strategies: Strategy) -> bool:
    """Whether a channel of one of these strategies was found, the start page left out."""
    return any(
        trial.guess.strategy in strategies
        and trial.guess.origin is not Origin.GIVEN
        and not fault(trial, now)
        for trial in search.trials
    )


def _read_sitemaps(search: Search) -> bool:
    sitemaps = [trial for trial in search.trials if trial.guess.strategy is Strategy.SITEMAP]
    return any(trial.reading.outcome is Outcome.NEW for trial in sitemaps)


def _lacks_page(search: Search) -> bool:
    """Whether the site answers, but has no page at the pasted address."""
    answer = search.answers[search.address]
    return isinstance(answer, Reading) and "(404)" in answer.detail


def _refused(search: Search) -> bool:
    """Whether the server keeps its page from us: some give their feed all the same."""
    answer = search.answers[search.address]
    return isinstance(answer, Reading) and bool(re.search(r"\((?:401|403)\)", answer.detail))


def _same_site(url: str, home: str) -> bool:
    host, own = ((urlsplit(each).hostname or "").removeprefix("www.") for each in (url, home))
    return host == own or host.endswith("." + own)


def _problem(search: Search) -> str:
    answer = search.answers.get(search.address)
    if isinstance(answer, Reading):
        return answer.detail
    page = next((t.reading.detail for t in search.trials if t.guess.strategy is Strategy.PAGE), "")
    return page or "nothing there can be watched"
