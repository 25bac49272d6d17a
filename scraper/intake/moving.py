"""A channel that took a broken one's place: what it shows again, and how far back its first poll admits."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.urls import url_key
from scraper.outcomes import PageState, Verdict
from scraper.storage.desk_models import Event
from scraper.storage.models import Alias, Channel, Evidence, Page

#: The act that put a channel in a broken one's place; its event says since when something may be missing.
REPLACED = "replaced"
#: Publications are often dated some days before they are shown.
MARGIN = timedelta(days=7)


def earliest_admitted(session: Session, channel_ids: Collection[int], usual: date) -> date:
    """From which day on a first poll of these channels admits publications.

    `usual` for a source's own channels; for one that took a broken channel's place at least since that one
    last showed anything new, so that nothing is lost between the break and the repair.
    """
    sources = select(Channel.source_id).where(Channel.id.in_(channel_ids))
    events = session.scalars(
        select(Event).where(
            Event.object_type == "channel",
            Event.action == REPLACED,
            Event.object_id.in_(select(Channel.id).where(Channel.source_id.in_(sources))),
        )
    )
    since = [
        date.fromisoformat(event.after["since"]) - MARGIN
        for event in events
        if event.after.get("channel_id") in channel_ids and event.after.get("since")
    ]
    return min([usual, *since])


def note_replaced(
    session: Session, channel_id: int, before: dict[str, Any], after: dict[str, Any], now: datetime
) -> None:
    """Append to a channel's history that another stands in its place.

    `after` holds the other's "channel_id", and "since" when its predecessor showed nothing more, as an ISO
    date, None when it never showed anything.
    """
    session.add(
        Event(
            at=now,
            actor="gleaner",
            via="crawl",
            object_type="channel",
            object_id=channel_id,
            action=REPLACED,
            before=before,
            after=after,
        )
    )


def note_move(session: Session, url: str, page_id: int, *, sure: bool, now: datetime, words: str) -> None:
    """Give a known page's publication the address under which it was found again.

    When it is sure to be the same, the new address is not fetched; otherwise what stands there is compared
    with the text that is kept. A page that was passed over is passed over under its new address too.
    """
    key, known = url_key(url), session.get_one(Page, page_id)
    if key is None or session.scalar(select(Page.id).where(Page.key == key)) is not None:
        return
    if known.publication_id is not None and session.get(Alias, key) is None:
        session.add(Alias(key=key, publication_id=known.publication_id, url=url, how="moved"))
    if not sure or known.state == PageState.PENDING:
        return
    moved = Page(
        key=key,
        url=url,
        source_id=known.source_id,
        state=known.state,
        reason=known.reason,
        verdict=Verdict.UNCHANGED if known.publication_id is not None else None,
        detail=f"was at {known.url} before the site moved",
        first_seen_at=now,
        publication_id=known.publication_id,
    )
    session.add(moved)
    session.flush()
    if known.publication_id is not None:
        session.add(
            Evidence(
                publication_id=known.publication_id,
                page_id=moved.id,
                relation=Verdict.UNCHANGED,
                words=f"moved from {known.url}: {words}",
                at=now,
            )
        )
