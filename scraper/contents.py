"""Where does a page's content stand as data, and which page is such content of?

A content API has the content of every page of its host under its own address with the page's path appended,
as GOV.UK's has: https://content-api.publishing.service.gov.uk/.
"""

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from scraper.outcomes import DropReason
from scraper.plans import PagePlan, PageRead

#: Places of a host that are no pages of content: its search, its interfaces and the files it serves.
_NO_CONTENT = re.compile(r"^/(?:search|api|assets|media)(?:/|$)|\.[a-z]{2,5}$|^/*$", re.I)
#: What an item itself settles; after anything else the page is asked.
_SETTLED = frozenset({DropReason.GONE, DropReason.NOT_A_PUBLICATION})


def content_address(api: str | None, url: str) -> str | None:
    """Where the content of a page stands as data.

    Args:
        api: address of the content API, without a final slash; None when there is none.
        url: address of the page.

    Returns:
        The address, or None for a page of another host and for a path that has no content item.
    """
    if api is None or urlsplit(url).netloc != urlsplit(api).netloc:
        return None
    path = urlsplit(url).path.rstrip("/")
    return None if _NO_CONTENT.search(path) else f"{api.rstrip('/')}{path}"


def page_address(page: str, asked: str, fetched: str) -> str:
    """The page whose content came.

    Args:
        page: the page whose content was asked for.
        asked: the address of that content.
        fetched: where redirects led.
    """
    api = asked.removesuffix(urlsplit(page).path.rstrip("/"))
    if fetched == asked or not fetched.startswith(f"{api}/"):
        return page
    return urljoin(page, fetched.removeprefix(api))


def elsewhere(read: PageRead) -> tuple[PagePlan, str] | None:
    """Where to ask next for a page whose content did not give its publication; None when nothing is left.

    Returns:
        The plan to follow, and the page it leads to: where the item says the publication is now, once; else
        the page itself.
    """
    plan, dropped = read.plan, read.dropped
    if plan.content_url is None or dropped is None or read.document is None:
        return None
    if dropped.moved_to is not None and read.document.url == plan.url:
        api = plan.content_url.removesuffix(urlsplit(plan.url).path.rstrip("/"))
        content = content_address(api, dropped.moved_to)
        if content is not None and content != plan.content_url:  # else it moved to where it is
            return replace(plan, content_url=content), dropped.moved_to
    if dropped.moved_to is None and dropped.reason in _SETTLED:
        return None
    return replace(plan, content_url=None), plan.url
