"""Visits one channel of strategy `sitemap`."""

from scraper.outcomes import Strategy
from spiders.base import VisitSpider


class SitemapSpider(VisitSpider):
    """`scrapy crawl sitemap -a channel=SOURCE/CHANNEL`."""

    name = "sitemap"
    strategy = Strategy.SITEMAP
