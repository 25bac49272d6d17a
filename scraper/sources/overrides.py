"""The places on a source's pages that its definition names, as `[[overrides]]` tables."""

from dataclasses import fields
from datetime import date
from typing import Final

from scraper.items import Override
from scraper.sources.table import Table, date_problem, pattern_problem, selector_problem

#: Keys of one [[overrides]] table.
OVERRIDE_KEYS: Final = tuple(each.name for each in fields(Override))


def read_override(table: Table) -> Override:
    """One override.

    Raises:
        DefinitionError: "file: key: reason" for the first thing that cannot be used.
    """
    table.refuse_unknown(OVERRIDE_KEYS)
    override = Override(
        pattern=table.text("pattern", "", pattern_problem),
        since=_day(table, "since"),
        until=_day(table, "until"),
        title=table.optional_text("title", selector_problem),
        published=table.optional_text("published", selector_problem),
        authors=table.optional_text("authors", selector_problem),
        text=table.optional_text("text", selector_problem),
        drop=table.texts("drop", selector_problem),
    )
    if override.since and override.until and override.until < override.since:
        raise table.error("until", "lies before since: it would hold for no day")
    return override


def _day(table: Table, key: str) -> date | None:
    stated = table.optional_text(key, date_problem)
    return date.fromisoformat(stated) if stated else None
