"""Sites of which only sitemaps tell what is published."""

import gzip
from collections.abc import Sequence

from tests.site.furniture import XML, furnish, home, publish
from tests.site.items import Item, items, old_items
from tests.site.markup import index, news_sitemap, own, published, sitemap
from tests.site.odd import odd
from tests.site.server import Answer, Site


@odd(items("/a/", 4), [("sitemap", "/news-sitemap.xml")], 25)
def news_sitemap_site(site: Site, shown: Sequence[Item]) -> None:
    """A news sitemap named in robots.txt beside one of the whole site."""
    furnish(site, f"Allow: /\n\nSitemap: {site.url}/sitemap.xml\nSitemap: {site.url}/news-sitemap.xml")
    site["/"] = home(site)
    pages = own("/", "/about-us/", "/helpline/", "/training/")
    site["/sitemap.xml"] = Answer(sitemap(pages, site.url), content_type=XML)
    site["/news-sitemap.xml"] = Answer(news_sitemap(shown, site.url), content_type=XML)
    publish(site, shown)


@odd(items("/insights/", 6), [("sitemap", "/content-sitemap.xml")], 25)
def sitemap_index(site: Site, shown: Sequence[Item]) -> None:
    """An index of sitemaps by type, of which only one holds what is published, between other pages."""
    furnish(site)
    site["/"] = home(site)
    pages, content = own("/", "/about-us/", "/helpline/"), own("/", "/training/", "/our-people/")
    children = own("/page-sitemap.xml", "/content-sitemap.xml")
    site["/sitemap_index.xml"] = Answer(index(children, site.url), content_type=XML)
    site["/page-sitemap.xml"] = Answer(sitemap(pages, site.url), content_type=XML)
    site["/content-sitemap.xml"] = Answer(sitemap([*content, *published(shown)], site.url), content_type=XML)
    publish(site, shown)


@odd(items("/insights/", 6), [("sitemap", "/maps/all.xml.gz")], 25)
def gzipped_sitemap(site: Site, shown: Sequence[Item]) -> None:
    """A sitemap packed with gzip and served as a file, named in robots.txt alone."""
    furnish(site, f"Allow: /\n\nSitemap: {site.url}/maps/all.xml.gz")
    site["/"] = home(site)
    places = [*own("/", "/about-us/", "/training/"), *published(shown)]
    packed = gzip.compress(sitemap(places, site.url).encode(), mtime=0)
    site["/maps/all.xml.gz"] = Answer(packed, content_type="application/x-gzip")
    publish(site, shown)


@odd(items("/insights/", 6, every=6), [("sitemap", "/sitemap.xml")], 25)
def monthly_sitemaps(site: Site, shown: Sequence[Item]) -> None:
    """An index of sitemaps by month, of which only the latest changes, until the next month begins."""
    furnish(site)
    everything = [*shown, *old_items("/insights/", 11, first=20, days=60)]
    months: dict[str, list[Item]] = {}
    for item in sorted(everything, key=lambda each: each.day, reverse=True):
        months.setdefault(f"/sitemaps/{item.day:%Y-%m}.xml", []).append(item)
    site["/"] = home(site)
    latest = [(path, month[0].day) for path, month in months.items()]
    site["/sitemap.xml"] = Answer(index(latest, site.url), content_type=XML)
    for path, month in months.items():
        site[path] = Answer(sitemap(published(month), site.url), content_type=XML)
    publish(site, everything)
