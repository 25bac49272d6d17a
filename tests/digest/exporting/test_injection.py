"""Whatever a text says, it stays a text: in every form, in every field."""

import csv
import io
import shutil
import zipfile
from email import message_from_bytes, policy

import feedparser
import pytest
from docx import Document
from lxml import etree, html
from playwright.sync_api import sync_playwright

from scraper.digest.characters import tidy
from scraper.digest.exporting import FORMATS, ZIP, render
from scraper.digest.exporting.sheet import FORMULA_SIGNS
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from tests.digest.exporting.vectors import ADDRESSES, TEXTS

ALLOWED_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td"),
    *("h1", "h2", "p", "a", "div"),
}
GOOD = "https://example.org/page"


def hostile(text: str, url: str = GOOD) -> Issue:
    """An issue that says the same wherever something can be said."""
    link = DigestLink(text, text, url, media=text)
    entry = DigestEntry(text, (text, text), (link, link), SourceLine(text, date=text, date_label=text))
    return Issue((entry,), title=text)


#: One issue with an entry for each vector, and one for each address.
ALL = Issue(tuple(hostile(text).entries[0] for text in TEXTS))
LINKS = Issue(tuple(hostile("plain", url).entries[0] for url in ADDRESSES))


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) + len(set(ADDRESSES)) >= 300


@pytest.mark.parametrize("name", ["html", "html-fragment"])
def test_html_holds_only_the_elements_of_the_template(name: str) -> None:
    for issue in (ALL, LINKS, *(hostile(text) for text in TEXTS)):
        tree = html.document_fromstring(render(issue, name))
        elements = [node for node in tree.iter() if isinstance(node.tag, str)]
        assert {node.tag for node in elements} <= ALLOWED_TAGS
        assert not [key for node in elements for key in node.attrib if key.startswith("on")]
        assert all(node.get("href", "http").lower().startswith("http") for node in elements)


def test_html_says_every_text_as_it_was_written() -> None:
    shown = html.document_fromstring(render(ALL, "html")).text_content()
    assert [text for text in TEXTS if tidy(text) and tidy(text) not in tidy(shown)] == []


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_feeds_are_well_formed_and_keep_texts_as_texts(name: str) -> None:
    for issue in (ALL, LINKS):
        data = render(issue, name)
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        read = feedparser.parse(io.BytesIO(data))
        assert not read.bozo
        assert len(read.entries) == len(issue.entries)
        assert all(
            link.href.lower().startswith("http") for entry in read.entries for link in entry.get("links", ())
        )


def test_a_spreadsheet_has_no_formula() -> None:
    for issue in (ALL, LINKS):
        rows = list(csv.reader(io.StringIO(render(issue, "csv").decode("utf-8-sig"), newline="")))
        assert len(rows) == 1 + 2 * len(issue.entries)
        for row in rows:
            assert not [cell for cell in row if cell.lstrip(" \u00a0").startswith(FORMULA_SIGNS)]


def test_a_message_has_no_header_but_its_own() -> None:
    for text in TEXTS:
        message = message_from_bytes(render(hostile(text), "eml"), policy=policy.default)
        assert set(message.keys()) == {"Subject", "X-Unsent", "Message-ID", "MIME-Version", "Content-Type"}
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_word_document_holds_texts_and_web_links_only() -> None:
    for issue in (ALL, LINKS):
        document = Document(io.BytesIO(render(issue, "docx")))
        targets = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
        assert targets
        assert all(target.lower().startswith("http") for target in targets)
        xml = document.element.xml
        assert not [name for name in ("w:instrText", "w:fldSimple", "w:object") if f"<{name}" in xml]


def test_references_have_no_line_that_a_text_brought_in() -> None:
    for text in TEXTS:
        lines = render(hostile(text), "ris").decode().split("\r\n")
        tags = [line[:6] for line in lines if line]
        assert tags.count("ER  - ") + tags.count("TY  - ") == 2 * tags.count("TY  - ")
        assert not [line for line in lines if line and line[2:6] != "  - "]


def test_a_browser_runs_nothing_of_it() -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        asked: list[str] = []
        page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
        for name in ("html", "html-fragment"):
            for issue in (ALL, LINKS):
                page.set_content(render(issue, name).decode())
                assert page.evaluate("window.hit") is None
        browser.close()
    assert asked == []


@pytest.mark.parametrize("name", [*FORMATS, ZIP])
def test_the_same_issue_gives_the_same_bytes(name: str) -> None:
    assert render(ALL, name) == render(ALL, name)


def test_names_in_the_zip_come_from_the_date_only() -> None:
    with zipfile.ZipFile(io.BytesIO(render(hostile("../../etc/passwd"), ZIP))) as archive:
        assert all(name.startswith("digest/") and ".." not in name for name in archive.namelist())
