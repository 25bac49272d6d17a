"""What only a browser with script does for the entry's form, and how the pages look to it."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scraper.desk.roles import Role
from scraper.digest.editing import find_entry, text_of, unsaved_of
from scraper.storage.desk_models import Unsaved
from tests.digest.making import make_ready, started
from tests.digest.test_house_style import TEXT
from tests.web.desk import RunningDesk

PAGES = (
    "/issue/1", "/issue/1?preview=exact&blanks=true", "/entry/1", "/entry/3?text=full", "/issues",
    "/issue/1/exports", "/issue/1/coverage",
)  # fmt: skip


def kept(desk: RunningDesk, entry: int = 1) -> Any:
    """What the desk keeps of an entry that is not saved."""
    with desk.database.reading() as session:
        row = unsaved_of(session, find_entry(session, entry), "editor")
        return row and row.content


def saved(desk: RunningDesk, entry: int = 1) -> Any:
    with desk.database.reading() as session:
        return text_of(find_entry(session, entry))


def test_what_is_typed_is_kept_after_a_while_and_the_notes_follow(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 1)
    page.clock.install()
    page.goto("/entry/1")
    page.get_by_label("Summary").fill("It's on hedges.")
    page.clock.run_for(4_000)
    assert kept(desk) is None
    page.clock.run_for(2_000)
    expect(page.locator("#kept")).to_contain_text("not saved yet")
    expect(page.locator("#side")).to_contain_text("3 words · 1 sentence")
    expect(page.locator("#side")).to_contain_text("A straight quotation mark")
    assert kept(desk)["summary"] == ["It's on hedges."]
    assert saved(desk).summary != ("It's on hedges.",)


def test_keys_save_and_lead_on_through_a_whole_issue(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 3)
    page.goto("/entry/1")
    for number in (1, 2, 3):
        page.get_by_label("Topic heading").fill(f"Hedges {number}")
        page.get_by_label("Summary").fill(TEXT)
        page.keyboard.press("Control+s")
        expect(page.get_by_role("status")).to_contain_text("Saved.")
        page.wait_for_load_state()
        page.get_by_label("Summary").focus()
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("status")).to_contain_text("Saved and ready.")
        page.wait_for_load_state()
    assert page.url.endswith("/issue/1")
    with desk.database.reading() as session:
        assert [find_entry(session, each).state for each in (1, 2, 3)] == ["ready"] * 3


def test_a_sentence_is_put_where_the_cursor_stands(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 1)
    page.goto("/entry/1")
    summary = page.get_by_label("Summary")
    summary.fill("Before.")
    page.keyboard.press("Alt+1")
    expect(summary).to_have_value("Before. Place0 has published its findings on waiting times.")
    page.keyboard.press("Control+z")
    expect(summary).to_have_value("Before.")
    page.get_by_role("button", name="Insert 1").click()
    expect(summary).to_have_value("Before. Place0 has published its findings on waiting times.")
    expect(summary).to_be_focused()
    summary.fill("Before. After.")
    page.keyboard.press("Home")
    page.keyboard.press("Alt+1")
    expect(summary).to_have_value("Place0 has published its findings on waiting times. Before. After.")


def test_quotation_marks_curl_as_she_types_until_she_does_not_want_it(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 1)
    page.goto("/entry/1")
    summary = page.get_by_label("Summary")
    summary.fill("")
    summary.press_sequentially("""It's "old" ('very')...""")
    expect(summary).to_have_value("It’s “old” (‘very’)…")
    page.keyboard.press("Control+z")
    expect(summary).not_to_have_value("It’s “old” (‘very’)…")
    page.get_by_label("Address").fill("")
    page.get_by_label("Address").press_sequentially("https://example.org/it's")
    expect(page.get_by_label("Address")).to_have_value("https://example.org/it's")
    page.get_by_label("Curly quotation marks").uncheck()
    summary.fill("")
    summary.press_sequentially("It's...")
    expect(summary).to_have_value("It's...")
    page.reload()
    expect(page.get_by_label("Curly quotation marks")).not_to_be_checked()


@pytest.fixture
def flaky(chromium: Browser, desk: RunningDesk) -> Any:
    """A window whose network is cut at times: the console may say so."""
    opened = chromium.new_context(base_url=desk.address)
    word = desk.client(Role.EDITOR).cookies["gleaner"]
    opened.add_cookies([{"name": "gleaner", "value": word, "url": desk.address}])
    yield opened
    opened.close()


def test_without_the_desk_the_text_stays_in_the_browser_and_comes_back(
    desk: RunningDesk, flaky: BrowserContext
) -> None:
    started(desk.database, 1)
    page = flaky.new_page()
    page.goto("/entry/1")
    flaky.set_offline(True)
    page.get_by_label("Summary").fill("Typed without the desk.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#kept")).to_contain_text("the desk cannot be reached. Your text is safe")
    expect(page.get_by_label("Summary")).to_have_value("Typed without the desk.")
    page.close()
    flaky.set_offline(False)
    page = flaky.new_page()
    page.goto("/entry/1")
    expect(page.get_by_label("Summary")).to_have_value("Typed without the desk.")
    expect(page.locator("#kept")).to_contain_text("not saved yet")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert saved(desk).summary == ("Typed without the desk.",)
    page.goto("/entry/1")
    expect(page.locator("#kept")).to_have_text("")


def test_signed_out_she_is_told_and_nothing_is_lost(desk: RunningDesk, flaky: BrowserContext) -> None:
    started(desk.database, 1)
    page = flaky.new_page()
    page.goto("/entry/1")
    flaky.clear_cookies()
    page.get_by_label("Summary").fill("Typed signed out.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#kept")).to_contain_text("you are signed out")
    expect(page.get_by_label("Summary")).to_have_value("Typed signed out.")


def test_what_was_typed_last_comes_back_when_she_leaves_at_once(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 1)
    page.goto("/entry/1")
    page.get_by_label("Summary").fill("Typed and left.")
    page.get_by_role("link", name="Full text").click()
    expect(page.get_by_label("Text of the source")).to_be_visible()
    expect(page.get_by_label("Summary")).to_have_value("Typed and left.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page.get_by_label("Summary").press_sequentially("x")
    page.get_by_label("Summary").press("Backspace")
    page.goto("/entry/1")
    expect(page.locator("#kept")).to_have_text("")


def test_an_entry_that_was_not_ready_is_kept_and_saved_like_any(
    desk: RunningDesk, flaky: BrowserContext
) -> None:
    started(desk.database, 2)
    page = flaky.new_page()
    page.goto("/entry/1")
    page.get_by_label("Topic heading").fill("")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Saved, but not ready")
    page.get_by_label("Topic heading").fill("Hedges")
    page.get_by_label("Summary").fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    expect(page).to_have_url(f"{desk.address}/entry/1#preview")
    assert kept(desk)["heading"] == "Hedges"
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    with desk.database.reading() as session:
        assert find_entry(session, 1).state == "draft"


def test_a_double_click_saves_once(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 1)
    page.goto("/entry/1")
    page.get_by_label("Summary").fill("Typed once.")
    page.get_by_role("button", name="Save", exact=True).last.dblclick()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    with desk.database.reading() as session:
        assert find_entry(session, 1).version == 2
        assert session.query(Unsaved).count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_fault_that_axe_finds_and_fit_a_phone(
    chromium: Browser, desk: RunningDesk, scheme: Any
) -> None:
    started(desk.database, 3)
    with desk.database.writing() as session:
        make_ready(session, 1)
    client = desk.client(Role.EDITOR)
    client.post("/entry/2/hold-over")
    client.post("/entry/3", {"do": "keep", "heading": "Typed", "version": "1"})
    # axe is put into the page as a script, which the desk's own policy would refuse.
    opened = chromium.new_context(
        base_url=desk.address, color_scheme=scheme, viewport={"width": 320, "height": 700}, bypass_csp=True
    )
    opened.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
    page = opened.new_page()
    for path in PAGES:
        assert page.goto(path).status == 200, path  # type: ignore[union-attr]
        assert Axe().run(page).response["violations"] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    opened.close()
