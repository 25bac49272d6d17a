"""Sending what waits in the outbox: signed, tried again with longer and longer pauses, then given up.

The scheme is Standard Webhooks 1.0 (standardwebhooks.com), which receivers have libraries for.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from scraper.config import Settings
from scraper.crawl.pauses import pause_until
from scraper.crawl.posting import Posted, permits_of, post
from scraper.polling.visits import CLOCK_SLACK, LONGEST_PAUSE
from scraper.storage.desk_models import Dispatch
from scraper.storage.engine import Database

#: Between two tries. After the last one it is given up: two days are a weekend with a broken server.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
#: By it a receiver says that it wants no more (Standard Webhooks 1.0, "Delivery success and failure").
GONE = 410


@dataclass(frozen=True, slots=True)
class Try:
    """One try: taken when `problem` is ""; `over` when there will be no other."""

    webhook: str
    issue: int
    problem: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is to be sent now, how often it was tried with this time, and when it would be tried again."""

    id: int
    key: str
    issue: int
    body: str
    tries: int


def send_waiting(
    database: Database,
    settings: Settings,
    clock: Callable[[], datetime],
    stopped: Callable[[], bool] = lambda: False,
) -> list[Try]:
    """Try once to send all that is due to webhooks whose secret is known. What was tried, one by one.

    No transaction is open while it is sent. A process that dies between the answer and its note makes a
    receiver get it twice, under the same key.

    Args:
        clock: the present, aware.
        stopped: asked before each; True leaves the rest for later.
    """
    done: list[Try] = []
    for name, webhook in settings.webhooks.items():
        while webhook.secret and not stopped():
            claimed = claim(database, name, clock())
            if claimed is None:
                break
            done.append(send(database, settings, name, claimed, clock))
    return done


def claim(database: Database, name: str, now: datetime) -> Claimed | None:
    """Take what is due, so that no other process sends it too; None when nothing is.

    It falls due again by itself, should this process die over it.
    """
    # A clock that was set back must not make it wait for ever.
    due = or_(Dispatch.next_at <= now, Dispatch.next_at > now + LONGEST_PAUSE + CLOCK_SLACK)
    with database.reading() as session:
        row = session.scalar(
            select(Dispatch).where(Dispatch.webhook == name, due).order_by(Dispatch.id).limit(1)
        )
    if row is None:
        return None
    with database.writing() as session:
        taken = session.execute(
            update(Dispatch)
            .where(Dispatch.id == row.id, Dispatch.tries == row.tries, Dispatch.next_at == row.next_at)
            .values(tries=Dispatch.tries + 1, tried_at=now, next_at=now + wait_after(row.tries + 1))
            .returning(Dispatch.id)
            .execution_options(synchronize_session=False)
        )
        won = taken.scalar() is not None
    return Claimed(row.id, row.key, row.issue_id, row.body, row.tries + 1) if won else None


def wait_after(tries: int) -> timedelta:
    """The pause after so many tries."""
    return WAITS[min(tries, len(WAITS)) - 1]


def send(
    database: Database,
    settings: Settings,
    name: str,
    claimed: Claimed,
    clock: Callable[[], datetime],
) -> Try:
    """Send what was claimed, and note what came of it."""
    webhook = settings.webhooks[name]
    if claimed.tries > len(WAITS) + 1:  # a process died over the last try
        verdict: dict[str, Any] = {"given_up_at": clock(), "next_at": None}
        problem = "nobody knows whether the last try arrived"
    else:
        body = claimed.body.encode()
        headers = {"User-Agent": settings.user_agent, **signed(webhook.secret, claimed.key, body, clock())}
        permits = permits_of(webhook.url, allow_private=settings.allow_private_networks)
        posted = post(webhook.url, body, headers, permits)
        problem = problem_of(posted)
        verdict = judged(posted, problem, claimed.tries, clock())
    with database.writing() as session:
        session.execute(
            update(Dispatch)
            .where(Dispatch.id == claimed.id, Dispatch.sent_at.is_(None))
            .values(problem=problem, **verdict)
        )
    return Try(name, claimed.issue, problem, over="given_up_at" in verdict)


def signed(secret: bytes, key: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """The headers of a message: its key, its time in seconds from 1970, and the HMAC-SHA256 of all three."""
    seconds = str(int(now.timestamp()))
    digest = hmac.digest(secret, b".".join((key.encode(), seconds.encode(), body)), hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def problem_of(posted: Posted) -> str:
    """Why it was not taken, in words; "" when it was. Words of the receiver are never shown."""
    if posted.problem or 200 <= posted.status < 300:
        return posted.problem
    if 300 <= posted.status < 400:
        return f"it redirects ({posted.status}), which is not followed: put its new address into the settings"
    return "it wants no more (410)" if posted.status == GONE else f"it answered {posted.status}"


def judged(posted: Posted, problem: str, tries: int, now: datetime) -> dict[str, Any]:
    """What is noted after a try: that it was taken, given up, or when it is tried again."""
    if not problem:
        return {"sent_at": now, "next_at": None}
    if posted.status == GONE or tries > len(WAITS):
        return {"given_up_at": now, "next_at": None}
    asked = pause_until(posted.retry_after, now, posted.date) if posted.retry_after else now
    return {"next_at": max(now + wait_after(tries), asked)}
