"""A new entry of an issue, filled in from a candidate as far as it can be."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.bases import definition_of
from scraper.digest.house import House
from scraper.digest.model import DigestEntry
from scraper.digest.prefill import Material, new_entry, publisher_of
from scraper.errors import NotFoundError
from scraper.outcomes import Kind, Nation
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Alias, Publication, Source

PDF = "application/pdf"
#: How a publication goes by the address of its file (`scraper/intake/files.py`).
_FILE = "file"


def draft_entry(session: Session, candidate_id: int, house: House) -> DigestEntry:
    """What can be filled in without the editor: her words are left open.

    Raises:
        NotFoundError: there is no such candidate.
    """
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFoundError(f"no candidate {candidate_id}: `gleaner queue list --status all` shows them")
    return replace(new_entry(material_of(session, candidate, house), house), candidate_id=candidate_id)


def material_of(session: Session, candidate: Candidate, house: House) -> Material:
    """What is known of a candidate's publication. Three statements."""
    publication = candidate.publication
    source = publication.source
    return Material(
        title=candidate.revision.title,
        url=publication.url,
        kind=Kind(publication.kind),
        text=candidate.revision.text,
        publisher=name_of(source, house),
        slug=source.slug,
        nations=tuple(Nation(nation) for nation in publication.nations),
        is_pdf=publication.media_type == PDF,
        file=session.scalar(
            select(Alias.url).where(Alias.publication_id == publication.id, Alias.how == _FILE).limit(1)
        ),
        beside=beside(session, publication),
    )


def name_of(source: Source, house: House) -> str:
    """A source as the house names it where an entry begins."""
    return publisher_of(definition_of(source), press=source.slug in house.press)


def beside(session: Session, publication: Publication) -> tuple[tuple[Kind, str, str], ...]:
    """The other publications of its story that its own source published, the oldest first."""
    if publication.story_id is None:
        return ()
    rows = session.execute(
        select(Publication.kind, Publication.title, Publication.url)
        .where(
            Publication.story_id == publication.story_id,
            Publication.source_id == publication.source_id,
            Publication.id != publication.id,
        )
        .order_by(Publication.id)
        .limit(20)
    )
    return tuple((Kind(row.kind), row.title, row.url) for row in rows)
