"""GOV.UK's words: its types, its titles, its times."""

from datetime import UTC, date, datetime

import pytest

from scraper.govuk import KINDS, day_of, kind_of, moment, split_title_prefix
from scraper.outcomes import Kind

NOW = datetime(2024, 7, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2024-07-15T23:01:00Z", date(2024, 7, 16)),
        ("2024-01-15T23:01:00.000Z", date(2024, 1, 15)),
        ("2024-07-16T00:00:00+01:00", date(2024, 7, 16)),
        ("2024-07-15T22:59:59", date(2024, 7, 15)),
        ("2024-07-16", date(2024, 7, 16)),
    ],
)
def test_the_day_of_a_timestamp_is_londons(stamp: str, day: date) -> None:
    fact = day_of(stamp, NOW)
    assert fact is not None
    assert (fact.value, fact.raw) == (day, stamp)


@pytest.mark.parametrize(
    "stamp",
    ["", "soon", "T", "2025-07-16T09:30:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "T" * 50],
)
def test_what_is_no_plausible_day_gives_none(stamp: str) -> None:
    assert day_of(stamp, NOW) is None


def test_two_spellings_of_one_moment_are_one() -> None:
    assert moment("2014-05-29T10:48:35.000+00:00") == moment("2014-05-29T11:48:35+01:00")


@pytest.mark.parametrize(
    ("title", "kind", "rest"),
    [
        ("Guidance: Keeping children safe", Kind.GUIDANCE, "Keeping children safe"),
        ("Press release: New duty: schools", Kind.PRESS_RELEASE, "New duty: schools"),
        ("Research and analysis: Kinship care", Kind.RESEARCH, "Kinship care"),
        ("Official Statistics: Looked after children", Kind.STATISTICS, "Looked after children"),
        ("Open consultation: Adoption", Kind.CONSULTATION, "Adoption"),
        ("FOI release: Costs", Kind.OTHER, "Costs"),
        ("Written statement to Parliament: Care", Kind.NEWS, "Care"),
        ("Ofsted: annual report", None, "Ofsted: annual report"),
        ("Guidance on safety", None, "Guidance on safety"),
        ("Guidance: ", None, "Guidance: "),
        ("", None, ""),
    ],
)
def test_the_type_before_a_title_is_taken_off(title: str, kind: Kind | None, rest: str) -> None:
    assert split_title_prefix(title) == (kind, rest)


def test_every_document_type_is_known_as_named_and_as_shown() -> None:
    for name, kind in KINDS.items():
        assert kind_of(name) is kind
        assert kind_of(name.replace("_", " ").capitalize()) is kind


@pytest.mark.parametrize("name", ["finder", "organisation", "taxon", ""])
def test_pages_that_are_no_publications_have_no_kind(name: str) -> None:
    assert kind_of(name) is None
