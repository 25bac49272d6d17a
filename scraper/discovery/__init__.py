"""What does a channel say it published?

One reader for each strategy turns the bytes a channel served into entries. Readers are pure: no network, no
clock, no state but the `memory` they are given and give back; whatever the bytes are, the answer is a
`Reading`, never an exception.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from scraper.discovery import api, feed, listing, newsletter, page, sitemap
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Strategy

_Reader = Callable[[Document, ChannelRules, Mapping[str, Any], datetime], Reading]

#: All but the listing's, which is told more.
_READERS: Mapping[Strategy, _Reader] = {
    Strategy.FEED: feed.read,
    Strategy.SITEMAP: sitemap.read,
    Strategy.PAGE: page.read,
    Strategy.API: api.read,
    Strategy.NEWSLETTER: newsletter.read,
}


def read(
    strategy: Strategy,
    document: Document,
    rules: ChannelRules,
    memory: Mapping[str, Any],
    now: datetime,
    *,
    admitted: Sequence[str] = (),
) -> Reading:
    """Read a channel's document by its strategy.

    Args:
        strategy: how the channel is read.
        document: what it served.
        rules: what its definition says about reading it.
        memory: what it kept of earlier readings; not changed, the answer holds the new one.
        now: the time dates are judged by.
        admitted: addresses of its latest publications that were stored, newest first: a listing learns from
            them which links are publications'.
    """
    if strategy is Strategy.LISTING:
        return listing.read(document, rules, memory, now, admitted)
    return _READERS[strategy](document, rules, memory, now)
