"""What an editor decided against is remembered by address and text, so that it never returns as new."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.identity_models import Tombstone
from scraper.storage.models import Alias, Revision

#: Statuses in which a candidate stays away for good.
BURIED = frozenset({Status.EXCLUDED, Status.EXPIRED})
#: Shorter texts are the same by chance ("Sign in to read on").
LEAST_WORDS = 30


def keep_away(session: Session, candidates: Sequence[Candidate], now: datetime) -> None:
    """Bring the tombstones of candidates in step with their status; they outlive the candidates' rows.

    What an editor takes back is taken back here too: a reopened candidate has none. As many statements for
    two hundred candidates as for one.
    """
    session.flush()
    keys = keys_of(session, [each.id for each in candidates])
    session.execute(delete(Tombstone).where(Tombstone.key.in_(set().union(*keys.values()))))
    reasons = {
        key: candidate.status
        for candidate in candidates
        if candidate.status in BURIED
        for key in keys[candidate.id]
    }
    session.add_all(Tombstone(key=key, reason=reason, at=now) for key, reason in sorted(reasons.items()))
    session.flush()


def keys_of(session: Session, candidate_ids: Sequence[int]) -> dict[int, set[str]]:
    """For each candidate, every address of its publication and the text that was decided on."""
    chosen = Candidate.id.in_(candidate_ids)
    keys: dict[int, set[str]] = {each: set() for each in candidate_ids}
    addresses = select(Candidate.id, Alias.key).join(Alias, Alias.publication_id == Candidate.publication_id)
    for candidate_id, key in session.execute(addresses.where(chosen)):
        keys[candidate_id].add(f"url:{key}")
    texts = select(Candidate.id, Revision.text_hash).join(Revision, Revision.id == Candidate.revision_id)
    for candidate_id, text_hash in session.execute(texts.where(chosen, Revision.words >= LEAST_WORDS)):
        keys[candidate_id].add(f"text:{text_hash}")
    return keys
