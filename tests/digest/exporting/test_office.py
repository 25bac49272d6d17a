"""What LibreOffice makes of the forms that people open in it."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.styles.style import ParagraphStyle
from lxml import html

from scraper.digest.characters import tidy
from scraper.digest.exporting import FORMATS
from scraper.digest.importing import read_issue_bytes
from tests.digest.examples import OWN_ISSUE, OWN_STYLE

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def converted(file: Path, form: str) -> Path:
    """What LibreOffice makes of a file, in a folder of its own."""
    folder = file.parent / "made"
    command = [str(OFFICE), "--headless", "--convert-to", form, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{file.stem}.{form.partition(':')[0]}"


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
@pytest.mark.parametrize("name", ["docx", "html"])
def test_no_word_of_an_issue_is_lost(tmp_path: Path, name: str) -> None:
    issue = read_issue_bytes(OWN_ISSUE, "own-issue.txt")
    file = tmp_path / f"issue.{name}"
    file.write_bytes(FORMATS[name].render(issue))
    shown = tidy(converted(file, "txt:Text").read_text("utf-8-sig"))
    for entry in issue.entries:
        for text in (entry.heading, *entry.summary, *(link.title for link in entry.links)):
            assert tidy(text) in shown


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
@pytest.mark.parametrize("name", ["docx", "html"])
def test_no_link_of_an_issue_is_lost(tmp_path: Path, name: str) -> None:
    issue = read_issue_bytes(OWN_STYLE, "own-style.txt")
    file = tmp_path / f"issue.{name}"
    file.write_bytes(FORMATS[name].render(issue))
    page = html.fromstring(converted(file, "html").read_bytes())
    shown = [(link.get("href"), tidy(link.text_content())) for link in page.iter("a") if link.get("href")]
    wanted = [(link.url, tidy(link.title)) for entry in issue.entries for link in entry.links]
    assert shown == wanted


def test_a_document_is_a4_in_dark_ink() -> None:
    """Word's own page is Letter, and its headings are paler than 4.5 to 1."""
    made = Document(io.BytesIO(FORMATS["docx"].render(read_issue_bytes(OWN_ISSUE, "own-issue.txt"))))
    page = made.sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        style = made.styles[name]
        assert isinstance(style, ParagraphStyle)
        assert (str(style.font.color.rgb), style.font.name) == ("16191D", "Arial")


def test_word_keeps_the_links_of_an_entry_with_its_summary() -> None:
    made = Document(io.BytesIO(FORMATS["docx"].render(read_issue_bytes(OWN_ISSUE, "own-issue.txt"))))
    paragraphs = [(each.style.name if each.style else "", each) for each in made.paragraphs]
    for (style, paragraph), (below, _) in zip(paragraphs, [*paragraphs[1:], ("", None)], strict=True):
        if style == "Normal":
            assert bool(paragraph.paragraph_format.keep_with_next) is (below == "Normal"), paragraph.text
