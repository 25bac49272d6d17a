"""The ledger: what channels showed, written before anything of it is asked for. Nothing gets lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scraper.discovery.listing import RELEARNED
from scraper.identity.urls import host_of
from scraper.intake import further
from scraper.intake.further import Further
from scraper.intake.moving import earliest_admitted
from scraper.intake.sightings import Look, Sighted, is_own_host, sight
from scraper.outcomes import USUAL_FAULTS, Outcome, PageState, Strategy
from scraper.plans import ChannelRead
from scraper.storage.desk_models import Event
from scraper.storage.hosts import due_host
from scraper.storage.models import Channel, Page, Poll, Sighting

#: Outcomes that prove the channel alive.
SOUND = frozenset({Outcome.NEW, Outcome.UNCHANGED})
#: Identical permanent redirects in a row before a channel's address is changed: one may be a mistake.
MOVES_BEFORE_ADOPTED = 3
#: Channels that show the same entries again beside new ones.
OVERLAPPING = frozenset({Strategy.FEED, Strategy.LISTING, Strategy.API})
#: So many entries tell what a list is; and hosts that are named of them.
LEAST_FOREIGN = 3
MOST_NAMED = 3
NO_OVERLAP = "none of the entries was shown before: there may be a gap"


@dataclass(frozen=True, slots=True)
class Written:
    """What the ledger made of a reading: its poll, how many entries were unknown, what waits to be fetched.

    `decisive` tells the first document of a poll, and a further one that changed the poll's outcome or closed
    its gap, from those that only add to it. `further` are the channel's documents to ask for now.
    """

    poll_id: int
    outcome: Outcome
    detail: str
    fresh: int
    pending: tuple[int, ...]
    decisive: bool = True
    further: tuple[Further, ...] = ()


def write_reading(session: Session, read: ChannelRead, now: datetime, first_poll_days: int) -> Written:
    """Write a poll with all its entries, and the channel's memory, in the caller's one transaction."""
    channel = session.get_one(Channel, read.plan.channel_id)
    earliest = now.date() - timedelta(days=first_poll_days)
    if read.plan.first_poll:
        earliest = earliest_admitted(session, [channel.id], earliest)
    look = Look(session, channel, read.plan, now, earliest)
    showed = session.scalar(select(exists().where(Sighting.channel_id == channel.id)))
    sighted = sight(look, read.reading.entries)
    fresh = sighted.fresh
    outcome, detail = judge(read, sighted, showed=bool(showed))
    if outcome not in SOUND:  # the same bytes are no sound answer the next time either
        read = replace(read, memory=None)
    poll, decisive = write_poll(session, read, outcome=outcome, detail=detail, fresh=len(fresh), now=now)
    closed = note_overlap(poll, read, sighted, showed=bool(showed))
    documents = write_memory(look, read, sighted, poll.requests)
    channel.last_polled_at = now
    if outcome in SOUND:
        channel.last_success_at = now
    if fresh:
        channel.last_new_at = now
    pending = tuple(page.id for page in fresh if page.state == PageState.PENDING)
    return Written(
        poll.id, Outcome(poll.outcome), poll.detail, len(fresh), pending, decisive or closed, documents
    )


def write_memory(look: Look, read: ChannelRead, sighted: Sighted, requests: int) -> tuple[Further, ...]:
    """Keep what the channel remembers from now on; its documents to ask for next."""
    channel = look.channel
    rest = further.without(further.waiting(channel.memory), read)
    worth_reading = sighted.unread or (not read.reading.entries and read.reading.outcome is Outcome.NEW)
    asked, waiting = further.plan(read, rest, further.named(read, rest) if worth_reading else (), requests)
    if read.depth > 0:
        channel.memory = further.keep(channel.memory, waiting)
        return asked
    moved = count_move(channel, read)
    if read.memory is not None:
        channel.memory = read.memory
    tell_relearned(look, read)
    follow_move(look, moved)
    channel.memory = further.keep(channel.memory, waiting)
    return asked


def tell_relearned(look: Look, read: ChannelRead) -> None:
    """Append to the channel's history that its publications are found at addresses of another kind."""
    relearned = read.reading.memory.get(RELEARNED)
    if not relearned:
        return
    look.session.add(
        Event(
            at=look.now,
            actor="gleaner",
            via="crawl",
            object_type="channel",
            object_id=look.channel.id,
            action="relearned",
            before={"folders": relearned["before"]},
            after={"folders": relearned["after"]},
        )
    )


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


def judge(read: ChannelRead, sighted: Sighted, *, showed: bool) -> tuple[Outcome, str]:
    """The poll's outcome: an empty channel that used to show entries is suspect, never "nothing new".

    Args:
        read: the document.
        sighted: what its entries came to.
        showed: whether the channel showed entries before this document.
    """
    reading = read.reading
    if hosts := foreign_hosts(read):
        return Outcome.SUSPECT, f"all {len(reading.entries)} entries lead to another site: {', '.join(hosts)}"
    if reading.outcome is Outcome.NEW and not sighted.fresh:
        return Outcome.UNCHANGED, reading.detail
    if reading.outcome is Outcome.EMPTY and read.depth > 0:
        return Outcome.UNCHANGED, ""  # a last page, or a sitemap of something else
    if reading.outcome is Outcome.EMPTY and showed:
        return Outcome.SUSPECT, "shows no entries, though it did before"
    return reading.outcome, reading.detail


def foreign_hosts(read: ChannelRead) -> tuple[str, ...]:
    """Other sites' hosts, when a list leads to nothing else: it was given away, or its source moved.

    A newsletter may well name others only, a sitemap's reader leaves them out.
    """
    urls = [entry.url for entry in read.reading.entries]
    if read.plan.strategy not in OVERLAPPING or read.depth > 0 or len(urls) < LEAST_FOREIGN:
        return ()
    hosts = {host_of(url) for url in urls if url}
    if None in urls or any(is_own_host(host, read.plan.rules) for host in hosts):
        return ()
    return tuple(sorted(hosts))[:MOST_NAMED]


def lost_overlap(strategy: Strategy, *, fresh: int, known: int, showed: bool) -> bool:
    """Whether a list shows new entries and nothing of what its channel showed before: some may be missing."""
    return strategy in OVERLAPPING and showed and fresh > 0 and known == 0


def note_overlap(poll: Poll, read: ChannelRead, sighted: Sighted, *, showed: bool) -> bool:
    """Keep what a document shares with earlier ones; whether a next page that shares some closed a gap."""
    poll.known = (poll.known or 0) + sighted.known
    fresh = len(sighted.fresh)
    lost = lost_overlap(read.plan.strategy, fresh=fresh, known=sighted.known, showed=showed)
    if read.depth == 0 and lost:
        poll.gap = True
        poll.detail = "; ".join(filter(None, (poll.detail, NO_OVERLAP)))
    elif read.depth > 0 and poll.gap and sighted.known:
        poll.gap = False
        poll.detail = poll.detail.removesuffix(NO_OVERLAP).removesuffix("; ")
        return True
    return False


def write_poll(
    session: Session, read: ChannelRead, *, outcome: Outcome, detail: str, fresh: int, now: datetime
) -> tuple[Poll, bool]:
    """One row a poll: a further document of the same poll adds to it and never hides an earlier trouble.

    Returns:
        The row, and whether this document decided its outcome.
    """
    decisive = True
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
        decisive = outcome is not Outcome.UNCHANGED and poll.outcome in SOUND and outcome != poll.outcome
        if decisive:
            poll.outcome, poll.detail = outcome, detail
    if poll.outcome in SOUND:
        poll.fault = None
    elif decisive:
        poll.fault = read.reading.fault or USUAL_FAULTS[outcome]
    poll.ended_at = now
    poll.entries += len(read.reading.entries)
    poll.fresh += fresh
    poll.requests += 1
    poll.size += read.size
    session.flush()
    return poll, decisive


def pending_here(session: Session, page_ids: Sequence[int], host_id: int) -> list[int]:
    """Which of these pages this visit can fetch itself; the others wait for their own host's visit."""
    return list(
        session.scalars(
            select(Page.id).where(Page.id.in_(page_ids), Page.host_id == host_id).order_by(Page.id)
        )
    )
