"""Visits one channel of strategy `listing`."""

from scraper.outcomes import Strategy
from spiders.base import VisitSpider


class ListingSpider(VisitSpider):
    """`scrapy crawl listing -a channel=SOURCE/CHANNEL`."""

    name = "listing"
    strategy = Strategy.LISTING
