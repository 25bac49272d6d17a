import csv
import io
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from scraper.desk.roles import Role
from scraper.intake.ledger import write_reading
from scraper.intake.questions import ask
from scraper.items import SitePattern
from scraper.outcomes import Outcome, PageState
from scraper.storage.desk_models import Event
from scraper.storage.models import Channel, Page, Source
from tests.factories import NOW, channel_plan, entry, make_source, reading
from tests.web.desk import Client, RunningDesk, fill


def poll(desk: RunningDesk, outcome: Outcome, slug: str = "example", days_ago: int = 0) -> None:
    """Let both channels of a source be polled."""
    with desk.database.writing() as session:
        source = session.scalars(sa.select(Source).where(Source.slug == slug)).one()
        for channel in source.channels:
            shown = [entry(f"/{channel.name}/one", f"{channel.name} one")] if outcome is Outcome.NEW else []
            at = NOW - timedelta(days=days_ago)
            write_reading(session, reading(channel_plan(channel), *shown, outcome=outcome), at, 42)


def a_source(desk: RunningDesk, slug: str = "example") -> None:
    with desk.database.writing() as session:
        make_source(session, slug)


def test_no_source_is_told_in_words(desk: RunningDesk, editor: Client) -> None:
    assert "No source is watched yet. Add one by its address." in editor.get("/sources").plain


def test_sources_are_told_with_their_health_and_what_to_do(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 3)
    a_source(desk, "other")
    poll(desk, Outcome.NEW, "other")
    poll(desk, Outcome.FAILED)
    page = editor.get("/sources")
    assert "2 sources watched." in page.plain
    assert "failing since" in page.plain
    assert "To do: open the site" in page.plain
    assert "By week, the present one last: 0, 0, 0, 0, 0, 0, 0, 3" in page.text
    assert page.text.index("/sources/example") < page.text.index("/sources/other")


def test_a_filter_stands_in_the_address_and_keeps_what_it_names(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    a_source(desk, "other")
    poll(desk, Outcome.FAILED)
    poll(desk, Outcome.NEW, "other")
    assert [row["slug"] for row in json.loads(editor.get("/sources.json?show=failing").text)] == ["example"]
    assert "Failing: could not be read at the last poll." in editor.get("/sources?show=failing").plain
    assert "No source is quiet." in editor.get("/sources?show=quiet").plain
    assert editor.get("/sources?show=nonsense").status == 422


def test_the_list_is_there_as_data(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 2)
    poll(desk, Outcome.FAILED)
    row = json.loads(editor.get("/sources.json").text)[0]
    assert (row["health"], row["shown"], row["candidates"], row["concerns"]) == ("failing", 2, 2, ["failing"])
    table = list(csv.DictReader(io.StringIO(editor.get("/sources.csv").text)))
    assert (table[0]["slug"], table[0]["weeks"]) == ("example", "0; 0; 0; 0; 0; 0; 0; 2")


def test_every_page_says_how_many_sources_fail(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    poll(desk, Outcome.FAILED)
    assert "Sources: 1 failing" in editor.get("/help").plain
    poll(desk, Outcome.NEW)
    assert "failing" not in editor.get("/settings").plain


def test_a_source_shows_its_channels_polls_publications_and_accounts(
    desk: RunningDesk, editor: Client
) -> None:
    number = fill(desk.database, 1)[0]
    poll(desk, Outcome.NEW)
    page = editor.get("/sources/example")
    assert "2 entries in eight weeks, all accounted for." in page.plain
    assert f'href="/item/{number}"' in page.text
    assert "Nothing changed since it was added" in page.plain
    assert 'rel="noreferrer noopener">https://example.example.org/feed/' in page.text
    assert editor.get("/sources/nobody").status == 404


def test_what_its_pages_taught_and_what_was_repaired_is_told(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    with desk.database.writing() as session:
        source = session.scalars(sa.select(Source)).one()
        pattern = SitePattern(repeated=frozenset({"sign up here now"}), content="//main", pages=10)
        source.learned = {"patterns": [pattern.as_json()]}
        source.repaired = source.definition
    page = editor.get("/sources/example").plain
    assert "From 10 pages: 1 line left out as the site’s own, place of the text." in page
    assert "repaired : channels were put in place of broken ones" in page


def test_check_now_makes_it_due_and_leaves_the_asking_to_the_crawl(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    desk.now = NOW + timedelta(hours=3)
    page = editor.post("/sources/example/check")
    assert "Example Voice is due now" in page.plain
    assert "asked for by editor" in page.plain
    with desk.database.reading() as session:
        assert {channel.next_at for channel in session.scalars(sa.select(Channel))} == {desk.now}


def test_pausing_resuming_and_retiring_are_events_with_her_name(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    assert "Example Voice is paused" in editor.post("/sources/example/pause").plain
    assert "Not watched 1" in editor.get("/sources").plain
    assert editor.post("/sources/example/pause").status == 409
    assert "editor: pause example: active → paused" in editor.post("/sources/example/resume").plain
    assert "is given up" in editor.post("/sources/example/retire").plain
    assert editor.post("/sources/example/destroy").status == 422
    with desk.database.reading() as session:
        acts = session.execute(sa.select(Event.action, Event.actor, Event.via).order_by(Event.id)).all()
    assert [tuple(act) for act in acts if act.action in {"pause", "resume", "retire"}] == [
        ("pause", "editor", "web"),
        ("resume", "editor", "web"),
        ("retire", "editor", "web"),
    ]


def test_a_reader_sees_no_buttons(desk: RunningDesk) -> None:
    a_source(desk)
    reader = desk.client(Role.READER)
    assert "Check now" not in reader.get("/sources/example").plain
    assert "<textarea" not in reader.get("/sources/example/definition").text
    assert 'slug = "example"' in reader.get("/sources/example/definition").text.replace("&#34;", '"')


def form_of(page: str) -> dict[str, str]:
    """What the definition's form would send if nothing were typed."""
    found = re.search(r'<textarea[^>]*>(.*)</textarea>.*name="version" value="(\w+)"', page, re.DOTALL)
    assert found is not None
    return {"text": found[1].replace("&#34;", '"'), "version": found[2]}


def test_a_definition_is_changed_kept_and_told(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    form = form_of(editor.get("/sources/example/definition").text)
    form["text"] = form["text"].replace("Example Voice", "Voice of Examples").replace("\n", "\r\n")
    page = editor.post("/sources/example/definition", form)
    assert "The definition is changed" in page.plain
    assert "<h1>Voice of Examples</h1>" in page.text
    assert "definition changed: 2 lines in, 2 lines out" in page.plain


def test_a_definition_that_cannot_be_used_comes_back_with_its_line(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    form = form_of(editor.get("/sources/example/definition").text)
    form["text"] = form["text"].replace('strategy = "feed"', 'strategy = "food"')
    page = editor.post("/sources/example/definition", form)
    assert page.status == 422
    assert re.search(r'Line \d+: strategy = "food"', page.plain.replace("&#34;", '"'))
    assert "Nothing was changed." in page.plain
    with desk.database.reading() as session:
        assert "food" not in session.scalars(sa.select(Source.definition)).one()


def test_two_who_edit_one_definition_lose_nothing(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    mine = form_of(editor.get("/sources/example/definition").text)
    theirs = mine | {"text": mine["text"].replace("Example Voice", "Their name")}
    editor.post("/sources/example/definition", theirs)
    page = editor.post("/sources/example/definition", mine | {"text": mine["text"] + "# mine\n"})
    assert page.status == 409
    assert "# mine" in page.text
    assert "Their name" in page.text


def test_a_check_by_hand_is_noted_with_its_day(desk: RunningDesk, editor: Client) -> None:
    a_source(desk)
    page = editor.post("/sources/example/checked", {"day": "2026-11-20", "note": "two letters by hand"})
    assert "20 Nov 12:00, editor: two letters by hand" in page.plain
    assert editor.post("/sources/example/checked", {"day": "2027-01-01"}).status == 409
    assert editor.post("/sources/example/checked", {"day": "soon"}).status == 409


@pytest.mark.parametrize(("said", "state"), [("yes", PageState.PENDING), ("no", PageState.DROPPED)])
def test_a_question_is_answered_on_the_page(
    desk: RunningDesk, editor: Client, said: str, state: PageState
) -> None:
    with desk.database.writing() as session:
        source = make_source(session)
        question = ask(session, source.channels[0], 1, NOW)
        url = "https://example.example.org/flood"
        held = Page(key=url, url=url, source_id=source.id, state="held", first_seen_at=NOW, attempts=0)
        held.question_id = question.id
        session.add(held)
        number = question.id
    page = editor.get("/sources").plain
    assert "1 question only a person can answer" in page
    assert "https://example.example.org/flood" in page
    assert editor.post(f"/sources/questions/{number}", {"answer": "perhaps"}).status == 409
    done = editor.post(f"/sources/questions/{number}", {"answer": said}).plain
    assert "1 page" in done
    assert "question only" not in done
    with desk.database.reading() as session:
        assert session.scalars(sa.select(Page.state)).one() == state
    assert editor.post("/sources/questions/99", {"answer": "no"}).status == 404


def test_a_page_of_sources_costs_no_more_queries_for_more_of_them(desk: RunningDesk, editor: Client) -> None:
    def queries() -> int:
        counted: list[int] = []

        def count(*_: object) -> None:
            counted.append(1)

        sa.event.listen(desk.database.engine, "before_cursor_execute", count)
        assert editor.get("/sources").status == 200
        sa.event.remove(desk.database.engine, "before_cursor_execute", count)
        return len(counted)

    a_source(desk)
    poll(desk, Outcome.FAILED)
    few = queries()
    for number in range(8):
        a_source(desk, f"more{number}")
        poll(desk, Outcome.FAILED, f"more{number}")
    assert queries() == few
