import pytest

from scraper.identity.files import main_file
from scraper.items import Link, Publication
from scraper.outcomes import Kind, Witness

PAGE = "https://www.example.org.uk/reports/who-stays"
FILE = "https://files.example.org.uk/media/ab12/a4-print-v3.pdf"
NAMED = "https://www.example.org.uk/media/who-stays-early-help.pdf"


def found(*links: tuple[str, str], **changes: object) -> Publication:
    values: dict[str, object] = {
        "url": PAGE,
        "canonical_url": None,
        "title": "Who stays? Early help in four areas",
        "text": "Text.",
        "kind": Kind.REPORT,
        "kind_witness": Witness.URL,
        "links": tuple(Link(url, text) for url, text in links),
    }
    return Publication(**(values | changes))  # type: ignore[arg-type]


def chosen(publication: Publication) -> str | None:
    link = main_file(publication)
    return link.url if link else None


def test_a_document_s_only_file_is_the_file_it_stands_for() -> None:
    assert chosen(found((FILE, "PDF, 2 MB"), (f"{FILE}#page=4", "Page 4"))) == FILE


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([(FILE, "Tables"), (NAMED, "PDF")], NAMED),
        ([(FILE, "Read the full report"), (f"{FILE}?v=2&other=1", "Tables")], FILE),
        ([(NAMED, "Executive summary"), (FILE, "Download the report")], FILE),
        ([(NAMED, "Easy read"), (FILE, "Annex A")], None),
        ([(FILE, "One"), (FILE.replace("v3", "v4"), "Two")], None),
        ([(FILE, "Download the report"), (FILE.replace("v3", "v4"), "Download the review")], None),
        ([("https://www.elsewhere.example/who-stays-early-help.pdf", "Read the full report")], None),
        ([("https://www.example.org.uk/who-stays", "Read the full report")], None),
        ([("https://www.example.org.uk:port/x.pdf", "Read the full report")], None),
        ([], None),
    ],
)
def test_of_several_files_only_one_that_cannot_be_meant_otherwise_is_taken(
    links: list[tuple[str, str]], expected: str | None
) -> None:
    assert chosen(found(*links)) == expected


@pytest.mark.parametrize(
    ("page", "file", "own"),
    [
        (
            "https://www.gov.uk/government/publications/x",
            "https://assets.publishing.service.gov.uk/m/1/x.pdf",
            True,
        ),
        ("https://www.gov.uk/government/publications/x", "https://www.else.service.gov.uk/m/1/x.pdf", False),
        ("https://www.else.gov.uk/x", "https://assets.publishing.service.gov.uk/m/1/x.pdf", False),
    ],
)
def test_gov_uk_keeps_its_files_under_another_domain(page: str, file: str, own: bool) -> None:
    assert (chosen(found((file, "Guidance"), url=page)) == file) is own


@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.BLOG, Kind.PRESS_RELEASE, Kind.WEBSITE])
def test_news_and_blogs_only_tell_of_files(kind: Kind) -> None:
    assert chosen(found((FILE, "Read the full report"), kind=kind)) is None


def test_where_the_kind_is_guessed_the_link_has_to_say_it() -> None:
    guessed = {"kind": Kind.NEWS, "kind_witness": Witness.GUESS}
    assert chosen(found((FILE, "PDF, 2 MB"), **guessed)) is None
    assert chosen(found((FILE, "Download the report (PDF)"), **guessed)) == FILE
    assert chosen(found((FILE, "PDF, 2 MB"), title="A", **guessed)) is None


def test_a_file_stands_for_itself() -> None:
    assert chosen(found((FILE, "Download the report"), media_type="application/pdf")) is None
