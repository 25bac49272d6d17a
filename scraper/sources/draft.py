"""A definition for what detection found, ready to be written to a file and improved by hand."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from scraper.sources import govuk
from scraper.sources.choice import DetectedChannel
from scraper.sources.definition import ChannelDefinition, ChannelPatterns, SourceDefinition, home_hosts
from scraper.sources.detect import Detected
from scraper.sources.opml import slug_of
from scraper.sources.table import line_problem


def draft(detected: Detected, name: str | None, taken: Collection[str], now: datetime) -> SourceDefinition:
    """The definition of a site.

    Args:
        detected: what was found; it must have channels.
        name: what a person calls the source; None takes the site's own name.
        taken: slugs in use.
        now: the day it was seen.
    """
    chosen = " ".join((name or detected.name).split())
    if line_problem(chosen):
        chosen = urlsplit(detected.home).hostname or detected.home
    verified = f"{now:%Y-%m}"
    return SourceDefinition(
        slug=slug_of(chosen, taken),
        name=chosen,
        home=detected.home,
        channels=tuple(_channel(each, verified) for each in detected.channels),
        hosts=_hosts(detected),
        attribution=chosen,
        not_publications=govuk.NOT_PUBLICATIONS if _on_govuk(detected) else (),
        content_api=govuk.CONTENT_API if _on_govuk(detected) else None,
        verified=verified,
        seen=f"Found by detection on {now:%Y-%m-%d}, {detected.requests} addresses looked at.",
    )


def _channel(found: DetectedChannel, verified: str) -> ChannelDefinition:
    return ChannelDefinition(
        name=found.name,
        strategy=found.strategy,
        url=found.url,
        verified=verified,
        note=f"Detected: {found.why}; it showed {len(found.entries)} entries.",
        rules=ChannelPatterns(publications=found.publications),
    )


def _on_govuk(detected: Detected) -> bool:
    return govuk.is_govuk(detected.home)


def _hosts(detected: Detected) -> tuple[str, ...]:
    """The site's hosts: its home's, its channels', and hosts under its own name that entries lead to."""
    if _on_govuk(detected):
        return govuk.HOSTS
    own = list(home_hosts(detected.home))
    bare = own[-1].removeprefix("www.")
    entries = [entry.url or "" for channel in detected.channels for entry in channel.entries]
    below = [host for url in entries if (host := urlsplit(url).hostname or "").endswith("." + bare)]
    channels = [urlsplit(channel.url).hostname or "" for channel in detected.channels]
    return tuple(dict.fromkeys((*own, *channels, *below)))
