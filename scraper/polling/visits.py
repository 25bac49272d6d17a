"""The visit: which host is due, what one visit has to do there, and when the next one is."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from scraper.contents import content_address
from scraper.errors import NotFoundError
from scraper.identity.counted import counts_clicks
from scraper.items import ChannelRules, DateFact, PageHints, PollHints, SitePattern
from scraper.outcomes import Kind, PageState, Strategy, Witness
from scraper.plans import ChannelPlan, PagePlan, VisitPlan
from scraper.polling.history import past_polls, showings
from scraper.polling.rhythm import read_rhythm
from scraper.polling.schedule import Bounds, next_poll
from scraper.sources.definition import (
    Expectations,
    SourceDefinition,
    channel_rules,
    page_hints,
    parse_definition,
)
from scraper.storage.models import Channel, Host, Page, Poll, Sighting, Source

#: A visit ends itself well before its lease does.
LEASE = timedelta(minutes=10)
#: Pages fetched in one visit; the rest stay pending for the next, so a visit ends within its lease.
PAGES_A_VISIT = 100
#: A server can keep us away no longer without being asked again. A month: a shorter limit would ask servers
#: early that mean what they say, a longer one would lose a source for a slip of its administrator.
LONGEST_PAUSE = timedelta(days=31)
#: What was planned further ahead was planned by a clock that was wrong.
FURTHEST = timedelta(days=62)
#: A poll that ended so far in the future did so by a clock that was ahead; less is two machines' difference.
CLOCK_SLACK = timedelta(minutes=15)
#: Admitted addresses that a listing is shown to learn from.
MOST_ADMITTED = 40


#: What sort of witness a channel is.
WITNESSES = {
    Strategy.FEED: Witness.FEED,
    Strategy.API: Witness.FEED,
    Strategy.SITEMAP: Witness.SITEMAP,
    Strategy.LISTING: Witness.LISTING,
    Strategy.PAGE: Witness.LISTING,
    Strategy.NEWSLETTER: Witness.LISTING,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which channels a run is about: those due, or (`since` set) all not yet polled since then."""

    slugs: frozenset[str] | None = None
    since: datetime | None = None


def channel_is_wanted(wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    """The one place that says which channels a run still has to poll."""
    # A clock that was set back must not silence a channel until the present it was polled in comes again.
    due = or_(
        Channel.next_at <= now, Channel.next_at > now + FURTHEST, Channel.last_polled_at > now + CLOCK_SLACK
    )
    if wanted.since is not None:
        due = or_(Channel.last_polled_at.is_(None), Channel.last_polled_at < wanted.since)
    return and_(Channel.state == "active", due, source_is_wanted(Channel.source_id, wanted))


def page_is_wanted(wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    """The one place that says which pending pages a run still has to fetch."""
    return and_(
        Page.state == PageState.PENDING,
        or_(Page.next_at.is_(None), Page.next_at <= now, Page.next_at > now + FURTHEST),
        source_is_wanted(Page.source_id, wanted),
    )


def source_is_wanted(source_id: object, wanted: Wanted) -> ColumnElement[bool]:
    """Active sources only, and only the named ones when some are named."""
    condition = and_(Source.id == source_id, Source.state == "active")
    if wanted.slugs is not None:
        condition = and_(condition, Source.slug.in_(wanted.slugs))
    return exists().where(condition)


def claim(
    session: Session,
    owner: str,
    wanted: Wanted,
    now: datetime,
    *,
    limit: int,
    leave_out: Collection[int] = (),
) -> list[int]:
    """Lease up to `limit` hosts that have something to do and that nobody else visits. Ids of hosts."""
    free = or_(
        Host.lease_until.is_(None), Host.lease_until < now, Host.lease_until > now + LEASE + CLOCK_SLACK
    )
    unpaused = or_(
        Host.paused_until.is_(None),
        Host.paused_until <= now,
        Host.paused_until > now + LONGEST_PAUSE + CLOCK_SLACK,
    )
    work = or_(
        exists().where(and_(Channel.host_id == Host.id, channel_is_wanted(wanted, now))),
        exists().where(and_(Page.host_id == Host.id, page_is_wanted(wanted, now))),
    )
    chosen = (
        select(Host.id)
        .where(free, unpaused, work, Host.id.not_in(leave_out))
        .order_by(Host.next_at, Host.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        update(Host)
        .where(Host.id.in_(chosen))
        .values(lease_owner=owner, lease_until=now + LEASE)
        .returning(Host.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(rows.scalars())


def next_due(
    session: Session, wanted: Wanted, now: datetime, leave_out: Collection[int] = ()
) -> tuple[datetime, str] | None:
    """When the next host can be claimed, and its name; None when nothing will ever be due by itself.

    A time that has passed means that it can be claimed now.
    """
    channels = select(Channel.host_id, Channel.next_at.label("at")).where(
        Channel.state == "active", source_is_wanted(Channel.source_id, wanted), Channel.next_at.is_not(None)
    )
    pages = select(Page.host_id, func.coalesce(Page.next_at, now).label("at")).where(
        Page.state == PageState.PENDING, source_is_wanted(Page.source_id, wanted)
    )
    work = channels.union_all(pages).subquery()
    rows = session.execute(
        select(Host.name, Host.lease_until, Host.paused_until, func.min(work.c.at).label("at"))
        .join(work, work.c.host_id == Host.id)
        .where(Host.id.not_in(leave_out))
        .group_by(Host.id)
    )
    times = ((max(filter(None, (row.at, row.lease_until, row.paused_until))), row.name) for row in rows)
    return min(times, default=None)


def note_pause(session: Session, name: str, until: datetime) -> None:
    """Write down that a host asked to be left alone, whoever asked it; a longer pause stands."""
    host = session.scalar(select(Host).where(Host.name == name).with_for_update())
    if host is None:
        session.add(Host(name=name, paused_until=until))
    else:
        host.paused_until = max(until, host.paused_until or until)


def pauses_under_way(session: Session, now: datetime) -> dict[str, datetime]:
    """Until when hosts are to be left alone, by name."""
    rows = session.execute(
        select(Host.name, Host.paused_until).where(
            Host.paused_until > now, Host.paused_until <= now + LONGEST_PAUSE + CLOCK_SLACK
        )
    )
    return {row.name: row.paused_until for row in rows}


def release_abandoned(session: Session, owner_prefix: str) -> None:
    """Free the hosts that an earlier crawl of this home died on; the caller holds the home's crawl lock."""
    session.execute(
        update(Host)
        .where(Host.lease_owner.startswith(owner_prefix, autoescape=True))
        .values(lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def plan_visit(session: Session, host_id: int, wanted: Wanted, now: datetime) -> VisitPlan:
    """All that a visit of this host has to do."""
    host = session.get_one(Host, host_id)
    channels = session.scalars(
        select(Channel).where(Channel.host_id == host_id, channel_is_wanted(wanted, now)).order_by(Channel.id)
    ).all()
    pages = session.scalars(
        select(Page)
        .where(Page.host_id == host_id, page_is_wanted(wanted, now))
        .order_by(Page.id)
        .limit(PAGES_A_VISIT)
    ).all()
    definitions = definitions_of(
        session, {channel.source_id for channel in channels} | {page.source_id for page in pages}
    )
    patterns = patterns_of(session, {page.source_id for page in pages})
    return VisitPlan(
        host_id=host.id,
        host=host.name,
        channels=tuple(
            plan_channel(session, channel, definitions[channel.source_id]) for channel in channels
        ),
        pages=tuple(
            plan_page(page, definitions[page.source_id], patterns[page.source_id], now) for page in pages
        ),
    )


def definitions_of(session: Session, source_ids: Collection[int]) -> dict[int, SourceDefinition]:
    """The definitions of these sources, by id of the source."""
    text = func.coalesce(Source.repaired, Source.definition).label("text")
    rows = session.execute(select(Source.id, Source.slug, text).where(Source.id.in_(source_ids)))
    return {row.id: parse_definition(row.text, row.slug) for row in rows}


def patterns_of(session: Session, source_ids: Collection[int]) -> dict[int, tuple[SitePattern, ...]]:
    """What the pages of these sources taught of their templates, by id of the source."""
    rows = session.execute(select(Source.id, Source.learned).where(Source.id.in_(source_ids)))
    return {row.id: learned_patterns(row.learned) for row in rows}


def learned_patterns(learned: dict[str, Any] | None) -> tuple[SitePattern, ...]:
    """The patterns in what a source learned, the oldest first."""
    return tuple(SitePattern.from_json(each) for each in (learned or {}).get("patterns", ()))


def plan_channel(session: Session, channel: Channel, definition: SourceDefinition) -> ChannelPlan:
    """What a visit needs to know of one channel."""
    declared = next(each for each in definition.channels if each.name == channel.name)
    return ChannelPlan(
        channel_id=channel.id,
        name=channel.name,
        source=definition.slug,
        strategy=Strategy(channel.strategy),
        url=channel.url,
        rules=channel_rules(definition, declared),
        memory=dict(channel.memory),
        first_poll=channel.last_success_at is None,
        admitted=latest_admitted(session, channel),
        render=declared.render,
    )


def latest_admitted(session: Session, channel: Channel) -> tuple[str, ...]:
    """Addresses of the latest publications that this channel showed and that were stored, newest first.

    Announced websites are left out: the channel of their announcement never showed them itself.
    """
    if channel.strategy != Strategy.LISTING:  # only listings have to tell publications from other links
        return ()
    stored = (
        select(Page.url, Sighting.statement)
        .join(Sighting, Sighting.page_id == Page.id)
        .where(Sighting.channel_id == channel.id, Page.state == PageState.STORED)
        .order_by(Page.id.desc())
        .limit(MOST_ADMITTED)
    )
    return tuple(row.url for row in session.execute(stored) if "announced" not in row.statement)


def plan_page(
    page: Page, definition: SourceDefinition, patterns: tuple[SitePattern, ...], now: datetime
) -> PagePlan:
    """What a visit needs to know of one pending page: its source's rules and its entries' statements."""
    hints = replace(page_hints(definition), patterns=patterns, now=now)
    for sighting in page.sightings:
        hints = add_statement(hints, sighting)
        if sighting.statement.get("announced"):  # a website whatever its own words make of it
            hints = replace(hints, kind_patterns=((".", Kind.WEBSITE), *hints.kind_patterns))
    watched = any(sighting.channel.strategy == Strategy.PAGE for sighting in page.sightings)
    return PagePlan(
        page_id=page.id,
        url=page.url,
        source=definition.slug,
        hints=hints,
        counted=counter_rules(page, definition),
        # what is watched as a page is read as that page
        content_url=None if watched else content_address(definition.content_api, page.url),
    )


def counter_rules(page: Page, definition: SourceDefinition) -> ChannelRules | None:
    """The rules for where a newsletter's link leads that only counts clicks; None for any other page."""
    if not counts_clicks(page.url):
        return None
    names = {each.channel.name for each in page.sightings if each.channel.strategy == Strategy.NEWSLETTER}
    declared = next((channel for channel in definition.channels if channel.name in names), None)
    if declared is not None:
        return channel_rules(definition, declared)
    return ChannelRules(hosts=frozenset(definition.hosts)) if names else None


def add_statement(hints: PageHints, sighting: Sighting) -> PageHints:
    """Fill the hints' gaps with what one channel said of the page; the first to say it is believed."""
    said = sighting.statement
    channel = WITNESSES[Strategy(sighting.channel.strategy)]
    return replace(
        hints,
        title=hints.title or sighting.title,
        witness=hints.witness if hints.title or not sighting.title else channel,
        published=hints.published or DateFact.from_json(said.get("published")),
        updated=hints.updated or DateFact.from_json(said.get("updated")),
        authors=hints.authors or tuple(said.get("authors", ())),
        kind=hints.kind or (Kind(said["kind"]) if said.get("kind") else None),
    )


def plan_pages(session: Session, page_ids: Collection[int], now: datetime) -> tuple[PagePlan, ...]:
    """The plans of these pages, in order of their ids."""
    pages = session.scalars(select(Page).where(Page.id.in_(page_ids)).order_by(Page.id)).all()
    source_ids = {page.source_id for page in pages}
    definitions, patterns = definitions_of(session, source_ids), patterns_of(session, source_ids)
    return tuple(
        plan_page(page, definitions[page.source_id], patterns[page.source_id], now) for page in pages
    )


def plan_single(session: Session, slug: str) -> VisitPlan:
    """A visit of just one channel, named source/channel.

    Raises:
        NotFoundError: there is no such channel.
    """
    source, _, name = slug.partition("/")
    channel = session.scalar(select(Channel).join(Source).where(Source.slug == source, Channel.name == name))
    if channel is None:
        raise NotFoundError(f"no channel {slug!r}: name it source/channel, as `gleaner sources show` does")
    definition = definitions_of(session, {channel.source_id})[channel.source_id]
    return VisitPlan(channel.host_id, channel.host.name, (plan_channel(session, channel, definition),), ())


def close_poll(session: Session, channel_id: int, now: datetime) -> None:
    """Say when the channel is looked at next, and why; its last poll is written already."""
    channel = session.get_one(Channel, channel_id)
    expected = definitions_of(session, {channel.source_id})[channel.source_id].expectations
    gap = timedelta(days=expected.usual_gap_days) if expected.usual_gap_days else None
    hints = PollHints.from_json(channel.memory.get("hints", {}))
    following = next_poll(
        past_polls(session, channel_id),
        read_rhythm(showings(session, channel_id), now, gap),
        replace(hints, not_before=channel.host.paused_until),
        bounds_of(expected),
        now,
    )
    channel.next_at, channel.next_why, channel.failures = following.at, following.why, following.failures
    session.execute(
        update(Poll)
        .where(Poll.id == select(func.max(Poll.id)).where(Poll.channel_id == channel_id).scalar_subquery())
        .values(next_at=following.at)
        .execution_options(synchronize_session=False)
    )


def bounds_of(expected: Expectations) -> Bounds:
    """The bounds that a definition sets to its channels' intervals, else the usual ones."""
    usual = Bounds()
    shortest, longest = expected.shortest_interval_minutes, expected.longest_interval_hours
    least = timedelta(minutes=shortest) if shortest else usual.shortest
    most = timedelta(hours=longest) if longest else usual.longest
    return Bounds(least, max(least, most))


def release(session: Session, host_id: int, owner: str, now: datetime) -> None:
    """End a visit: give the lease back and compute, once, when this host is due again."""
    channels = select(func.min(Channel.next_at)).where(Channel.host_id == host_id, Channel.state == "active")
    pages = select(func.min(func.coalesce(Page.next_at, now))).where(
        Page.host_id == host_id, Page.state == PageState.PENDING
    )
    times = [at for at in (session.scalar(channels), session.scalar(pages)) if at is not None]
    session.execute(
        update(Host)
        .where(Host.id == host_id, Host.lease_owner == owner)
        .values(
            lease_owner=None,
            lease_until=None,
            next_at=min(times, default=None),
        )
        .execution_options(synchronize_session=False)
    )
