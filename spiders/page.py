"""Visits one channel of strategy `page`."""

from scraper.outcomes import Strategy
from spiders.base import VisitSpider


class PageSpider(VisitSpider):
    """`scrapy crawl page -a channel=SOURCE/CHANNEL`."""

    name = "page"
    strategy = Strategy.PAGE
