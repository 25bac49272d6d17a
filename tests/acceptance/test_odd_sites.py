"""The local web of odd sites, watched by the real command: everything is found and nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.command import Gleaner
from tests.site.odd import Odd
from tests.site.table import head_and_rows, kinds_of
from tests.site.watching import Watched, keys_of, totals, watch
from tests.site.web import WEB

DOCUMENT = Path(__file__).parents[2] / "docs" / "odd-sites.md"
#: Most requests that finding out how to watch a site may take, robots.txt included.
MOST_REQUESTS = 25

each_kind = pytest.mark.parametrize("odd", WEB, ids=lambda odd: odd.kind)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Watched]:
    gleaner = Gleaner(tmp_path_factory.mktemp("web"))
    return watch(WEB, gleaner)


def test_the_web_is_large_and_every_kind_says_what_is_odd() -> None:
    assert len(WEB) >= 32
    assert len({odd.slug for odd in WEB}) == len(WEB)
    assert all(odd.oddness.endswith(".") and odd.requests <= MOST_REQUESTS for odd in WEB)


@each_kind
def test_an_address_alone_leads_to_the_channels_that_tell_all(odd: Odd, watched: dict[str, Watched]) -> None:
    seen = watched[odd.kind]
    assert seen.channels == tuple(sorted(odd.channels)), seen.added["rejected"]
    assert len(seen.asked) <= odd.requests, seen.asked


@each_kind
def test_every_publication_is_found_once_and_nothing_else(odd: Odd, watched: dict[str, Watched]) -> None:
    seen = watched[odd.kind]
    assert keys_of(seen.first.queue) == seen.keys(seen.truth), seen.first.told


@each_kind
def test_titles_and_days_are_those_the_site_states(odd: Odd, watched: dict[str, Watched]) -> None:
    said = {(row["title"], row["published"]) for row in watched[odd.kind].first.queue}
    assert said == {(item.title, item.stated) for item in watched[odd.kind].truth}
    precisions = {None: "none", 7: "month", 10: "day"}
    for row in watched[odd.kind].first.queue:
        stated = row["published"]
        assert (row["published_precision"] or "none") == precisions[len(stated) if stated else None]


def alone(queue: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without their stories: those depend on what other sites of the web publish meanwhile."""
    return [
        {name: value for name, value in row.items() if name not in {"story", "story_size"}} for row in queue
    ]


@each_kind
def test_an_unchanged_site_costs_one_request_a_channel(odd: Odd, watched: dict[str, Watched]) -> None:
    assert sorted(watched[odd.kind].second.asked) == sorted(path for _, path in odd.channels)
    assert alone(watched[odd.kind].second.queue) == alone(watched[odd.kind].first.queue)


@each_kind
def test_what_is_published_next_is_found_and_fetched_alone(odd: Odd, watched: dict[str, Watched]) -> None:
    seen = watched[odd.kind]
    known = {row["id"] for row in seen.second.queue}
    new = [row for row in seen.third.queue if row["id"] not in known]
    if odd.rewritten:
        assert (seen.third.told["updated"], new) == (1, [])
        return
    assert keys_of(new) == seen.keys(odd.items[:1]), seen.third.told
    asked = {path.partition("?PHPSESSID")[0] for path in seen.third.asked}
    assert not asked & {item.path for item in seen.truth}


@each_kind
def test_addresses_without_end_are_never_asked_for(odd: Odd, watched: dict[str, Watched]) -> None:
    seen = watched[odd.kind]
    asked = [*seen.asked, *seen.first.asked, *seen.second.asked, *seen.third.asked]
    assert [path for path in asked if odd.never and path.startswith(odd.never)] == []


def test_at_most_one_candidate_in_a_hundred_is_no_publication(watched: dict[str, Watched]) -> None:
    figures = dict(totals(list(watched.values())))
    print(figures)  # shown by pytest -s
    assert figures["not publications"] <= 0.01 * figures["admitted"]
    assert figures["found"] == figures["publications"]


def test_the_table_in_the_documents_names_every_kind_and_what_is_odd_about_it() -> None:
    head, rows = head_and_rows(DOCUMENT.read_text())
    assert head[:2] == ["Site", "What is odd about it"]
    assert [tuple(row[:2]) for row in rows] == kinds_of(WEB)
