"""What travels between the rooms, spelt as text and as plain data."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from scraper.items import DateFact, Fact, PageHints, PollHints, SitePattern
from scraper.outcomes import Confidence, Precision, Witness

DAY = date(2024, 7, 16)


def kept(data: Any) -> Any:
    """Plain data as a database gives it back."""
    return json.loads(json.dumps(data))


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.DAY, "2024-07-16"),
        (Precision.MONTH, "2024-07"),
        (Precision.YEAR, "2024"),
        (Precision.NONE, ""),
    ],
)
def test_a_date_is_spelt_as_exactly_as_it_is_known(precision: Precision, text: str) -> None:
    assert str(DateFact(DAY, precision, Witness.FEED)) == text


@pytest.mark.parametrize("confidence", [None, Confidence.HIGH])
def test_a_date_comes_back_from_plain_data_as_it_was(confidence: Confidence | None) -> None:
    fact = DateFact(DAY, Precision.MONTH, Witness.META, "July 2024", confidence)
    assert DateFact.from_json(kept(fact.as_json())) == fact
    assert ("confidence" in fact.as_json()) is (confidence is not None)


def test_no_date_comes_back_as_none() -> None:
    assert DateFact.from_json(None) is None


def test_a_fact_is_written_with_all_that_is_said_of_it() -> None:
    fact = Fact("published", "2024-07", Witness.FEED, Precision.MONTH, Confidence.LOW, chosen=True)
    assert kept(fact.as_json()) == {
        "field": "published",
        "value": "2024-07",
        "witness": "feed",
        "precision": "month",
        "confidence": "low",
        "chosen": True,
    }


@pytest.mark.parametrize(
    "hints",
    [
        PollHints(),
        PollHints(fresh_for=timedelta(0)),
        PollHints(timedelta(hours=3), frozenset({0, 23}), frozenset({5, 6})),
    ],
)
def test_hints_come_back_from_plain_data_as_they_were(hints: PollHints) -> None:
    assert PollHints.from_json(kept(hints.as_json())) == hints


def test_hints_that_say_nothing_take_no_room() -> None:
    assert PollHints().as_json() == {}


@pytest.mark.parametrize(
    "pattern",
    [
        SitePattern(),
        SitePattern(
            frozenset({"read more", "share this"}),
            "//main/div[2]",
            ("element", "//h1"),
            ("meta", "article:published_time"),
            ("nowhere", ""),
            share=0.9,
            pages=7,
        ),
    ],
)
def test_a_pattern_comes_back_from_plain_data_as_it_was(pattern: SitePattern) -> None:
    assert SitePattern.from_json(kept(pattern.as_json())) == pattern


def test_lines_repeat_whichever_pattern_they_were_learnt_with() -> None:
    patterns = (SitePattern(frozenset({"read more"})), SitePattern(frozenset({"share this", "read more"})))
    assert PageHints(patterns=patterns).repeated == {"read more", "share this"}
    assert PageHints().repeated == frozenset()
