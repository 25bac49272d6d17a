"""What a search found, counted by what it may be narrowed to."""

import pytest

from scraper.desk import facets
from scraper.desk.criteria import Criteria
from scraper.desk.facets import Facets, Value, count_facets
from scraper.desk.query import Operator
from scraper.errors import QueryError
from scraper.storage.engine import Database
from tests.desk.filling import put
from tests.factories import NOW

EVERY = Criteria(status=None)


def counted(database: Database, criteria: Criteria = EVERY) -> Facets:
    with database.reading() as session:
        return count_facets(session, criteria, NOW)


def values_of(found: Facets, operator: Operator) -> list[tuple[str, str, int]]:
    values = dict(found.values)[operator]
    return [(value.value, value.words, value.count) for value in values]


def test_candidates_are_counted_by_each_operators_values_the_most_frequent_first(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, source="zebra", story=7)
        put(session, 2, source="zebra", story=7, kind="report", status="excluded", published="2025-02-01")
        put(session, 3, source="alpha", kind="blog")
    found = counted(database)
    assert found.total == 3
    assert values_of(found, Operator.STATE) == [("new", "new", 2), ("excluded", "excluded", 1)]
    assert values_of(found, Operator.TYPE) == [
        ("blog", "blog", 1),
        ("news", "news", 1),
        ("report", "report", 1),
    ]
    assert values_of(found, Operator.SOURCE) == [("zebra", "Zebra Voice", 2), ("alpha", "Alpha Voice", 1)]
    assert values_of(found, Operator.DATE) == [("2026", "2026", 2), ("2025", "2025", 1)]


def test_what_is_not_known_is_left_out_of_its_counts_only(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, published=None, published_precision="none")
    found = counted(database)
    assert (found.total, values_of(found, Operator.DATE)) == (1, [])


def test_only_what_was_found_is_counted(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, "Hedges in towns")
        put(session, 2, "Ditches", kind="report")
    assert values_of(counted(database, Criteria(status=None, search="hedges")), Operator.TYPE) == [
        ("news", "news", 1)
    ]
    nothing = counted(database, Criteria(status=None, search="badgers"))
    assert (nothing.total, {values for _, values in nothing.values}) == (0, {()})
    with pytest.raises(QueryError):
        counted(database, Criteria(search="("))


def test_only_so_many_values_are_shown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST", 1)
    with database.writing() as session:
        put(session, 1)
        put(session, 2, kind="report")
    assert dict(counted(database).values)[Operator.TYPE] == (Value("news", "news", 1),)
