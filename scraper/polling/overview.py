"""All sources at a glance: how each stands, what it showed in the last weeks, and what came of that."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from scraper.outcomes import TROUBLED, Health, SourceState, Status
from scraper.polling.checkup import SourceStanding, check_sources
from scraper.polling.watching import find_source
from scraper.sources.definition import Role, parse_definition
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Channel, Poll, Publication, Source

#: Weeks that a source's publications are counted over: two months show a rhythm and its end.
WEEKS = 8
#: A source is noisy when it shows this many publications in those weeks, and of what was decided of it less
#: than one in twenty was used.
MANY = 40
LEAST_SHARE = 0.05
#: Fewer decisions say nothing of what a source is good for.
FEWEST_DECIDED = 20

#: What an editor chose, and what she decided at all.
_USED = frozenset({Status.SHORTLISTED, Status.USED})
_DECIDED = _USED | {Status.EXCLUDED}


class Concern(StrEnum):
    """Why somebody may want to look at a source."""

    FAILING = "failing"
    CHANGED = "changed"
    QUIET = "quiet"
    SLOW = "slow"
    NOISY = "noisy"
    NEVER_USED = "never-used"
    NOT_WATCHED = "not-watched"


@dataclass(frozen=True, slots=True)
class Use:
    """What became of a source's candidates: how many there are, were decided, were used."""

    candidates: int = 0
    decided: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source at a glance.

    Attributes:
        standing: its health and rhythm, None when it is not watched or was never read.
        weeks: publications of each of the last weeks, by stated day where it is known, the present week last.
        next_at: when the first of its channels is looked at next, None when none is; `next_why` in words.
    """

    slug: str
    name: str
    state: SourceState
    standing: SourceStanding | None
    last_success: datetime | None
    last_new: datetime | None
    next_at: datetime | None
    next_why: str
    weeks: tuple[int, ...]
    use: Use
    concerns: frozenset[Concern]


def source_rows(session: Session, now: datetime) -> list[SourceRow]:
    """Every source by its name. The number of queries does not depend on how many there are."""
    sources = session.scalars(select(Source).options(selectinload(Source.channels))).all()
    rows = rows_of(session, sources, now)
    return sorted(rows, key=lambda row: row.name.casefold())


def source_row(session: Session, slug: str, now: datetime) -> SourceRow:
    """One source at a glance.

    Raises:
        NotFoundError: there is no such source.
    """
    return rows_of(session, [find_source(session, slug)], now)[0]


def rows_of(session: Session, sources: Sequence[Source], now: datetime) -> list[SourceRow]:
    """Some sources at a glance, in their order."""
    standings = {each.source: each for each in check_sources(session, now)}
    troubled = sources_in_trouble(session)
    weeks, use = weekly(session, now.date()), uses(session)
    return [
        row_of(
            source,
            standings.get(source.slug),
            source.slug in troubled,
            weeks.get(source.id, (0,) * WEEKS),
            use.get(source.id, Use()),
        )
        for source in sources
    ]


def row_of(
    source: Source, standing: SourceStanding | None, troubled: bool, weeks: tuple[int, ...], use: Use
) -> SourceRow:
    """One source from its rows."""
    active = [channel for channel in source.channels if channel.state == "active"]
    state = SourceState(source.state)
    first = min(active, key=lambda channel: str(channel.next_at or ""), default=None)
    watched = state is SourceState.ACTIVE and first is not None
    return SourceRow(
        slug=source.slug,
        name=source.name,
        state=state,
        standing=standing,
        last_success=latest(channel.last_success_at for channel in source.channels),
        last_new=latest(channel.last_new_at for channel in source.channels),
        next_at=first.next_at if watched and first else None,
        next_why=first.next_why if watched and first else "",
        weeks=weeks,
        use=use,
        concerns=frozenset(concerns_of(state, standing, troubled, sum(weeks), use)),
    )


def last_look(session: Session) -> datetime | None:
    """When a channel was last polled, None when none ever was. One query."""
    return session.scalar(select(func.max(Channel.last_polled_at)))


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of some moments, None when there is none."""
    return max((moment for moment in moments if moment is not None), default=None)


def concerns_of(
    state: SourceState, standing: SourceStanding | None, troubled: bool, shown: int, use: Use
) -> list[Concern]:
    """Why somebody may want to look at a source; none is the rule."""
    health = standing.health.state if standing else Health.OK
    told = [
        (Concern.FAILING, troubled),
        (Concern.CHANGED, health is Health.CHANGED and not troubled),
        (Concern.QUIET, health is Health.QUIET),
        (Concern.SLOW, health is Health.SLOW),
        (Concern.NOISY, is_noisy(shown, use)),
        (Concern.NEVER_USED, use.decided >= FEWEST_DECIDED and not use.used),
        (Concern.NOT_WATCHED, state is not SourceState.ACTIVE),
    ]
    return [concern for concern, applies in told if applies]


def is_noisy(shown: int, use: Use) -> bool:
    """Whether a source shows much of which hardly anything is used."""
    return shown >= MANY and use.decided >= FEWEST_DECIDED and use.used < LEAST_SHARE * use.decided


def sources_in_trouble(session: Session) -> frozenset[str]:
    """The slugs of watched sources of which a channel that counts could not be read last time.

    Two queries, the second for the few that are in trouble: which channels are fallbacks stands in their
    definitions.
    """
    last = (
        select(Poll.outcome)
        .where(Poll.channel_id == Channel.id)
        .order_by(Poll.ended_at.desc(), Poll.id.desc())
        .limit(1)
        .correlate(Channel)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Channel.source_id, Channel.name, last.label("outcome"))
        .join(Source)
        .where(Source.state == SourceState.ACTIVE, Channel.state == "active")
    )
    read: defaultdict[int, dict[str, bool]] = defaultdict(dict)
    for source_id, name, outcome in rows:
        if outcome is not None:
            read[source_id][name] = outcome in TROUBLED
    suspects = [source_id for source_id, channels in read.items() if any(channels.values())]
    if not suspects:
        return frozenset()
    sources = session.scalars(select(Source).where(Source.id.in_(suspects)))
    return frozenset(source.slug for source in sources if main_is_troubled(source, read[source.id]))


def main_is_troubled(source: Source, channels: dict[str, bool]) -> bool:
    """Whether a channel that counts is in trouble: a fallback does not, while there is a main one."""
    definition = parse_definition(source.repaired or source.definition, source.slug)
    fallbacks = {channel.name for channel in definition.channels if channel.role is Role.FALLBACK}
    mains = [troubled for name, troubled in channels.items() if name not in fallbacks]
    return any(mains or channels.values())


def weekly(session: Session, today: date) -> dict[int, tuple[int, ...]]:
    """The publications of each source by week, the present week (the last seven days) last.

    The stated day counts; one without is counted when it was first seen.
    """
    began = today - timedelta(days=7 * WEEKS - 1)
    stated = func.length(Publication.published) == len("2026-11-23")
    known = (
        select(Publication.source_id, Publication.published, func.count())
        .where(stated, Publication.published >= began.isoformat(), Publication.published <= today.isoformat())
        .group_by(Publication.source_id, Publication.published)
    )
    seen_after = datetime.combine(began, time(), UTC)
    unknown = select(Publication.source_id, Publication.first_seen_at).where(
        Publication.published.is_(None) | ~stated, Publication.first_seen_at >= seen_after
    )
    counts: defaultdict[int, list[int]] = defaultdict(lambda: [0] * WEEKS)
    for source_id, day, count in session.execute(known):
        counts[source_id][week_of(date.fromisoformat(day or ""), today)] += count
    for source_id, moment in session.execute(unknown):
        counts[source_id][week_of(moment.date(), today)] += 1
    return {source_id: tuple(weeks) for source_id, weeks in counts.items()}


def week_of(day: date, today: date) -> int:
    """The place of a day's week among the last ones: 0 for the oldest."""
    return max(WEEKS - 1 - max((today - day).days, 0) // 7, 0)


def uses(session: Session) -> dict[int, Use]:
    """What became of the candidates of each source."""
    rows = session.execute(
        select(Publication.source_id, Candidate.status, func.count())
        .join(Publication, Publication.id == Candidate.publication_id)
        .group_by(Publication.source_id, Candidate.status)
    )
    found: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for source_id, status, count in rows:
        found[source_id].append((status, count))
    return {source_id: use_of(counts) for source_id, counts in found.items()}


def use_of(counts: Sequence[tuple[str, int]]) -> Use:
    """The sums of one source."""
    decided = sum(count for status, count in counts if status in _DECIDED)
    used = sum(count for status, count in counts if status in _USED)
    return Use(sum(count for _, count in counts), decided, used)
