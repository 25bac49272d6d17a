from scraper.extraction.summary import LONGEST, find_summary
from tests.extraction.pdfs import pdf
from tests.extraction.shapes import PROSE
from tests.extraction.test_pdf import pages, read, wrapped


def report(*parts: str) -> str:
    return "\n\n".join(parts)


def test_the_summary_ends_where_the_next_part_begins() -> None:
    text = report("What families said", "Executive summary", PROSE[0], PROSE[1], "1. Introduction", PROSE[2])
    assert find_summary(text) == report(PROSE[0], PROSE[1])
    assert find_summary(text.replace("Executive summary", "1.1 Key findings:")) == report(PROSE[0], PROSE[1])


def test_a_report_without_one_has_none() -> None:
    assert find_summary(report("What families said", *PROSE)) is None
    assert (
        find_summary(report("What families said", "Executive summary", "Too short.", "Introduction")) is None
    )


def test_the_list_of_contents_is_passed_over() -> None:
    contents = report("Contents", "Executive summary", "1. Introduction ..... 4", "2. Methods ..... 9")
    assert find_summary(report(contents, "Executive summary", PROSE[0], PROSE[1])) == report(
        PROSE[0], PROSE[1]
    )


def test_a_long_summary_ends_after_a_paragraph() -> None:
    found = find_summary(report("Summary", *([PROSE[0]] * 200)))
    assert found is not None
    assert LONGEST - len(PROSE[0]) * 2 < len(found) <= LONGEST + len(PROSE[0])
    assert found.endswith(PROSE[0])


def test_a_pdf_s_summary_is_read() -> None:
    front = [
        [
            ("What families said", 24),
            ("Executive summary", 16),
            *wrapped(PROSE[0]),
            *wrapped(PROSE[1]),
            ("So it is.", 11),
        ]
    ]
    found = read(pdf([*front, [("Introduction", 16), *wrapped(PROSE[2])], *pages()[1:]]))
    assert found.summary is not None
    assert found.summary.startswith(PROSE[0][:60])
    assert PROSE[2][:40] not in found.summary
    assert read(pdf(pages())).summary is None
