"""What the entries of an issue were written from: the text, its publication and its source."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.origins import Origin
from scraper.digest.source_check import Basis
from scraper.outcomes import Precision
from scraper.sources.definition import SourceDefinition, parse_definition
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
        entry_id: grounds(text, title, publication, source)
        for entry_id, text, title, publication, source in rows
    }


def grounds(text: str, title: str, publication: Publication, source: Source) -> Grounds:
    """What an entry is held against: the text, and what is known of publication and source beside it."""
    definition = definition_of(source)
    return Grounds(_basis(text, title, publication, definition), origin_of(publication, definition))


def basis_of(text: str, title: str, publication: Publication, source: Source) -> Basis:
    """What a summary is held against: the text, and by which names its publisher goes."""
    return _basis(text, title, publication, definition_of(source))


def definition_of(source: Source) -> SourceDefinition:
    """What a source is, as it stands now."""
    return parse_definition(source.repaired or source.definition, f"{source.slug}.toml")


def _basis(text: str, title: str, publication: Publication, definition: SourceDefinition) -> Basis:
    names = (definition.attribution, definition.name, *definition.names)
    return Basis(text, (title, *names, *map(str, publication.authors)))


def origin_of(publication: Publication, definition: SourceDefinition) -> Origin:
    """What a publication and the definition of its source say beside the text."""
    exact = publication.published and publication.published_precision == Precision.DAY
    return Origin(
        slug=definition.slug,
        name=definition.attribution,
        published=date.fromisoformat(publication.published) if publication.published and exact else None,
        partial=publication.partial,
        paywall=definition.paywall,
        licence=definition.licence,
    )
