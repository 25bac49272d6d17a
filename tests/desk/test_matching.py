"""What a list holds beyond its page, and what changed between two versions of a text; on both engines."""

from datetime import timedelta

import pytest

from scraper.desk import matching
from scraper.desk.changes import change_of
from scraper.desk.counts import Count
from scraper.desk.criteria import Criteria
from scraper.desk.matching import count_leads, everything, others_to_name, sources_to_choose, untaken
from scraper.errors import ActionRefusedError, QueryError
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.models import Revision
from tests.desk.filling import put
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


def test_a_list_holds_one_candidate_of_each_story(database: Database) -> None:
    with database.writing() as session:
        for number in (1, 2, 3):
            put(session, number, story=7)
        put(session, 4, kind="report")
        put(session, 5, status="excluded")
    with database.reading() as session:
        assert count_leads(session, Criteria(), NOW) == Count(2)
        assert set(everything(session, Criteria(), NOW, LATER)) == {1, 4}
        assert everything(session, Criteria(kind="report"), NOW, LATER) == [4]
        assert count_leads(session, Criteria(search="nothing of the kind"), NOW) == Count(0)


def test_what_was_found_after_the_list_was_opened_is_not_in_it(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, found=NOW)
        put(session, 2, found=LATER)
    with database.reading() as session:
        assert everything(session, Criteria(), LATER, NOW) == [1]


def test_too_many_for_one_act_are_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_AT_ONCE", 2)
    with database.writing() as session:
        for number in (1, 2, 3):
            put(session, number)
    with database.reading() as session, pytest.raises(ActionRefusedError, match="more than 2 stories"):
        everything(session, Criteria(), NOW, LATER)


def test_a_search_that_cannot_be_understood_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(QueryError):
        count_leads(session, Criteria(search="("), NOW)


def test_sources_are_offered_by_name(database: Database) -> None:
    with database.writing() as session:
        for number, source in enumerate(("zebra", "alpha"), start=1):
            put(session, number, source=source)
    with database.reading() as session:
        assert sources_to_choose(session) == [("alpha", "Alpha Voice"), ("zebra", "Zebra Voice")]


def test_a_change_is_told_since_the_candidate_before_else_since_the_version_before(
    database: Database,
) -> None:
    with database.writing() as session:
        put(session, 1, text="One. Two.", status="excluded")
        for number, text in ((2, "One. Two. Three."), (3, "One. Three. Four.")):
            same = {"publication_id": 1, "title": "Title 1", "mask_hash": "", "words": 3, "captured_at": NOW}
            session.add(Revision(id=number, number=number, text=text, text_hash=str(number), **same))
        session.flush()
        update = {"publication_id": 1, "change": "updated", "found_at": NOW, "revision_id": 3}
        session.add_all([Candidate(id=2, update_of=1, **update), Candidate(id=3, **update)])
        session.flush()
    with database.reading() as session:
        assert change_of(session, 1) is None
        since_decided, since_before = change_of(session, 2), change_of(session, 3)
    assert since_decided is not None
    assert (since_decided.added, since_decided.removed) == (("Three.", "Four."), ("Two.",))
    assert since_before is not None
    assert (since_before.added, since_before.removed) == (("Four.",), ("Two.",))


def test_rows_that_nobody_has_taken_are_told_up_to_a_number(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        put(session, 2, assignee="ben")
        put(session, 3, kind="report")
        put(session, 4)
        put(session, 5, status="excluded")
    with database.writing() as session:
        assert sorted(untaken(session, Criteria(), NOW, 9)) == [1, 3, 4]
        assert sorted(untaken(session, Criteria(), NOW, 2)) == [3, 4]
        assert sorted(untaken(session, Criteria(), NOW, 3)) == [1, 3, 4]
        assert untaken(session, Criteria(kind="report"), NOW, 9) == [3]


def test_others_to_name_are_those_found_last_without_duplicates_and_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        put(session, 1, "Hedges", source="zebra")
        put(session, 2, "Ditches", status="duplicate")
        put(session, 3, "Fences", status="excluded")
        put(session, 4, "Gates")
    with database.reading() as session:
        assert others_to_name(session, 4) == [(3, "Fences", "Example Voice"), (1, "Hedges", "Zebra Voice")]
        monkeypatch.setattr(matching, "MOST_TO_NAME", 1)
        assert others_to_name(session, 1) == [(4, "Gates", "Example Voice")]
