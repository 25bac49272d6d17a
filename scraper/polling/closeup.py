"""One source as far as it is known: its channels, their last polls, what it showed and what came of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from scraper.outcomes import Fault
from scraper.polling.accounting import Accounts, account
from scraper.polling.checkup import check_up
from scraper.polling.health import ChannelHealth
from scraper.polling.overview import WEEKS
from scraper.polling.statement import Checked, candidates_of, sighting_seen, sightings_query
from scraper.polling.watching import find_source
from scraper.sources.definition import Role, SourceDefinition, parse_definition
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.models import Channel, HandCheck, Poll, Publication, Sighting, Source

#: Polls and publications that are shown, the newest.
LATEST_POLLS = 20
LATEST_PUBLICATIONS = 20


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel: its row, what it is for, how it stands (None when never read), how much it showed.

    `in_definition` is false for one that the definition dropped: what it showed stays accounted for.
    """

    row: Channel
    role: Role | None
    health: ChannelHealth | None
    entries_seen: int

    @property
    def in_definition(self) -> bool:
        """Whether it is still read."""
        return self.row.state == "active"


@dataclass(frozen=True, slots=True)
class PollView:
    """One poll: of which channel, when, and what came of it."""

    channel: str
    ended_at: datetime
    outcome: str
    detail: str
    status: int | None
    entries: int
    fresh: int
    gap: bool
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Latest:
    """One of the latest publications; `candidate` is None when it was not admitted."""

    title: str
    url: str
    published: str | None
    precision: str
    first_seen_at: datetime
    candidate: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Closeup:
    """A source. `text` is the definition it is read by, repairs included."""

    source: Source
    definition: SourceDefinition
    text: str
    channels: tuple[ChannelView, ...]
    polls: tuple[PollView, ...]
    latest: tuple[Latest, ...]
    accounts: Accounts
    checks: tuple[Checked, ...]


def closeup(session: Session, slug: str, now: datetime) -> Closeup:
    """What is known of one source; its sightings are accounted for over the last weeks.

    Raises:
        NotFoundError: there is no such source.
    """
    source = find_source(session, slug)
    text = definition_text(source)
    definition = parse_definition(text, slug)
    numbers = [channel.id for channel in source.channels]
    return Closeup(
        source=source,
        definition=definition,
        text=text,
        channels=channels_of(session, source, definition, now),
        polls=polls_of(session, source),
        latest=latest_of(session, source.id),
        accounts=account_since(session, numbers, now - timedelta(weeks=WEEKS)),
        checks=checks_of(session, source.id),
    )


def definition_text(source: Source) -> str:
    """The definition that a source is read by: the repaired one, where there is one."""
    return source.repaired or source.definition


def channels_of(
    session: Session, source: Source, definition: SourceDefinition, now: datetime
) -> tuple[ChannelView, ...]:
    """Its channels, those still read first."""
    numbers = [channel.id for channel in source.channels]
    roles = {channel.name: channel.role for channel in definition.channels}
    health = check_up(session, numbers, now)
    counts = dict(
        session.execute(
            select(Sighting.channel_id, func.count())
            .where(Sighting.channel_id.in_(numbers))
            .group_by(Sighting.channel_id)
        ).all()
    )
    rows = sorted(source.channels, key=lambda channel: (channel.state != "active", channel.id))
    return tuple(
        ChannelView(row, roles.get(row.name), health.get(row.id), counts.get(row.id, 0)) for row in rows
    )


def polls_of(session: Session, source: Source) -> tuple[PollView, ...]:
    """The last polls of all its channels, newest first."""
    names = {channel.id: channel.name for channel in source.channels}
    rows = session.scalars(
        select(Poll)
        .where(Poll.channel_id.in_(names))
        .order_by(Poll.ended_at.desc(), Poll.id.desc())
        .limit(LATEST_POLLS)
    )
    return tuple(
        PollView(
            channel=names[row.channel_id],
            ended_at=row.ended_at,
            outcome=row.outcome,
            detail=row.detail,
            status=row.status,
            entries=row.entries,
            fresh=row.fresh,
            gap=row.gap,
            fault=Fault(row.fault) if row.fault else None,
        )
        for row in rows
    )


def latest_of(session: Session, source_id: int) -> tuple[Latest, ...]:
    """Its latest publications, newest first, each with the newest candidate made of it."""
    newest = (
        select(func.max(Candidate.id))
        .where(Candidate.publication_id == Publication.id)
        .correlate(Publication)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Publication, Candidate.id, Candidate.status)
        .outerjoin(Candidate, Candidate.id == newest)
        .where(Publication.source_id == source_id)
        .order_by(Publication.id.desc())
        .limit(LATEST_PUBLICATIONS)
    )
    return tuple(
        Latest(
            title=row.title,
            url=row.url,
            published=row.published,
            precision=row.published_precision,
            first_seen_at=row.first_seen_at,
            candidate=candidate_id,
            status=status,
        )
        for row, candidate_id, status in rows
    )


def account_since(session: Session, channel_ids: Sequence[int], since: datetime) -> Accounts:
    """What became of everything that channels showed since a moment."""
    shown: ColumnElement[bool] = and_(Sighting.channel_id.in_(channel_ids), Sighting.first_seen_at >= since)
    total = session.scalar(select(func.count(Sighting.id)).where(shown)) or 0
    candidates = candidates_of(session, shown, None)
    rows = session.execute(sightings_query(shown)).all()
    return Accounts(total, tuple(account(sighting_seen(row, candidates), None) for row in rows))


def checks_of(session: Session, source_id: int) -> tuple[Checked, ...]:
    """When people looked at it themselves, newest first."""
    rows = session.scalars(
        select(HandCheck).where(HandCheck.source_id == source_id).order_by(HandCheck.at.desc(), HandCheck.id)
    )
    return tuple(Checked(row.at, row.actor, row.note) for row in rows)


def history_of(session: Session, source: Source) -> list[dict[str, Any]]:
    """What changed about a source and its channels, oldest first."""
    names = {channel.id: channel.name for channel in source.channels}
    about = or_(
        and_(Event.object_type == "source", Event.object_id == source.id),
        and_(Event.object_type == "channel", Event.object_id.in_(names)),
    )
    return [
        {
            "at": event.at,
            "actor": event.actor,
            "action": event.action,
            "what": names.get(event.object_id, "") if event.object_type == "channel" else source.slug,
            "before": event.before,
            "after": event.after,
        }
        for event in session.scalars(select(Event).where(about).order_by(Event.id))
    ]
