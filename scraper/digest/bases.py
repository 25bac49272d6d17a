"""What the entries of an issue were written from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.source_check import Basis
from scraper.storage.desk_models import Candidate, IssueEntry
from scraper.storage.models import Publication, Revision, Source


def bases_of(session: Session, issue_id: int) -> dict[int, Basis]:
    """The source of each entry of an issue that was made from a candidate, by the entry's id. One statement.

    It is the text that was decided on: a name that only another link of the entry has is told as not found.
    """
    rows = session.execute(
        select(IssueEntry.id, Revision.text, Revision.title, Source.name, Publication.authors)
        .join(Candidate, Candidate.id == IssueEntry.candidate_id)
        .join(Revision, Revision.id == Candidate.revision_id)
        .join(Publication, Publication.id == Candidate.publication_id)
        .join(Source, Source.id == Publication.source_id)
        .where(IssueEntry.issue_id == issue_id)
    )
    return {row.id: Basis(row.text, (row.title, row.name, *map(str, row.authors))) for row in rows}
