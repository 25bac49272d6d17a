"""The issue and its entries by keyboard, in a real browser."""

from playwright.sync_api import Page, expect

from scraper.digest.editing import find_entry
from scraper.storage.engine import Database
from tests.digest.making import started
from tests.web.desk import RunningDesk


def order(database: Database, count: int = 3) -> list[int]:
    """The places of entries 1, 2, …"""
    with database.reading() as session:
        return [find_entry(session, number).position for number in range(1, count + 1)]


def hears(page: Page, words: str) -> None:
    """Until the page says so, and its script listens to keys again."""
    expect(page.get_by_role("status")).to_contain_text(words)
    page.wait_for_load_state()


def test_an_entry_is_moved_by_key_and_keeps_the_focus(desk: RunningDesk, page: Page) -> None:
    started(desk.database)
    page.goto("/issue/1")
    page.keyboard.press("Shift+J")
    hears(page, "Now entry 2.")
    assert order(desk.database) == [2, 1, 3]
    expect(page.locator("#entry-1")).to_be_focused()
    page.keyboard.press("Shift+J")
    hears(page, "Now entry 3.")
    page.keyboard.press("k")
    expect(page.locator("#entry-3")).to_be_focused()
    page.keyboard.press("Shift+K")
    hears(page, "Now entry 1.")
    assert order(desk.database) == [3, 2, 1]
    page.keyboard.press("z")
    hears(page, "Undone: move.")
    assert order(desk.database) == [3, 1, 2]


def test_the_first_entry_goes_no_further_up(desk: RunningDesk, page: Page) -> None:
    started(desk.database)
    page.goto("/issue/1")
    page.keyboard.press("Shift+K")
    page.keyboard.press("j")
    expect(page.locator("#entry-2")).to_be_focused()
    assert order(desk.database) == [1, 2, 3]


def test_keys_lead_to_check_preview_entry_and_its_heading(desk: RunningDesk, page: Page) -> None:
    started(desk.database)
    page.goto("/issue/1")
    page.keyboard.press("c")
    expect(page.locator("#check")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#preview")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry/2")
    page.keyboard.press("j")
    page.wait_for_url("**/entry/3")
    page.keyboard.press("k")
    page.wait_for_url("**/entry/2")
    page.keyboard.press("t")
    expect(page.get_by_label("Topic heading")).to_be_focused()
