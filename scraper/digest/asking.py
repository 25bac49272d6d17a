"""When the links of an issue were asked, by whom, and what they served: kept beside the issue, not in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.checks import EntrySeen
from scraper.digest.exporting.naming import is_web_address
from scraper.digest.proof import LinkSeen
from scraper.errors import ActionRefusedError
from scraper.storage.acts import By
from scraper.storage.desk_models import LinkCheck, Proof

#: A proof that began longer ago has died: a process that asks is given five minutes.
LONGEST = timedelta(minutes=6)
#: What was asked longer ago may have changed.
FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asking:
    """How far asking the links of an issue is.

    Attributes:
        links: how many addresses the issue has, and how many of them were ever asked.
        asked: see `links`.
        running: whether it is under way now.
        actor, at: who began it last, and when; None when nobody has.
        problem: why it did not come to its end, "" when it did.
    """

    links: int
    asked: int
    running: bool = False
    actor: str = ""
    at: datetime | None = None
    problem: str = ""


def addresses_of(entries: Sequence[EntrySeen]) -> list[str]:
    """Every web address of an issue once, in order."""
    urls = (link.url for entry in entries for link in entry.text.links)
    return list(dict.fromkeys(url for url in urls if url and is_web_address(url)))


def begin_asking(session: Session, issue_id: int, by: By) -> None:
    """Note that the links are asked now.

    Raises:
        ActionRefusedError: the links of an issue are being asked already.
    """
    for row in session.scalars(select(Proof).with_for_update()):
        if is_running(row, by.at):
            raise ActionRefusedError("links are being asked already: it takes a few minutes")
    session.merge(Proof(issue_id=issue_id, actor=by.actor, begun_at=by.at, ended_at=None, problem=""))
    session.flush()


def end_asking(
    session: Session, issue_id: int, now: datetime, served: Mapping[str, LinkSeen], problem: str = ""
) -> None:
    """Keep what the addresses served, and why it went no further."""
    for url, seen in served.items():
        session.merge(LinkCheck(url=url, at=now, served=as_data(seen)))
    row = session.get(Proof, issue_id)
    if row is not None:
        row.ended_at, row.problem = now, problem
    session.flush()


def is_running(row: Proof, now: datetime) -> bool:
    """Whether a proof has neither ended nor died."""
    return row.ended_at is None and now - row.begun_at < LONGEST


def asking_of(session: Session, issue_id: int, links: int, asked: int, now: datetime) -> Asking:
    """How far asking the links of an issue is. One statement."""
    row = session.get(Proof, issue_id)
    if row is None:
        return Asking(links, asked)
    running = is_running(row, now)
    died = row.ended_at is None and not running
    problem = "it was cut off" if died else row.problem
    return Asking(links, asked, running, row.actor, row.ended_at or row.begun_at, problem)


def links_seen(session: Session, urls: Collection[str]) -> dict[str, tuple[LinkSeen, datetime]]:
    """What each address served when it was last asked, and when. One statement."""
    rows: Iterable[LinkCheck] = session.scalars(select(LinkCheck).where(LinkCheck.url.in_(urls)))
    return {row.url: (from_data(row.served), row.at) for row in rows}


def as_data(seen: LinkSeen) -> dict[str, Any]:
    """What an address served as plain data; `from_data` reads it back."""
    return {**asdict(seen), "published": seen.published.isoformat() if seen.published else None}


def from_data(data: Mapping[str, Any]) -> LinkSeen:
    """What an address served, from plain data."""
    published = data["published"]
    return LinkSeen(**{**data, "published": date.fromisoformat(published) if published else None})
