"""The row of a host: both a channel and a page that waits may need it first. A mailbox has one as well."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.storage.models import Host

#: How the name of a row begins that stands for a mailbox: it is due, leased and visited as a host is.
MAILBOX = "mailbox:"


def mailbox_name(source: str, channel: str) -> str:
    """The name of the row that stands for the mailbox of a channel."""
    return f"{MAILBOX}{source}/{channel}"


def is_mailbox(name: str) -> bool:
    """Whether a row stands for a mailbox; no host's name holds a slash."""
    return name.startswith(MAILBOX) and "/" in name


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
