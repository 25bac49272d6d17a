"""Did we run it? Publications and past issues brought together, whichever came first."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from scraper.identity.memory import Ran, Subject, file_keys, named_titles, recall, title_key
from scraper.items import Link
from scraper.outcomes import Verdict
from scraper.storage.desk_models import Candidate, Issue, IssueEntry
from scraper.storage.identity_models import Mention, Recollection, Trace
from scraper.storage.models import Alias, Publication, Revision

#: Publications compared at once when an issue is imported.
BATCH = 200


def remember(session: Session, publication: Publication, text: str, now: datetime) -> None:
    """Leave the traces a publication is recalled by, and say what past issues have to do with it."""
    session.execute(delete(Trace).where(Trace.publication_id == publication.id))
    keys = traces_of(publication.title, text, links_of(publication))
    session.add_all(Trace(key=key, publication_id=publication.id) for key in sorted(keys))
    session.flush()
    recollect(session, [publication.id], now)


def traces_of(title: str, text: str, links: Collection[Link]) -> set[str]:
    """Keys of a publication's title, of the titles its lead names, of the files it links."""
    titles = {title_key(each) for each in (title, *named_titles(text))}
    return (titles | file_keys(links)) - {""}


def recollect_issue(session: Session, issue: Issue, now: datetime) -> None:
    """Compare what an issue ran with every publication that shares an address, a file or a title with it."""
    mine = select(Mention).join(IssueEntry).where(IssueEntry.issue_id == issue.id).subquery()
    wanted = or_(Trace.key == mine.c.key, Trace.key == mine.c.title_key)
    by_trace = select(Trace.publication_id).join(mine, wanted)
    by_address = select(Alias.publication_id).join(mine, Alias.key == mine.c.key)
    told_before = select(Recollection.publication_id).join(IssueEntry).where(IssueEntry.issue_id == issue.id)
    found = sorted(set(session.scalars(by_trace.union(by_address, told_before))))
    for start in range(0, len(found), BATCH):
        recollect(session, found[start : start + BATCH], now)


def recollect(session: Session, publication_ids: Collection[int], now: datetime) -> None:
    """Write anew what past issues have to do with these publications; a fixed number of statements."""
    session.execute(delete(Recollection).where(Recollection.publication_id.in_(publication_ids)))
    publications = session.scalars(select(Publication).where(Publication.id.in_(publication_ids))).all()
    keys = keys_of(session, publication_ids)
    texts = texts_of(session, publication_ids)
    updated = updated_of(session, publication_ids)
    mentions = mentions_sharing(session, publication_ids)
    for publication in publications:
        subject = Subject(
            keys=frozenset(keys.get(publication.id, ())),
            files=file_keys(links_of(publication)),
            title=publication.title,
            named=named_titles(texts.get(publication.id, "")),
            updated=publication.id in updated,
        )
        for recalled in recall(subject, mentions.get(publication.id, [])):
            row = Recollection(
                publication_id=publication.id,
                issue_entry_id=recalled.entry_id,
                relation=recalled.relation,
                words=recalled.words,
                at=now,
            )
            session.add(row)
    session.flush()


def links_of(publication: Publication) -> list[Link]:
    """A publication's links as they travel."""
    return [Link(each["url"], each["text"]) for each in publication.links]


def keys_of(session: Session, publication_ids: Collection[int]) -> dict[int, list[str]]:
    """Every address key of each publication."""
    found: dict[int, list[str]] = {}
    rows = select(Alias.publication_id, Alias.key).where(Alias.publication_id.in_(publication_ids))
    for publication_id, key in session.execute(rows):
        found.setdefault(publication_id, []).append(key)
    return found


def texts_of(session: Session, publication_ids: Collection[int]) -> dict[int, str]:
    """The latest text of each publication."""
    rows = (
        select(Revision.publication_id, Revision.text)
        .where(Revision.publication_id.in_(publication_ids))
        .order_by(Revision.number)
    )
    return {row.publication_id: row.text for row in session.execute(rows)}


def updated_of(session: Session, publication_ids: Collection[int]) -> set[int]:
    """Which of the publications came back changed."""
    rows = select(Candidate.publication_id).where(
        Candidate.publication_id.in_(publication_ids), Candidate.change == Verdict.UPDATED
    )
    return set(session.scalars(rows))


def mentions_sharing(session: Session, publication_ids: Collection[int]) -> dict[int, list[Ran]]:
    """What past issues ran that shares an address, a file or a title with each publication."""

    def shared(key: ColumnElement[Any], table: type[Trace | Alias]) -> list[tuple[int, Ran]]:
        rows = (
            select(table.publication_id, Mention, Issue.date, Issue.id)
            .join(Mention, key == table.key)
            .join(IssueEntry, IssueEntry.id == Mention.issue_entry_id)
            .join(Issue, Issue.id == IssueEntry.issue_id)
            .where(table.publication_id.in_(publication_ids))
            .order_by(IssueEntry.id)
        )
        return [(row[0], ran(row[1], row[2], row[3])) for row in session.execute(rows)]

    key, title = Mention.key.expression, Mention.title_key.expression
    found: dict[int, list[Ran]] = {}
    for publication_id, each in (*shared(key, Alias), *shared(key, Trace), *shared(title, Trace)):
        found.setdefault(publication_id, []).append(each)
    return found


def ran(mention: Mention, day: str | None, issue_id: int) -> Ran:
    """A mention as identity sees it."""
    stated = date.fromisoformat(day) if day else None
    return Ran(mention.issue_entry_id, mention.title, mention.key, stated, f"issue {issue_id}")
