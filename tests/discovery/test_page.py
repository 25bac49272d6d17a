import re

import pytest

from scraper.discovery import page
from scraper.discovery.page import text_hash
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Kind, Outcome
from tests.discovery.samples import FOOTER, FURNITURE, NOW, html

URL = "https://www.example.org.uk/our-research/how-it-works/"
TEXT = "This report says how images are made and what has to be done about them. " * 12
LINKS = """<p>Read <a href="/our-research/first-report/">the first report</a> and the
  <a href="/media/x1y2/report-v12.pdf">full report (PDF)</a>.</p>"""


def watched(main: str, title: str = "How it works") -> Document:
    return html(FURNITURE + f"<main><h1>{title}</h1>{main}</main>" + FOOTER, URL)


def read(document: Document, memory: dict[str, object] | None = None, **rules: object) -> Reading:
    return page.read(document, ChannelRules(**rules), memory or {}, NOW)  # type: ignore[arg-type]


def first_memory() -> dict[str, object]:
    return read(watched(f"<p>{TEXT}</p>{LINKS}")).memory


def test_the_first_reading_gives_the_page_itself_and_remembers_it() -> None:
    reading = read(watched(f"<p>Published: Tue 29 Apr 2025</p><p>{TEXT}</p>{LINKS}"), kind=Kind.REPORT)
    assert reading.outcome is Outcome.NEW
    (entry,) = reading.entries
    assert (entry.url, entry.title, entry.version, entry.kind) == (URL, "How it works", None, Kind.REPORT)
    assert str(entry.published) == "2025-04-29"
    assert reading.memory["links"] == [
        "https://www.example.org.uk/media/x1y2/report-v12.pdf",
        "https://www.example.org.uk/our-research/first-report/",
    ]
    assert reading.memory["words"] > 150
    assert len(reading.memory["text"]) == 64


def test_the_first_reading_gives_the_links_the_definition_names() -> None:
    document = watched(f"<p>{TEXT}</p>{LINKS}<p><a href='/our-research/draft/'>The draft</a></p>")
    reading = read(
        document, publications=(re.compile("/our-research/"),), not_publications=(re.compile("draft"),)
    )
    assert [(entry.url, entry.title) for entry in reading.entries] == [
        (URL, "How it works"),
        ("https://www.example.org.uk/our-research/first-report/", "the first report"),
    ]


def test_a_page_the_definition_leaves_out_is_watched_for_its_links() -> None:
    rules = {"publications": (re.compile("first-report"),)}
    reading = read(watched(f"<p>{TEXT}</p>{LINKS}"), **rules)
    assert [entry.title for entry in reading.entries] == ["the first report"]
    assert read(watched(f"<p>{TEXT} More.</p>{LINKS}"), reading.memory, **rules).outcome is Outcome.UNCHANGED


def test_nothing_new_is_unchanged() -> None:
    reading = read(watched(f"<p>{TEXT}</p>{LINKS}"), first_memory())
    assert (reading.outcome, reading.entries) == (Outcome.UNCHANGED, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Last updated: 05 Oct 2020", "Last updated: 6 November 2020"),
        ("Today is Monday, 16 November 2020", "Today is Tuesday, 17 November 2020"),
        ("Posted 3 minutes ago", "Posted an hour ago"),
        ("1,204 views", "2,310 views"),
        ("Comments { 14 }", "Comments { 15 }"),
        ("25/09/2025 at 14:28", "06/10/2025 at 9:05"),
        ("© 2024 Example", "© 2025-2026 Example"),
        ("Plain   words,", "plain words"),
    ],
)
def test_dates_ages_and_counters_are_no_change(before: str, after: str) -> None:
    memory = read(watched(f"<p>{TEXT}</p><p>{before}</p>")).memory
    assert read(watched(f"<p>{TEXT}</p><p>{after}</p>"), memory).outcome is Outcome.UNCHANGED


def test_furniture_is_not_watched() -> None:
    memory = first_memory()
    main = f"<main><h1>How it works</h1><p>{TEXT}</p>{LINKS}</main>"
    other = html(f"<nav><a href='/x-y-z-new'>A new menu link</a></nav>{main}", URL)
    assert read(other, memory).outcome is Outcome.UNCHANGED


def test_changed_words_give_the_page_again_with_its_version() -> None:
    reading = read(watched(f"<p>{TEXT} This was updated with new findings.</p>{LINKS}"), first_memory())
    (entry,) = reading.entries
    assert (entry.url, entry.version) == (URL, reading.memory["text"])
    assert entry.version != first_memory()["text"]
    assert reading.detail == "On the page the text changed"


def test_each_new_link_is_an_entry_and_only_once() -> None:
    new = """<p><a href="/our-research/second-report/">The second report</a> and
      <a href="/files/letter.pdf">more</a>,
      <a href="/our-research/second-report/">again</a>, <a href="/news/">View all news here</a>
      <a href="/all-the-news-there-is">View all news</a> <a href="?page=2">Next</a> <a href="#top">Top</a>
      <a href="https://x.com/example">Share this on a network</a> <a href="/tag/care/">Care</a></p>"""
    reading = read(watched(f"<p>{TEXT}</p>{LINKS}{new}"), first_memory())
    urls = [entry.url for entry in reading.entries]
    assert urls == [
        URL,
        "https://www.example.org.uk/our-research/second-report/",
        "https://www.example.org.uk/files/letter.pdf",
    ]
    assert [entry.title for entry in reading.entries[1:]] == ["The second report", None]
    assert reading.detail == "On the page the text changed and 2 new links"
    gone_and_back = read(watched(f"<p>{TEXT}</p>{LINKS}"), reading.memory)
    assert [entry.url for entry in gone_and_back.entries] == [URL]
    again = read(watched(f"<p>{TEXT}</p>{LINKS}{new}"), gone_and_back.memory)
    assert [entry.url for entry in again.entries] == [URL]


def test_with_patterns_only_named_links_and_files_count_later() -> None:
    rules = {"publications": (re.compile("/our-research/"),)}
    new = "<p><a href='/a-page-of-ours'>A page</a> <a href='/files/letter.pdf'>The letter</a></p>"
    memory = read(watched(f"<p>{TEXT}</p>{LINKS}"), **rules).memory
    reading = read(watched(f"<p>{TEXT}</p>{LINKS}{new}"), memory, **rules)
    assert [entry.title for entry in reading.entries[1:]] == ["The letter"]


def test_a_file_replaced_by_its_next_version_is_a_new_link() -> None:
    later = LINKS.replace("x1y2/report-v12", "a9b8/report-v13")
    reading = read(watched(f"<p>{TEXT}</p>{later}"), first_memory())
    assert [entry.url for entry in reading.entries] == [
        "https://www.example.org.uk/media/a9b8/report-v13.pdf"
    ]
    assert reading.entries[0].title is None
    assert reading.detail == "On the page 1 new link"


def test_a_collapsed_text_is_suspect_and_forgets_nothing() -> None:
    memory = first_memory()
    reading = read(watched("<p>We will be back soon with more.</p>"), memory)
    assert (reading.outcome, reading.entries, reading.memory) == (Outcome.SUSPECT, (), memory)
    assert "shrank from" in reading.detail


def test_a_text_that_was_always_short_may_shrink() -> None:
    memory = read(watched("<p>One two three four five six seven.</p>")).memory
    assert read(watched("<p>One two three four five six.</p>"), memory).outcome is Outcome.NEW


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        (Document(URL, b""), Outcome.FAILED),
        (Document(URL, b"<rss/>"), Outcome.FAILED),
        (Document(URL, b"<a " + b"a=1 " * 9_000 + b">"), Outcome.FAILED),
        (html("", URL), Outcome.SUSPECT),
        (html("<h1>Page not found</h1>", URL), Outcome.SUSPECT),
        (html("<p>Enable JavaScript and cookies to continue</p>", URL, "Just a moment..."), Outcome.SUSPECT),
    ],
)
def test_what_stands_in_place_of_the_page_changes_no_memory(document: Document, outcome: Outcome) -> None:
    memory = first_memory()
    reading = read(document, memory)
    assert (reading.outcome, reading.memory, bool(reading.detail)) == (outcome, memory, True)


def test_a_page_without_a_main_part_or_heading_is_watched_as_a_whole() -> None:
    (entry,) = read(html(f"<div>{TEXT}</div>", URL, "A title &amp; more")).entries
    assert entry.title == "A title & more"
    (entry,) = read(html(f"<div id='content'><p>{TEXT}</p></div>", URL, "")).entries
    assert entry.title is None


def test_damaged_memory_is_taken_for_none() -> None:
    reading = read(watched(f"<p>{TEXT}</p>"), {"text": "x", "words": "many", "links": 7})
    assert reading.outcome is Outcome.NEW


def test_only_words_count_for_the_hash() -> None:
    assert text_hash("One, two – THREE") == text_hash("one two\nthree")
    assert text_hash("one two") != text_hash("one three")
