"""What the entries of an issue were written from: the text, its publication and its source."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.origins import Origin
from scraper.digest.source_check import Basis
from scraper.outcomes import Precision
from scraper.sources.definition import parse_definition
from scraper.storage.desk_models import Candidate, IssueEntry
from scraper.storage.models import Publication, Revision, Source


@dataclass(frozen=True, slots=True)
class Grounds:
    """The text that an entry was written from, and where it came from."""

    basis: Basis
    origin: Origin


def grounds_of(session: Session, issue_id: int) -> dict[int, Grounds]:
    """The source of each entry of an issue that was made from a candidate, by the entry's id. One statement.

    It is the text that was decided on: a name that only another link of the entry has is told as not found.
    """
    rows = session.execute(
        select(IssueEntry.id, Revision.text, Revision.title, Publication, Source)
        .join(Candidate, Candidate.id == IssueEntry.candidate_id)
        .join(Revision, Revision.id == Candidate.revision_id)
        .join(Publication, Publication.id == Candidate.publication_id)
        .join(Source, Source.id == Publication.source_id)
        .where(IssueEntry.issue_id == issue_id)
    )
    return {
        entry_id: Grounds(basis_of(text, title, publication, source), origin_of(publication, source))
        for entry_id, text, title, publication, source in rows
    }


def basis_of(text: str, title: str, publication: Publication, source: Source) -> Basis:
    """What a summary is held against."""
    return Basis(text, (title, source.name, *map(str, publication.authors)))


def origin_of(publication: Publication, source: Source) -> Origin:
    """What is known of a publication and its source beside the text."""
    definition = parse_definition(source.repaired or source.definition, f"{source.slug}.toml")
    exact = publication.published and publication.published_precision == Precision.DAY
    return Origin(
        slug=source.slug,
        name=definition.attribution,
        published=date.fromisoformat(publication.published) if publication.published and exact else None,
        partial=publication.partial,
        paywall=definition.paywall,
        licence=definition.licence,
    )
