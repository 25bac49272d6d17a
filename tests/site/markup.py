"""Feeds and sitemaps of items, in every notation sites use."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tests.site.items import TODAY, Item
from tests.site.server import Answer

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def feed(content: str | Callable[[], str], kind: str = "application/rss+xml") -> Answer:
    return Answer(content, content_type=kind)


def rss(
    shown: Sequence[Item],
    base: str,
    guid: Callable[[Item], str] | None = None,
    link: Callable[[Item], str] | None = None,
) -> str:
    """RSS 2.0; `guid` and `link` write an item's id and address where they differ from the usual."""
    entries = "".join(
        f"<item><title>{item.title}</title><link>{link(item) if link else base + item.path}</link>"
        f'<guid isPermaLink="false">{guid(item) if guid else base + item.path}</guid>'
        f"<pubDate>{item.day:%a, %d %b %Y} 09:00:00 GMT</pubDate></item>"
        for item in shown
    )
    return channel("2.0", base, entries)


def rss_091(shown: Sequence[Item], base: str) -> str:
    """RSS 0.91: no ids, and here no dates."""
    entries = "".join(
        f"<item><title>{item.title}</title><link>{base}{item.path}</link>"
        "<description>What we found.</description></item>"
        for item in shown
    )
    return channel("0.91", base, entries)


def channel(version: str, base: str, entries: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="{version}"><channel><title>Voice</title>'
        f"<link>{base}/</link><description>News</description>{entries}</channel></rss>"
    )


def rdf(shown: Sequence[Item], base: str) -> str:
    """RSS 1.0: items beside the channel, dates in Dublin Core."""
    named = "".join(f'<rdf:li rdf:resource="{base}{item.path}"/>' for item in shown)
    entries = "".join(
        f'<item rdf:about="{base}{item.path}"><title>{item.title}</title><link>{base}{item.path}</link>'
        f"<dc:date>{item.day}T09:00:00+00:00</dc:date></item>"
        for item in shown
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{base}/"><title>Voice</title><link>{base}/</link><description>News</description>'
        f"<items><rdf:Seq>{named}</rdf:Seq></items></channel>{entries}</rdf:RDF>"
    )


def atom(shown: Sequence[Item], base: str, folder: str = "") -> str:
    """Atom; with `folder`, its links are relative to that folder, which `xml:base` names."""
    around = f' xml:base="{base}{folder}"' if folder else ""
    entries = "".join(
        f'<entry><id>{base}{item.path}</id><title>{item.title}</title><link href="{href}"/>'
        f"<published>{item.day}T09:00:00Z</published><updated>{item.day}T09:00:00Z</updated></entry>"
        for item in shown
        for href in [item.path.removeprefix(folder) if folder else base + item.path]
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"{around}><title>Voice</title>'
        f"{entries}</feed>"
    )


def json_feed(shown: Sequence[Item], base: str) -> str:
    entries = [
        {
            "id": base + item.path,
            "url": base + item.path,
            "title": item.title,
            "date_published": f"{item.day}T09:00:00Z",
        }
        for item in shown
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Voice", "items": entries})


def sitemap(places: Iterable[tuple[str, date]], base: str) -> str:
    """A sitemap of (path, day of the last change)."""
    urls = "".join(f"<url><loc>{base}{path}</loc><lastmod>{day}</lastmod></url>" for path, day in places)
    return f'<?xml version="1.0"?><urlset {SITEMAP}>{urls}</urlset>'


def own(*paths: str) -> list[tuple[str, date]]:
    """Pages of the site itself as a sitemap lists them: changed today, all of them, as systems say."""
    return [(path, TODAY) for path in paths]


def published(shown: Iterable[Item]) -> list[tuple[str, date]]:
    return [(item.path, item.day) for item in shown]


def index(places: Iterable[tuple[str, date]], base: str) -> str:
    """An index of sitemaps, each with the day of its last change."""
    named = "".join(
        f"<sitemap><loc>{base}{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in places
    )
    return f'<?xml version="1.0"?><sitemapindex {SITEMAP}>{named}</sitemapindex>'


def news_sitemap(shown: Iterable[Item], base: str) -> str:
    urls = "".join(
        f"<url><loc>{base}{item.path}</loc><news:news><news:publication><news:name>Voice</news:name>"
        "<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{item.day}</news:publication_date>"
        f"<news:title>{item.title}</news:title></news:news></url>"
        for item in shown
    )
    return (
        f'<?xml version="1.0"?><urlset {SITEMAP}'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )
