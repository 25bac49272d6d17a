"""Searches over everything ever seen. Every test runs on both engines and expects the same."""

from contextlib import suppress
from datetime import timedelta

import pytest

from scraper.desk.criteria import Criteria
from scraper.desk.decisions import Act, decide
from scraper.desk.queue import list_candidates
from scraper.desk.transitions import Action
from scraper.errors import QueryError
from scraper.identity.memory import Relation
from scraper.storage.engine import Database
from scraper.storage.identity_models import Recollection
from tests.desk.filling import put, put_issue
from tests.factories import NOW


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        put(
            session, 1, "Bullying in schools", "Children’s cafés asked 1,386 pupils.",
            source="charity", kind="report", published="2024-06-15", nations=["England", "Wales"],
        )  # fmt: skip
        put(
            session, 2, "Online harm", "The report of the inquiry into bullying online.",
            source="charity", kind="news", published="2024-06", published_precision="month",
        )  # fmt: skip
        put(
            session, 3, "Waiting times", "Pupils wait. Schools ask why.",
            source="ministry", kind="news", published="2024", published_precision="year", band="likely",
        )  # fmt: skip
        put(
            session, 4, "Undated", "Nothing of note on Ministry matters.", source="other",
            published=None, published_precision="none", assignee="anna", found=NOW - timedelta(days=30),
        )  # fmt: skip
        issue = put_issue(session, "2026-11-19", ("Bullying and harm", 1), ("Something else", None))
        put_issue(session, "2026-10-01", ("Waiting", 2))
        session.add(
            Recollection(
                publication_id=3,
                issue_entry_id=issue.entries[1].id,
                relation=Relation.SAME,
                words="in digest",
                at=NOW,
            )
        )
        decide(session, [2], Act(Action.EXCLUDE, "Bob", "web"), NOW)
        decide(session, [3], Act(Action.HOLD, "anna", "web", until=NOW), NOW)
    return database


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("bullying", [1, 2]),
        ("BULLYING online", [2]),
        ("bully", []),
        ("bully*", [1, 2]),
        ('"pupils wait"', [3]),
        ('"wait pupils"', []),
        ("cafes", [1]),
        ("children's", [1]),
        ("1,386", [1]),
        ("pupils OR nothing", [1, 3, 4]),
        ("schools -bullying", [3]),
        ("-(pupils OR bullying)", [4]),
        ("ministry", [3, 4]),
        ("min*", [3, 4]),
        ('"ministry voice" wait', [3]),
        ("charity report", [2]),
        ("children — *", [1]),
        ("", [1, 2, 3, 4]),
        ("source:charity", [1, 2]),
        ('source:"ministry voice"', [3]),
        ("source:absent", []),
        ("type:news", [2, 3, 4]),
        ("type:report OR source:other", [1, 4]),
        ("topic:bullying", [1]),
        ("topic:HARM", [1]),
        ("state:excluded", [2]),
        ("state:new", [1, 3, 4]),
        ("state:held", []),
        ("-state:new", [2]),
        ("in:2026-11-19", [1, 3]),
        ("in:2026-1", [1, 2, 3]),
        ("in:2026", [1, 2, 3]),
        ("in:2", [2]),
        ("by:bob", [2]),
        ("by:anna", [3]),
        ("date:2024-06-15", [1, 2, 3]),
        ("date:2024-06-16..2024-06-20", [2, 3]),
        ("date:2024-06", [1, 2, 3]),
        ("date:2024-07..", [3, 4]),
        ("date:..2023", []),
        ("date:2026-10", [4]),
        ("date:2026-11", []),
        ("nation:wales", [1]),
        ("band:likely", [3]),
        ("band:none -type:report", [2, 4]),
        ("assigned:anna", [4]),
        ("assigned:none date:2024", [1, 2, 3]),
    ],
)
def test_a_search_finds_the_same_on_both_engines(filled: Database, query: str, ids: list[int]) -> None:
    with filled.reading() as session:
        found = list_candidates(session, Criteria(status=None, search=query), NOW)
    assert sorted(row["id"] for row in found) == ids


def test_a_state_in_the_search_counts_before_the_status_asked_for(filled: Database) -> None:
    with filled.reading() as session:
        assert [r["id"] for r in list_candidates(session, Criteria(search="state:excluded"), NOW)] == [2]
        assert [r["id"] for r in list_candidates(session, Criteria(search="bullying"), NOW)] == [1]


def test_a_search_that_is_not_understood_is_refused(filled: Database) -> None:
    with pytest.raises(QueryError, match="no operator “author:”"), filled.reading() as session:
        list_candidates(session, Criteria(search="author:x"), NOW)


def test_names_and_words_with_marks_of_the_engines_own_do_no_harm(filled: Database) -> None:
    for query in ("100%", "_", "'", '"\'; --"', "a:* b", "NEAR(a)", "a*b", "source:% OR topic:_%"):
        with filled.reading() as session, suppress(QueryError):
            list_candidates(session, Criteria(status=None, search=query), NOW)
