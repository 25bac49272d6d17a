"""What happens to candidates without a person: a held one wakes on its day, an untouched one expires."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scraper.desk.decisions import Decided, write
from scraper.desk.transitions import TRANSITIONS, Action
from scraper.outcomes import Status
from scraper.storage.acts import CANDIDATE, By, decided, find_candidates
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database

#: Who acts when no person does.
RULE = "rule"
#: An undecided candidate that nobody touched for so long is not wanted.
EXPIRES_AFTER = timedelta(days=60)
#: Candidates that expire in one transaction; others wait for the next.
MOST_AT_ONCE = 1_000


def due(session: Session, now: datetime) -> list[int]:
    """The held candidates whose day has come: the queue shows them as new. One statement."""
    held = select(Candidate.id).where(Candidate.status == Status.HELD, Candidate.held_until <= now)
    return list(session.scalars(held.order_by(Candidate.id)))


def wake(session: Session, now: datetime) -> Decided:
    """Turn held candidates whose day has come back into new ones."""
    return by_rule(session, Action.WAKE, due(session, now), now)


def expire(session: Session, now: datetime) -> Decided:
    """Let go what nobody touched for sixty days. No decision: it says nothing of what is wanted."""
    before = now - EXPIRES_AFTER
    touched = exists().where(
        Event.object_type == CANDIDATE, Event.object_id == Candidate.id, Event.at > before
    )
    stale = select(Candidate.id).where(
        Candidate.status.in_(TRANSITIONS[Action.EXPIRE].allowed), Candidate.found_at <= before, ~touched
    )
    ids = session.scalars(stale.order_by(Candidate.id).limit(MOST_AT_ONCE)).all()
    return by_rule(session, Action.EXPIRE, ids, now)


def settle(database: Database, now: datetime) -> str:
    """Wake what is due and let go what is stale, as far as one transaction goes; what was done, in words."""
    with database.writing() as session:
        woken, expired = len(wake(session, now).applied), len(expire(session, now).applied)
    told = [f"{woken} held {_noun(woken)} back in the queue"] if woken else []
    if expired:
        told.append(f"{expired} {_noun(expired)} let go: untouched for {EXPIRES_AFTER.days} days")
    return "; ".join(told)


def _noun(count: int) -> str:
    return "candidate" if count == 1 else "candidates"


def by_rule(session: Session, action: Action, ids: Sequence[int], now: datetime) -> Decided:
    """The act of a rule on candidates; what somebody decided a moment ago is left alone."""
    transition = TRANSITIONS[action]
    found = find_candidates(session, ids, to_change=True)
    candidates = [each for each in found if each.status in transition.allowed]
    wanted = decided(transition.to)
    events = write(session, By(RULE, RULE, now), action, dict.fromkeys(candidates, wanted))
    session.flush()
    return Decided(min((each.id for each in events), default=None), tuple(candidates))
