"""Read back with a CommonMark parser that is not ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scraper.digest.characters import tidy
from scraper.digest.exporting.markdown import render
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine

READER = MarkdownIt("commonmark")
TRICKY = (
    "# ", "*", "_", "[", "](", "]", ")", "<b>", "&amp;", "`", "\\", "!", "1. ", "2) ", "- ", "+ ", "> ", "=",
    "---", "~~", "|", "a", "b c", "    ", "\t", "#", "&copy", "é",
)  # fmt: skip
tricky_texts = st.lists(st.sampled_from(TRICKY), min_size=1, max_size=8).map("".join)


def blocks(issue: Issue) -> list[tuple[str, str]]:
    """(tag, text) of every block a reader of the Markdown shows."""
    tokens = READER.parse(render(issue).decode())
    return [
        (tokens[n - 1].tag, words(token.children or []))
        for n, token in enumerate(tokens)
        if token.type == "inline"
    ]


def words(tokens: list[Token]) -> str:
    assert {token.type for token in tokens} <= {"text", "text_special", "link_open", "link_close"}
    return "".join(token.content for token in tokens)


def test_headings_paragraphs_links_and_source_are_blocks() -> None:
    entry = DigestEntry(
        "Hedges",
        ("A hedge\u00a0was planted.", "It grew."),
        (
            DigestLink("Read the report", "Roots", "https://hedge.example/a_(b)?c=1&d=2", media="PDF"),
            DigestLink("See also on Hedge Learning", "Leaves", mark=">"),
            DigestLink("", "Bark"),
        ),
        SourceLine("Hedge Weekly", date="3 May 2024", date_label="Date"),
    )
    assert render(Issue((entry,), title="Hedge *news*")).decode() == (
        "# Hedge \\*news\\*\n\n"
        "## Hedges\n\n"
        "A hedge was planted.\n\n"
        "It grew.\n\n"
        "Read the report: [Roots (PDF)](https://hedge.example/a_\\(b\\)?c=1&d=2)\n\n"
        "See also on Hedge Learning \\> Leaves\n\n"
        "Bark\n\n"
        "Source: Hedge Weekly Date: 3 May 2024\n"
    )


@given(tricky_texts, tricky_texts, tricky_texts)
@settings(max_examples=500, deadline=None)
def test_a_reader_shows_every_text_as_it_is(heading: str, summary: str, title: str) -> None:
    link = DigestLink("Read the report", title, "https://hedge.example/")
    shown = blocks(Issue((DigestEntry(heading, (summary,), (link,)),)))
    shown_title = tidy(title) or "https://hedge.example/"
    expected = [("h2", tidy(heading)), ("p", tidy(summary)), ("p", f"Read the report: {shown_title}")]
    assert shown == [(tag, text) for tag, text in expected if text]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20) | tricky_texts)
@settings(max_examples=500, deadline=None)
def test_a_reader_follows_the_address_as_it_is(path: str) -> None:
    url = "https://hedge.example/" + path
    link = DigestLink("Read the report", "Roots", url)
    tokens = READER.parse(render(Issue((DigestEntry("Hedges", ("One.",), (link,)),))).decode())
    (opening,) = [t for token in tokens for t in token.children or [] if t.type == "link_open"]
    without_spaces = "".join("%20" if c.isspace() else c for c in tidy(url))
    assert opening.attrs["href"] == READER.normalizeLink(without_spaces)


@pytest.mark.parametrize(
    "url",
    ["javascript://a.example/%0aalert(1)", "data:text/html,x", "ftp://a.example/", "http://[", "https:", ""],
)
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    entry = DigestEntry("Hedges", ("One.",), (DigestLink("Read the report", "Roots", url),))
    assert blocks(Issue((entry,)))[-1] == ("p", "Read the report: Roots")
    assert b"](" not in render(Issue((entry,)))
