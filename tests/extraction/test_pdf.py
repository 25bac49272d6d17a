import textwrap
from dataclasses import replace
from datetime import date

import pytest

from scraper.extraction.pdf import LARGEST_FILE, MOST_CHARACTERS, MOST_PAGES, PAGES_READ, join_pages
from scraper.items import DateFact, PageHints, Publication, Unreadable
from scraper.outcomes import Confidence, DropReason, Kind, Nation, Precision, Witness
from tests.extraction.pdfs import Line, pdf
from tests.extraction.shapes import NOW, PROSE, outcome

URL = "https://example.org/media/abcd1234/report.pdf"
COVER: list[Line] = [("Example Foundation", 9), ("Who stays? Early help", 24), ("in four local areas", 24)]


def wrapped(paragraph: str) -> list[Line]:
    return [(row, 11) for row in textwrap.wrap(paragraph, 88)]


def pages(count: int = 9) -> list[list[Line]]:
    inner = []
    for number in range(count):
        prose = PROSE[number % 6 :] + PROSE[: number % 6]
        rows = [row for paragraph in prose for row in wrapped(paragraph)]
        inner.append([("Who stays? Early help in four local areas", 8), *rows, (f"Page {number + 2}", 8)])
    return [[*COVER, ("July 2024", 12), ("With families in Wales", 12)], *inner]


def read_file(body: bytes, **hints: object) -> Publication | Unreadable:
    return outcome(body, URL, "application/pdf", PageHints(now=NOW, **hints))  # type: ignore[arg-type]


def read(body: bytes, **hints: object) -> Publication:
    found = read_file(body, **hints)
    assert isinstance(found, Publication), found
    return found


def test_a_report_has_title_text_date_pages_language_and_nation() -> None:
    found = read(pdf(pages(), {"CreationDate": "D:20240716093000+01'00'", "ModDate": "D:20240801000000Z"}))
    assert found.title == "Who stays? Early help in four local areas"
    assert (found.media_type, found.pages, found.language, found.partial) == (
        "application/pdf",
        10,
        "en",
        False,
    )
    assert found.nations == (Nation.WALES,)
    assert (found.kind, found.kind_witness) == (Kind.REPORT, Witness.GUESS)
    assert found.published == DateFact(
        date(2024, 7, 16), Precision.DAY, Witness.PDF_INFO, "2024-07-16", Confidence.HIGH
    )
    assert str(found.updated) == "2024-08-01"
    assert PROSE[0] in found.text
    assert found.authors == ()


def test_running_lines_are_dropped_and_words_joined() -> None:
    text = read(pdf(pages())).text
    assert "Page 3" not in text
    assert text.count("Who stays? Early help in four local areas") == 0


def test_the_visible_date_stands_before_the_file_s_own() -> None:
    cover = [[*COVER, ("Published 4 April 2024", 12)], *pages()[1:]]
    found = read(pdf(cover, {"CreationDate": "D:20240716"}))
    assert found.published is not None
    assert (str(found.published), found.published.witness) == ("2024-04-04", Witness.VISIBLE_TEXT)


def test_a_day_the_text_tells_of_is_not_that_of_the_file() -> None:
    told = f"The team met families on 14 September 2019, and {PROSE[1]}"
    stamp = {"CreationDate": "D:20240716"}
    front = [[("What families said", 24), (told, 10)], *pages()[1:]]
    found = read(pdf(front, stamp)).published
    assert (str(found), found.witness if found else None) == ("2024-07-16", Witness.PDF_INFO)
    imprint = f"{PROSE[2]} First published in May 2024 by Kind Trust. {PROSE[3]}"
    found = read(pdf([[("What families said", 24), (imprint, 10)], *pages()[1:]], stamp)).published
    assert (str(found), found.witness if found else None) == ("2024-05", Witness.VISIBLE_TEXT)


@pytest.mark.parametrize("stamp", ["", "D:2024", "D:20249999", "soon", "D:20300101"])
def test_a_stamp_that_is_no_date_says_nothing(stamp: str) -> None:
    plain = [[("What families said", 24)], *pages()[1:]]
    assert read(pdf(plain, {"CreationDate": stamp})).published is None


@pytest.mark.parametrize(
    ("own", "title"),
    [
        ("What families said in four areas", "What families said in four areas"),
        ("Microsoft Word - final_v3.docx", "The large lines"),
        ("Untitled-1", "The large lines"),
        ("Adobe Photoshop PDF", "The large lines"),
        ("report_2024_v2", "The large lines"),
        ("", "The large lines"),
    ],
)
def test_the_file_s_own_title_counts_when_it_is_one(own: str, title: str) -> None:
    front: list[Line] = [
        ("The large lines", 24),
        ("What families said in four areas", 11),
        *wrapped(PROSE[0]),
    ]
    assert read(pdf([front, *pages()[1:]], {"Title": own})).title == title


def test_without_any_title_the_entry_s_or_the_first_line_is_taken() -> None:
    even = [[("Small words", 11), *wrapped(PROSE[1]), *wrapped(PROSE[2])], *pages()[1:]]
    assert read(pdf(even), title="Press release: from the entry").title == "from the entry"
    assert read(pdf(even)).title.startswith("Small words")


def test_a_person_in_the_file_s_info_is_an_author_an_account_is_none() -> None:
    assert read(pdf(pages(), {"Author": "Jo Sample"})).authors == ("Jo Sample",)
    assert read(pdf(pages(), {"Author": "Fran&ccedil;oise Sample"})).authors == ("Françoise Sample",)
    assert read(pdf(pages(), {"Author": "jsample"})).authors == ()
    assert read(pdf(pages(), {"Author": "jsample"}), authors=("Ada Case",)).authors == ("Ada Case",)


def test_kinds_by_definition_title_and_front() -> None:
    titled = [[("Open letter to ministers", 24)], *pages(1)[1:]]
    fronted = [[("What families said", 24), ("Statutory guidance for councils", 12)], *pages(1)[1:]]
    assert read(pdf(titled), kind_patterns=((r"/media/", Kind.RESEARCH),)).kind is Kind.RESEARCH
    assert read(pdf(titled)).kind is Kind.LETTER
    assert read(pdf(fronted)).kind is Kind.GUIDANCE
    assert read(pdf(pages(1))).kind is Kind.OTHER
    assert read(pdf(pages(1)), kind=Kind.RESEARCH).kind is Kind.RESEARCH


def test_entry_s_dates_are_believed() -> None:
    feed = DateFact(date(2024, 1, 1), Precision.DAY, Witness.FEED)
    changed = DateFact(date(2024, 2, 2), Precision.DAY, Witness.FEED)
    found = read(pdf(pages()), published=feed, updated=changed)
    assert found.published == replace(feed, confidence=Confidence.MEDIUM)
    assert found.updated == changed


def test_an_encrypted_file_says_so() -> None:
    found = read_file(pdf(pages(1), encrypted=True))
    assert found == Unreadable(DropReason.ENCRYPTED, "the PDF is locked with a password")


def test_a_scan_says_that_it_has_no_text() -> None:
    assert read_file(pdf([[], [], []])) == Unreadable(
        DropReason.NO_TEXT, "3 pages without text: probably scanned"
    )
    assert read_file(pdf([[]])) == Unreadable(DropReason.NO_TEXT, "1 page without text: probably scanned")


@pytest.mark.parametrize("body", [b"%PDF-1.7\njunk", pdf(pages())[:2_000], b"%PDF-", pdf([])])
def test_a_damaged_file_is_unreadable(body: bytes) -> None:
    found = read_file(body)
    assert isinstance(found, Unreadable)
    assert found.reason in (DropReason.UNREADABLE, DropReason.NO_TEXT)


def test_a_file_too_large_is_not_opened() -> None:
    found = read_file(b"%PDF-1.4" + bytes(LARGEST_FILE))
    assert isinstance(found, Unreadable)
    assert found.reason is DropReason.TOO_LARGE


def test_a_very_long_file_is_partial() -> None:
    found = read(pdf(pages(PAGES_READ + 5)))
    assert found.partial
    assert found.pages == PAGES_READ + 6


def test_hyphens_at_line_ends_are_undone_and_bullets_become_items() -> None:
    text = join_pages(
        [
            (
                "The review found that many families were not in touch with any"
                " ser-\nvice at all.\n• one worker\n• one plan\nThe end."
            )
        ]
    )
    assert text == (
        "The review found that many families were not in touch with any service at"
        " all.\n\n- one worker\n- one plan\n\nThe end."
    )


def test_a_sentence_may_run_over_a_page() -> None:
    assert join_pages(
        ["The review found that many families were not in touch", "with any service at all."]
    ) == ("The review found that many families were not in touch with any service at all.")


def test_a_damaged_page_does_not_take_the_others_with_it() -> None:
    body = pdf(pages(3)).replace(b"/Kids [4 0 R", b"/Kids [9 9 R")
    found = read(body)
    assert PROSE[0] in found.text


def test_a_file_of_damaged_pages_is_unreadable() -> None:
    body = pdf([[("What families said", 24)]]).replace(b"/Kids [4 0 R", b"/Kids [9 9 R")
    found = read_file(body)
    assert isinstance(found, Unreadable)
    assert found.reason is DropReason.UNREADABLE


def test_tens_of_thousands_of_pages_are_too_large() -> None:
    found = read_file(pdf([[] for _ in range(MOST_PAGES + 1)]))
    assert found == Unreadable(DropReason.TOO_LARGE, f"a PDF of {MOST_PAGES + 1} pages")


def test_a_text_of_millions_of_characters_is_cut() -> None:
    full: list[Line] = [("words without an end " * 40, 4) for _ in range(70)]
    found = read(pdf([full] * 60))
    assert found.partial
    assert len(found.text) <= MOST_CHARACTERS
