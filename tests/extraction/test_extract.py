from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.extraction import extract
from scraper.extraction.tree import LARGEST_PAGE
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason, Witness
from tests.extraction.pdfs import pdf
from tests.extraction.shapes import BODY, NOW, PROSE, outcome, page, read

FRAGMENTS = (
    *("<html>", "<body>", "<main>", "<article>", "<h1>Title of it</h1>", "<p>", "</p>", f"<p>{PROSE[0]}</p>"),
    *(
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "<time datetime='2024-13-45'>",
        "<time datetime=",
        "<!--",
        "]]>",
    ),
    *("<meta name=author content='&#xD800;'>", "<base href='http://['>", "<a href='http://[x'>a</a>", "<br>"),
    *(
        "<link rel=canonical href='//'>",
        "&#0;",
        "&#31;",
        "\x00",
        "\u202e",
        "<div class=toc>",
        "<svg>",
        "<form>",
    ),
    *(
        "<title>",
        "</title>",
        "<button>",
        "Published on",
        "99/99/9999",
        "31 February 2024",
        "by ",
        "By Jo Sample on",
    ),
    '<script type="application/ld+json">{"@type":"Article","author":[[]],"headline":{}}</script>',
)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png", DropReason.UNSUPPORTED_TYPE),
        (b"PK\x03\x04rest", "text/html", DropReason.UNSUPPORTED_TYPE),
        (
            b"PK\x03\x04rest",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            DropReason.UNSUPPORTED_TYPE,
        ),
        (b'{"a": 1}', "application/json", DropReason.UNSUPPORTED_TYPE),
        (b"plain words", "text/plain", DropReason.UNSUPPORTED_TYPE),
        (b"", "", DropReason.UNSUPPORTED_TYPE),
        (b"", "text/html", DropReason.NO_TEXT),
        (b"<html><body><nav>x</nav></body></html>", "text/html", None),
        (b"<html>" + b" " * LARGEST_PAGE, "text/html", DropReason.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, content_type: str, reason: DropReason | None) -> None:
    found = outcome(body, content_type=content_type)
    assert reason is None or (isinstance(found, Unreadable) and found.reason is reason)


def test_a_page_without_any_text_is_no_publication() -> None:
    found = outcome(
        "<html><head><title>Kind Trust</title></head><body><script>render()</script></body></html>"
    )
    assert found == Unreadable(DropReason.NO_TEXT, "no text on the page 'Kind Trust'")
    assert outcome("<html><body><script>render()</script></body></html>") == Unreadable(
        DropReason.NO_TEXT, "no text on the page"
    )


@pytest.mark.parametrize(
    "content_type", ["", "application/octet-stream", "text/xml", "application/xhtml+xml", "TEXT/HTML"]
)
def test_a_page_is_known_by_its_looks_when_the_header_says_little(content_type: str) -> None:
    assert isinstance(
        outcome(page(f"<h1>What families said</h1>{BODY}"), content_type=content_type), Publication
    )


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "text/html", "application/pdf"])
def test_a_pdf_is_known_by_its_bytes(content_type: str) -> None:
    body = pdf([[("What families said", 24), *[(part, 11) for part in PROSE]]])
    found = outcome(body, content_type=content_type)
    assert isinstance(found, Publication)
    assert found.media_type == "application/pdf"


def test_bytes_before_a_pdf_s_header_are_borne() -> None:
    body = b"\n\n\xef\xbb\xbf" + pdf([[("What families said", 24), *[(part, 11) for part in PROSE]]])
    assert isinstance(outcome(body, content_type="application/pdf"), Publication)


def test_a_page_without_title_is_called_by_its_first_line() -> None:
    assert read(page(BODY)).title == PROSE[0][:120]


def test_hidden_characters_reach_no_field() -> None:
    markup = page(
        f"<h1>What\u202e families\x00 said&#x202e;</h1><p class='byline'>By Jo\u200b"
        f" Sample</p>{BODY}<p>&#x1b;{PROSE[0]}&#xFFFE;</p>"
    )
    found = read(markup)
    assert (found.title, found.authors) == ("What families said", ("Jo Sample",))
    everything = " ".join((found.title, found.text, *(fact.value for fact in found.facts)))
    assert not set(everything) & set("\u202e\x00\u200b\x1b\ufffe")


def test_extraction_is_a_function_of_its_arguments() -> None:
    document = Document(
        "https://example.org/a", page(f"<h1>What families said</h1>{BODY}").encode(), "text/html"
    )
    hints = PageHints(now=NOW)
    assert extract(document, hints) == extract(replace(document), hints)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=25),
    st.sampled_from(("https://example.org/2024/", "x", "")),
)
def test_no_markup_raises(parts: list[str], url: str) -> None:
    found = outcome("".join(parts), url, "text/html")
    assert isinstance(found, Publication | Unreadable)


@settings(deadline=None, max_examples=100)
@given(
    st.binary(max_size=300),
    st.sampled_from(("text/html", "application/pdf", "", "text/html; charset=utf-16")),
)
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(outcome(body, content_type=content_type), Publication | Unreadable)
    assert isinstance(outcome(b"%PDF-1.5\n" + body, content_type=content_type), Publication | Unreadable)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_damaged_pdf_raises(data: st.DataObject) -> None:
    body = bytearray(
        pdf([[("What families said", 24), *[(part, 11) for part in PROSE]]], {"Title": "A title of it"})
    )
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(outcome(bytes(body), content_type="application/pdf"), Publication | Unreadable)


def test_a_title_told_by_a_listing_is_not_said_to_come_from_a_feed() -> None:
    markup = page(f"<h1>What families said</h1>{BODY}")
    told = {"title": "What families said", "authors": ("Jo Sample",), "witness": Witness.LISTING}
    witnesses = {fact.witness for fact in read(markup, **told).facts}
    assert Witness.LISTING in witnesses
    assert Witness.FEED not in witnesses
    assert Witness.FEED in {fact.witness for fact in read(markup, title="What families said").facts}
