"""What stands around the entries: an intro, and names of sections."""

import csv
import io
import re
import zipfile
from dataclasses import replace

import pytest

from scraper.digest.exporting import render
from scraper.digest.model import DigestEntry, Issue

ENTRIES = tuple(
    DigestEntry(f"Heading {number}", (f"Summary {number}.",), section=section)
    for number, section in enumerate(("", "Reports <1>", "Reports <1>", "News"), start=1)
)
ISSUE = Issue(ENTRIES, title="Hedge news", intro=("Dear reader.", "Two things."))
ORDER = (
    "Dear reader.", "Two things.", "Heading 1", "Reports <1>", "Heading 2", "Heading 3", "News", "Heading 4",
)  # fmt: skip


def shown(issue: Issue, form: str) -> str:
    """The words of a form as its reader sees them."""
    data = render(issue, form)
    if form == "docx":
        data = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    text = data.decode()
    plain = text if form in {"text", "markdown"} else re.sub(r"<[^>]*>", "\n", text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("\\", "")


@pytest.mark.parametrize("form", ["text", "markdown", "html", "html-fragment", "docx"])
def test_the_intro_comes_first_and_each_section_once_before_its_entries(form: str) -> None:
    text = shown(ISSUE, form)
    places = [text.find(words) for words in ORDER]
    assert -1 not in places
    assert places == sorted(places)
    assert text.count("Reports <1>") == 1


@pytest.mark.parametrize(("form", "opening"), [("html", "<h{} "), ("markdown", "\n{} Heading")])
def test_headings_stand_a_level_below_sections_and_else_right_below_the_title(
    form: str, opening: str
) -> None:
    plain = replace(ISSUE, entries=tuple(replace(entry, section="") for entry in ENTRIES))
    two, three = ("2", "3") if form == "html" else ("##", "###")
    assert render(ISSUE, form).decode().count(opening.format(three)) == 4
    assert render(plain, form).decode().count(opening.format(three)) == 0
    assert render(plain, form).decode().count(opening.format(two)) == 4


def test_the_exact_text_has_no_place_for_them() -> None:
    assert render(ISSUE, "text-exact") == render(
        Issue(tuple(replace(entry, section="") for entry in ENTRIES)), "text-exact"
    )


def test_a_spreadsheet_names_the_section_of_each_row() -> None:
    rows = list(csv.DictReader(io.StringIO(render(ISSUE, "csv").decode("utf-8-sig"))))
    assert [row["section"] for row in rows] == ["", "Reports <1>", "Reports <1>", "News"]
