"""A landing page and its file are one publication with two addresses, whichever of them comes first.

The file's address is an alias of the publication ("file"). What the file says of itself stays with the
publication, marked with its address, also when the page is read again.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.files import main_file
from scraper.identity.urls import host_of, url_key, without_tracking
from scraper.intake.statements import settle_date
from scraper.outcomes import PageState, Status, Verdict
from scraper.plans import PageRead
from scraper.storage.desk_models import Candidate
from scraper.storage.facts import Facts, from_file, own_facts, pages_in, with_file
from scraper.storage.hosts import due_host
from scraper.storage.models import Alias, Evidence, Page, Publication

#: How a publication goes by the address of its file.
HOW = "file"
PDF = "application/pdf"


def expect_file(
    session: Session, page: Page, publication: Publication, read: PageRead, now: datetime
) -> None:
    """Put the file that an admitted page stands for among the pages that wait, under its publication.

    The file of a page that changed is read anew: a new edition often has the old one's address.
    """
    link = main_file(read.publication) if read.publication else None
    key = url_key(link.url, read.plan.hints.addresses) if link else None
    alias = session.get(Alias, key) if key else None
    if link is None or key is None or (alias and (alias.how, alias.publication_id) != (HOW, publication.id)):
        return
    known = session.scalar(select(Page).where(Page.key == key))
    if alias is None:
        session.add(Alias(key=key, publication_id=publication.id, url=link.url, how=HOW))
    if known is not None:
        known.publication_id = publication.id
        if alias is not None:
            known.state, known.reason, known.next_at, known.attempts = PageState.PENDING, None, None, 0
            known.host_id = due_host(session, host_of(known.url), now).id
    else:
        session.add(
            Page(
                key=key,
                url=without_tracking(link.url),
                source_id=page.source_id,
                host_id=due_host(session, host_of(link.url), now).id,
                state=PageState.PENDING,
                first_seen_at=now,
                attempts=0,
                publication_id=publication.id,
            )
        )
    session.flush()


def landing_of(session: Session, read: PageRead) -> Publication | None:
    """The publication whose file was read; None for any other page."""
    if read.fingerprint is None or read.publication is None or read.publication.media_type != PDF:
        return None
    keys = (read.fingerprint.key, *read.fingerprint.aliases)
    alias = session.scalars(select(Alias).where(Alias.key.in_(keys), Alias.how == HOW).limit(1)).first()
    return session.get_one(Publication, alias.publication_id) if alias else None


def keep_file(session: Session, page: Page, landing: Publication, read: PageRead, now: datetime) -> None:
    """What a file says of itself, kept with the publication it belongs to."""
    understood, fingerprint = read.publication, read.fingerprint
    if understood is None or fingerprint is None:
        raise ValueError("only a file that was understood can be kept")
    if session.get(Alias, fingerprint.key) is None:  # where a redirect led
        session.add(Alias(key=fingerprint.key, publication_id=landing.id, url=understood.url, how=HOW))
    offer(landing, page.url, [fact.as_json() for fact in understood.facts])
    page.publication_id, page.verdict, page.next_at = landing.id, Verdict.RELATED, None
    page.state = PageState.STORED
    note_file(session, landing, page, titled(understood.title, understood.pages), now)


def file_that_came_first(session: Session, read: PageRead) -> Publication | None:
    """The publication that an unknown page's file became because it came first, still undecided."""
    link = main_file(read.publication) if read.publication else None
    key = url_key(link.url, read.plan.hints.addresses) if link else None
    alias = session.get(Alias, key) if key else None
    row = session.get_one(Publication, alias.publication_id) if alias else None
    if row is None or row.media_type != PDF or row.key != key or is_known(session, read):
        return None
    statuses = session.scalars(select(Candidate.status).where(Candidate.publication_id == row.id)).all()
    return row if statuses and set(statuses) == {Status.NEW} else None


def is_known(session: Session, read: PageRead) -> bool:
    """Whether the page goes by an address that a publication has."""
    keys = (read.fingerprint.key, *read.fingerprint.aliases) if read.fingerprint else ()
    return session.scalar(select(Alias.key).where(Alias.key.in_(keys)).limit(1)) is not None


def make_room(session: Session, row: Publication, key: str, now: datetime) -> None:
    """Let a file's row go by the address of its landing page: the file's becomes an alias."""
    session.get_one(Alias, row.key).how = HOW
    file = session.scalars(select(Page).where(Page.key == row.key)).one()
    note_file(session, row, file, titled(row.title, row.pages), now)
    row.key, row.published = key, None


def offer(landing: Publication, url: str, told: Facts) -> None:
    """Put a file's statements beside those of its landing page; they fill what the page leaves open."""
    landing.facts = with_file(own_facts(landing.facts), from_file(told, url))
    landing.pages = pages_in(landing.facts)
    if landing.published is None:
        settle_date(landing)


def titled(title: str, pages: int | None) -> str:
    """A file in words: its length and its own title."""
    length = "" if pages is None else f", {pages} page{'' if pages == 1 else 's'}"
    return f"its file (PDF{length}) is titled “{title}”"


def note_file(session: Session, landing: Publication, page: Page, words: str, now: datetime) -> None:
    """Say for an editor that the file belongs to the publication, once for as long as it says the same."""
    words = f"{words}: {page.url}"
    said = select(Evidence.words).where(Evidence.publication_id == landing.id, Evidence.page_id == page.id)
    if words in session.scalars(said):
        return
    session.add(
        Evidence(publication_id=landing.id, page_id=page.id, relation=Verdict.RELATED, words=words, at=now)
    )
