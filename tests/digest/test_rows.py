"""Lines and links of a Word document as a reader sees them."""

import io

from docx import Document

from scraper.digest.rows import Row, rows_of_word


def test_a_paragraph_of_word_is_a_row_for_each_line_that_says_something() -> None:
    document = Document()
    document.add_heading("Hedges", level=2)
    run = document.add_paragraph().add_run("Two lines")
    run.add_break()
    run.add_break()
    run.add_text("and a gap")
    document.add_paragraph(" ")
    file = io.BytesIO()
    document.save(file)
    assert rows_of_word(file.getvalue()).rows == (Row("Hedges", level=2), Row("Two lines"), Row("and a gap"))
