"""`gleaner sources add`: an address becomes a source."""

import dataclasses
import getpass
import sys
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.detecting import detect, detect_rendered
from scraper.crawl.pauses import Pauses
from scraper.crawl.runner import run_under_reactor
from scraper.errors import ActionRefusedError
from scraper.items import Entry
from scraper.polling.defining import folder_of, keep_definition
from scraper.polling.watching import refuse_watched
from scraper.sources.choice import DetectedChannel
from scraper.sources.definition import SourceDefinition, dump_definition
from scraper.sources.detect import Detected
from scraper.sources.draft import draft
from scraper.sources.table import url_problem
from scraper.storage.models import Source

#: Entries shown of each channel before it is taken.
SHOWN = 5
#: How the reader of listings begins to say that a page is empty.
ALMOST_BARE = "almost no text"


@click.command("add")
@click.argument("url")
@click.option("--name", help="What you call the source; the site's own name otherwise.")
@click.option("--render", is_flag=True, help="Try the address as a listing that a script fills.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
@click.option("--dry-run", is_flag=True, help="Only say what would be watched.")
@json_option
@click.pass_obj
def add_source(
    frame: Frame, url: str, name: str | None, render: bool, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Find out how to watch the site behind an address, and watch it."""
    address = usable(url)
    with frame.database.reading() as session:
        refuse_watched(session, [address])
    look = detect_rendered if render else detect
    pauses = Pauses(frame.clock, frame.database)
    detected = run_under_reactor(lambda: look(frame.settings, address, frame.clock, pauses))
    if not detected.channels:
        raise ActionRefusedError(f"{address}: {detected.problem}{tried(detected)}{on_bare(detected, render)}")
    with frame.database.reading() as session:
        refuse_watched(session, [channel.url for channel in detected.channels])
    definition = draft(detected, name, slugs_in_use(frame), frame.clock())
    if render:
        shown = tuple(dataclasses.replace(channel, render=True) for channel in definition.channels)
        definition = dataclasses.replace(definition, channels=shown)
    if not as_json:
        preview(frame, detected, on_bare(detected, render))
    if dry_run:
        if as_json:
            print_json(as_data(definition, detected, None))
        return
    if not yes and sys.stdin.isatty() and not as_json:
        click.confirm(f"Watch {definition.name} as {definition.slug}?", default=True, abort=True)
    path = keep(frame, definition)
    if as_json:
        print_json(as_data(definition, detected, path))
        return
    frame.say(f"\nAdded {definition.slug} ({definition.name}); its definition is {path}.")
    frame.say(f"`gleaner crawl {definition.slug}` reads it now.")


def usable(url: str) -> str:
    """The address as it can be asked for; https when no scheme was typed.

    Raises:
        ActionRefusedError: it is no address.
    """
    typed = url.strip()
    address = typed if "://" in typed else f"https://{typed}"
    if problem := url_problem(address):
        raise ActionRefusedError(f"{url}: {problem}")
    return address


def slugs_in_use(frame: Frame) -> frozenset[str]:
    """Slugs of all sources and of the files in the home's folder, refused ones among them."""
    with frame.database.reading() as session:
        known = session.scalars(select(Source.slug)).all()
    return frozenset(known) | {path.stem for path in folder_of(frame.settings).glob("*.toml")}


def keep(frame: Frame, definition: SourceDefinition) -> Path:
    """Write a definition to the home and register it; gives its file."""
    folder, who = folder_of(frame.settings), getpass.getuser()
    with frame.database.writing() as session:
        return keep_definition(session, folder, definition, frame.clock(), actor=who, via="cli")


def preview(frame: Frame, detected: Detected, advice: str) -> None:
    """What the chosen channels show, and what was left aside and why."""
    frame.say(f"{detected.name}, {detected.home}: {detected.requests} addresses looked at.")
    for channel in detected.channels:
        frame.say(f"\n{channel.name} ({channel.strategy}, {channel.why}): {channel.url}")
        for entry in newest_first(channel)[:SHOWN]:
            frame.say(f"  {day_of(entry) or 'no date':10}  {entry.title or entry.url or entry.guid}")
        if len(channel.entries) > SHOWN:
            frame.say(f"  and {len(channel.entries) - SHOWN} more")
    told = [each for each in detected.rejected if "no such page" not in each.reason]
    if told:
        frame.say("\nNot taken:")
    for each in told:
        frame.say(f"  {each.url}: {each.reason}{advice if ALMOST_BARE in each.reason else ''}")


def newest_first(channel: DetectedChannel) -> list[Entry]:
    """The entries of a channel, the latest dates first, otherwise in the channel's order."""
    return sorted(channel.entries, key=day_of, reverse=True)


def day_of(entry: Entry) -> str:
    """The day an entry states, "" when it states none."""
    fact = entry.published or entry.updated
    return str(fact) if fact else ""


def on_bare(detected: Detected, render: bool) -> str:
    """What to try when a page came almost without text: scripts may be meant to fill it."""
    bare = any(ALMOST_BARE in each.reason for each in detected.rejected)
    return "; if a script fills it, give its address with --render" if bare and not render else ""


def tried(detected: Detected) -> str:
    """How much was looked at, when more than the address itself was."""
    return f" ({detected.requests} addresses looked at)" if detected.requests > 1 else ""


def as_data(definition: SourceDefinition, detected: Detected, path: Path | None) -> dict[str, Any]:
    """The source as data, with its definition; `file` is None for one that was not added."""
    return {
        "slug": definition.slug,
        "name": definition.name,
        "home": definition.home,
        "file": str(path) if path else None,
        "definition": dump_definition(definition),
        "requests": detected.requests,
        "channels": [
            {
                "name": channel.name,
                "strategy": channel.strategy,
                "url": channel.url,
                "why": channel.why,
                "publications": list(channel.publications),
                "entries": [
                    {"title": each.title, "url": each.url, "date": day_of(each) or None}
                    for each in newest_first(channel)
                ],
            }
            for channel in detected.channels
        ],
        "rejected": [
            {"url": each.url, "strategy": each.strategy, "reason": each.reason} for each in detected.rejected
        ],
    }
