from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.items import SitePattern
from scraper.polling.learned import (
    LEAST,
    MOST_PAGES,
    MOST_PATTERNS,
    due_lessons,
    keep_pattern,
    lease_source,
    note_look,
    note_reread,
    unfinished,
)
from scraper.polling.visits import LEASE, patterns_of, release
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Host, Page, Publication, Record, Revision, Source
from tests.factories import NOW, make_source

LINES = SitePattern(repeated=frozenset({"a line of the site"}), pages=12)
PLACES = replace(LINES, content="//main", title=("element", "//h1"), published=("nowhere", ""))
ME, OTHER = "machine:/home:1/learning", "machine:/home:2"


def publish(session: Session, source: Source, count: int, content_type: str = "text/html") -> None:
    """Publications with two revisions each, the second of which counts."""
    begun = len(session.scalars(select(Publication.id)).all())
    for number in range(begun, begun + count):
        row = Publication(
            source_id=source.id, key=f"k{number}", url=f"https://x.example.org/{number}", title="t",
            published_precision="none", kind="news", kind_witness="guess", media_type="text/html",
            first_seen_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for version in (1, 2):
            record = Record(
                url=row.url, status=200, fetched_at=NOW, file=f"{version}.warc.gz", offset=number,
                sha256="ab", content_type=content_type,
            )  # fmt: skip
            session.add(record)
            session.flush()
            revision = Revision(
                publication_id=row.id, number=version, title="t", text="t", text_hash=f"{number}",
                mask_hash="m", words=1, captured_at=NOW, record_id=record.id,
            )  # fmt: skip
            session.add(revision)
    session.flush()


def test_ten_pages_are_a_lesson_and_ten_more_the_next(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        publish(session, source, LEAST - 1)
        assert due_lessons(session, ["example"], NOW) == []
        publish(session, source, 1)
        (lesson,) = due_lessons(session, ["example", "unknown"], NOW)
        assert set(lesson.records) == {("2.warc.gz", number) for number in range(LEAST)}
        assert (lesson.hints.site_names, lesson.hints.now) == (("Example Voice",), NOW)
        note_look(session, lesson)
        assert due_lessons(session, ["example"], NOW) == []
        publish(session, source, LEAST)
        assert len(due_lessons(session, ["example"], NOW)) == 1
        publish(session, source, MOST_PAGES)
        assert len(due_lessons(session, ["example"], NOW)[0].records) == MOST_PAGES


def test_what_is_no_page_teaches_nothing(database: Database) -> None:
    with database.writing() as session:
        publish(session, make_source(session), LEAST, "application/pdf")
        assert due_lessons(session, ["example"], NOW) == []


def test_a_pattern_is_added_and_one_of_lines_alone_gives_way(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        publish(session, source, LEAST)
        (lesson,) = due_lessons(session, ["example"], NOW)
        note_look(session, lesson)
        for pattern in (LINES, PLACES, PLACES):
            keep_pattern(session, lesson, pattern, NOW)
        assert patterns_of(session, [source.id]) == {source.id: (PLACES, PLACES)}
        assert source.learned
        assert source.learned["patterns"][0]["learnt_at"] == "2026-11-23T09:00:00+00:00"


def test_a_source_with_many_patterns_learns_no_more(database: Database) -> None:
    with database.writing() as session:
        publish(session, make_source(session), LEAST)
        (lesson,) = due_lessons(session, ["example"], NOW)
        for _ in range(MOST_PATTERNS):
            keep_pattern(session, lesson, PLACES, NOW)
        assert due_lessons(session, ["example"], NOW) == []


def test_pages_still_to_be_read_again_are_remembered(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        publish(session, source, LEAST)
        assert unfinished(session) == []
        (lesson,) = due_lessons(session, ["example"], NOW)
        keep_pattern(session, lesson, PLACES, NOW)
        session.flush()
        assert unfinished(session) == [(source.id, "example", 0)]
        note_reread(session, source.id, 7)
        session.flush()
        assert unfinished(session) == [(source.id, "example", 7)]
        note_reread(session, source.id, None)
        session.flush()
        assert unfinished(session) == []


def test_all_hosts_of_a_source_are_leased_or_none(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        elsewhere = Host(name="files.example.org")
        session.add(elsewhere)
        session.flush()
        page = Page(
            key="p", url="https://files.example.org/p", source_id=source.id, host_id=elsewhere.id,
            state="stored", attempts=0, first_seen_at=NOW,
        )  # fmt: skip
        session.add(page)
        hosts = {*session.scalars(select(Channel.host_id)), elsewhere.id}
        elsewhere.lease_owner, elsewhere.lease_until = OTHER, NOW + LEASE
        session.flush()
        assert lease_source(session, source.id, ME, NOW) == []
        later = NOW + LEASE + timedelta(seconds=1)
        assert set(lease_source(session, source.id, ME, later)) == hosts
        session.flush()
        assert set(lease_source(session, source.id, ME, later)) == hosts
        session.flush()
        assert lease_source(session, source.id, OTHER, later) == []
        release(session, elsewhere.id, ME, later)
        session.refresh(elsewhere)
        assert elsewhere.lease_until is None
