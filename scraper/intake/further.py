"""Which further documents of a channel are still to be read? Kept in its memory: neither a kill nor a fault
loses one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from scraper.outcomes import Outcome, Strategy
from scraper.plans import ChannelRead

#: Documents of one channel read in one poll beyond the first (next pages, sitemaps of an index).
MOST_DOCUMENTS = 50
#: Most documents that wait: as many sitemaps as an index is read for.
MOST_WAITING = 200
#: Polls in which a document is asked for before it is left alone until the channel names it again.
MOST_TRIES = 5
#: The name under which a channel's memory keeps them.
NAME = "further"

#: What a document that was read comes to; an empty one is a last page or a sitemap of something else.
READ = frozenset({Outcome.NEW, Outcome.UNCHANGED, Outcome.EMPTY})
#: Answers by which a site says that there is no such document.
NO_DOCUMENT = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Further:
    """One further document: its address, whether it belongs to the channel's first poll, tries so far."""

    url: str
    first_poll: bool = False
    tries: int = 0


def waiting(memory: Mapping[str, Any]) -> tuple[Further, ...]:
    """The documents that a channel's memory keeps for reading, in their order."""
    return tuple(Further(**said) for said in memory.get(NAME, ()))


def keep(memory: Mapping[str, Any], documents: Iterable[Further]) -> dict[str, Any]:
    """A channel's memory with these documents, and no others, waiting."""
    kept = {name: value for name, value in memory.items() if name != NAME}
    listed = [asdict(document) for document in documents]
    return kept | ({NAME: listed[:MOST_WAITING]} if listed else {})


def without(documents: Iterable[Further], read: ChannelRead) -> tuple[Further, ...]:
    """What still waits after one document: one that could not be read goes to the end, for the next poll."""
    rest = list(documents)
    for document in tuple(rest):
        if document.url != read.asked:
            continue
        rest.remove(document)
        done = read.reading.outcome in READ or read.status in NO_DOCUMENT
        if not done and document.tries + 1 < MOST_TRIES:
            rest.append(replace(document, tries=document.tries + 1))
    return tuple(rest)


def named(read: ChannelRead, rest: Sequence[Further]) -> tuple[Further, ...]:
    """The documents that a reading names and that do not wait yet."""
    known = {document.url for document in rest}
    urls = dict.fromkeys(url for url in read.reading.more if url not in known)
    return tuple(Further(url, read.plan.first_poll) for url in urls)


def plan(
    read: ChannelRead, rest: tuple[Further, ...], more: tuple[Further, ...], requests: int
) -> tuple[tuple[Further, ...], tuple[Further, ...]]:
    """What is asked for now, and what waits in all.

    Args:
        read: the document just read.
        rest: what waited before it and still does.
        more: what it names and is worth reading.
        requests: documents of this poll so far, this one among them.

    Returns:
        The first document of a poll asks for what waits as well. Beyond the limit of a poll a sitemap's
        documents wait for the next one; the older pages of a listing do not.
    """
    if read.depth == 0:
        asked = (rest + more)[:MOST_DOCUMENTS] if read.reading.outcome in READ else ()
    else:
        asked = more[: max(0, MOST_DOCUMENTS - (requests - 1) - len(rest))]
    stays = read.plan.strategy is Strategy.SITEMAP
    return asked, rest + tuple(document for document in more if stays or document in asked)
