"""What webhooks are told of published issues: written down with the publication, sent by others later."""

import json
import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scraper.digest.interchange import to_json
from scraper.digest.issues import load_issue
from scraper.storage.desk_models import Dispatch
from scraper.storage.desk_models import Issue as IssueRow

#: The kinds of events, as receivers tell them apart.
PUBLISHED, CORRECTED = "issue.published", "issue.corrected"


def tell(session: Session, row: IssueRow, webhooks: Collection[str], now: datetime) -> None:
    """Put what webhooks are to be told of a published issue into the outbox, to be sent at once."""
    if not webhooks:
        return
    session.flush()
    body = json.dumps(event_of(session, row, now), ensure_ascii=False, separators=(",", ":"))
    for name in webhooks:
        session.add(
            Dispatch(
                key=f"msg_{uuid.uuid4().hex}",
                webhook=name,
                issue_id=row.id,
                body=body,
                made_at=now,
                next_at=now,
            )
        )


def event_of(session: Session, row: IssueRow, now: datetime) -> dict[str, Any]:
    """What is told: kind, time, and the issue with all that its JSON export has."""
    issue = load_issue(session, row.id)
    return {
        "type": PUBLISHED if row.corrects is None else CORRECTED,
        "timestamp": now.astimezone(UTC).isoformat(),
        "data": {
            "id": row.id,
            "number": issue.number,
            "version": row.edition,
            "corrects": row.corrects,
            "issue": to_json(issue),
        },
    }


def dispatches_of(session: Session, issue_id: int) -> list[Dispatch]:
    """What webhooks were, or are to be, told of an issue, by their names."""
    rows = select(Dispatch).where(Dispatch.issue_id == issue_id).order_by(Dispatch.webhook)
    return list(session.scalars(rows))


def given_up(session: Session, webhooks: Collection[str]) -> Sequence[Dispatch]:
    """What these webhooks were to be told and never took, oldest first."""
    wanted = Dispatch.webhook.in_(webhooks)
    rows = select(Dispatch).where(Dispatch.given_up_at.is_not(None), wanted).order_by(Dispatch.id)
    return session.scalars(rows).all()


def try_again(session: Session, webhooks: Collection[str], now: datetime) -> None:
    """Let what was given up of these webhooks be sent as if it were new."""
    session.execute(
        update(Dispatch)
        .where(Dispatch.given_up_at.is_not(None), Dispatch.webhook.in_(webhooks))
        .values(given_up_at=None, tries=0, next_at=now)
    )


def in_words(row: Dispatch) -> str:
    """How far it is, without its times: "told", "waits", "given up: it answered 500"."""
    state = "told" if row.sent_at else "given up" if row.given_up_at else "waits"
    return f"{state}: {row.problem}" if row.problem and not row.sent_at else state
