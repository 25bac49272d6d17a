"""What is known of a publication's addresses and text, looked up for `identity.match.decide`."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.apart import Told, set_apart
from scraper.identity.fingerprint import containment, shingles, tokens
from scraper.identity.match import Known, KnownPublication
from scraper.identity.memory import file_keys
from scraper.identity.near import Likeness
from scraper.identity.revision import describe_change, is_furniture_only
from scraper.intake.memory import links_of
from scraper.intake.revisions import latest_revision
from scraper.intake.samples import near
from scraper.items import Fingerprint
from scraper.items import Publication as Understood
from scraper.storage.models import Alias, Publication, Revision

#: Publications of one text looked at; more of them are a template, not duplicates.
MOST_TWINS = 5


def recall(
    session: Session, source_id: int, fingerprint: Fingerprint, found: Understood, day: str | None
) -> Known:
    """The publications that share an address, the whole text or much of it with this one.

    Args:
        session: of the caller's one transaction.
        source_id: of the source it was found at.
        fingerprint: its identity.
        found: the publication as it was understood.
        day: the day it states, in ISO 8601 cut to its precision.
    """
    keys = (fingerprint.key, *fingerprint.aliases)
    rows = session.execute(select(Alias.key, Alias.publication_id).where(Alias.key.in_(keys))).all()
    by_key = {
        row.key: describe(session, session.get_one(Publication, row.publication_id), fingerprint, found)
        for row in rows
    }
    twins = session.scalars(
        select(Publication)
        .where(
            Publication.id.in_(
                select(Revision.publication_id).where(Revision.text_hash == fingerprint.text_hash)
            )
        )
        .order_by(Publication.id)
        .limit(MOST_TWINS)
    ).all()
    described = tuple(describe(session, publication, fingerprint, found) for publication in twins)
    by_text = tuple(each for each in described if each.text_hash == fingerprint.text_hash)
    alike = () if by_key or by_text else near(session, source_id, found.text)
    told = Told(source_id, found.title, found.text, day, file_keys(found.links))
    return Known(
        by_key,
        tuple(replace(each, apart=set_apart(told, told_of(session, each.id))) for each in by_text),
        tuple(
            replace(each, apart=set_apart(told, told_of(session, each.id)))
            if each.likeness is Likeness.COPY
            else each
            for each in alike
        ),
    )


def told_of(session: Session, publication_id: int) -> Told:
    """A stored publication as it is told apart from another of nearly the same text."""
    row, latest = session.get_one(Publication, publication_id), latest_revision(session, publication_id)
    if latest is None:
        raise ValueError("a publication is kept with its first revision")
    return Told(row.source_id, latest.title, latest.text, row.published, file_keys(links_of(row)))


def describe(
    session: Session, publication: Publication, fingerprint: Fingerprint, found: Understood
) -> KnownPublication:
    """A stored publication as identity sees it; texts are compared only where just an alias joins them."""
    revisions = session.scalars(
        select(Revision).where(Revision.publication_id == publication.id).order_by(Revision.number)
    ).all()
    latest = revisions[-1]
    shared = None
    if publication.key != fingerprint.key:
        shared = containment(shingles(tokens(latest.text)), shingles(tokens(found.text)))
    is_revision = publication.key == fingerprint.key and latest.mask_hash != fingerprint.mask_hash
    links = [link.text for link in (*links_of(publication), *found.links)]
    return KnownPublication(
        id=publication.id,
        key=publication.key,
        address=publication.url,
        title=latest.title,
        text_hash=latest.text_hash,
        mask_hash=latest.mask_hash,
        words=latest.words,
        earlier=frozenset(revision.text_hash for revision in revisions[:-1]),
        shared=shared,
        furniture_only=is_revision and is_furniture_only(describe_change(latest.text, found.text), links),
    )
