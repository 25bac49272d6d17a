"""Which of the entries a channel shows are one?"""

from collections.abc import Iterable

from scraper.items import Entry


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without repetitions: same address (or id, or else date and words) and same title."""
    first: dict[tuple[object, str | None], Entry] = {}
    for entry in entries:
        identity = entry.url or entry.guid or (entry.published, entry.summary)
        first.setdefault((identity, entry.title), entry)
    return tuple(first.values())
