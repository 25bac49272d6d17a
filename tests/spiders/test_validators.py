from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scraper.items import Entry
from spiders.validators import are_frozen, digest_of, looks_afresh, stated_validators, validators

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEPT: dict[str, Any] = {
    "polls": 3,
    "etag": '"a"',
    "modified": "Mon, 23 Nov 2026 09:00:00 GMT",
    "listed": "one",
}


def test_an_answer_s_validators_are_sent_back_with_the_next_poll() -> None:
    stated = stated_validators({"etag": '"a"', "last-modified": "then", "content-type": "text/html"})
    assert stated == {"etag": '"a"', "modified": "then"}
    assert validators({"polls": 1, **stated}, NOW) == {"If-None-Match": '"a"', "If-Modified-Since": "then"}


def test_every_eighth_poll_asks_without_them() -> None:
    assert [number for number in range(17) if looks_afresh({"polls": number}, NOW)] == [0, 8, 16]
    assert validators(KEPT | {"polls": 8}, NOW) == {}


def test_what_is_asked_rarely_is_asked_without_them_every_third_day() -> None:
    asked = {"afresh_at": (NOW - timedelta(days=3)).isoformat()}
    assert validators(KEPT | asked, NOW) == {}
    assert validators(KEPT | asked, NOW - timedelta(hours=1)) != {}


def test_frozen_validators_are_sent_no_more() -> None:
    assert validators(KEPT | {"frozen": True}, NOW) == {}


@pytest.mark.parametrize(
    ("changes", "listed", "frozen"),
    [
        ({}, "two", True),
        ({}, "one", False),
        ({"etag": '"b"'}, "two", False),
        ({"modified": "later"}, "two", False),
        ({"etag": None, "modified": None}, "two", False),
        ({"listed": None}, "two", False),
    ],
)
def test_validators_are_frozen_when_other_entries_stand_under_the_same_ones(
    changes: dict[str, Any], listed: str, frozen: bool
) -> None:
    stated = {"etag": '"a"', "modified": KEPT["modified"]}
    assert are_frozen(KEPT | changes, stated, listed) is frozen


def test_a_list_is_the_same_whatever_moves_around_its_entries() -> None:
    entry = Entry("https://example.org/a", "A")
    assert digest_of((entry,)) == digest_of((Entry("https://example.org/a", "A", summary="moved"),))
    assert digest_of((entry,)) != digest_of((Entry("https://example.org/b", "A"),))
