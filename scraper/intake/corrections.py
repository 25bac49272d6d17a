"""What today's rules read otherwise in pages that were kept: compared field by field, and put right.

An editor's work is never touched: no candidate changes its status, no entry of an issue its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.identity.fingerprint import mask_hash, text_hash, tokens
from scraper.intake.facts import write_facts
from scraper.intake.samples import keep_sample
from scraper.intake.statements import set_date, stated_date
from scraper.items import Publication as Understood
from scraper.storage.desk_models import Event
from scraper.storage.facts import Facts, settled
from scraper.storage.models import Page, Publication, Record, Revision, Source
from scraper.storage.search import reindex_revision

#: Fields that are compared: those of a publication's row, and what its facts come to.
FIELDS = (
    "title", "published", "published_precision", "published_witness", "updated", "kind", "nations", "authors",
    "language", "pages", "partial", "text", *settled(()),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptRevision:
    """A revision with its place in the archive: file relative to the archive's folder, offset in bytes.

    Both are None for one that the archive does not hold.
    """

    id: int
    file: str | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class KeptPublication:
    """A publication that may be read again: the page its statements stand at, its facts, and its revisions,
    oldest first.
    """

    id: int
    page_id: int
    url: str
    facts: Facts
    revisions: tuple[KeptRevision, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One field that today's rules read otherwise."""

    field: str
    before: object
    after: object


def kept_publications(session: Session, source: str | None) -> list[KeptPublication]:
    """The publications, of one source or of all. Three statements, and no text is read."""
    chosen = (
        select(Publication.id, Publication.url, Publication.facts)
        .join(Publication.source)
        .order_by(Publication.id)
    )
    if source is not None:
        chosen = chosen.where(Source.slug == source)
    first_page = select(Page.publication_id, func.min(Page.id)).group_by(Page.publication_id)
    pages = {row[0]: row[1] for row in session.execute(first_page)}
    rows = session.execute(
        select(Revision.publication_id, Revision.id, Record.file, Record.offset)
        .outerjoin(Record, Record.id == Revision.record_id)
        .order_by(Revision.publication_id, Revision.number)
    )
    revisions: dict[int, list[KeptRevision]] = {}
    for row in rows:
        revisions.setdefault(row.publication_id, []).append(KeptRevision(row.id, row.file, row.offset))
    return [
        KeptPublication(row.id, pages[row.id], row.url, row.facts or (), tuple(revisions[row.id]))
        for row in session.execute(chosen)
        if row.id in pages
    ]


def correct(
    session: Session, kept: KeptPublication, read: Sequence[Understood], now: datetime
) -> list[Correction]:
    """Put a publication's row and its revisions right; what changed, in an event too.

    Args:
        session: of the caller's one transaction.
        kept: the publication.
        read: each of its revisions as it reads today, the oldest first.
        now: the present.
    """
    publication = session.get_one(Publication, kept.id)
    page = session.get_one(Page, kept.page_id)
    before = state_of(publication)
    text = publication.revisions[-1].text
    for revision, understood in zip(publication.revisions, read, strict=True):
        rewrite(session, revision, understood)
    keep_sample(session, publication, read[-1].text, text)
    published = next((each.published for each in read if each.published), None) or stated_date(page)
    write_facts(publication, read[-1])
    set_date(publication, published)
    session.flush()
    after = state_of(publication)
    corrections = [
        Correction(name, before[name], after[name]) for name in FIELDS if before[name] != after[name]
    ]
    if corrections:
        session.add(
            Event(
                at=now,
                actor="gleaner",
                via="replay",
                object_type="publication",
                object_id=publication.id,
                action="reread",
                before={each.field: shown(each.before) for each in corrections},
                after={each.field: shown(each.after) for each in corrections},
            )
        )
    return corrections


def rewrite(session: Session, revision: Revision, understood: Understood) -> None:
    """A revision as today's rules read it; search follows."""
    words = tokens(understood.text)
    before, after = (revision.title, revision.text), (understood.title, understood.text)
    if after != before:
        reindex_revision(session, revision.id, before, after)
    revision.title, revision.text = after
    revision.text_hash, revision.mask_hash = text_hash(words), mask_hash(understood.text)
    revision.words = len(words)


def state_of(publication: Publication) -> Mapping[str, Any]:
    """The compared fields as plain data."""
    told = settled(publication.facts) | {"text": publication.revisions[-1].text}
    return {name: getattr(publication, name) for name in FIELDS if name not in told} | told


def shown(value: object) -> object:
    """A value as it is kept in an event: a text by its length, the archive has it whole."""
    return f"{len(value)} characters" if isinstance(value, str) and len(value) > 500 else value
