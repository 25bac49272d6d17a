"""What only a real browser shows of the queue: lost connections, two editors, no script, reading order."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from scraper.desk.roles import Role
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from tests.desk.filling import put, put_issue
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


def acts(database: Database) -> int:
    """How many events tell of candidates."""
    with database.reading() as session:
        return session.query(Event).filter_by(object_type="candidate").count()


@contextmanager
def window(
    chromium: Browser, desk: RunningDesk, role: Role = Role.EDITOR, **options: object
) -> Iterator[BrowserContext]:
    """A window of somebody who has signed in. What the console says is not looked at."""
    opened = chromium.new_context(base_url=desk.address, **options)  # type: ignore[arg-type]
    client = desk.client(role)
    opened.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
    try:
        yield opened
    finally:
        opened.close()


def test_two_editors_in_conflict_lose_nothing(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine, window(chromium, desk, Role.ADMIN) as theirs:
        page, other = mine.new_page(), theirs.new_page()
        page.goto("/queue")
        other.goto("/queue")
        other.keyboard.press("i")
        other.get_by_text("Included: Title 2.").wait_for()
        page.keyboard.press("e")
        row = page.locator("#row-2")
        row.get_by_text("Candidate 2 is shortlisted by admin since").wait_for()
        assert statuses(desk.database) == {1: "new", 2: "shortlisted"}
        row.get_by_role("button", name="Change to mine: exclude").click()
        page.get_by_text("Excluded: Title 2.").wait_for()
        assert statuses(desk.database) == {1: "new", 2: "excluded"}
        other.keyboard.press("z")
        other.get_by_text("changed").first.wait_for()
        assert statuses(desk.database) == {1: "new", 2: "excluded"}


def test_who_was_slower_can_keep_what_was_decided(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        desk.client(Role.ADMIN).post("/decide", {"action": "include", "id": "2:1"})
        page.keyboard.press("e")
        page.get_by_role("link", name="Keep theirs").click()
        page.locator("#row-2").get_by_text("Included", exact=True).wait_for()
        assert statuses(desk.database) == {1: "new", 2: "shortlisted"}


def test_a_lost_connection_keeps_the_decision_and_sends_it_again(
    desk: RunningDesk, chromium: Browser
) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        mine.set_offline(True)
        page.keyboard.press("i")
        page.get_by_text("Not saved: no connection. It will be sent again.").wait_for()
        assert statuses(desk.database) == {1: "new", 2: "new"}
        mine.set_offline(False)
        page.get_by_text("Included: Title 2.").wait_for()
        assert statuses(desk.database) == {1: "new", 2: "shortlisted"}


def test_a_decision_that_was_not_sent_is_sent_after_signing_in_again(
    desk: RunningDesk, chromium: Browser
) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        mine.clear_cookies()
        page.keyboard.press("i")
        page.wait_for_url(re.compile("/sign-in"))
        client = desk.client(Role.EDITOR)
        mine.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
        page.goto("/queue")
        page.get_by_text("Included: Title 2.").wait_for()
        assert statuses(desk.database) == {1: "new", 2: "shortlisted"}


def test_a_note_stays_typed_when_it_cannot_be_sent(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.keyboard.press("n")
        page.locator("#note-1").fill("Look at page 4")
        mine.set_offline(True)
        page.get_by_role("button", name="Add the note").click()
        page.wait_for_timeout(200)
        assert page.locator("#note-1").input_value() == "Look at page 4"
        mine.set_offline(False)
        page.get_by_role("button", name="Add the note").click()
        page.get_by_text("Note: Look at page 4").wait_for()


def test_a_double_click_decides_one_row(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2, 3)
    page.goto("/queue")
    page.locator("#row-3").get_by_role("button", name="Exclude").dblclick()
    page.get_by_text("Excluded: Title 3.").wait_for()
    page.wait_for_timeout(200)
    assert (statuses(desk.database), acts(desk.database)) == ({1: "new", 2: "new", 3: "excluded"}, 1)


def test_going_back_shows_what_is_and_does_nothing_twice(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2)
    page.goto("/item/2")
    page.get_by_role("button", name="Exclude").first.click()
    page.get_by_text("Excluded: Title 2.").wait_for()
    page.goto("/queue")
    page.go_back()
    page.go_forward()
    page.locator("#row-1").wait_for()
    expect(page.locator("#row-2")).to_have_count(0)
    assert acts(desk.database) == 1


def test_everything_works_with_script_switched_off(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, *range(1, 8))
    desk.now += timedelta(minutes=1)
    with window(chromium, desk, java_script_enabled=False) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.locator("#row-7").get_by_role("button", name="Include").click()
        page.get_by_text("Included: Title 7.").wait_for()
        page.get_by_role("button", name="Undo").click()
        page.get_by_text("Undone: Title 7 is new again.").wait_for()
        page.get_by_role("checkbox", name="Select “Title 6”").check()
        page.get_by_role("checkbox", name="Select “Title 4”").check()
        page.get_by_role("button", name="Exclude the selected").click()
        page.get_by_text("Excluded: 2 items.").wait_for()
        page.get_by_role("checkbox", name="all 5 stories of this list").check()
        page.get_by_role("button", name="Maybe the selected").click()
        page.get_by_text("Maybe: 5 items.").wait_for()
        page.get_by_role("link", name="Maybe 5").click()
        page.locator("#row-5").get_by_role("link", name="More").click()
        page.get_by_label("Note, for all who work here").fill("For the second editor")
        page.get_by_role("button", name="Add the note").click()
        page.locator("li").get_by_text("For the second editor").wait_for()
    assert statuses(desk.database) == {
        number: "excluded" if number in {4, 6} else "maybe" for number in range(1, 8)
    }


def test_seven_rows_stand_on_a_screen(desk: RunningDesk, page: Page) -> None:
    rich = {"pages": 42, "nations": ["England", "Wales"], "assignee": "anna", "band": "likely", "score": 94.0}
    fill(desk.database, *range(1, 21), **rich, reasons=["“abuse” in title", "used 11 of 14 times"])
    page.goto("/queue?density=compact")
    ends = page.evaluate(
        "() => [...document.querySelectorAll('.row')].map(row => row.getBoundingClientRect().bottom)"
    )
    assert sum(end <= 900 for end in ends) >= 7


@pytest.mark.parametrize("path", ["/queue", "/queue?density=compact", "/item/2", "/story/2", "/queue?kind=x"])
def test_nothing_scrolls_sideways_on_a_narrow_screen(desk: RunningDesk, chromium: Browser, path: str) -> None:
    long = "Verylongwordwithoutanyplacetobreakinitbecausesomebodyforgotthespacesbetweenthewords"
    fill(desk.database, 1, 2, title=f"{long} and more", text=f"{long * 3}\n\n{long}", story=3, partial=True)
    with window(chromium, desk, viewport={"width": 320, "height": 700}) as mine:
        page = mine.new_page()
        page.goto(path)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        small = page.evaluate(
            "() => [...document.querySelectorAll('button, .button')].filter(each => each.offsetParent)"
            ".map(each => each.getBoundingClientRect())"
            ".filter(box => box.height < 24 || box.width < 24).length"
        )
        assert small == 0


def test_on_a_phone_three_large_buttons_decide_the_row_that_has_the_focus(
    desk: RunningDesk, chromium: Browser
) -> None:
    fill(desk.database, 1, 2, 3)
    with window(chromium, desk, viewport={"width": 375, "height": 700}, has_touch=True) as mine:
        page = mine.new_page()
        page.goto("/queue")
        buttons = page.locator(".thumb button")
        assert [box["height"] >= 44 for box in (each.bounding_box() for each in buttons.all()) if box] == [
            True
        ] * 3
        page.locator("#row-2 h2").locator("..").tap(position={"x": 5, "y": 40})
        page.locator(".thumb").get_by_role("button", name="Exclude").tap()
        page.get_by_text("Excluded: Title 2.").wait_for()
        bar, row = page.locator(".thumb").bounding_box(), page.locator("#row-1 article").bounding_box()
        assert bar is not None
        assert row is not None
        assert row["y"] + row["height"] <= bar["y"]
    assert statuses(desk.database) == {1: "new", 2: "excluded", 3: "new"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/queue", "/queue?kind=x", "/queue?view=maybe", "/item/3", "/story/3"])
def test_axe_finds_nothing(desk: RunningDesk, chromium: Browser, path: str, scheme: str) -> None:
    fill(
        desk.database, 1, 2, story=9, assignee="anna", band="likely", score=94.0, reasons=["“abuse” in title"]
    )
    fill(desk.database, 3, story=9, source="other", partial=True, change="updated", update_of=1)
    with desk.database.writing() as session:
        put_issue(session, "2026-11-19", ("Waiting", 2))
    with window(chromium, desk, bypass_csp=True, color_scheme=scheme) as mine:
        page = mine.new_page()
        page.goto(path)
        if path == "/queue":
            page.keyboard.press("h")
            page.locator("#until-1, #until-3").first.wait_for()
            page.keyboard.press("Escape")
            page.locator(".row").first.get_by_role("link", name="Read").click()
            page.locator(".panel .text").wait_for()
        found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


READING_ORDER = """\
- main:
  - heading "1 new story" [level=1]
  - paragraph:
    - text: No source was checked yet.
    - link "Load anew":
      - /url: /queue#rows
  - button "Take the next 25"
  - navigation "Views":
    - link "New 1":
      - /url: /queue
    - link "Maybe 0":
      - /url: /queue?view=maybe
  - group: Filter and sort
  - paragraph:
    - button "Next row"
    - button "Previous row"
    - button "Select all on this page"
    - button "Select to here"
    - button "Keys (?)"
  - list:
    - listitem:
      - article "Waiting times":
        - checkbox "Select “Waiting times”"
        - heading "Waiting times" [level=2]:
          - link "Waiting times":
            - /url: /item/1
        - paragraph:
          - text: Report · Example Voice · 20 Nov 2026 · found 09:00 · 3 pages · UK ·
          - link "original":
            - /url: https://example.org/1
        - paragraph: Children wait for months.
        - button "Include"
        - button "Maybe"
        - button "Exclude"
        - link "Read":
          - /url: /item/1#text
        - link "More":
          - /url: /item/1#acts
  - navigation "Pages":
    - link "Compact rows":
      - /url: /queue?density=compact"""


def test_the_queue_reads_in_this_order(desk: RunningDesk, page: Page) -> None:
    text = "Children wait for months."
    fill(desk.database, 1, title="Waiting times", text=text, kind="report", pages=3, nations=["UK"])
    page.goto("/queue")
    assert page.locator("main").aria_snapshot() == READING_ORDER


def test_the_list_asks_each_minute_for_what_arrived(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    page.route(re.compile("/queue/arrived"), answer)
    page.clock.install()
    page.goto("/queue")
    page.clock.run_for(59_000)
    assert asked == []
    page.clock.run_for(2_000)
    while not asked:
        page.wait_for_timeout(10)
    assert len(asked) == 1


def test_what_is_refused_leaves_the_row_and_says_why(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.keyboard.press("d")
        page.locator("#of-2").fill("77")
        page.get_by_role("button", name="Set aside").click()
        page.locator("#status").get_by_text("no candidate 77").wait_for()
        expect(page.locator("#row-2.going")).to_have_count(0)
        expect(page.locator("#of-2")).to_have_value("77")
    assert statuses(desk.database) == {1: "new", 2: "new"}


def test_a_fault_of_ours_gives_the_row_back(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.route(re.compile("/decide"), lambda route: route.fulfill(status=500, body="broken"))
        page.keyboard.press("i")
        page.get_by_text("Not saved: a fault of ours. Try again.").wait_for()
        expect(page.locator(".going, .gone")).to_have_count(0)
        page.unroute_all()
        page.keyboard.press("k")
        page.keyboard.press("i")
        page.get_by_text("Included: Title 2.").wait_for()


def test_a_conflict_found_after_signing_in_again_is_told(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk) as mine:
        page = mine.new_page()
        page.goto("/queue")
        mine.clear_cookies()
        page.keyboard.press("i")
        page.wait_for_url(re.compile("/sign-in"))
        desk.client(Role.ADMIN).post("/decide", {"action": "exclude", "id": "2:1"})
        client = desk.client(Role.EDITOR)
        mine.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
        page.goto("/queue")
        page.locator("#status").get_by_text("candidate 2 is excluded by admin since").wait_for()
    assert statuses(desk.database) == {1: "new", 2: "excluded"}


def test_on_paper_stands_what_is_read_and_nothing_to_press(desk: RunningDesk, page: Page) -> None:
    fill(desk.database, 1, 2)
    page.emulate_media(media="print")
    for path in ("/queue", "/item/1"):
        page.goto(path)
        expect(page.get_by_role("heading", name="Title 1")).to_be_visible()
        for each in page.locator("button, nav, .button, .filter, input:not([name=id])").all():
            expect(each).to_be_hidden()


def test_the_bar_of_the_selected_fits_a_narrow_screen(desk: RunningDesk, chromium: Browser) -> None:
    fill(desk.database, 1, 2)
    with window(chromium, desk, viewport={"width": 320, "height": 640}) as mine:
        page = mine.new_page()
        page.goto("/queue")
        page.locator("#row-1 [type=checkbox]").check()
        page.locator(".bulk summary").click()
        for each in page.locator(".bulk button, .bulk select, .bulk input:not([type=hidden])").all():
            box = each.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= 320
