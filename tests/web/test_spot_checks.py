"""The page of the spot checks, without script and by key."""

import pytest
from playwright.sync_api import Page, expect

from scraper.desk.decisions import Act, decide
from scraper.desk.roles import Role
from scraper.desk.transitions import Action
from scraper.storage.desk_models import Candidate
from tests.desk.filling import put
from tests.factories import NOW
from tests.web.desk import Client, RunningDesk


def fill(desk: RunningDesk, count: int = 3, actor: str = "anna") -> None:
    """Candidates that somebody excluded as too local."""
    with desk.database.writing() as session:
        ids = [put(session, number).id for number in range(1, count + 1)]
        decide(session, ids, Act(Action.EXCLUDE, actor, "web", reason="too-local"), NOW)


def status(desk: RunningDesk, number: int) -> str:
    with desk.database.reading() as session:
        return session.get_one(Candidate, number).status


def test_a_second_editor_agrees_or_brings_back(desk: RunningDesk, editor: Client) -> None:
    fill(desk)
    assert 'href="/spot-checks"' in editor.get("/queue?view=excluded").text
    page = editor.get("/spot-checks")
    assert "Spot checks: 3" in page.plain
    assert "Excluded: too local" in page.plain
    assert "Agreed: 1 stays out." in editor.post("/spot-checks/1/agree").plain
    page = editor.post("/spot-checks/2/bring-back")
    assert "Brought back: 2 waits in the queue again." in page.plain
    assert "Spot checks: 1" in page.plain
    assert (status(desk, 1), status(desk, 2)) == ("excluded", "new")
    words = "2 looked at a second time in 90 days, 1 brought back (50 %)."
    assert words in page.plain
    assert words in editor.get("/settings").plain
    assert editor.ask("POST", "/spot-checks/1/agree").status == 409
    assert "bring-back" in editor.get("/settings/log?about=spot-check").plain


def test_who_excluded_it_herself_is_not_asked(desk: RunningDesk, editor: Client) -> None:
    fill(desk, actor="editor")
    assert "Nothing to look at" in editor.get("/spot-checks").plain
    assert editor.ask("POST", "/spot-checks/1/bring-back").status == 409


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.READER])
def test_who_may_not_decide_is_not_asked(desk: RunningDesk, role: Role) -> None:
    fill(desk)
    client = desk.client(role)
    assert client.get("/spot-checks").status == 403
    assert "/spot-checks" not in client.get("/queue?view=excluded").text + client.get("/settings").text


def test_the_list_is_data_too(desk: RunningDesk, editor: Client) -> None:
    fill(desk, 1)
    assert '"reason":"too local"' in editor.get("/spot-checks.json").text


def test_one_key_agrees_and_one_brings_back(desk: RunningDesk, page: Page) -> None:
    fill(desk)
    page.goto("/spot-checks")
    page.keyboard.press("o")
    expect(page.locator(".panel .text")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_contain_text("Agreed: 3 stays out.")
    page.wait_for_load_state()
    page.keyboard.press("b")
    expect(page.get_by_role("status")).to_contain_text("Brought back: 2")
    expect(page.locator(".row")).to_have_count(1)
    assert [status(desk, number) for number in (1, 2, 3)] == ["excluded", "new", "excluded"]
    for left in (2, 3):
        page.wait_for_load_state()
        page.keyboard.press("z")
        expect(page.locator(".row")).to_have_count(left)
    assert [status(desk, number) for number in (1, 2, 3)] == ["excluded"] * 3
