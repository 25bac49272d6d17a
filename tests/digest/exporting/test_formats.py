"""What holds for every export format."""

import io
import unicodedata
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.digest.characters import tidy
from scraper.digest.exporting import FORMATS, render
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.errors import ActionRefusedError

anything = st.text(st.characters(exclude_categories=[])) | st.sampled_from(("a\x00b", "\ud800", "a\r\nb\x85"))
links = st.builds(DigestLink, anything, anything, st.none() | anything, anything, anything)
sources = st.none() | st.builds(SourceLine, anything, anything, anything, anything, anything)
entries = st.builds(
    DigestEntry,
    anything,
    st.lists(anything, max_size=2).map(tuple),
    st.lists(links, max_size=2).map(tuple),
    sources,
)
issues = st.builds(Issue, st.lists(entries, max_size=2).map(tuple), title=anything)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ActionRefusedError, match="'pdf'; there are text, text-exact, markdown, html"):
        render(Issue(()), "pdf")


def test_the_houses_own_template_is_used_for_its_format_alone_or_with_all_others() -> None:
    own = {"text": "{{ title }} in the house’s way"}
    issue = Issue((), title="News")
    assert render(issue, "text", own).decode().strip() == "News in the house’s way"
    assert render(issue, "markdown", own) == render(issue, "markdown")
    packed = zipfile.ZipFile(io.BytesIO(render(issue, "zip", own)))
    (name,) = (name for name in packed.namelist() if name.endswith(".txt") and "exact" not in name)
    assert packed.read(name).decode().strip() == "News in the house’s way"


@given(issues)
@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "docx"])
def test_no_control_character_reaches_an_export(name: str, issue: Issue) -> None:
    exported = render(issue, name).decode("utf-8").replace("\r\n", "\n")
    controls = {c for c in exported if unicodedata.category(c) in ("Cc", "Cs")}
    assert controls <= {"\n", "\t"}


@given(issues)
@settings(max_examples=30, deadline=None)
def test_a_word_document_can_be_read_back_whatever_it_says(issue: Issue) -> None:
    document = Document(io.BytesIO(render(issue, "docx")))
    shown = [paragraph.text for paragraph in document.paragraphs]
    headings = [tidy(entry.heading) for entry in issue.entries]
    assert [heading for heading in headings if heading and heading not in map(tidy, shown)] == []


@pytest.mark.parametrize(("name", "length"), [("text", 0), ("text-exact", 0), ("markdown", 0)])
def test_an_issue_without_entries_is_an_empty_file(name: str, length: int) -> None:
    assert len(render(Issue(()), name)) == length


@pytest.mark.parametrize(
    ("label", "source", "told"),
    [
        ("Read the report", None, "PB  - example.org"),
        ("Read the report", SourceLine("Example Voice"), "PB  - Example Voice"),
        ("Read the blog", None, "T2  - example.org"),
        ("Read the report", SourceLine("", label="", date="May 2024"), "PB  - example.org"),
    ],
)
def test_a_reference_names_who_published_it_or_at_least_the_site(
    label: str, source: SourceLine | None, told: str
) -> None:
    link = DigestLink(label, "Hedges", "https://www.example.org/hedges")
    lines = render(Issue((DigestEntry("A", ("B.",), (link,), source),)), "ris").decode().split("\r\n")
    assert [line for line in lines if line.startswith(("PB", "T2"))] == [told]


def reference(link: DigestLink, source: SourceLine | None = None) -> list[str]:
    """The lines of one link's reference."""
    issue = Issue((DigestEntry("A", ("B.",), (link,), source),))
    return render(issue, "ris").decode().split("\r\n")


@pytest.mark.parametrize(
    ("label", "kind", "thing"),
    [
        ("Read the letter", "ELEC", "letter"),
        ("Read the letters", "ELEC", "letter"),
        ("Read the consultation", "ELEC", "consultation"),
        ("Read the report on the consultation", "ELEC", "consultation"),
        ("Read the letter on the consultation", "ELEC", "letter"),
        ("Read the newsletter", "ELEC", None),
        ("Read the research report", "RPRT", "research"),
        ("Read the press release", "NEWS", None),
        ("See more", "ELEC", None),
    ],
)
def test_a_reference_is_of_the_type_of_the_thing_its_label_names(
    label: str, kind: str, thing: str | None
) -> None:
    lines = reference(DigestLink(label, "Hedges", "https://example.org/hedges"))
    assert lines[0] == f"TY  - {kind}"
    assert [line for line in lines if line.startswith("M3")] == ([f"M3  - {thing}"] if thing else [])


def test_a_reference_has_the_day_of_its_source_only_when_it_is_one_day() -> None:
    link = DigestLink("Read the report", "Hedges", "https://example.org/hedges")
    assert "DA  - 2024/05/03/" in reference(link, SourceLine("Voice", date="3 May 2024"))
    for source in (SourceLine("Voice", date="May 2024"), SourceLine("Voice"), None):
        assert [line for line in reference(link, source) if line.startswith("DA")] == []
