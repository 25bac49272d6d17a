"""What an editor decided against is remembered by address and text, so that it never returns as new."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.identity_models import Tombstone
from scraper.storage.models import Alias

#: Statuses in which a candidate stays away for good.
BURIED = frozenset({Status.EXCLUDED, Status.EXPIRED})
#: Shorter texts are the same by chance ("Sign in to read on").
LEAST_WORDS = 30


def keep_away(session: Session, candidate: Candidate, now: datetime) -> None:
    """Bring the tombstones of a candidate in step with its status; they outlive its rows.

    What an editor takes back is taken back here too: a reopened candidate has none.
    """
    keys = keys_of(session, candidate)
    session.execute(delete(Tombstone).where(Tombstone.key.in_(keys)))
    if candidate.status in BURIED:
        session.add_all(Tombstone(key=key, reason=candidate.status, at=now) for key in keys)
    session.flush()


def keys_of(session: Session, candidate: Candidate) -> list[str]:
    """Every address of the publication and the text that was decided on."""
    aliases = session.scalars(select(Alias.key).where(Alias.publication_id == candidate.publication_id))
    keys = [f"url:{key}" for key in sorted(aliases)]
    if candidate.revision.words >= LEAST_WORDS:
        keys.append(f"text:{candidate.revision.text_hash}")
    return keys
