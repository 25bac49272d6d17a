"""What became of a publication's text between a candidate's version of it and the one decided on before."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from scraper.identity.revision import Change, describe_change
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Revision


def change_of(session: Session, candidate_id: int) -> Change | None:
    """The sentences that came and went since the candidate before it, else since the version before its own.

    None for a first version. One statement.
    """
    earlier, own, before = aliased(Candidate), aliased(Revision), aliased(Revision)
    latest_before = (
        select(func.max(Revision.id))
        .where(Revision.publication_id == Candidate.publication_id, Revision.id < Candidate.revision_id)
        .scalar_subquery()
    )
    versions = session.execute(
        select(before.text, own.text)
        .select_from(Candidate)
        .outerjoin(earlier, earlier.id == Candidate.update_of)
        .join(own, own.id == Candidate.revision_id)
        .join(before, before.id == func.coalesce(earlier.revision_id, latest_before))
        .where(Candidate.id == candidate_id)
    ).first()
    return describe_change(*versions) if versions else None
