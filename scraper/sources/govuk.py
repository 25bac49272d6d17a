"""What is known of GOV.UK before anything is asked: which feed shows what one of its addresses shows.

Organisations have a feed of their own; everything else is shown by the feeds of the finders: the address of a
search with ".atom" before its question. Sources: https://docs.publishing.service.gov.uk/repos/collections.html
and https://docs.publishing.service.gov.uk/repos/finder-frontend.html.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.items import Link

HOST = "www.gov.uk"
HOSTS = (HOST, "gov.uk", "assets.publishing.service.gov.uk")
CONTENT_API = f"https://{HOST}/api/content"
#: Its own pages that feeds name or link: organisations, people, searches, the entry of a closed feed.
NOT_PUBLICATIONS = (
    r"gov\.uk/government/(?:organisations|people|ministers)(?:[/?#]|$)",
    r"gov\.uk/search/",
    r"/feed-ended(?:[?#]|$)",
)

#: Addresses by their path, and the name of the finder's filter that their last part is a value of.
_FILTERS = (
    (re.compile(r"^/government/organisations/([a-z0-9-]+)/?$"), "organisations[]"),
    (re.compile(r"^/government/topical-events/([a-z0-9-]+)/?$"), "topical_events[]"),
    (re.compile(r"^/government/people/([a-z0-9-]+)/?$"), "people[]"),
    (re.compile(r"^/world/([a-z0-9-]+)(?:/news)?/?$"), "world_locations[]"),
)
#: Those that have a feed of their own as well.
_OWN_FEED = re.compile(r"^/government/organisations/[a-z0-9-]+(?=/?$)")
_SEARCH = re.compile(r"^/search/[a-z0-9-]+(?=/?$)")
#: What of a pasted search is about the page shown, not about what is searched for.
_OF_THE_PAGE = frozenset({"order", "page", "parent"})
#: The filter by which a topic's page links the finders of its publications.
_TOPIC = ("topic", "level_one_taxon", "level_two_taxon")


def is_govuk(address: str) -> bool:
    """Whether an address is of GOV.UK itself, not of another body's site under gov.uk."""
    return (urlsplit(address).hostname or "") in {HOST, "gov.uk"}


def feeds_of(address: str) -> tuple[str, ...]:
    """The feeds that show what an address of GOV.UK shows, the best first; none for any other address."""
    parts = urlsplit(address)
    if not is_govuk(address):
        return ()
    if search := _SEARCH.match(parts.path):
        asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in _OF_THE_PAGE]
        return (_finder(search[0], asked),)
    own = _OWN_FEED.match(parts.path)
    feeds = [f"https://{HOST}{own[0]}.atom"] if own else []
    for pattern, name in _FILTERS:
        if match := pattern.match(parts.path):
            feeds.append(_finder("/search/all", [(name, match[1])]))
    return tuple(feeds)


def topic_feeds(links: Iterable[Link]) -> tuple[str, ...]:
    """The feed of a topic, by the searches that its page links; none when it links none."""
    for link in links:
        parts = urlsplit(link.url)
        if is_govuk(link.url) and _SEARCH.match(parts.path):
            asked = dict(parse_qsl(parts.query))
            named = next((asked[name] for name in reversed(_TOPIC) if asked.get(name)), "")
            if named:
                return (_finder("/search/all", [("topic", named)]),)
    return ()


def _finder(path: str, asked: list[tuple[str, str]]) -> str:
    return f"https://{HOST}{path}.atom?{urlencode([*asked, ('order', 'updated-newest')])}"
