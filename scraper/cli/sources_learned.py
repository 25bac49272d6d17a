"""What a source's pages taught, as `gleaner sources show` says it."""

from collections.abc import Iterator
from typing import Any

from scraper.storage.models import Source

#: Repeated lines named as examples.
MOST_LINES = 5
#: Longest example, in characters.
LONGEST_LINE = 70


def learned_of(source: Source) -> list[dict[str, Any]]:
    """The patterns of a source, the oldest first, as data."""
    return [dict(pattern) for pattern in (source.learned or {}).get("patterns", ())]


def learned_in_words(patterns: list[dict[str, Any]]) -> Iterator[str]:
    """When each pattern was learned, from how many pages, and which lines are left out by it."""
    for pattern in patterns:
        places = (
            f"text in {pattern['content']}" if pattern["content"] else "",
            *(
                f"{name} in {' '.join(pattern[name]).strip()}"
                for name in ("title", "published", "authors")
                if pattern[name]
            ),
        )
        found = "; ".join(filter(None, places))
        yield f"Learned {pattern['learnt_at'][:10]} from {pattern['pages']} pages: {found or 'lines only'}"
        lines = [
            line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in pattern["repeated"]
        ]
        if lines:
            examples = "; ".join(sorted(lines, key=len, reverse=True)[:MOST_LINES])
            yield f"{len(lines)} lines repeat on its pages and are left out of texts: {examples}"
