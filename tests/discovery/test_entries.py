"""Which version of its page does an entry mean?"""

from datetime import date

import pytest

from scraper.discovery.entries import version_of
from scraper.discovery.feed import read
from scraper.items import ChannelRules, DateFact
from scraper.outcomes import Precision, Witness
from tests.discovery.samples import NOW, atom

VERSIONED = ChannelRules(versioned=True)


def updated(raw: str) -> DateFact:
    return DateFact(date(2026, 11, 20), Precision.DAY, Witness.FEED, raw)


@pytest.mark.parametrize(
    "raw", ["2026-11-20T09:30:00Z", "2026-11-20T10:30:00+01:00", "2026-11-20t09:30:00.000+00:00"]
)
def test_the_moment_of_an_update_is_one_version_in_every_spelling(raw: str) -> None:
    assert version_of(updated(raw), VERSIONED) == "2026-11-20T09:30:00Z"


@pytest.mark.parametrize("raw", ["2026-11-20", "20 November 2026", "Tuesday", ""])
def test_what_names_no_moment_is_no_version(raw: str) -> None:
    assert version_of(updated(raw), VERSIONED) is None


def test_only_a_source_whose_updates_are_material_has_versions() -> None:
    assert version_of(updated("2026-11-20T09:30:00Z"), ChannelRules()) is None
    assert version_of(None, VERSIONED) is None


def test_a_feeds_entries_carry_their_version() -> None:
    when = "<updated>2026-11-20T10:30:00+01:00</updated>"
    document = atom(f"<entry><title>A</title><link href='/a'/><id>/a#1</id>{when}</entry>")
    versions = [read(document, rules, {}, NOW).entries[0].version for rules in (VERSIONED, ChannelRules())]
    assert versions == ["2026-11-20T09:30:00Z", None]
