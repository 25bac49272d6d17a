"""Visits one channel of strategy `api`."""

from scraper.outcomes import Strategy
from spiders.base import VisitSpider


class ApiSpider(VisitSpider):
    """`scrapy crawl api -a channel=SOURCE/CHANNEL`."""

    name = "api"
    strategy = Strategy.API
