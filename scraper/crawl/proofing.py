"""The addresses of an issue, asked with the same guard and manners as any page."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from scraper.config import Settings
from scraper.crawl.fetching import fetch_answers
from scraper.crawl.opening import EXTRACTION_MEMORY_BYTES, EXTRACTION_SECONDS
from scraper.crawl.pauses import Pauses
from scraper.crawl.pool import ExtractionPool
from scraper.digest.proof import LinkSeen
from scraper.discovery.answers import judge_status
from scraper.extraction.validate import find_fault
from scraper.items import Document, PageHints, Publication, Reading, Unreadable
from scraper.outcomes import DropReason

#: Statuses by which a server says that a page is not there, however often one asks.
NOT_THERE: Final = (404, 410)


async def look_at_links(
    settings: Settings, urls: Sequence[str], pauses: Pauses, now: datetime
) -> dict[str, LinkSeen]:
    """What each address serves now; hosts are asked side by side, each at its own pace."""
    answers = await fetch_answers(settings, list(dict.fromkeys(urls)), pauses)
    pool = ExtractionPool(settings.extraction_workers, EXTRACTION_SECONDS, EXTRACTION_MEMORY_BYTES)
    hints = PageHints(now=now)

    async def one(url: str, answer: Document | Reading) -> tuple[str, LinkSeen]:
        if isinstance(answer, Reading):
            return url, _refusal(answer)
        return url, seen_as(answer, await pool.extract(answer, hints))

    try:
        return dict(await asyncio.gather(*(one(*pair) for pair in answers.items())))
    finally:
        pool.close()


def _refusal(answer: Reading) -> LinkSeen:
    """What kept the address from being read; only a page that is not there is missing for readers too."""
    sure = any(answer == judge_status(status) for status in NOT_THERE)
    return LinkSeen(problem=answer.detail or str(answer.outcome), sure=sure)


def seen_as(document: Document, found: Publication | Unreadable) -> LinkSeen:
    """What a document says of the link that led to it; one without text still opens."""
    media_type = document.content_type.split(";")[0].strip().lower()
    fault = find_fault(found) if isinstance(found, Publication) else found
    if fault is not None and fault.reason is DropReason.GONE:
        return LinkSeen(problem=fault.detail or str(fault.reason), url=document.url)
    if isinstance(found, Unreadable):
        return LinkSeen(url=document.url, media_type=media_type)
    day = found.published.value if found.published and found.published.precision == "day" else None
    return LinkSeen("", document.url, found.title, media_type, day, found.partial)
