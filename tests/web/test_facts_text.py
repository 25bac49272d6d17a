from typing import Any

import pytest

from scraper.outcomes import Witness
from scraper.web.facts_text import (
    LONGEST_CELL,
    WITNESSES,
    chosen_rows,
    other_rows,
    short_date,
    whole_date,
)


def row(**changes: Any) -> dict[str, Any]:
    return {
        "published": "2024-07-16",
        "published_precision": "day",
        "published_witness": "feed",
        "published_confidence": "medium",
        "facts": [],
    } | changes


def said(field: str, value: str, witness: str, *, chosen: bool = False) -> dict[str, Any]:
    return {"field": field, "value": value, "witness": witness, "confidence": None, "chosen": chosen}


@pytest.mark.parametrize(
    ("changes", "short", "whole"),
    [
        ({}, "2024-07-16", "2024-07-16 (from the feed)"),
        ({"published": None, "published_witness": None}, "date unknown", "date unknown"),
        (
            {"published": "2024-07", "published_precision": "month"},
            "2024-07",
            "2024-07 (month only, from the feed)",
        ),
        (
            {"published": "2024", "published_precision": "year", "published_witness": "visible-text"},
            "2024",
            "2024 (year only, from the visible text)",
        ),
        (
            {"published_witness": "sitemap", "published_confidence": "low"},
            "about 2024-07-16",
            "about 2024-07-16 (unsure: only the sitemap says so)",
        ),
        (
            {
                "published": "2024-07",
                "published_precision": "month",
                "published_witness": "url",
                "published_confidence": "low",
            },
            "about 2024-07",
            "about 2024-07 (month only, unsure: only the address says so)",
        ),
        ({"published_witness": None}, "2024-07-16", "2024-07-16 (from nobody known)"),
    ],
)
def test_a_date_says_how_exact_and_how_sure_it_is(changes: dict[str, Any], short: str, whole: str) -> None:
    assert short_date(row(**changes)) == short
    assert whole_date(row(**changes)) == whole


def test_an_outvoted_date_names_what_others_say() -> None:
    facts = [
        said("published", "2024-07-16", "url", chosen=True),
        said("published", "2024-07-16", "meta"),
        said("published", "2024-07-18", "visible-text"),
        said("title", "A", "heading"),
    ]
    told = whole_date(row(published_witness="url", published_confidence="low", facts=facts))
    assert told == "about 2024-07-16 (unsure: the visible text says 2024-07-18)"


def test_every_witness_has_a_name_for_people() -> None:
    assert set(WITNESSES) == set(Witness)


def test_chosen_statements_and_the_others_are_two_tables_with_long_values_cut() -> None:
    long = "word " * 100
    facts = [said("summary", long, "visible-text", chosen=True), said("title", "B", "meta")]
    ((field, value, witness, sure),) = chosen_rows(facts)
    assert (field, witness, sure) == ("summary", "visible-text", "")
    assert len(value) <= LONGEST_CELL
    assert value.endswith("…")
    assert other_rows(facts) == [("title", "B", "meta", "")]
