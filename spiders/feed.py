"""Visits one channel of strategy `feed`."""

from scraper.outcomes import Strategy
from spiders.base import VisitSpider


class FeedSpider(VisitSpider):
    """`scrapy crawl feed -a channel=SOURCE/CHANNEL`."""

    name = "feed"
    strategy = Strategy.FEED
