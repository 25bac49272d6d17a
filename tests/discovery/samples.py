"""Documents for the discovery tests: short, invented, in the shapes real publishers use."""

from datetime import UTC, datetime

from scraper.items import Document

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def html(body: str, url: str = "https://www.example.org.uk/news", title: str = "News | Example") -> Document:
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Document(url, page.encode(), "text/html; charset=utf-8")


def rss(items: str, url: str = "https://www.example.org.uk/feed/") -> Document:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Example</title><link>https://www.example.org.uk/</link>{items}</channel></rss>"
    )
    return Document(url, text.encode(), "application/rss+xml")


def atom(entries: str, url: str = "https://www.example.org.uk/feed.atom", base: str = "") -> Document:
    xml_base = f' xml:base="{base}"' if base else ""
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"{xml_base}><title>Example</title>{entries}</feed>'
    return Document(url, text.encode(), "application/atom+xml")


def urlset(urls: str, url: str = "https://www.example.org.uk/sitemap.xml") -> Document:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )
    return Document(url, text.encode(), "application/xml")


FURNITURE = """
<header><a href="/">Example</a><nav><ul>
  <li><a href="/about-us">About us and what we do</a></li>
  <li><a href="/our-work/keeping-children-safe">Keeping children safe online</a></li>
  <li><a href="/donate">Donate to our work today</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies.</p>
  <a href="/cookie-choices-explained-here">Choose your cookies here</a></div>
"""
FOOTER = """
<aside class="sidebar"><h2>Most read</h2><ul>
  <li><a href="/news/most-read-item-of-all-time">The most read item of all time</a></li>
  <li><a href="/news/second-most-read-item-ever">The second most read item ever</a></li></ul></aside>
<footer><a href="https://twitter.com/example">Follow us on social media now</a>
  <a href="/privacy-policy">How we use your personal data</a></footer>
"""


def site(main: str, url: str = "https://www.example.org.uk/news", title: str = "News | Example") -> Document:
    return html(FURNITURE + f"<main><h1>News</h1>{main}</main>" + FOOTER, url, title)
