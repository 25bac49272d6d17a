"""Whole small sites of the kinds that detection meets, with the publications each of them has."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from scraper.cli.frame import utc_now
from tests.site.pages import LONG_TEXT, article, listing, rss
from tests.site.server import Answer, Site

TODAY = utc_now().date()
XML = "application/xml"
MENU = '<a href="/">Home</a> <a href="/about-us/">About us</a> <a href="/donate/">Donate</a>'
SUBJECTS = (
    "Waiting times for children in care rise again",
    "Online harms are reported by one child in six",
    "Kinship carers need earlier help from councils",
    "Youth courts see fewer cases but longer delays",
    "Schools record more absence after the winter term",
    "Fostering numbers fall for the fifth year running",
    "Young carers miss out on support they are owed",
    "Short breaks for disabled children are cut back",
    "Missing episodes are not recorded the same way",
    "Care leavers speak about housing and first jobs",
    "Social workers describe what keeps them in post",
    "Family hubs reach parents whom others had missed",
)

Item = tuple[str, str, date]


def items(folder: str, count: int, first: int = 0, days: int = 1) -> list[Item]:
    """Publications of a folder: path, title, day; the newest first."""
    chosen = SUBJECTS[first : first + count]
    return [
        (f"{folder}{title.lower().replace(' ', '-')}/", title, TODAY - timedelta(days=days + 2 * number))
        for number, title in enumerate(chosen)
    ]


def home(menu: str = "", head: str = "", main: str = "", name: str = "Example Voice") -> str:
    """A home page: a menu, a text about the organisation, links to its services."""
    services = "".join(
        f'<li><a href="/{path}/">{words}</a></li>'
        for path, words in (("helpline", "Helpline"), ("training", "Training"), ("our-people", "Our people"))
    )
    return f"""<!doctype html><html lang="en-GB"><head><title>{name}</title>{head}</head><body>
<nav>{MENU} {menu}</nav><main><h1>We listen to children</h1><p>{LONG_TEXT}</p>{main}</main>
<footer><ul>{services}</ul><a href="/privacy/">Privacy</a></footer></body></html>"""


def publish(site: Site, *groups: list[Item]) -> set[str]:
    """Put a page up for each publication; the addresses."""
    for path, title, published in (item for group in groups for item in group):
        opening = f"{title}, says a review that was carried out for {path} in the past year. "
        site[path] = article(title, published, opening + LONG_TEXT.replace("twelve", f"{len(path)}"))
    return {site.url + path for group in groups for path, _, _ in group}


def furnish(site: Site, rules: str = "Allow: /") -> None:
    """The pages every site has, and its robots.txt."""
    site["/robots.txt"] = Answer(f"User-agent: *\n{rules}\n", content_type="text/plain")
    for path in ("/about-us/", "/donate/", "/helpline/", "/training/", "/our-people/", "/privacy/"):
        site[path] = article(path.strip("/").replace("-", " ").title())


def feed(content: str, kind: str = "application/rss+xml") -> Answer:
    return Answer(content, content_type=kind)


def alternate(path: str, kind: str = "rss+xml") -> str:
    return f'<link rel="alternate" type="application/{kind}" title="News" href="{path}">'


def atom(entries: list[Item], base: str) -> str:
    shown = "".join(
        f'<entry><id>{base}{path}</id><title>{title}</title><link href="{base}{path}"/>'
        f"<published>{day}T09:00:00Z</published><updated>{day}T09:00:00Z</updated></entry>"
        for path, title, day in entries
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Voice</title>{shown}</feed>'
    )


def json_feed(entries: list[Item], base: str) -> str:
    shown = [
        {"id": base + path, "url": base + path, "title": title, "date_published": f"{day}T09:00:00Z"}
        for path, title, day in entries
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Voice", "items": shown})


def sitemap(paths: list[str], base: str) -> str:
    shown = "".join(f"<url><loc>{base}{path}</loc><lastmod>{TODAY}</lastmod></url>" for path in paths)
    return (
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{shown}</urlset>'
    )


def index(paths: list[str], base: str) -> str:
    shown = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in paths)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{shown}</sitemapindex>'


def news_sitemap(entries: list[Item], base: str) -> str:
    shown = "".join(
        f"<url><loc>{base}{path}</loc><news:news><news:publication><news:name>Voice</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{day}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
        for path, title, day in entries
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{shown}</urlset>'
    )


# Each kind puts a site up and gives the addresses of its publications.


def wordpress(site: Site) -> set[str]:
    """Feed, comments feed and interface linked by every page; publications at the root."""
    furnish(site)
    shown = items("/", 6)
    head = (
        alternate("/feed/")
        + alternate("/comments/feed/")
        + '<link rel="https://api.w.org/" href="/wp-json/">'
        + '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
    )
    site["/"] = home('<a href="/helpline/">Helpline</a>', head)
    site["/feed/"] = feed(rss(shown, site.url))
    site["/comments/feed/"] = feed(rss([(f"{p}#comment-1", f"By: {t}", d) for p, t, d in shown], site.url))
    site["/wp-json/wp/v2/posts"] = Answer("[]", content_type="application/json")
    return publish(site, shown)


def unlinked_feed(site: Site) -> set[str]:
    """A feed that no page links."""
    furnish(site)
    shown = items("/stories/", 5)
    site["/"] = home()
    site["/rss.xml"] = feed(rss(shown, site.url))
    return publish(site, shown)


def atom_feed(site: Site) -> set[str]:
    furnish(site)
    shown = items("/blog/", 5)
    site["/"] = home(head=alternate("/blog.atom", "atom+xml"))
    site["/blog.atom"] = feed(atom(shown, site.url), "application/atom+xml")
    return publish(site, shown)


def json_feed_site(site: Site) -> set[str]:
    furnish(site)
    shown = items("/updates/", 5)
    site["/"] = home(head=alternate("/feed.json", "feed+json"))
    site["/feed.json"] = feed(json_feed(shown, site.url), "application/feed+json")
    return publish(site, shown)


def news_sitemap_site(site: Site) -> set[str]:
    """A news sitemap named in robots.txt beside one of the whole site."""
    furnish(site, f"Allow: /\n\nSitemap: {site.url}/sitemap.xml\nSitemap: {site.url}/news-sitemap.xml")
    shown = items("/a/", 4)
    site["/"] = home()
    site["/sitemap.xml"] = Answer(
        sitemap(["/", "/about-us/", "/helpline/", "/training/"], site.url), content_type=XML
    )
    site["/news-sitemap.xml"] = Answer(news_sitemap(shown, site.url), content_type=XML)
    return publish(site, shown)


def sitemap_index(site: Site) -> set[str]:
    """An index of sitemaps by type, in which only one holds what is published."""
    furnish(site)
    shown = items("/insights/", 6)
    site["/"] = home()
    children = ["/page-sitemap.xml", "/content-sitemap.xml"]
    site["/sitemap_index.xml"] = Answer(index(children, site.url), content_type=XML)
    site["/page-sitemap.xml"] = Answer(sitemap(["/", "/about-us/", "/helpline/"], site.url), content_type=XML)
    mixed = ["/", "/training/", "/our-people/", *(path for path, _, _ in shown)]
    site["/content-sitemap.xml"] = Answer(sitemap(mixed, site.url), content_type=XML)
    return publish(site, shown)


def listing_only(site: Site) -> set[str]:
    """A listing in the menu and no feed at all."""
    furnish(site)
    shown = items("/news/", 8)
    site["/"] = home('<a href="/news">News</a>')
    site["/news"] = listing(shown)
    return publish(site, shown)


def two_listings(site: Site) -> set[str]:
    furnish(site)
    news, reports = items("/news/", 6), items("/publications/", 5, first=6)
    site["/"] = home('<a href="/news/">News</a> <a href="/publications/">Publications</a>')
    site["/news/"] = listing(news)
    site["/publications/"] = listing(reports, "Publications")
    return publish(site, news, reports)


def partial_feed(site: Site) -> set[str]:
    """A feed that leaves out every second publication of its listing."""
    furnish(site)
    shown = items("/news/", 8)
    site["/"] = home('<a href="/news/">News</a>', alternate("/news/feed/"))
    site["/news/"] = listing(shown)
    site["/news/feed/"] = feed(rss(shown[::2], site.url))
    return publish(site, shown)


def stale_feed(site: Site) -> set[str]:
    """A feed left behind two years ago beside a listing that goes on."""
    furnish(site)
    shown = items("/news/", 6)
    old = [
        (f"/old{path}", title, TODAY - timedelta(days=800)) for path, title, _ in items("/news/", 3, first=6)
    ]
    site["/"] = home('<a href="/news/">News</a>', alternate("/feed/"))
    site["/feed/"] = feed(rss(old, site.url))
    site["/news/"] = listing(shown)
    publish(site, old)
    return publish(site, shown)


def tag_feeds(site: Site) -> set[str]:
    """Feeds of single tags only; the listing has everything."""
    furnish(site)
    shown = items("/news/", 6)
    site["/"] = home(
        '<a href="/news/">News</a>', alternate("/tag/care/feed/") + alternate("/category/courts/feed/")
    )
    site["/tag/care/feed/"] = feed(rss(shown[:2], site.url))
    site["/category/courts/feed/"] = feed(rss(shown[2:3], site.url))
    site["/news/"] = listing(shown)
    return publish(site, shown)


def single_page(site: Site) -> set[str]:
    """One page that is rewritten in place, and nothing else."""
    furnish(site)
    site["/"] = home(name="The Promise Plan")
    return {site.url + "/"}


def soft_404(site: Site) -> set[str]:
    """Answers every address with 200 and a page; one listing is real."""
    furnish(site)
    shown = items("/news/", 6)
    site["/"] = home('<a href="/news/">News</a>')
    site["/news/"] = listing(shown)
    site.otherwise = Answer(home(main="<p>Try our menu to find what you were looking for.</p>"))
    return publish(site, shown)


def soft_404_home(site: Site) -> set[str]:
    """Answers every address with its home page."""
    furnish(site)
    site["/"] = home()
    site.otherwise = Answer(home())
    return {site.url + "/"}


def home_lists(site: Site) -> set[str]:
    """A blog whose home page is its listing."""
    furnish(site)
    shown = items("/", 7)
    page = listing(shown, "Example Voice")
    site["/"] = page.replace('<a href="/news/">News</a>', "")
    return publish(site, shown)


def hub(site: Site) -> set[str]:
    """A section page that only leads to the listings below it."""
    furnish(site)
    news, blogs = items("/news-media/news/", 5), items("/news-media/blogs/", 5, first=5)
    site["/"] = home('<a href="/news-media/">News and media</a>')
    site["/news-media/"] = home(
        main='<p><a href="/news-media/news/">News</a></p><p><a href="/news-media/blogs/">Blogs</a></p>'
    )
    site["/news-media/news/"] = listing(news)
    site["/news-media/blogs/"] = listing(blogs, "Blogs")
    return publish(site, news, blogs)


Kind = Callable[[Site], set[str]]


@dataclass(frozen=True)
class Expected:
    """A kind of site, the channels it should get as (strategy, path), and the most requests that may take."""

    kind: Kind
    channels: tuple[tuple[str, str], ...]
    requests: int


EXPECTED = (
    Expected(wordpress, (("feed", "/feed/"),), 4),
    Expected(unlinked_feed, (("feed", "/rss.xml"),), 6),
    Expected(atom_feed, (("feed", "/blog.atom"),), 4),
    Expected(json_feed_site, (("feed", "/feed.json"),), 4),
    Expected(news_sitemap_site, (("sitemap", "/news-sitemap.xml"),), 25),
    Expected(sitemap_index, (("sitemap", "/content-sitemap.xml"),), 25),
    Expected(listing_only, (("listing", "/news"),), 14),
    Expected(two_listings, (("listing", "/news/"), ("listing", "/publications/")), 14),
    Expected(partial_feed, (("feed", "/news/feed/"), ("listing", "/news/")), 5),
    Expected(stale_feed, (("listing", "/news/"),), 15),
    Expected(tag_feeds, (("listing", "/news/"),), 14),
    Expected(single_page, (("page", "/"),), 25),
    Expected(soft_404, (("listing", "/news/"),), 14),
    Expected(soft_404_home, (("page", "/"),), 25),
    Expected(home_lists, (("listing", "/"),), 25),
    Expected(hub, (("listing", "/news-media/blogs/"), ("listing", "/news-media/news/")), 16),
)
