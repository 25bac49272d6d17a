"""`gleaner replay`."""

import asyncio
from collections import Counter
from typing import Any

import click
from sqlalchemy import select

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.opening import EXTRACTION_MEMORY_BYTES, EXTRACTION_SECONDS
from scraper.crawl.pool import ExtractionPool
from scraper.crawl.rereading import Reread, reread
from scraper.errors import NotFoundError
from scraper.storage.models import Source

#: Longest value shown of a field; a text is shown by its length.
LONGEST_SHOWN = 120


@click.command("replay")
@click.option("--source", metavar="SLUG", help="Only this source.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@json_option
@click.pass_obj
def replay(frame: Frame, source: str | None, dry_run: bool, as_json: bool) -> None:
    """Read the archived pages again with today's rules, and say what changed in each field.

    Nothing is fetched, and no decision and no entry of an issue is touched.
    """
    refuse_unknown(frame, source)
    settings = frame.settings
    pool = ExtractionPool(settings.extraction_workers, EXTRACTION_SECONDS, EXTRACTION_MEMORY_BYTES)
    try:
        came = asyncio.run(
            reread(frame.database, pool, settings.home / "archive", source, frame.clock, keep=not dry_run)
        )
    finally:
        pool.close()
    if as_json:
        print_json(as_data(came, dry_run))
        return
    print_changes(frame, came, dry_run)


def refuse_unknown(frame: Frame, source: str | None) -> None:
    """Raise NotFoundError for a source that does not exist."""
    with frame.database.reading() as session:
        if source and session.scalar(select(Source.id).where(Source.slug == source)) is None:
            raise NotFoundError(f"no source {source!r}: `gleaner sources list` names them all")


def as_data(came: Reread, dry_run: bool) -> dict[str, Any]:
    """What came of it, as JSON."""
    return {
        "read": came.read,
        "changed": len(came.corrected),
        "kept": not dry_run,
        "fields": dict(fields_of(came)),
        "left": [{"url": url, "reason": reason} for url, reason in came.left.items()],
        "changes": [
            {"url": url, "field": each.field, "before": short(each.before), "after": short(each.after)}
            for url, corrections in came.corrected.items()
            for each in corrections
        ],
    }


def fields_of(came: Reread) -> Counter[str]:
    """In how many publications each field changed."""
    return Counter(each.field for corrections in came.corrected.values() for each in corrections)


def short(value: Any) -> Any:
    """A value that fits a line."""
    if isinstance(value, str) and len(value) > LONGEST_SHOWN:
        return f"{value[:LONGEST_SHOWN]}… ({len(value)} characters)"
    return value


def print_changes(frame: Frame, came: Reread, dry_run: bool) -> None:
    """A table of fields, then each change."""
    frame.say(f"{came.read} publications read again.")
    for url, reason in came.left.items():
        frame.say(f"Left as it was: {url}: {reason}")
    if not came.corrected:
        frame.say("Nothing reads otherwise.")
        return
    would = "would change" if dry_run else "changed"
    frame.table(("FIELD", f"PUBLICATIONS THAT {would.upper()}"), fields_of(came).most_common())
    frame.say()
    frame.table(
        ("FIELD", "BEFORE", "AFTER", "PUBLICATION"),
        [
            (each.field, short(each.before), short(each.after), url)
            for url, corrections in came.corrected.items()
            for each in corrections
        ],
    )
