"""Where the focus stands after an act in a row's panel, so that the next key means the row one thinks of."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.web.desk import RunningDesk
from tests.web.test_queue_browser import fill, statuses, window


def add_note(page: Page, number: int, words: str) -> None:
    page.keyboard.press("n")
    page.locator(f"#note-{number}").fill(words)
    page.get_by_role("button", name="Add the note").click()


def test_after_a_note_the_next_key_means_the_same_row(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2)
    page.goto("/queue")
    add_note(page, 2, "Look at page 4")
    page.get_by_text("Note: Look at page 4").wait_for()
    expect(page.locator("#row-2 article")).to_be_focused()
    page.keyboard.press("i")
    page.get_by_text("Included: Title 2.").wait_for()
    assert statuses(desk.database) == {1: "new", 2: "shortlisted"}


def test_a_note_that_has_no_connection_says_so(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.keyboard.press("n")
        page.locator("#note-1").fill("Look at page 4")
        mine.set_offline(True)
        page.get_by_role("button", name="Add the note").click()
        page.get_by_text("Not saved: no connection. Try again.").wait_for()
        expect(page.locator("#note-1")).to_have_value("Look at page 4")


def test_a_note_stays_typed_when_the_sign_in_ended(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.keyboard.press("n")
        page.locator("#note-1").fill("Look at page 4")
        mine.clear_cookies()
        page.get_by_role("button", name="Add the note").click()
        page.get_by_text("You were signed out meanwhile").wait_for()
        expect(page.locator("#note-1")).to_have_value("Look at page 4")
        expect(page).to_have_url(re.compile("/queue"))
