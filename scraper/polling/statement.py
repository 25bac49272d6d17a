"""The coverage statement of an issue, from the rows: a fixed number of queries, however many sources."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session, selectinload

from scraper.errors import ActionRefusedError
from scraper.outcomes import TROUBLED, DropReason, Outcome, PageState, SourceState, Status, Verdict
from scraper.polling.accounting import Accounts, CandidateSeen, SightingSeen, account
from scraper.polling.checkup import publishing_days
from scraper.polling.coverage import (
    ChannelSeen,
    Coverage,
    PollSeen,
    SourceSeen,
    Window,
    cover,
    window_of,
)
from scraper.polling.silence import usual_gap
from scraper.polling.watching import STEPS, WatchAct, find_source
from scraper.sources.definition import UNVERIFIED, Role, parse_definition
from scraper.storage.desk_models import Candidate, Event, Issue, IssueEntry
from scraper.storage.models import Channel, HandCheck, Page, Poll, Publication, Sighting, Source
from scraper.storage.reasons import house_reasons


@dataclass(frozen=True, slots=True)
class Checked:
    """A check by hand: when, who, and what she wrote down."""

    at: datetime
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source in the statement.

    Attributes:
        last_new: when it last showed something new before the window's end, its first poll left out.
        usual_gap: of its channel that publishes most often, None when not known.
        shown: sightings of the window.
    """

    coverage: Coverage
    last_new: datetime | None
    usual_gap: timedelta | None
    shown: int
    by_hand: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What was checked for an issue and what was not, and what became of all that was shown."""

    issue_id: int
    day: date
    window: Window
    made_at: datetime
    lines: tuple[SourceLine, ...]
    accounts: Accounts


def make_statement(session: Session, issue: Issue, now: datetime, zone: tzinfo) -> Statement:
    """The coverage statement of an issue, as things stand now.

    Raises:
        ActionRefusedError: the issue has no date.
    """
    if issue.date is None:
        raise ActionRefusedError(f"issue {issue.id} has no date: what it speaks for is not known")
    earlier = session.scalar(select(func.max(Issue.date)).where(Issue.date < issue.date))
    day = date.fromisoformat(issue.date)
    window = window_of(day, date.fromisoformat(earlier) if earlier else None, now, zone)
    accounts = account_for(session, issue.id, window)
    return Statement(issue.id, day, window, now, lines_of(session, window, accounts), accounts)


def lines_of(session: Session, window: Window, accounts: Accounts) -> tuple[SourceLine, ...]:
    """All sources that were watched in the window, by slug."""
    rows = session.scalars(
        select(Source)
        .options(selectinload(Source.channels))
        .where(Source.added_at < window.end)
        .order_by(Source.slug)
    ).all()
    ids = [channel.id for source in rows for channel in source.channels]
    polls, acts = polls_of(session, window), acts_of(session, window)
    last_new, checks = last_new_of(session, window), hand_checks(session, window)
    days = publishing_days(session, ids, window.end.date())
    shown: defaultdict[str, int] = defaultdict(int)
    for each in accounts.each:
        shown[each.sighting.source] += 1
    lines = []
    for source in rows:
        seen = source_seen(source, polls, acts.get(source.id, ()))
        gaps = [usual_gap(days.get(channel.id, ())) for channel in source.channels]
        times = [last_new[channel.id] for channel in source.channels if channel.id in last_new]
        line = SourceLine(
            coverage=cover(seen, window),
            last_new=max(times, default=None),
            usual_gap=min((gap for gap in gaps if gap is not None), default=None),
            shown=shown[source.slug],
            by_hand=checks.get(source.id, ()),
        )
        if not was_given_up(seen, window) or line.coverage.made or line.shown:
            lines.append(line)
    return tuple(lines)


def was_given_up(seen: SourceSeen, window: Window) -> bool:
    """Whether the source was retired before the window began."""
    before = [state for at, state in seen.acts if at <= window.begin]
    state = before[-1] if before else seen.state
    return state is SourceState.RETIRED


@dataclass(frozen=True, slots=True)
class PollsSeen:
    """Polls by channel: those of the window, the last before it, when the last sound one ended."""

    within: Mapping[int, list[PollSeen]]
    before: Mapping[int, PollSeen]
    sound_before: Mapping[int, datetime]


def polls_of(session: Session, window: Window) -> PollsSeen:
    """What the polls' rows say, in three queries."""
    columns = (
        Poll.channel_id,
        Poll.started_at,
        Poll.ended_at,
        Poll.outcome,
        Poll.detail,
        Poll.gap,
        Poll.next_at,
    )
    within: defaultdict[int, list[PollSeen]] = defaultdict(list)
    inside = select(*columns).where(Poll.ended_at >= window.begin, Poll.ended_at < window.end)
    for row in session.execute(inside.order_by(Poll.ended_at, Poll.id)):
        within[row.channel_id].append(poll_seen(row))
    place = func.row_number().over(
        partition_by=Poll.channel_id, order_by=(Poll.ended_at.desc(), Poll.id.desc())
    )
    earlier = select(*columns, place.label("place")).where(Poll.ended_at < window.begin).subquery()
    last = session.execute(select(earlier).where(earlier.c.place == 1))
    sound = (
        select(Poll.channel_id, func.max(Poll.ended_at))
        .where(Poll.ended_at < window.begin, Poll.outcome.not_in(TROUBLED))
        .group_by(Poll.channel_id)
    )
    before = {row.channel_id: poll_seen(row) for row in last}
    return PollsSeen(dict(within), before, dict(session.execute(sound).all()))


def poll_seen(row: Row[*tuple[Any, ...]]) -> PollSeen:
    """One poll's row as coverage sees it."""
    return PollSeen(row.started_at, row.ended_at, Outcome(row.outcome), row.detail, row.gap, row.next_at)


def acts_of(session: Session, window: Window) -> dict[int, tuple[tuple[datetime, SourceState], ...]]:
    """When each source was paused, given up and resumed, oldest first."""
    events = (
        select(Event.object_id, Event.at, Event.action)
        .where(Event.object_type == "source", Event.action.in_(list(WatchAct)), Event.at < window.end)
        .order_by(Event.id)
    )
    found: defaultdict[int, list[tuple[datetime, SourceState]]] = defaultdict(list)
    for source_id, at, action in session.execute(events):
        found[source_id].append((at, STEPS[WatchAct(action)].to))
    return {source_id: tuple(acts) for source_id, acts in found.items()}


def source_seen(
    source: Source, polls: PollsSeen, acts: tuple[tuple[datetime, SourceState], ...]
) -> SourceSeen:
    """A source's row as coverage sees it: fallbacks are not counted on, unless nothing else is there."""
    definition = parse_definition(source.repaired or source.definition, source.slug)
    declared = {channel.name: channel for channel in definition.channels}
    active = [channel for channel in source.channels if channel.state == "active"]
    main = [c for c in active if c.name not in declared or declared[c.name].role is Role.MAIN]
    judged = {channel.id for channel in main or active}
    channels = tuple(
        ChannelSeen(
            name=channel.name,
            judged=channel.id in judged,
            unverified=channel.name in declared and declared[channel.name].verified == UNVERIFIED,
            polls=tuple(polls.within.get(channel.id, ())),
            before=polls.before.get(channel.id),
            sound_before=polls.sound_before.get(channel.id),
        )
        for channel in source.channels
    )
    return SourceSeen(source.slug, source.name, SourceState(source.state), channels, acts)


def last_new_of(session: Session, window: Window) -> dict[int, datetime]:
    """When each channel last showed something new, what stood there at its first poll left out."""
    rows = (
        select(Sighting.channel_id, func.max(Sighting.first_seen_at))
        .join(Page, Page.id == Sighting.page_id)
        .where(Sighting.first_seen_at < window.end, Page.baseline.is_(False))
        .group_by(Sighting.channel_id)
    )
    return dict(session.execute(rows).all())


def hand_checks(session: Session, window: Window) -> dict[int, tuple[Checked, ...]]:
    """The checks by hand of the window by source, oldest first."""
    rows = select(HandCheck).where(HandCheck.at >= window.begin, HandCheck.at < window.end)
    found: defaultdict[int, list[Checked]] = defaultdict(list)
    for row in session.scalars(rows.order_by(HandCheck.at, HandCheck.id)):
        found[row.source_id].append(Checked(row.at, row.actor, row.note))
    return {source_id: tuple(checks) for source_id, checks in found.items()}


def note_check(
    session: Session, slug: str, day: date | None, now: datetime, zone: tzinfo, *, actor: str, note: str
) -> HandCheck:
    """Write down that a person looked at a source herself: today, or on an earlier day (kept as its noon).

    Raises:
        NotFoundError: there is no such source.
        ActionRefusedError: that day is still to come.
    """
    source = find_source(session, slug)
    today = now.astimezone(zone).date()
    if day is not None and day > today:
        raise ActionRefusedError(f"{day} is still to come: only what was done can be written down")
    at = now if day in {None, today} else datetime.combine(day or today, time(12), zone)
    check = HandCheck(source_id=source.id, at=at, actor=actor, note=note)
    session.add(check)
    session.flush()
    return check


def account_for(session: Session, issue_id: int, window: Window) -> Accounts:
    """What became of each sighting of the window; counted apart from it, so that nothing can fall out.

    What is written while this reads has a higher id, and belongs to the next statement.
    """
    total, newest = session.execute(
        select(func.count(Sighting.id), func.max(Sighting.id)).where(in_window(window))
    ).one()
    shown = and_(in_window(window), Sighting.id <= (newest or 0))
    candidates = candidates_of(session, shown, issue_id)
    rows = session.execute(sightings_query(shown)).all()
    return Accounts(total, tuple(account(sighting_seen(row, candidates), issue_id) for row in rows))


def in_window(window: Window) -> ColumnElement[bool]:
    """Whether an entry was shown for the first time in the window."""
    return and_(Sighting.first_seen_at >= window.begin, Sighting.first_seen_at < window.end)


def sightings_query(shown: ColumnElement[bool]) -> Select[Any]:
    """All sightings asked for, with their pages and what those led to."""
    others = select(Sighting.page_id, func.min(Sighting.id).label("first")).group_by(Sighting.page_id)
    pages = select(Sighting.page_id).where(shown)
    firsts = others.where(Sighting.page_id.in_(pages)).subquery()
    return (
        select(
            Sighting.id,
            Sighting.first_seen_at,
            func.coalesce(Sighting.title, "").label("title"),
            func.coalesce(Sighting.url, Page.url).label("url"),
            firsts.c.first,
            Source.slug,
            Channel.name.label("channel"),
            Page.state,
            Page.verdict,
            Page.reason,
            Page.detail,
            Page.publication_id,
            Publication.title.label("publication"),
        )
        .select_from(Sighting)
        .join(Page, Page.id == Sighting.page_id)
        .join(firsts, firsts.c.page_id == Sighting.page_id)
        .join(Channel, Channel.id == Sighting.channel_id)
        .join(Source, Source.id == Channel.source_id)
        .outerjoin(Publication, Publication.id == Page.publication_id)
        .where(shown)
        .order_by(Sighting.id)
    )


def candidates_of(
    session: Session, shown: ColumnElement[bool], issue_id: int | None
) -> dict[int, list[CandidateSeen]]:
    """The candidates of each publication that was shown, oldest first; the asking issue counts first."""
    publications = select(Page.publication_id).join(Sighting, Sighting.page_id == Page.id).where(shown)
    rows = session.execute(
        select(
            Candidate.id, Candidate.publication_id, Candidate.status, Candidate.reason, IssueEntry.issue_id
        )
        .outerjoin(IssueEntry, IssueEntry.candidate_id == Candidate.id)
        .where(Candidate.publication_id.in_(publications))
        .order_by(Candidate.id, IssueEntry.id)
    )
    found: defaultdict[int, dict[int, CandidateSeen]] = defaultdict(dict)
    reasons = house_reasons(session)
    for row in rows:
        of_publication = found[row.publication_id]
        if row.id not in of_publication or row.issue_id == issue_id:
            why = reasons.words(row.reason)
            seen = CandidateSeen(row.id, Status(row.status), why, row.issue_id)
            of_publication[row.id] = seen
    return {publication: list(seen.values()) for publication, seen in found.items()}


def sighting_seen(
    row: Row[*tuple[Any, ...]], candidates: Mapping[int, Collection[CandidateSeen]]
) -> SightingSeen:
    """One sighting's row as accounts see it: what was new began its publication's row of candidates."""
    verdict = Verdict(row.verdict) if row.verdict else None
    of_publication = [*candidates.get(row.publication_id, ())]
    place = 0 if verdict is Verdict.NEW else -1
    return SightingSeen(
        id=row.id,
        source=row.slug,
        channel=row.channel,
        title=row.title,
        url=row.url,
        first_seen_at=row.first_seen_at,
        first=row.id == row.first,
        state=PageState(row.state),
        verdict=verdict,
        reason=DropReason(row.reason) if row.reason else None,
        detail=row.detail,
        publication=row.publication,
        candidate=of_publication[place] if of_publication else None,
    )
