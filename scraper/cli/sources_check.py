"""`gleaner sources check`: does what we watch still work?"""

from typing import Any

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.checking import ChannelCheck, check_channels
from scraper.crawl.pauses import Pauses
from scraper.crawl.runner import run_under_reactor
from scraper.polling.watching import plans_to_check


@click.command("check")
@click.argument("slugs", nargs=-1, metavar="[SOURCE]...")
@json_option
@click.pass_obj
def check_sources(frame: Frame, slugs: tuple[str, ...], as_json: bool) -> None:
    """What each channel yields now; nothing is written. All active sources when none is named."""
    with frame.database.reading() as session:
        plans = plans_to_check(session, slugs)
    pauses = Pauses(frame.clock, frame.database)
    checks = run_under_reactor(lambda: check_channels(frame.settings, plans, frame.clock, pauses))
    if as_json:
        print_json([as_data(check) for check in checks])
        return
    frame.table(
        ("CHANNEL", "STATE", "ENTRIES", "NEWEST", "ADDRESS, AND WHAT IS TO BE SAID OF IT"),
        [
            (
                check.channel.slug,
                check.outcome,
                check.entries,
                check.newest or "",
                f"{check.channel.url} {check.words}".strip(),
            )
            for check in checks
        ],
    )
    sound = sum(check.outcome == "works" for check in checks)
    frame.say(f"\n{sound} of {len(checks)} channels work.")


def as_data(check: ChannelCheck) -> dict[str, Any]:
    """One check as data."""
    return {
        "channel": check.channel.slug,
        "source": check.channel.source,
        "strategy": check.channel.strategy,
        "url": check.channel.url,
        "outcome": check.outcome,
        "entries": check.entries,
        "newest": check.newest,
        "words": check.words,
        "moved_to": check.moved_to or None,
    }
