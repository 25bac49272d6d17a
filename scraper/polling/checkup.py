"""The health of channels and sources, from the rows of their polls and of what they showed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, selectinload

from scraper.items import DateFact
from scraper.outcomes import Outcome, Precision, SourceState
from scraper.polling.drift import Specimen, drift
from scraper.polling.health import ChannelHealth, NamedHealth, PollFact, channel_health, source_health
from scraper.polling.silence import Usual, usual
from scraper.sources.definition import Role, SourceDefinition, parse_definition
from scraper.storage.models import Channel, Page, Poll, Publication, Revision, Sighting, Source

#: Polls and sightings of a channel that are looked at, newest first.
LATEST_POLLS = 12
LATEST_SIGHTINGS = 60
#: Publications of a source whose fields are compared.
LATEST_PUBLICATIONS = 200


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """How a source stands, and what is known of it.

    `last_success` and `last_new` are of any of its active channels; `usual_gap_days` is the shortest of
    theirs, or what its definition expects, None when neither is known.
    """

    source: str
    name: str
    health: ChannelHealth
    last_success: datetime | None
    last_new: datetime | None
    usual_gap_days: int | None


@dataclass(frozen=True, slots=True)
class _Examined:
    """A channel's health, None when it was never polled, and what is usual for it."""

    health: ChannelHealth | None
    usual: Usual | None


def check_up(session: Session, channel_ids: Collection[int], now: datetime) -> dict[int, ChannelHealth]:
    """The health of these channels by id; those never polled are left out."""
    channels = session.scalars(
        select(Channel).where(Channel.id.in_(channel_ids)).options(selectinload(Channel.source))
    ).all()
    definitions = {channel.source_id: _definition(channel.source) for channel in channels}
    examined = _examine(session, channels, definitions, now)
    return {number: each.health for number, each in examined.items() if each.health is not None}


def check_sources(session: Session, now: datetime) -> list[SourceStanding]:
    """How every active source stands that was polled at least once, in the order of their slugs.

    The number of queries does not depend on how many sources there are.
    """
    sources = session.scalars(
        select(Source)
        .where(Source.state == SourceState.ACTIVE)
        .options(selectinload(Source.channels))
        .order_by(Source.slug)
    ).all()
    definitions = {source.id: _definition(source) for source in sources}
    channels = [channel for source in sources for channel in source.channels if channel.state == "active"]
    examined = _examine(session, channels, definitions, now)
    specimens = latest_publications(session, definitions)
    found = (
        _standing(source, definitions[source.id], examined, specimens.get(source.id, []))
        for source in sources
    )
    return [each for each in found if each is not None]


def _standing(
    source: Source,
    definition: SourceDefinition,
    examined: dict[int, _Examined],
    specimens: list[Specimen],
) -> SourceStanding | None:
    roles = {channel.name: channel.role for channel in definition.channels}
    active = [channel for channel in source.channels if channel.id in examined]
    named = [
        NamedHealth(channel.name, roles.get(channel.name, Role.MAIN), health)
        for channel in active
        if (health := examined[channel.id].health) is not None
    ]
    health = source_health(named, drift(specimens, {source.name}))
    if health is None:
        return None
    gaps = [known.gap for channel in active if (known := examined[channel.id].usual) is not None]
    return SourceStanding(
        source=source.slug,
        name=source.name,
        health=health,
        last_success=_latest(channel.last_success_at for channel in active),
        last_new=_latest(channel.last_new_at for channel in active),
        usual_gap_days=max(round(min(gaps) / timedelta(days=1)), 1) if gaps else None,
    )


def _definition(source: Source) -> SourceDefinition:
    return parse_definition(source.repaired or source.definition, source.slug)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _examine(
    session: Session,
    channels: Collection[Channel],
    definitions: dict[int, SourceDefinition],
    now: datetime,
) -> dict[int, _Examined]:
    """The health of these channels by id."""
    numbers = [channel.id for channel in channels]
    polls = latest_polls(session, numbers)
    days = publishing_days(session, numbers, now.date())
    found = {}
    for channel in channels:
        shown = days.get(channel.id, set())
        expected = definitions[channel.source_id].expectations.usual_gap_days
        known = usual(shown, timedelta(days=expected) if expected else None)
        newest = max(shown, default=channel.last_new_at.date() if channel.last_new_at else None)
        health = channel_health(polls.get(channel.id, []), now, newest=newest, usual=known)
        found[channel.id] = _Examined(health, known)
    return found


def latest_polls(session: Session, channel_ids: Collection[int]) -> dict[int, list[PollFact]]:
    """The last polls of each channel, newest first."""
    place = func.row_number().over(
        partition_by=Poll.channel_id, order_by=(Poll.ended_at.desc(), Poll.id.desc())
    )
    columns = (Poll.channel_id, Poll.outcome, Poll.detail, Poll.started_at, Poll.ended_at, Poll.status)
    rows = (
        select(*columns, Poll.requests, place.label("place"))
        .where(Poll.channel_id.in_(channel_ids))
        .subquery()
    )
    found: defaultdict[int, list[PollFact]] = defaultdict(list)
    latest = select(rows).where(rows.c.place <= LATEST_POLLS).order_by(rows.c.channel_id, rows.c.place)
    for row in session.execute(latest):
        found[row.channel_id].append(_poll_fact(row))
    return dict(found)


def _poll_fact(row: Row[tuple[object, ...]]) -> PollFact:
    took = row.ended_at - row.started_at if row.requests == 1 else None
    return PollFact(Outcome(row.outcome), row.detail, row.ended_at, row.status, took)


def publishing_days(session: Session, channel_ids: Collection[int], today: date) -> dict[int, set[date]]:
    """The days on which each channel published, as stated; else when it first showed something new."""
    place = func.row_number().over(partition_by=Sighting.channel_id, order_by=Sighting.id.desc())
    rows = (
        select(
            Sighting.channel_id,
            Sighting.statement,
            Sighting.first_seen_at,
            Page.baseline,
            Publication.published,
            place.label("place"),
        )
        .join(Page, Page.id == Sighting.page_id)
        .outerjoin(Publication, Publication.id == Page.publication_id)
        .where(Sighting.channel_id.in_(channel_ids))
        .subquery()
    )
    found: defaultdict[int, set[date]] = defaultdict(set)
    for row in session.execute(select(rows).where(rows.c.place <= LATEST_SIGHTINGS)):
        shown = None if row.baseline else row.first_seen_at.date()
        day = stated_day(row.statement, row.published) or shown
        if day is not None and day <= today:
            found[row.channel_id].add(day)
    return dict(found)


def latest_publications(session: Session, source_ids: Collection[int]) -> dict[int, list[Specimen]]:
    """The fields of each source's latest publications, newest first, as first understood."""
    place = func.row_number().over(partition_by=Publication.source_id, order_by=Publication.id.desc())
    rows = (
        select(
            Publication.id,
            Publication.source_id,
            Publication.title,
            Publication.published,
            Publication.first_seen_at,
            place.label("place"),
        )
        .where(Publication.source_id.in_(source_ids))
        .subquery()
    )
    latest = (
        select(rows.c.source_id, rows.c.title, rows.c.published, rows.c.first_seen_at, Revision.words)
        .outerjoin(Revision, (Revision.publication_id == rows.c.id) & (Revision.number == 1))
        .where(rows.c.place <= LATEST_PUBLICATIONS)
        .order_by(rows.c.source_id, rows.c.place)
    )
    found: defaultdict[int, list[Specimen]] = defaultdict(list)
    for row in session.execute(latest):
        found[row.source_id].append(Specimen(row.title, row.published, row.words or 0, row.first_seen_at))
    return dict(found)


def stated_day(statement: dict[str, dict[str, str]], published: str | None) -> date | None:
    """The day of publication as kept, else as the channel stated it; None when no day is known."""
    if published and len(published) == len("2024-07-16"):
        return date.fromisoformat(published)
    fact = DateFact.from_json(statement.get("published"))
    return fact.value if fact is not None and fact.precision is Precision.DAY else None
