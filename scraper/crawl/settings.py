"""Scrapy's settings: every one that differs from its default says why.

`scrapy` commands read this module through scrapy.cfg; `scrapy_settings` adds what one installation chose.
"""

from scrapy.settings import Settings as ScrapySettings

from scraper.config import Settings
from scraper.crawl.context import CrawlContext

BOT_NAME = "gleaner"
SPIDER_MODULES = ["spiders"]
ADDONS = {
    "scraper.crawl.standalone.StandaloneAddon": 100
}  # gives `scrapy crawl` what the runner gives visits

# Scrapy's own doors stay shut: both would let another process on this machine run code in ours.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# A guest's manners: one request at a time, and robots.txt by our own middleware (Scrapy's lets requests
# through while the file loads, and takes an error for permission).
CONCURRENT_REQUESTS = 1  # of a visit: only so does a pause reach the request behind the refused one
CONCURRENT_REQUESTS_PER_DOMAIN = 1
ROBOTSTXT_OBEY = False
COOKIES_ENABLED = False
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the ledger's order, not the last one first
REFERRER_POLICY = "no-referrer"  # says nothing of where we were, and leaks no keys in addresses
RETRY_ENABLED = False  # the ledger tries again, later

# Limits: Scrapy would take 1 GiB in 180 s and verify no certificate.
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 6
METAREFRESH_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy from the environment would answer for addresses we refuse
DNSCACHE_ENABLED = False  # it never forgets
TWISTED_DNS_RESOLVER = "scraper.crawl.guard.resolver.SafeResolver"  # `scrapy` commands; visits install it
DNS_TIMEOUT = 10
REACTOR_THREADPOOL_MAXSIZE = 40  # ten are starved by a handful of dead names
CLOSESPIDER_TIMEOUT = 480  # a visit ends within its lease of 10 minutes; the rest waits for the next one
HTTPERROR_ALLOW_ALL = True  # a status is an outcome, judged by the spider

DOWNLOAD_HANDLERS = {
    "http": "scraper.crawl.guard.gate.GuardedDownloadHandler",
    "https": "scraper.crawl.guard.gate.GuardedDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}

# From the engine to the network; responses come back the other way.
DOWNLOADER_MIDDLEWARES = {
    "scraper.crawl.middlewares.policy.UrlPolicyMiddleware": 50,
    "scraper.crawl.middlewares.pause.PauseMiddleware": 90,
    "scraper.crawl.middlewares.robots.RobotsMiddleware": 100,
    "scraper.crawl.middlewares.render.RenderMiddleware": 200,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scraper.crawl.middlewares.compression.CappedCompressionMiddleware": 590,
    "scraper.crawl.middlewares.archive.ArchiveMiddleware": 900,
    "scraper.crawl.middlewares.peer.PeerCheckMiddleware": 950,
}

ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 100,
    "pipelines.validate.ValidatePipeline": 200,  # knows by the text what stands in a page's place
    "pipelines.fingerprint.FingerprintPipeline": 300,  # only what is valid gets an identity
    "pipelines.store.StorePipeline": 900,  # the only write
}

# The rest is not used here; each costs time in every one of thousands of short visits.
EXTENSIONS = {
    "scraper.crawl.standalone.StandaloneVisit": 0,
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}

LOG_LEVEL = "WARNING"
#: Shortest delay: Scrapy sends bursts in spite of a concurrency of one when there is none at all.
LEAST_DELAY = 0.001


def scrapy_settings(context: CrawlContext) -> ScrapySettings:
    """This module's settings with what the installation chose, for all visits of one run."""
    settings = ScrapySettings()
    settings.setmodule("scraper.crawl.settings", priority="project")
    settings.setdict(installation(context), priority="cmdline")
    return settings


def installation(context: CrawlContext) -> dict[str, object]:
    """The Scrapy settings of one run."""
    own = choices(context.settings) | {
        "GLEANER_CONTEXT": context,
        "GLEANER_ROBOTS_CACHE": context.robots,
        "GLEANER_PAUSES": context.pauses,
        "GLEANER_RENDERER": context.renderer,
    }
    if context.replay is not None:  # no server is asked, so none is spared
        own["DOWNLOAD_DELAY"] = LEAST_DELAY
        own["GLEANER_OFFLINE"] = True
        handler = "scraper.crawl.replay.ReplayHandler"
        own["DOWNLOAD_HANDLERS"] = {**DOWNLOAD_HANDLERS, "http": handler, "https": handler}
    return own


def choices(settings: Settings) -> dict[str, object]:
    """The Scrapy settings that follow from one installation's choices."""
    return {
        "GLEANER_ALLOW_PRIVATE_NETWORKS": settings.allow_private_networks,
        "USER_AGENT": settings.user_agent,
        "DOWNLOAD_DELAY": max(settings.download_delay, LEAST_DELAY),
        "DOWNLOAD_TIMEOUT": settings.download_timeout,
        "DOWNLOAD_MAXSIZE": max(settings.max_body_bytes, settings.max_pdf_bytes),
    }
