"""`gleaner digest check`: is an issue ready to go out, and do its links still lead where they should?"""

import getpass
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.pauses import Pauses
from scraper.crawl.proofing import look_at_links
from scraper.crawl.runner import run_under_reactor
from scraper.digest.asking import addresses_of, begin_asking, end_asking
from scraper.digest.checking import Checked, check_whole
from scraper.digest.checks import EntrySeen, Finding, stops
from scraper.digest.house import house_of
from scraper.digest.house_style import Level
from scraper.digest.issues import find_issue
from scraper.digest.proof import LinkSeen
from scraper.digest.signing import entries_seen
from scraper.storage.acts import By

#: How each level is called in a list.
WORDS = {Level.BROKEN: "broken", Level.LOOK: "look", Level.TOLD: "note"}


@click.command("check")
@click.argument("issue_id", metavar="ISSUE", type=int)
@click.option("--no-links", is_flag=True, help="Do not ask the addresses: what they served last counts.")
@click.option("--strict", is_flag=True, help="Exit with 1 when something keeps the issue from going out.")
@click.option("--begun", is_flag=True, hidden=True, help="The desk has noted that the links are asked.")
@json_option
@click.pass_context
def check(
    ctx: click.Context, issue_id: int, no_links: bool, strict: bool, begun: bool, as_json: bool
) -> None:
    """What in an issue is broken or needs a look: state, style, facts, sources, links."""
    frame: Frame = ctx.obj
    house = house_of(frame.settings.home)
    if not no_links:
        ask_links(frame, issue_id, begun=begun)
    with frame.database.reading() as session:
        row = find_issue(session, issue_id)
        rule = frame.settings.checked_by_another
        found = check_whole(session, row, house, frame.clock(), by_another=rule)
    if as_json:
        print_json([as_data(each, found.entries) for each in found.findings])
    else:
        show(frame, found)
    ctx.exit(int(strict and stops(found.findings)))


def ask_links(frame: Frame, issue_id: int, *, begun: bool) -> None:
    """Ask every address of the issue and keep what it serves now."""
    with frame.database.writing() as session:
        urls = addresses_of(entries_seen(session, find_issue(session, issue_id)))
        if not begun:
            begin_asking(session, issue_id, By(getpass.getuser(), "cli", frame.clock()))
    served: Mapping[str, LinkSeen] = {}
    problem = "it was broken off"
    try:
        if urls:
            pauses = Pauses(frame.clock, frame.database)
            served = run_under_reactor(lambda: look_at_links(frame.settings, urls, pauses, frame.clock()))
        problem = ""
    finally:
        with frame.database.writing() as session:
            end_asking(session, issue_id, frame.clock(), served, problem)


def as_data(finding: Finding, entries: Sequence[EntrySeen]) -> dict[str, Any]:
    """One finding as data; `entry` is its place in the issue, None for the issue as a whole."""
    return {"level": finding.level, "entry": place_of(finding, entries), "words": finding.words}


def place_of(finding: Finding, entries: Sequence[EntrySeen]) -> int | None:
    """The position of the entry that a finding is about."""
    return next((entry.position for entry in entries if entry.id == finding.entry), None)


def show(frame: Frame, found: Checked) -> None:
    """The findings as a table, how many of each, and how the issue is made up."""
    rows = [
        (WORDS[each.level], place_of(each, found.entries) or "issue", each.words) for each in found.findings
    ]
    if rows:
        frame.table(("", "ENTRY", "WHAT"), rows)
    counts = Counter(each.level for each in found.findings)
    frame.say(
        f"\n{counts[Level.BROKEN]} broken, {counts[Level.LOOK]} to look at, {counts[Level.TOLD]} notes."
    )
    for name, parts in (("By source", found.make_up.sources), ("By age", found.make_up.ages)):
        if parts:
            frame.say(f"{name}: {', '.join(f'{words} {count}' for words, count in parts)}.")
