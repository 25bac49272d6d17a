"""`gleaner digest check`: is an issue ready to go out, and do its links still lead where they should?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.pauses import Pauses
from scraper.crawl.proofing import look_at_links
from scraper.crawl.runner import run_under_reactor
from scraper.digest.bases import bases_of
from scraper.digest.checks import EntrySeen, Finding, stops
from scraper.digest.exporting.naming import is_web_address
from scraper.digest.house import house_of
from scraper.digest.house_style import Level
from scraper.digest.issues import find_issue
from scraper.digest.proof import prove_facts, prove_links
from scraper.digest.signing import entries_seen, findings_of

#: How each level is called in a list.
WORDS = {Level.BROKEN: "broken", Level.LOOK: "look", Level.TOLD: "note"}


@click.command("check")
@click.argument("issue_id", metavar="ISSUE", type=int)
@click.option("--no-links", is_flag=True, help="Do not ask the addresses.")
@click.option("--strict", is_flag=True, help="Exit with 1 when something keeps the issue from going out.")
@json_option
@click.pass_context
def check(ctx: click.Context, issue_id: int, no_links: bool, strict: bool, as_json: bool) -> None:
    """What in an issue is broken or needs a look: state, style, facts, links. Nothing is changed."""
    frame: Frame = ctx.obj
    with frame.database.reading() as session:
        row = find_issue(session, issue_id)
        entries = entries_seen(session, row)
        found = findings_of(
            session, row, entries, house_of(frame.settings.home), by_another=frame.settings.checked_by_another
        )
        found += prove_facts(entries, bases_of(session, issue_id))
        day = date.fromisoformat(row.date) if row.date else None
    if not no_links:
        found += prove_links(entries, ask_links(frame, entries), day)
    found.sort(key=lambda each: list(Level).index(each.level))
    if as_json:
        print_json([as_data(each, entries) for each in found])
    else:
        show(frame, found, entries)
    ctx.exit(int(strict and stops(found)))


def ask_links(frame: Frame, entries: Sequence[EntrySeen]) -> dict[str, Any]:
    """What every address of the issue serves now."""
    urls = [
        link.url for entry in entries for link in entry.text.links if link.url and is_web_address(link.url)
    ]
    if not urls:
        return {}
    pauses = Pauses(frame.clock, frame.database)
    return run_under_reactor(lambda: look_at_links(frame.settings, urls, pauses, frame.clock()))


def as_data(finding: Finding, entries: Sequence[EntrySeen]) -> dict[str, Any]:
    """One finding as data; `entry` is its place in the issue, None for the issue as a whole."""
    return {"level": finding.level, "entry": place_of(finding, entries), "words": finding.words}


def place_of(finding: Finding, entries: Sequence[EntrySeen]) -> int | None:
    """The position of the entry that a finding is about."""
    return next((entry.position for entry in entries if entry.id == finding.entry), None)


def show(frame: Frame, found: Sequence[Finding], entries: Sequence[EntrySeen]) -> None:
    """The findings as a table, and how many of each."""
    rows = [(WORDS[each.level], place_of(each, entries) or "issue", each.words) for each in found]
    if rows:
        frame.table(("", "ENTRY", "WHAT"), rows)
    counts = Counter(each.level for each in found)
    frame.say(
        f"\n{counts[Level.BROKEN]} broken, {counts[Level.LOOK]} to look at, {counts[Level.TOLD]} notes."
    )
