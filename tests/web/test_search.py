import csv
import io
import json
from datetime import date

import pytest
import sqlalchemy as sa

from scraper.desk.criteria import Criteria
from scraper.desk.decisions import Act, decide
from scraper.desk.query import parse_query
from scraper.desk.roles import Role
from scraper.desk.transitions import Action
from scraper.digest.issues import keep_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.outcomes import Band, IssueState, Status
from scraper.web.views.search import FILE, as_search, plain_words
from tests.factories import NOW
from tests.web.desk import Client, RunningDesk, fill

PAST = Issue(
    date=date(2026, 11, 12),
    title="Week 46",
    intro=("What came out this week.",),
    entries=(
        DigestEntry(
            heading="Online harm",
            summary=("Place has published a <b>report</b> on fostering.",),
            links=(DigestLink("Read the report", "Fostering today", "https://example.org/report"),),
            source=SourceLine("Example Voice", date="July 2026"),
        ),
        DigestEntry(heading="Kinship care", summary=("A letter.",), section="Letters"),
        DigestEntry(
            heading="Schools", summary=("More.",), links=(DigestLink("", "Bad", "javascript:alert(1)"),)
        ),
    ),
)


def a_past_issue(desk: RunningDesk, state: IssueState = IssueState.PUBLISHED) -> int:
    with desk.database.writing() as session:
        row = keep_issue(session, PAST, state, NOW)
        session.flush()
        return row.id


def test_the_box_alone_is_shown_until_something_is_asked(desk: RunningDesk, editor: Client) -> None:
    page = editor.get("/search?q=%20")
    assert page.status == 200
    assert "Everything ever seen" in page.plain
    assert "candidates" not in page.plain


def test_candidates_are_found_in_any_state_with_their_state_told(desk: RunningDesk, editor: Client) -> None:
    first, second, *_ = fill(desk.database, 6)
    with desk.database.writing() as session:
        decide(session, [first], Act(Action.EXCLUDE, "ada", "web", reason="too-local"), NOW)
    page = editor.get("/search?q=study")
    assert "6 candidates" in page.plain
    assert "excluded too local" in page.plain
    only = editor.get("/search?q=study+state:excluded")
    assert "1 candidate " in only.plain
    assert f'href="/item/{first}"' in only.text
    assert f'href="/item/{second}"' not in only.text


def test_facets_lead_to_narrower_searches(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 6)
    fill(desk.database, 3, "other", first=6)
    page = editor.get("/search?q=study")
    assert 'href="/search?q=study+source%3Aother">Example Voice</a> 3' in page.text
    assert 'href="/search?q=study+type%3Areport"' in page.text
    assert "3 candidates" in editor.get("/search?q=study+source%3Aother").plain


def test_a_search_that_cannot_be_understood_is_told_beside_the_box(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1)
    page = editor.get("/search?q=type:nonsense")
    assert page.status == 422
    assert 'aria-describedby="problem how" aria-invalid="true"' in page.text
    assert 'value="type:nonsense"' in page.text
    assert "No operator “author:”" in editor.get("/search?q=author:anna").plain
    assert editor.get("/search?q=study&after=nonsense").status == 422
    assert editor.get("/search.json?q=type:nonsense").status == 422


def test_nothing_found_says_what_may_help(desk: RunningDesk, editor: Client) -> None:
    page = editor.get("/search?q=unheardof")
    assert (page.status, "Nothing was found" in page.plain) == (200, True)


def test_results_come_in_pages_that_miss_and_repeat_nothing(desk: RunningDesk, editor: Client) -> None:
    ids = fill(desk.database, 30)
    seen: list[str] = []
    address = "/search?q=study"
    while address:
        page = editor.get(address).text
        seen += [part.split('"')[0] for part in page.split('<h3><a href="/item/')[1:]]
        link = page.split('">Next page')[0].rsplit('href="', 1)[-1] if ">Next page" in page else ""
        address = link.replace("&amp;", "&")
    assert sorted(map(int, seen)) == ids


def test_results_are_there_as_data(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 3)
    rows = json.loads(editor.get("/search.json?q=study").text)
    assert [row["status"] for row in rows] == ["new"] * 3
    table = list(csv.DictReader(io.StringIO(editor.get("/search.csv?q=study").text)))
    assert [row["title"] for row in table] == [row["title"] for row in rows]
    assert json.loads(editor.get("/search.json").text) == []
    assert FILE >= 1_000


def test_what_past_issues_said_is_found_with_its_place(desk: RunningDesk, editor: Client) -> None:
    number = a_past_issue(desk)
    page = editor.get("/search?q=fostering")
    assert f'<a href="/archive/{number}#entry-1">Online harm</a> <span class="soft">12 Nov 2026' in page.text
    assert "/archive/" not in editor.get("/search?q=unheardof").text.split("<h2", 1)[1]


def test_searches_are_kept_found_again_and_forgotten(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1)
    page = editor.post("/search/views", {"q": "study -sport", "name": "Studies", "everybody": "1"})
    assert "“Studies” is kept." in page.plain
    reader = desk.client(Role.READER)
    assert 'href="/search?q=study+-sport">Studies</a>' in reader.get("/search").text
    assert "everybody’s" in reader.get("/search").plain
    reader.post("/search/views", {"q": "study", "name": "Mine", "everybody": "1"})
    assert "Mine" not in editor.get("/search").plain
    assert editor.post("/search/views", {"q": "study", "name": " "}).status == 409
    assert editor.post("/search/views", {"q": "type:nonsense", "name": "Bad"}).status == 422
    number = editor.get("/search").text.split("/search/views/")[1].split("/")[0]
    assert "Studies" not in editor.post(f"/search/views/{number}/drop").plain


@pytest.mark.parametrize(
    ("criteria", "search"),
    [
        (Criteria(status=None, search="a OR b"), "a OR b"),
        (Criteria(status=Status.MAYBE, search="a OR b"), '(a OR b) state:"maybe"'),
        (Criteria(band=Band.LIKELY, source="example"), 'state:"new" source:"example" band:"likely"'),
        (Criteria(status=None), ""),
    ],
)
def test_a_view_of_the_queue_is_a_search_too(criteria: Criteria, search: str) -> None:
    assert as_search(criteria) == search
    parse_query(search)


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ('"looked after" children -sport type:report', "looked after children"),
        ("children OR sport", ""),
        ("type:report", ""),
    ],
)
def test_words_that_must_stand_there(search: str, words: str) -> None:
    assert plain_words(parse_query(search)) == words


def test_a_page_of_results_costs_no_more_queries_for_more_of_them(desk: RunningDesk, editor: Client) -> None:
    counted: list[int] = []
    fill(desk.database, 2)
    sa.event.listen(desk.database.engine, "before_cursor_execute", lambda *_: counted.append(1))
    editor.get("/search?q=study")
    few = len(counted)
    fill(desk.database, 20, first=2)
    counted.clear()
    editor.get("/search?q=study")
    assert len(counted) == few


def test_the_archive_lists_past_issues_and_not_the_one_worked_on(desk: RunningDesk, editor: Client) -> None:
    assert "No issue was published here yet." in editor.get("/archive").plain
    past, draft = a_past_issue(desk), a_past_issue(desk, IssueState.DRAFT)
    page = editor.get("/archive")
    assert f'href="/archive/{past}">12 Nov 2026' in page.text
    assert f"/archive/{draft}" not in page.text
    assert [row["entries"] for row in json.loads(editor.get("/archive.json").text)] == [3]


def test_a_past_issue_is_a_page_with_an_address_for_each_entry(desk: RunningDesk, editor: Client) -> None:
    page = editor.get(f"/archive/{a_past_issue(desk)}")
    assert "<h1>Week 46</h1>" in page.text
    assert [f'id="entry-{place}"' in page.text for place in (1, 2, 3, 4)] == [True, True, True, False]
    assert "<h2>Letters</h2>" in page.text
    assert "Source: Example Voice, July 2026" in page.plain
    assert "&lt;b&gt;report&lt;/b&gt;" in page.text
    assert "javascript:" not in page.text
    assert editor.get("/archive/99").status == 404
