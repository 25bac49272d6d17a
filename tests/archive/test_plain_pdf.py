import pypdfium2
import pytest

from scraper.archive.plain_pdf import LINES_ON_A_PAGE, paginate, render_pdf
from scraper.errors import ArchiveError

HEAD = (
    "Title: Children’s views – a report\nAuthor: A Bureau\nRunning: Children’s views\nCreated: 2026-11-20\n\n"
)


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return texts


def info_of(pdf: bytes) -> dict[str, str]:
    document = pypdfium2.PdfDocument(pdf)
    info: dict[str, str] = document.get_metadata_dict()
    document.close()
    return info


def test_text_comes_back_out_of_the_pdf_with_curly_quotes_brackets_and_backslashes() -> None:
    body = "# Findings\n\n“It wasn’t (only) about £5 – or a \\ mark…”\n\n- first\n- second item"
    (page,) = pages_of(render_pdf(HEAD + body))
    assert page.split("\n") == [
        "Children’s views",
        "Findings",
        "“It wasn’t (only) about £5 – or a \\ mark…”",
        "• first",
        "• second item",
        "1",
    ]


def test_title_author_and_day_stand_in_the_information_of_the_file() -> None:
    info = info_of(render_pdf(HEAD + "Text."))
    assert info["Title"] == "Children’s views – a report"
    assert info["Author"] == "A Bureau"
    assert info["CreationDate"] == "D:20261120090000Z"


def test_a_source_without_a_day_gives_a_pdf_without_one() -> None:
    source = "Title: T\nAuthor: A\nRunning: R\n\nText."
    assert info_of(render_pdf(source))["CreationDate"] == ""


def test_a_rule_begins_a_new_page_and_long_text_flows_onto_the_next() -> None:
    long = "\n\n".join(f"Paragraph {number}." for number in range(LINES_ON_A_PAGE))
    pages = pages_of(render_pdf(HEAD + "Cover.\n\n---\n\n" + long))
    assert len(pages) == 3
    assert "Cover." in pages[0]
    assert "Paragraph 0." in pages[1]
    assert f"Paragraph {LINES_ON_A_PAGE - 1}." in pages[2]


def test_every_offset_of_the_cross_reference_table_leads_to_its_object() -> None:
    pdf = render_pdf(HEAD + "One.\n\n---\n\nTwo.")
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    rows = pdf[start:].split(b"trailer")[0].split(b"\n")[3:-1]
    assert pdf[start:].startswith(b"xref\n")
    assert len(rows) == 9
    for number, row in enumerate(rows, start=1):
        assert len(row) == 19
        assert pdf[int(row[:10]) :].startswith(b"%d 0 obj\n" % number)


def test_long_lines_are_wrapped_within_the_page() -> None:
    lines = paginate(("word " * 100,))[0]
    assert max(len(line.text) for line in lines) <= 84
    assert "".join(line.text for line in lines).count("word") == 100


def test_a_missing_header_is_named() -> None:
    with pytest.raises(ArchiveError, match="lacks the header Author"):
        render_pdf("Title: T\nRunning: R\n\nText.")


def test_a_letter_that_the_fonts_lack_is_refused() -> None:
    with pytest.raises(ArchiveError, match="'ł'"):
        render_pdf(HEAD + "Złoty")
