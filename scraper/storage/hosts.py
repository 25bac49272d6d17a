"""The row of a host: both a channel and a page that waits may need it first."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.storage.models import Host


def due_host(session: Session, name: str, now: datetime) -> Host:
    """The row of host `name`, made when it is new, and due by `now` at the latest."""
    host = session.scalar(select(Host).where(Host.name == name))
    if host is None:
        host = Host(name=name)
        session.add(host)
    if host.next_at is None or host.next_at > now:
        host.next_at = now
    session.flush()
    return host
