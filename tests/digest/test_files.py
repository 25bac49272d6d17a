"""Past issues in files of every kind we take."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest

from scraper.digest.characters import tidy
from scraper.digest.exporting import FORMATS, render
from scraper.digest.files import read_issue_file
from scraper.digest.importing import read_issue_bytes
from scraper.digest.model import Issue, content, map_texts
from scraper.errors import ImportRefusedError
from tests.digest.examples import OLDER_FORMS, OWN_ISSUE

#: Forms that hold the addresses too, and what their files are called.
FORMS = {"html": "a.html", "html-fragment": "a.htm", "eml": "a.eml", "docx": "a.docx", "markdown": "a.md"}


def with_addresses(data: bytes) -> Issue:
    """An issue as a text has it, with a title, and an address for each of its links."""
    issue = map_texts(content(read_issue_bytes(data, "issue.txt")), tidy)
    entries = tuple(
        replace(
            entry,
            links=tuple(
                replace(link, url=f"https://example.org/{place}/{number}?a=1&b=(2)")
                for number, link in enumerate(entry.links)
            ),
        )
        for place, entry in enumerate(issue.entries)
    )
    return replace(issue, entries=entries, title="News of the hedges")


@pytest.mark.parametrize("data", [OWN_ISSUE, OLDER_FORMS], ids=["own", "older"])
@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_is_read_back_with_its_addresses(form: str, data: bytes) -> None:
    issue = with_addresses(data)
    read = read_issue_file(render(issue, form), FORMS[form])
    assert read.entries == issue.entries
    assert read.title == ("" if form == "html-fragment" else issue.title)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sections", [("Reports", "Reports", "News"), ("", "Reports", "News")])
def test_intro_and_sections_come_back_from_every_form_with_headings(
    form: str, sections: tuple[str, ...]
) -> None:
    entries = with_addresses(OWN_ISSUE).entries
    within = tuple(replace(entry, section=name) for entry, name in zip(entries, sections, strict=False))
    assert len(within) == 3
    issue = Issue(within, title="News of the hedges", intro=("Dear reader.", "Two things."))
    read = read_issue_file(render(issue, form), FORMS[form])
    assert (read.intro, read.entries) == (issue.intro, issue.entries)


def test_paragraphs_above_the_first_heading_that_hold_a_link_are_an_entry() -> None:
    page = "<p>Hedges</p><p>A summary.</p><p>Read the report: <a href='https://example.org'>It</a></p>"
    issue = read_issue_file(f"<html>{page}<h2>Walls</h2><p>Two.</p></html>".encode(), "a.html")
    assert issue.intro == ()
    assert [entry.heading for entry in issue.entries] == ["Hedges", "Walls"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Digest, 24 July 2024", ("", None, date(2024, 7, 24))),
        ("Digest 46, 24 July 2024", ("", 46, date(2024, 7, 24))),
        ("Digest 46", ("", 46, None)),
        ("Digest, 31 February 2024", ("Digest, 31 February 2024", None, None)),
        ("Digest of hedges", ("Digest of hedges", None, None)),
    ],
)
def test_the_usual_title_is_read_as_number_and_date(
    title: str, found: tuple[str, int | None, date | None]
) -> None:
    issue = read_issue_file(f"# {title}\n\n## Hedges\n\nA summary.\n".encode(), "a.md")
    assert (issue.title, issue.number, issue.date) == found


def test_a_row_below_a_section_is_refused_with_its_line_among_all() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        read_issue_file(b"# T\n\n## News\n\n### Hedges\n\nA text.\n\n## More\n\n### Alone\n", "a.md")
    assert (refused.value.line, refused.value.text) == (9, "Alone")


def test_a_kind_is_told_by_the_first_bytes_when_the_name_says_nothing() -> None:
    issue = with_addresses(OWN_ISSUE)
    for form in ("html", "docx", "json", "text"):
        assert len(read_issue_file(render(issue, form), "issue").entries) == len(issue.entries)


MAILING = """<!doctype html><html><head><style>p{}</style><title>x</title></head><body>
<div style="display: none">The preheader nobody sees</div>
<table><tr><td>View this email in your browser</td></tr>
<tr><td><h1>Weekly alert</h1></td></tr>
<tr><td><h2>Hedges</h2><p>The Hedge Trust has published a report on
hedges; ditches; and <a href="https://example.org/inside">walls</a>.</p>
<p>Read the report: <a href="https://example.org/report"><b>Hedges</b> at large</a> (PDF)<br>
<a href="https://example.org/annex">The annex</a></p>
<p>Source: <a href="https://example.org/">Hedge Weekly</a></p></td></tr>
<tr><td>You received this because you asked for it. <a href="https://example.org/u">Unsubscribe</a></td></tr>
</table></body></html>"""


def test_a_mailing_is_read_without_what_the_mailing_tool_put_around_it() -> None:
    issue = read_issue_file(MAILING.encode(), "mail.html")
    assert issue.title == "Weekly alert"
    (entry,) = issue.entries
    assert entry.heading == "Hedges"
    assert entry.summary == ("The Hedge Trust has published a report on hedges; ditches; and walls.",)
    assert [(link.label, link.title, link.media, link.url) for link in entry.links] == [
        ("Read the report", "Hedges at large", "PDF", "https://example.org/report"),
        ("", "The annex", "", "https://example.org/annex"),
    ]
    assert entry.source
    assert entry.source.name == "Hedge Weekly"


def test_a_message_gives_its_day_and_its_subject() -> None:
    message = EmailMessage()
    message["Subject"], message["Date"] = "Alert of the week", "Wed, 24 Jul 2024 09:00:00 +0100"
    message.set_content("plain")
    message.add_alternative(MAILING.replace("<h1>Weekly alert</h1>", ""), subtype="html")
    issue = read_issue_file(message.as_bytes(), "a.eml")
    assert (issue.title, issue.date) == ("Alert of the week", date(2024, 7, 24))


def test_a_message_of_plain_text_only_is_read_as_text() -> None:
    message = EmailMessage()
    message.set_content(OWN_ISSUE.decode())
    own = read_issue_bytes(OWN_ISSUE, "own.txt")
    read = read_issue_file(message.as_bytes(), "a.eml")
    assert [entry.heading for entry in read.entries] == [entry.heading for entry in own.entries]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"PK\x03\x04 no zip", "no Word document"),
        ("a.docx", b"plain", "no Word document"),
        ("a.html", b"", "HTML cannot be read"),
        ("a.html", b"<p>A heading that stands alone</p>", "a heading without a summary"),
        ("a.eml", b"Subject: x\nContent-Type: image/png\n\n", "this message has no text"),
        ("a.md", b"\xff\xfe", "not UTF-8"),
        ("a.md", b"", "no entry"),
        ("a.csv", b"issue_date,heading\n2026-11-23,Hedges\n", "is read from text, our JSON"),
        ("a.zip", b"PK\x03\x04", "is read from text, our JSON"),
    ],
)
def test_what_is_no_issue_is_refused_in_words(name: str, data: bytes, words: str) -> None:
    with pytest.raises(ImportRefusedError, match=words):
        read_issue_file(data, name)


def test_a_word_file_that_unpacks_to_far_too_much_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (65 * 1024 * 1024))
    with pytest.raises(ImportRefusedError, match="too large"):
        read_issue_file(packed.getvalue(), "a.docx")


def test_a_message_with_a_date_nobody_can_read_has_none() -> None:
    data = b"Date: the day before\nContent-Type: text/html\n\n" + MAILING.encode()
    assert read_issue_file(data, "a.eml").date is None


def test_every_form_we_take_is_one_we_export() -> None:
    assert set(FORMS) < set(FORMATS)
