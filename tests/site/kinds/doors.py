"""Sites that are hard to enter: doors that lead elsewhere, walls, rules, and servers in trouble."""

from collections.abc import Sequence
from itertools import count

from tests.site.furniture import alternate, furnish, home, link, listing, publish
from tests.site.items import Item, items
from tests.site.markup import feed, rss
from tests.site.odd import odd
from tests.site.server import Answer, Site


@odd(items("/stories/", 5), [("feed", "/feed/")], 5)
def closed_home(site: Site, shown: Sequence[Item]) -> None:
    """Refuses its home page with 403; the feed is open."""
    furnish(site)
    site["/"] = Answer("<h1>Forbidden</h1>", 403)
    site["/feed/"] = feed(rss(shown, site.url))
    publish(site, shown)


@odd(items("/stories/", 5), [("feed", "/feed/")], 5, never=("/news/",))
def closed_listing(site: Site, shown: Sequence[Item]) -> None:
    """robots.txt forbids the listing and not the feed."""
    furnish(site, "Disallow: /news/")
    site["/"] = home(site, link("/news/", "News"), alternate("/feed/"))
    site["/feed/"] = feed(rss(shown, site.url))
    site["/news/"] = listing(site, shown)
    publish(site, shown)


@odd(items("/en/news/", 6), [("listing", "/en/news/")], 15)
def redirected_home(site: Site, shown: Sequence[Item]) -> None:
    """The home page redirects to one in English."""
    furnish(site)
    site["/"] = Answer(status=302, headers={"Location": "/en/"})
    site["/en/"] = home(site, link("/en/news/", "News"))
    site["/en/news/"] = listing(site, shown)
    publish(site, shown)


@odd(items("/site/news/", 6), [("listing", "/site/news/")], 16)
def refreshed_home(site: Site, shown: Sequence[Item]) -> None:
    """The home page is empty but for an order to the browser to load another."""
    furnish(site)
    site["/"] = (
        '<html><head><meta http-equiv="refresh" content="0; url=/site/index.html"><title>Loading</title></head>'
        "<body></body></html>"
    )
    site["/site/index.html"] = home(site, link("/site/news/", "News"))
    site["/site/news/"] = listing(site, shown)
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def consent_in_front(site: Site, shown: Sequence[Item]) -> None:
    """Every page begins with a question about cookies that hides the content behind it."""
    furnish(site)
    asks = (
        '<div class="overlay"><h2>Your privacy</h2><p>We use cookies. Some cookies are needed, other cookies help'
        " us to see how the site is used. You can accept all cookies or reject all but the needed ones. Read our"
        " privacy notice and our cookie policy.</p><button>Accept all</button><button>Reject all</button></div>"
    )
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown)
    publish(site, shown)
    for page in site.pages.values():
        if page.content_type.startswith("text/html"):
            page.body = page.content().decode().replace("<body>", f"<body>{asks}")


@odd(items("/stories/", 6), [("feed", "/feed/")], 8, patience=6)
def busy_server(site: Site, shown: Sequence[Item]) -> None:
    """Answers every third request with 503, come back at once."""
    furnish(site)
    site["/"] = home(site, head=alternate("/feed/"))
    site["/feed/"] = feed(rss(shown, site.url))
    busy = Answer("busy", 503, headers={"Retry-After": "0"})
    number = count(1)
    site.rule = lambda path: busy if path != "/robots.txt" and next(number) % 3 == 0 else None
    publish(site, shown)


@odd(items("/news/", 4), [("listing", "/news/")], 14)
def slow_server(site: Site, shown: Sequence[Item]) -> None:
    """Takes its time over every answer."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown)
    publish(site, shown)
    for page in site.pages.values():
        page.delay = 0.3
