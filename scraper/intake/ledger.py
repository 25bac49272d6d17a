"""The ledger: what channels showed, written before anything of it is asked for. Nothing gets lost."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scraper.identity.urls import host_of, registrable_domain, url_key
from scraper.intake.statements import statement, supply_date
from scraper.items import ChannelPlan, ChannelRead, ChannelRules, DateFact, Entry
from scraper.outcomes import DropReason, Outcome, PageState, Precision, Strategy, Witness
from scraper.storage.desk_models import Event
from scraper.storage.hosts import due_host
from scraper.storage.models import Channel, Page, Poll, Sighting

#: Outcomes that prove the channel alive.
SOUND = frozenset({Outcome.NEW, Outcome.UNCHANGED})
#: Why a first poll passes an entry over without reading its page.
UNREAD_REASONS = frozenset({DropReason.PUBLISHED_EARLIER, DropReason.BASELINE})
#: Identical permanent redirects in a row before a channel's address is changed: one may be a mistake.
MOVES_BEFORE_ADOPTED = 3
#: Documents of one channel read in one poll beyond the first (next pages, sitemaps of an index).
MOST_DOCUMENTS = 50


@dataclass(frozen=True, slots=True)
class Written:
    """What the ledger made of a reading: its poll, how many entries were unknown, which pages wait."""

    poll_id: int
    outcome: Outcome
    detail: str
    fresh: int
    pending: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one channel, while it is written: a first poll admits nothing from before `earliest`."""

    session: Session
    channel: Channel
    plan: ChannelPlan
    now: datetime
    earliest: date


def write_reading(session: Session, read: ChannelRead, now: datetime, first_poll_days: int) -> Written:
    """Write a poll with all its entries, and the channel's memory, in the caller's one transaction."""
    channel = session.get_one(Channel, read.plan.channel_id)
    look = Look(session, channel, read.plan, now, now.date() - timedelta(days=first_poll_days))
    pages = [sight(look, entry) for entry in read.reading.entries]
    fresh = [page for page in pages if page is not None]
    outcome, detail = judge(session, read, len(fresh))
    poll = write_poll(session, read, outcome=outcome, detail=detail, fresh=len(fresh), now=now)
    moved = count_move(channel, read)
    if read.memory is not None:
        channel.memory = read.memory
    follow_move(look, moved)
    channel.last_polled_at = now
    if outcome in SOUND:
        channel.last_success_at = now
    if fresh:
        channel.last_new_at = now
    pending = tuple(page.id for page in fresh if page.state == PageState.PENDING)
    return Written(poll.id, Outcome(poll.outcome), poll.detail, len(fresh), pending)


def count_move(channel: Channel, read: ChannelRead) -> dict[str, Any] | None:
    """How often in a row the channel was found to have moved to one and the same address."""
    if read.moved_to is None or read.reading.outcome not in SOUND:
        return None
    earlier = channel.memory.get("moved") or {}
    times = earlier.get("times", 0) if earlier.get("to") == read.moved_to else 0
    return {"to": read.moved_to, "times": times + 1}


def follow_move(look: Look, moved: dict[str, Any] | None) -> None:
    """Adopt a new address after three identical permanent redirects, on the source's own hosts only."""
    channel = look.channel
    kept = {name: value for name, value in channel.memory.items() if name != "moved"}
    if moved is None:
        channel.memory = kept
        return
    channel.memory = kept | {"moved": moved}
    if moved["times"] < MOVES_BEFORE_ADOPTED or not is_own_host(host_of(moved["to"]), look.plan.rules):
        return
    look.session.add(
        Event(
            at=look.now,
            actor="gleaner",
            via="crawl",
            object_type="channel",
            object_id=channel.id,
            action="moved",
            before={"url": channel.url},
            after={"url": moved["to"]},
        )
    )
    channel.url, channel.memory = moved["to"], kept
    channel.host_id = due_host(look.session, host_of(moved["to"]), look.now).id


def judge(session: Session, read: ChannelRead, fresh: int) -> tuple[Outcome, str]:
    """The poll's outcome: an empty channel that used to show entries is suspect, never "nothing new"."""
    reading = read.reading
    if reading.outcome is Outcome.NEW and not fresh:
        return Outcome.UNCHANGED, reading.detail
    if reading.outcome is Outcome.EMPTY and read.depth > 0:
        return Outcome.UNCHANGED, ""  # a last page, or a sitemap of something else
    if reading.outcome is Outcome.EMPTY:
        showed = session.scalar(select(exists().where(Sighting.channel_id == read.plan.channel_id)))
        if showed:
            return Outcome.SUSPECT, "shows no entries, though it did before"
    return reading.outcome, reading.detail


def write_poll(
    session: Session, read: ChannelRead, *, outcome: Outcome, detail: str, fresh: int, now: datetime
) -> Poll:
    """One row a poll: a further document of the same poll adds to it and never hides an earlier trouble."""
    if read.poll_id is None:
        poll = Poll(
            channel_id=read.plan.channel_id,
            started_at=read.started_at,
            outcome=outcome,
            detail=detail,
            status=read.status,
            entries=0,
            fresh=0,
            requests=0,
            size=0,
        )
        session.add(poll)
    else:
        poll = session.get_one(Poll, read.poll_id)
        if outcome is not Outcome.UNCHANGED and poll.outcome in SOUND:
            poll.outcome, poll.detail = outcome, detail
    poll.ended_at = now
    poll.entries += len(read.reading.entries)
    poll.fresh += fresh
    poll.requests += 1
    poll.size += read.size
    session.flush()
    return poll


def sight(look: Look, entry: Entry) -> Page | None:
    """Record that the channel shows this entry. Its page when it was not in the ledger before."""
    key = page_key(entry, look.plan.source)
    known = look.session.scalar(select(Page).where(Page.key == key))
    page = known or new_page(look, entry, key)
    if known is not None and needs_first_text(look.plan, entry, known):
        known.state, known.reason = PageState.PENDING, None
        known.host_id = due_host(look.session, host_of(known.url), look.now).id
        known = None
    sighting = look.session.scalar(
        select(Sighting).where(Sighting.channel_id == look.channel.id, Sighting.page_id == page.id)
    )
    if sighting is None:
        sighting = Sighting(
            channel_id=look.channel.id,
            page_id=page.id,
            guid=entry.guid,
            url=entry.url,
            title=entry.title,
            statement=statement(entry),
            first_seen_at=look.now,
        )
        look.session.add(sighting)
    sighting.last_seen_at = look.now
    look.session.flush()
    supply_date(look.session, page, entry.published)
    return page if known is None else None


def page_key(entry: Entry, source: str) -> str:
    """What an entry is known by: its canonical URL and content version, else its id or title."""
    key = url_key(entry.url) if entry.url else None
    if key is None:
        named = "\n".join((entry.url or "", entry.guid or "", entry.title or "", entry.summary or ""))
        return f"entry:{source}:{hashlib.sha256(named.encode('utf-8', 'replace')).hexdigest()}"
    return f"{key}#version={entry.version}" if entry.version else key


def new_page(look: Look, entry: Entry, key: str) -> Page:
    """The row of a page never seen before, pending or dropped with its reason."""
    reason = refusal(entry, look.plan, look.earliest)
    page = Page(
        key=key,
        url=entry.url or "",
        source_id=look.channel.source_id,
        state=PageState.DROPPED if reason else PageState.PENDING,
        baseline=look.plan.first_poll,
        reason=reason,
        first_seen_at=look.now,
        attempts=0,
    )
    if reason is None and entry.url:
        page.host_id = due_host(look.session, host_of(entry.url), look.now).id
    look.session.add(page)
    look.session.flush()
    return page


def refusal(entry: Entry, plan: ChannelPlan, earliest: date) -> DropReason | None:
    """Why an entry's page is not fetched at all; None when it is."""
    if not entry.url:
        return DropReason.NO_LINK
    if url_key(entry.url) is None:
        return DropReason.BAD_LINK
    if not is_own_host(host_of(entry.url), plan.rules):
        return DropReason.OTHER_SITE
    if any(pattern.search(entry.url) for pattern in plan.rules.not_publications):
        return DropReason.NOT_A_PUBLICATION
    if plan.first_poll:
        return baseline_refusal(entry, plan, earliest)
    return None


def needs_first_text(plan: ChannelPlan, entry: Entry, page: Page) -> bool:
    """Whether a page that is watched itself was passed over unread: a change needs a first text."""
    unread = page.state == PageState.DROPPED and page.publication_id is None
    return unread and page.reason in UNREAD_REASONS and is_watched_itself(plan, entry)


def is_watched_itself(plan: ChannelPlan, entry: Entry) -> bool:
    """Whether an entry is the very page that the channel watches."""
    return (
        plan.strategy is Strategy.PAGE and entry.url is not None and url_key(entry.url) == url_key(plan.url)
    )


def baseline_refusal(entry: Entry, plan: ChannelPlan, earliest: date) -> DropReason | None:
    """What the first poll only records: the old, and what a sitemap lists without saying when."""
    if is_watched_itself(plan, entry):
        return None
    if is_before(entry.published, earliest) or is_before(entry.updated, earliest):
        return DropReason.PUBLISHED_EARLIER
    if plan.strategy is Strategy.SITEMAP and not (entry.published or entry.updated):
        return DropReason.BASELINE
    return None


def is_before(fact: DateFact | None, earliest: date) -> bool:
    """Whether even the last day of the stated period lies before `earliest`."""
    if fact is None or fact.precision is Precision.NONE or fact.witness is Witness.GUESS:
        return False
    days = {Precision.DAY: 0, Precision.MONTH: 30, Precision.YEAR: 365}[fact.precision]
    return fact.value + timedelta(days=days) < earliest


def is_own_host(host: str, rules: ChannelRules) -> bool:
    """Whether a host belongs to the source: named in its definition or of the same registrable domain."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if not rules.hosts or name in rules.hosts:
        return True
    return registrable_domain(name) in {registrable_domain(own) for own in rules.hosts}


def pending_here(session: Session, page_ids: Sequence[int], host_id: int) -> list[int]:
    """Which of these pages this visit can fetch itself; the others wait for their own host's visit."""
    return list(
        session.scalars(
            select(Page.id).where(Page.id.in_(page_ids), Page.host_id == host_id).order_by(Page.id)
        )
    )
