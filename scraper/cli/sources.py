"""`gleaner init` and `gleaner sources`."""

import getpass
from collections import Counter
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from scraper.cli.frame import Frame, json_option, print_json
from scraper.cli.lazy import Later, LazyGroup
from scraper.cli.sources_learned import learned_in_words, learned_of
from scraper.errors import NotFoundError
from scraper.outcomes import Health
from scraper.polling.checkup import check_up
from scraper.polling.closeup import history_of
from scraper.polling.health import ChannelHealth
from scraper.polling.watching import WatchAct, change_state
from scraper.sources.definition import Role, parse_definition
from scraper.storage.models import Channel, Sighting, Source
from scraper.web.history import in_words

#: Said of a channel whose server answers "not changed" though it did.
FROZEN = "its ETag or Last-Modified says nothing of what is published; it is asked for in full"

#: What asks the network, or is long, has a file of its own.
COMMANDS = {
    "add": Later(
        "scraper.cli.sources_add:add_source",
        "Find out how to watch the site behind an address, and watch it.",
    ),
    "check": Later(
        "scraper.cli.sources_check:check_sources", "What each channel yields now; nothing is written."
    ),
    "checked": Later(
        "scraper.cli.sources_checked:checked_by_hand",
        "Write down that you looked at a source yourself; the coverage statement says so.",
    ),
    "import": Later(
        "scraper.cli.sources_exchange:import_sources",
        "Watch what a file lists: OPML of any feed reader, or definitions as TOML.",
    ),
    "export": Later(
        "scraper.cli.sources_exchange:export_sources",
        "The definitions of the named sources, or of all that are not retired, as one file.",
    ),
    "edit": Later(
        "scraper.cli.sources_exchange:edit_source",
        "Change a definition in $EDITOR; one that cannot be used is refused and kept beside the old one.",
    ),
    "health": Later(
        "scraper.cli.health:health_of_sources",
        "How every watched source stands, and what can be done about those that are not well.",
    ),
}


@click.command()
@click.pass_obj
def init(frame: Frame) -> None:
    """Create or upgrade the database and load the catalogue."""
    home = frame.opened
    with home.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Source))
    frame.say(f"{frame.settings.home} is ready: {count} sources are watched.")


@click.group(cls=LazyGroup, later=COMMANDS)
def sources() -> None:
    """The publishers we watch."""


@sources.command("list")
@json_option
@click.pass_obj
def list_sources(frame: Frame, as_json: bool) -> None:
    """All sources with their channels."""
    with frame.database.reading() as session:
        query = select(Source).options(selectinload(Source.channels)).order_by(Source.slug)
        found = session.scalars(query).all()
        numbers = [channel.id for source in found for channel in source.channels]
        health = check_up(session, numbers, frame.clock())
        rows: list[dict[str, Any]] = [
            {
                "slug": source.slug,
                "name": source.name,
                "state": source.state,
                "channels": [
                    {
                        "name": channel.name,
                        "strategy": channel.strategy,
                        "url": channel.url,
                        "health": health_as_data(health.get(channel.id)),
                    }
                    for channel in source.channels
                    if channel.state == "active"
                ],
                "last_new": max((c.last_new_at for c in source.channels if c.last_new_at), default=None),
            }
            for source in found
        ]
    if as_json:
        print_json(rows)
        return
    frame.table(
        ("SOURCE", "NAME", "READ AS", "LAST NEW", "HEALTH", "STATE"),
        [
            (
                row["slug"],
                row["name"],
                strategies(row["channels"]),
                moment(row["last_new"]),
                health_in_words(row["channels"]),
                row["state"],
            )
            for row in rows
        ],
    )


def strategies(channels: list[dict[str, Any]]) -> str:
    """How a source is read, in few words: "feed, 2 listings"."""
    counts = Counter(channel["strategy"] for channel in channels)
    return ", ".join(f"{count} {name}s" if count > 1 else name for name, count in sorted(counts.items()))


def health_as_data(health: ChannelHealth | None) -> dict[str, Any] | None:
    """A channel's health as data; None when it was never polled."""
    if health is None:
        return None
    return {"state": health.state, "since": health.since, "detail": health.detail}


def health_in_words(channels: list[dict[str, Any]]) -> str:
    """The channels that are not well, by state: "failing: feed, news"; "ok" when all are that were read."""
    states: dict[str, list[str]] = {}
    for channel in channels:
        if channel["health"] is not None:
            states.setdefault(channel["health"]["state"], []).append(channel["name"])
    ill = {state: names for state, names in states.items() if state != Health.OK}
    return "; ".join(f"{state}: {', '.join(names)}" for state, names in ill.items()) or "".join(states)


@sources.command("show")
@click.argument("slug")
@json_option
@click.pass_obj
def show_source(frame: Frame, slug: str, as_json: bool) -> None:
    """One source: its channels, when they were read, what they showed."""
    with frame.database.reading() as session:
        source = session.scalar(select(Source).where(Source.slug == slug))
        if source is None:
            raise NotFoundError(f"no source {slug!r}: `gleaner sources list` names them all")
        counted = select(Sighting.channel_id, func.count()).group_by(Sighting.channel_id)
        counts = dict(session.execute(counted).all())
        health = check_up(session, [channel.id for channel in source.channels], frame.clock())
        shown = describe(source, counts)
        for channel, data in zip(source.channels, shown["channels"], strict=True):
            data["health"] = health_as_data(health.get(channel.id))
        shown["history"] = history_of(session, source)
        shown["learned"] = learned_of(source)
    if as_json:
        print_json(shown)
        return
    frame.say(f"{shown['name']} ({slug}), {shown['state']}, {shown['home']}")
    frame.say(f"Verified: {shown['verified']}. {shown['seen']}")
    columns = ("CHANNEL", "READ AS", "ADDRESS", "ENTRIES SEEN", "LAST READ", "NEXT, AND WHY")
    frame.table(
        columns,
        [
            (c["name"], read_as(c), c["url"], c["entries_seen"], moment(c["last_polled"]), c["next_why"])
            for c in shown["channels"]
        ],
    )
    for channel in shown["channels"]:
        state = channel["health"]
        if state and (state["detail"] or state["state"] != Health.OK):
            frame.say(
                f"{channel['name']} is {state['state']} since {moment(state['since'])}: {state['detail']}"
            )
        if channel["frozen_validators"]:
            frame.say(f"{channel['name']}: {FROZEN}")
    for line in learned_in_words(shown["learned"]):
        frame.say(line)
    for event in shown["history"]:
        frame.say(f"{moment(event['at'])} {event['actor']}: {in_words(event)}")


@sources.command("pause")
@click.argument("slug")
@click.pass_obj
def pause_source(frame: Frame, slug: str) -> None:
    """Stop asking a source until it is resumed; what it showed stays."""
    change(frame, slug, WatchAct.PAUSE)


@sources.command("resume")
@click.argument("slug")
@click.pass_obj
def resume_source(frame: Frame, slug: str) -> None:
    """Watch a paused or retired source again."""
    change(frame, slug, WatchAct.RESUME)


@sources.command("retire")
@click.argument("slug")
@click.pass_obj
def retire_source(frame: Frame, slug: str) -> None:
    """Give a source up for good; what it showed stays."""
    change(frame, slug, WatchAct.RETIRE)


def change(frame: Frame, slug: str, act: WatchAct) -> None:
    """Apply an act to a source and say where it stands."""
    with frame.database.writing() as session:
        source = change_state(session, slug, act, frame.clock(), actor=getpass.getuser(), via="cli")
        frame.say(f"{source.name} ({slug}) is {source.state}.")


def describe(source: Source, counts: dict[int, int]) -> dict[str, Any]:
    """One source as data."""
    text = source.repaired or source.definition
    definition = parse_definition(text, source.slug)
    roles = {channel.name: channel.role for channel in definition.channels}
    return {
        "slug": source.slug,
        "name": source.name,
        "state": source.state,
        "home": definition.home,
        "attribution": definition.attribution,
        "verified": definition.verified,
        "seen": definition.seen,
        "channels": [
            describe_channel(channel, counts) | {"role": roles.get(channel.name)}
            for channel in source.channels
        ],
        "definition": text,
        "repaired": source.repaired is not None,
    }


def describe_channel(channel: Channel, counts: dict[int, int]) -> dict[str, Any]:
    """One channel as data."""
    return {
        "name": channel.name,
        "slug": f"{channel.source.slug}/{channel.name}",
        "strategy": channel.strategy,
        "url": channel.url,
        "state": channel.state,
        "entries_seen": counts.get(channel.id, 0),
        "last_polled": channel.last_polled_at,
        "last_success": channel.last_success_at,
        "last_new": channel.last_new_at,
        "frozen_validators": bool(channel.memory.get("frozen")),
        "next": channel.next_at,
        "next_why": channel.next_why,
        "failures": channel.failures,
    }


def read_as(channel: dict[str, Any]) -> str:
    """How a channel is read; a fallback is said to be one."""
    return f"{channel['strategy']}, fallback" if channel["role"] == Role.FALLBACK else channel["strategy"]


def moment(value: object) -> str:
    """A time for people, to the minute; "never" when there is none."""
    return str(value)[:16] if value else "never"
