"""Sources whose channels need a replacement: found, leased for the search, its end written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scraper.identity.urls import host_of, registrable_domain
from scraper.items import DateFact
from scraper.outcomes import DropReason, Outcome, PageState
from scraper.polling.register import add_channel
from scraper.polling.replacing import Broken, Case, Repair, Shown
from scraper.polling.silence import usual_gap
from scraper.polling.trouble import (
    DRY_AFTER,
    MOST_ATTEMPTS,
    ChannelFacts,
    Look,
    next_attempt,
    trouble,
)
from scraper.polling.visits import LEASE, Wanted, definitions_of, source_is_wanted
from scraper.sources.definition import ChannelDefinition, SourceDefinition, dump_definition
from scraper.storage.desk_models import Event
from scraper.storage.hosts import due_host
from scraper.storage.models import Channel, Host, Page, Poll, Publication, Sighting, Source

#: What an attempt to find a replacement is called in the source's history.
TRIED = "repair-tried"
#: Latest sightings of a source that a place's entries are compared with.
MOST_SHOWN = 3000
#: Latest sightings of a channel that tell its usual gap.
MOST_DATED = 200
#: Passed over as old: a publication all the same, unlike what was refused for another reason.
_PASSED_OVER = frozenset({DropReason.PUBLISHED_EARLIER, DropReason.BASELINE})


@dataclass(frozen=True, slots=True)
class Ailing:
    """A source with broken channels; `text` is its definition as it stands."""

    source_id: int
    name: str
    text: str
    case: Case


def find_ailing(session: Session, wanted: Wanted, now: datetime) -> list[Ailing]:
    """The sources of a run for which a replacement is looked for now, those longest untried first.

    A source of which no publication is known is left out: nothing could show that a place is its own.
    """
    suspects = session.scalars(
        select(Channel)
        .where(
            Channel.state == "active",
            source_is_wanted(Channel.source_id, wanted),
            Channel.last_polled_at.is_not(None),
            or_(Channel.failures > 0, Channel.last_new_at.is_(None), Channel.last_new_at < now - DRY_AFTER),
        )
        .order_by(Channel.id)
    ).all()
    definitions = definitions_of(session, {channel.source_id for channel in suspects})
    broken: dict[int, list[Broken]] = {}
    for channel in suspects:
        if found := examine(session, channel, definitions[channel.source_id], now):
            broken.setdefault(channel.source_id, []).append(found)
    due: list[tuple[datetime | None, int]] = []
    for source_id, channels in broken.items():
        attempts = attempts_at(session, source_id)
        following = next_attempt(attempts, max(began_at(session, each) for each in channels))
        if following is None or following <= now:
            due.append((max(attempts, default=None), source_id))
    due.sort(key=lambda each: (each[0] is not None, each[0] or now, each[1]))
    known = ((source_id, shown) for _, source_id in due if (shown := known_publications(session, source_id)))
    return [
        as_ailing(session.get_one(Source, source_id), definitions[source_id], broken[source_id], shown)
        for source_id, shown in islice(known, MOST_ATTEMPTS)
    ]


def as_ailing(
    source: Source, definition: SourceDefinition, broken: Sequence[Broken], shown: tuple[Shown, ...]
) -> Ailing:
    """The source with all that deciding on a replacement needs to know of it."""
    watched = tuple(declared_at(definition, each) for each in source.channels if each.state == "active")
    taken = frozenset(channel.name for channel in source.channels)
    case = Case(definition, tuple(broken), watched, shown, taken)
    return Ailing(source.id, source.name, source.repaired or source.definition, case)


def declared_at(definition: SourceDefinition, channel: Channel) -> ChannelDefinition:
    """What the definition says of a registered channel, at the address it is read at now."""
    declared = next(each for each in definition.channels if each.name == channel.name)
    return replace(declared, url=channel.url)


def examine(session: Session, channel: Channel, definition: SourceDefinition, now: datetime) -> Broken | None:
    """The channel as a broken one, None when nothing is wrong with it, or not yet."""
    declared = declared_at(definition, channel)
    shown = session.scalar(select(func.max(Sighting.first_seen_at)).where(Sighting.channel_id == channel.id))
    gap = None
    if shown is not None and now - shown > DRY_AFTER:
        expected = definition.expectations.usual_gap_days or 0
        gap = usual_gap(list(dates_shown(session, channel.id))) or timedelta(days=expected)
    looks = latest_looks(session, channel.id)
    found = trouble(ChannelFacts(declared.strategy, declared.role, looks, shown, gap), now)
    return Broken(channel.id, declared, found, shown) if found else None


def latest_looks(session: Session, channel_id: int) -> tuple[Look, ...]:
    """The last two polls of a channel, newest first."""
    rows = session.execute(
        select(Poll.outcome, Poll.detail, Poll.status)
        .where(Poll.channel_id == channel_id)
        .order_by(Poll.ended_at.desc(), Poll.id.desc())
        .limit(2)
    )
    return tuple(Look(Outcome(row.outcome), row.detail, row.status) for row in rows)


def dates_shown(session: Session, channel_id: int) -> Iterator[date]:
    """The days of the latest publications that a channel showed, as far as known."""
    rows = session.execute(
        select(Sighting.statement, Publication.published)
        .join(Page, Sighting.page_id == Page.id)
        .outerjoin(Publication, Page.publication_id == Publication.id)
        .where(Sighting.channel_id == channel_id)
        .order_by(Sighting.id.desc())
        .limit(MOST_DATED)
    )
    for row in rows:
        day = stated_day(row.statement, row.published)
        if len(day) == len("2026-11-23"):
            yield date.fromisoformat(day)


def stated_day(statement: dict[str, dict[str, str]], published: str | None) -> str:
    """The date of a publication as kept, else as its channel stated it; "" when neither knows."""
    return published or str(DateFact.from_json(statement.get("published")) or "")


def attempts_at(session: Session, source_id: int) -> list[datetime]:
    """When replacements were looked for, so far."""
    tried = select(Event.at).where(
        Event.object_type == "source", Event.object_id == source_id, Event.action == TRIED
    )
    return list(session.scalars(tried))


def began_at(session: Session, broken: Broken) -> datetime:
    """When a channel was last as it should be."""
    channel = session.get_one(Channel, broken.channel_id)
    if broken.trouble.dry and broken.last_shown_at is not None:
        return broken.last_shown_at
    return channel.last_success_at or channel.source.added_at


def known_publications(session: Session, source_id: int) -> tuple[Shown, ...]:
    """What the source's channels showed and what counts as a publication, under every title it has."""
    rows = session.execute(
        select(Channel.name, Page.id, Page.key, Page.publication_id, Sighting.title, Sighting.statement)
        .add_columns(Publication.title.label("own_title"), Publication.published)
        .join_from(Sighting, Channel)
        .join(Page, Sighting.page_id == Page.id)
        .outerjoin(Publication, Page.publication_id == Publication.id)
        .where(
            Channel.source_id == source_id,
            or_(Page.state.in_([PageState.STORED, PageState.PENDING]), Page.reason.in_(_PASSED_OVER)),
        )
        .order_by(Sighting.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        Shown(
            row.name,
            row.id,
            plain_key(row.key),
            title,
            stated_day(row.statement, row.published),
            row.publication_id,
        )
        for row in rows
        for title in dict.fromkeys((row.title or "", row.own_title or row.title or ""))
    )


def plain_key(key: str) -> str:
    """A page's key without the version of its content: the address is what places have in common."""
    return key.partition("#version=")[0]


def lease_site(session: Session, ailing: Ailing, owner: str, now: datetime) -> list[int]:
    """Lease the hosts that a search from the home asks. Ids of hosts; none when one is not to be asked now.

    A host that another process visits, or that asked us to wait, is left alone.
    """
    home = host_of(ailing.case.definition.home)
    names = {home, *twin_of(home)}
    names |= {
        name
        for channel in ailing.case.definition.channels
        if registrable_domain(name := host_of(channel.url)) == registrable_domain(home)
    }
    due_host(session, home, now)
    hosts = session.scalars(
        select(Host).where(Host.name.in_(names)).order_by(Host.id).with_for_update()
    ).all()
    if any(
        until is not None and until > now for each in hosts for until in (each.lease_until, each.paused_until)
    ):
        return []
    for host in hosts:
        host.lease_owner, host.lease_until = owner, now + LEASE
    return [host.id for host in hosts]


def twin_of(host: str) -> tuple[str, ...]:
    """The host with www. for one without, and the other way round."""
    return (host.removeprefix("www."),) if host.startswith("www.") else (f"www.{host}",)


def end_search(session: Session, ailing: Ailing, repair: Repair, now: datetime) -> dict[str, int]:
    """Write down what a search came to. Ids of the adopted channels by name.

    Nothing is adopted when the source was edited meanwhile: the search was for another definition.
    """
    source = session.get_one(Source, ailing.source_id)
    as_it_was = (source.repaired or source.definition) == ailing.text and source.state == "active"
    adopted = repair.adopted if as_it_was else ()
    ids = {each.channel.name: add_channel(session, source, each.channel, now).id for each in adopted}
    if adopted and repair.definition is not None:
        source.repaired = dump_definition(repair.definition)
    session.add(
        Event(
            at=now,
            actor="gleaner",
            via="crawl",
            object_type="source",
            object_id=source.id,
            action=TRIED,
            before={"broken": {each.name: each.trouble.why for each in ailing.case.broken}},
            after={"adopted": list(ids), "why_not": repair.why_not},
        )
    )
    return ids
