"""One row a link, for spreadsheets and databases."""

from collections.abc import Iterator
from typing import Any

from scraper.digest.characters import tidy
from scraper.digest.exporting.sheet import as_csv
from scraper.digest.model import DigestLink, Issue, map_texts

COLUMNS = (
    "issue_date", "issue_number", "entry", "heading", "summary", "label", "title", "url", "media",
    "source", "source_date", "section",
)  # fmt: skip


def render(issue: Issue) -> bytes:
    """UTF-8 with its mark; an entry without a link has one row too."""
    return as_csv(COLUMNS, _rows(map_texts(issue, tidy)))


def _rows(issue: Issue) -> Iterator[dict[str, Any]]:
    for position, entry in enumerate(issue.entries, start=1):
        for link in entry.links or (DigestLink("", ""),):
            yield {
                "issue_date": issue.date.isoformat() if issue.date else "",
                "issue_number": issue.number,
                "entry": position,
                "heading": entry.heading,
                "summary": " ".join(entry.summary),
                "label": link.label,
                "title": link.title,
                "url": link.url,
                "media": link.media,
                "source": entry.source.name if entry.source else "",
                "source_date": entry.source.date if entry.source else "",
                "section": entry.section,
            }
