"""Sites with feeds: sound ones, odd ones, and ones that do not hold what their site publishes."""

from collections.abc import Sequence
from itertools import count

from tests.site.furniture import alternate, article, furnish, home, link, listing, publish
from tests.site.items import Item, items, old_items
from tests.site.markup import atom, feed, json_feed, rdf, rss, rss_091
from tests.site.odd import odd
from tests.site.server import Answer, Site


@odd(items("/", 6), [("feed", "/feed/")], 4)
def wordpress(site: Site, shown: Sequence[Item]) -> None:
    """Posts at the root of the site; every page links a feed, a feed of comments and an interface."""
    furnish(site)
    head = (
        alternate("/feed/")
        + alternate("/comments/feed/")
        + '<link rel="https://api.w.org/" href="/wp-json/">'
        + '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
    )
    comments = [Item(f"{each.path}#comment-1", f"By: {each.title}", each.day, each.stated) for each in shown]
    site["/"] = home(site, link("/helpline/", "Helpline"), head)
    site["/feed/"] = feed(rss(shown, site.url))
    site["/comments/feed/"] = feed(rss(comments, site.url))
    site["/wp-json/wp/v2/posts"] = Answer("[]", content_type="application/json")
    publish(site, shown)


@odd(items("/stories/", 5), [("feed", "/rss.xml")], 6)
def unlinked_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed that no page links."""
    furnish(site)
    site["/"] = home(site)
    site["/rss.xml"] = feed(rss(shown, site.url))
    publish(site, shown)


@odd(items("/blog/", 5), [("feed", "/blog.atom")], 4)
def atom_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed in Atom."""
    furnish(site)
    site["/"] = home(site, head=alternate("/blog.atom", "atom+xml"))
    site["/blog.atom"] = feed(atom(shown, site.url), "application/atom+xml")
    publish(site, shown)


@odd(items("/updates/", 5), [("feed", "/feed.json")], 4)
def json_feed_site(site: Site, shown: Sequence[Item]) -> None:
    """A feed in JSON."""
    furnish(site)
    site["/"] = home(site, head=alternate("/feed.json", "feed+json"))
    site["/feed.json"] = feed(json_feed(shown, site.url), "application/feed+json")
    publish(site, shown)


@odd(items("/stories/", 5), [("feed", "/index.rdf")], 4)
def rdf_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed in RSS 1.0 (RDF), its dates in Dublin Core."""
    furnish(site)
    site["/"] = home(site, head=alternate("/index.rdf", "rdf+xml"))
    site["/index.rdf"] = feed(rdf(shown, site.url), "application/rdf+xml")
    publish(site, shown)


@odd(items("/stories/", 5, precision=None), [("feed", "/rss/news.rss")], 4)
def undated_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed in RSS 0.91 without ids and dates, sent as plain text; the pages are undated too."""
    furnish(site)
    site["/"] = home(site, head=alternate("/rss/news.rss"))
    site["/rss/news.rss"] = feed(rss_091(shown, site.url), "text/plain")
    publish(site, shown)


@odd(items("/news/2026/", 5), [("feed", "/feeds/all.atom")], 4)
def relative_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed whose links are relative to a folder that `xml:base` names."""
    furnish(site)
    site["/"] = home(site, head=alternate("/feeds/all.atom", "atom+xml"))
    site["/feeds/all.atom"] = feed(atom(shown, site.url, "/news/2026/"), "application/atom+xml")
    publish(site, shown)


@odd(items("/stories/", 6), [("feed", "/feed/")], 4)
def repeated_guids(site: Site, shown: Sequence[Item]) -> None:
    """A feed that gives all its items one and the same id."""
    furnish(site)
    site["/"] = home(site, head=alternate("/feed/"))
    site["/feed/"] = feed(rss(shown, site.url, guid=lambda _item: "0"))
    publish(site, shown)


@odd(items("/stories/", 6), [("feed", "/feed/")], 4)
def moving_guids(site: Site, shown: Sequence[Item]) -> None:
    """A feed whose ids end in a number that is another at every request, so that it never stays the same."""
    furnish(site)
    now = count(1)
    site["/"] = home(site, head=alternate("/feed/"))
    site["/feed/"] = feed(
        lambda: rss(shown, site.url, guid=lambda item: f"{site.url}{item.path}#{next(now)}")
    )
    publish(site, shown)


@odd(items("/stories/", 6), [("feed", "/feed/")], 4)
def doubled_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed that shows every item twice, the second time as a mail would link it."""
    furnish(site)
    twice = [Item(f"{each.path}?utm_source=mail", each.title, each.day, each.stated) for each in shown]
    site["/"] = home(site, head=alternate("/feed/"))
    site["/feed/"] = feed(rss([*shown, *twice], site.url))
    publish(site, shown)
    for each in twice:
        site[each.path] = site.pages[each.path.partition("?")[0]]


@odd(items("/stories/", 6), [("feed", "/feed/")], 4)
def tracked_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed of summaries whose links all bear tracking parameters."""
    furnish(site)
    campaign = "?utm_source=rss&amp;utm_medium=feed&amp;mc_cid=4f2ac51e09&amp;mc_eid=9d1b7c33aa"
    site["/"] = home(site, head=alternate("/feed/"))
    site["/feed/"] = feed(rss(shown, site.url, link=lambda item: f"{site.url}{item.path}{campaign}"))
    publish(site, shown)
    for item in shown:
        site[item.path + campaign.replace("&amp;", "&")] = site.pages[item.path]


@odd(items("/news/", 9), [("feed", "/feed/"), ("listing", "/news/")], 5)
def short_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed of the last five publications beside a listing of all."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"), alternate("/feed/"))
    site["/feed/"] = feed(rss(shown[:5], site.url))
    site["/news/"] = listing(site, shown)
    publish(site, shown)


@odd(items("/news/", 8), [("feed", "/news/feed/"), ("listing", "/news/")], 5)
def partial_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed that leaves out every second publication of its listing."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"), alternate("/news/feed/"))
    site["/news/"] = listing(site, shown)
    site["/news/feed/"] = feed(rss(shown[::2], site.url))
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 15)
def stale_feed(site: Site, shown: Sequence[Item]) -> None:
    """A feed left behind two years ago beside a listing that goes on."""
    furnish(site)
    old = old_items("/old/news/", 3, first=6, days=800)
    site["/"] = home(site, link("/news/", "News"), alternate("/feed/"))
    site["/feed/"] = feed(rss(old, site.url))
    site["/news/"] = listing(site, shown)
    publish(site, [*shown, *old])


@odd(items("/news/", 6), [("listing", "/news/")], 15)
def tag_feeds(site: Site, shown: Sequence[Item]) -> None:
    """Feeds of single tags only; the listing has everything."""
    furnish(site)
    head = alternate("/tag/care/feed/") + alternate("/category/courts/feed/")
    site["/"] = home(site, link("/news/", "News"), head)
    site["/tag/care/feed/"] = feed(rss(shown[:2], site.url))
    site["/category/courts/feed/"] = feed(rss(shown[2:3], site.url))
    site["/news/"] = listing(site, shown)
    publish(site, shown)


@odd(items("/stories/", 6), [("feed", "/feed/")], 5)
def registration_wall(site: Site, shown: Sequence[Item]) -> None:
    """Every third publication shows its beginning and asks the reader to register for the rest."""
    furnish(site)
    site["/"] = home(site, head=alternate("/feed/"))
    site["/feed/"] = feed(rss(shown, site.url))
    publish(site, shown)
    wall = (
        "<h2>Register now to continue reading</h2><p>You have read your four free articles this month. "
        'Registered readers see all of our news. <a href="/register/">Register</a> or <a href="/login/">log in</a>.</p>'
    )
    for item in shown[::3]:
        beginning = f"The beginning of “{item.title}” can be read by everybody, the rest cannot."
        page = article(site, item, text=beginning)
        site[item.path] = page.replace("</article>", f"</article><section>{wall}</section>")
