import csv
import io
import json
import re
from pathlib import Path

from scraper.desk.audit import PAGE
from scraper.desk.decisions import Act, decide
from scraper.desk.roles import Role
from scraper.desk.transitions import Action
from scraper.polling.defining import edited_definition, keep_definition
from scraper.polling.watching import WatchAct, change_state
from scraper.storage.acts import By, record
from tests.factories import NOW, make_source
from tests.web.desk import Client, RunningDesk, fill


def excluded(desk: RunningDesk, number: int) -> None:
    with desk.database.writing() as session:
        decide(session, [number], Act(Action.EXCLUDE, "ada", "web", reason="too-local"), NOW)


def test_the_log_says_who_did_what_and_links_to_it(desk: RunningDesk, editor: Client) -> None:
    number = fill(desk.database, 1)[0]
    excluded(desk, number)
    with desk.database.writing() as session:
        change_state(session, "example", WatchAct.PAUSE, NOW, actor="ada", via="cli")
    page = editor.get("/settings/log")
    assert f'<a href="/item/{number}">candidate {number}</a>' in page.text
    assert "new → excluded (too local)" in page.plain
    assert '<a href="/sources/example">source example</a>' in page.text
    assert "account editor" in page.plain


def test_it_is_narrowed_by_person_act_object_and_day(desk: RunningDesk, editor: Client) -> None:
    excluded(desk, fill(desk.database, 1)[0])

    def acts(query: str) -> list[str]:
        return [row["action"] for row in json.loads(editor.get(f"/settings/log.json?{query}").text)]

    assert acts("who=ada") == ["exclude"]
    assert acts("what=sign-in") == ["sign-in"]
    assert acts("about=candidate") == ["exclude"]
    assert acts("from=2026-11-23&to=2026-11-23&who=ada") == ["exclude"]
    assert acts("to=2026-11-22") == []
    assert "Nothing like this was done." in editor.get("/settings/log?who=nobody").plain
    assert editor.get("/settings/log?from=soon").status == 422
    assert editor.get("/settings/log?to=9999-12-31").status == 200
    assert editor.get("/settings/log?after=nonsense").status == 422


def test_pages_lead_to_everything_once(desk: RunningDesk, editor: Client) -> None:
    by = By("ada", "web", NOW)
    with desk.database.writing() as session:
        for number in range(PAGE + 5):
            record(session, by, ("issue", number + 1), "move", before={}, after={})
    first = editor.get("/settings/log?who=ada")
    link = first.text.split('">Older')[0].rsplit('href="', 1)[-1].replace("&amp;", "&")
    rest = editor.get(link)
    seen = re.findall(r'href="/issue/(\d+)"', first.text + rest.text)
    assert sorted(map(int, seen)) == list(range(1, PAGE + 6))
    assert ("Newest" in rest.plain, "Older" in rest.plain) == (True, False)
    table = list(csv.DictReader(io.StringIO(editor.get("/settings/log.csv?who=ada").text)))
    assert len(table) == PAGE + 5


def test_only_who_looks_after_the_house_sees_it(desk: RunningDesk) -> None:
    contributor = desk.client(Role.CONTRIBUTOR)
    assert contributor.get("/settings/log").status == 403
    assert "/settings/log" not in contributor.get("/settings").text


def test_a_changed_definition_is_told_by_its_size(desk: RunningDesk, editor: Client, tmp_path: Path) -> None:
    with desk.database.writing() as session:
        text = make_source(session).definition.replace("Example Voice", "Voice of Examples")
        changed = edited_definition(text, "example")
        keep_definition(session, tmp_path, changed, NOW, actor="ada", via="cli")
    page = editor.get("/settings/log?what=define")
    assert "definition changed: 2 lines in, 2 lines out" in page.plain


def test_texts_and_what_stays_empty_are_left_out_of_a_change(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        after = {"content": {"heading": "A heading"}, "comment": "", "position": 3}
        record(session, By("ada", "web", NOW), ("entry", 1), "add", before={}, after=after)
    row = json.loads(editor.get("/settings/log.json?who=ada").text)[0]
    assert row["change"] == "content: nothing → …; position: nothing → 3"
