"""Single addresses, fetched with the same guard and manners as a visit, outside any run."""

from collections.abc import Sequence

from scrapy.settings import Settings as ScrapySettings

from scraper.config import Settings
from scraper.crawl.runner import guarded_runner
from scraper.crawl.settings import DOWNLOADER_MIDDLEWARES, choices
from scraper.items import Document

#: What belongs to a run and has no place here.
OF_A_RUN = (
    "scraper.crawl.middlewares.archive.ArchiveMiddleware",
    "scraper.crawl.middlewares.pause.PauseMiddleware",
)


async def fetch_documents(settings: Settings, urls: Sequence[str]) -> dict[str, Document | str]:
    """The document behind each address, or why there is none."""
    own = ScrapySettings()
    own.setmodule("scraper.crawl.settings", priority="project")
    own.setdict(choices(settings), priority="cmdline")
    own.set("ADDONS", {}, priority="cmdline")
    own.set("ITEM_PIPELINES", {}, priority="cmdline")
    own.set(
        "DOWNLOADER_MIDDLEWARES", {**DOWNLOADER_MIDDLEWARES, **dict.fromkeys(OF_A_RUN)}, priority="cmdline"
    )
    answers: dict[str, Document | str] = {}
    runner = guarded_runner(own)
    await runner.crawl(runner.create_crawler("fetch"), urls=list(urls), answers=answers)
    return answers
