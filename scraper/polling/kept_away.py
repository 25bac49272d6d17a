"""Whom could a run not ask, because the site had asked for a pause? Never passed over in silence."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.polling.visits import CLOCK_SLACK, LONGEST_PAUSE, Wanted, channel_is_wanted
from scraper.storage.models import Channel, Host, Source


def kept_away(session: Session, wanted: Wanted, now: datetime) -> dict[str, datetime]:
    """Sources with channels that a run still has to poll and may not yet: until when, by slug."""
    rows = session.execute(
        select(Channel.source_id, func.max(Host.paused_until).label("until"))
        .join(Host, Host.id == Channel.host_id)
        .where(
            channel_is_wanted(wanted, now),
            Host.paused_until > now,
            Host.paused_until <= now + LONGEST_PAUSE + CLOCK_SLACK,
        )
        .group_by(Channel.source_id)
    )
    return {session.get_one(Source, row.source_id).slug: row.until for row in rows}
