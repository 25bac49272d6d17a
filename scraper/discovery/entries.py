"""Which of the entries a channel shows are one, and which version of its page does one mean?"""

from collections.abc import Iterable
from datetime import UTC

from scraper.govuk import moment
from scraper.items import ChannelRules, DateFact, Entry


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without repetitions: same address (or id, or else date and words) and same title."""
    first: dict[tuple[object, str | None], Entry] = {}
    for entry in entries:
        identity = entry.url or entry.guid or (entry.published, entry.summary)
        first.setdefault((identity, entry.title), entry)
    return tuple(first.values())


def version_of(updated: DateFact | None, rules: ChannelRules) -> str | None:
    """The version of its page that an entry means: the stated moment of its update, in UTC.

    Only where the source's updates are known to be material (`rules.versioned`), and only a moment: channels
    that show one document give it in several zones, and a bare day would be another version for each of them.
    """
    if not rules.versioned or updated is None or "T" not in updated.raw.upper():
        return None
    at = moment(updated.raw)
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
