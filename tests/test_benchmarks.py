"""The benchmarks' own scorers: a wrong ruler measures nothing."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import extraction, listings
from benchmarks.pages import read_pages


def test_a_text_equals_itself_and_shares_nothing_with_another() -> None:
    assert extraction.text_f1("one two three four five", "One two, three four five.") == 1.0
    assert extraction.text_f1("one two three four", "five six seven eight") == 0.0


def test_a_text_with_half_of_the_shingles_scores_between() -> None:
    # Two shingles are wanted, one is given: precision 1, recall 1/2.
    assert extraction.text_f1("a b c d e", "a b c d") == pytest.approx(2 / 3)


def test_an_author_within_a_longer_byline_is_found() -> None:
    assert extraction.any_author(["Ada Lovelace"], ["By Ada Lovelace, London"])
    assert not extraction.any_author(["Ada Lovelace"], ["Charles Babbage"])


def test_every_label_names_a_known_kind_and_links_where_something_is_listed() -> None:
    labels = listings.read_labels()
    assert len(labels) >= 20
    for label in labels.values():
        assert label.kind in listings.KINDS
        assert bool(label.links) == (label.kind != "none")


def test_a_listing_is_scored_by_links_labelled_and_links_found(tmp_path: Path) -> None:
    titles = [f"Report on the state of charities number {number}" for number in range(1, 5)]
    items = "".join(
        f"<li><h3><a href='/news/{title.lower().replace(' ', '-')}'>{title}</a></h3><p>2 May 2025</p></li>"
        for title in titles
    )
    (tmp_path / "page.html").write_text(
        f"<html><body><main><h1>News</h1><ul>{items}</ul></main>"
        "<footer><a href='/news/never-shown-as-an-entry'>Past</a></footer></body></html>"
    )
    said = {"id": "here", "url": "https://charity.example/news", "page_type": "listing", "path": "page.html"}
    (tmp_path / "manifest.jsonl").write_text(json.dumps(said) + "\n")
    (page,) = read_pages(tmp_path)
    label = listings.Label("publications", (re.compile("/news/."),), ())
    scored = listings.score(page, label)
    assert (scored.right, len(scored.found), len(scored.labelled)) == (4, 4, 5)


def test_a_benchmark_that_needs_pages_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "listings"])
    assert command.main() == 2
    assert "--pages DIR" in capsys.readouterr().out
