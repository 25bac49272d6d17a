"""Saved views."""

import pytest

from scraper.desk.criteria import Criteria
from scraper.desk.views import drop_view, find_view, list_views, save_view
from scraper.errors import ActionRefusedError, NotFoundError, QueryError
from scraper.storage.engine import Database
from tests.factories import NOW

REPORTS = Criteria(search="type:report", band="likely")


def test_a_view_is_kept_under_its_name_and_read_back(database: Database) -> None:
    with database.writing() as session:
        save_view(session, "  My   reports ", REPORTS, "anna", NOW)
    with database.reading() as session:
        view = find_view(session, "anna", "my REPORTS")
    assert (view.name, view.owner, view.criteria) == ("My reports", "anna", REPORTS)


def test_views_are_ones_own_or_everybodys(database: Database) -> None:
    with database.writing() as session:
        save_view(session, "b", REPORTS, "anna", NOW)
        save_view(session, "a", Criteria(), None, NOW)
        save_view(session, "b", Criteria(), "bob", NOW)
        save_view(session, "B", Criteria(kind="news"), None, NOW)
    with database.reading() as session:
        assert [(view.name, view.owner) for view in list_views(session, "anna")] == [
            ("a", None),
            ("b", "anna"),
            ("B", None),
        ]
        assert find_view(session, "anna", "b").owner == "anna"
        assert find_view(session, "carl", "b").criteria.kind == "news"


@pytest.mark.parametrize("owner", ["anna", None])
def test_a_view_saved_again_is_replaced(database: Database, owner: str | None) -> None:
    for criteria in (Criteria(), REPORTS):
        with database.writing() as session:
            save_view(session, "b", criteria, owner, NOW)
    with database.reading() as session:
        assert [view.criteria for view in list_views(session, "anna")] == [REPORTS]


def test_a_view_is_forgotten_by_its_owner_only(database: Database) -> None:
    with database.writing() as session:
        own = save_view(session, "b", REPORTS, "anna", NOW)
        shared = save_view(session, "c", REPORTS, None, NOW)
    for number in (own.id, 77):
        with pytest.raises(NotFoundError, match=f"no view {number}"), database.writing() as session:
            drop_view(session, number, "bob")
    with database.writing() as session:
        drop_view(session, own.id, "anna")
        drop_view(session, shared.id, "bob")
        assert list_views(session, "anna") == []
    with pytest.raises(NotFoundError, match="no view “b”"), database.reading() as session:
        find_view(session, "anna", "b")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_view_needs_a_name(database: Database, name: str) -> None:
    with pytest.raises(ActionRefusedError, match="needs a name"), database.writing() as session:
        save_view(session, name, REPORTS, "anna", NOW)


def test_a_search_that_is_not_understood_is_not_kept(database: Database) -> None:
    with pytest.raises(QueryError, match="says nothing"), database.writing() as session:
        save_view(session, "b", Criteria(search="type:"), "anna", NOW)
