from datetime import timedelta

from scraper.desk.roles import Role
from scraper.storage.desk_models import Issue
from tests.digest.making import started
from tests.web.desk import Client, RunningDesk


def test_the_page_says_what_the_filed_text_says(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    desk.now += timedelta(hours=1)
    page, text = editor.get("/issue/1/coverage"), editor.get("/issue/1/coverage.txt")
    first = "1 source, 0 checked without gap, 1 not: Example Voice."
    assert first in page.plain
    assert first in text.text
    assert text.headers["content-disposition"] == 'attachment; filename="coverage-2026-11-23.txt"'
    assert text.text.startswith("Coverage of issue 1 of 23 November 2026")
    assert "never read" in page.plain


def test_a_check_by_hand_is_written_down_and_shown(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    desk.now += timedelta(hours=1)
    form = {"source": "example", "note": "Looked at <its> news page", "day": "2026-11-23"}
    page = editor.post("/issue/1/checked", form)
    assert "Written down." in page.plain
    desk.now += timedelta(minutes=1)
    page = editor.get("/issue/1/coverage")
    assert "Checked by hand on 23 November 2026 by editor: Looked at &lt;its&gt; news page" in page.text
    assert "by hand" in editor.get("/issue/1/coverage.txt").text


def test_a_note_that_cannot_be_is_refused(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    good = {"source": "example", "note": "Looked", "day": ""}
    assert editor.post("/issue/1/checked", good | {"note": " "}).status == 409
    assert editor.post("/issue/1/checked", good | {"note": "x" * 1001}).status == 409
    assert editor.post("/issue/1/checked", good | {"day": "soon"}).status == 409
    assert editor.post("/issue/1/checked", good | {"day": "2027-01-01"}).status == 409
    assert editor.post("/issue/1/checked", good | {"source": "nobody"}).status == 404
    assert editor.post("/issue/9/checked", good).status == 404


def test_a_reader_sees_the_statement_and_writes_nothing_down(desk: RunningDesk) -> None:
    started(desk.database, 1)
    reader = desk.client(Role.READER)
    assert "I looked at" not in reader.get("/issue/1/coverage").plain
    assert reader.post("/issue/1/checked", {"source": "example", "note": "x"}).status == 403


def test_an_issue_without_a_date_says_what_is_missing(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    with desk.database.writing() as session:
        session.get_one(Issue, 1).date = None
    assert "has no date" in editor.get("/issue/1/coverage").plain
    assert editor.get("/issue/1/coverage.txt").status == 409
