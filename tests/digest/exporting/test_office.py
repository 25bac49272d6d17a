"""What LibreOffice makes of the forms that people open in it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scraper.digest.characters import tidy
from scraper.digest.exporting import FORMATS
from scraper.digest.importing import read_issue_bytes
from tests.digest.examples import OWN_ISSUE

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
@pytest.mark.parametrize("name", ["docx", "html"])
def test_no_word_of_an_issue_is_lost(tmp_path: Path, name: str) -> None:
    issue = read_issue_bytes(OWN_ISSUE, "own-issue.txt")
    file = tmp_path / f"issue.{name}"
    file.write_bytes(FORMATS[name].render(issue))
    command = [str(OFFICE), "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = tidy((tmp_path / "issue.txt").read_text("utf-8-sig"))
    for entry in issue.entries:
        for text in (entry.heading, *entry.summary, *(link.title for link in entry.links)):
            assert tidy(text) in shown
