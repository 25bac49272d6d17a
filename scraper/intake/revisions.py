"""The kept versions of a publication's text, and where the archive holds each."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.intake.samples import keep_sample
from scraper.items import RecordRef
from scraper.plans import PageRead
from scraper.storage.models import Publication, Record, Revision
from scraper.storage.search import index_revision


def latest_revision(session: Session, publication_id: int) -> Revision | None:
    """The newest version of a publication's text; None before its first was kept."""
    newest_first = (
        select(Revision).where(Revision.publication_id == publication_id).order_by(Revision.number.desc())
    )
    return session.scalars(newest_first.limit(1)).first()


def keep_revision(session: Session, publication: Publication, read: PageRead, now: datetime) -> None:
    """A further version of the text, with its place in the archive; sample and search follow it."""
    understood, fingerprint = read.publication, read.fingerprint
    if understood is None or fingerprint is None:
        raise ValueError("only a page that was understood can be kept")
    before = latest_revision(session, publication.id)
    revision = Revision(
        publication_id=publication.id,
        number=before.number + 1 if before else 1,
        title=understood.title,
        text=understood.text,
        text_hash=fingerprint.text_hash,
        mask_hash=fingerprint.mask_hash,
        words=fingerprint.words,
        captured_at=read.record.fetched_at if read.record else now,
        record_id=keep_record(session, read.record) if read.record else None,
    )
    session.add(revision)
    session.flush()
    index_revision(session, revision.id, revision.title, revision.text)
    keep_sample(session, publication, understood.text, before.text if before else None)


def keep_record(session: Session, ref: RecordRef) -> int:
    """The row of an archived response."""
    record = Record(
        url=ref.url,
        status=ref.status,
        fetched_at=ref.fetched_at,
        file=ref.file,
        offset=ref.offset,
        sha256=ref.sha256,
        content_type=ref.content_type,
    )
    session.add(record)
    session.flush()
    return record.id
