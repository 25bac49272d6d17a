"""The feed of published issues: what stands in it, what does not, and that readers can read it."""

import re
from datetime import timedelta

import feedparser
import pytest
from lxml import etree
from sqlalchemy import event

from scraper.digest.exporting import render as render_issue
from scraper.digest.importing import read_issue_bytes
from scraper.digest.issue_feed import ATOM, MOST, read_feed, render, state_of_feed
from scraper.digest.issues import find_issue, keep_issue, load_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue
from scraper.digest.signing import act_on_issue, correct
from scraper.digest.states import IssueAct
from scraper.outcomes import IssueState
from scraper.storage.acts import By
from scraper.storage.engine import Database
from tests.digest.examples import OWN_ISSUE
from tests.digest.making import by, issue_of, make_all_ready, started
from tests.factories import NOW

LATER = NOW + timedelta(days=2)


def publish(database: Database) -> int:
    issue_id = started(database, 2)
    with database.writing() as session:
        make_all_ready(session, issue_id)
        for act in (IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, issue_of(session, issue_id), act, by("ben"))
    return issue_id


def put_right(database: Database, issue_id: int) -> int:
    """Publish a correction, two days later; its id."""
    later = By("ben", "web", LATER)
    with database.writing() as session:
        new = correct(session, issue_of(session, issue_id), later)
        for act in (IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, new, act, later)
        return new.id


def written(database: Database, place: str = "") -> bytes:
    with database.reading() as session:
        return render(read_feed(session, NOW), place)


def check_rfc_4287(data: bytes) -> None:
    """What the RFC demands of a feed and its entries (4.1.1, 4.1.2, 3.3)."""
    root = etree.fromstring(data)
    ids = []
    for element in (root, *root.findall(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{{{ATOM}}}{name}")
            assert found.text
        ids.append(element.findtext(f"{{{ATOM}}}id"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{{{ATOM}}}updated") or "")
    assert len(ids) == len(set(ids))
    assert root.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")


def test_a_reader_finds_what_was_published_as_html(database: Database) -> None:
    publish(database)
    data = written(database, "/issues.atom")
    check_rfc_4287(data)
    read = feedparser.parse(data)
    assert (read.bozo, read.version, len(read.entries)) == (False, "atom10", 1)
    (found,) = read.entries
    assert found.title == "Digest, 23 November 2026"
    assert found.content[0].type == "text/html"
    assert "<h2" in found.content[0].value
    assert "Hedges 1" in found.content[0].value
    assert (found.published, found.updated) == ("2026-11-23T09:00:00Z",) * 2


def test_what_is_not_published_never_stands_in_it(database: Database) -> None:
    issue_id = started(database, 1)
    assert feedparser.parse(written(database)).entries == []
    with database.writing() as session:
        make_all_ready(session, issue_id)
        keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.IMPORTED, NOW)
        for act in (IssueAct.SUBMIT, IssueAct.SIGN_OFF):
            act_on_issue(session, issue_of(session, issue_id), act, by("ben"))
        issue_of(session, issue_id).published_at = NOW  # the state decides, whatever else is known
    data = written(database)
    assert feedparser.parse(data).entries == []
    check_rfc_4287(data)


def test_a_correction_is_an_entry_of_its_own_and_the_corrected_one_says_so(database: Database) -> None:
    issue_id = publish(database)
    before = feedparser.parse(written(database))
    put_right(database, issue_id)
    data = written(database)
    check_rfc_4287(data)
    after = feedparser.parse(data)
    new, old = after.entries
    assert new.title == "Digest, 23 November 2026 (version 2)"
    assert old.title == "Digest, 23 November 2026 (corrected)"
    assert (old.id, after.feed.id) == (before.entries[0].id, before.feed.id)
    assert old.content == before.entries[0].content
    assert (old.published, old.updated) == ("2026-11-23T09:00:00Z", "2026-11-25T09:00:00Z")
    assert after.feed.updated == "2026-11-25T09:00:00Z"
    assert "newer version corrects" in old.summary


def test_a_correction_that_is_being_written_changes_nothing(database: Database) -> None:
    issue_id = publish(database)
    before = written(database)
    with database.writing() as session:
        correct(session, issue_of(session, issue_id), by())
    assert written(database) == before


def test_the_mark_of_the_feed_changes_with_it_only(database: Database) -> None:
    def mark() -> str:
        with database.reading() as session:
            return state_of_feed(session)

    empty = mark()
    issue_id = publish(database)
    first = mark()
    started_too = started_again(database)
    assert mark() == first != empty
    put_right(database, issue_id)
    assert mark() != first
    assert started_too


def started_again(database: Database) -> int:
    with database.writing() as session:
        return keep_issue(session, Issue(()), IssueState.DRAFT, NOW).id


def test_the_feed_takes_a_fixed_number_of_statements_and_has_a_years_issues(database: Database) -> None:
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    entry = DigestEntry("Heading", ("Summary.",), (DigestLink("Read", "Title", "https://example.org/"),))
    counts = []
    for total in (2, MOST + 3):
        with database.writing() as session:
            for _ in range(total):
                row = keep_issue(session, Issue((entry,)), IssueState.PUBLISHED, NOW)
                row.published_at = NOW
        statements.clear()
        with database.reading() as session:
            versions = read_feed(session, NOW).versions
        counts.append(len([each for each in statements if each.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 3
    assert len(versions) == MOST


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", "a\x00b\x0bc]]>", "\u202egnp"])
def test_texts_do_nothing_in_a_reader(database: Database, nasty: str) -> None:
    link = DigestLink("Read", nasty, "javascript:alert(1)")
    with database.writing() as session:
        issue = Issue((DigestEntry(nasty, (nasty,), (link,)),), title=nasty)
        keep_issue(session, issue, IssueState.PUBLISHED, NOW).published_at = NOW
    data = written(database)
    content = etree.fromstring(data).findtext(f".//{{{ATOM}}}content") or ""
    assert "<script" not in content
    assert "javascript:" not in content
    assert len(feedparser.parse(data).entries) == 1


def test_an_issue_without_a_date_has_the_time_it_went_out_or_was_begun_in_its_own_feed(
    database: Database,
) -> None:
    link = DigestLink("Read", "Title", "https://example.org/")
    with database.writing() as session:
        row = keep_issue(
            session, Issue((DigestEntry("Heading", ("Text.",), (link,)),)), IssueState.DRAFT, NOW
        )
        begun = feedparser.parse(render_issue(load_issue(session, row.id), "atom"))
        row.published_at = LATER
        out = feedparser.parse(render_issue(load_issue(session, row.id), "atom"))
        assert find_issue(session, row.id).date is None
    assert {begun.feed.updated, *(each.updated for each in begun.entries)} == {"2026-11-23T09:00:00Z"}
    assert {out.feed.updated, *(each.updated for each in out.entries)} == {"2026-11-25T09:00:00Z"}
