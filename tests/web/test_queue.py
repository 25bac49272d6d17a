"""The queue without script: what it shows, and what its forms do."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select

from scraper.desk.roles import Role
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.models import Base, Publication, Revision
from tests.desk.filling import put, put_issue
from tests.factories import NOW
from tests.web.desk import Client, RunningDesk


def fill(database: Database, *numbers: int, **changes: object) -> None:
    """Candidates of these numbers."""
    with database.writing() as session:
        for number in numbers:
            put(session, number, **changes)  # type: ignore[arg-type]


def statuses(database: Database) -> dict[int, str]:
    """Where every candidate stands."""
    with database.reading() as session:
        return dict(session.execute(select(Candidate.id, Candidate.status)).all())


def titles(text: str) -> list[str]:
    """The rows of a page, by their titles."""
    return re.findall(r'<h2 id="title-\d+"><a[^>]*>([^<]*)</a>', text)


def decide(client: Client, action: str, *ids: object, **more: object) -> str:
    """Send a decision; the words of the page after it."""
    return client.post("/decide", {"action": action, "id": list(ids)} | more).plain


def test_a_row_tells_at_a_glance_what_an_editor_needs(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1, "Earlier", status="used")
        put(
            session,
            2,
            "Waiting times",
            "Children wait for months. " * 20,
            kind="press-release",
            published="2026-10",
            published_precision="month",
            nations=["Wales"],
            pages=42,
            partial=True,
            update_of=1,
            assignee="anna",
            band="likely",
            score=94.0,
            reasons=["“CSAM” in title", "used 11 of 14 times"],
        )
        put_issue(session, "2026-11-19", ("Waiting", 2))
    said = editor.get("/queue").plain
    for words in (
        "1 new story",
        "Waiting times",
        "Press release · Example Voice · Oct 2026 · found 09:00 · 42 pages · Wales",
        "Likely 94 : “CSAM” in title, used 11 of 14 times",
        "In digest of 19 Nov 2026",
        "Update of 1",
        "Only part of the text",
        "Assigned to anna",
        "Children wait for months.",
    ):
        assert words in said, words


def test_what_is_not_known_is_said_or_left_out(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, published=None, published_precision="none")
    said = editor.get("/queue").plain
    assert "News · Example Voice · date unknown · found 09:00 · original" in said
    assert "Likely" not in said


def test_a_story_is_one_row_that_names_who_else_tells_it(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2, story=7)
    fill(desk.database, 3, story=7, source="other")
    said = editor.get("/queue").plain
    assert "1 new story (3 items)" in said
    assert "3 tell this story: also Other Voice" in said


def test_pages_follow_each_other_without_gap_or_repeat(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, *range(1, 121))
    address, seen = "/queue", []
    while address:
        text = editor.get(address).text
        seen += titles(text)
        following = re.findall(r'<a class="button" href="([^"#]*)#rows">Next 50</a>', text)
        address = following[0].replace("&amp;", "&") if following else ""
    assert seen == [f"Title {number}" for number in range(120, 0, -1)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("view=maybe", ["Maybe one"]),
        ("kind=report", ["A report"]),
        ("source=other", ["From elsewhere"]),
        ("nation=Wales", ["From elsewhere"]),
        ("search=elsewhere", ["From elsewhere"]),
        ("from=2026-11-22", ["A report"]),
        ("from=2026-01-01&to=2026-11-21", ["From elsewhere", "Title 1"]),
        ("view=held&search=nothing", []),
    ],
)
def test_a_filtered_list_is_an_address(
    desk: RunningDesk, editor: Client, query: str, found: list[str]
) -> None:
    fill(desk.database, 1)
    fill(desk.database, 2, title="A report", kind="report", published="2026-11-22")
    fill(desk.database, 3, title="From elsewhere", source="other", nations=["Wales"])
    fill(desk.database, 4, title="Maybe one", status="maybe")
    assert titles(editor.get(f"/queue?{query}").text) == found


@pytest.mark.parametrize(
    "query",
    ["view=nonsense", "kind=x", "nation=x", "order=x", "search=state:x", "after=x", "from=x", "search=("],
)
def test_an_address_that_makes_no_sense_is_told_beside_the_filter(editor: Client, query: str) -> None:
    page = editor.get(f"/queue?{query}")
    assert page.status == 422
    assert '<p class="problem" id="problem" role="alert">' in page.text
    assert editor.get(f"/queue.json?{query}").status == 422


def test_the_views_count_what_they_hold(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2, assignee="editor")
    fill(desk.database, 3, status="maybe")
    fill(desk.database, 4, status="held", held_until=NOW + timedelta(days=1))
    decide(editor, "exclude", "1:1")
    views = re.search(r"<nav class=\"views\".*?</nav>", editor.get("/queue").text, re.S)
    assert views is not None
    assert re.findall(r">(\w[\w ]*) <b>(\d+)</b>", views[0]) == [
        ("New", "1"),
        ("Maybe", "1"),
        ("Mine", "1"),
        ("Held", "1"),
        ("Excluded", "1"),
        ("Decided today", "1"),
    ]
    assert titles(editor.get("/queue?view=mine").text) == ["Title 2"]
    assert titles(editor.get("/queue?view=decided").text) == ["Title 1"]


def test_the_list_is_there_as_data(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2)
    fill(desk.database, 3, title="=HYPERLINK(1)", kind="report")
    rows = json.loads(editor.get("/queue.json?kind=news").text)
    assert [(row["id"], row["status"], row["found"]) for row in rows] == [
        (2, "new", "2026-11-23T09:00:02+00:00"),
        (1, "new", "2026-11-23T09:00:01+00:00"),
    ]
    sheet = list(csv.DictReader(io.StringIO(editor.get("/queue.csv").text)))
    assert [row["title"] for row in sheet] == ["'=HYPERLINK(1)", "Title 2", "Title 1"]


def test_it_says_how_many_came_since_it_was_opened(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1)
    desk.now = NOW + timedelta(minutes=5)
    opened = re.findall(r'hx-get="(/queue/arrived[^"]*)"', editor.get("/queue").text)[0]
    assert "arrived" not in editor.get(opened).plain
    fill(desk.database, 2, 3, found=NOW + timedelta(minutes=6))
    desk.now = NOW + timedelta(minutes=7)
    assert "2 more stories arrived since you opened this list: load" in editor.get(opened).plain
    assert editor.get("/queue/arrived?since=nonsense").status == 200


def test_an_empty_list_says_why_and_where_there_is_something(desk: RunningDesk, editor: Client) -> None:
    assert "No source is watched yet. Add a source" in editor.get("/queue").plain
    fill(desk.database, 1, status="maybe")
    said = editor.get("/queue").plain
    assert "Nothing waits: everything that was found is decided." in said
    assert "Elsewhere: Maybe (1)" in said
    assert "Nothing in this view fits the filter. Clear the filter" in editor.get("/queue?kind=blog").plain


def test_what_a_source_wrote_stays_text(desk: RunningDesk, editor: Client) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    fill(desk.database, 1, title=evil, text=f"{evil} and more", assignee=evil)
    for path in ("/queue", "/item/1", "/item/1/text", "/story/1", "/row/1"):
        page = editor.get(path)
        assert page.status == 200, path
        assert "<img" not in page.text, path
        assert "<script>" not in page.text, path
        assert "&lt;script&gt;" in page.text, path


def fill_many(database: Database, numbers: range) -> None:
    """Candidates in bulk, after the pattern of one."""
    with database.writing() as session:
        pattern = put(session, numbers.start)
        for table in (Publication, Revision, Candidate):
            row = session.get(table, pattern.id)
            assert row is not None
            names = [each.name for each in table.__table__.columns if each.computed is None]
            same = {name: getattr(row, name) for name in names}
            numbered = {"id", "publication_id", "revision_id"} & set(names)
            session.execute(
                insert(table),
                [same | dict.fromkeys(numbered, number) | own(table, number) for number in numbers[1:]],
            )


def own(table: type[Base], number: int) -> dict[str, object]:
    """What no two rows of a table share."""
    return {"key": f"https://example.org/{number}"} if table is Publication else {}


def test_page_and_decision_cost_as_many_statements_for_five_thousand_as_for_fifty(
    desk: RunningDesk, editor: Client
) -> None:
    said: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *seen: said.append(seen[2]))
    counts = []
    for numbers in (range(1, 51), range(51, 5_001)):
        fill_many(desk.database, numbers)
        said.clear()
        form, target = {"action": "exclude", "id": f"{numbers[-1]}:1"}, {"HX-Target": f"row-{numbers[-1]}"}
        assert editor.ask("POST", "/decide", form, target).status == 200
        decided = len(said)
        assert editor.get("/queue").status == 200
        counts.append((decided, len(said) - decided))
    assert counts[0] == counts[1]
    assert counts[0] <= (26, 26)
    assert len(editor.get("/queue").text) <= 100_000


def test_the_heading_says_how_many_fit_a_filter(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2)
    fill(desk.database, 3, kind="report")
    fill(desk.database, 4, kind="report", status="maybe")
    assert '<h1 id="heading">1 of 3 new stories</h1>' in editor.get("/queue?kind=report").text
    assert "0 of 3 new stories" in editor.get("/queue?search=nowhere").plain
    assert "Queue: maybe, 1 that fit" in editor.get("/queue?view=maybe&kind=report").plain
    assert "3 new stories" in editor.get("/queue?search=nonsense:x").plain


def test_decided_rows_are_counted_anew_wherever_the_page_says_how_many(
    desk: RunningDesk, editor: Client
) -> None:
    fill(desk.database, 1, 2)
    decide(editor, "include", "1:1")
    counted = editor.get("/queue/views").text
    for name, words in (("heading", "1 new story"), ("matching", "1 story"), ("waiting", "Queue 1")):
        assert f'<span id="{name}" hx-swap-oob="innerHTML">{words}</span>' in counted
        assert f'id="{name}"' in editor.get("/queue").text
    assert "heading" not in editor.get("/queue/views?kind=news").text


def test_who_may_not_decide_keeps_lists_for_herself_only(desk: RunningDesk, editor: Client) -> None:
    contributor = desk.client(Role.CONTRIBUTOR)
    contributor.post("/views", {"name": "Reports", "list": "/queue?kind=report", "shared": "1"})
    assert "Reports" in contributor.get("/queue").text
    assert "Reports" not in editor.get("/queue").text


def test_a_score_without_reasons_is_told(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, band="likely", score=94.0)
    assert "Likely 94" in editor.get("/queue").plain


def test_a_list_is_kept_under_a_name_for_its_owner_or_for_all(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1)
    said = editor.post("/views", {"name": "Reports", "list": "/queue?kind=report&search=care"})
    assert "Kept as “Reports”." in said.plain
    editor.post("/views", {"name": "Welsh", "list": "/queue?view=maybe&nation=Wales", "shared": "1"})
    page = editor.get("/queue").text
    assert '<a href="/queue?search=%28care%29&amp;kind=report">Reports</a>' in page
    other = desk.client(Role.CONTRIBUTOR).get("/queue").text
    assert '<a href="/queue?view=maybe&amp;nation=Wales">Welsh</a>' in other
    assert "Reports" not in other
    (number,) = re.findall(r'action="/views/(\d+)/drop[^>]*><button[^>]*>Forget<[^>]*> Reports', page)
    assert "Reports" not in editor.post(f"/views/{number}/drop").plain


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": "Mine", "list": "/queue?view=mine"},
        {"name": "x", "list": "/queue?kind=x"},
        {"list": "/queue"},
    ],
)
def test_a_list_that_cannot_be_kept_is_refused_in_words(editor: Client, form: dict[str, str]) -> None:
    assert editor.ask("POST", "/views", form).status in {409, 422}
    assert editor.ask("POST", "/views/9/drop").status == 404


def test_a_profile_that_cannot_be_used_costs_the_queue_only_its_topics(
    desk: RunningDesk, editor: Client, tmp_path: Path
) -> None:
    with desk.database.writing() as session:
        put(session, 1, "Child poverty in four towns")
    assert "<b>Child poverty</b>" in editor.get("/queue").text
    (tmp_path / "house.toml").write_text("labels = 1")
    reply = editor.get("/queue")
    assert (reply.status, "Child poverty in four towns" in reply.text) == (200, True)
    assert "<b>Child poverty</b>" not in reply.text
