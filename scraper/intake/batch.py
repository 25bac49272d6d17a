"""A poll seen as a whole: addresses that moved are put down to known pages, floods are asked about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.batch import FLOOD, Batch, Known, Match, Shown, judge, may_have_moved
from scraper.intake.moving import note_move
from scraper.items import DateFact, Entry
from scraper.outcomes import PageState, Precision
from scraper.storage.desk_models import Event
from scraper.storage.models import Channel, Page, Poll, Sighting

#: The act of a channel's history that says its site moved.
MIGRATED = "migrated"
#: Pages of a channel that a moved site's entries are compared with, the latest.
MOST_KNOWN = 3_000
#: Polls with new entries from which the usual number is taken.
USUAL_POLLS = 20
#: Addresses named as examples in a channel's history.
EXAMPLES = 3


def regard(
    session: Session,
    channel: Channel,
    keyed: Mapping[str, Entry],
    unknown: Mapping[str, Entry],
    *,
    first: bool,
) -> Batch:
    """What the unknown entries of a poll come to, by key; no statement while there are but a few.

    Args:
        session: of the caller's one transaction.
        channel: that was polled.
        keyed: the document's entries.
        unknown: those of them that may be publications and whose keys the ledger does not know.
        first: whether the channel was never read before.
    """
    # A further version of a page stands where the page stood: only its key is unknown.
    versions = tuple(key for key, entry in unknown.items() if entry.version is not None)
    entries = [as_shown(key, entry) for key, entry in unknown.items() if entry.version is None]
    if first or not may_have_moved(len(entries), len(keyed)):
        return Batch(fresh=tuple(unknown))
    known = [each for each in known_of(session, channel) if each.shown.key not in keyed]
    usual = usual_fresh(session, channel.id) if len(entries) > FLOOD else 0
    batch = judge(entries, len(keyed), known, usual, first_poll=first)
    return replace(batch, fresh=(*versions, *batch.fresh))


def as_shown(key: str, entry: Entry) -> Shown:
    """An entry as identity sees it."""
    return Shown(key, entry.url or "", entry.title or "", entry.guid, day_of(entry.published))


def day_of(fact: DateFact | None) -> date | None:
    """The day a fact states exactly."""
    if fact is None or fact.precision is not Precision.DAY:
        return None
    return fact.value


def known_of(session: Session, channel: Channel) -> list[Known]:
    """The latest pages that this channel showed, as it showed them."""
    rows = session.execute(
        select(Page.id, Page.key, Page.url, Sighting.title, Sighting.guid, Sighting.statement)
        .join(Sighting, Sighting.page_id == Page.id)
        .where(Sighting.channel_id == channel.id, Page.state.in_((PageState.STORED, PageState.DROPPED)))
        .order_by(Page.id.desc())
        .limit(MOST_KNOWN)
    )
    return [
        Known(
            row.id,
            Shown(
                row.key,
                row.url,
                row.title or "",
                row.guid,
                day_of(DateFact.from_json(row.statement.get("published"))),
            ),
        )
        for row in rows
    ]


def usual_fresh(session: Session, channel_id: int) -> int:
    """New entries of a usual poll that has any: the median of the latest, its first poll left out."""
    first = select(Poll.id).where(Poll.channel_id == channel_id).order_by(Poll.id).limit(1).scalar_subquery()
    counts = session.scalars(
        select(Poll.fresh)
        .where(Poll.channel_id == channel_id, Poll.fresh > 0, Poll.id != first)
        .order_by(Poll.id.desc())
        .limit(USUAL_POLLS)
    ).all()
    return round(median(counts)) if counts else 0


def put_down(
    session: Session, channel: Channel, unknown: Mapping[str, Entry], batch: Batch, now: datetime
) -> None:
    """Give known pages the addresses they moved to, and the channel's history one line about it."""
    if not batch.moved:
        return
    for match in batch.moved:
        words = f"{match.why}, when {len(batch.moved)} addresses of the site changed at once"
        note_move(session, unknown[match.key].url or "", match.page_id, sure=True, now=now, words=words)
    session.add(history(channel, unknown, batch.moved, session, now))
    session.flush()


def history(
    channel: Channel, unknown: Mapping[str, Entry], moved: tuple[Match, ...], session: Session, now: datetime
) -> Event:
    """The one line about a move."""
    examples = moved[:EXAMPLES]
    before = [session.get_one(Page, each.page_id).url for each in examples]
    return Event(
        at=now,
        actor="gleaner",
        via="crawl",
        object_type="channel",
        object_id=channel.id,
        action=MIGRATED,
        before={"examples": before},
        after={
            "examples": [unknown[each.key].url for each in examples],
            "moved": len(moved),
            "of": len(unknown),
        },
    )
