"""The desk by keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from scraper.storage.account_models import Account
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from tests.desk.filling import put
from tests.web.desk import RunningDesk


def fill(database: Database, *numbers: int, **changes: object) -> None:
    """Candidates of these numbers; the highest stands first in the queue."""
    with database.writing() as session:
        for number in numbers:
            put(session, number, **changes)  # type: ignore[arg-type]


def statuses(database: Database) -> dict[int, str]:
    """Where every candidate stands."""
    with database.reading() as session:
        return dict(session.execute(select(Candidate.id, Candidate.status)).all())


def state(database: Database) -> list[tuple[object, ...]]:
    """All that acts change of candidates, but for their versions."""
    columns = (Candidate.id, Candidate.status, Candidate.reason, Candidate.held_until, Candidate.duplicate_of)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns, Candidate.assignee))]


def prefer(database: Database, **preferences: object) -> None:
    """What the editor chose for herself."""
    with database.writing() as session:
        account = session.scalars(select(Account)).one()
        account.preferences = preferences


def hold(page: Page) -> list[Route]:
    """The decisions that a page sends from now on; none goes on before it is told to."""
    held: list[Route] = []

    def note(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/decide"), note)
    return held


def settle(page: Page) -> None:
    """Until the server has answered every decision."""
    page.wait_for_function("() => !Object.keys(JSON.parse(sessionStorage.unsent || '{}')).length")


def sees_focus(page: Page, title: str) -> None:
    """Until the row of this title has the focus."""
    expect(page.locator(".row:focus-within h2")).to_have_text(title)


def test_two_hundred_candidates_are_decided_with_a_key_each(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, *range(1, 201))
    page.goto("/queue")
    pressed = 0
    for _ in range(4):
        page.wait_for_function("() => document.querySelectorAll('.row:not(.gone, .going)').length === 50")
        page.wait_for_load_state()
        for place in range(50):
            page.keyboard.press("iue"[place % 3])
            pressed += 1
    page.get_by_text("Nothing waits").wait_for()
    found = list(statuses(desk.database).values())
    assert (pressed, found.count("new")) == (200, 0)
    assert {status: found.count(status) for status in set(found)} == {
        "shortlisted": 68,
        "maybe": 68,
        "excluded": 64,
    }


def test_a_decision_moves_the_focus_to_the_next_row_at_once(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2, 3)
    page.goto("/queue")
    held = hold(page)
    page.keyboard.press("e")
    while not held:
        page.wait_for_timeout(10)
    sees_focus(page, "Title 2")
    held[0].continue_()
    page.get_by_text("Excluded: Title 3.").wait_for()
    expect(page.locator("#row-3.gone")).to_have_count(1)
    sees_focus(page, "Title 2")


def test_an_undo_at_once_means_the_act_under_way(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2, 3)
    page.goto("/queue")
    page.keyboard.press("i")
    page.get_by_text("Included: Title 3.").wait_for()
    held = hold(page)
    page.keyboard.press("e")
    while not held:
        page.wait_for_timeout(10)
    page.keyboard.press("z")
    held[0].continue_()
    page.get_by_text("Undone: Title 2 is new again.").wait_for()
    assert statuses(desk.database) == {1: "new", 2: "new", 3: "shortlisted"}
    sees_focus(page, "Title 2")


def test_the_key_pressed_again_undoes_the_act_before(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2, 3)
    page.goto("/queue")
    for words in ("Included: Title 3.", "Included: Title 2."):
        page.keyboard.press("i")
        page.get_by_text(words).wait_for()
    expect(page.locator(".htmx-settling")).to_have_count(0)
    for words in ("Undone: Title 2 is new again.", "Undone: Title 3 is new again."):
        page.keyboard.press("z")
        page.get_by_text(words).wait_for()
        expect(page.locator(".htmx-settling")).to_have_count(0)
    assert set(statuses(desk.database).values()) == {"new"}
    expect(page.locator(".row.gone")).to_have_count(0)
    sees_focus(page, "Title 3")


def test_keys_exclude_the_selected_for_a_reason_and_assign_them(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2, 3, 4)
    page.goto("/queue")
    for key in ("x", "j", "x", "Shift+E"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-reason")).to_be_focused()
    page.keyboard.type("too local")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Excluded: 2 items.").wait_for()
    page.wait_for_load_state()
    for key in ("x", "a"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-to")).to_be_focused()
    page.keyboard.type("editor")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Assigned to editor: 1 story.").wait_for()
    with desk.database.reading() as session:
        rows = session.execute(select(Candidate.reason, Candidate.assignee).order_by(Candidate.id)).all()
    assert [tuple(row) for row in rows] == [(None, None), (None, "editor"), *[("too-local", None)] * 2]


def test_undo_restores_the_identical_state(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, *range(1, 31))
    before = state(desk.database)
    page.goto("/queue")
    page.keyboard.press("*")
    page.keyboard.press("a")
    page.get_by_text("30 selected").wait_for()
    page.keyboard.press("e")
    page.get_by_text("Excluded: 30 items.").wait_for()
    assert set(statuses(desk.database).values()) == {"excluded"}
    page.keyboard.press("z")
    page.get_by_text("Undone: 30 items stand as before.").wait_for()
    assert state(desk.database) == before


def test_rows_are_walked_selected_and_excluded_as_a_range(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, *range(1, 7))
    page.goto("/queue")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    page.get_by_text("3 selected").wait_for()
    page.keyboard.press("k")
    sees_focus(page, "Title 4")
    page.keyboard.press("e")
    page.get_by_text("Excluded: 3 items.").wait_for()
    assert [number for number, status in statuses(desk.database).items() if status == "new"] == [1, 2, 6]
    with desk.database.reading() as session:
        acts = session.scalars(select(Event.bulk).where(Event.object_type == "candidate")).all()
    assert (len(acts), len(set(acts))) == (3, 1)


@pytest.mark.parametrize("key", ["o", "Enter"])
def test_the_text_opens_under_its_row_and_closes_again(desk: RunningDesk, page: Page, key: str) -> None:
    fill(desk.database, 1, 2, text="The first paragraph.\n\nThe second paragraph.")
    page.goto("/queue")
    page.keyboard.press("j")
    page.keyboard.press(key)
    panel = page.locator("#panel-1")
    panel.get_by_text("The second paragraph.").wait_for()
    expect(page.locator("#row-1 [data-panel=text]")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press(key)
    expect(panel).to_have_text("")
    page.keyboard.press(key)
    panel.get_by_text("The second paragraph.").wait_for()
    page.keyboard.press("Escape")
    expect(panel).to_have_text("")
    sees_focus(page, "Title 1")


@pytest.mark.parametrize(
    ("key", "field", "value", "button", "said"),
    [
        ("Shift+E", "reason", "too-old", "exclude", "Excluded: Title 2."),
        ("h", "until", "2026-12-01", "hold", "Held: Title 2."),
        ("d", "of", "1", "duplicate", "Set aside as a duplicate: Title 2."),
        ("n", "text", "Look at page 4", "", "The note is kept."),
        ("a", "to", "editor", "", "Assigned to editor."),
    ],
)
def test_an_act_that_takes_more_opens_its_field(
    desk: RunningDesk, page: Page, key: str, field: str, value: str, button: str, said: str
) -> None:
    fill(desk.database, 1, 2)
    page.goto("/queue")
    page.keyboard.press(key)
    page.wait_for_function(f"() => document.activeElement.name === '{field}'")
    focus = page.locator("#panel-2").locator(f"[name={field}]")
    if focus.evaluate("node => node.tagName") == "SELECT":
        focus.select_option(value)
    else:
        focus.fill(value)
    form = page.locator(f"#panel-2 form:has([name={field}])")
    form.locator(f"button[value={button}]" if button else "button").click()
    page.locator("#status").get_by_text(said).wait_for()


def test_keys_are_letters_while_somebody_types(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1)
    page.goto("/queue")
    page.keyboard.press("/")
    page.keyboard.type("izue?")
    expect(page.locator("#search")).to_have_value("izue?")
    page.keyboard.press("Control+e")
    page.locator("#search").blur()
    page.keyboard.press("Control+e")
    page.keyboard.press("Alt+i")
    assert statuses(desk.database) == {1: "new"}


def test_a_key_held_down_decides_once(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2, 3)
    page.goto("/queue")
    page.keyboard.down("e")
    for _ in range(5):
        page.keyboard.down("e")
    page.keyboard.up("e")
    page.get_by_text("Excluded: Title 3.").wait_for()
    settle(page)
    assert list(statuses(desk.database).values()).count("excluded") == 1


def test_the_keys_of_the_page_are_listed_and_the_list_closes(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1)
    page.goto("/queue")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_contain_text("include, and on to the next row")
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert statuses(desk.database) == {1: "new"}


def test_two_keys_one_after_the_other_lead_to_another_page(desk: RunningDesk, page: Page) -> None:
    page.goto("/queue")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/sources")


def test_keys_can_be_changed(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2)
    prefer(desk.database, map={"include": "y", "exclude": "ArrowRight"})
    page.goto("/queue")
    page.keyboard.press("i")
    page.keyboard.press("y")
    page.get_by_text("Included: Title 2.").wait_for()
    assert statuses(desk.database) == {1: "new", 2: "shortlisted"}


def test_keys_can_be_switched_off(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1)
    prefer(desk.database, keys="off")
    page.goto("/queue")
    page.locator("#row-1 article").focus()
    page.keyboard.press("e")
    page.keyboard.press("?")
    page.reload()
    assert statuses(desk.database) == {1: "new"}


def test_keys_can_be_had_only_while_the_list_has_the_focus(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2)
    prefer(desk.database, keys="list")
    page.goto("/queue")
    page.keyboard.press("e")
    page.locator("#row-1 article").focus()
    page.keyboard.press("u")
    page.get_by_text("Maybe: Title 1.").wait_for()


def test_every_key_of_a_row_has_a_control_that_can_be_seen(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1)
    page.goto("/queue")
    seen = page.locator("#row-1 [aria-keyshortcuts]:visible, .keyline [aria-keyshortcuts]:visible")
    keys = " ".join(filter(None, (each.get_attribute("aria-keyshortcuts") for each in seen.all()))).split()
    assert set(keys) >= {
        "i",
        "e",
        "u",
        "o",
        "v",
        "x",
        "h",
        "d",
        "n",
        "a",
        "Shift+E",
        "j",
        "k",
        "Shift+X",
        "?",
    }


def test_the_same_keys_decide_on_the_page_of_a_candidate(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1)
    page.goto("/item/1")
    page.keyboard.press("n")
    expect(page.locator("[name=text]")).to_be_focused()
    page.locator("h1").click()
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("i")
    page.get_by_text("Included: Title 1.").wait_for()
    page.keyboard.press("z")
    page.get_by_text("Undone: Title 1 is new again.").wait_for()
    assert statuses(desk.database) == {1: "new"}
