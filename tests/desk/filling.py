"""A queue to test with: candidates as rows, without a crawl."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy import text as text_of
from sqlalchemy.orm import Session

from scraper.identity.fingerprint import text_hash, tokens
from scraper.storage.desk_models import Candidate, Issue, IssueEntry
from scraper.storage.identity_models import Story
from scraper.storage.models import Alias, Publication, Revision, Source
from scraper.storage.search import index_revision
from tests.factories import NOW, WORDS

PUBLICATION = ("url", "kind", "published", "published_precision", "nations", "pages", "partial")


def put_source(session: Session, slug: str, name: str) -> Source:
    """A source without channels; the one there is of this slug."""
    source = session.query(Source).filter_by(slug=slug).one_or_none()
    if source is None:
        source = Source(slug=slug, name=name, state="active", definition="", added_at=NOW)
        session.add(source)
        session.flush()
    return source


def put(
    session: Session,
    number: int,
    title: str = "",
    text: str = WORDS,
    *,
    source: str = "example",
    story: int | None = None,
    found: datetime | None = None,
    **changes: Any,
) -> Candidate:
    """A candidate of this number with its publication, its revision and its address, found in that order."""
    owner = put_source(session, source, f"{source.title()} Voice")
    if story is not None and session.get(Story, story) is None:
        session.add(Story(id=story, created_at=NOW))
        session.flush()
        if session.get_bind().dialect.name == "postgresql":  # it numbers on from what it gave out itself
            session.execute(text_of("SELECT setval('story_id_seq', (SELECT max(id) FROM story))"))
    of_publication = {name: changes.pop(name) for name in PUBLICATION if name in changes}
    url = f"https://example.org/{number}"
    values = {"url": url, "published": "2026-11-20", "published_precision": "day", "kind": "news"}
    row = Publication(
        id=number,
        source_id=owner.id,
        key=url,
        title=title or f"Title {number}",
        kind_witness="guess",
        media_type="text/html",
        story_id=story,
        first_seen_at=NOW,
        **(values | of_publication),
    )
    session.add(row)
    session.flush()
    session.add(Alias(key=url, publication_id=number, url=url, how="fetched"))
    revision = Revision(
        id=number,
        publication_id=number,
        number=1,
        title=row.title,
        text=text,
        text_hash=text_hash(tokens(text)),
        mask_hash="",
        words=len(text.split()),
        captured_at=NOW,
    )
    session.add(revision)
    session.flush()
    index_revision(session, number, row.title, text)
    candidate = Candidate(
        id=number,
        publication_id=number,
        revision_id=number,
        **({"change": "new", "status": "new"} | changes),
        found_at=found or NOW + timedelta(seconds=number),
    )
    session.add(candidate)
    session.flush()
    return candidate


def put_many(session: Session, numbers: range, **changes: Any) -> None:
    """New candidates of these numbers, each two neighbours in one story, in a few statements."""
    source = put_source(session, "example", "Example Voice").id
    session.execute(insert(Story), [{"id": n, "created_at": NOW} for n in numbers if n % 2 == 0])
    session.execute(
        insert(Publication),
        [
            {
                "id": n,
                "source_id": source,
                "key": str(n),
                "url": f"https://example.org/{n}",
                "title": f"Title {n}",
                "published_precision": "none",
                "kind": "news",
                "kind_witness": "guess",
                "media_type": "text/html",
                "story_id": n - n % 2 or None,
                "first_seen_at": NOW,
            }
            for n in numbers
        ],
    )
    text = {"number": 1, "text": WORDS, "text_hash": "", "mask_hash": "", "words": 1, "captured_at": NOW}
    session.execute(
        insert(Revision), [{"id": n, "publication_id": n, "title": f"Title {n}", **text} for n in numbers]
    )
    shared = {"change": "new", "status": "new", "found_at": NOW, "version": 1, "reasons": [], **changes}
    session.execute(
        insert(Candidate), [{"id": n, "publication_id": n, "revision_id": n, **shared} for n in numbers]
    )


def put_issue(session: Session, date: str, *entries: tuple[str, int | None]) -> Issue:
    """An issue with entries: headings, and the candidates they are of."""
    issue = Issue(date=date, state="draft", created_at=NOW)
    session.add(issue)
    session.flush()
    for position, (heading, candidate_id) in enumerate(entries, start=1):
        session.add(
            IssueEntry(
                issue_id=issue.id,
                position=position,
                candidate_id=candidate_id,
                content={"heading": heading},
            )
        )
    session.flush()
    return issue
