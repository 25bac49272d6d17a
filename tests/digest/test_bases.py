"""What an entry was written from, as far as publication and source say it."""

from dataclasses import replace
from datetime import date

import pytest

from scraper.digest.bases import Grounds, basis_of, grounds_of, origin_of
from scraper.digest.origins import Origin
from scraper.digest.source_check import Basis
from scraper.outcomes import Precision
from scraper.sources.definition import SourceDefinition, parse_definition
from scraper.storage.engine import Database
from scraper.storage.models import Publication, Source
from tests.digest.making import entries_of, started
from tests.factories import DEFINITION, NOW

HEDGES = replace(
    parse_definition(DEFINITION.format(slug="hedges"), "hedges.toml"),
    attribution="Hedge Trust",
    names=("HT",),
    paywall="some",
    licence="CC BY",
)


def published(day: str | None, precision: Precision = Precision.DAY, *, partial: bool = False) -> Publication:
    return Publication(
        published=day, published_precision=precision, partial=partial, authors=["Ann Ash"], first_seen_at=NOW
    )


def origin(publication: Publication, definition: SourceDefinition = HEDGES) -> Origin:
    return origin_of(publication, definition)


def test_an_origin_is_told_by_the_name_its_publications_are_attributed_to() -> None:
    assert origin(published("2026-11-20", partial=True)) == Origin(
        "hedges", "Hedge Trust", date(2026, 11, 20), partial=True, paywall="some", licence="CC BY"
    )


@pytest.mark.parametrize(
    ("day", "precision"),
    [("2026-11-01", Precision.MONTH), ("2026-01-01", Precision.YEAR), (None, Precision.NONE)],
)
def test_a_day_of_publication_is_known_only_when_a_day_was_stated(
    day: str | None, precision: Precision
) -> None:
    assert origin(published(day, precision)).published is None


def test_a_summary_may_name_the_publisher_its_authors_and_the_title() -> None:
    source = Source(slug="hedges", definition=DEFINITION.format(slug="hedges"))
    basis = basis_of("Text.", "A title", published(None), source)
    assert basis == Basis("Text.", ("A title", "Example Voice", "Example Voice", "Ann Ash"))


def test_a_source_that_was_repaired_is_taken_as_it_stands_now() -> None:
    repaired = DEFINITION.format(slug="hedges").replace("Example Voice", "Hedge Trust")
    source = Source(slug="hedges", definition=DEFINITION.format(slug="hedges"), repaired=repaired)
    assert "Hedge Trust" in basis_of("", "", published(None), source).known


def test_every_entry_made_from_a_candidate_has_its_grounds(database: Database) -> None:
    issue = started(database, 2)
    with database.reading() as session:
        rows = entries_of(session, issue)
        found = grounds_of(session, issue)
        assert set(found) == {row.id for row in rows}
        assert all(isinstance(each, Grounds) and each.basis.text for each in found.values())
        assert grounds_of(session, issue + 1) == {}
