"""What was decided against is remembered by address and text, so that it never returns as new."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scraper.desk.transitions import BURIED
from scraper.storage.acts import CANDIDATE
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.identity_models import Tombstone
from scraper.storage.models import Alias, Revision

#: Shorter texts are the same by chance ("Sign in to read on").
LEAST_WORDS = 30
#: Candidates whose keys are asked for at once: SQLite takes 32,766 values in one statement.
BATCH = 1_000


def keep_away(session: Session, candidate_ids: Collection[int]) -> None:
    """Bring the tombstones of candidates in step with their statuses; they outlive the candidates' rows.

    Each names the act that buried it first, so that what is undone leaves no trace; a key that another
    buried candidate shares keeps its tombstone. As many statements for two hundred candidates as for one.
    """
    session.flush()
    ordered = sorted(candidate_ids)
    for start in range(0, len(ordered), BATCH):
        keep_batch_away(session, ordered[start : start + BATCH])


def keep_batch_away(session: Session, candidate_ids: Collection[int]) -> None:
    """The same for as many as one statement can name. Seven statements."""
    chosen = Candidate.id.in_(candidate_ids)
    address = (
        select(Candidate.id, Alias.key)
        .select_from(Candidate)
        .join(Alias, Alias.publication_id == Candidate.publication_id)
    )
    text = (
        select(Candidate.id, Revision.text_hash)
        .select_from(Candidate)
        .join(Revision, Revision.id == Candidate.revision_id)
        .where(Revision.words >= LEAST_WORDS)
    )
    urls = {key for _, key in session.execute(address.where(chosen))}
    texts = {key for _, key in session.execute(text.where(chosen))}
    buried = Candidate.status.in_(BURIED)
    by_url = session.execute(address.where(Alias.key.in_(urls), buried))
    by_text = session.execute(text.where(Revision.text_hash.in_(texts), buried))
    holders = [(f"url:{key}", number) for number, key in by_url]
    holders += [(f"text:{key}", number) for number, key in by_text]
    acts = burying_acts(session, {candidate_id for _, candidate_id in holders})
    rows: dict[str, Event] = {}
    for key, candidate_id in holders:
        act = acts.get(candidate_id)
        if act is not None and (key not in rows or act.id < rows[key].id):
            rows[key] = act
    keys = [*(f"url:{key}" for key in urls), *(f"text:{key}" for key in texts)]
    session.execute(delete(Tombstone).where(Tombstone.key.in_(keys)))
    session.add_all(
        Tombstone(key=key, reason=act.after["status"], at=act.at, event_id=act.id)
        for key, act in sorted(rows.items())
    )
    session.flush()


def burying_acts(session: Session, candidate_ids: Iterable[int]) -> dict[int, Event]:
    """For each candidate the act that buried it last and still stands."""
    rows = session.scalars(
        select(Event)
        .where(Event.object_type == CANDIDATE, Event.object_id.in_(list(candidate_ids)))
        .order_by(Event.id)
    ).all()
    undone: set[int | None] = set()
    for row in reversed(rows):  # an undoing that was undone itself takes nothing back
        if row.id not in undone:
            undone.add(row.undo_of)
    stand = (row for row in rows if row.undo_of is None and row.id not in undone)
    return {row.object_id: row for row in stand if row.after.get("status") in BURIED}
